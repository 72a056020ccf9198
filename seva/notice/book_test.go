package notice

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"duar/seva"
)

const her seva.Phone = "919831012345"

// list is a list of who said STOP.
type list struct {
	stopped map[seva.Phone]bool
	away    bool
}

func (l *list) Stop(_ context.Context, to seva.Phone, _ time.Time) error {
	l.stopped[to] = true
	return nil
}

func (l *list) Start(_ context.Context, to seva.Phone, _ time.Time) error {
	delete(l.stopped, to)
	return nil
}

func (l *list) Stopped(_ context.Context, to seva.Phone) (bool, error) {
	if l.away {
		return false, errors.New("the store is away")
	}
	return l.stopped[to], nil
}

// at is a world at an hour of a day in IST.
func at(hour, minute int) seva.World {
	return seva.FrozenWorld(time.Date(2026, 11, 24, hour, minute, 0, 0, seva.IST), 1)
}

func parts() BookParts {
	return BookParts{
		World: at(12, 0), Measure: func(s string) (int, bool) { return 1 + len(s)/60, strings.ContainsAny(s, "ক") },
		Templates: []Template{
			{Key: "sms.otp", Lang: seva.English, Version: 1, Category: ServiceImplicit, Header: "DUARWB", Segments: 1, Asked: true,
				Vars: []Variable{code}, Text: "duar: your code is {{.Code}}."},
			{Key: "sms.news", Lang: seva.English, Version: 2, Form: "pension", Category: ServiceImplicit, Header: "DUARWB", Segments: 2,
				Vars: []Variable{number}, Text: "duar {{.Number}} Pension: moved on."},
			{Key: "sms.news", Lang: seva.English, Version: 2, Form: "licence", Category: ServiceImplicit, Header: "DUARWB", Segments: 2,
				Vars: []Variable{number}, Text: "duar {{.Number}} Licence: moved on."},
			{Key: "sms.order", Lang: seva.English, Version: 1, Category: Government, Header: "DUARWB", Segments: 1,
				Vars: []Variable{number, day}, Text: "duar {{.Number}}: hearing on {{.Day}}"},
			{Key: "sms.offer", Lang: seva.English, Version: 1, Category: ServiceExplicit, Header: "DUARWB", Segments: 1, Text: "duar: new services"},
		},
	}
}

func book(t *testing.T, change func(*BookParts)) *Book {
	t.Helper()
	p := parts()
	if change != nil {
		change(&p)
	}
	b, err := NewBook(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func news(body string) Message {
	return Message{Key: "sms.news", Lang: seva.English, To: her, Body: body}
}

const (
	goodNews  = "duar OP2026000123 Licence: moved on."
	goodCode  = "duar: your code is 482913."
	goodOrder = "duar OP2026000123: hearing on 23/11/2026"
)

func TestRegister(t *testing.T) {
	stopped := func(p *BookParts) { p.Stops = &list{stopped: map[seva.Phone]bool{her: true}} }
	agreed := func(yes bool) func(*BookParts) {
		return func(p *BookParts) {
			p.Consent = func(context.Context, seva.Phone, string) (bool, error) { return yes, nil }
		}
	}
	hour := func(h, m int) func(*BookParts) { return func(p *BookParts) { agreed(true)(p); p.World = at(h, m) } }
	en := func(key, body string) Message { return Message{Key: key, Lang: seva.English, To: her, Body: body} }
	for name, c := range map[string]struct {
		m      Message
		change func(*BookParts)
		want   Reason
		code   string
	}{
		"good":                   {news(goodNews), nil, "", ""},
		"no such key":            {en("sms.odd", goodNews), nil, Unregistered, "unregistered"},
		"no such language":       {Message{Key: "sms.news", Lang: seva.Hindi, Body: goodNews}, nil, Unregistered, "unregistered"},
		"other words":            {news("duar OP2026000123 Loan: moved on."), nil, Unmatched, "words"},
		"a variable too long":    {news("duar OP2026000123456789012345 Licence: moved on."), nil, Unmatched, "variable_long"},
		"a variable of no kind":  {news("duar OP<1> Licence: moved on."), nil, Unmatched, "variable_kind"},
		"too many segments":      {en("sms.order", "duar OP2026000123  "+strings.Repeat(" ", 60)+": hearing on 23/11/2026"), nil, TooLong, "too_long"},
		"an answer in a talk":    {Message{Body: "1 Owners\n2 SMS", To: her}, stopped, "", ""},
		"STOP keeps news back":   {news(goodNews), stopped, OptedOut, "stop"},
		"not a code just asked":  {en("sms.otp", goodCode), stopped, "", ""},
		"not an order":           {en("sms.order", goodOrder), stopped, "", ""},
		"the list is away":       {news(goodNews), func(p *BookParts) { p.Stops = &list{away: true} }, Unknown, "stops"},
		"nobody agreed":          {en("sms.offer", "duar: new services"), nil, OptedOut, "no_consent"},
		"agreed":                 {en("sms.offer", "duar: new services"), agreed(true), "", ""},
		"did not agree":          {en("sms.offer", "duar: new services"), agreed(false), OptedOut, "no_consent"},
		"before ten":             {en("sms.offer", "duar: new services"), hour(9, 59), OutOfHours, "out_of_hours"},
		"at ten":                 {en("sms.offer", "duar: new services"), hour(10, 0), "", ""},
		"just before nine":       {en("sms.offer", "duar: new services"), hour(20, 59), "", ""},
		"at nine in the evening": {en("sms.offer", "duar: new services"), hour(21, 0), OutOfHours, "out_of_hours"},
		"news has no hours":      {news(goodNews), hour(3, 0), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := book(t, c.change).Register(t.Context(), c.m)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			f, ok := errors.AsType[*Failure](err)
			if !ok || f.Why != c.want || f.Code != c.code {
				t.Fatalf("%v, want %s %s", err, c.want, c.code)
			}
			for _, secret := range []string{c.m.Body, string(her), "OP2026"} {
				if c.m.Body != "" && strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells %q: %v", secret, err)
				}
			}
		})
	}
}

