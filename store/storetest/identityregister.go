package storetest

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// An account keeps its id and all else with another number; the old one is nobody's, and a
// number is never two accounts'.
func accountMoves(t *testing.T, s AccountStore) {
	ctx := t.Context()
	a, other := aCitizen(), aCitizen()
	other.ID, other.Handle = "citizen-2", "917001234567"
	enact(t, s, func(tx identity.Tx) error { return errors.Join(tx.PutAccount(ctx, a), tx.PutAccount(ctx, other)) })
	moved := a
	moved.Handle, moved.Bound = "919800000000", identityDay().Add(time.Hour)
	enact(t, s, func(tx identity.Tx) error { return tx.PutAccount(ctx, moved) })
	got, err := s.Accounts().Account(ctx, identity.Citizen, moved.Handle)
	if err != nil {
		t.Fatal(err)
	}
	got.Secret = nil
	alike(t, "moved", got, moved)
	enact(t, s, func(tx identity.Tx) error {
		holder, err := tx.Holder(ctx, a.ID)
		alike(t, "by its id", holder, bare(moved))
		if _, none := tx.Holder(ctx, "nobody"); !errors.Is(none, identity.ErrNone) {
			t.Errorf("nobody: %v", none)
		}
		return err
	})
	if _, err := s.Accounts().Account(ctx, identity.Citizen, a.Handle); !errors.Is(err, identity.ErrNone) {
		t.Errorf("the old number: %v", err)
	}
	moved.Handle = other.Handle
	if err := s.Accounts().Change(ctx, func(tx identity.Tx) error { return tx.PutAccount(ctx, moved) }); err == nil {
		t.Error("a number has two accounts")
	}
}

