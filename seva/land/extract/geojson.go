package extract

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Bounds of a GeoJSON map. A mouza has some thousands of plots, and the longest boundary on
// the village maps of the state is below a thousand corners.
const (
	mostFeatures  = 50_000
	mostPositions = 10_000
	mostFeature   = 4 << 20 // bytes of one feature, or of anything else in the file
)

// MapOptions say how a map is read.
type MapOptions struct {
	Mouza place.IDN // features that name another mouza are left out
	// Plot is the property with the plot's number. Without one, features are numbered in
	// their order, which is good for looking at a file and for nothing else.
	Plot string
}

// LeftOut is a feature that is not in the map, the first being 1, and why.
type LeftOut struct {
	Feature int
	Why     seva.Text // a key under "mapimport.why"
}

// Map is what was read of a GeoJSON file.
type Map struct {
	Parcels  []land.Parcel
	Left     []LeftOut
	Features int // in all
	Rounded  int // numbers that had more than six decimals
}

// ReadMap reads an RFC 7946 FeatureCollection of Polygons, feature by feature: of a file
// only the parcels are ever in memory. Coordinates are read as decimals and rounded to six
// places; a third one, a height, is passed over. A MultiPolygon is left out, since a plot is
// one piece, and a polygon with holes too: what lies in a hole is a plot of its own and must
// be cut out as one. Rings are kept as they run and repeat no point at the end. The property
// "ulpin" is opaque, and "mouza" may say whose map it is.
//
// What is no such collection, or is larger than any mouza, is Invalid (error.map.file,
// error.map.large) with the place in the file.
func ReadMap(r io.Reader, o MapOptions) (Map, error) {
	in := &rationed{r: bufio.NewReaderSize(r, 1<<16)}
	if head, err := in.r.Peek(3); err == nil && bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.r.Discard(3) // they were just seen
	}
	m := mapReader{MapOptions: o, in: in, d: json.NewDecoder(in), seen: map[land.Number]bool{}}
	err := m.file()
	switch {
	case err == nil:
		return m.Map, nil
	case errors.Is(err, errLarge):
		return Map{}, seva.Refuse("file", seva.Say("error.map.large", seva.Args{"At": int(m.d.InputOffset())}))
	}
	return Map{}, &seva.Error{Kind: seva.Invalid, Field: "file", Err: err,
		Text: seva.Say("error.map.file", seva.Args{"At": int(m.d.InputOffset())})}
}

var (
	errLarge = errors.New("extract: more than a map may be")
	errNoMap = errors.New("extract: no FeatureCollection in degrees")
)

// rationed gives so many bytes between two looks; a value without an end runs into it.
type rationed struct {
	r    *bufio.Reader
	left int
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errLarge
	}
	n, err := r.r.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

type mapReader struct {
	MapOptions
	Map
	in   *rationed
	d    *json.Decoder
	seen map[land.Number]bool
}

// file reads the one object of the file. Its members come in any order.
func (m *mapReader) file() error {
	m.in.left = mostFeature
	if t, err := m.d.Token(); err != nil || t != json.Delim('{') {
		return errors.Join(errNoMap, err)
	}
	collection, features := false, false
	for m.d.More() {
		m.in.left = mostFeature
		name, err := m.d.Token()
		if err != nil {
			return err
		}
		switch name {
		case "features":
			if features {
				return errNoMap // a second list: which one is meant?
			}
			features = true
			if err := m.features(); err != nil {
				return err
			}
		case "type":
			var kind string
			if err := m.d.Decode(&kind); err != nil || kind != "FeatureCollection" {
				return errors.Join(errNoMap, err)
			}
			collection = true
		default:
			var other json.RawMessage
			if err := m.d.Decode(&other); err != nil {
				return err
			}
			// RFC 7946 knows no crs; an older file may name the one that it has anyway.
			if name == "crs" && string(other) != "null" && !bytes.Contains(other, []byte("CRS84")) && !bytes.Contains(other, []byte("4326")) {
				return errNoMap
			}
		}
	}
	if _, err := m.d.Token(); err != nil {
		return err
	}
	m.in.left = mostFeature
	if _, err := m.d.Token(); !errors.Is(err, io.EOF) {
		return errors.Join(errNoMap, err) // something stands behind the end
	}
	if !collection || !features {
		return errNoMap
	}
	return nil
}

// feature is what is read of one.
type feature struct {
	Type     string `json:"type"`
	Geometry *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
}

