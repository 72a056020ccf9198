package page

// What an SMS holds: 140 octets alone, 134 when six go to the header that numbers the
// parts (TS 23.038 4, TS 23.040 9.2.3.24.1).
var (
	single = Budget{Septets: 160, Units: 70}
	part   = Budget{Septets: 153, Units: 67}
)

// Segments cuts a text into the parts of one SMS. The parts joined are the text. No
// part splits a grapheme cluster (so no escape and no surrogate pair either), unless
// the cluster alone is longer than a part: then it is cut between code points. Cuts
// fall beside a space where that costs no further part. An empty text has no parts;
// more than 255 cannot be sent as one SMS.
func Segments(s string) []string {
	if s == "" {
		return nil
	}
	all := weigh(s)
	if all.fits(single) {
		return []string{s}
	}
	// One SMS has one coding, so parts that happen to be plain count as wide too.
	base := weight{wide: all.wide}
	tight := split(s, base, places.tight)
	if kind := split(s, base, places.kind); len(kind) == len(tight) {
		return kind
	}
	return tight
}

func split(s string, base weight, choose func(places) int) []string {
	var parts []string
	for {
		p, all := walk(s, base, part)
		if all {
			return append(parts, s)
		}
		at := choose(p)
		if at == 0 {
			at = points(s, base, part)
		}
		parts = append(parts, s[:at])
		s = s[at:]
	}
}

// tight fills the part.
func (p places) tight() int { return p.end }

// kind gives up at most a quarter of the part to end it beside white space: phones
// that do not join parts show them one by one.
func (p places) kind() int {
	if at := max(p.line, p.space); at*4 >= p.end*3 {
		return at
	}
	return p.end
}
