package casework_test

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// owing makes a procedure begin where the fee is owed.
func owing(p *casework.Procedure) {
	p.Start, p.States = "fee_due", p.States[1:]
	p.Actions[0].From = []string{"rejected"}
}

// Whoever applies and owes nothing hears both in one message: that it was received, and how it
// stands since. Where something is owed, they hear that first.
func TestWhoAppliesForNothingOwedHearsOnce(t *testing.T) {
	for fee, want := range map[seva.Money][]string{
		0: {"sms.case.submitted_free"}, seva.Rupees(40): {"sms.case.submitted", "sms.case.moved"},
	} {
		r := newRegistry(t, owing)
		r.fee = fee
		number := r.begin()
		if fee > 0 {
			if err := r.paid(number); err != nil {
				t.Fatal(err)
			}
		}
		var keys []string
		for _, m := range r.book.Told() {
			keys = append(keys, m.Key)
			if fee == 0 && (m.Ref != number+"#1" || !strings.Contains(m.Body, "state.window")) {
				t.Errorf("%s: %q", m.Ref, m.Body)
			}
		}
		if c := r.kept(number); c.State != "window" || !slices.Equal(keys, want) {
			t.Errorf("owed %d: %s, %v", fee, c.State, keys)
		}
	}
	p := transfer()
	for _, owes := range []bool{false, true} {
		if owes {
			owing(&p)
		}
		if slices.Contains(p.Words(), "sms.case.submitted_free") != owes {
			t.Errorf("starts owing %v: %v", owes, p.Words())
		}
	}
}
