package paper

import (
	"duar/seva"
	"duar/seva/land"
)

// snap is the grid that the corners of a whole mouza are put on, in grains: half a point.
// Every parcel's corner goes to the same place as its neighbours', so that no gap opens, and
// corners that fall together are one.
const snap = grain / 2

// DrawMosaic draws the map of a whole mouza inside a frame as DrawSheet does that of a plot:
// every parcel, its number where it can be read, north and a scale bar.
func DrawMosaic(c Canvas, in Frame, l seva.Lang, m land.Mosaic) {
	d := frame(c, in, l)
	rings := make([]land.Ring, len(m.Parcels))
	for i, p := range m.Parcels {
		rings[i] = p.Ring
	}
	d.view = look(d.area, land.Bounds(rings...), 21, 20)
	shapes := make([][]point, len(rings))
	for i, r := range rings {
		if shapes[i] = snapped(d.points(r)); len(shapes[i]) > 2 {
			d.parcel(shapes[i], fieldFill, none, 0)
		}
	}
	// Lines over all grounds: a neighbour's would cover half of a line.
	width := 0.8
	if len(rings) > 1500 {
		width = 0.4
	}
	for _, s := range shapes {
		if len(s) > 2 {
			d.parcel(s, none, fieldLine, width)
		}
	}
	for i, s := range shapes {
		if len(s) > 2 {
			d.number(s, m.Parcels[i].Number, 4*grain, 11*grain)
		}
	}
	d.finish()
}

// snapped puts a shape on the grid and leaves out what becomes one place; nothing is left of
// a shape that has no ground there.
func snapped(shape []point) []point {
	out := shape[:0]
	for _, p := range shape {
		p = point{(p.x + snap/2) / snap * snap, (p.y + snap/2) / snap * snap}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}
