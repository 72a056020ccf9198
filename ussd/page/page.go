// Package page measures text as phone networks do and cuts it to fit: GSM-7 septets,
// UCS-2 units, SMS segments, and screens cut only between grapheme clusters.
//
// It knows 3GPP TS 23.038 and 23.040 and nothing else of duar.
package page

// Budget is what one USSD screen may hold: Septets when every character is in the
// GSM-7 default alphabet, Units (UTF-16) as soon as one is not.
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
