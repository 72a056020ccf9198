package casework_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/casework/caseworktest"
	"duar/seva/form"
)

// licence is a procedure with all that one can have: a question and a reply, a wait for
// nobody, a hearing, a decision by the clock, reasons, papers, four eyes, a number, and
// timers in calendar and in working days.
func licence() casework.Procedure {
	officers := []casework.Role{casework.Verifier, casework.Sanctioner}
	citizens := []casework.Role{casework.Citizen, casework.Operator}
	return casework.Procedure{
		ID: "licence", Version: 1, Start: "submitted",
		States: []casework.State{
			{ID: "submitted", Court: casework.OfficeCourt, Runs: true},
			{ID: "scrutiny", Court: casework.OfficeCourt, Runs: true},
			{ID: "query", Court: casework.CitizenCourt, Remedy: &casework.Remedy{Who: "applicant", Where: "app_or_bsk", Papers: []string{"deed"}, Days: 15}},
			{ID: "waiting", Court: casework.NoCourt},
			{ID: "approved", Court: casework.NoCourt, Good: true, End: true},
			{ID: "deemed", Court: casework.NoCourt, Good: true, End: true},
			{ID: "rejected", Court: casework.NoCourt, Bad: true, End: true, Remedy: &casework.Remedy{Who: "applicant", Where: "appellate_officer", Days: 45}},
			{ID: "lapsed", Court: casework.NoCourt, Bad: true, End: true, Remedy: &casework.Remedy{Who: "applicant", Where: "app_or_bsk"}},
			{ID: "withdrawn", Court: casework.NoCourt, End: true},
		},
		Actions: []casework.Action{
			{ID: "take_up", From: []string{"submitted"}, To: "scrutiny", Roles: []casework.Role{casework.Clerk, casework.Verifier}},
			{ID: "note", From: []string{"submitted", "scrutiny"}, Roles: officers, Needs: []casework.Need{casework.NeedNote}},
			{ID: "ask", From: []string{"submitted", "scrutiny"}, To: "query", Roles: officers, Needs: []casework.Need{casework.NeedItems}, Reasons: "query", Tells: "query"},
			{ID: "reply", From: []string{"query"}, To: "scrutiny", Roles: citizens, Needs: []casework.Need{casework.NeedAnswers}, Tells: "moved"},
			{ID: "inspect", From: []string{"scrutiny"}, Roles: officers, Needs: []casework.Need{casework.NeedDay, casework.NeedFinding}},
			{ID: "park", From: []string{"scrutiny"}, To: "waiting", Roles: officers},
			{ID: "unpark", From: []string{"waiting"}, To: "scrutiny", Roles: []casework.Role{casework.Sanctioner, casework.System}},
			{ID: "approve", From: []string{"scrutiny"}, To: "approved", Roles: []casework.Role{casework.Sanctioner}, Documents: []string{"deed"}, Gives: "licence", FourEyes: true, Tells: "decided"},
			{ID: "reject", From: []string{"scrutiny"}, To: "rejected", Roles: []casework.Role{casework.Sanctioner}, Needs: []casework.Need{casework.NeedNote}, Reasons: "rejected", Tells: "refused"},
			{ID: "withdraw", From: []string{"submitted", "scrutiny", "query", "waiting"}, To: "withdrawn", Roles: citizens, Tells: "withdrawn"},
			{ID: "deem", From: []string{"submitted", "scrutiny"}, To: "deemed", Roles: []casework.Role{casework.System}, Gives: "licence", Tells: "deemed"},
			{ID: "lapse", From: []string{"query"}, To: "lapsed", Roles: []casework.Role{casework.System}, Tells: "lapsed"},
		},
		Timers: []casework.Timer{
			{ID: "no_reply", In: []string{"query"}, Days: 15, Action: "lapse"},
			{ID: "place_free", In: []string{"waiting"}, Days: 3, Working: true, Action: "unpark"},
		},
		Reasons: []casework.ReasonList{
			{ID: "query", Reasons: []string{"missing", "unclear"}},
			{ID: "rejected", Reasons: []string{"not_eligible", "other"}},
		},
	}
}

