package walks

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	forms "duar/seva/form"
	"duar/seva/notice"
	"duar/seva/service"
)

// bureau makes up cases of the real services as the desk of cases would have them: opened by
// the desk, moved by Move, with the clock's own acts at their legal moments. It is for
// loading many without asking a store for each.
type bureau struct {
	defined catalogue.Definitions
	desk    *casework.Desk // opens cases, at the moment of now
	now     time.Time
	chance  *rand.Rand
	offices []string // places of offices
}

func newBureau(t testing.TB) *bureau {
	t.Helper()
	defined, err := catalogue.Define()
	if err != nil {
		t.Fatal(err)
	}
	w := &bureau{defined: defined, chance: rand.New(rand.NewPCG(3, 300_000))}
	atlas, err := catalogue.Atlas()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range atlas.Blocks {
		w.offices = append(w.offices, b.Code)
	}
	w.desk = w.open(t, noBook{}, seva.RealWorld().At(func() time.Time { return w.now }))
	return w
}

// open makes a desk of cases with the real definitions on a book.
func (w *bureau) open(t testing.TB, b casework.Book, world seva.World) *casework.Desk {
	t.Helper()
	d, err := casework.NewDesk(casework.Parts{
		Book: b, Tracks: w.defined.Tracks(), Series: w.defined.Series, Calendar: w.defined.Calendar, World: world,
		Former: w.defined.Former, Say: i18n.Say, Form: w.defined.Form, Keyed: func(p seva.Phone) string { return p.Masked() },
	}.Idle()) // the record is not changed, and nothing is owed
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// filed is a case and its whole log.
type filed struct {
	casework.Case
	events []casework.Event
}

// mobile is that of applicant i.
func mobile(i int) seva.Phone { return seva.Phone(fmt.Sprintf("9198%08d", i)) }

// submit has applicant i apply for a service at a moment. The number is that of its series.
func (w *bureau) submit(t testing.TB, s service.Service, i int, at time.Time) filed {
	t.Helper()
	w.now = at
	tx := &onePut{}
	_, err := w.desk.Open(context.Background(), tx, casework.Opening{
		Number:  fmt.Sprintf("%s%d%06d", w.defined.Series[s.Track.Series].Prefix, at.Year(), i+1),
		Service: s.ID, Office: s.Department + "." + w.offices[i%len(w.offices)],
		Applicant: casework.Applicant{Name: "Subrata Mondal", Phone: mobile(i), Lang: seva.Bengali, Channel: "app",
			Citizen: fmt.Sprintf("citizen%019d", i), Born: seva.Date{Year: 1950 + i%50, Month: 1 + i%12}},
		Answers: answersTo(s.Form), FormOf: s.Form.Version,
		Caller: casework.Caller{ID: fmt.Sprintf("citizen%019d", i), Roles: []casework.Role{casework.Citizen}},
	})
	if err != nil {
		t.Fatalf("%s: %v", s.ID, err)
	}
	return filed{tx.c, tx.events}
}

// act moves a case by the first way on that leads to a state in one of these roles, and
// tells whether there is one.
func (w *bureau) act(t testing.TB, s service.Service, f *filed, at time.Time, e casework.Edge) {
	t.Helper()
	caller := casework.Caller{ID: "somebody" + string(e.Role), Roles: []casework.Role{e.Role}, Offices: []string{f.Office}}
	if e.Role == casework.Citizen {
		caller.ID = f.Applicant.Citizen
	}
	a := casework.Act{Number: f.Number, Version: f.Version, Action: e.Action}
	for _, need := range e.Act.Needs {
		switch need {
		case casework.NeedNote:
			a.Note = "Seen and found in order"
		case casework.NeedDay:
			a.Day = seva.DateOf(at.AddDate(0, 0, 7))
		case casework.NeedFinding:
			a.Found = "yes"
		case casework.NeedItems:
			a.Items = []casework.Item{{Field: forms.Pointer(s.Form.Sections[0].Fields[0].ID), Reason: firstReason(s, e.Act.Reasons)}}
		case casework.NeedAnswers:
			for _, item := range f.Asked {
				a.Answers = append(a.Answers, forms.Entry{At: item.Field, Input: forms.Input{Text: "answered"}})
			}
		}
	}
	if e.Act.Reasons != "" && a.Items == nil {
		a.Reason = firstReason(s, e.Act.Reasons)
	}
	w.move(t, s, f, at, caller, a)
}

func firstReason(s service.Service, list string) string {
	i := slices.IndexFunc(s.Track.Procedure.Reasons, func(l casework.ReasonList) bool { return l.ID == list })
	return s.Track.Procedure.Reasons[i].Reasons[0]
}

func (w *bureau) move(t testing.TB, s service.Service, f *filed, at time.Time, by casework.Caller, a casework.Act) {
	t.Helper()
	next, ev, err := casework.Move(s.Track, w.defined.Calendar, f.Case, f.events, by, a, at)
	if err != nil {
		t.Fatalf("%s %s in %s: %v", f.Service, a.Action, f.State, err)
	}
	f.Case, f.events = next, append(f.events, ev)
}

// wait lets a case stand until a moment: the clock does what is due by then.
func (w *bureau) wait(t testing.TB, s service.Service, f *filed, until time.Time) {
	t.Helper()
	for range 100 {
		alarms := casework.Alarms(s.Track, w.defined.Calendar, f.Case, f.events)
		if len(alarms) == 0 || alarms[0].At.After(until) {
			return
		}
		w.move(t, s, f, alarms[0].At, casework.Caller{ID: casework.SystemActor, Roles: []casework.Role{casework.System}},
			casework.Act{Number: f.Number, Version: f.Version, Action: alarms[0].Action})
	}
	t.Fatalf("%s: the clock does not come to rest", f.Service)
}

// ways are the ways on from where a case stands that are people's to take.
func ways(s service.Service, f filed) []casework.Edge {
	return slices.DeleteFunc(s.Track.Procedure.Edges(), func(e casework.Edge) bool {
		return e.From != f.State || !slices.Contains([]casework.Role{casework.Citizen, casework.Clerk, casework.Verifier, casework.Sanctioner}, e.Role) ||
			e.Act.FourEyes && f.LastOfficer == "somebody"+string(e.Role)
	})
}

// wander has applicant i apply for some service in the days before a moment, and offices
// and the clock do some of what they may until then.
func (w *bureau) wander(t testing.TB, i int, until time.Time) filed {
	t.Helper()
	s := w.defined.Services[w.chance.IntN(len(w.defined.Services))]
	at := until.Add(-time.Duration(1+w.chance.IntN(90*24*60)) * time.Minute)
	f := w.submit(t, s, i, at)
	for range w.chance.IntN(6) {
		if at = at.Add(time.Duration(1+w.chance.IntN(10*24*60)) * time.Minute); at.After(until) {
			break
		}
		w.wait(t, s, &f, at)
		if open := ways(s, f); len(open) > 0 {
			w.act(t, s, &f, at, open[w.chance.IntN(len(open))])
		}
	}
	w.wait(t, s, &f, until)
	return f
}

// keep puts cases into a book, many to a transaction.
func keep(t testing.TB, b casework.Book, n int, one func(i int) filed) []filed {
	t.Helper()
	const batch = 2000
	start := time.Now()
	all := makeAll(n, one)
	made := time.Since(start)
	for from := 0; from < n; from += batch {
		err := b.Change(t.Context(), func(tx casework.Tx) error {
			for _, f := range all[from:min(n, from+batch)] {
				if err := tx.Put(t.Context(), f.Case, f.events); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d cases: made in %s, kept in %s", n, made.Round(time.Millisecond), (time.Since(start) - made).Round(time.Millisecond))
	return all
}

func makeAll(n int, one func(i int) filed) []filed {
	all := make([]filed, n)
	for i := range all {
		all[i] = one(i)
	}
	return all
}

// answersTo are answers to every question of a form, as long as answers are.
func answersTo(f forms.Form) forms.Answers {
	answers := forms.Answers{}
	for _, s := range f.Sections {
		fillIn(answers, s.Fields)
	}
	return answers
}

func fillIn(answers forms.Answers, fields []forms.Field) {
	for _, f := range fields {
		v := forms.Value{Text: "Subrata Mondal"}
		switch f.Kind {
		case forms.Text:
			v.Text = "The drain in front of the school has been open for a month"
		case forms.Choice:
			v.Text = f.Options[0]
		case forms.Choices:
			v = forms.Value{List: f.Options[:1]}
		case forms.Number, forms.Money, forms.Area, forms.Share:
			v.Text = "1200"
		case forms.Date:
			v.Text = "1961-04-12"
		case forms.YesNo, forms.Declaration:
			v.Text = "yes"
		case forms.Mobile:
			v.Text = "919831012345"
		case forms.Place:
			v.Text = "2774/337696"
		case forms.Plot, forms.Khatian:
			v.Text = "1027001/165"
		case forms.File:
			v.Text = strings.Repeat("f", 26)
		case forms.Roster:
			row := forms.Answers{}
			fillIn(row, f.Fields)
			v = forms.Value{Rows: []forms.Answers{row, row, row}}
		}
		answers[f.ID] = v
	}
}

// noBook is the book of a desk that only opens cases.
type noBook struct{ casework.Book }

// onePut is a transaction that remembers the case which is put, and takes all else as kept.
type onePut struct {
	casework.Tx
	c      casework.Case
	events []casework.Event
	given  int64
}

func (o *onePut) Put(_ context.Context, c casework.Case, events []casework.Event) error {
	o.c, o.events = c, events
	return nil
}

func (o *onePut) Number(context.Context, string, int) (int64, error) {
	o.given++
	return o.given, nil
}
func (*onePut) Keys(context.Context, string) ([]casework.Key, error) { return nil, nil }
func (*onePut) Index(context.Context, string, []casework.Key) error  { return nil }
func (*onePut) Audit(context.Context, audit.Leaf) error              { return nil }
func (*onePut) Tell(context.Context, notice.Message) error           { return nil }
