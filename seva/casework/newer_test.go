package casework_test

import (
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// While servers are exchanged, an old one meets cases of a procedure that only the new one has.
// Its lists go on without them, and whoever asks for one is told to come again: an office's whole
// inbox is not lost for one case. The clock moves the others.
func TestACaseOfANewerProgram(t *testing.T) {
	o := newOffice(t, "2024-01-08 11:00")
	known, newer := o.open("test_licence"), o.open("test_licence")
	err := o.book.Change(t.Context(), func(tx casework.Tx) error {
		c, err := tx.Case(t.Context(), newer)
		if err != nil {
			return err
		}
		c.Revision = 99
		return tx.Put(t.Context(), c, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := o.For(clerk).Inbox(t.Context(), casework.Query{})
	if err != nil || len(page.Cases) != 1 || page.Cases[0].Number != known {
		t.Errorf("the inbox: %+v, %v", page.Cases, err)
	}
	if mine, err := o.For(citizen).Mine(t.Context()); err != nil || len(mine) != 1 || mine[0].Number != known {
		t.Errorf("the citizen's own: %+v, %v", mine, err)
	}
	for what, try := range map[string]func() error{
		"Case":  func() error { _, err := o.For(clerk).Case(t.Context(), newer); return err },
		"Check": func() error { _, err := o.For(citizen).Check(t.Context(), newer, ""); return err },
		"Act":   func() error { _, err := o.try(clerk, newer, "take_up"); return err },
	} {
		if err := try(); seva.KindOf(err) != seva.Unavailable {
			t.Errorf("%s: %v", what, err)
		}
	}
	before := o.kept(known).Version
	o.at("2025-01-08 11:00")
	if _, err := o.Tick(t.Context(), 10); err == nil {
		t.Error("the clock says nothing of a case it does not know")
	}
	if o.kept(known).Version == before || o.kept(newer).Version != 1 {
		t.Errorf("known %d, newer %d", o.kept(known).Version, o.kept(newer).Version)
	}
}
