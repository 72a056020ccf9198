package wire

import (
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// Glance is casework.Glance: where a case stands, in keys and in words.
type Glance struct {
	Number    string            `json:"number"`
	Service   Label             `json:"service"`
	State     Label             `json:"state"`
	Court     Label             `json:"court"`
	Standing  Standing          `json:"standing"`
	Submitted time.Time         `json:"submitted"`
	Since     time.Time         `json:"since"`
	Decided   time.Time         `json:"decided,omitzero"`
	Marks     map[string]string `json:"marks,omitempty"` // numbers it was given, by series
	Next      Next              `json:"next"`
	Good      bool              `json:"good"`
	Bad       bool              `json:"bad"`
	End       bool              `json:"end"`
	Hearing   string            `json:"hearing,omitempty"` // the day of a hearing or an inspection
	Owed      Sum               `json:"owed,omitzero"`     // what is paid before it goes on
	Demand    string            `json:"demand,omitempty"`  // by which
}

// Standing is casework.Standing, and the sentence that says it. Limit 0 is no limit.
type Standing struct {
	Limit   int    `json:"limit"`
	Working bool   `json:"working"`
	Used    int    `json:"used"`
	Left    int    `json:"left"`
	Running bool   `json:"running"`
	Why     Label  `json:"why,omitzero"`
	Due     string `json:"due,omitempty"`
	Passed  bool   `json:"passed"`
	Text    string `json:"text,omitempty"`
}

// Next is casework.Next.
type Next struct {
	Said
	Who    Label   `json:"who,omitzero"`
	Where  Label   `json:"where,omitzero"`
	Papers []Label `json:"papers"`
	By     string  `json:"by,omitempty"`
}

// NewGlance spells a glance for a reader.
func NewGlance(v Voice, g casework.Glance) Glance {
	return Glance{
		Number: g.Number, Service: v.label(g.Service, "service."+g.Service), State: v.label(g.State, "state."+g.State),
		Court: v.label(string(g.Court), "api.court."+string(g.Court)), Standing: newStanding(v, g.Standing),
		Submitted: g.Submitted.UTC(), Since: g.Since.UTC(), Decided: g.Decided.UTC(), Marks: g.Marks,
		Next: newNext(v, g.Next), Good: g.Good, Bad: g.Bad, End: g.End,
		Hearing: g.Hearing.String(), Owed: owedSum(v, g.Owed), Demand: g.Demand,
	}
}

// owedSum says what is owed; nothing where nothing is.
func owedSum(v Voice, m seva.Money) Sum {
	if m == 0 {
		return Sum{}
	}
	return newSum(v, m)
}

func newStanding(v Voice, s casework.Standing) Standing {
	out := Standing{
		Limit: s.Limit, Working: s.Working, Used: s.Used, Left: s.Left, Running: s.Running,
		Due: s.Due.String(), Passed: s.Passed, Why: v.label(s.Why, "clock."+s.Why),
	}
	if t := StandingSentence(s); !t.IsZero() {
		out.Text = v.Say(t)
	}
	return out
}

// StandingSentence says a clock in one sentence; nothing where there is no limit.
func StandingSentence(s casework.Standing) seva.Text {
	days := seva.Say("api.days.calendar")
	if s.Working {
		days = seva.Say("api.days.working")
	}
	args := seva.Args{"Used": s.Used, "Left": s.Left, "Limit": s.Limit, "Days": days, "Due": s.Due}
	switch {
	case s.Limit == 0:
		return seva.Text{}
	case s.Passed && s.Running:
		return seva.Say("api.standing.passed", args)
	case s.Running && !s.Due.IsZero():
		return seva.Say("api.standing.running", args)
	}
	return seva.Say("api.standing.waiting", args)
}

func newNext(v Voice, n casework.Next) Next {
	return Next{
		Said: NewSaid(v, n.Text), Who: v.label(n.Who, "who."+n.Who), Where: v.label(n.Where, "where."+n.Where),
		Papers: labels(v, n.Papers, under("paper.")), By: n.By.String(),
	}
}

// Facts gives the glance back.
func (g Glance) Facts() (casework.Glance, error) {
	var r reading
	out := r.glance(g)
	return out, r.err
}

func (r *reading) glance(g Glance) casework.Glance {
	return casework.Glance{
		Number: g.Number, Service: g.Service.Key, State: g.State.Key, Court: casework.Court(g.Court.Key),
		Standing: casework.Standing{
			Limit: g.Standing.Limit, Working: g.Standing.Working, Used: g.Standing.Used, Left: g.Standing.Left,
			Running: g.Standing.Running, Why: g.Standing.Why.Key, Due: r.date(g.Standing.Due), Passed: g.Standing.Passed,
		},
		Submitted: g.Submitted, Since: g.Since, Decided: g.Decided, Marks: g.Marks,
		Next: casework.Next{
			Text: g.Next.Said.Facts(), Who: g.Next.Who.Key, Where: g.Next.Where.Key, Papers: keys[string](g.Next.Papers), By: r.date(g.Next.By),
		},
		Good: g.Good, Bad: g.Bad, End: g.End, Hearing: r.date(g.Hearing), Owed: g.Owed.money(), Demand: g.Demand,
	}
}
