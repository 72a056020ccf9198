package wire

import (
	"errors"
	"time"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Area is an area in the four units, each a decimal string with four places. Rounded
// names the units in which the value is not exact; acres always are.
type Area struct {
	Acre    string   `json:"acre"`
	Decimal string   `json:"decimal"`
	Katha   string   `json:"katha"`
	Bigha   string   `json:"bigha"`
	Rounded []string `json:"rounded"`
	Text    string   `json:"text"`
}

// NewArea spells an area for a reader.
func NewArea(v Voice, a seva.Area) Area {
	acre, decimal, katha, bigha := a.In(seva.InAcre), a.In(seva.InDecimal), a.In(seva.InKatha), a.In(seva.InBigha)
	v.area["Acre"], v.area["Katha"] = acre, katha
	return Area{
		Acre: acre.String(), Decimal: decimal.String(), Katha: katha.String(), Bigha: bigha.String(),
		Rounded: rounded(decimal, katha, bigha), Text: v.Say(seva.Say("api.area", v.area)),
	}
}

func rounded(all ...seva.Measure) []string {
	units := []string{} // [] in JSON
	for _, m := range all {
		if !m.Exact {
			units = append(units, string(m.Unit))
		}
	}
	return units
}

// Facts gives the area back, from the acres.
func (a Area) Facts() (seva.Area, error) { return seva.ParseArea(a.Acre) }

// AsOn is land.AsOn. Valid is a day, or as much of one as is known; Recorded is in UTC.
type AsOn struct {
	Valid    string    `json:"valid"`
	Recorded time.Time `json:"recorded"`
	Source   string    `json:"source"`
	Text     string    `json:"text"`
}

// NewAsOn spells of when an answer is.
func NewAsOn(v Voice, a land.AsOn) AsOn {
	return AsOn{
		Valid: a.Valid.String(), Recorded: a.Recorded.UTC(), Source: a.Source,
		Text: v.Say(seva.Say("api.ason", seva.Args{"Date": a.Valid})),
	}
}

// Facts gives it back.
func (a AsOn) Facts() (land.AsOn, error) {
	on := land.AsOn{Recorded: a.Recorded, Source: a.Source}
	if a.Valid == "" {
		return on, nil
	}
	var err error
	on.Valid, err = seva.ParseDate(a.Valid)
	return on, err
}

// reading gathers the first failure of several readings, so that the readers below can
// be written as one value. It does not wrap: a number that the other side sent wrongly
// is not something the person can mend, as the desk's own error would say.
type reading struct{ err error }

func (r *reading) fail(what string, err error) {
	if err != nil && r.err == nil {
		r.err = errors.New("wire: " + what + ": " + err.Error())
	}
}

func (r *reading) area(a Area) seva.Area {
	got, err := a.Facts()
	r.fail("area", err)
	return got
}

func (r *reading) share(s string) seva.Share {
	got, err := seva.ParseShare(s)
	r.fail("share", err)
	return got
}

func (r *reading) number(s string) land.Number {
	got, err := land.ParseNumber("number", s)
	r.fail("number", err)
	return got
}

func (r *reading) idn(s string) place.IDN {
	got, err := place.ParseIDN(s)
	r.fail("mouza", err)
	return got
}

// date reads a date or as much of one as there is; none is no date.
func (r *reading) date(s string) seva.Date {
	if s == "" {
		return seva.Date{}
	}
	got, err := seva.ParseDate(s)
	r.fail("date", err)
	return got
}

func (r *reading) asOn(a AsOn) land.AsOn {
	got, err := a.Facts()
	r.fail("as_on", err)
	return got
}
