package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// RegistryStore is what the suite of the ledger and of retention asks of an engine.
type RegistryStore interface {
	CaseStore
	Accounts() identity.Register
	Registry() registry.Book
	Attic() registry.Attic
}

// Registry holds a store to the contract of registry.Book and registry.Attic. open gives an
// empty store, migrated, closed by the test's end.
func Registry(t *testing.T, open func(t *testing.T) RegistryStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, RegistryStore)
	}{
		{"a consent comes back as it was put", consentRound},
		{"a withdrawal is filled in once", withdrawnOnce},
		{"the same given by many at once is one line", consentsAtOnce},
		{"lines are never changed, whatever is done", ledgerGrows},
		{"a second look within the hour is none", oneLook},
		{"many looks at once of one viewer are one", looksAtOnce},
		{"looks are counted, and the last are given without who", looksGiven},
		{"a number's lines stay with whose they are when it goes to another", linesRekeyed},
		{"a request comes back as it was put", requestRound},
		{"offices hear of what waits for them, the first due first", requestsWait},
		{"what was never put is none", registryNone},
		{"odd bytes are nobody's", registryOdd},
		{"an owner's drafts go with their files, and nobody else's", draftsDropped},
		{"of an emptied case number, service, dates and state stay", caseEmptied},
		{"an application's draft goes with its last line", lastLineEmptied},
		{"a case that has moved is not emptied", movedNotEmptied},
		{"an account goes with its sessions, unless it is suspended", accountDropped},
		{"a PIN is forgotten, and nothing else of the account", pinForgotten},
		{"what is over goes, and nothing before its time", atticDrops},
		{"several drop at once: each thing once", atticAtOnce},
		{"cases at rest come in the order of submitting, page by page", atticRest},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// agree runs a change of the registry that must succeed.
func agree(t testing.TB, s RegistryStore, fn func(registry.Tx) error) {
	t.Helper()
	if err := s.Registry().Change(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// rahima is a person whose account came after some of her lines.
func rahima() registry.Person { return registry.Person{Citizen: "citizen-1", Phone: "7f3a"} }

func linesOf(t testing.TB, s RegistryStore, p registry.Person) []ledger.Consent {
	t.Helper()
	all, err := s.Registry().Consents(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func aConsent(id string) ledger.Consent {
	return ledger.Consent{ID: id, Citizen: "citizen-1", Purpose: "news", Version: "0123456789abcdef", Lang: seva.HindiRoman,
		Channel: "app", Given: caseDay()}
}

func consentRound(t *testing.T, s RegistryStore) {
	early := aConsent("early")
	early.Citizen, early.Phone, early.Purpose, early.Number = "", "7f3a", "apply.old_age_pension", "OP2026000001"
	early.By, early.Channel, early.Given = "operator1", "kiosk", caseDay().Add(-time.Hour)
	own, other := aConsent("own"), aConsent("other")
	other.Citizen = "citizen-2"
	agree(t, s, func(tx registry.Tx) error {
		for _, c := range []ledger.Consent{own, other, early} {
			if err := tx.PutConsent(t.Context(), c); err != nil {
				return err
			}
		}
		// What was put is there for the same transaction.
		all, err := tx.Consents(t.Context(), rahima())
		alike(t, "in the transaction", all, []ledger.Consent{early, own})
		return err
	})
	alike(t, "both", linesOf(t, s, rahima()), []ledger.Consent{early, own})
	alike(t, "by account", linesOf(t, s, registry.Person{Citizen: "citizen-1"}), []ledger.Consent{own})
	alike(t, "by number", linesOf(t, s, registry.Person{Phone: "7f3a"}), []ledger.Consent{early})
	alike(t, "of nobody", len(linesOf(t, s, registry.Person{})), 0)
	for purpose, want := range map[string]bool{"news": true, "prefill": false, "apply.old_age_pension": true} {
		if got, err := s.Registry().Agreed(t.Context(), rahima(), purpose); err != nil || got != want {
			t.Errorf("%s: %v, %v", purpose, got, err)
		}
	}
	if got, err := s.Registry().Agreed(t.Context(), registry.Person{}, "news"); err != nil || got {
		t.Errorf("nobody has agreed: %v, %v", got, err)
	}
}

func withdrawnOnce(t *testing.T, s RegistryStore) {
	want := aConsent("a")
	agree(t, s, func(tx registry.Tx) error { return tx.PutConsent(t.Context(), want) })
	for i, channel := range []string{"phone", "app", "kiosk"} {
		at := caseDay().Add(time.Duration(i+1) * time.Hour)
		agree(t, s, func(tx registry.Tx) error {
			first, err := tx.Withdraw(t.Context(), "a", at, channel)
			if first != (i == 0) {
				t.Errorf("withdrawal %d: first %v", i, first)
			}
			return err
		})
	}
	want.Withdrawn, want.WithdrawnChannel = caseDay().Add(time.Hour), "phone"
	alike(t, "the line", linesOf(t, s, rahima()), []ledger.Consent{want})
	if still, err := s.Registry().Agreed(t.Context(), rahima(), "news"); err != nil || still {
		t.Errorf("it still stands: %v, %v", still, err)
	}
	// Given again it is a new line, and the old one stays as it is.
	again := aConsent("b")
	agree(t, s, func(tx registry.Tx) error { return tx.PutConsent(t.Context(), again) })
	alike(t, "given again", linesOf(t, s, rahima()), []ledger.Consent{want, again})
}

func consentsAtOnce(t *testing.T, s RegistryStore) {
	atOnce(16, func(i int) {
		err := s.Registry().Change(t.Context(), func(tx registry.Tx) error {
			all, err := tx.Consents(t.Context(), rahima())
			if err != nil || len(all) > 0 {
				return err
			}
			return tx.PutConsent(t.Context(), aConsent(fmt.Sprint("c", i)))
		})
		if err != nil {
			t.Error(err)
		}
	})
	if all := linesOf(t, s, rahima()); len(all) != 1 {
		t.Errorf("%d lines", len(all))
	}
}

// ledgerGrows gives and withdraws at random, and sees after each step that what was there
// is there still, as it was: only a withdrawal may have been filled in, and only once.
func ledgerGrows(t *testing.T, s RegistryStore) {
	var n, people int
	rapid.Check(t, func(r *rapid.T) {
		people++
		p := registry.Person{Citizen: fmt.Sprint("grows-", people), Phone: fmt.Sprint("hash-", people)}
		at := caseDay()
		var before []ledger.Consent
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			n++
			at = at.Add(time.Minute)
			err := s.Registry().Change(t.Context(), func(tx registry.Tx) error {
				if len(before) > 0 && rapid.Bool().Draw(r, "withdraw") {
					i := rapid.IntRange(0, len(before)-1).Draw(r, "which")
					_, err := tx.Withdraw(t.Context(), before[i].ID, at, "phone")
					return err
				}
				c := aConsent(fmt.Sprint("grow-", n))
				c.Citizen, c.Given = p.Citizen, at
				c.Number = fmt.Sprintf("OP%010d", n)
				if rapid.Bool().Draw(r, "phone") {
					c.Citizen, c.Phone = "", p.Phone
				}
				return tx.PutConsent(t.Context(), c)
			})
			if err != nil {
				r.Fatal(err)
			}
			after := linesOf(t, s, p)
			if len(after) < len(before) {
				r.Fatalf("%d lines became %d", len(before), len(after))
			}
			for i, was := range before {
				is := after[i]
				if was.Withdrawn.IsZero() {
					is.Withdrawn, is.WithdrawnChannel = time.Time{}, ""
				}
				if !reflect.DeepEqual(was, is) {
					r.Fatalf("a line was changed:\n%+v\n%+v", was, after[i])
				}
			}
			before = after
		}
	})
}

func aLook(number, who string, at time.Time) ledger.Look {
	return ledger.Look{Citizen: "citizen-1", Number: number, Who: who, Role: "verifying_officer", Office: "lr.2412",
		Why: ledger.View, Channel: "app", At: at}
}

// looked writes looks, each in its own transaction as the case desk does.
func looked(t testing.TB, s RegistryStore, all ...ledger.Look) {
	t.Helper()
	for _, l := range all {
		if err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.PutLook(t.Context(), l) }); err != nil {
			t.Fatal(err)
		}
	}
}

func countLooks(t testing.TB, s RegistryStore, p registry.Person) int {
	t.Helper()
	n, _, err := s.Registry().Looks(t.Context(), p, caseDay().AddDate(-1, 0, 0), 0)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func oneLook(t *testing.T, s RegistryStore) {
	at := caseDay()
	for _, step := range []struct {
		look ledger.Look
		want int
	}{
		{aLook("A1", "one", at), 1},
		{aLook("A1", "one", at), 1},
		{aLook("A1", "one", at.Add(ledger.OneLook-time.Microsecond)), 1},
		{aLook("A1", "two", at.Add(time.Minute)), 2},
		{aLook("A2", "one", at.Add(time.Minute)), 3},
		{aLook("A1", "one", at.Add(ledger.OneLook)), 4},
		{aLook("A1", "one", at.Add(ledger.OneLook+time.Minute)), 4},
		{aLook("A1", "one", at.Add(2*ledger.OneLook)), 5},
	} {
		looked(t, s, step.look)
		if n := countLooks(t, s, rahima()); n != step.want {
			t.Fatalf("%d looks after %s of %s at %s, want %d", n, step.look.Number, step.look.Who, step.look.At.Sub(at), step.want)
		}
	}
	// A transaction that fails leaves none, and none that would hide the next.
	boom := errors.New("boom")
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		return errors.Join(tx.PutLook(t.Context(), aLook("A3", "one", at)), boom)
	})
	if !errors.Is(err, boom) || countLooks(t, s, rahima()) != 5 {
		t.Errorf("%v, %d looks", err, countLooks(t, s, rahima()))
	}
	looked(t, s, aLook("A3", "one", at.Add(time.Second)))
	if n := countLooks(t, s, rahima()); n != 6 {
		t.Errorf("%d looks after one that was not kept", n)
	}
}

func looksAtOnce(t *testing.T, s RegistryStore) {
	var failed atomic.Int32
	atOnce(24, func(i int) {
		l := aLook("A1", "one", caseDay().Add(time.Duration(i)*time.Second))
		if s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.PutLook(t.Context(), l) }) != nil {
			failed.Add(1)
		}
	})
	if n := countLooks(t, s, rahima()); n != 1 || failed.Load() > 0 {
		t.Errorf("%d looks, %d failed", n, failed.Load())
	}
}

