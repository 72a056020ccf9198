package casework_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/ledger"
)

// transfer is a procedure with a fee, an effect by an officer and one by the clock, a hearing
// and an appeal that owes again.
func transfer() casework.Procedure {
	system := []casework.Role{casework.System}
	officer := []casework.Role{casework.Sanctioner}
	return casework.Procedure{
		ID: "transfer", Version: 1, Start: "received",
		States: []casework.State{
			{ID: "received", Court: casework.OfficeCourt, Runs: true},
			{ID: "fee_due", Court: casework.CitizenCourt, Owes: true, Remedy: &casework.Remedy{Who: "applicant", Where: "app_or_bsk"}},
			{ID: "window", Court: casework.OfficeCourt, Runs: true},
			{ID: "stuck_there", Court: casework.OfficeCourt, Runs: true},
			{ID: "recorded", Court: casework.NoCourt, Good: true, End: true},
			{ID: "rejected", Court: casework.NoCourt, Bad: true, End: true, Remedy: &casework.Remedy{Who: "applicant", Where: "app_or_bsk"}},
		},
		Actions: []casework.Action{
			{ID: "accept", From: []string{"received", "rejected"}, To: "fee_due", Roles: officer, Tells: "fee"},
			{ID: casework.PaidAction, From: []string{"fee_due"}, To: "window", Roles: system, Tells: "moved"},
			{ID: casework.WaiveAction, From: []string{"fee_due"}, To: "window", Roles: system, Tells: "moved"},
			{ID: "hear", From: []string{"window"}, Roles: officer, Needs: []casework.Need{casework.NeedDay}, Tells: "hearing"},
			{ID: "order", From: []string{"window", "stuck_there"}, To: "recorded", Roles: officer, Does: "amend", Gives: "licence", Tells: "decided"},
			{ID: "by_itself", From: []string{"window"}, To: "recorded", Roles: system, Does: "amend", Tells: "decided"},
			{ID: casework.StuckAction, From: []string{"window"}, To: "stuck_there", Roles: system},
			{ID: "reject", From: []string{"window"}, To: "rejected", Roles: officer, Tells: "refused"},
		},
		Timers: []casework.Timer{{ID: "objection_window", In: []string{"window"}, Days: 30, Action: "by_itself"}},
	}
}

// registry is an office whose cases change a record and owe a fee.
type registry struct {
	*office
	refuse error      // of the effect
	fee    seva.Money // owed
	unfee  error
	heard  []string
}

var (
	plot   = casework.Key{Kind: casework.KeyPlot, Value: "1027001/165"}
	change = land.Change{Mouza: 1027001, Valid: seva.Date{Year: 2024, Month: 1, Day: 1}, By: "X"}
)

func newRegistry(t testing.TB, other ...func(*casework.Procedure)) *registry {
	r := &registry{fee: seva.Rupees(40)}
	parts := func(p *casework.Parts) {
		p.Effects = map[string]casework.Effect{"amend": func(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
			if err := tx.Amend(ctx, change); err != nil { // written before it is refused
				return casework.Done{}, err
			}
			if len(w.Keys) == 0 || w.Case.State != w.Event.To {
				t.Errorf("the effect was given %+v", w)
			}
			return casework.Done{Marks: map[string]string{"khatian": "1027001/2531"},
				Keys: []casework.Key{{Kind: casework.KeyKhatian, Value: "1027001/2531"}}, Says: seva.Args{"By": "said"}}, r.refuse
		}}
		p.Fees = map[string]casework.FeeRule{"flat": func(_ context.Context, _ casework.Tx, c casework.Case) (fee.Estimate, error) {
			one := fee.Rate{Head: "0029-00-101", Source: "an order"}
			other := fee.Rate{Head: "0030-00-102", Source: "another"}
			return fee.Estimate{Total: r.fee, Lines: []fee.Line{{Rate: one, Amount: r.fee / 2}, {Rate: other, Amount: r.fee - r.fee/2}}}, r.unfee
		}}
		p.Observers = []casework.Observer{func(ctx context.Context, tx casework.Tx, w casework.Work) error {
			stored, err := tx.Events(ctx, w.Case.Number)
			if err != nil || int64(len(stored)) < w.Event.Seq || len(w.Keys) == 0 {
				t.Errorf("%s#%d was heard of before it was written, or of nothing: %v, %v", w.Case.Number, w.Event.Seq, err, w.Keys)
			}
			r.heard = append(r.heard, w.Event.Action)
			_, err = tx.Try(ctx, fmt.Sprintf("heard %s#%d", w.Case.Number, w.Event.Seq), 0)
			return err
		}}
	}
	procedure := transfer()
	for _, fn := range other {
		fn(&procedure)
	}
	track := casework.Track{Service: "transfer", Department: "lr", Procedure: procedure, Series: "caf", By: "mouza", Fee: "flat",
		Limit: casework.Limit{Days: 60, Policy: casework.Pause, Source: "a test"}}
	r.office = newOfficeWith(t, "2024-01-08 11:00", parts, track)
	return r
}

