package page

import "errors"

// Why a text cannot be one SMS.
var (
	ErrNoScheme = errors.New("page: no allowed coding has every character of the text")
	ErrTooLong  = errors.New("page: the text needs more than 255 parts")
)

// maxParts is how many parts a header can number.
const maxParts = 255

// Message is a text ready to be sent.
type Message struct {
	Scheme
	Segments []Segment // none for an empty text
}

// Segment is one SMS of a message.
type Segment struct {
	Scheme
	Ref         uint8  // the same in all parts of a message; whoever sends it chooses
	Part, Total int    // from 1; 1 of 1 has no number in its header
	Text        string // as a phone shows it, NFC
}

// Encode chooses, of the schemes that a route may send, the one that makes the fewest
// parts, and cuts the text into them. Between equals it takes the one that more phones
// read: without tables before with, the default alphabet before UCS2, one table before two,
// then the earlier in the list. The texts of the segments joined are the text in NFC (see
// normal); they are cut as [Segments] cuts, so that no letter, no escape and no surrogate
// pair is split.
//
// An empty list allows what [Plain] does. ErrNoScheme and ErrTooLong are the errors.
func Encode(text string, allowed []Scheme) (Message, error) { return encode(text, allowed, false) }

// EncodeWide is Encode for parts that are numbered by a reference of sixteen bits, so that two
// messages to one phone are hardly ever mixed up: see [Segment.HeaderWide] and [PackWide].
func EncodeWide(text string, allowed []Scheme) (Message, error) { return encode(text, allowed, true) }

func encode(text string, allowed []Scheme, wide bool) (Message, error) {
	if len(allowed) == 0 {
		allowed = Plain
	}
	text = normal(text)
	var best Message
	var parts []string
	found, long := false, false
	for _, c := range allowed {
		if !c.valid() {
			continue
		}
		form, ok := c.form(text)
		if !ok {
			continue
		}
		scale := c.scale(wide)
		// Parts are not cut in vain: not for a scheme that cannot win, nor when they are
		// more than can be numbered.
		least := scale.least(form)
		worse := func(n int) bool {
			return found && (n > len(parts) || n == len(parts) && c.trouble() >= best.trouble())
		}
		if least > maxParts {
			long = true
			continue
		}
		if worse(least) {
			continue
		}
		got := scale.cut(form)
		if len(got) > maxParts {
			long = true
			continue
		}
		if !worse(len(got)) {
			best.Scheme, parts, found = c, got, true
		}
	}
	switch {
	case !found && long:
		return Message{}, ErrTooLong
	case !found:
		return Message{}, ErrNoScheme
	}
	for i, p := range parts {
		best.Segments = append(best.Segments, Segment{
			Scheme: best.Scheme, Part: i + 1, Total: len(parts), Text: normal(p),
		})
	}
	return best, nil
}

// least is a number of parts that cannot be gone below, wherever the cuts fall.
func (c scale) least(s string) int {
	w := c.base.plus(c.weigh(s))
	switch {
	case s == "":
		return 0
	case w.fits(c.alone):
		return 1
	case w.wide:
		return (w.units + c.part.Units - 1) / c.part.Units
	}
	return (w.septets + c.part.Septets - 1) / c.part.Septets
}

// trouble ranks schemes by how many phones will not read them.
func (c Scheme) trouble() int {
	if c.Coding == UCS2 {
		return 1
	}
	return c.shifts() * 2
}
