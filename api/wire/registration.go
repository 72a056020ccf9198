package wire

import (
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/mutation"
)

// DeedReceipt is mutation.Receipt: which case a deed became and where that stands. Course is
// what was decided when the deed came, and Reasons why the record did not change at once.
type DeedReceipt struct {
	Office   string    `json:"office"`
	Year     int       `json:"year"`
	Number   int64     `json:"number"`
	Book     string    `json:"book"`
	Case     string    `json:"case"`
	State    Label     `json:"state"`
	Course   string    `json:"course"`
	Reasons  []Said    `json:"reasons"`
	Received time.Time `json:"received"`
}

// NewDeedReceipt spells a receipt for a reader.
func NewDeedReceipt(v Voice, r mutation.Receipt) DeedReceipt {
	return DeedReceipt{
		Office: r.ID.Office, Year: r.ID.Year, Number: r.ID.Number, Book: r.ID.Shelf(), Case: r.Case, State: v.label(r.State, "state."+r.State),
		Course: r.Course.String(), Reasons: reasons(v, r.Reasons), Received: r.Received.UTC(),
	}
}

func reasons(v Voice, all []seva.Text) []Said {
	out := []Said{} // [] in JSON
	for _, t := range all {
		out = append(out, NewSaid(v, t))
	}
	return out
}

// DeedConflict is mutation.Conflict. Differs are members of a deed as it is sent.
type DeedConflict struct {
	Office   string    `json:"office"`
	Year     int       `json:"year"`
	Number   int64     `json:"number"`
	Book     string    `json:"book"`
	Case     string    `json:"case"`
	Sender   string    `json:"sender"`
	Received time.Time `json:"received"`
	Differs  []string  `json:"differs"`
	More     int       `json:"more,omitempty"` // others under this number that are counted and not kept
}

// NewDeedConflict is the same for every reader.
func NewDeedConflict(c mutation.Conflict) DeedConflict {
	return DeedConflict{c.ID.Office, c.ID.Year, c.ID.Number, c.ID.Shelf(), c.Case, c.From, c.Received.UTC(),
		append([]string{}, c.Differs...), c.More}
}

// LandAsk is mutation.Answer: whose a share of a plot is, before a deed about it.
type LandAsk struct {
	Mouza    string  `json:"mouza"`
	Plot     string  `json:"plot"`
	Khatian  string  `json:"khatian"`
	Class    Label   `json:"class"`
	Area     Area    `json:"area"`
	Flags    []Label `json:"flags"`
	Owner    Owner   `json:"owner"`
	Share    string  `json:"share"`
	Recorded Area    `json:"recorded"`
	Course   string  `json:"course"`
	Reasons  []Said  `json:"reasons"`
	Fee      Sum     `json:"fee,omitzero"` // none where nobody knows the rate
	AsOn     AsOn    `json:"as_on"`
}

// NewLandAsk spells an answer for a reader.
func NewLandAsk(v Voice, a mutation.Answer) LandAsk {
	out := LandAsk{
		Mouza: a.Plot.Mouza.String(), Plot: a.Plot.Number.String(), Khatian: a.Holding.Khatian.String(),
		Class: labelOf(v, a.Plot.Class), Area: NewArea(v, a.Plot.Area), Flags: []Label{}, Owner: newOwner(v, a.Holding.Owner),
		Share: a.Holding.Share.String(), Recorded: NewArea(v, a.Holding.Recorded), Course: a.Course.String(),
		Reasons: reasons(v, a.Reasons), AsOn: NewAsOn(v, a.Plot.AsOn),
	}
	for _, f := range a.Plot.Flags {
		out.Flags = append(out.Flags, labelOf(v, f))
	}
	if a.FeeKnown {
		out.Fee = newSum(v, a.Fee.Total)
	}
	return out
}

// Objection is what somebody hears who objected: the case goes to a hearing.
type Objection struct {
	Number string `json:"number"`
	State  Label  `json:"state"`
}

// NewObjection spells it for a reader.
func NewObjection(v Voice, c casework.Case) Objection {
	return Objection{Number: c.Number, State: v.label(c.State, "state."+c.State)}
}