func looksGiven(t *testing.T, s RegistryStore) {
	p := rahima()
	for i := range 5 {
		l := aLook(fmt.Sprint("A", i), "one", caseDay().Add(time.Duration(i)*time.Minute))
		if i == 2 { // of the number, before there was an account
			l.Citizen, l.Phone = "", p.Phone
		}
		looked(t, s, l)
	}
	stranger := aLook("B1", "one", caseDay())
	stranger.Citizen = "citizen-2"
	looked(t, s, stranger)
	n, last, err := s.Registry().Looks(t.Context(), p, caseDay(), 3) // not the first, which is not since
	if err != nil || n != 4 || len(last) != 3 {
		t.Fatalf("%d, %+v, %v", n, last, err)
	}
	want := aLook("A4", "", caseDay().Add(4*time.Minute))
	want.Citizen = ""
	alike(t, "the last", last[0], want)
	alike(t, "of the number", last[2].Number, "A2")
}

func aRequest(id, office string) registry.Request {
	return registry.Request{ID: id, Kind: registry.Correction, Number: "OP2026000001", Field: "members/0/age", Note: "বয়স ৩২",
		Office: office, Made: caseDay(), Due: seva.Date{Year: 2027, Month: 2, Day: 22}}
}

func requestRound(t *testing.T, s RegistryStore) {
	want := aRequest("r1", "wcd.2412")
	for range 2 {
		agree(t, s, func(tx registry.Tx) error { return tx.PutRequest(t.Context(), want, "citizen-1") })
		agree(t, s, func(tx registry.Tx) error {
			got, citizen, err := tx.Request(t.Context(), "r1")
			alike(t, "request", got, want)
			alike(t, "whose", citizen, "citizen-1")
			return err
		})
		all, err := s.Registry().Requests(t.Context(), "citizen-1")
		if err != nil {
			t.Fatal(err)
		}
		alike(t, "requests", all, []registry.Request{want})
		want.Kind, want.Done, want.Granted, want.Reason = registry.Erasure, caseDay().Add(time.Hour), true, "mended"
		want.Gone, want.Keeps = []string{"draft"}, []registry.Kept{{What: "case", Count: 2, Why: "term", Until: seva.Date{Year: 2030, Month: 1, Day: 2}}}
	}
}

