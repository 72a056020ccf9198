package service_test

import (
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
	"duar/seva/service"
)

// An application and what was agreed to with it are there together or not at all.
func TestSubmittingLeavesAConsent(t *testing.T) {
	h := open(t)
	h.parts.Notice = func(id string) string { return "version-of-" + id }
	var err error
	if h.desk, err = service.NewDesk(h.parts); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		who  casework.Caller
		want ledger.Consent
	}{
		{ratna, ledger.Consent{Citizen: "ratna", Lang: seva.Hindi, Channel: "app"}},
		{operator, ledger.Consent{Phone: h.cases.Keyed("919831012345"), Lang: seva.Hindi, Channel: "kiosk", By: "op-7"}},
	} {
		d := h.draft(c.who, all(), "annapurna")
		counter := h.desk.For(c.who)
		if _, err := counter.Submit(t.Context(), d.ID, d.Version-1, service.Consent{Lang: seva.Hindi, Heard: true}, "old"); err == nil {
			t.Fatal("an old version was submitted")
		}
		if n := len(h.book.Cases.Consents()); n != i {
			t.Fatalf("%d consents before there is an application", n)
		}
		var r service.Receipt
		for range 2 { // repeated, it is still one
			r = must[service.Receipt](t)(counter.Submit(t.Context(), d.ID, d.Version, service.Consent{Lang: seva.Hindi, Heard: true}, "k"))
		}
		lines := h.book.Cases.Consents()
		if len(lines) != i+1 {
			t.Fatalf("%d consents", len(lines))
		}
		got := lines[i]
		if got.ID == "" {
			t.Error("it has no id")
		}
		c.want.ID, c.want.Purpose, c.want.Version = got.ID, "apply.annapurna", "version-of-annapurna"
		c.want.Number, c.want.Given = r.Number, r.At
		if got != c.want {
			t.Errorf("%+v\nwant %+v", got, c.want)
		}
	}
}