// begin opens a case about the plot.
func (r *registry) begin() string {
	r.t.Helper()
	number, err := r.openedWith("transfer", citizen, plot)
	if err != nil {
		r.t.Fatal(err)
	}
	return number
}

// paid is what the desk of payments does when the money is there.
func (r *registry) paid(number string) error {
	return r.book.Change(r.t.Context(), func(tx casework.Tx) error {
		_, err := r.Advance(r.t.Context(), tx, casework.Act{Number: number, Action: casework.PaidAction})
		return err
	})
}

func TestACaseOwes(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	v := r.act(sanction, number, "accept")
	owed := r.book.Owed()
	if len(owed) != 1 {
		t.Fatalf("%d demands", len(owed))
	}
	d := owed[0]
	if d.Amount != seva.Rupees(40) || len(d.Lines) != 2 || d.Lines[0].Amount+d.Lines[1].Amount != d.Amount || d.Case != number ||
		d.Phone != phone || d.Citizen != "c1" || d.Office != "labour.2412" || len(d.ID) != 21 || strings.ToUpper(d.ID) != d.ID || d.ID[0] != 'D' {
		t.Errorf("%+v", d)
	}
	if v.Owed != d.Amount || v.Demand != d.ID || len(v.Marks) != 0 {
		t.Errorf("owed %d by %q, marks %v", v.Owed, v.Demand, v.Marks)
	}
	if e := r.log(number)[1]; e.Given["demand"] != d.ID || e.Given["owed"] != "4000" {
		t.Errorf("the event says %v", e.Given)
	}
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	if c := r.kept(number); c.State != "window" || c.Marks["demand"] != d.ID {
		t.Errorf("%s, %v", c.State, c.Marks)
	}
	wants(t, "paid again", r.paid(number), seva.Invalid, "case.action")
	// Rejected, taken up again: owed for anew.
	r.act(sanction, number, "reject")
	r.act(sanction, number, "accept")
	if owed = r.book.Owed(); len(owed) != 2 || owed[1].ID == d.ID || r.kept(number).Marks["demand"] != owed[1].ID {
		t.Errorf("%+v", owed)
	}
}

// Who owes nothing is not told of a fee, and the case goes on at once.
func TestNothingIsOwed(t *testing.T) {
	r := newRegistry(t)
	r.fee = 0
	number := r.begin()
	v := r.act(sanction, number, "accept")
	var keys []string
	for _, m := range r.book.Told() {
		keys = append(keys, m.Key)
	}
	if v.State != "window" || len(r.book.Owed()) != 0 || v.Owed != 0 || slices.Contains(keys, "sms.case.fee") || keys[len(keys)-1] != "sms.case.moved" {
		t.Errorf("%s, %v, %v", v.State, r.book.Owed(), keys)
	}
}

func TestARuleRefusesTheFee(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	r.unfee = seva.Refuse("area", seva.Say("error.watch.kind"))
	before := r.kept(number)
	_, err := r.try(sanction, number, "accept")
	wants(t, "no fee", err, seva.Invalid, "watch.kind")
	if after := r.kept(number); after.Version != before.Version || len(r.book.Owed()) != 0 {
		t.Errorf("%+v", after)
	}
}

