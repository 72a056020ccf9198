package identity

import (
	"context"
	"errors"
	"strings"
	"time"

	"duar/seva"
)

// SignIn lets staff in. Every failure has one answer and takes one time: an unknown login
// pays for a password too, and nothing ends early where only one of the three was wrong.
func (d *Desk) SignIn(ctx context.Context, login, password, code string) (Session, error) {
	login = lowered(login)
	done, err := d.hash(ctx)
	if err != nil {
		return Session{}, err
	}
	defer done()
	now := d.World.Now()
	a, open, err := d.attempt(ctx, login, now)
	if err != nil {
		return Session{}, seva.Broken(err)
	}
	if !open {
		return Session{}, signInFailed()
	}
	hash, secret := nobodys, make([]byte, totpSecret)
	if a.ID != "" {
		hash = a.Password
		if secret, err = d.unseal(a.ID, a.Secret); err != nil {
			return Session{}, seva.Broken(err)
		}
	}
	fits, err := checkPassword(hash, password)
	if err != nil {
		return Session{}, seva.Broken(err)
	}
	at, timely := step(secret, typed(code), now, a.Step)
	if !fits || !timely || a.ID == "" || !a.Suspended.IsZero() {
		return Session{}, signInFailed()
	}
	return d.admit(ctx, a, at)
}

// attempt counts a sign-in before anything is known of it and gives the account, or the
// zero one. It is not open when the login is shut.
func (d *Desk) attempt(ctx context.Context, login string, now time.Time) (a Account, open bool, err error) {
	err = d.Register.Change(ctx, func(tx Tx) error {
		a, open = Account{}, false
		t, err := tx.Tally(ctx, d.failuresOf(login))
		if err != nil {
			return err
		}
		if t, open = t.count(now); !open {
			return nil
		}
		a, err = tx.Account(ctx, Staff, login)
		if err != nil && !errors.Is(err, ErrNone) {
			return err
		}
		return tx.PutTally(ctx, d.failuresOf(login), t)
	})
	return a, open, err
}

// admit begins the session, if the account still is what was looked at: the step was not
// used meanwhile, the password not changed, the account not suspended.
func (d *Desk) admit(ctx context.Context, seen Account, at int64) (s Session, err error) {
	var refusal error
	err = d.Register.Change(ctx, func(tx Tx) error {
		s, refusal = Session{}, nil
		// In the order of attempt, so that who guesses at the login and who signs in never wait
		// for each other.
		if _, err := tx.Tally(ctx, d.failuresOf(seen.Handle)); err != nil {
			return err
		}
		a, err := tx.Account(ctx, Staff, seen.Handle)
		if err != nil {
			return err
		}
		if a.Password != seen.Password || a.Step >= at || !a.Suspended.IsZero() {
			refusal = signInFailed()
			return nil
		}
		a.Step = at
		if err := errors.Join(tx.PutAccount(ctx, a), tx.PutTally(ctx, d.failuresOf(a.Handle), Tally{}),
			tx.Audit(ctx, leaf(d.World.Now(), a.ID, string(Staff), "staff.sign_in", a.ID, nil))); err != nil {
			return err
		}
		s, err = d.sit(ctx, tx, a, staffLife)
		return err
	})
	if err != nil {
		return Session{}, seva.Broken(err)
	}
	return s, refusal
}

func (d *Desk) failuresOf(login string) string { return mac(d.counts, "failures", login) }

// lowered is a login as it is looked for: people's keyboards begin with a capital.
func lowered(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

func signInFailed() error { return seva.Fail(seva.Unauthenticated, seva.Say("error.sign_in")) }
