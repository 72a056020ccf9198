package service

import (
	"fmt"
	"slices"

	"duar/seva/form"
	"duar/seva/welfare"
)

// Prove tells all that is wrong with services and between them, in English for whoever
// writes definitions, each line beginning with the service.
func Prove(services []Service) []string {
	var found []string
	ids, numbers := map[string]bool{}, map[int]string{}
	for _, s := range services {
		wrong := func(format string, args ...any) { found = append(found, s.ID+": "+fmt.Sprintf(format, args...)) }
		if ids[s.ID] || s.ID == "" {
			wrong("the id is missing or there twice")
		}
		ids[s.ID] = true
		if other, there := numbers[s.Number]; there && s.Number != 0 {
			wrong("number %d is %s's", s.Number, other)
		}
		numbers[s.Number] = s.ID
		for _, what := range s.Prove() {
			wrong("%s", what)
		}
	}
	return append(found, proveJoint(services)...)
}

// Prove tells all that is wrong with one service; of its track Track.Prove does.
func (s Service) Prove() []string {
	found := s.Form.Prove()
	if s.Form.ID != s.ID {
		found = append(found, fmt.Sprintf("its form is called %q: a form is called as its service is", s.Form.ID))
	}
	if !slices.Contains(Areas(), s.Area) {
		found = append(found, fmt.Sprintf("area %q: it can be one of %v", s.Area, Areas()))
	}
	if s.Number != 0 && !s.Form.Short {
		found = append(found, "it is on the phone's menu but its form is not short")
	}
	if !s.Until.IsZero() && s.Until.Number() < s.From.Number() {
		found = append(found, "it ends before it begins")
	}
	found = append(found, welfare.ProveFacts(s.Form, s.Facts)...)
	found = append(found, s.Rules.Prove(s.Form, s.Facts)...)
	found = append(found, s.proveTiers()...)
	return append(found, s.proveOffice()...)
}

// levels are where a case may be decided, the nearest first.
var levels = []string{"mouza", "block", "subdivision", "district"}

// proveTiers sees that each tier names a level, asks what the form asks, and could hold.
func (s Service) proveTiers() []string {
	var found []string
	for i, t := range s.Tiers {
		about := fmt.Sprintf("tier %d: ", i+1)
		if !slices.Contains(levels, t.By) {
			found = append(found, fmt.Sprintf("%soffice %q: it can be one of %v", about, t.By, levels))
		}
		// A condition of a form and one of a tier are the same: it is proved as a check on the
		// question it is about.
		probe := s.Form
		probe.Checks = append(slices.Clone(probe.Checks), form.Check{ID: "tier", About: t.When.Field, Must: &t.When})
		before := s.Form.Prove()
		for _, what := range probe.Prove() {
			if !slices.Contains(before, what) {
				found = append(found, about+what)
			}
		}
	}
	return found
}

// proveOffice sees that a case of the service finds its office: some question must ask
// where it is.
func (s Service) proveOffice() []string {
	for _, section := range s.Form.Sections {
		if slices.ContainsFunc(section.Fields, func(f form.Field) bool {
			return located(f.Kind) || slices.ContainsFunc(f.Fields, func(c form.Field) bool { return located(c.Kind) })
		}) {
			return nil
		}
	}
	return []string{"no question asks for a place, a plot or a khatian, so a case would find no office"}
}

// proveJoint sees that services that may stand under one number can: they merge, two and
// two, and a fact of one name is one fact.
func proveJoint(services []Service) []string {
	var found []string
	series := map[string][]Service{}
	for _, s := range services {
		if s.Joint {
			series[s.Track.Series] = append(series[s.Track.Series], s)
		}
	}
	for _, joint := range series {
		facts := map[string]welfare.Fact{}
		prints := make([]map[string]string, len(joint))
		for i, s := range joint {
			for _, f := range s.Facts {
				if other, there := facts[f.ID]; there && other != f {
					found = append(found, fmt.Sprintf("%s: fact %s: it is another than that of a joint service", s.ID, f.ID))
				}
				facts[f.ID] = f
			}
			prints[i] = meanings(s.Form)
			for j, other := range joint[:i] {
				if agree(prints[i], prints[j]) {
					continue
				}
				if _, err := form.Merge("application", other.Form, s.Form); err != nil {
					found = append(found, fmt.Sprintf("%s: it does not go together with %s: %v", s.ID, other.ID, err))
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// meanings gives a hash of what each question and check of a form means, by its id.
func meanings(f form.Form) map[string]string {
	all := map[string]string{}
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			all["field "+field.ID] = digest([]any{s.ID, s.When, field})
		}
	}
	for _, c := range f.Checks {
		all["check "+c.ID] = digest(c)
	}
	return all
}

// agree tells whether two forms mean the same by every id they share. Then they merge, and
// nobody need try: of 93 services there are over four thousand pairs.
func agree(a, b map[string]string) bool {
	for id, meaning := range a {
		if other, there := b[id]; there && other != meaning {
			return false
		}
	}
	return true
}
