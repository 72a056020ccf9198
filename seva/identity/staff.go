package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
)

// NewStaff is an account to be made. Nobody chooses a password: it is made, and shown once.
type NewStaff struct {
	Login   string
	Name    string
	Roles   []casework.Role
	Offices []string // "lr.2412", "lr.*"; none for operators and institutions
}

// Enrolment is what a new member of staff is handed, once: it can never be shown again.
type Enrolment struct {
	Password string
	Secret   string // of the time-based code, to be typed into an app
	URL      string // the same as an app reads it from a picture: otpauth://…
}

// StaffRoles lists the roles that an account of staff may have.
func StaffRoles() []casework.Role {
	return slices.DeleteFunc(casework.Roles(), func(r casework.Role) bool {
		return r == casework.Citizen || r == casework.System
	})
}

var (
	loginShape  = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)
	officeShape = regexp.MustCompile(`^[a-z][a-z0-9_]*\.(\*|[A-Za-z0-9_-]+)$`)
)

const longestName = 100 // letters

// Enrol makes an account of staff. Errors: Invalid under error.staff.login,
// error.staff.name, error.staff.role, error.staff.office; Conflict under error.staff.exists.
func (d *Desk) Enrol(ctx context.Context, n NewStaff) (Enrolment, error) {
	a := Account{ID: d.World.ID(), Kind: Staff, Handle: lowered(n.Login), Made: d.World.Now(),
		Roles: n.Roles, Offices: n.Offices}
	if !loginShape.MatchString(a.Handle) {
		return Enrolment{}, seva.Refuse("login", seva.Say("error.staff.login"))
	}
	name, err := seva.Clean("name", n.Name)
	if err != nil {
		return Enrolment{}, err
	}
	if length := len([]rune(name)); length == 0 || length > longestName {
		return Enrolment{}, seva.Refuse("name", seva.Say("error.staff.name", seva.Args{"Most": longestName}))
	}
	a.Name = name
	if err := a.placed(); err != nil {
		return Enrolment{}, err
	}
	e, err := d.furnish(ctx, &a)
	if err != nil {
		return Enrolment{}, err
	}
	err = d.Register.Change(ctx, func(tx Tx) error {
		// Two that are made at once wait for each other here.
		if _, err := tx.Tally(ctx, d.failuresOf(a.Handle)); err != nil {
			return err
		}
		switch _, err := tx.Account(ctx, Staff, a.Handle); {
		case err == nil:
			return &seva.Error{Kind: seva.Conflict, Field: "login", Text: seva.Say("error.staff.exists", seva.Args{"Login": a.Handle})}
		case !errors.Is(err, ErrNone):
			return err
		}
		return errors.Join(tx.PutAccount(ctx, a), d.note(ctx, tx, "staff.enrol", a))
	})
	if err != nil {
		return Enrolment{}, seva.Broken(err)
	}
	return e, nil
}

// Renew gives an account a new password and a new secret, for whoever has lost one, and
// ends its sessions.
func (d *Desk) Renew(ctx context.Context, login string) (Enrolment, error) {
	var fresh Account
	// Sealed to the account's id, so that is looked up first; an id never changes.
	err := d.Register.Change(ctx, func(tx Tx) (err error) { fresh, err = d.staff(ctx, tx, login); return err })
	if err != nil {
		return Enrolment{}, seva.Broken(err)
	}
	e, err := d.furnish(ctx, &fresh)
	if err != nil {
		return Enrolment{}, err
	}
	err = d.alter(ctx, login, "staff.renew", func(a *Account) {
		a.Password, a.Secret, a.Step = fresh.Password, fresh.Secret, 0
	})
	if err != nil {
		return Enrolment{}, err
	}
	return e, nil
}

// SetRoles gives an account other roles and offices, in place of all it had, and ends its
// sessions: whoever sits at an open screen signs in anew and sees what is theirs now.
func (d *Desk) SetRoles(ctx context.Context, login string, roles []casework.Role, offices []string) error {
	if err := (Account{Roles: roles, Offices: offices}).placed(); err != nil {
		return err
	}
	return d.alter(ctx, login, "staff.roles", func(a *Account) { a.Roles, a.Offices = roles, offices })
}