// track puts the procedure under a limit of fifteen working days.
func track(p casework.Policy) casework.Track {
	return casework.Track{
		Service: "test_licence", Department: "labour", Procedure: licence(), Series: "caf", Personal: true, By: "block",
		Limit: casework.Limit{Days: 15, Working: true, Policy: p, OnDue: "deem", Source: "a test"},
	}
}

// january is the calendar of the worked cases: Sundays and three holidays of 2024.
func january() casework.Calendar {
	return casework.Calendar{Sundays: true, Holidays: map[seva.Date]bool{
		{Year: 2024, Month: 1, Day: 15}: true, {Year: 2024, Month: 1, Day: 23}: true, {Year: 2024, Month: 1, Day: 26}: true,
	}}
}

// ist reads "2024-01-08 16:00" in IST.
func ist(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, seva.IST)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func day(s string) seva.Date {
	d, err := seva.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

const phone = seva.Phone("919800000123")

var (
	citizen  = casework.Caller{ID: "c1", Phone: phone, Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app"}
	operator = casework.Caller{ID: "o1", Roles: []casework.Role{casework.Operator}, Channel: "kiosk"}
	clerk    = casework.Caller{ID: "k1", Roles: []casework.Role{casework.Clerk}, Offices: []string{"labour.2412"}}
	verifier = casework.Caller{ID: "v1", Roles: []casework.Role{casework.Verifier}, Offices: []string{"labour.2412"}}
	sanction = casework.Caller{ID: "s1", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"labour.*"}}
)

// office is a desk in a test, with its book and a clock that can be moved.
type office struct {
	*casework.Desk
	t    testing.TB
	book *caseworktest.Book
	mu   sync.Mutex
	now  time.Time
	keys int
}

func newOffice(t testing.TB, at string, tracks ...casework.Track) *office {
	t.Helper()
	return newOfficeWith(t, at, nil, tracks...)
}

// newOfficeWith makes an office whose desk has more parts.
func newOfficeWith(t testing.TB, at string, with func(*casework.Parts), tracks ...casework.Track) *office {
	t.Helper()
	o := &office{t: t, book: caseworktest.NewBook(), now: ist(at)}
	if tracks == nil {
		tracks = []casework.Track{track(casework.Pause)}
	}
	parts := casework.Parts{
		Book: o.book, Tracks: map[string]casework.Track{}, Calendar: january(),
		Series: map[string]casework.Series{"caf": {Prefix: "CAF", Yearly: true}, "licence": {Prefix: "LIC"}},
		World:  seva.FrozenWorld(o.now, 1).At(o.clock),
		Say:    say,
		Form: func(service string, version int) (form.Form, bool) {
			return form.Form{ID: service, Version: version, Sections: []form.Section{{ID: "all", Fields: []form.Field{
				{ID: "name", Kind: form.Person}, {ID: "mobile", Kind: form.Mobile}, {ID: "deed", Kind: form.File, Optional: true},
				{ID: "workers", Kind: form.Roster, Optional: true, Min: 0, Max: 5, Fields: []form.Field{{ID: "mobile", Kind: form.Mobile}}},
			}}}}, true
		},
	}
	for _, t := range tracks {
		parts.Tracks[t.Service] = t
	}
	if with != nil {
		with(&parts)
	}
	desk, err := casework.NewDesk(parts)
	if err != nil {
		t.Fatal(err)
	}
	o.Desk = desk
	return o
}

func (o *office) clock() time.Time { o.mu.Lock(); defer o.mu.Unlock(); return o.now }

// at moves the clock.
func (o *office) at(s string) { o.mu.Lock(); defer o.mu.Unlock(); o.now = ist(s) }

// say puts a text into words that a test can read: its key and its values.
func say(l seva.Lang, t seva.Text) string {
	if len(t.Args) == 0 {
		return string(l) + ":" + t.Key
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%s", l, t.Key)
	for _, name := range []string{"Service", "Number", "State", "By", "Given"} {
		switch v := t.Args[name].(type) {
		case seva.Text:
			fmt.Fprintf(&b, " %s", v.Key)
		case nil:
		default:
			fmt.Fprintf(&b, " %v", v)
		}
	}
	return b.String()
}

// open begins a case of a service now, for the applicant with the phone, and gives its
// number.
func (o *office) open(service string) string {
	o.t.Helper()
	number, err := o.opened(service, citizen)
	if err != nil {
		o.t.Fatal(err)
	}
	return number
}

func (o *office) opened(service string, who casework.Caller) (number string, err error) {
	return o.openedWith(service, who)
}

// openedWith begins a case that can be found by keys.
func (o *office) openedWith(service string, who casework.Caller, keys ...casework.Key) (number string, err error) {
	ctx := o.t.Context()
	a := casework.Applicant{Name: "Subrata Mondal", Phone: phone, Lang: seva.BengaliRoman, Born: day("1980-07"), Citizen: "c1", Channel: who.Channel}
	if who.Is(casework.Operator) {
		a.Citizen, a.Entered = "", who.ID
	}
	err = o.book.Change(ctx, func(tx casework.Tx) error {
		if number, err = o.Number(ctx, tx, "caf"); err != nil {
			return err
		}
		_, err = o.Open(ctx, tx, casework.Opening{Number: number, Service: service, Office: "labour.2412", Applicant: a, FormOf: 1, Caller: who, Keys: keys,
			Answers: form.Answers{"name": {Text: "Subrata Mondal"}, "mobile": {Text: string(phone)}}})
		return err
	})
	return number, err
}

// act takes an action on the newest version, and demands that it is taken.
func (o *office) act(who casework.Caller, number, action string, with ...func(*casework.Act)) casework.View {
	o.t.Helper()
	v, err := o.try(who, number, action, with...)
	if err != nil {
		o.t.Fatalf("%s by %s: %v", action, who.ID, err)
	}
	return v
}

func (o *office) try(who casework.Caller, number, action string, with ...func(*casework.Act)) (casework.View, error) {
	o.t.Helper()
	a := casework.Act{Number: number, Version: o.kept(number).Version, Action: action}
	for _, f := range with {
		f(&a)
	}
	o.keys++
	return o.For(who).Act(o.t.Context(), a, fmt.Sprintf("key-%d", o.keys))
}

// kept reads a case from the book.
func (o *office) kept(number string) casework.Case {
	o.t.Helper()
	c, err := o.book.Case(o.t.Context(), number)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) log(number string) []casework.Event {
	o.t.Helper()
	events, err := o.book.Events(o.t.Context(), number)
	if err != nil {
		o.t.Fatal(err)
	}
	return events
}

func asking(fields ...form.Pointer) func(*casework.Act) {
	return func(a *casework.Act) {
		for _, f := range fields {
			a.Items = append(a.Items, casework.Item{Field: f, Reason: "missing"})
		}
	}
}

func answering(at form.Pointer, text string) func(*casework.Act) {
	return func(a *casework.Act) {
		a.Answers = append(a.Answers, form.Entry{At: at, Input: form.Input{Text: text}})
	}
}

// deedID is an upload's id in its canonical form.
var deedID = strings.Repeat("a", 26)

// wants demands an error of a kind and a code.
func wants(t testing.TB, what string, err error, kind seva.Kind, code string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: allowed, want %s %s", what, kind, code)
		return
	}
	if e := seva.Broken(err); e.Kind != kind || e.Code() != code {
		t.Errorf("%s: %v, want %s %s", what, err, kind, code)
	}
}
