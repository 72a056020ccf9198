package paper

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
)

// The sheet in tenths of a pixel: a square map under a title, above a note.
const (
	tenth    = 10
	margin   = 16 * tenth
	mapSize  = 608 * tenth
	mapTop   = 56 * tenth
	width    = mapSize + 2*margin
	height   = mapTop + mapSize + 72*tenth
	fontSans = "'Noto Sans','Noto Sans Bengali','Noto Sans Devanagari',sans-serif"
)

const style = `text{font-family:` + fontSans + `;fill:#1b1b1b}` +
	`.n{fill:#f4f1e6;stroke:#8a8371;stroke-width:1}` +
	`.p{fill:#bfe3d6;stroke:#0b5d4e;stroke-width:2.5}` +
	`.l{text-anchor:middle;dominant-baseline:central}` +
	`.b{font-weight:700}.f{fill:none;stroke:#1b1b1b}.s{fill:#1b1b1b}`

// Plan draws the map of a plot for a reader of l as SVG: the plot with its neighbours,
// every number at a point well inside its parcel, north, a scale bar and the warning
// that it is no survey. Title is the mouza's name; without one its number stands there.
// The same sheet always gives the same bytes, on any machine: no float reaches them.
func Plan(l seva.Lang, title seva.Names, sheet land.Sheet) []byte {
	var mouza any = sheet.Parcel.Mouza
	if title != (seva.Names{}) {
		mouza = title
	}
	args := seva.Args{"Plot": sheet.Parcel.Number, "Mouza": mouza}
	heading := i18n.Say(l, seva.Say("plan.title", args))
	d := drawing{view: look(sheet.Parcel.Ring)}
	d.f(`<svg xmlns="http://www.w3.org/2000/svg" xml:lang="%s" viewBox="0 0 %s %s" role="img">`, l, px(width), px(height))
	d.f("<title>%s</title><desc>%s</desc><style>%s</style>", esc(heading), esc(i18n.Say(l, seva.Say("plan.about", args))), style)
	d.f(`<defs><clipPath id="m"><rect x="%s" y="%s" width="%s" height="%s"/></clipPath></defs>`, px(margin), px(mapTop), px(mapSize), px(mapSize))
	d.f(`<rect width="100%%" height="100%%" fill="#fffdf7"/>`)
	d.f(`<text x="%s" y="%s" font-size="22" class="b">%s</text>`, px(margin), px(38*tenth), esc(heading))
	d.f(`<g clip-path="url(#m)">`)
	for _, n := range sheet.Neighbours {
		d.parcel(n.Ring, "n")
	}
	d.parcel(sheet.Parcel.Ring, "p")
	d.f("</g>")
	for _, n := range sheet.Neighbours {
		d.number(l, n, 8*tenth, 16*tenth, "l")
	}
	d.number(l, sheet.Parcel, 0, 34*tenth, "l b")
	d.f(`<rect class="f" x="%s" y="%s" width="%s" height="%s"/>`, px(margin), px(mapTop), px(mapSize), px(mapSize))
	d.north(i18n.Say(l, seva.Say("plan.north")))
	d.scale(l)
	d.f(`<text x="%s" y="%s" font-size="15">%s</text>`, px(margin), px(height-14*tenth), esc(i18n.Say(l, seva.Say("plan.note"))))
	if on := sheet.AsOn.Valid; !on.IsZero() {
		d.f(`<text x="%s" y="%s" font-size="15" text-anchor="end">%s</text>`, px(width-margin), px(height-44*tenth),
			esc(i18n.Say(l, seva.Say("api.ason", seva.Args{"Date": on}))))
	}
	if sheet.AsOn.Specimen() {
		d.f(`<text class="l b" font-size="54" opacity=".22" transform="translate(%s %s) rotate(-35)">%s</text>`,
			px(margin+mapSize/2), px(mapTop+mapSize/2), esc(i18n.Say(l, seva.Say("plan.specimen"))))
	}
	d.f("</svg>\n")
	return d.Bytes()
}

// drawing is the SVG text as it grows and the view it is drawn in.
type drawing struct {
	bytes.Buffer
	view view
}

func (d *drawing) f(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func (d *drawing) parcel(ring land.Ring, class string) {
	if len(ring) < 3 {
		return
	}
	d.f(`<path class="%s" d="`, class)
	for i, p := range d.view.points(ring) {
		d.f("%c%s %s", "ML"[min(i, 1)], px(p.x), px(p.y))
	}
	d.f(`Z"/>`)
}

// number writes a parcel's number inside it, as large as there is room for, up to most;
// where there is not room for least, it is left out.
func (d *drawing) number(l seva.Lang, p land.Parcel, least, most int64, class string) {
	seen := clip(d.view.points(p.Ring))
	if len(seen) < 3 {
		return
	}
	at, room := inside(seen)
	text := i18n.Digits(l, p.Number.String())
	// A digit is about 0.6 as wide as it is high, and room is a radius.
	size := min(most, room*2*10/(6*int64(len(p.Number.String()))), room*3/2)
	if size < least {
		return
	}
	d.f(`<text class="%s" x="%s" y="%s" font-size="%s">%s</text>`, class, px(at.x), px(at.y), px(max(size, 9*tenth)), esc(text))
}

// north is an arrow in the upper right corner of the map.
func (d *drawing) north(word string) {
	x, y := int64(width-margin-28*tenth), int64(mapTop+14*tenth)
	d.f(`<path class="s" d="M%s %sl9 30l-9 -7l-9 7Z"/>`, px(x), px(y))
	d.f(`<text class="l b" x="%s" y="%s" font-size="16">%s</text>`, px(x), px(y+50*tenth), esc(word))
}

// scale is a bar of a round number of metres, at most a third of the map wide.
func (d *drawing) scale(l seva.Lang) {
	metres := int64(1)
	for step := int64(1); ; step *= 10 {
		for _, n := range []int64{1, 2, 5} {
			if d.view.pixels(n*step*metre) > mapSize/3 {
				x, y := int64(margin), int64(mapTop+mapSize+22*tenth)
				end := x + d.view.pixels(metres*metre)
				d.f(`<path class="f" stroke-width="2" d="M%s %sv10H%sv-10"/>`, px(x), px(y-tenth*6), px(end))
				word := i18n.Say(l, seva.Say("plan.metre", seva.Args{"Count": int(metres)}))
				d.f(`<text x="%s" y="%s" font-size="14">%s</text>`, px(end+8*tenth), px(y+4*tenth), esc(word))
				return
			}
			metres = n * step
		}
	}
}

// px writes tenths of a pixel: 123 is "12.3".
func px(t int64) string {
	if t%tenth == 0 {
		return fmt.Sprint(t / tenth)
	}
	sign := ""
	if t < 0 {
		sign, t = "-", -t
	}
	return fmt.Sprintf("%s%d.%d", sign, t/tenth, t%tenth)
}

func esc(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	return b.String()
}