// A message goes out under what was registered for its own fixed words.
func TestRegistrationIsOfTheForm(t *testing.T) {
	row := func(form, id, text string) Registered {
		return Registered{Key: "sms.news", Lang: seva.English, Version: 2, Form: form, Text: text, Registration: Registration{
			Entity: strings.Repeat("1", 19), Template: strings.Repeat(id, 19), Header: "WBDUAR", Category: ServiceImplicit, Chain: "c"}}
	}
	b := book(t, func(p *BookParts) {
		p.Registered = []Registered{
			row("licence", "5", "duar {#alphanumeric#} licence moved on"), // not our letters
			row("pension", "6", "duar {#alphanumeric#}  Pension moved on"),
			{Key: "sms.otp", Lang: seva.English, Version: 1, Text: "duar: your code is {#numeric#}", Registration: Registration{Template: "7"}},
		}
	})
	r, err := b.Register(t.Context(), news("duar OP1 Pension: moved on."))
	want := Registration{Entity: strings.Repeat("1", 19), Template: strings.Repeat("6", 19), Header: "WBDUAR", Category: ServiceImplicit, Chain: "c", Segments: 1}
	if err != nil || r != want {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := b.Register(t.Context(), news(goodNews)); ReasonOf(err) != Unmatched {
		t.Errorf("registered with other words: %v", err)
	}
	if _, err := b.Register(t.Context(), Message{Key: "sms.otp", Lang: seva.English, Body: goodCode}); ReasonOf(err) != Unmatched {
		t.Errorf("registered with no whole id: %v", err)
	}
	r, err = b.Register(t.Context(), Message{Key: "sms.order", Lang: seva.English, Body: goodOrder})
	if err != nil || r.Template != "" || r.Header != "DUARWB" {
		t.Errorf("not registered: %+v, %v", r, err)
	}
}

func TestNewBookRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*BookParts){
		"twice":              func(p *BookParts) { p.Templates = append(p.Templates, p.Templates[0]) },
		"a place of nothing": func(p *BookParts) { p.Templates[0].Vars = nil },
		"an open brace":      func(p *BookParts) { p.Templates[0].Text = "a {{.Code" },
	} {
		p := parts()
		spoil(&p)
		if _, err := NewBook(p); err == nil || !strings.Contains(err.Error(), "sms.otp.en.1: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is registered for several places is one run of them.
func TestToRegister(t *testing.T) {
	tpl := Template{Text: "a {{.Papers}} b {{.Code}}", Vars: []Variable{papers, code}}
	if got := tpl.ToRegister(); got != "a {#alphanumeric#}{#alphanumeric#} b {#numeric#}" {
		t.Error(got)
	}
}

// Verify tells of a template that is not found again, of one that is too long, and of one
// that another takes for its own.
func TestVerifyFinds(t *testing.T) {
	b := book(t, func(p *BookParts) {
		p.Templates[0].Segments = 0
		p.Templates = append(p.Templates,
			Template{Key: "sms.order", Lang: seva.English, Version: 3, Category: Government, Segments: 9, Vars: []Variable{number, day}, Text: "duar {{.Number}}: hearing, on {{.Day}}"},
			Template{Key: "sms.wide", Lang: seva.English, Version: 1, Segments: 9, Text: "ক"},
			Template{Key: "sms.papers", Lang: seva.Bengali, Version: 1, Segments: 9, Vars: []Variable{papers}, Text: "{{.Papers}}"})
	})
	found := b.Verify(false, map[string]Example{"bad": func(_ Template, v Variable) string {
		if v.Name == "Code" {
			return "x"
		}
		return "1"
	}})
	var got []string
	for _, f := range found {
		got = append(got, f.ID+": "+f.What)
	}
	want := []string{
		"sms.order.en.3: with the bad values is taken for sms.order.en.1",
		"sms.otp.en.1: with the bad values is not matched: notice: sms.otp in en: Code is not of its kind",
		"sms.otp.en.1: with the bad values takes 1 SMS, more than 0",
		"sms.wide.en.1: with the bad values is not GSM-7, though it is in Latin letters",
		"sms.papers.bn.1: may hold letters that are not ASCII in Papers: ask the operator whether they pass",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}