func (m *mapReader) features() error {
	if t, err := m.d.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(errNoMap, err)
	}
	for m.d.More() {
		if m.Features++; m.Features > mostFeatures {
			return errLarge
		}
		m.in.left = mostFeature
		var f feature
		err := m.d.Decode(&f)
		wrong := new(json.UnmarshalTypeError)
		switch {
		case errors.As(err, &wrong): // the text is JSON, but no feature; the next one may be
			m.leave("geometry", nil)
		case err != nil:
			return err
		default:
			m.take(f)
		}
	}
	_, err := m.d.Token()
	return err
}

func (m *mapReader) leave(why string, args seva.Args) {
	m.Left = append(m.Left, LeftOut{m.Features, seva.Say("mapimport.why."+why, args)})
}

// take makes a parcel of a feature, or says why not.
func (m *mapReader) take(f feature) {
	p := land.Parcel{Mouza: m.Mouza}
	var ok bool
	if p.Number, ok = m.plot(f.Properties); !ok {
		m.leave("plot", nil)
		return
	}
	if text := propertyText(f.Properties["mouza"]); text != "" {
		if idn, err := place.ParseIDN(text); err != nil || idn != m.Mouza {
			shown, _ := seva.Clean("", text)
			m.leave("mouza", seva.Args{"Mouza": shown[:min(len(shown), 40)]})
			return
		}
	}
	var err error
	if p.ULPIN, err = ulpin("ulpin", []byte(propertyText(f.Properties["ulpin"]))); err != nil {
		m.leave("ulpin", nil)
		return
	}
	var why string
	if p.Ring, why = m.ring(f); why != "" {
		m.leave(why, nil)
		return
	}
	if m.seen[p.Number] {
		m.leave("twice", nil)
		return
	}
	m.seen[p.Number] = true
	m.Parcels = append(m.Parcels, p)
}

func (m *mapReader) plot(properties map[string]json.RawMessage) (land.Number, bool) {
	if m.Plot == "" {
		return land.Number{Main: int32(m.Features)}, true //nolint:gosec // mostFeatures at most
	}
	n, err := land.ParseNumber("plot", propertyText(properties[m.Plot]))
	return n, err == nil
}

// propertyText gives a property that is a string or a number as text; anything else is none.
func propertyText(raw json.RawMessage) string {
	text := string(bytes.TrimSpace(raw))
	if strings.HasPrefix(text, `"`) {
		if json.Unmarshal(raw, &text) != nil {
			return ""
		}
		return text
	}
	if strings.Trim(text, "0123456789") != "" {
		return ""
	}
	return text
}

// ring reads the one ring of a Polygon, or gives why there is none.
func (m *mapReader) ring(f feature) (land.Ring, string) {
	switch {
	case f.Type != "Feature" || f.Geometry == nil:
		return nil, "geometry"
	case f.Geometry.Type == "MultiPolygon":
		return nil, "multi"
	case f.Geometry.Type != "Polygon":
		return nil, "geometry"
	}
	var rings [][][]json.Number
	if json.Unmarshal(f.Geometry.Coordinates, &rings) != nil || len(rings) == 0 {
		return nil, "geometry"
	}
	if len(rings) > 1 {
		return nil, "hole"
	}
	if len(rings[0]) < 4 || len(rings[0]) > mostPositions {
		return nil, "ring"
	}
	ring := make(land.Ring, 0, len(rings[0]))
	for _, at := range rings[0] {
		if len(at) != 2 && len(at) != 3 {
			return nil, "position"
		}
		lon, ok := m.degrees(at[0].String(), 180)
		lat, ok2 := m.degrees(at[1].String(), 90)
		if !ok || !ok2 {
			return nil, "position"
		}
		ring = append(ring, land.Point{Lon: lon, Lat: lat})
	}
	last := len(ring) - 1
	if ring[0] != ring[last] {
		return nil, "ring"
	}
	return ring[:last], ""
}

// degrees reads a number of degrees exactly where six decimals are enough, and rounds and
// counts it where there are more.
func (m *mapReader) degrees(text string, most int32) (int32, bool) {
	if d, ok := degrees([]byte(text), most); ok {
		return d, true
	}
	whole, frac, _ := strings.Cut(text, ".")
	if len(frac) > 6 && strings.Trim(frac, "0123456789") == "" {
		d, ok := degrees([]byte(whole+"."+frac[:6]), most)
		if strings.Trim(frac[6:], "0") != "" {
			m.Rounded++
		}
		if frac[6] < '5' {
			return d, ok
		}
		if strings.HasPrefix(whole, "-") {
			return d - 1, ok && d > -most*1_000_000
		}
		return d + 1, ok && d < most*1_000_000
	}
	// What is left is an exponent, or no degrees.
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(math.Abs(f) <= float64(most)) {
		return 0, false
	}
	if f*1e6 != math.Round(f*1e6) {
		m.Rounded++
	}
	return int32(math.Round(f * 1e6)), true
}