// An effect's marks, its key and its words are the act's; the digest is of them.
func TestAnEffectIsTheActs(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	r.act(sanction, number, "accept")
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	r.act(sanction, number, "order")
	c, events := r.kept(number), r.log(number)
	last := events[len(events)-1]
	if last.Given["khatian"] != "1027001/2531" || last.Given["licence"] != "LIC000001" || c.Marks["khatian"] == "" || !c.Ended {
		t.Errorf("%+v", last)
	}
	leaves := r.book.Leaves()
	if leaves[len(leaves)-1].Digest != last.Digest() {
		t.Error("the leaf is of another event")
	}
	bare := last
	bare.Given = map[string]string{"licence": "LIC000001"}
	if bare.Digest() == last.Digest() {
		t.Error("the digest does not cover what the effect left")
	}
	keys, _ := r.book.Keys(t.Context(), number)
	if len(keys) != 2 || len(r.book.Changes()) != 1 {
		t.Errorf("%v, %v", keys, r.book.Changes())
	}
	told := r.book.Told()
	if m := told[len(told)-1]; !strings.Contains(m.Body, " said") {
		t.Errorf("told %q", m.Body)
	}
	open := func() (numbers []string) {
		r.book.Change(t.Context(), func(tx casework.Tx) (err error) { numbers, err = tx.Open(t.Context(), plot); return err })
		return numbers
	}
	if got := open(); len(got) != 0 {
		t.Errorf("open: %v", got)
	}
	if next := r.begin(); !slices.Equal(open(), []string{next}) {
		t.Errorf("open: %v", open())
	}
}

