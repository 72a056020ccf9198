package screens

import (
	"context"
	"fmt"
	"slices"

	"duar/seva"
	"duar/seva/place"
	"duar/tui/parts"
)

// Spot is a mouza and what it lies in.
type Spot struct {
	Mouza           place.Mouza
	Block, District seva.Names
}

// locate finds the spot of a mouza number. Only the mouza itself is needed to go on: a
// block or a district that cannot be named is left unnamed.
func locate(ctx context.Context, desk place.Desk, idn place.IDN) (Spot, error) {
	m, err := desk.Mouza(ctx, idn)
	if err != nil {
		return Spot{}, err
	}
	spot := Spot{Mouza: m}
	portal := fmt.Sprintf("%02d", int32(idn)/100_000)
	if districts, err := desk.Districts(ctx); err == nil {
		at := slices.IndexFunc(districts, func(d place.District) bool { return d.Portal == portal })
		if at >= 0 {
			spot.District = districts[at].Name
		}
	}
	if blocks, err := desk.Blocks(ctx, portal); err == nil {
		at := slices.IndexFunc(blocks, func(b place.Block) bool { return b.Code == m.Block })
		if at >= 0 {
			spot.Block = blocks[at].Name
		}
	}
	return spot, nil
}

// heading names the mouza as the paper in the citizen's hand does.
func (s Spot) heading(v voice) string {
	return v.say("kiosk.spot", seva.Args{"Mouza": s.called(), "JL": number(s.Mouza.IDN.JL()), "IDN": s.Mouza.IDN})
}

// called is how a sentence names the mouza: by name, or by number where none is known.
func (s Spot) called() any {
	if s.Mouza.Name == (seva.Names{}) {
		return s.Mouza.IDN
	}
	return s.Mouza.Name
}

// within names block and district, as far as they are known.
func (s Spot) within(v voice) string { return joined(v, s.Block, s.District) }

// joined writes the names that are known with commas between.
func joined(v voice, names ...seva.Names) string {
	text := ""
	for _, n := range names {
		if name := v.name(n); name != "" {
			if text != "" {
				text += ", "
			}
			text += name
		}
	}
	return text
}

// lines are the head of every screen about this mouza.
func (s Spot) lines(v voice) []parts.Line {
	lines := parts.Lines(parts.Strong, "▌ "+s.heading(v))
	if in := s.within(v); in != "" {
		lines = append(lines, parts.Line{Text: "▌ " + in})
	}
	return lines
}

// number is a count or code that is written without grouping.
type number int

func (n number) String() string { return fmt.Sprint(int(n)) }