// Suspend shuts an account out and ends its sessions, or lets it in again.
func (d *Desk) Suspend(ctx context.Context, login string, suspended bool) error {
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		a, err := d.staff(ctx, tx, login)
		if err != nil {
			return err
		}
		return d.suspend(ctx, tx, a, suspended)
	}))
}

// Staff lists all accounts of staff by login, without their secrets.
func (d *Desk) Staff(ctx context.Context) ([]Account, error) {
	all, err := d.Register.Staff(ctx)
	return all, broken(err)
}

// alter changes an account of staff and ends its sessions.
func (d *Desk) alter(ctx context.Context, login, act string, change func(*Account)) error {
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		a, err := d.staff(ctx, tx, login)
		if err != nil {
			return err
		}
		change(&a)
		return errors.Join(tx.PutAccount(ctx, a), tx.EndSittings(ctx, a.ID), d.note(ctx, tx, act, a))
	}))
}

func (d *Desk) staff(ctx context.Context, tx Tx, login string) (Account, error) {
	a, err := tx.Account(ctx, Staff, lowered(login))
	if errors.Is(err, ErrNone) {
		return a, &seva.Error{Kind: seva.NotFound, Field: "login", Text: seva.Say("error.staff.unknown", seva.Args{"Login": lowered(login)})}
	}
	return a, err
}

func (d *Desk) suspend(ctx context.Context, tx Tx, a Account, suspended bool) error {
	act := string(a.Kind) + ".restore"
	a.Suspended = time.Time{}
	if suspended {
		act = string(a.Kind) + ".suspend"
		a.Suspended = d.World.Now()
	}
	return errors.Join(tx.PutAccount(ctx, a), tx.EndSittings(ctx, a.ID), d.note(ctx, tx, act, a))
}

// placed tells whether roles and offices are some that staff can have. Whoever decides for
// an office must have one: without it they would see nothing, and wonder.
func (a Account) placed() error {
	if len(a.Roles) == 0 {
		return seva.Refuse("role", seva.Say("error.staff.role"))
	}
	official := false
	for _, r := range a.Roles {
		if !slices.Contains(StaffRoles(), r) {
			return seva.Refuse("role", seva.Say("error.staff.role"))
		}
		official = official || r != casework.Operator && r != casework.Institution
	}
	for _, o := range a.Offices {
		if !officeShape.MatchString(o) {
			return seva.Refuse("office", seva.Say("error.staff.office"))
		}
	}
	if official && len(a.Offices) == 0 {
		return seva.Refuse("office", seva.Say("error.staff.office"))
	}
	return nil
}

// furnish makes a password and a secret for an account. A password is 80 random bits in
// small letters and digits, in groups of four.
func (d *Desk) furnish(ctx context.Context, a *Account) (Enrolment, error) {
	select {
	case d.gate <- struct{}{}:
		defer func() { <-d.gate }()
	case <-ctx.Done():
		return Enrolment{}, seva.Broken(ctx.Err())
	}
	letters := d.World.ID()
	e := Enrolment{Password: strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:16]}, "-")}
	secret := d.World.Bytes(totpSecret)
	e.Secret, e.URL = secretText(secret), otpauth(a.Handle, secret)
	a.Password = encodePassword(e.Password, d.World.Bytes(argonSalt))
	a.Secret = d.seal(a.ID, secret)
	return e, nil
}

// note leaves a leaf of an act that whoever runs the program has done to an account.
func (d *Desk) note(ctx context.Context, tx Tx, act string, a Account) error {
	return tx.Audit(ctx, leaf(d.World.Now(), "system", string(casework.System), act, a.ID, map[string]any{
		"roles": a.Roles, "offices": a.Offices, "suspended": !a.Suspended.IsZero(),
	}))
}

// leaf makes an audit leaf; what changed is hashed as JSON with its keys in order.
func leaf(at time.Time, actor, role, act, subject string, what map[string]any) audit.Leaf {
	b, err := json.Marshal(what)
	if err != nil {
		panic("identity: " + err.Error()) // lists of strings always marshal
	}
	sum := sha256.Sum256(b)
	return audit.Leaf{At: at, Actor: actor, Role: role, Act: act, Subject: subject, Digest: hex.EncodeToString(sum[:])}
}
