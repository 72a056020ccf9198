package service_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/service"
	"duar/seva/service/servicetest"
	"duar/seva/welfare"
)

func day(s string) seva.Date {
	d, err := seva.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func n(v int64) *int64 { return &v }

// procedure is the plainest way through an office on which a citizen may be asked.
var procedure = casework.Procedure{
	ID: "plain", Version: 1, Start: "received",
	States: []casework.State{
		{ID: "received", Court: casework.OfficeCourt, Runs: true},
		{ID: "asked", Court: casework.CitizenCourt, Remedy: &casework.Remedy{Who: "applicant", Where: "bsk"}},
		{ID: "granted", Court: casework.NoCourt, Good: true, End: true},
	},
	Actions: []casework.Action{
		{ID: "ask", From: []string{"received"}, To: "asked", Roles: []casework.Role{casework.Clerk}, Needs: []casework.Need{casework.NeedItems}, Reasons: "queries", Tells: "asked"},
		{ID: "reply", From: []string{"asked"}, To: "received", Roles: []casework.Role{casework.Citizen, casework.Operator}, Needs: []casework.Need{casework.NeedAnswers}},
		{ID: "grant", From: []string{"received"}, To: "granted", Roles: []casework.Role{casework.Clerk}, Tells: "granted"},
	},
	Reasons: []casework.ReasonList{{ID: "queries", Reasons: []string{"unclear"}}},
}

func offered(id string, s service.Service) service.Service {
	s.ID, s.Form.ID, s.Form.Version = id, id, 3
	s.Track.Service, s.Track.Department, s.Track.Procedure, s.Track.Personal = id, "wcd", procedure, true
	s.Track.Limit = casework.Limit{Days: 30, Policy: casework.Pause, Source: "test"}
	s.Department = "wcd"
	if s.Area == "" {
		s.Area = service.Welfare
	}
	if s.Track.Series == "" {
		s.Track.Series = "caf"
	}
	if s.From.IsZero() {
		s.From = day("2026-01-01")
	}
	return s
}

// applicant is the page that the forms share.
var applicant = form.Section{ID: "applicant", Fields: []form.Field{
	{ID: "helper", Kind: form.Person, Optional: true}, // the first person of the form, but not the applicant
	{ID: "applicant_name", Kind: form.Person},
	{ID: "mobile", Kind: form.Mobile},
	{ID: "birth_date", Kind: form.Date, Partial: true, Until: "today"},
	{ID: "home", Kind: form.Place},
}}

var age = []welfare.Fact{{ID: "age", Rule: "age_on_application", Field: "birth_date"}}

// services are what can be applied for in these tests, unlike each other on purpose.
func services() []service.Service {
	annapurna := form.Form{Sections: []form.Section{applicant, {ID: "family", Fields: []form.Field{
		{ID: "income", Kind: form.Money},
		{ID: "taxpayer", Kind: form.YesNo},
		{ID: "pan_paper", Kind: form.File, Accept: []string{"application/pdf", "image/png"}, When: &form.Condition{Field: "taxpayer", Is: "yes"}},
		{ID: "members", Kind: form.Roster, Max: 6, Fields: []form.Field{{ID: "name", Kind: form.Person}, {ID: "years", Kind: form.Number, Max: 120, Optional: true}}},
	}}, {ID: "bank", Fields: []form.Field{
		{ID: "account", Kind: form.Account},
		{ID: "agree", Kind: form.Declaration},
	}}}}
	oldAge := form.Form{Sections: []form.Section{applicant, {ID: "old", Fields: []form.Field{
		{ID: "helped_by", Kind: form.Text, When: &form.Condition{Fact: "age", Min: n(80)}},
		{ID: "agree", Kind: form.Declaration},
	}}}}
	return []service.Service{
		offered("annapurna", service.Service{Aliases: []string{"Lakshmir Bhandar", "লক্ষ্মীর ভাণ্ডার"}, Joint: true, Form: annapurna, Facts: age,
			Track: casework.Track{By: "district"}, Rules: welfare.Rulebook{Editions: []welfare.Edition{
				{Version: "2026-01", From: day("2026-01-01"), Until: day("2026-05-31"), Rules: []welfare.Rule{{ID: "never", Must: form.Condition{Fact: "age", Min: n(100)}, Stops: true}}},
				{Version: "2026-06", From: day("2026-06-01"), Rules: []welfare.Rule{
					{ID: "age", Must: form.Condition{Fact: "age", Between: []int64{25, 60}}, Stops: true},
					{ID: "tax", Must: form.Condition{Field: "taxpayer", Is: "no"}}}}}}}),
		offered("old_age", service.Service{Joint: true, Form: oldAge, Facts: age, Track: casework.Track{By: "block"},
			Rules: welfare.Rulebook{Editions: []welfare.Edition{{Version: "2026-01", From: day("2026-01-01"), Rules: []welfare.Rule{
				{ID: "age", Must: form.Condition{Fact: "age", Min: n(60)}, Stops: true}}}}}}),
		offered("mutation_sale", service.Service{Area: service.Land, Track: casework.Track{By: "mouza", Series: "mut"}, Form: form.Form{Sections: []form.Section{
			{ID: "buyer", Fields: []form.Field{{ID: "buyer_name", Kind: form.Person}, {ID: "home", Kind: form.Place, Optional: true}}},
			{ID: "land", Fields: []form.Field{{ID: "plots", Kind: form.Roster, Fields: []form.Field{{ID: "plot", Kind: form.Plot}}}}}}}}),
		offered("kanyashree_k1", service.Service{Entry: []casework.Role{casework.Institution}, Track: casework.Track{By: "block"}, Form: form.Form{Sections: []form.Section{applicant}}}),
		offered("grievance", service.Service{Area: service.Grievance, Number: 1, Track: casework.Track{By: "district", Series: "gr"}, Form: form.Form{Short: true, Sections: []form.Section{
			{ID: "matter", Fields: []form.Field{
				{ID: "topic", Kind: form.Choice, Options: []string{"land", "welfare"}}, {ID: "mobile", Kind: form.Mobile},
				{ID: "where", Kind: form.Place}, {ID: "matter", Kind: form.Text, Min: 3}}}}}}),
		offered("old_scheme", service.Service{Until: day("2026-05-31"), Track: casework.Track{By: "block"}, Form: form.Form{Sections: []form.Section{applicant}}}),
		offered("next_scheme", service.Service{From: day("2026-12-01"), Track: casework.Track{By: "block"}, Form: form.Form{Sections: []form.Section{applicant}}}),
	}
}

var names = map[string][]string{
	"annapurna":     {"Annapurna Yojana", "অন্নপূর্ণা যোজনা", "अन्नपूर्णा योजना"},
	"old_age":       {"Old Age Pension", "বার্ধক্য ভাতা", "वृद्धावस्था पेंशन"},
	"mutation_sale": {"Mutation after sale", "ক্রয়ের নামপত্তন", "बिक्री के बाद नामांतरण"},
	"kanyashree_k1": {"Kanyashree K1", "কন্যাশ্রী কে১", "कन्याश्री K1"},
	"grievance":     {"Grievance", "অভিযোগ", "शिकायत"},
	"old_scheme":    {"Old scheme"}, "next_scheme": {"Next scheme"},
}

// register is a land desk that has plot 165 of mouza 1027001.
type register struct{ land.Counter }

func (register) Plot(_ context.Context, idn place.IDN, plot land.Number, _ land.At) (land.Plot, error) {
	if idn == 1027001 && plot.Main == 165 {
		return land.Plot{}, nil
	}
	return land.Plot{}, &seva.Error{Kind: seva.NotFound, Field: "plot", Text: seva.Say("error.plot.unknown")}
}

func atlas(t testing.TB) place.Desk {
	x, err := place.New(place.Atlas{
		Districts: []place.District{{Code: "318", Portal: "10", Name: seva.Names{En: "Paschim Medinipur"}}, {Code: "304", Portal: "01", Name: seva.Names{En: "Hooghly"}}},
		Blocks:    []place.Block{{Code: "2412", District: "318", Name: seva.Names{En: "Ghatal"}}, {Code: "2786", District: "304", Name: seva.Names{En: "Arambagh"}}},
		Mouzas:    []place.Mouza{{IDN: 1027001, Block: "2412", Name: seva.Names{En: "Ranjapur"}}},
		Villages:  []place.Village{{Code: "337696", District: "304", Block: "2786", Name: seva.Names{En: "Salepur"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var now = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

// house is a desk with everything it needs, in memory.
type house struct {
	t     testing.TB
	book  *servicetest.Book
	cases *casework.Desk
	desk  *service.Desk
	parts service.Parts
}

func open(t testing.TB) *house {
	h := &house{t: t, book: servicetest.NewBook()}
	world := seva.FrozenWorld(now, 1)
	tracks := map[string]casework.Track{}
	for _, s := range services() {
		tracks[s.ID] = s.Track
	}
	var err error
	h.cases, err = casework.NewDesk(casework.Parts{
		Book: h.book.Cases, Tracks: tracks, World: world, Say: func(_ seva.Lang, text seva.Text) string { return text.Key },
		Series: map[string]casework.Series{"caf": {Prefix: "CAF", Yearly: true}, "mut": {Prefix: "MUT", Yearly: true}, "gr": {Prefix: "GR", Yearly: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.parts = service.Parts{
		Book: h.book, Cases: h.cases, Services: services(), Desks: form.Desks{Land: register{}, Places: atlas(t)}, World: world,
		Secret: []byte("a secret of some length"), Names: func(id string) []string { return names[id] },
		Hash: func(key string) string {
			sum := sha256.Sum256([]byte(key))
			return hex.EncodeToString(sum[:])
		},
	}
	if h.desk, err = service.NewDesk(h.parts); err != nil {
		t.Fatal(err)
	}
	return h
}

// Who stands at the counter in these tests.
var (
	ratna    = casework.Caller{ID: "ratna", Phone: "919831012345", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app", Lang: seva.Bengali}
	bimal    = casework.Caller{ID: "bimal", Phone: "919831099999", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app", Lang: seva.Hindi}
	operator = casework.Caller{ID: "op-7", Roles: []casework.Role{casework.Operator}, Channel: "kiosk", Lang: seva.Bengali}
	school   = casework.Caller{ID: "school-1", Roles: []casework.Role{casework.Institution}, Channel: "kiosk"}
	clerk    = casework.Caller{ID: "clerk-1", Roles: []casework.Role{casework.Clerk}, Offices: []string{"wcd.*"}, Channel: "app"}
	phone    = casework.Caller{Phone: "919831012345", Channel: "phone", Lang: seva.BengaliRoman}
)

func begin(services ...string) service.Start {
	return service.Start{Services: services, Lang: seva.Bengali, Channel: "app"}
}

func put(at, text string) form.Entry {
	return form.Entry{At: form.Pointer(at), Input: form.Input{Text: text}}
}

// all answers the form of Annapurna, well.
func all() []form.Entry {
	return []form.Entry{
		put("applicant_name", "রত্না মণ্ডল"), put("mobile", "৯৮৩১০১২৩৪৫"), put("birth_date", "1990"), put("home", "2786/337696"),
		put("income", "1,20,000"), put("taxpayer", "no"), put("members/0/name", "Ratna Mondal"), put("members/0/years", "36"),
		put("members/1/name", "Bimal Mondal"), put("members/1/years", "৪০"),
		{At: "account", Input: form.Input{Text: "30123456789", Again: "30123456789"}}, put("agree", "yes"),
	}
}

// code gives the stable code of an error; "" of none.
func code(err error) string {
	if e, ok := errors.AsType[*seva.Error](err); ok {
		return e.Code()
	}
	if err != nil {
		return "not an Error of ours: " + err.Error()
	}
	return ""
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// draft begins and answers a draft, whole.
func (h *house) draft(who casework.Caller, entries []form.Entry, services ...string) service.Draft {
	h.t.Helper()
	counter := h.desk.For(who)
	d := must[service.Draft](h.t)(counter.Begin(h.t.Context(), begin(services...), "begin-"+who.ID+strings.Join(services, "+")))
	return must[service.Draft](h.t)(counter.Answer(h.t.Context(), d.ID, d.Version, entries))
}

func TestServices(t *testing.T) {
	h := open(t)
	ids := func(all []service.Service) string {
		var ids []string
		for _, s := range all {
			ids = append(ids, s.ID)
		}
		return strings.Join(ids, " ")
	}
	for _, c := range []struct {
		who  casework.Caller
		q    service.Query
		want string
	}{
		{ratna, service.Query{}, "mutation_sale annapurna kanyashree_k1 old_age grievance"}, // neither closed nor early
		{ratna, service.Query{Area: service.Welfare}, "annapurna kanyashree_k1 old_age"},
		{ratna, service.Query{Area: service.Window}, ""},
		{phone, service.Query{}, "grievance"},
		{ratna, service.Query{Words: "Lakshmir Bhandar"}, "annapurna"},
		{ratna, service.Query{Words: "লক্ষ্মীর ভাণ্ডার"}, "annapurna"},
		{ratna, service.Query{Words: "লক্ষীর ভান্ডার"}, "annapurna"},
		{ratna, service.Query{Words: "lokkhir bhandar"}, "annapurna"},
		{ratna, service.Query{Words: "laxmi bhandar"}, "annapurna"},
		{ratna, service.Query{Words: "लक्ष्मी भंडार"}, "annapurna"},
		{ratna, service.Query{Words: "annapurna"}, "annapurna"},
		{ratna, service.Query{Words: "anapurna jojona"}, "annapurna"},
		{ratna, service.Query{Words: "old age"}, "old_age"},
		{ratna, service.Query{Words: "bardhokyo bhata"}, "old_age"},
		{ratna, service.Query{Words: "kanyasri"}, "kanyashree_k1"},
		{ratna, service.Query{Words: "konnashree"}, "kanyashree_k1"},
		{ratna, service.Query{Words: "mutation"}, "mutation_sale"},
		{ratna, service.Query{Words: "নামপত্তন"}, "mutation_sale"},
		{ratna, service.Query{Words: "ovijog"}, "grievance"},
		{ratna, service.Query{Words: "shikayat"}, "grievance"},
		{ratna, service.Query{Words: "bhandar", Area: service.Land}, ""},
		{ratna, service.Query{Words: "passport"}, ""},
		{ratna, service.Query{Words: "railway ticket"}, ""},
	} {
		got, err := h.desk.For(c.who).Services(t.Context(), c.q)
		if err != nil || ids(got) != c.want {
			t.Errorf("%+v: %q %v, want %q", c.q, ids(got), err, c.want)
		}
	}
	for _, c := range []struct {
		q    service.Query
		want string
	}{{service.Query{Words: "a"}, "query.short"}, {service.Query{Words: strings.Repeat("ab", 40)}, "query.long"}, {service.Query{Area: "moon"}, "service.area"}, {service.Query{Words: "\x00a"}, "text.control"}} {
		if _, err := h.desk.For(ratna).Services(t.Context(), c.q); code(err) != c.want {
			t.Errorf("%+v: %v", c.q, err)
		}
	}
	if s, err := h.desk.For(ratna).Service(t.Context(), "old_scheme"); err != nil || s.ID != "old_scheme" {
		t.Error("a closed service has lost its name:", err)
	}
	if _, err := h.desk.For(ratna).Service(t.Context(), "moon"); code(err) != "service.unknown" {
		t.Error(err)
	}
}

func TestNewDeskRefuses(t *testing.T) {
	h := open(t)
	for about, spoil := range map[string]func(p *service.Parts){
		"secret": func(p *service.Parts) { p.Secret = []byte("short") },
		"fact age: it is another than": func(p *service.Parts) {
			p.Services[1].Facts = []welfare.Fact{{ID: "age", Rule: "age_on_1_january", Field: "birth_date"}}
		},
		"there twice":                 func(p *service.Parts) { p.Services = append(p.Services, p.Services[0]) },
		"is called as its service is": func(p *service.Parts) { p.Services[0].Form.ID = "other" },
		"no fact is called":           func(p *service.Parts) { p.Services[1].Facts, p.Services[1].Form.Sections[1].Fields[0].When = nil, nil },
		"no question asks for a place": func(p *service.Parts) {
			p.Services[0].Form.Sections[0].Fields = p.Services[0].Form.Sections[0].Fields[:4]
		},
		"its form is not short":   func(p *service.Parts) { p.Services[0].Number = 2 },
		"together with annapurna": func(p *service.Parts) { p.Services[1].Form.Sections[1].Fields[1].Kind = form.YesNo },
	} {
		p := h.parts
		p.Services = services()
		for i := range p.Services { // the forms share a page; a test may spoil one of them only
			p.Services[i].Form.Sections = slices.Clone(p.Services[i].Form.Sections)
			for j := range p.Services[i].Form.Sections {
				p.Services[i].Form.Sections[j].Fields = slices.Clone(p.Services[i].Form.Sections[j].Fields)
			}
		}
		spoil(&p)
		if _, err := service.NewDesk(p); err == nil || !strings.Contains(err.Error(), about) {
			t.Errorf("%s: %v", about, err)
		}
	}
}
