package wire

import (
	"strings"
	"time"

	"duar/seva/casework"
)

// Hearing is casework.Hearing: what the notice of a hearing or an inspection says.
type Hearing struct {
	Number    string    `json:"number"`
	Service   Label     `json:"service"`
	State     Label     `json:"state"`
	Office    string    `json:"office"`
	Where     Label     `json:"where"` // the department
	Day       string    `json:"day"`
	Set       time.Time `json:"set"`
	Applicant string    `json:"applicant"`
	Land      []Land    `json:"land"`
	Submitted time.Time `json:"submitted"`
}

// Land is a plot or a khatian that a case is about.
type Land struct {
	Kind  string `json:"kind"` // "plot", "khatian"
	Value string `json:"value"`
}

// NewHearing spells a hearing for a reader.
func NewHearing(v Voice, h casework.Hearing) Hearing {
	department, _, _ := strings.Cut(h.Office, ".")
	out := Hearing{
		Number: h.Number, Service: v.label(h.Service, "service."+h.Service), State: v.label(h.State, "state."+h.State),
		Office: h.Office, Where: v.label(department, "department."+department), Day: h.Day.String(), Set: h.Set.UTC(),
		Applicant: h.Applicant, Land: []Land{}, Submitted: h.Submitted.UTC(),
	}
	for _, k := range h.Land {
		out.Land = append(out.Land, Land(k))
	}
	return out
}

// Facts gives the hearing back.
func (h Hearing) Facts() (casework.Hearing, error) {
	var r reading
	out := casework.Hearing{Number: h.Number, Service: h.Service.Key, State: h.State.Key, Office: h.Office, Day: r.date(h.Day),
		Set: h.Set, Applicant: h.Applicant, Submitted: h.Submitted}
	for _, l := range h.Land {
		out.Land = append(out.Land, casework.Key(l))
	}
	return out, r.err
}