// What an effect refuses leaves nothing, also not what it had written itself; what the law
// does at its own moment is then led to somebody, or nobody could ever touch the case again.
func TestAnEffectRefuses(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	r.act(sanction, number, "accept")
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	r.refuse = seva.Refuse("plot", seva.Say("error.watch.land"))
	before, leaves, heard := r.kept(number), len(r.book.Leaves()), len(r.heard)
	_, err := r.try(sanction, number, "order")
	wants(t, "refused", err, seva.Invalid, "watch.land")
	if after := r.kept(number); after.Version != before.Version || len(r.book.Changes()) != 0 || len(r.book.Leaves()) != leaves || len(r.heard) != heard {
		t.Errorf("something was kept: %+v", after)
	}
	r.at("2024-02-20 10:00")
	if _, err := r.Tick(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	if c := r.kept(number); c.State != "stuck_there" || len(r.book.Changes()) != 0 {
		t.Errorf("%s, %v", c.State, r.history(number))
	}
	r.refuse = nil
	r.act(sanction, number, "order")
	if len(r.book.Changes()) != 1 {
		t.Error("the record was not changed")
	}
}

// Whoever acts has the case before them, also where what the act does is refused and all of
// it is undone.
func TestARefusedEffectLeavesALook(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	r.act(sanction, number, "accept")
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	r.at("2024-01-10 11:00") // another hour: what was seen before does not count for it
	r.refuse = seva.Refuse("plot", seva.Say("error.watch.land"))
	looks := len(r.book.Looks())
	for range 2 {
		_, err := r.try(sanction, number, "order")
		wants(t, "refused", err, seva.Invalid, "watch.land")
	}
	if after := r.book.Looks(); len(after) != looks+1 || after[looks].Why != ledger.Act+"order" || after[looks].Who != sanction.ID {
		t.Errorf("%d looks before, then %+v", looks, after)
	}
}

// The clock that waits for money says so: nobody's answer is awaited.
func TestTheClockWaitsForTheFee(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	v := r.act(sanction, number, "accept")
	if s := v.Standing; s.Running || s.Why != "fee" {
		t.Errorf("owing: %+v", s)
	}
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	if v, err := r.For(sanction).Case(t.Context(), number); err != nil || !v.Standing.Running || v.Standing.Why != "" {
		t.Errorf("paid: %+v, %v", v.Standing, err)
	}
}

// An officer who acts on a case whose clock cannot go on is not told of our trouble.
func TestAnEffectRefusesTheClockBeforeAnAct(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	r.act(sanction, number, "accept")
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	r.refuse = seva.Refuse("plot", seva.Say("error.watch.land"))
	r.at("2024-02-20 10:00")
	_, err := r.try(sanction, number, "hear", func(a *casework.Act) { a.Day = day("2024-03-01") })
	if seva.KindOf(err) == seva.Internal || r.kept(number).State != "stuck_there" {
		t.Errorf("%v, %s", err, r.kept(number).State)
	}
}

func TestTheDayOfAHearing(t *testing.T) {
	r := newRegistry(t)
	number := r.begin()
	r.act(sanction, number, "accept")
	if err := r.paid(number); err != nil {
		t.Fatal(err)
	}
	if _, err := r.For(citizen).Hearing(t.Context(), number); seva.KindOf(err) != seva.NotFound {
		t.Errorf("%v", err)
	}
	r.act(sanction, number, "hear", func(a *casework.Act) { a.Day = day("2024-01-20") })
	v := r.act(sanction, number, "hear", func(a *casework.Act) { a.Day = day("2024-01-25") })
	if v.Hearing != day("2024-01-25") {
		t.Errorf("%s", v.Hearing)
	}
	h, err := r.For(citizen).Hearing(t.Context(), number)
	if err != nil || h.Day != v.Hearing || !slices.Equal(h.Land, []casework.Key{plot}) || h.Applicant == "" || h.Set.IsZero() {
		t.Errorf("%+v, %v", h, err)
	}
	if _, err := r.For(casework.Caller{ID: "other", Roles: []casework.Role{casework.Citizen}}).Hearing(t.Context(), number); seva.KindOf(err) != seva.NotFound {
		t.Errorf("a stranger: %v", err)
	}
	if v := r.act(sanction, number, "reject"); !v.Hearing.IsZero() {
		t.Errorf("decided, and a hearing on %s", v.Hearing)
	}
}

// Whatever is done, by whomever and how often: every event that is in the log was heard of
// once, nothing else was, one key makes one demand, and every demand is of an event.
func TestEffectsProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newRegistry(t)
		number := r.begin()
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			r.refuse, r.unfee = nil, nil
			if rapid.Bool().Draw(rt, "refuses") {
				r.refuse = seva.Refuse("plot", seva.Say("error.watch.land"))
			}
			if rapid.IntRange(0, 3).Draw(rt, "unfee") == 0 {
				r.unfee = seva.Refuse("area", seva.Say("error.watch.kind"))
			}
			r.fee = seva.Rupees(int64(rapid.IntRange(0, 2).Draw(rt, "rupees")))
			a := casework.Act{Number: number, Version: r.kept(number).Version, Day: day("2024-12-01"),
				Action: rapid.SampledFrom([]string{"accept", "hear", "order", "reject", "paid", "days", "fault"}).Draw(rt, "action")}
			switch a.Action {
			case "paid":
				r.paid(number)
			case "days":
				r.mu.Lock()
				r.now = r.now.AddDate(0, 0, rapid.IntRange(1, 40).Draw(rt, "days"))
				r.mu.Unlock()
				r.Tick(t.Context(), 10)
			default:
				if a.Action != "hear" {
					a.Day = seva.Date{}
				}
				if a.Action == "fault" {
					a.Action = "accept"
					r.book.Fault = func(call, _ string) error {
						if call == "Owe" || call == "Amend" {
							return errors.New("the disk")
						}
						return nil
					}
				}
				key := rapid.StringMatching(`[a-z]{12}`).Draw(rt, "key")
				_, err := r.For(sanction).Act(t.Context(), a, key)
				r.book.Fault = nil
				was := len(r.book.Owed())
				if err == nil {
					if _, err := r.For(sanction).Act(t.Context(), a, key); err != nil || len(r.book.Owed()) != was {
						rt.Fatalf("the same key: %v, %d demands for %d", err, len(r.book.Owed()), was)
					}
				}
			}
		}
		var logged []string
		demands := map[string]bool{}
		for _, e := range r.log(number) {
			logged = append(logged, e.Action)
			if id := e.Given["demand"]; id != "" {
				demands[id] = true
			}
		}
		r.book.Change(t.Context(), func(tx casework.Tx) error {
			for seq := range logged {
				if n, _ := tx.Try(t.Context(), fmt.Sprintf("heard %s#%d", number, seq+1), 0); n != 2 { // this is the second
					rt.Fatalf("event %d of %v was heard of %d times", seq+1, logged, n-1)
				}
			}
			if n, _ := tx.Try(t.Context(), fmt.Sprintf("heard %s#%d", number, len(logged)+1), 0); n != 1 {
				rt.Fatalf("an event was heard of that is not in %v", logged)
			}
			return nil
		})
		owed := r.book.Owed()
		if len(owed) != len(demands) {
			rt.Fatalf("%d demands, %d in the log", len(owed), len(demands))
		}
		for _, d := range owed {
			if !demands[d.ID] {
				rt.Fatalf("%s is in no event", d.ID)
			}
		}
		ended := 0
		for _, action := range logged {
			if action == "order" || action == "by_itself" {
				ended++
			}
		}
		if len(r.book.Changes()) != ended {
			rt.Fatalf("%d changes of the record, %d acts of %v", len(r.book.Changes()), ended, logged)
		}
	})
}
