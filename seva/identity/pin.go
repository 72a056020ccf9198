package identity

import (
	"context"
	"errors"
	"strings"
	"time"

	"duar/seva"
)

// A PIN's length, in digits.
const (
	pinLeast = 4
	pinMost  = 6
)

// SetPIN is Own. Wrong tries that were made before are forgotten with it.
func (d *Desk) SetPIN(ctx context.Context, token, challenge, code, pin string) error {
	_, a, err := d.live(ctx, token)
	if err != nil {
		return err
	}
	if pin != "" {
		if pin = typedPIN(pin); !goodPIN(pin) {
			return seva.Refuse("pin", seva.Say("error.pin.weak"))
		}
	}
	// The code is looked at first and used up last: whoever is refused here for another
	// reason need not ask for a new one.
	if _, err := d.try(ctx, a, challenge, code, ToPIN); err != nil {
		return err
	}
	if _, err := d.settled(ctx, a.number()); err != nil {
		return err
	}
	kept := ""
	if pin != "" {
		if kept, err = d.encodePIN(ctx, a, pin); err != nil {
			return err
		}
	}
	now := d.World.Now()
	var refusal error
	err = d.Register.Change(ctx, func(tx Tx) error {
		asked, refused, err := d.prove(ctx, tx, challenge, code, ToPIN, a.ID)
		if refusal = refused; refusal != nil || err != nil {
			return err
		}
		if _, err := tx.Tally(ctx, d.pinsOf(asked.Phone)); err != nil {
			return err
		}
		// Asked for while the number was the account's; it may have moved since.
		owner, err := tx.Account(ctx, Citizen, string(asked.Phone))
		switch {
		case errors.Is(err, ErrNone) || err == nil && (owner.ID != a.ID || !owner.Suspended.IsZero()):
			refusal = oldCode()
			return nil
		case err != nil:
			return err
		}
		owner.PIN = kept
		return errors.Join(tx.DropChallenge(ctx, challenge), tx.PutAccount(ctx, owner),
			tx.PutTally(ctx, d.pinsOf(asked.Phone), Tally{}),
			tx.Audit(ctx, leaf(now, a.ID, string(Citizen), "citizen.pin", a.ID, map[string]any{"set": kept != ""})))
	})
	if err != nil {
		return seva.Broken(err)
	}
	return refusal
}

// try holds a code of an account's own session against its challenge and leaves that; it
// gives the number that the code went to.
func (d *Desk) try(ctx context.Context, a Account, challenge, code string, p Purpose) (to seva.Phone, err error) {
	var refusal error
	err = d.Register.Change(ctx, func(tx Tx) error {
		var asked Asked
		var err error
		asked, refusal, err = d.prove(ctx, tx, challenge, code, p, a.ID)
		to = asked.Phone
		return err
	})
	if err != nil {
		return "", seva.Broken(err)
	}
	return to, refusal
}

// HasPIN is Pins.
func (d *Desk) HasPIN(ctx context.Context, p seva.Phone) (bool, error) {
	a, err := d.Register.Account(ctx, Citizen, string(p))
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	return a.PIN != "", broken(err)
}

// ByPIN is Pins. Whoever has no PIN, is suspended or is not known is answered as whoever
// has typed a wrong one, in the same time and out of the same tries.
func (d *Desk) ByPIN(ctx context.Context, p seva.Phone, pin string) (Principal, error) {
	a, err := d.byPIN(ctx, p, pin)
	if err != nil {
		return Principal{}, err
	}
	return a.principal(), nil
}

