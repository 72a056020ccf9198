package identity

import (
	"context"
	"errors"

	"duar/seva"
	"duar/seva/casework"
)

// author is who does something about an account, for the log.
type author struct{ id, role string }

// house is whoever runs the program: the command line, and what happens by itself.
var house = author{"system", string(casework.System)}

// For gives what a principal may do about staff: all of it an administrator, nothing
// anybody else.
func (d *Desk) For(by Principal) Bureau { return bureau{d, by} }

// bureau is the Bureau of one administrator.
type bureau struct {
	desk *Desk
	by   Principal
}

// allowed gives the administrator as author.
func (b bureau) allowed() (author, error) {
	if b.by.Kind != Staff || b.by.ID == "" || !b.by.Is(casework.Administrator) {
		return author{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return author{b.by.ID, string(casework.Administrator)}, nil
}

func (b bureau) Staff(ctx context.Context) ([]Account, error) {
	if _, err := b.allowed(); err != nil {
		return nil, err
	}
	return b.desk.Staff(ctx)
}

func (b bureau) Enrol(ctx context.Context, n NewStaff) (Enrolment, error) {
	by, err := b.allowed()
	if err != nil {
		return Enrolment{}, err
	}
	return b.desk.enrol(ctx, by, n, nil)
}

func (b bureau) Renew(ctx context.Context, login string) (Enrolment, error) {
	by, err := b.allowed()
	if err != nil {
		return Enrolment{}, err
	}
	return b.desk.renew(ctx, by, login)
}

func (b bureau) SetRoles(ctx context.Context, login string, roles []casework.Role, offices []string) error {
	by, err := b.allowed()
	if err != nil {
		return err
	}
	return b.desk.setRoles(ctx, by, login, roles, offices)
}

func (b bureau) Suspend(ctx context.Context, login string, suspended bool) error {
	by, err := b.allowed()
	if err != nil {
		return err
	}
	return b.desk.suspendStaff(ctx, by, login, suspended)
}

func (b bureau) Revoke(ctx context.Context, login string) error {
	by, err := b.allowed()
	if err != nil {
		return err
	}
	return b.desk.revoke(ctx, by, login)
}

func (b bureau) Bar(ctx context.Context, p seva.Phone, barred bool) error {
	by, err := b.allowed()
	if err != nil {
		return err
	}
	return b.desk.bar(ctx, by, p, barred)
}

// EnrolFirst makes the first administrator, whose office it is to make the others. Errors:
// those of Enrol, and Conflict under error.staff.first when there is one already, suspended
// or not.
func (d *Desk) EnrolFirst(ctx context.Context, login, name string) (Enrolment, error) {
	n := NewStaff{Login: login, Name: name, Roles: []casework.Role{casework.Administrator}}
	return d.enrol(ctx, house, n, func(all []Account) error {
		for _, a := range all {
			if a.principal().Is(casework.Administrator) {
				return &seva.Error{Kind: seva.Conflict, Field: "login", Text: seva.Say("error.staff.first", seva.Args{"Login": a.Handle})}
			}
		}
		return nil
	})
}

// notSelf refuses what nobody may do about themselves.
func (by author) notSelf(a Account) error {
	if a.ID == by.id {
		return seva.Fail(seva.Forbidden, seva.Say("error.staff.self"))
	}
	return nil
}

// notLast refuses to take the last administrator away, be it by the house: nobody would be
// left to make another. Whoever takes one away waits here for whoever takes another.
func (d *Desk) notLast(ctx context.Context, tx Tx, was, is Account) error {
	if !was.administers() || is.administers() {
		return nil
	}
	if _, err := tx.Tally(ctx, d.administrators()); err != nil {
		return err
	}
	all, err := tx.Staff(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.ID != is.ID && a.administers() {
			return nil
		}
	}
	return seva.Fail(seva.Conflict, seva.Say("error.staff.last"))
}

// administers tells whether an account can keep the others.
func (a Account) administers() bool {
	return a.Suspended.IsZero() && a.principal().Is(casework.Administrator)
}

// administrators is the key on which those wait who make or take away one.
func (d *Desk) administrators() string { return mac(d.counts, "administrators") }

// Unlock is Own. The screen of a kiosk is locked when nobody touches it, and whoever has
// signed in opens it by the password; the time-based code proved the phone once.
func (d *Desk) Unlock(ctx context.Context, token, password string) error {
	_, who, err := d.live(ctx, token)
	if err != nil {
		return err
	}
	if who.Kind != Staff {
		return signInFailed()
	}
	done, err := d.hash(ctx)
	if err != nil {
		return err
	}
	defer done()
	a, open, err := d.attempt(ctx, who.Handle, d.World.Now())
	if err != nil {
		return seva.Broken(err)
	}
	if !open || a.ID != who.ID {
		return signInFailed()
	}
	fits, err := checkPassword(a.Password, password)
	if err != nil {
		return seva.Broken(err)
	}
	if !fits {
		return signInFailed()
	}
	// Revoked, suspended or renewed meanwhile: the session tells.
	if _, _, err := d.live(ctx, token); err != nil {
		return err
	}
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		_, err := tx.Tally(ctx, d.failuresOf(a.Handle))
		return errors.Join(err, tx.PutTally(ctx, d.failuresOf(a.Handle), Tally{}))
	}))
}
