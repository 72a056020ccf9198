package wire

import (
	"net/url"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/service"
	"duar/seva/welfare"
)

// Service is service.Service. Definition is there where all of it was asked for.
type Service struct {
	ID         string      `json:"id"`
	Area       Label       `json:"area"`
	Department Label       `json:"department"`
	Name       string      `json:"name"`
	About      string      `json:"about,omitempty"`
	Number     int         `json:"number,omitempty"` // on the phone's menu
	Aliases    []string    `json:"aliases"`
	Entry      []string    `json:"entry"` // roles that may begin; none: citizens and operators
	From       string      `json:"from,omitempty"`
	Until      string      `json:"until,omitempty"`
	Joint      bool        `json:"joint"`
	Personal   bool        `json:"personal"` // its status needs a second fact
	Limit      Limit       `json:"limit"`
	Form       string      `json:"form"` // where its form is
	Tiers      []Tier      `json:"tiers,omitempty"`
	Definition *Definition `json:"definition,omitempty"`
}

// Tier is service.Tier: an office that a case goes to where its answers say so.
type Tier struct {
	When *Condition `json:"when"`
	By   string     `json:"by"`
}

// Limit is casework.Limit: how long the office has. Days 0 is no limit.
type Limit struct {
	Days    int    `json:"days"`
	Working bool   `json:"working"`
	Policy  string `json:"policy,omitempty"`
	OnDue   string `json:"on_due,omitempty"`
	Source  string `json:"source,omitempty"`
}

// Definition is what a service is made of: its form, who is eligible when, and the way
// of a case through offices.
type Definition struct {
	Form     Form      `json:"form"`
	Editions []Edition `json:"editions"`
	Facts    []Fact    `json:"facts"`
	Track    Track     `json:"track"`
}

// Edition is welfare.Edition: the rules of one stretch of time.
type Edition struct {
	Version string         `json:"version"`
	From    string         `json:"from,omitempty"`
	Until   string         `json:"until,omitempty"`
	Source  string         `json:"source,omitempty"`
	Rules   []EligibleRule `json:"rules"`
}

// EligibleRule is welfare.Rule.
type EligibleRule struct {
	ID    string     `json:"id"`
	Words string     `json:"words,omitempty"`
	Must  *Condition `json:"must"`
	Stops bool       `json:"stops"` // without it an application cannot be submitted
}

// Fact is welfare.Fact: a value that a rule finds from an answer.
type Fact struct {
	ID    string `json:"id"`
	Rule  string `json:"rule"`
	Field string `json:"field"`
}

// NewService spells a service for a reader, without its definition.
func NewService(v Voice, s service.Service) Service {
	out := Service{
		ID: s.ID, Area: v.label(string(s.Area), "api.services."+string(s.Area)),
		Department: v.label(s.Department, "department."+s.Department),
		Name:       v.label(s.ID, "service."+s.ID).Name, Number: s.Number, Aliases: list(s.Aliases),
		Entry: []string{}, From: s.From.String(), Until: s.Until.String(), Joint: s.Joint, Personal: s.Track.Personal,
		Limit: Limit{
			Days: s.Track.Limit.Days, Working: s.Track.Limit.Working, Policy: string(s.Track.Limit.Policy),
			OnDue: s.Track.Limit.OnDue, Source: s.Track.Limit.Source,
		},
		Form: "/v1/services/" + url.PathEscape(s.ID) + "/form",
	}
	if key := "about." + s.ID; v.knows(key) {
		out.About = v.Say(seva.Say(key))
	}
	for _, r := range s.Entry {
		out.Entry = append(out.Entry, string(r))
	}
	return out
}

// NewWholeService spells a service with its definition.
func NewWholeService(v Voice, s service.Service) Service {
	out := NewService(v, s)
	for _, t := range s.Tiers {
		out.Tiers = append(out.Tiers, Tier{newCondition(&t.When), t.By})
	}
	d := Definition{Form: NewForm(v, s.Form), Editions: []Edition{}, Facts: []Fact{}, Track: newTrack(v, s.Track)}
	for _, e := range s.Rules.Editions {
		edition := Edition{Version: e.Version, From: e.From.String(), Until: e.Until.String(), Source: e.Source, Rules: []EligibleRule{}}
		for _, r := range e.Rules {
			edition.Rules = append(edition.Rules, EligibleRule{ID: r.ID, Words: r.Words, Must: newCondition(&r.Must), Stops: r.Stops})
		}
		d.Editions = append(d.Editions, edition)
	}
	for _, f := range s.Facts {
		d.Facts = append(d.Facts, Fact{ID: f.ID, Rule: f.Rule, Field: f.Field})
	}
	out.Definition = &d
	return out
}

// Facts gives the service back, as far as it is there.
func (s Service) Facts() (service.Service, error) {
	var r reading
	out := service.Service{
		ID: s.ID, Area: service.Area(s.Area.Key), Department: s.Department.Key, Number: s.Number, Aliases: some(s.Aliases),
		From: r.date(s.From), Until: r.date(s.Until), Joint: s.Joint,
		Track: casework.Track{Personal: s.Personal, Limit: s.Limit.facts()},
	}
	for _, role := range s.Entry {
		out.Entry = append(out.Entry, casework.Role(role))
	}
	if d := s.Definition; d != nil {
		for _, t := range s.Tiers {
			if t.When != nil {
				out.Tiers = append(out.Tiers, service.Tier{When: *t.When.facts(), By: t.By})
			}
		}
		out.Form, out.Track = d.Form.Facts(), d.Track.facts(out.Track)
		for _, e := range d.Editions {
			edition := welfare.Edition{Version: e.Version, From: r.date(e.From), Until: r.date(e.Until), Source: e.Source}
			for _, rule := range e.Rules {
				must := rule.Must
				if must == nil {
					must = &Condition{}
				}
				edition.Rules = append(edition.Rules, welfare.Rule{ID: rule.ID, Words: rule.Words, Must: *must.facts(), Stops: rule.Stops})
			}
			out.Rules.Editions = append(out.Rules.Editions, edition)
		}
		for _, f := range d.Facts {
			out.Facts = append(out.Facts, welfare.Fact{ID: f.ID, Rule: f.Rule, Field: f.Field})
		}
	}
	return out, r.err
}

func (l Limit) facts() casework.Limit {
	return casework.Limit{Days: l.Days, Working: l.Working, Policy: casework.Policy(l.Policy), OnDue: l.OnDue, Source: l.Source}
}

// FormsPath is where the form of several services under one application is.
func FormsPath(services []string) string {
	if len(services) == 1 {
		return "/v1/services/" + url.PathEscape(services[0]) + "/form"
	}
	return "/v1/forms?services=" + url.QueryEscape(strings.Join(services, ","))
}
