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
func StaffRoles() []casework.Role { return casework.Posts() }

var (
	loginShape  = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)
	officeShape = regexp.MustCompile(`^[a-z][a-z0-9_]*\.(\*|[A-Za-z0-9_-]+)$`)
)

const longestName = 100 // letters

// Enrol makes an account of staff. Errors: Invalid under error.staff.login,
// error.staff.name, error.staff.role, error.staff.office; Conflict under error.staff.exists.
func (d *Desk) Enrol(ctx context.Context, n NewStaff) (Enrolment, error) {
	return d.enrol(ctx, house, n, nil)
}

// enrol makes an account if those that are there are such that it may be, where that is asked.
func (d *Desk) enrol(ctx context.Context, by author, n NewStaff, may func([]Account) error) (Enrolment, error) {
	a := Account{ID: d.World.ID(), Kind: Staff, Handle: lowered(n.Login), Made: d.World.Now(),
		Roles: n.Roles, Offices: n.Offices}
	if !loginShape.MatchString(a.Handle) {
		return Enrolment{}, seva.Refuse("login", seva.Say("error.staff.login"))
	}
	var err error
	if a.Name, err = cleanName(n.Name); err != nil {
		return Enrolment{}, err
	}
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
		if may != nil {
			if _, err := tx.Tally(ctx, d.administrators()); err != nil {
				return err
			}
			all, err := tx.Staff(ctx)
			if err != nil {
				return err
			}
			if err := may(all); err != nil {
				return err
			}
		}
		return errors.Join(tx.PutAccount(ctx, a), d.note(ctx, tx, by, "staff.enrol", a))
	})
	if err != nil {
		return Enrolment{}, seva.Broken(err)
	}
	return e, nil
}

// cleanName gives a name as it is kept.
func cleanName(name string) (string, error) {
	name, err := seva.Clean("name", name)
	if err != nil {
		return "", err
	}
	if length := len([]rune(name)); length == 0 || length > longestName {
		return "", seva.Refuse("name", seva.Say("error.staff.name", seva.Args{"Most": longestName}))
	}
	return name, nil
}

// Renew gives an account a new password and a new secret, for whoever has lost one, and
// ends its sessions.
func (d *Desk) Renew(ctx context.Context, login string) (Enrolment, error) {
	return d.renew(ctx, house, login)
}

func (d *Desk) renew(ctx context.Context, by author, login string) (Enrolment, error) {
	var fresh Account
	// Sealed to the account's id, so that is looked up first; an id never changes.
	err := d.Register.Change(ctx, func(tx Tx) (err error) { fresh, err = d.staff(ctx, tx, login); return err })
	if err == nil {
		err = by.notSelf(fresh)
	}
	if err != nil {
		return Enrolment{}, seva.Broken(err)
	}
	e, err := d.furnish(ctx, &fresh)
	if err != nil {
		return Enrolment{}, err
	}
	err = d.alter(ctx, by, login, "staff.renew", func(a *Account) {
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
	return d.setRoles(ctx, house, login, roles, offices)
}

func (d *Desk) setRoles(ctx context.Context, by author, login string, roles []casework.Role, offices []string) error {
	if err := (Account{Roles: roles, Offices: offices}).placed(); err != nil {
		return err
	}
	return d.alter(ctx, by, login, "staff.roles", func(a *Account) { a.Roles, a.Offices = roles, offices })
}

// Suspend shuts an account out and ends its sessions, or lets it in again.
func (d *Desk) Suspend(ctx context.Context, login string, suspended bool) error {
	return d.suspendStaff(ctx, house, login, suspended)
}

func (d *Desk) suspendStaff(ctx context.Context, by author, login string, suspended bool) error {
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		a, err := d.staff(ctx, tx, login)
		if err != nil {
			return err
		}
		if err := by.notSelf(a); err != nil {
			return err
		}
		return d.suspend(ctx, tx, by, a, suspended)
	}))
}

// Revoke ends every session of an account and lets it sign in again.
func (d *Desk) Revoke(ctx context.Context, login string) error { return d.revoke(ctx, house, login) }

func (d *Desk) revoke(ctx context.Context, by author, login string) error {
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		a, err := d.staff(ctx, tx, login)
		if err != nil {
			return err
		}
		return errors.Join(tx.EndSittings(ctx, a.ID), d.note(ctx, tx, by, "staff.revoke", a))
	}))
}

// Staff lists all accounts of staff by login, without their secrets.
func (d *Desk) Staff(ctx context.Context) ([]Account, error) {
	all, err := d.Register.Staff(ctx)
	return all, broken(err)
}

// alter changes an account of staff and ends its sessions.
func (d *Desk) alter(ctx context.Context, by author, login, act string, change func(*Account)) error {
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		a, err := d.staff(ctx, tx, login)
		if err != nil {
			return err
		}
		if err := by.notSelf(a); err != nil {
			return err
		}
		was := a
		change(&a)
		if err := d.notLast(ctx, tx, was, a); err != nil {
			return err
		}
		return errors.Join(tx.PutAccount(ctx, a), tx.EndSittings(ctx, a.ID), d.note(ctx, tx, by, act, a))
	}))
}

func (d *Desk) staff(ctx context.Context, tx Tx, login string) (Account, error) {
	a, err := tx.Account(ctx, Staff, lowered(login))
	if errors.Is(err, ErrNone) {
		return a, &seva.Error{Kind: seva.NotFound, Field: "login", Text: seva.Say("error.staff.unknown", seva.Args{"Login": lowered(login)})}
	}
	return a, err
}

func (d *Desk) suspend(ctx context.Context, tx Tx, by author, a Account, suspended bool) error {
	was, act := a, string(a.Kind)+".restore"
	a.Suspended = time.Time{}
	if suspended {
		act = string(a.Kind) + ".suspend"
		a.Suspended = d.World.Now()
	}
	if err := d.notLast(ctx, tx, was, a); err != nil {
		return err
	}
	err := errors.Join(tx.PutAccount(ctx, a), tx.EndSittings(ctx, a.ID), d.note(ctx, tx, by, act, a))
	if a.Kind == Citizen { // phones are asked out of memory
		err = errors.Join(err, tx.Turn(ctx))
	}
	return err
}

// placed tells whether roles and offices are some that staff can have. Whoever works for
// an office, or looks at one's cases, must have one: without it they would see nothing, and
// wonder. Operators and institutions work where they sit, administrators for none.
func (a Account) placed() error {
	if len(a.Roles) == 0 {
		return seva.Refuse("role", seva.Say("error.staff.role"))
	}
	official := false
	for _, r := range a.Roles {
		if !slices.Contains(StaffRoles(), r) {
			return seva.Refuse("role", seva.Say("error.staff.role"))
		}
		official = official || r != casework.Operator && r != casework.Institution && r != casework.Administrator
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
	done, err := d.hash(ctx)
	if err != nil {
		return Enrolment{}, err
	}
	defer done()
	letters := d.World.ID()
	e := Enrolment{Password: strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:16]}, "-")}
	secret := d.World.Bytes(totpSecret)
	e.Secret, e.URL = secretText(secret), otpauth(a.Handle, secret)
	a.Password = encodePassword(e.Password, d.World.Bytes(argonSalt))
	a.Secret = d.seal(a.ID, secret)
	return e, nil
}

// note leaves a leaf of what an administrator, or whoever runs the program, has done to an
// account.
func (d *Desk) note(ctx context.Context, tx Tx, by author, act string, a Account) error {
	return tx.Audit(ctx, leaf(d.World.Now(), by.id, by.role, act, a.ID, map[string]any{
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
