package land

import (
	"duar/seva"
	"duar/seva/place"
)

// Point is a place on the map in millionths of a degree, WGS 84: exactly the six
// decimals of RFC 7946, so that nothing is lost on the way to a phone.
type Point struct {
	Lon, Lat int32
}

// Ring is a closed boundary, counter-clockwise, the first point not repeated at the end.
type Ring []Point

// Parcel is a plot's shape. Class and Area are what the record says of the plot: a register
// fills them in where a map is asked for, a volume leaves them empty.
type Parcel struct {
	Mouza  place.IDN
	Number Number
	Ring   Ring
	ULPIN  string // opaque: 14 letters and digits, or empty; never worked out from a place
	Class  Class
	Area   seva.Area
}

// Sheet is a plot's map: its parcel and those that touch it. It is for information
// only: cadastral sheets are not survey-grade.
type Sheet struct {
	Parcel     Parcel
	Neighbours []Parcel
	AsOn       AsOn // of the parcel
}

// Box is the smallest upright rectangle around some rings.
type Box struct {
	Min, Max Point
}

// Bounds gives the box of the rings; at least one point is wanted.
func Bounds(rings ...Ring) Box {
	var b Box
	first := true
	for _, r := range rings {
		for _, p := range r {
			if first {
				b, first = Box{p, p}, false
				continue
			}
			b.Min.Lon, b.Min.Lat = min(b.Min.Lon, p.Lon), min(b.Min.Lat, p.Lat)
			b.Max.Lon, b.Max.Lat = max(b.Max.Lon, p.Lon), max(b.Max.Lat, p.Lat)
		}
	}
	return b
}

// Twice gives twice the signed area of the ring in square millionths of a degree:
// positive when the ring is counter-clockwise. Exact.
func (r Ring) Twice() int64 {
	var sum int64
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += int64(p.Lon)*int64(q.Lat) - int64(q.Lon)*int64(p.Lat)
	}
	return sum
}
