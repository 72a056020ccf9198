package api

import (
	"strings"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// track answers GET /v1/cases/track: the cases that a deed led to, as the land portal shows
// them to everybody.
func (s *Server) track(q call) error {
	refused := seva.Refuse(casework.KeyDeed, seva.Say("error.deed.form", seva.Args{"Example": "1902/2026/1234"}))
	parts := strings.Split(q.query[casework.KeyDeed], "/")
	if len(parts) != 3 && len(parts) != 4 { // with its book behind it where that is not I
		return refused
	}
	k, err := casework.DeedKey(parts[0], parts[1], strings.Join(parts[2:], "/"))
	if err != nil {
		return refused
	}
	return q.trace(casework.Trace{Key: k})
}

// landCases answers GET /v1/land/mouzas/{idn}/plots/{plot}/cases, and that of a khatian: the
// open cases about it.
func (s *Server) landCases(kind string, key func(place.IDN, land.Number) casework.Key) func(call) error {
	return func(q call) error {
		at, _, err := q.about(kind)
		if err != nil {
			return err
		}
		return q.trace(casework.Trace{Key: key(at.mouza, at.number)})
	}
}

// trackName answers POST /v1/cases/track: cases of a name in one office and some days. It is
// a POST so that the name is in no address, and so in no log on the way.
func (s *Server) trackName(q call) error {
	var in struct {
		Name   string `json:"name"`
		Office string `json:"office"`
		From   string `json:"from"`
		Until  string `json:"until"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	t := casework.Trace{Name: in.Name, Office: in.Office}
	for _, day := range []struct {
		at, text string
		into     *seva.Date
	}{{"/from", in.From, &t.From}, {"/until", in.Until, &t.Until}} {
		d, err := seva.ParseDate(seva.Digits(day.text))
		if err != nil {
			return flawAt(day.at, "error.date.form", seva.Args{"Example": "2026-11-23"})
		}
		*day.into = d
	}
	if strings.TrimSpace(t.Name) == "" {
		return flawAt("/name", "error.case.trace", nil)
	}
	return q.trace(t)
}

// trace answers with the cases of a trace.
func (q *call) trace(t casework.Trace) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.desk().Track(ctx, t)
	if err != nil {
		return err
	}
	return q.glances(all, "")
}

// hearing answers GET /v1/cases/{number}/hearing: what the notice of a hearing says, or the
// notice itself as a PDF.
func (s *Server) hearing(q call) error {
	number, err := q.caseNumber()
	if err != nil {
		return err
	}
	pdf, err := q.wantsPDF(s.Leaves.Hearing != nil)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	h, err := q.desk().Hearing(ctx, number)
	if err != nil {
		return err
	}
	if pdf {
		leaf, err := s.Leaves.Hearing(h, q.office(ctx, h.Office), []seva.Lang{q.lang})
		return q.sendLeaf(leaf, err, "hearing-"+h.Number)
	}
	return q.json(wire.NewHearing(q.voice(), h))
}