func familyRound(t *testing.T, s AccountStore) {
	ctx := t.Context()
	a := aCitizen()
	family := func(id string, after time.Duration) identity.Family {
		return identity.Family{ID: id, Account: a.ID, Device: []byte{0, 255, 39, 1}, Number: 1, Token: strings.Repeat("ab", 32),
			Made: identityDay().Add(after), Turned: identityDay(), Expires: identityDay().Add(90 * 24 * time.Hour)}
	}
	f, later := family("family-1", 0), family("family-0", time.Hour)
	of := func(family string) identity.Sitting {
		return identity.Sitting{Hash: "of " + family, Account: a.ID, Expires: identityDay().Add(time.Hour), Family: family}
	}
	enact(t, s, func(tx identity.Tx) error {
		return errors.Join(tx.PutAccount(ctx, a), tx.PutFamily(ctx, later), tx.PutFamily(ctx, f),
			tx.PutSitting(ctx, of("family-0")), tx.PutSitting(ctx, of("family-1")), tx.PutSitting(ctx, of("")))
	})
	f.Number, f.Former, f.Token, f.Turned = 2, f.Token, strings.Repeat("cd", 32), identityDay().Add(time.Minute)
	enact(t, s, func(tx identity.Tx) error { return tx.PutFamily(ctx, f) })
	got, err := s.Accounts().Family(ctx, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, "family", got, f)
	enact(t, s, func(tx identity.Tx) error {
		held, err := tx.Family(ctx, f.ID)
		alike(t, "held", held, f)
		all, ferr := tx.Families(ctx, a.ID)
		alike(t, "the oldest first", all, []identity.Family{f, later})
		if _, none := tx.Family(ctx, "none"); !errors.Is(none, identity.ErrNone) {
			t.Errorf("none: %v", none)
		}
		return errors.Join(err, ferr)
	})
	live := func() (all string) {
		for _, family := range []string{"family-0", "family-1", ""} {
			if sat, _, err := s.Accounts().Sitting(ctx, "of "+family); err == nil {
				all += "[" + sat.Family + "]"
			}
		}
		return all
	}
	enact(t, s, func(tx identity.Tx) error {
		return errors.Join(tx.EndFamily(ctx, f.ID), tx.EndFamily(ctx, "none"), tx.EndFamily(ctx, ""))
	})
	alike(t, "one family ended", live(), "[family-0][]")
	enact(t, s, func(tx identity.Tx) error { return tx.EndSittings(ctx, a.ID) })
	alike(t, "all ended", live(), "")
	for _, id := range []string{f.ID, later.ID} {
		if _, err := s.Accounts().Family(ctx, id); !errors.Is(err, identity.ErrNone) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func barredRound(t *testing.T, s AccountStore) {
	ctx := t.Context()
	look := func(since int64, want ...seva.Phone) int64 {
		t.Helper()
		turn, all, err := s.Accounts().Barred(ctx, since)
		if err != nil {
			t.Fatal(err)
		}
		alike(t, "numbers", all, want)
		return turn
	}
	none := look(-1)
	a, staff := aCitizen(), anOfficer() // who is suspended
	a.Suspended = identityDay()
	enact(t, s, func(tx identity.Tx) error {
		return errors.Join(tx.PutAccount(ctx, a), tx.PutAccount(ctx, staff), tx.Turn(ctx))
	})
	once := look(none, seva.Phone(a.Handle))
	look(once)
	look(-1, seva.Phone(a.Handle))
	a.Suspended = time.Time{}
	enact(t, s, func(tx identity.Tx) error { return errors.Join(tx.PutAccount(ctx, a), tx.Turn(ctx)) })
	if twice := look(once); twice == once || once == none {
		t.Errorf("turns %d, %d, %d", none, once, twice)
	}
}

func clientRound(t *testing.T, s AccountStore) {
	ctx := t.Context()
	c := identity.Client{ID: "lr-register", Name: "ভূমি দপ্তর", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.*", "lr.2412"},
		Keys: []identity.ClientKey{
			{ID: "a", Public: []byte{0, 1, 255}, From: identityDay(), Until: identityDay().Add(time.Hour)},
			{ID: "b", Public: []byte{2}, From: identityDay().Add(time.Minute)},
		}}
	other := identity.Client{ID: "bank", Name: "Bank", Keys: []identity.ClientKey{{ID: "a", Public: []byte{3}, From: identityDay()}}}
	enact(t, s, func(tx identity.Tx) error { return errors.Join(tx.PutClient(ctx, c), tx.PutClient(ctx, other)) })
	read := func() identity.Client {
		got, err := s.Accounts().Client(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	alike(t, "client", read(), c)
	enact(t, s, func(tx identity.Tx) error {
		held, err := tx.Client(ctx, c.ID)
		alike(t, "held", held, c)
		_, none := tx.Client(ctx, "nobody")
		if !errors.Is(none, identity.ErrNone) {
			t.Errorf("nobody: %v", none)
		}
		return err
	})
	c.Name, c.Suspended, c.Keys = "Other", identityDay(), c.Keys[1:]
	enact(t, s, func(tx identity.Tx) error { return tx.PutClient(ctx, c) })
	alike(t, "changed", read(), c)
	all, err := s.Accounts().Clients(ctx)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, "all", all, []identity.Client{other, c})
	if _, err := s.Accounts().Client(ctx, "nobody"); !errors.Is(err, identity.ErrNone) {
		t.Errorf("nobody: %v", err)
	}
}

func shownOnce(t *testing.T, s AccountStore) {
	var fresh atomic.Int64
	atOnce(20, func(int) {
		ok, err := s.Accounts().Fresh(t.Context(), "system", "token", identityDay())
		if err != nil {
			t.Error(err)
		}
		if ok {
			fresh.Add(1)
		}
	})
	if fresh.Load() != 1 {
		t.Errorf("%d times", fresh.Load())
	}
	for _, other := range [][2]string{{"system", "another"}, {"another", "token"}} {
		if ok, err := s.Accounts().Fresh(t.Context(), other[0], other[1], identityDay()); !ok || err != nil {
			t.Errorf("%v: %v", other, err)
		}
	}
}

// The cases of an account that have the old number, and those of nobody's that were filed
// with it in time; no others. Nothing else of a case changes, nor does who else moves it
// lose anything.
func casesRenumbered(t *testing.T, s AccountStore) {
	ctx := t.Context()
	const from, to = seva.Phone("919831012345"), seva.Phone("917001234567")
	before := map[string]casework.Case{}
	for number, change := range map[string]func(*casework.Case){
		"GR2026000001": func(c *casework.Case) { c.Applicant.Citizen = "citizen-1" },
		"GR2026000002": func(c *casework.Case) { c.Applicant.Citizen = "citizen-2" },
		"GR2026000003": func(c *casework.Case) { c.Applicant.Citizen = "" },
		"GR2026000004": func(c *casework.Case) { c.Applicant.Citizen = ""; c.Submitted = caseDay().Add(time.Hour) },
		"GR2026000005": func(c *casework.Case) { c.Applicant.Citizen, c.Applicant.Phone = "citizen-1", "919800000000" },
		"GR2026000006": func(c *casework.Case) { c.Applicant.Citizen, c.Applicant.Phone = "citizen-1", "" },
	} {
		c, events := Filed(number, "lr.2412")
		change(&c)
		if err := s.Cases().Change(ctx, func(tx casework.Tx) error { return tx.Put(ctx, c, events) }); err != nil {
			t.Fatal(err)
		}
		before[number] = c
	}
	renumber := func(citizen string, from, to seva.Phone, at time.Time) (n int) {
		enact(t, s, func(tx identity.Tx) (err error) { n, err = tx.Renumber(ctx, citizen, from, to, at); return err })
		return n
	}
	if n := renumber("citizen-1", from, to, caseDay().Add(time.Minute)); n != 2 {
		t.Errorf("%d cases", n)
	}
	if n := renumber("", "", to, caseDay().Add(time.Minute)); n != 0 {
		t.Errorf("%d cases without a number", n)
	}
	for number, was := range before {
		if number == "GR2026000001" || number == "GR2026000003" {
			was.Applicant.Phone = to
		}
		got, err := s.Cases().Case(ctx, number)
		if err != nil {
			t.Fatal(err)
		}
		alike(t, number, got, was)
	}
	found, err := s.Cases().Find(ctx, casework.Find{Phone: string(to)})
	if err != nil || len(found) != 2 {
		t.Errorf("found %d by the new number, %v", len(found), err)
	}
	// Somebody who moves the case at the same time: both are there in the end.
	atOnce(2, func(who int) {
		if who == 0 {
			renumber("citizen-1", to, from, caseDay().Add(time.Minute))
			return
		}
		err := s.Cases().Change(ctx, func(tx casework.Tx) error {
			c, err := tx.Case(ctx, "GR2026000001")
			if err != nil {
				return err
			}
			next, events := moved(c, "scrutiny")
			return tx.Put(ctx, next, events)
		})
		if err != nil {
			t.Error(err)
		}
	})
	c, err := s.Cases().Case(ctx, "GR2026000001")
	if err != nil || c.Applicant.Phone != from || c.State != "scrutiny" || c.Version != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}
