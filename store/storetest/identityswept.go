package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/identity"
)

func identityOdd(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	for _, odd := range []string{"a\x00b", "\xff\xfe", "", "' OR 1=1 --", strings.Repeat("x", 100_000)} {
		if _, err := d.Enter(t.Context(), odd, odd, ""); seva.KindOf(err) != seva.Invalid {
			t.Errorf("Enter(%.10q): %v", odd, err)
		}
		if _, err := d.SignIn(t.Context(), odd, odd, odd); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("SignIn(%.10q): %v", odd, err)
		}
		if _, err := d.Who(t.Context(), odd); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("Who(%.10q): %v", odd, err)
		}
		if err := d.Leave(t.Context(), odd); err != nil {
			t.Errorf("Leave(%.10q): %v", odd, err)
		}
		if _, err := d.Refresh(t.Context(), odd, odd); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("Refresh(%.10q): %v", odd, err)
		}
		if _, err := d.ByPIN(t.Context(), seva.Phone(odd), odd); seva.KindOf(err) != seva.Invalid {
			t.Errorf("ByPIN(%.10q): %v", odd, err)
		}
		if has, err := d.HasPIN(t.Context(), seva.Phone(odd)); has || err != nil {
			t.Errorf("HasPIN(%.10q): %v", odd, err)
		}
		if _, _, err := d.Client(t.Context(), odd); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("Client(%.10q): %v", odd, err)
		}
		if _, err := d.Fresh(t.Context(), "system", odd, identityDay().Add(time.Minute)); err != nil {
			t.Errorf("Fresh(%.10q): %v", odd, err)
		}
	}
}

func identitySwept(t *testing.T, s AccountStore) {
	ctx := t.Context()
	now := identityDay()
	enact(t, s, func(tx identity.Tx) error {
		err := tx.PutAccount(ctx, aCitizen())
		for name, at := range map[string]time.Time{"old": now, "live": now.Add(time.Microsecond)} {
			_, terr := tx.Tally(ctx, name)
			err = errors.Join(err, terr, tx.PutTally(ctx, name, identity.Tally{Moments: []time.Time{now}, Stale: at}),
				tx.PutSitting(ctx, identity.Sitting{Hash: name, Account: aCitizen().ID, Expires: at}),
				tx.PutChallenge(ctx, identity.Asked{ID: name, Expires: at}))
		}
		return err
	})
	day := seva.DateOf(now).Number() * 100
	enact(t, s, func(tx identity.Tx) error {
		var err error
		for name, at := range map[string]time.Time{"old": now, "live": now.Add(time.Microsecond)} {
			err = errors.Join(err, tx.PutFamily(ctx, identity.Family{ID: name, Account: aCitizen().ID, Device: []byte{1}, Expires: at}))
		}
		// Of the budgets those before yesterday go; whatever else is tried stays.
		for _, what := range []string{"code.all", "code.prefix.9198310", "check:GR2026000001", "code"} {
			for _, span := range []int64{day - 200, day - 100, day + 9} {
				_, terr := tx.Try(ctx, what, span)
				err = errors.Join(err, terr)
			}
		}
		return err
	})
	for name, at := range map[string]time.Time{"old": now, "live": now.Add(time.Microsecond)} {
		if _, err := s.Accounts().Fresh(ctx, "system", name, at); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Accounts().Sweep(ctx, now); n != 7 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if fresh, err := s.Accounts().Fresh(ctx, "system", "live", now.Add(time.Microsecond)); fresh || err != nil {
		t.Errorf("a token that lives was forgotten: %v", err)
	}
	if _, err := s.Accounts().Family(ctx, "live"); err != nil {
		t.Errorf("a family that lives: %v", err)
	}
	if _, err := s.Accounts().Family(ctx, "old"); !errors.Is(err, identity.ErrNone) {
		t.Errorf("a family that is over: %v", err)
	}
	if n, err := s.Accounts().Sweep(ctx, now); n != 0 || err != nil {
		t.Errorf("swept %d again, %v", n, err)
	}
	if _, _, err := s.Accounts().Sitting(ctx, "live"); err != nil {
		t.Errorf("session: %v", err)
	}
	enact(t, s, func(tx identity.Tx) error { _, err := tx.Challenge(ctx, "live"); return err })
	if len(theTally(t, s, "live").Moments) != 1 || len(theTally(t, s, "old").Moments) != 0 {
		t.Error("the wrong tally went")
	}
}
