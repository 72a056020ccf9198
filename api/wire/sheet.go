package wire

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/land"
)

// Sheet is land.Sheet as a GeoJSON FeatureCollection (RFC 7946): the plot first, then
// its neighbours. Positions are WGS 84 longitude and latitude with six decimals. Note, Notes
// and AsOn are foreign members: the warning that belongs on every map, in the reader's
// language and for whoever shows the map to others in all three, and its date.
type Sheet struct {
	Type     string    `json:"type"`
	BBox     [4]Degree `json:"bbox"`
	Note     string    `json:"note"`
	Notes    Names     `json:"notes"`
	AsOn     AsOn      `json:"as_on"`
	Features []Feature `json:"features"`
}

// Feature is one parcel. ID is the mouza's number and the plot's: "1027001/165-1201".
type Feature struct {
	Type       string     `json:"type"`
	ID         string     `json:"id"`
	BBox       [4]Degree  `json:"bbox"`
	Geometry   Polygon    `json:"geometry"`
	Properties Properties `json:"properties"`
}

// Polygon has one ring, counter-clockwise, its first position repeated at the end.
type Polygon struct {
	Type        string        `json:"type"`
	Coordinates [][][2]Degree `json:"coordinates"`
}

// Properties tell what a parcel is. Role is "plot" or "neighbour". Class and Area, in acres,
// are of the record, not of the shape. Informative says that the shape is no survey, which
// of every cadastral sheet is true.
type Properties struct {
	Mouza       string `json:"mouza"`
	Plot        string `json:"plot"`
	Role        string `json:"role"`
	Class       string `json:"class,omitempty"`
	Area        string `json:"area,omitempty"`
	ULPIN       string `json:"ulpin,omitempty"`
	Informative bool   `json:"information_only"`
}

// The two roles of a parcel on a sheet.
const (
	RolePlot      = "plot"
	RoleNeighbour = "neighbour"
)

// Degree is an angle in millionths of a degree, in JSON a number of degrees with six
// decimals. It never passes through a float.
type Degree int32

// MarshalJSON writes 87.712345.
func (d Degree) MarshalJSON() ([]byte, error) {
	return appendDegree(nil, int32(d)), nil
}

// UnmarshalJSON reads a number with at most six decimals.
func (d *Degree) UnmarshalJSON(b []byte) error {
	whole, frac, _ := strings.Cut(string(b), ".")
	if len(frac) > 6 {
		return fmt.Errorf("wire: degree %q has more than six decimals", b)
	}
	n, err := strconv.ParseInt(whole+frac+"000000"[len(frac):], 10, 64)
	if err != nil || n > math.MaxInt32 || n < math.MinInt32 {
		return fmt.Errorf("wire: %q is no degree", b)
	}
	*d = Degree(n)
	return nil
}

// NewSheet spells a sheet for a reader.
func NewSheet(v Voice, s land.Sheet) Sheet {
	rings := []land.Ring{s.Parcel.Ring}
	features := []Feature{feature(s.Parcel, RolePlot)}
	for _, n := range s.Neighbours {
		rings = append(rings, n.Ring)
		features = append(features, feature(n, RoleNeighbour))
	}
	return Sheet{
		Type: "FeatureCollection", BBox: bbox(rings...), Note: v.Say(seva.Say("plan.note")), Notes: notes(v),
		AsOn: NewAsOn(v, s.AsOn), Features: features,
	}
}

// notes is the warning in the three languages of paper.
func notes(v Voice) Names {
	in := func(l seva.Lang) string { return v.say(l, seva.Say("plan.note")) }
	return Names{Bn: in(seva.Bengali), En: in(seva.English), Hi: in(seva.Hindi)}
}

func feature(p land.Parcel, role string) Feature {
	ring := make([][2]Degree, 0, len(p.Ring)+1)
	for _, at := range p.Ring {
		ring = append(ring, [2]Degree{Degree(at.Lon), Degree(at.Lat)})
	}
	if len(ring) > 0 {
		ring = append(ring, ring[0])
	}
	return Feature{
		Type: "Feature", ID: p.Mouza.String() + "/" + p.Number.Path(), BBox: bbox(p.Ring),
		Geometry: Polygon{Type: "Polygon", Coordinates: [][][2]Degree{ring}},
		Properties: Properties{Mouza: p.Mouza.String(), Plot: p.Number.String(), Role: role,
			Class: string(p.Class), Area: acres(p.Area), ULPIN: p.ULPIN, Informative: true},
	}
}

// acres gives an area of the record, or nothing where it is not known.
func acres(a seva.Area) string {
	if a == 0 {
		return ""
	}
	return a.In(seva.InAcre).String()
}

// bbox is west, south, east, north.
func bbox(rings ...land.Ring) [4]Degree {
	b := land.Bounds(rings...)
	return [4]Degree{Degree(b.Min.Lon), Degree(b.Min.Lat), Degree(b.Max.Lon), Degree(b.Max.Lat)}
}

// Facts gives the sheet back.
func (s Sheet) Facts() (land.Sheet, error) {
	var r reading
	out := land.Sheet{AsOn: r.asOn(s.AsOn)}
	for i, f := range s.Features {
		p := land.Parcel{Mouza: r.idn(f.Properties.Mouza), Number: r.number(f.Properties.Plot), ULPIN: f.Properties.ULPIN, Class: land.Class(f.Properties.Class)}
		if f.Properties.Area != "" {
			p.Area = r.area(Area{Acre: f.Properties.Area})
		}
		if len(f.Geometry.Coordinates) != 1 || len(f.Geometry.Coordinates[0]) < 4 {
			r.fail("geometry", fmt.Errorf("one ring of four positions or more wanted"))
			break
		}
		ring := f.Geometry.Coordinates[0]
		for _, at := range ring[:len(ring)-1] {
			p.Ring = append(p.Ring, land.Point{Lon: int32(at[0]), Lat: int32(at[1])})
		}
		if i == 0 {
			out.Parcel = p
			continue
		}
		out.Neighbours = append(out.Neighbours, p)
	}
	if len(s.Features) == 0 {
		r.fail("features", fmt.Errorf("none"))
	}
	return out, r.err
}

var (
	_ json.Marshaler   = Degree(0)
	_ json.Unmarshaler = (*Degree)(nil)
)
