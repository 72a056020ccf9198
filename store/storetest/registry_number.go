package storetest

import (
	"errors"
	"testing"
	"time"

	"duar/seva/identity"
	"duar/seva/registry"
)

// linesRekeyed: a number that has gone to somebody else tells them nothing of who had it.
// What came after it did, and what stands under an account or another number, stays.
func linesRekeyed(t *testing.T, s RegistryStore) {
	at := caseDay()
	before := at.Add(time.Hour)
	for id, given := range map[string]time.Time{"early": at, "late": before} {
		c := aConsent(id)
		c.Citizen, c.Phone, c.Number, c.Given = "", "7f3a", "OP"+id, given
		agree(t, s, func(tx registry.Tx) error { return tx.PutConsent(t.Context(), c) })
		l := aLook("OP"+id, "one", given)
		l.Citizen, l.Phone = "", "7f3a"
		looked(t, s, l)
	}
	other := aLook("OPother", "one", at)
	other.Citizen, other.Phone = "", "ffff"
	looked(t, s, other, aLook("OPmine", "one", at))
	rekey := func(citizen, phone string) {
		t.Helper()
		if err := s.Accounts().Change(t.Context(), func(tx identity.Tx) error {
			return errors.Join(tx.Rekey(t.Context(), citizen, "", before), tx.Rekey(t.Context(), citizen, phone, before))
		}); err != nil {
			t.Fatal(err)
		}
	}
	rekey("citizen-9", "7f3a")
	for who, want := range map[registry.Person][2]int{
		{Phone: "7f3a"}: {1, 1}, {Citizen: "citizen-9"}: {1, 1}, {Phone: "ffff"}: {0, 1}, {Citizen: "citizen-1"}: {0, 1},
	} {
		if got := [2]int{len(linesOf(t, s, who)), countLooks(t, s, who)}; got != want {
			t.Errorf("%+v has %v consents and looks, want %v", who, got, want)
		}
	}
	rekey("", "ffff") // nobody's, and nobody is found by nothing
	if n := countLooks(t, s, registry.Person{Phone: "ffff"}) + countLooks(t, s, registry.Person{}); n != 0 {
		t.Errorf("%d looks of nobody", n)
	}
}
