package wire

import (
	"maps"
	"time"

	"duar/seva/form"
	"duar/seva/service"
	"duar/seva/welfare"
)

// Draft is service.Draft. Its form stands at Form, with its own ETag, so that an app on a
// thin line fetches it once. Answers of secret kinds are masked.
type Draft struct {
	ID       string       `json:"id"`
	Version  int64        `json:"version"`
	Services []Label      `json:"services"`
	Form     string       `json:"form"`
	Answers  form.Answers `json:"answers"`
	Found    form.Facts   `json:"facts"` // what conditions ask besides answers
	Files    []Upload     `json:"files"`
	Missing  []Missing    `json:"missing"`
	Next     string       `json:"next,omitempty"`
	Verdicts []Verdict    `json:"verdicts"`
	Changed  time.Time    `json:"changed,omitzero"`
	Number   string       `json:"number,omitempty"`
}

// Missing is form.Flaw in a draft: what is missing or no longer good, and where.
type Missing struct {
	At     string            `json:"at"`
	Label  string            `json:"label,omitempty"`
	Code   string            `json:"code"`
	Detail string            `json:"detail"`
	Values map[string]any    `json:"values,omitempty"`
	Types  map[string]string `json:"types,omitempty"`
}

// Verdict is service.Verdict.
type Verdict struct {
	Service string   `json:"service"`
	Rules   string   `json:"rules"`
	Failed  []Failed `json:"failed"`
}

// Failed is welfare.Failure.
type Failed struct {
	Rule  string `json:"rule"`
	Stops bool   `json:"stops"`
	Said
}

// NewDraft spells a draft for a reader. Its secret answers must have been masked.
func NewDraft(v Voice, d service.Draft) Draft {
	out := Draft{
		ID: d.ID, Version: d.Version, Services: labels(v, d.Services, under("service.")), Form: FormsPath(d.Services),
		Answers: given(d.Answers), Found: form.Facts{}, Files: []Upload{}, Missing: []Missing{}, Next: string(d.Next),
		Verdicts: []Verdict{}, Changed: d.Changed.UTC(), Number: d.Number,
	}
	maps.Copy(out.Found, d.Facts)
	for _, f := range d.Files {
		out.Files = append(out.Files, Upload(f))
	}
	for _, f := range d.Missing {
		said := NewSaid(v, f.Text)
		out.Missing = append(out.Missing, Missing{
			At: string(f.At), Label: labelAt(v, d.Form, f.At), Code: CodeOf(f.Text), Detail: said.Text, Values: said.Values, Types: said.Types,
		})
	}
	for _, one := range d.Verdicts {
		verdict := Verdict{Service: one.Service, Rules: one.Rules, Failed: []Failed{}}
		for _, f := range one.Failed {
			verdict.Failed = append(verdict.Failed, Failed{Rule: f.Rule, Stops: f.Stops, Said: NewSaid(v, f.Text)})
		}
		out.Verdicts = append(out.Verdicts, verdict)
	}
	return out
}

// given makes answers that are {} in JSON also where there are none.
func given(a form.Answers) form.Answers {
	if a == nil {
		return form.Answers{}
	}
	return a
}

// labelAt names the question at a pointer; empty where the form has none.
func labelAt(v Voice, f form.Form, at form.Pointer) string {
	field, ok := f.Field(at)
	if !ok {
		return ""
	}
	return v.label(field.ID, field.Key()).Name
}

// Facts gives the draft back, but for its form.
func (d Draft) Facts() (service.Draft, error) {
	out := service.Draft{
		ID: d.ID, Version: d.Version, Services: keys[string](d.Services), Answers: d.Answers, Facts: d.Found,
		Next: form.Pointer(d.Next), Changed: d.Changed, Number: d.Number,
	}
	for _, f := range d.Files {
		out.Files = append(out.Files, form.Upload(f))
	}
	for _, m := range d.Missing {
		flaw := Flaw{Code: m.Code, Values: m.Values, Types: m.Types}
		out.Missing = append(out.Missing, form.Flaw{At: form.Pointer(m.At), Text: flaw.Text()})
	}
	for _, v := range d.Verdicts {
		verdict := service.Verdict{Service: v.Service, Rules: v.Rules}
		for _, f := range v.Failed {
			verdict.Failed = append(verdict.Failed, welfare.Failure{Rule: f.Rule, Text: f.Said.Facts(), Stops: f.Stops})
		}
		out.Verdicts = append(out.Verdicts, verdict)
	}
	return out, nil
}

// Receipt is service.Receipt.
type Receipt struct {
	Number string    `json:"number"`
	Cases  []Glance  `json:"cases"`
	At     time.Time `json:"at"`
}

// NewReceipt spells a receipt for a reader.
func NewReceipt(v Voice, r service.Receipt) Receipt {
	out := Receipt{Number: r.Number, Cases: []Glance{}, At: r.At.UTC()}
	for _, g := range r.Cases {
		out.Cases = append(out.Cases, NewGlance(v, g))
	}
	return out
}

// Facts gives the receipt back.
func (r Receipt) Facts() (service.Receipt, error) {
	out := service.Receipt{Number: r.Number, At: r.At}
	for _, g := range r.Cases {
		glance, err := g.Facts()
		if err != nil {
			return service.Receipt{}, err
		}
		out.Cases = append(out.Cases, glance)
	}
	return out, nil
}
