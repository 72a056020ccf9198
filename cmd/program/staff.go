package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	people "duar/seva/identity" // load.go has an identity of its own, that of a file
)

// staffCommand keeps the accounts of operators and officers, as the house itself: whoever
// runs the program may do what an administrator may, and cannot take the last one away.
// There is no account to begin with, and no way in without one.
type staffCommand struct {
	Add     staffAdd     `cmd:"" help:"Make an account; its password and the secret of its code are shown once."`
	List    staffList    `cmd:"" help:"List the accounts, without their secrets."`
	Role    staffRole    `cmd:"" help:"Give an account other roles and offices, in place of all it has."`
	Renew   staffRenew   `cmd:"" help:"Give an account a new password and secret, when one was lost."`
	Code    staffCode    `cmd:"" help:"Give the six digits of a secret, as an authenticator app would."`
	Suspend staffSuspend `cmd:"" help:"Shut an account or a citizen's number out, or let it in again."`
	Revoke  staffRevoke  `cmd:"" help:"End every session of an account at once, as when a kiosk was stolen; it may sign in again."`
}

// placement is what an account may do, and for which offices.
type placement struct {
	Role   []casework.Role `help:"What the account may do; may be repeated: ${enum}." enum:"bsk_operator,data_entry,institution,department_clerk,verifying_officer,sanctioning_officer,auditor,administrator,registration_office,accounts_officer" required:"" sep:"none" env:"-"`
	Office []string        `help:"Office it works for, as lr.2412, or lr.* for a whole department; may be repeated." sep:"none" env:"-"`
}

type staffAdd struct {
	engines
	placement
	Login string `help:"Name to sign in with." required:"" env:"-"`
	Name  string `help:"Name of the person." required:"" env:"-"`
}

// Run makes the account and shows what its owner needs, this once.
func (c staffAdd) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		e, err := d.Enrol(ctx, people.NewStaff{Login: c.Login, Name: c.Name, Roles: c.Role, Offices: c.Office})
		if err == nil {
			handOver(s.out, c.Login, e)
		}
		return err
	})
}

type staffList struct{ engines }

// Run lists the accounts by login.
func (c staffList) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		all, err := d.Staff(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(s.out, "no accounts; make one with `duar staff add`")
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		for _, a := range all {
			state := ""
			if !a.Suspended.IsZero() {
				state = "suspended " + seva.DateOf(a.Suspended).String()
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Handle, a.Name, words(a.Roles), words(a.Offices), state)
		}
		return w.Flush()
	})
}

type staffRole struct {
	engines
	placement
	Login string `help:"Whose." required:"" env:"-"`
}

// Run gives the account its new place and ends its sessions.
func (c staffRole) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		err := d.SetRoles(ctx, c.Login, c.Role, c.Office)
		if err == nil {
			fmt.Fprintf(s.out, "%s is now %s for %s; its sessions have ended\n", c.Login, words(c.Role), words(c.Office))
		}
		return err
	})
}

type staffRenew struct {
	engines
	Login string `help:"Whose." required:"" env:"-"`
}

// Run shows the new password and secret, this once.
func (c staffRenew) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		e, err := d.Renew(ctx, c.Login)
		if err == nil {
			handOver(s.out, c.Login, e)
		}
		return err
	})
}

type staffSuspend struct {
	engines
	Login string `help:"An account of staff." xor:"who" required:"" env:"-"`
	Phone string `help:"A citizen's mobile number." xor:"who" required:"" env:"-"`
	Lift  bool   `help:"Let it in again." env:"-"`
}

// Run shuts one account or number out at once, its sessions with it.
func (c staffSuspend) Run(ctx context.Context, s *streams) error {
	done := "is suspended; its sessions have ended"
	if c.Lift {
		done = "may sign in again"
	}
	return c.attend(ctx, s, func(d *people.Desk) error {
		if c.Login != "" {
			err := d.Suspend(ctx, c.Login, !c.Lift)
			if err == nil {
				fmt.Fprintln(s.out, c.Login, done)
			}
			return err
		}
		phone, err := seva.ParsePhone(c.Phone)
		if err == nil {
			err = d.Bar(ctx, phone, !c.Lift)
		}
		if err == nil {
			fmt.Fprintln(s.out, phone, done)
		}
		return err
	})
}

type staffRevoke struct {
	engines
	Login string `help:"Whose." required:"" env:"-"`
}

// Run ends the sessions.
func (c staffRevoke) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		err := d.Revoke(ctx, c.Login)
		if err == nil {
			fmt.Fprintln(s.out, c.Login, "is signed out everywhere")
		}
		return err
	})
}

// attend opens the desk of identity on the store, without any face, for one errand.
func (e engines) attend(ctx context.Context, s *streams, errand func(*people.Desk) error) error {
	secret, err := e.secret(s.world, os.Getenv("DUAR_SECRET"))
	if err != nil {
		return err
	}
	store, err := e.openStore(ctx, s)
	if err != nil {
		return err
	}
	desk := people.NewDesk(people.Parts{Register: store.Accounts(), World: s.world, Secret: secret, Say: i18n.Say})
	return errors.Join(errand(desk), store.Close())
}

// handOver shows what an enrolment made. It goes to standard output and nowhere else: not
// into the log, and it cannot be asked for again.
func handOver(w io.Writer, login string, e people.Enrolment) {
	fmt.Fprintf(w, "login     %s\npassword  %s\nsecret    %s\napp       %s\n", strings.ToLower(login), e.Password, e.Secret, e.URL)
	fmt.Fprintln(w, "This is shown once. Hand it over in person; the secret goes into an authenticator app.")
}

// words joins ids with commas, or says that there are none.
func words[T ~string](all []T) string {
	if len(all) == 0 {
		return "-"
	}
	parts := make([]string, len(all))
	for i, one := range all {
		parts[i] = string(one)
	}
	return strings.Join(parts, ",")
}
