package paper

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"

	"duar/seva"
)

const fontSans = "'Noto Sans','Noto Sans Bengali','Noto Sans Devanagari',sans-serif"

// svg is a canvas that writes SVG. Places are rounded to a tenth of a point. Paths of the
// same look that follow one another stand in one group, which says the look once: a mouza
// has thousands.
type svg struct {
	out  bytes.Buffer
	look string // of the open group; empty when none is open
}

var _ Canvas = (*svg)(nil)

// newSVG begins a picture of this size that says what it is to those who do not see it.
func newSVG(l seva.Lang, width, height float64, title, about string) *svg {
	s := new(svg)
	fmt.Fprintf(&s.out, `<svg xmlns="http://www.w3.org/2000/svg" xml:lang="%s" viewBox="0 0 %s %s" role="img">`, l, tenths(width), tenths(height))
	fmt.Fprintf(&s.out, `<title>%s</title><desc>%s</desc>`, esc(title), esc(about))
	fmt.Fprintf(&s.out, `<style>text{font-family:%s;fill:#%06x}.b{font-weight:700}</style>`, fontSans, black)
	return s
}

func (s *svg) Path(points []Spot, closed bool, fill, stroke int, width float64) {
	if len(points) == 0 {
		return
	}
	look := "fill=" + ink(fill) + " stroke=" + ink(stroke)
	if stroke >= 0 {
		look += ` stroke-width="` + tenths(width) + `" stroke-linejoin="round"`
	}
	if s.look != look {
		s.shut()
		fmt.Fprintf(&s.out, "<g %s>", look)
		s.look = look
	}
	s.out.WriteString(`<path d="`)
	var b []byte
	for i, p := range points {
		b = append(b, "ML"[min(i, 1)])
		b = append(appendTenths(b, p.X), ' ')
		b = appendTenths(b, p.Y)
	}
	s.out.Write(b)
	if closed {
		s.out.WriteByte('Z')
	}
	s.out.WriteString(`"/>`)
}

func (s *svg) Write(at Spot, align int, size float64, bold bool, text string) {
	s.shut()
	fmt.Fprintf(&s.out, `<text x="%s" y="%s" font-size="%s"`, tenths(at.X), tenths(at.Y), tenths(size))
	if align >= 0 {
		fmt.Fprintf(&s.out, ` text-anchor="%s"`, [...]string{"middle", "end"}[align])
	}
	if bold {
		s.out.WriteString(` class="b"`)
	}
	fmt.Fprintf(&s.out, ">%s</text>", esc(text))
}

// Across writes a large pale word over everything, rising to the right.
func (s *svg) Across(at Spot, size float64, text string) {
	s.shut()
	fmt.Fprintf(&s.out, `<text text-anchor="middle" class="b" font-size="%s" opacity=".22" transform="translate(%s %s) rotate(-35)">%s</text>`,
		tenths(size), tenths(at.X), tenths(at.Y), esc(text))
}

// end closes the picture and gives it.
func (s *svg) end() []byte {
	s.shut()
	s.out.WriteString("</svg>\n")
	return s.out.Bytes()
}

func (s *svg) shut() {
	if s.look != "" {
		s.out.WriteString("</g>")
		s.look = ""
	}
}

func ink(colour int) string {
	if colour < 0 {
		return `"none"`
	}
	return fmt.Sprintf(`"#%06x"`, colour)
}

func tenths(f float64) string { return string(appendTenths(nil, f)) }

// appendTenths writes a length to a tenth: 12.3, and 12 for 12.0.
func appendTenths(b []byte, f float64) []byte {
	t := int64(math.Round(f * 10))
	if t < 0 {
		b, t = append(b, '-'), -t
	}
	b = strconv.AppendInt(b, t/10, 10)
	if t%10 != 0 {
		b = append(b, '.', byte('0'+t%10))
	}
	return b
}

func esc(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	return b.String()
}
