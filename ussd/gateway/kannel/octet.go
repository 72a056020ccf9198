package kannel

import "duar/ussd/page"

// What needs a shift table Kannel cannot write: it turns text into septets of the default
// alphabet and passes everything else as 8-bit data, at most 140 octets with the header. So
// it is handed the octets as they go over the air, septets packed, and the operator must be
// one that delivers what has a shift header as text.
//
// Octets do not tell how many septets they hold: when seven bits are to spare, they read as
// one septet more. There the standard puts a carriage return (TS 23.038 6.1.2.3.1), which is
// harmless behind a text and would be a line break inside one.

const carriageReturn = 0x0d

// spare tells whether seven bits are left behind so many septets.
func spare(septets int) bool { return septets%8 == 7 }

// vague tells whether a message would be read with something between its parts: then it
// goes without tables.
func vague(m page.Message) bool {
	if m.Tables == (page.Tables{}) {
		return false
	}
	for _, part := range m.Segments[:len(m.Segments)-1] {
		if d, err := page.Pack(part); err != nil || spare(d.Length) {
			return true
		}
	}
	return false
}

// written gives a part as Kannel takes it, without its header: coding, media type, body.
func written(part page.Segment) (coding, kind, body string, err error) {
	switch {
	case part.Coding == page.UCS2:
		return "2", "text/plain; charset=UTF-8", part.Text, nil
	case part.Tables == page.Tables{}:
		return "0", "text/plain; charset=UTF-8", part.Text, nil
	}
	d, err := page.Pack(part)
	if err != nil {
		return "", "", "", err
	}
	if spare(d.Length) {
		d.Octets[len(d.Octets)-1] |= carriageReturn << 1
	}
	return "1", "application/octet-stream", string(d.Octets[len(part.Header()):]), nil
}
