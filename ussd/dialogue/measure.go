package dialogue

import (
	"strings"

	"duar/seva"
	"duar/seva/land"
)

// short is a measure without the noughts behind its last place: 2.06 for the record's
// 2.0600. Nothing is rounded.
type short seva.Measure

func (s short) String() string {
	return strings.TrimSuffix(strings.TrimRight(seva.Measure(s).String(), "0"), ".")
}

// spoken is an area as the record has it and as people say it: 2.06 acre (206 decimal).
func spoken(a seva.Area) seva.Text {
	return seva.Say("phone.area", seva.Args{"Acre": short(a.In(seva.InAcre)), "Decimal": short(a.In(seva.InDecimal))})
}

// measureLines is an area in every unit, and the day for which the record says so.
func measureLines(a seva.Area, on land.AsOn) []seva.Text {
	return []seva.Text{
		seva.Say("phone.measure", seva.Args{
			"Acre": short(a.In(seva.InAcre)), "Decimal": short(a.In(seva.InDecimal)),
			"Katha": short(a.In(seva.InKatha)), "Bigha": short(a.In(seva.InBigha)),
		}),
		seva.Say("phone.measure.date", seva.Args{"Date": on.Valid}),
	}
}
