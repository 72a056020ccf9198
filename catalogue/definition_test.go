package catalogue

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

// copied gives the definition files as a tree that a test may change.
func copied(t testing.TB) fstest.MapFS {
	t.Helper()
	tree := fstest.MapFS{}
	err := fs.WalkDir(Files(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(Files(), path)
		tree[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func defined(t testing.TB) Definitions {
	t.Helper()
	d, err := Define()
	if err != nil {
		t.Fatalf("\n%v", err)
	}
	return d
}

func serviceOf(t testing.TB, d Definitions, id string) service.Service {
	t.Helper()
	i := slices.IndexFunc(d.Services, func(s service.Service) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("no service %s", id)
	}
	return d.Services[i]
}

func TestDefinitionsAreSound(t *testing.T) {
	d := defined(t)
	for _, id := range []string{"mutation_sale", "mutation_warish", "trade_licence_renewal", "contract_labour_licence",
		"fire_safety_certificate", "annapurna", "old_age_pension", "kanyashree_k1", "karmasathi", "grievance"} {
		s := serviceOf(t, d, id)
		if s.Track.Limit.Source == "" || s.From.IsZero() {
			t.Errorf("%s rests on no order or has no first day", id)
		}
	}
	if !d.Calendar.Sundays || !d.Calendar.Holidays[seva.Date{Year: 2026, Month: 8, Day: 15}] {
		t.Error("Sundays and Independence Day do not count")
	}
	if got := d.Series["mwin"]; got != (casework.Series{Prefix: "MWIN", Yearly: true}) {
		t.Errorf("series mwin: %+v", got)
	}
	for _, w := range d.Words {
		if w.Line < 1 || !strings.HasPrefix(w.File, "catalogue/") {
			t.Errorf("%s is demanded nowhere: %s:%d", w.Key, w.File, w.Line)
		}
	}
}

// What each definition promises, in the words of its order, as far as data can say it.
func TestWhatTheDefinitionsPromise(t *testing.T) {
	d := defined(t)
	for id, want := range map[string]casework.Limit{
		"mutation_sale":           {Days: 45, Policy: casework.Pause},
		"mutation_warish":         {Days: 60, Policy: casework.Pause},
		"mutation_contactless":    {Days: 45, Policy: casework.Pause},
		"conversion":              {Days: 60, Policy: casework.Pause},
		"record_correction":       {Days: 45, Policy: casework.Pause},
		"khajna":                  {Policy: casework.Pause},
		"land_appeal":             {Policy: casework.Pause},
		"ror_copy":                {Days: 2, Policy: casework.Pause},
		"plot_information":        {Days: 2, Policy: casework.Pause},
		"plot_map_copy":           {Days: 2, Policy: casework.Pause},
		"trade_licence_renewal":   {Days: 0, Policy: casework.Pause},
		"contract_labour_licence": {Days: 30, Policy: casework.Restart, OnDue: "deem"},
		"fire_safety_certificate": {Days: 60, Policy: casework.Pause},
		"grievance":               {Days: 7, Working: true, Policy: casework.Pause, OnDue: "escalate"},
	} {
		got := serviceOf(t, d, id).Track.Limit
		if got.Source = ""; got != want {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
	if entry := serviceOf(t, d, "kanyashree_k1").Entry; !slices.Equal(entry, []casework.Role{casework.Institution}) {
		t.Errorf("Kanyashree is entered by %v", entry)
	}
	var joint []form.Form
	for _, s := range d.Services {
		if s.Joint {
			joint = append(joint, s.Form)
		}
		if s.Form.Short != (s.Number > 0) {
			t.Errorf("%s: short %v, number %d", s.ID, s.Form.Short, s.Number)
		}
	}
	one, err := form.Merge("application", joint...)
	if err != nil || len(joint) != 3 {
		t.Fatalf("%d joint services: %v", len(joint), err)
	}
	asked := 0
	for _, section := range one.Sections {
		for _, f := range section.Fields {
			if f.ID == "place" || f.ID == "establishment_name" {
				asked++
			}
		}
	}
	if asked != 2 {
		t.Errorf("under one number the unit is asked %d times", asked)
	}
	if !slices.Contains(serviceOf(t, d, "annapurna").Aliases, "লক্ষ্মীর ভাণ্ডার") {
		t.Error("Lakshmir Bhandar finds nothing")
	}
}

// Every way on of every procedure can be come by: a case of it can stand where it begins.
func TestEveryEdgeCanBeReached(t *testing.T) {
	d := defined(t)
	for _, p := range d.Procedures {
		stands := map[string]bool{p.Start: true}
		for before := -1; before != len(stands); {
			before = len(stands)
			for _, e := range p.Edges() {
				if stands[e.From] {
					stands[e.To] = true
				}
			}
		}
		for _, e := range p.Edges() {
			if !stands[e.From] {
				t.Errorf("%s: nobody comes to %s to %s", p.ID, e.From, e.Action)
			}
			if e.Role == casework.System && !fires(p, e, d.Services) && !taken(p, e) {
				t.Errorf("%s: neither a timer nor a limit takes %s from %s, and no desk does", p.ID, e.Action, e.From)
			}
		}
	}
}

// fires tells whether the clock takes an edge: by a timer, or by the limit of a service.
func fires(p casework.Procedure, e casework.Edge, services []service.Service) bool {
	return slices.ContainsFunc(p.Timers, func(t casework.Timer) bool { return t.Action == e.Action && slices.Contains(t.In, e.From) }) ||
		slices.ContainsFunc(services, func(s service.Service) bool {
			return s.Track.Procedure.ID == p.ID && s.Track.Limit.OnDue == e.Action
		})
}

// taken tells whether a desk takes an edge of the System's: money has come or nothing is
// owed, the clock was refused, a paper was made, a deed or an objection arrived.
func taken(p casework.Procedure, e casework.Edge) bool {
	owes := slices.ContainsFunc(p.States, func(s casework.State) bool { return s.ID == e.From && s.Owes })
	switch e.Action {
	case casework.PaidAction, casework.WaiveAction:
		return owes
	case casework.StuckAction:
		return slices.ContainsFunc(p.Actions, func(a casework.Action) bool {
			return a.Does != "" && slices.Contains(a.From, e.From) && slices.Contains(a.Roles, casework.System)
		})
	}
	desks := map[string][]string{
		"document_copy":        {"issue", "return"},
		"mutation":             {"object", "object_again"},
		"mutation_warish":      {"object", "object_again"},
		"mutation_contactless": {"auto_order", "open_window", "to_hearing", "recheck", "object", "object_again"},
	}
	return slices.Contains(desks[p.ID], e.Action)
}

// A scheme more is a file more: nothing else of the catalogue is touched, and no Go.
func TestANewSchemeIsOneFile(t *testing.T) {
	tree := copied(t)
	text := string(tree["service/old_age_pension.toml"].Data)
	for old, new := range map[string]string{
		`id = "old_age_pension"`:  `id = "widow_pension"`,
		`aliases = ["Jai Bangla"`: `aliases = ["Bidhoba bhata"`,
	} {
		text = strings.Replace(text, old, new, 1)
	}
	tree["service/widow_pension.toml"] = &fstest.MapFile{Data: []byte(text)}
	d, err := Read(tree)
	if err != nil {
		t.Fatal(err)
	}
	if s := serviceOf(t, d, "widow_pension"); len(s.Rules.Editions) == 0 || s.Form.ID != "widow_pension" {
		t.Errorf("%+v", s)
	}
	words := map[string]bool{}
	for _, w := range d.Words {
		words[w.Key] = true
	}
	for _, w := range defined(t).Words {
		delete(words, w.Key)
	}
	got := slices.Sorted(maps.Keys(words))
	want := []string{"about.widow_pension", "eligible.widow_pension.age", "eligible.widow_pension.income", "eligible.widow_pension.other_pension",
		"eligible.widow_pension.resident", "eligible.widow_pension.supported", "service.widow_pension"}
	if !slices.Equal(got, want) {
		t.Errorf("its words: %v", got)
	}
}
