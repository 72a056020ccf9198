package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/notice"
)

// AccountStore is what the suite of accounts asks of an engine.
type AccountStore interface {
	Accounts() identity.Register
	Cases() casework.Book
	Outbox() notice.Outbox
	Leaves(ctx context.Context, from int64, limit int, fn func(seq int64, data, hash []byte) error) error
}

// Accounts holds a store to the contract of identity.Register, and a desk on it to what
// identity.Door promises when many come at once. open gives an empty store, migrated,
// closed by the test's end.
func Accounts(t *testing.T, open func(t *testing.T) AccountStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, AccountStore)
	}{
		{"an account comes back as it was put", accountRound},
		{"a citizen and staff of one handle are two", accountKinds},
		{"a session gives the account as it is now, without its secrets", sittingRound},
		{"sessions end one by one and all together", sittingsEnd},
		{"a challenge comes back as it was put", challengeRound},
		{"a tally comes back as it was put", tallyRound},
		{"what was never put is none", identityNone},
		{"odd bytes are nobody's", identityOdd},
		{"a change that fails leaves nothing", identityNothing},
		{"64 at once count 64", tallyAtOnce},
		{"only what has ended is swept", identitySwept},
		{"20 at once ask for a code: three are sent", asksAtOnce},
		{"20 at once enter with one code: one is in", entersAtOnce},
		{"a new number proved twice at once is one citizen", provedAtOnce},
		{"a login made at once by several is one account", enrolsAtOnce},
		{"a code of staff used at once by several lets one in", signInsAtOnce},
		{"suspending while signing in leaves no session", suspendsAtOnce},
		{"an account is given another number", accountMoves},
		{"a family comes back as it was put, and ends with its sessions", familyRound},
		{"suspended numbers are read when something has changed", barredRound},
		{"a system comes back with its keys", clientRound},
		{"a system's token is fresh once", shownOnce},
		{"cases go to another number with their citizen", casesRenumbered},
		{"50 at once renew with one token: one answer", refreshesAtOnce},
		{"renewing while everything ends leaves no session", refreshesWhileEnding},
		{"renewing by many behaves as one after the other", refreshesInOrder},
		{"20 at once guess a PIN: five are judged", pinsAtOnce},
		{"20 at once against a budget of five: five are sent, one leaf", budgetAtOnce},
		{"two move to one number at once: one has it", movesAtOnce},
		{"a number is moved to and proved at once: it is one citizen's", moveWhileProved},
		{"a number that was recycled is another's, with the cases", recycles},
		{"of two administrators one stays", administratorsAtOnce},
		{"the first administrator made at once by several is one", firstAtOnce},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// identityDay is when the suite's people come.
func identityDay() time.Time { return time.Date(2026, 11, 24, 3, 30, 0, 123_456_000, time.UTC) }

func anOfficer() identity.Account {
	return identity.Account{ID: "officer-1", Kind: identity.Staff, Handle: "s.mondal", Name: "সুতপা মণ্ডল",
		Roles: []casework.Role{casework.Verifier, casework.Sanctioner}, Offices: []string{"lr.2412", "lr.*"}, Lang: seva.Bengali,
		Password: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$a2V5", Secret: []byte{0, 1, 255, 39}, Step: 59_000_000,
		Made: identityDay(), Suspended: identityDay().Add(time.Hour)}
}

func aCitizen() identity.Account {
	return identity.Account{ID: "citizen-1", Kind: identity.Citizen, Handle: "919831012345", Lang: seva.HindiRoman, Made: identityDay(),
		Bound: identityDay().Add(time.Minute), PIN: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$cGlu"}
}

// enact runs a change that must succeed.
func enact(t *testing.T, s AccountStore, fn func(identity.Tx) error) {
	t.Helper()
	if err := s.Accounts().Change(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func theAccount(t *testing.T, s AccountStore, kind identity.Kind, handle string) (a identity.Account) {
	t.Helper()
	enact(t, s, func(tx identity.Tx) (err error) { a, err = tx.Account(t.Context(), kind, handle); return err })
	return a
}

func theTally(t *testing.T, s AccountStore, key string) (v identity.Tally) {
	t.Helper()
	enact(t, s, func(tx identity.Tx) (err error) { v, err = tx.Tally(t.Context(), key); return err })
	return v
}

func alike[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// bare takes the secrets off, as lists and sessions do.
func bare(a identity.Account) identity.Account {
	a.Password, a.Secret, a.Step, a.Bound, a.PIN = "", nil, 0, time.Time{}, ""
	return a
}

func accountRound(t *testing.T, s AccountStore) {
	ctx := t.Context()
	for _, a := range []identity.Account{anOfficer(), aCitizen()} {
		enact(t, s, func(tx identity.Tx) error { return tx.PutAccount(ctx, a) })
		got := theAccount(t, s, a.Kind, a.Handle)
		if len(got.Secret) == 0 {
			got.Secret = nil
		}
		alike(t, string(a.Kind), got, a)
		a.Name, a.Roles, a.Offices, a.Suspended, a.Step, a.Lang = "other", []casework.Role{casework.Clerk}, nil, time.Time{}, 7, seva.English
		a.Password, a.Secret = "another", []byte("another")
		enact(t, s, func(tx identity.Tx) error { return tx.PutAccount(ctx, a) })
		alike(t, "changed", theAccount(t, s, a.Kind, a.Handle), a)
	}
	b := anOfficer()
	b.ID, b.Handle = "officer-0", "a.das"
	enact(t, s, func(tx identity.Tx) error { return tx.PutAccount(ctx, b) })
	all, err := s.Accounts().Staff(ctx)
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	alike(t, "the first of the list", all[0], bare(b))
	if all[1].Handle != "s.mondal" || all[1].Password != "" || all[1].Secret != nil {
		t.Errorf("the second of the list: %+v", all[1])
	}
}

func accountKinds(t *testing.T, s AccountStore) {
	ctx := t.Context()
	a, b := aCitizen(), anOfficer()
	b.Handle = a.Handle
	enact(t, s, func(tx identity.Tx) error { return errors.Join(tx.PutAccount(ctx, a), tx.PutAccount(ctx, b)) })
	if got := theAccount(t, s, identity.Citizen, a.Handle); got.ID != a.ID {
		t.Errorf("the citizen is %s", got.ID)
	}
	if got := theAccount(t, s, identity.Staff, a.Handle); got.ID != b.ID {
		t.Errorf("the officer is %s", got.ID)
	}
	a.ID = "another"
	if err := s.Accounts().Change(ctx, func(tx identity.Tx) error { return tx.PutAccount(ctx, a) }); err == nil {
		t.Error("a number has two accounts")
	}
}

func sittingRound(t *testing.T, s AccountStore) {
	ctx := t.Context()
	a := anOfficer()
	sat := identity.Sitting{Hash: strings.Repeat("ab", 32), Account: a.ID, Made: identityDay(), Expires: identityDay().Add(time.Hour), Family: "family-1"}
	enact(t, s, func(tx identity.Tx) error { return errors.Join(tx.PutAccount(ctx, a), tx.PutSitting(ctx, sat)) })
	got, who, err := s.Accounts().Sitting(ctx, sat.Hash)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, "session", got, sat)
	alike(t, "account", who, bare(a))
	a.Roles = nil
	enact(t, s, func(tx identity.Tx) error { return tx.PutAccount(ctx, a) })
	if _, who, err = s.Accounts().Sitting(ctx, sat.Hash); err != nil || len(who.Roles) != 0 {
		t.Errorf("roles %v, %v", who.Roles, err)
	}
}

func sittingsEnd(t *testing.T, s AccountStore) {
	ctx := t.Context()
	a, b := anOfficer(), aCitizen()
	enact(t, s, func(tx identity.Tx) error {
		err := errors.Join(tx.PutAccount(ctx, a), tx.PutAccount(ctx, b))
		for _, hash := range []string{"a1", "a2", "a3"} {
			err = errors.Join(err, tx.PutSitting(ctx, identity.Sitting{Hash: hash, Account: a.ID, Expires: identityDay()}))
		}
		return errors.Join(err, tx.PutSitting(ctx, identity.Sitting{Hash: "b1", Account: b.ID, Expires: identityDay()}))
	})
	live := func() (all string) {
		for _, hash := range []string{"a1", "a2", "a3", "b1"} {
			if _, _, err := s.Accounts().Sitting(ctx, hash); err == nil {
				all += hash
			} else if !errors.Is(err, identity.ErrNone) {
				t.Fatal(err)
			}
		}
		return all
	}
	enact(t, s, func(tx identity.Tx) error { return tx.EndSitting(ctx, "a2") })
	alike(t, "one ended", live(), "a1a3b1")
	enact(t, s, func(tx identity.Tx) error { return tx.EndSittings(ctx, a.ID) })
	alike(t, "an account's ended", live(), "b1")
	enact(t, s, func(tx identity.Tx) error {
		return errors.Join(tx.EndSitting(ctx, "a2"), tx.EndSittings(ctx, "nobody"))
	})
}

func challengeRound(t *testing.T, s AccountStore) {
	ctx := t.Context()
	a := identity.Asked{ID: "challenge-1", Purpose: identity.ToMove, Account: "citizen-1", Phone: "919831012345", Lang: seva.BengaliRoman, Code: strings.Repeat("0f", 32), Expires: identityDay()}
	enact(t, s, func(tx identity.Tx) error { return tx.PutChallenge(ctx, a) })
	a.Tries = 3
	enact(t, s, func(tx identity.Tx) error { return tx.PutChallenge(ctx, a) })
	var got identity.Asked
	enact(t, s, func(tx identity.Tx) (err error) { got, err = tx.Challenge(ctx, a.ID); return err })
	alike(t, "challenge", got, a)
	enact(t, s, func(tx identity.Tx) error { return tx.DropChallenge(ctx, a.ID) })
	err := s.Accounts().Change(ctx, func(tx identity.Tx) error { _, err := tx.Challenge(ctx, a.ID); return err })
	if !errors.Is(err, identity.ErrNone) {
		t.Errorf("after it was dropped: %v", err)
	}
}

func tallyRound(t *testing.T, s AccountStore) {
	ctx := t.Context()
	alike(t, "an empty one", theTally(t, s, "k"), identity.Tally{})
	v := identity.Tally{Moments: []time.Time{identityDay(), identityDay().Add(time.Microsecond)},
		Until: identityDay().Add(time.Minute), Stale: identityDay().Add(time.Hour)}
	for _, v := range []identity.Tally{v, {}, v} {
		enact(t, s, func(tx identity.Tx) error {
			if _, err := tx.Tally(ctx, "k"); err != nil {
				return err
			}
			return tx.PutTally(ctx, "k", v)
		})
		alike(t, "tally", theTally(t, s, "k"), v)
	}
}

func identityNone(t *testing.T, s AccountStore) {
	ctx := t.Context()
	if _, _, err := s.Accounts().Sitting(ctx, "none"); !errors.Is(err, identity.ErrNone) {
		t.Errorf("session: %v", err)
	}
	enact(t, s, func(tx identity.Tx) error {
		if _, err := tx.Account(ctx, identity.Staff, "none"); !errors.Is(err, identity.ErrNone) {
			t.Errorf("account: %v", err)
		}
		if _, err := tx.Challenge(ctx, "none"); !errors.Is(err, identity.ErrNone) {
			t.Errorf("challenge: %v", err)
		}
		return tx.PutAccount(ctx, aCitizen()) // none is no failure: the transaction goes on
	})
	theAccount(t, s, identity.Citizen, aCitizen().Handle)
	if all, err := s.Accounts().Staff(ctx); err != nil || len(all) != 0 {
		t.Errorf("staff: %v, %v", all, err)
	}
}

func identityNothing(t *testing.T, s AccountStore) {
	ctx := t.Context()
	boom := errors.New("boom")
	err := s.Accounts().Change(ctx, func(tx identity.Tx) error {
		_, err := tx.Tally(ctx, "k")
		return errors.Join(err, tx.PutTally(ctx, "k", identity.Tally{Moments: []time.Time{identityDay()}}),
			tx.PutAccount(ctx, anOfficer()), tx.PutSitting(ctx, identity.Sitting{Hash: "h", Account: anOfficer().ID}),
			tx.PutChallenge(ctx, identity.Asked{ID: "c"}), tx.Audit(ctx, audit.Leaf{Act: "staff.enrol"}),
			tx.Tell(ctx, notice.Message{Ref: "otp-1", To: "919831012345"}), boom)
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	alike(t, "tally", theTally(t, s, "k"), identity.Tally{})
	identityNone(t, s)
	if _, _, err := s.Accounts().Sitting(ctx, "h"); !errors.Is(err, identity.ErrNone) {
		t.Errorf("session: %v", err)
	}
	if waiting, err := s.Outbox().Take(ctx, identityDay(), identityDay(), 1); err != nil || len(waiting) != 0 {
		t.Errorf("messages %v, %v", waiting, err)
	}
	if err := s.Leaves(ctx, 0, 1, func(int64, []byte, []byte) error { return boom }); err != nil {
		t.Errorf("leaves: %v", err)
	}
}

func tallyAtOnce(t *testing.T, s AccountStore) {
	ctx := t.Context()
	atOnce(64, func(i int) {
		err := s.Accounts().Change(ctx, func(tx identity.Tx) error {
			v, err := tx.Tally(ctx, "k")
			if err != nil {
				return err
			}
			v.Moments = append(v.Moments, identityDay().Add(time.Duration(i)*time.Second))
			return tx.PutTally(ctx, "k", v)
		})
		if err != nil {
			t.Error(err)
		}
	})
	if n := len(theTally(t, s, "k").Moments); n != 64 {
		t.Errorf("%d were counted", n)
	}
}
