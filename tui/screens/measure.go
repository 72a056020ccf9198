package screens

import (
	"strings"

	"duar/seva"
	"duar/seva/land"
)

// areaIn says an area in acres, with the four places that the record has, and for people
// in the other units.
func areaIn(v voice, a seva.Area) string {
	args := seva.Args{"Acre": a.In(seva.InAcre)}
	for name, unit := range map[string]seva.Unit{"Decimal": seva.InDecimal, "Katha": seva.InKatha, "Bigha": seva.InBigha} {
		args[name] = seva.Say("format.measure", seva.Args{"Value": plain{a.In(unit)}, "Unit": seva.Say("unit." + string(unit))})
	}
	return v.say("kiosk.area", args)
}

// spokenArea is the sentence that says an area as people speak of it, and of when it is.
func spokenArea(v voice, a seva.Area, of land.AsOn) string {
	return v.say("kiosk.aloud.area", seva.Args{
		"Decimal": plain{a.In(seva.InDecimal)}, "Katha": plain{a.In(seva.InKatha)}, "Date": of.Valid,
	})
}

// plain is a measure without needless zeros: 75, not 75.0000. One that was rounded keeps
// its four places, for there a zero says something.
type plain struct{ seva.Measure }

func (p plain) String() string {
	s := p.Measure.String()
	if !p.Exact {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
