package gateway

import "duar/ussd/page"

// Shift is the switch of one route that takes octets: whether national shift tables may be
// used (docs/adr/0016). It is off until an administrator knows that the phones behind the
// route read them.
type Shift struct {
	Shift bool `help:"Send Bengali and Hindi by national shift tables where that saves an SMS; only on a route whose phones are known to read them." env:"SHIFT"`
}

// Schemes is what the route may send.
func (s Shift) Schemes() []page.Scheme {
	if s.Shift {
		return page.Shifted
	}
	return page.Plain
}