func requestsWait(t *testing.T, s RegistryStore) {
	put := func(id, office string, due int, done bool) {
		r := aRequest(id, office)
		r.Due.Day = due
		if done {
			r.Done = caseDay()
		}
		agree(t, s, func(tx registry.Tx) error { return tx.PutRequest(t.Context(), r, "citizen-1") })
	}
	put("a", "wcd.2412", 20, false)
	put("b", "wcd.2786", 10, false)
	put("c", "wcd.2412", 15, false)
	put("d", "wcd.2412", 1, true)
	put("e", "wcdx.2412", 2, false)
	put("f", "lr.2412", 3, false)
	put("g", "", 4, false)
	for _, c := range []struct {
		offices []string
		limit   int
		want    []string
	}{
		{[]string{"wcd.2412"}, 9, []string{"c", "a"}}, {[]string{"wcd.*"}, 9, []string{"b", "c", "a"}},
		{[]string{"wcd.2412", "wcd.*", "lr.2412"}, 9, []string{"f", "b", "c", "a"}}, {[]string{"wcd.*"}, 2, []string{"b", "c"}},
		{[]string{"fire.*", ""}, 9, nil}, {nil, 9, nil},
	} {
		all, err := s.Registry().Waiting(t.Context(), c.offices, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range all {
			ids = append(ids, r.ID)
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%q: %q, want %q", c.offices, ids, c.want)
		}
	}
}
