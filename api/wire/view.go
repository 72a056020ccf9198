package wire

import (
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// View is casework.View: a case for those who work on it or whose it is.
type View struct {
	Glance
	Version   int64        `json:"version"`
	Office    Label        `json:"office"` // "lr.2412", called by its department
	Applicant Applicant    `json:"applicant"`
	Answers   form.Answers `json:"answers"`
	FormOf    int          `json:"form_of"` // version of the form the answers are to
	Form      string       `json:"form"`
	Asked     []Item       `json:"asked"`
	Findings  Findings     `json:"findings"`
	Timeline  []Step       `json:"timeline"`
	Actions   []Offer      `json:"actions"`
}

// Applicant is casework.Applicant. Phone is masked for whoever may not dial it.
type Applicant struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Lang    string `json:"lang,omitempty"`
	Born    string `json:"born,omitempty"`
	Citizen string `json:"citizen,omitempty"`
	Entered string `json:"entered,omitempty"`
	Channel string `json:"channel,omitempty"`
}

// Item is casework.Item: what is asked of the citizen, and why.
type Item struct {
	At     Label  `json:"at"` // a pointer into the answers, called by its question
	Reason Label  `json:"reason,omitzero"`
	Note   string `json:"note,omitempty"`
}

// Findings is casework.Findings.
type Findings struct {
	Rules  string   `json:"rules,omitempty"`
	Failed []string `json:"failed"`
}

// Step is casework.Step: one line of the timeline.
type Step struct {
	Seq    int64             `json:"seq"`
	At     time.Time         `json:"at"`
	Action Label             `json:"action"`
	To     Label             `json:"to,omitzero"`
	Role   Label             `json:"role,omitzero"`
	Reason Label             `json:"reason,omitzero"`
	Note   string            `json:"note,omitempty"`
	Items  []Item            `json:"items"`
	Day    string            `json:"day,omitempty"`
	Found  string            `json:"found,omitempty"`
	Given  map[string]string `json:"given,omitempty"`
}

// Offer is casework.Offer: what the caller may do now and what that needs.
type Offer struct {
	Action  Label    `json:"action"`
	To      Label    `json:"to,omitzero"`
	Needs   []string `json:"needs"`
	Reasons []Label  `json:"reasons"`
	Fields  []Label  `json:"fields"`
}

// NewView spells a case for a reader. f is the form of its service, of which the labels
// come; secret answers must have been masked.
func NewView(v Voice, c casework.View, f form.Form) View {
	s := viewing{v, f}
	department, _, _ := strings.Cut(c.Office, ".")
	out := View{
		Glance: NewGlance(v, c.Glance), Version: c.Version, Office: v.label(c.Office, "department."+department),
		Applicant: Applicant{
			Name: c.Applicant.Name, Phone: string(c.Applicant.Phone), Lang: string(c.Applicant.Lang), Born: c.Applicant.Born.String(),
			Citizen: c.Applicant.Citizen, Entered: c.Applicant.Entered, Channel: c.Applicant.Channel,
		},
		Answers: given(c.Answers), FormOf: c.FormOf, Form: FormsPath([]string{c.Service}), Asked: s.items(c.Asked),
		Findings: Findings{Rules: c.Findings.Rules, Failed: list(c.Findings.Failed)}, Timeline: []Step{}, Actions: []Offer{},
	}
	for _, e := range c.Timeline {
		out.Timeline = append(out.Timeline, Step{
			Seq: e.Seq, At: e.At.UTC(), Action: v.label(e.Action, "action."+e.Action), To: v.label(e.To, "state."+e.To),
			Role: v.label(string(e.Role), "api.role."+string(e.Role)), Reason: v.label(e.Reason, e.Reason), Note: e.Note,
			Items: s.items(e.Items), Day: e.Day.String(), Found: e.Found, Given: e.Given,
		})
	}
	for _, o := range c.Actions {
		out.Actions = append(out.Actions, Offer{
			Action: v.label(o.Action, "action."+o.Action), To: v.label(o.To, "state."+o.To), Needs: plain(o.Needs),
			Reasons: labels(v, o.Reasons, under("")), Fields: s.fields(o.Fields),
		})
	}
	return out
}

// viewing names pointers by the questions of a form.
type viewing struct {
	Voice
	form form.Form
}

func (s viewing) at(p form.Pointer) Label {
	label := Label{Key: string(p), Name: labelAt(s.Voice, s.form, p)}
	if label.Name == "" {
		label.Name = label.Key
	}
	return label
}

func (s viewing) fields(all []form.Pointer) []Label {
	out := make([]Label, len(all))
	for i, p := range all {
		out[i] = s.at(p)
	}
	return out
}

// items: reasons may be given whole ("reason.query.blurred"), as a timeline has them.
func (s viewing) items(all []casework.Item) []Item {
	out := make([]Item, len(all))
	for i, it := range all {
		out[i] = Item{At: s.at(it.Field), Reason: s.label(it.Reason, it.Reason), Note: it.Note}
	}
	return out
}

// Facts gives the case back.
func (w View) Facts() (casework.View, error) {
	var r reading
	out := casework.View{
		Glance: r.glance(w.Glance), Version: w.Version, Office: w.Office.Key,
		Applicant: casework.Applicant{
			Name: w.Applicant.Name, Phone: seva.Phone(w.Applicant.Phone), Lang: seva.Lang(w.Applicant.Lang), Born: r.date(w.Applicant.Born),
			Citizen: w.Applicant.Citizen, Entered: w.Applicant.Entered, Channel: w.Applicant.Channel,
		},
		Answers: w.Answers, FormOf: w.FormOf, Asked: itemFacts(w.Asked),
		Findings: casework.Findings{Rules: w.Findings.Rules, Failed: some(w.Findings.Failed)},
	}
	for _, e := range w.Timeline {
		out.Timeline = append(out.Timeline, casework.Step{
			Seq: e.Seq, At: e.At, Action: e.Action.Key, To: e.To.Key, Role: casework.Role(e.Role.Key), Reason: e.Reason.Key,
			Note: e.Note, Items: itemFacts(e.Items), Day: r.date(e.Day), Found: e.Found, Given: e.Given,
		})
	}
	for _, o := range w.Actions {
		out.Actions = append(out.Actions, casework.Offer{
			Action: o.Action.Key, To: o.To.Key, Needs: words[casework.Need](o.Needs), Reasons: keys[string](o.Reasons),
			Fields: keys[form.Pointer](o.Fields),
		})
	}
	return out, r.err
}

func itemFacts(all []Item) []casework.Item {
	var out []casework.Item
	for _, it := range all {
		out = append(out, casework.Item{Field: form.Pointer(it.At.Key), Reason: it.Reason.Key, Note: it.Note})
	}
	return out
}
