// Package page measures text as phone networks do and cuts it to fit: GSM-7 septets,
// UCS-2 units, SMS segments, and screens cut only between grapheme clusters. For carriers
// that take octets it also encodes: Encode chooses a coding, Pack writes it.
//
// It knows 3GPP TS 23.038 and 23.040 and nothing else of duar.
package page

// Budget is what one USSD screen may hold: Septets when every character is in the
// GSM-7 default alphabet, Units (UTF-16) as soon as one is not. The zero Budget is USSD.
type Budget struct {
	Septets, Units int
}

// Limits of a USSD string: 160 octets are 182 septets or 80 units (TS 23.038 6.1.2.3,
// TS 24.080). The default keeps Indic screens at 60 units, which is what Indian
// operators advise (NIC, 2014), and Latin ones at the 160 many gateways cap at.
var (
	Hard = Budget{Septets: 182, Units: 80}
	USSD = Budget{Septets: 160, Units: 60}
)

func (b Budget) orUSSD() Budget {
	if b == (Budget{}) {
		return USSD
	}
	return b
}

// Coding is how a text must be sent.
type Coding string

const (
	GSM7 Coding = "gsm7" // seven bits a character, the default alphabet and its extension
	UCS2 Coding = "ucs2" // sixteen bits a UTF-16 unit; one foreign character makes the whole text so
)

// Size is how long a text is in every way that matters to a phone network.
type Size struct {
	Coding   Coding `json:"coding"`
	Septets  int    `json:"septets"`  // 0 when the coding is UCS2; an escaped character counts 2
	Units    int    `json:"units"`    // UTF-16 units, whatever the coding
	Clusters int    `json:"clusters"` // what a reader takes for one letter (UAX 29)
}

// Measure gives the size of a text. A byte that is not UTF-8 counts as one U+FFFD.
func Measure(s string) Size {
	w := weigh(s)
	size := Size{Coding: GSM7, Septets: w.septets, Units: w.units, Clusters: clusters(s)}
	if w.wide {
		size.Coding, size.Septets = UCS2, 0
	}
	return size
}

// Fits tells whether a text can be shown as one screen.
func Fits(s string, b Budget) bool { return weigh(s).fits(b.orUSSD()) }

func clusters(s string) int {
	n := 0
	for ; s != ""; n++ {
		s = s[cluster(s):]
	}
	return n
}
