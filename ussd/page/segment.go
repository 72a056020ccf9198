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
	// One SMS has one coding, so parts that happen to be plain count as wide too.
	return scale{weigh: weigh, base: weight{wide: weigh(s).wide}, alone: single, part: part}.cut(s)
}

// scale is how text is weighed and what an SMS holds by that weight.
type scale struct {
	weigh       func(string) weight
	base        weight // what lies on it before the first letter
	alone, part Budget // of an only part, and of one of several
}

// cut is Segments on a scale of one's own.
func (c scale) cut(s string) []string {
	if s == "" {
		return nil
	}
	if c.base.plus(c.weigh(s)).fits(c.alone) {
		return []string{s}
	}
	tight := c.split(s, places.tight)
	if kind := c.split(s, places.kind); len(kind) == len(tight) {
		return kind
	}
	return tight
}

func (c scale) split(s string, choose func(places) int) []string {
	var parts []string
	for {
		p, all := walkBy(c.weigh, s, c.base, c.part)
		if all {
			return append(parts, s)
		}
		at := choose(p)
		if at == 0 {
			at = pointsBy(c.weigh, s, c.base, c.part)
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
