package catalogue

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/casework/caseworktest"
	"duar/seva/fee"
	"duar/seva/form"
	"duar/seva/service"
)

// shortest finds the shortest way from where a procedure starts to a state, as actions. What the
// program is refused has no place on it: that is walked elsewhere.
func shortest(p casework.Procedure, to string) []casework.Edge {
	ways := map[string][]casework.Edge{p.Start: {}}
	for queue := []string{p.Start}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, e := range p.Edges() {
			if _, been := ways[e.To]; e.From != at || been || e.Action == casework.StuckAction {
				continue
			}
			ways[e.To] = append(slices.Clone(ways[at]), e)
			queue = append(queue, e.To)
		}
	}
	return ways[to]
}

// walk is a case in memory on its way.
type walk struct {
	desk *casework.Desk
	book *caseworktest.Book
	s    service.Service
	at   time.Time
	did  []string // effects
}

// begin opens a case of a service that owes a sum where something is owed.
func begin(t *testing.T, d Definitions, s service.Service, owes seva.Money) *walk {
	t.Helper()
	w := &walk{book: caseworktest.NewBook(), s: s, at: begun}
	effects := map[string]casework.Effect{}
	for _, service := range d.Services {
		for _, a := range service.Track.Procedure.Actions {
			effects[a.Does] = func(_ context.Context, _ casework.Tx, work casework.Work) (casework.Done, error) {
				w.did = append(w.did, a.Does)
				return casework.Done{}, nil
			}
		}
	}
	owed := func(context.Context, casework.Tx, casework.Case) (fee.Estimate, error) {
		e := fee.Estimate{Total: owes}
		if owes > 0 {
			e.Lines = []fee.Line{{Rate: fee.Rate{Head: "0029-00-800-SPEC", Source: "a test"}, Amount: owes}}
		}
		return e, nil
	}
	desk, err := casework.NewDesk(casework.Parts{
		Book: w.book, Tracks: d.Tracks(), Former: d.Former, Series: d.Series, Calendar: d.Calendar, Form: d.Form, Effects: effects,
		Fees:  map[string]casework.FeeRule{"mutation": owed, "conversion": owed, "khajna": owed, "copy_khatian": owed, "copy_plot": owed, "copy_map": owed},
		World: seva.FrozenWorld(begun, 1).At(func() time.Time { return w.at }),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.desk = desk
	answers, _ := caseIn(s.Track, s.Form, s.Track.Procedure.Start)
	err = w.book.Change(t.Context(), func(tx casework.Tx) error {
		number, err := desk.Number(t.Context(), tx, s.Track.Series)
		if err != nil {
			return err
		}
		_, err = desk.Open(t.Context(), tx, casework.Opening{Number: number, Service: s.ID, Office: s.Track.Department + ".2984", FormOf: s.Form.Version,
			Answers: answers.Answers, Applicant: casework.Applicant{Name: "Rina Das", Citizen: "c1", Entered: "o1"}, Caller: actor(casework.Citizen, "")})
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", s.ID, err)
	}
	return w
}

// stands gives the case as it is.
func (w *walk) stands(t *testing.T) casework.Case {
	t.Helper()
	c, err := w.book.Find(t.Context(), casework.Find{Citizen: "c1"})
	if err != nil || len(c) != 1 {
		t.Fatal(c, err)
	}
	return c[0]
}

// take goes one step: an officer or the citizen acts, a desk moves the case on, or days go by.
func (w *walk) take(t *testing.T, e casework.Edge) error {
	t.Helper()
	p, c := w.s.Track.Procedure, w.stands(t)
	if c.State == e.To && e.Action == casework.WaiveAction {
		return nil // at once
	}
	i := slices.IndexFunc(p.Timers, func(timer casework.Timer) bool { return timer.Action == e.Action && slices.Contains(timer.In, e.From) })
	switch {
	case i >= 0:
		w.at = w.at.AddDate(0, 0, p.Timers[i].Days+1)
		_, err := w.desk.Tick(t.Context(), 10)
		return err
	case e.Role == casework.System:
		a := p.Actions[slices.IndexFunc(p.Actions, func(a casework.Action) bool { return a.ID == e.Action })]
		act := complete(p, c, a)
		return w.book.Change(t.Context(), func(tx casework.Tx) error {
			_, err := w.desk.Advance(t.Context(), tx, act)
			return err
		})
	}
	a := p.Actions[slices.IndexFunc(p.Actions, func(a casework.Action) bool { return a.ID == e.Action })]
	who := actor(e.Role, w.s.Track.Department)
	who.ID += string(e.Role)
	if e.Role == casework.Citizen {
		who.ID = "c1"
	}
	act := complete(p, c, a)
	act.Version = c.Version
	if act.Day != (seva.Date{}) {
		act.Day = seva.DateOf(w.at.AddDate(0, 0, 7))
	}
	for i := range act.Items {
		act.Items[i].Field = "khatian"
		if _, asks := w.s.Form.Field("khatian"); !asks {
			act.Items[i].Field = "mobile"
		}
	}
	if len(act.Answers) > 0 && len(c.Asked) > 0 {
		text := "1027001/12"
		if c.Asked[0].Field == "mobile" {
			text = "919831000001"
		}
		act.Answers = []form.Entry{{At: c.Asked[0].Field, Input: form.Input{Text: text}}}
	}
	_, err := w.desk.For(who).Act(t.Context(), act, fmt.Sprintf("%s-%d", e.Action, c.Version))
	return err
}

// Every service about land comes to each of its ends, with its fee, its clock and what it
// does to the record.
func TestLandComesToEveryEnd(t *testing.T) {
	d := defined(t)
	ends := 0
	for _, s := range d.Services {
		if s.Area != service.Land {
			continue
		}
		p := s.Track.Procedure
		for _, state := range p.States {
			if !state.End {
				continue
			}
			way := shortest(p, state.ID)
			owes := seva.Rupees(20)
			if slices.ContainsFunc(way, func(e casework.Edge) bool { return e.Action == casework.WaiveAction }) {
				owes = 0
			}
			w := begin(t, d, s, owes)
			for _, e := range way {
				if err := w.take(t, e); err != nil {
					t.Fatalf("%s, to %s: %s from %s: %v", s.ID, state.ID, e.Action, e.From, err)
				}
			}
			if c := w.stands(t); c.State != state.ID || !c.Ended {
				t.Errorf("%s: it stands in %s, and was to come to %s", s.ID, c.State, state.ID)
			}
			ends++
		}
	}
	if ends < 42 {
		t.Errorf("only %d ends", ends)
	}
}

// The usual way of each service, word by word: what is owed and what the record hears.
func TestTheUsualWayOfLand(t *testing.T) {
	d := defined(t)
	for _, c := range []struct {
		service string
		actions []string
		does    []string
		owed    int
		marks   string
	}{
		{"mutation_sale", []string{"paid", "take_up", "issue_notice", "close_objections", "approve", "record"}, []string{"flag_pending", "amend_sale"}, 1, ""},
		{"mutation_warish", []string{"take_up", "send_enquiry", "enquire", "issue_notice", "close_objections", "approve", "record"}, []string{"flag_pending", "amend_heirs"}, 0, ""},
		{"mutation_contactless", []string{"auto_order"}, []string{"amend_deed"}, 0, ""},
		{"mutation_contactless", []string{"open_window", "unopposed_order"}, []string{"flag_pending", "amend_deed"}, 0, ""},
		{"mutation_contactless", []string{"to_hearing", "fix_hearing", "hear", "approve", "record"}, []string{"flag_pending", "amend_deed"}, 0, ""},
		{"conversion", []string{"paid", "take_up", "send_enquiry", "enquire", "refer", "no_objection", "approve", "record"}, []string{"flag_pending", "amend_class"}, 1, ""},
		{"record_correction", []string{"take_up", "verify", "correct"}, []string{"amend_name"}, 0, ""},
		{"khajna", []string{"assess", "paid"}, nil, 1, "khajna_receipt"},
		{"land_appeal", []string{"take_up", "fix_hearing", "hear", "allow"}, nil, 0, ""},
		{"ror_copy", []string{"paid", "sign", "return", "sign", "take_back", "sign", "issue"}, []string{"document_issued"}, 1, ""},
		{"plot_map_copy", []string{"lapse_unpaid"}, nil, 1, ""},
	} {
		s := serviceOf(t, d, c.service)
		w := begin(t, d, s, seva.Rupees(20))
		for _, action := range c.actions {
			at := w.stands(t).State
			i := slices.IndexFunc(s.Track.Procedure.Edges(), func(e casework.Edge) bool { return e.Action == action && e.From == at })
			if i < 0 {
				t.Fatalf("%s: no %s from %s", c.service, action, at)
			}
			if err := w.take(t, s.Track.Procedure.Edges()[i]); err != nil {
				t.Fatalf("%s: %s from %s: %v", c.service, action, at, err)
			}
		}
		end := w.stands(t)
		if !end.Ended || !slices.Equal(w.did, c.does) || len(w.book.Owed()) != c.owed || c.marks != "" && end.Marks[c.marks] == "" {
			t.Errorf("%s: it stands in %s, did %v, owed %d times, has %v", c.service, end.State, w.did, len(w.book.Owed()), end.Marks)
		}
	}
}
