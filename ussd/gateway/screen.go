package gateway

import (
	"errors"

	"duar/ussd/page"
)

// Screen is what an operator's screens hold, as an administrator writes it; a zero is
// page.USSD's figure.
type Screen struct {
	Septets int `help:"Characters a Latin screen holds (GSM-7 septets, at most 182)." env:"SEPTETS" default:"0"`
	Units   int `help:"Characters any other screen holds (UTF-16 units, at most 80)." env:"UNITS" default:"0"`
}

// Below these the menus have no room.
const leastSeptets, leastUnits = 80, 40

// Budget gives the screen's budget, or what is wrong with it.
func (s Screen) Budget() (page.Budget, error) {
	b := page.Budget{Septets: s.Septets, Units: s.Units}
	if b.Septets == 0 {
		b.Septets = page.USSD.Septets
	}
	if b.Units == 0 {
		b.Units = page.USSD.Units
	}
	if b.Septets < leastSeptets || b.Septets > page.Hard.Septets {
		return b, errors.New("set septets to between 80 and 182, as the operator's contract says")
	}
	if b.Units < leastUnits || b.Units > page.Hard.Units {
		return b, errors.New("set units to between 40 and 80, as the operator's contract says")
	}
	return b, nil
}
