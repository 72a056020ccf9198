package page

// Reading is what the scale shows for one text, ready for JSON.
type Reading struct {
	Size
	Segments int      `json:"segments"` // parts of the SMS it would be
	Screens  []string `json:"screens"`  // the USSD screens it would be, without keys below
}

// Report measures a text for whoever writes messages. limit, when it is positive, is the
// room of a screen in septets or units; otherwise USSD is. Screens is empty when the
// limit is too small for a single character.
func Report(text string, limit int) Reading {
	b := USSD
	if limit > 0 {
		b = Budget{Septets: limit, Units: limit}
	}
	screens, err := Paginate(text, func(int, bool, bool) string { return "" }, b)
	if err != nil {
		screens = []string{}
	}
	return Reading{Size: Measure(text), Segments: len(Segments(text)), Screens: screens}
}

// ShiftReading is what the national tables would make of an SMS, ready for JSON. Where they
// save nothing the scheme is one without them.
type ShiftReading struct {
	Scheme
	Segments int `json:"segments"`
}

// ReportShift tells how many parts an SMS would have on a route that sends [Shifted], and by
// which scheme. ErrTooLong is its one error.
func ReportShift(text string) (ShiftReading, error) {
	m, err := Encode(text, Shifted)
	return ShiftReading{m.Scheme, len(m.Segments)}, err
}
