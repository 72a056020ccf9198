package program

import (
	"context"

	people "duar/seva/identity"
)

// adminCommand makes the first administrator. There are no default accounts: until it was
// run nobody can sign in to keep the accounts of others.
type adminCommand struct {
	Create adminCreate `cmd:"" help:"Make the first administrator; the password and the secret of the code are shown once."`
}

type adminCreate struct {
	engines
	Login string `help:"Name to sign in with." required:"" env:"-"`
	Name  string `help:"Name of the person." required:"" env:"-"`
}

// Run makes the account, unless there is an administrator already.
func (c adminCreate) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		e, err := d.EnrolFirst(ctx, c.Login, c.Name)
		if err == nil {
			handOver(s.out, c.Login, e)
		}
		return err
	})
}