func (d *Desk) byPIN(ctx context.Context, p seva.Phone, pin string) (Account, error) {
	done, err := d.hash(ctx)
	if err != nil {
		return Account{}, err
	}
	defer done()
	a, left, err := d.countPIN(ctx, p)
	if err != nil {
		return Account{}, seva.Broken(err)
	}
	if left < 0 {
		return Account{}, pinShut()
	}
	// The account's own hash, or one that nothing fits and that costs the same.
	kept := nobodys
	if a.PIN != "" {
		kept = a.PIN
	}
	fits, err := checkPassword(kept, d.pinWord(a, typedPIN(pin)))
	if err != nil {
		return Account{}, seva.Broken(err)
	}
	if !fits || a.PIN == "" || !a.Suspended.IsZero() {
		return Account{}, wrongPIN(left)
	}
	// Good only if it still is what was looked at.
	same := false
	err = d.Register.Change(ctx, func(tx Tx) error {
		same = false
		if _, err := tx.Tally(ctx, d.pinsOf(p)); err != nil {
			return err
		}
		now, err := tx.Account(ctx, Citizen, string(p))
		if errors.Is(err, ErrNone) {
			return nil
		}
		if same = now.PIN == a.PIN && now.ID == a.ID && now.Suspended.IsZero(); err != nil || !same {
			return err
		}
		return tx.PutTally(ctx, d.pinsOf(p), Tally{})
	})
	switch {
	case err != nil:
		return Account{}, seva.Broken(err)
	case !same:
		return Account{}, wrongPIN(left)
	}
	return a, nil
}

// countPIN counts a try before it is known whether it is good, so that many at once cannot
// guess more often than one after the other, and gives how many are left on this day (IST)
// if it is not: less than none when it is shut. The account is the zero one where there is
// none.
func (d *Desk) countPIN(ctx context.Context, p seva.Phone) (a Account, left int, err error) {
	now := d.World.Now()
	err = d.Register.Change(ctx, func(tx Tx) error {
		a, left = Account{}, -1
		t, err := tx.Tally(ctx, d.pinsOf(p))
		if err != nil {
			return err
		}
		end := dayEnd(now)
		today := 0
		for _, at := range t.Moments {
			if !dayEnd(at).Before(end) {
				today++
			}
		}
		if today >= pinTries || len(t.Moments) >= pinEver {
			return nil
		}
		t.Moments, t.Stale = append(t.Moments, now), end
		left = min(pinTries-today-1, pinEver-len(t.Moments))
		a, err = tx.Account(ctx, Citizen, string(p))
		if err != nil && !errors.Is(err, ErrNone) {
			return err
		}
		if a.PIN != "" {
			t.Stale = now.Add(pinStale)
		}
		return tx.PutTally(ctx, d.pinsOf(p), t)
	})
	return a, left, err
}

// encodePIN hashes a PIN as it is kept. A PIN has few values: whoever reads the database
// would try them all, so what argon2id is given takes the server's key as well.
func (d *Desk) encodePIN(ctx context.Context, a Account, pin string) (string, error) {
	done, err := d.hash(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return encodePassword(d.pinWord(a, pin), d.World.Bytes(argonSalt)), nil
}

func (d *Desk) pinWord(a Account, pin string) string { return mac(d.pins, a.ID, pin) }

func (d *Desk) pinsOf(p seva.Phone) string { return mac(d.counts, "pins", string(p)) }

// typedPIN gives a PIN as typed, in any script's digits and with spaces, as Latin ones.
func typedPIN(pin string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, seva.Digits(pin))
}

// goodPIN: four to six digits, not all the same and not in a row up or down; on a phone's
// keys 0 is beyond 9 and before 1.
func goodPIN(pin string) bool {
	if len(pin) < pinLeast || len(pin) > pinMost || strings.Trim(pin, "0123456789") != "" {
		return false
	}
	for _, step := range []byte{0, 1, 9} { // up by one, and by nine, which is down by one
		row := true
		for i := 1; i < len(pin); i++ {
			row = row && (pin[i]-'0') == (pin[i-1]-'0'+step)%10
		}
		if row {
			return false
		}
	}
	return true
}

// dayEnd gives the end of a moment's day in IST.
func dayEnd(at time.Time) time.Time {
	y, m, day := at.In(seva.IST).Date()
	return time.Date(y, m, day+1, 0, 0, 0, 0, seva.IST).UTC()
}

func wrongPIN(left int) error {
	if left <= 0 {
		return pinShut()
	}
	return seva.Refuse("pin", seva.Say("error.pin.wrong", seva.Args{"Left": left}))
}

func pinShut() error { return seva.Fail(seva.TooMany, seva.Say("error.pin.shut")) }
