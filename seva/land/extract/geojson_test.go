package extract_test

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/land/extract"
)

const ring = `[[87.69,22.75],[87.6901,22.75],[87.6901,22.7501],[87.69,22.75]]`

// featureOf writes one feature; geometry and properties are JSON.
func featureOf(geometry, properties string) string {
	return `{"type":"Feature","geometry":` + geometry + `,"properties":` + properties + `}`
}

func polygon(rings string) string { return `{"type":"Polygon","coordinates":[` + rings + `]}` }

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func readMap(t *testing.T, text string) (extract.Map, error) {
	t.Helper()
	return extract.ReadMap(strings.NewReader(text), extract.MapOptions{Mouza: 1027001, Plot: "plot"})
}

func TestAMapIsRead(t *testing.T) {
	m, err := readMap(t, "\ufeff"+`{"features":[`+
		featureOf(polygon(ring), `{"plot":"165/1201","ulpin":"WB00AB12CD34EF","mouza":"1027001"}`)+","+
		featureOf(polygon(`[[87.69,22.75,12.5],[8.76901e1,22.75],[87.69010049,22.7501004],[87.6900000,22.7500005],[87.69,22.75]]`), `{"plot":166,"mouza":1027001}`)+
		`],"name":"x","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"type":"FeatureCollection"}`)
	if err != nil || len(m.Parcels) != 2 || len(m.Left) != 0 || m.Features != 2 || m.Rounded != 3 {
		t.Fatalf("%+v, %v", m, err)
	}
	one, two := m.Parcels[0], m.Parcels[1]
	if one.ULPIN != "WB00AB12CD34EF" || one.Number.String() != "165/1201" || len(one.Ring) != 3 || one.Mouza != 1027001 {
		t.Errorf("%+v", one)
	}
	want := land.Ring{{Lon: 87_690_000, Lat: 22_750_000}, {Lon: 87_690_100, Lat: 22_750_000}, {Lon: 87_690_100, Lat: 22_750_100}, {Lon: 87_690_000, Lat: 22_750_001}}
	if fmt.Sprint(two.Ring) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", two.Ring, want)
	}
}

func TestAFeatureIsLeftOutWithItsReason(t *testing.T) {
	plot := `{"plot":"1"}`
	for name, c := range map[string]struct{ feature, why string }{
		"many pieces":     {featureOf(`{"type":"MultiPolygon","coordinates":[[`+ring+`]]}`, plot), "multi"},
		"a hole":          {featureOf(polygon(ring+","+ring), plot), "hole"},
		"a point":         {featureOf(`{"type":"Point","coordinates":[87,22]}`, plot), "geometry"},
		"nothing":         {featureOf(`null`, plot), "geometry"},
		"no feature":      {`{"type":"Polygon"}`, "plot"},
		"a number":        {`7`, "geometry"},
		"open":            {featureOf(polygon(`[[87,22],[87.1,22],[87.1,22.1],[87,22.1]]`), plot), "ring"},
		"two corners":     {featureOf(polygon(`[[87,22],[87.1,22],[87,22]]`), plot), "ring"},
		"off the earth":   {featureOf(polygon(`[[87,22],[187.1,22],[87.1,22.1],[87,22]]`), plot), "position"},
		"turned round":    {featureOf(polygon(`[[22,187],[22,87.1],[22.1,87.1],[22,187]]`), plot), "position"},
		"1e400":           {featureOf(polygon(`[[1e400,22],[87.1,22],[87.1,22.1],[1e400,22]]`), plot), "position"},
		"one coordinate":  {featureOf(polygon(`[[87],[87.1,22],[87.1,22.1],[87]]`), plot), "position"},
		"text":            {featureOf(polygon(`[["a",22],[87.1,22],[87.1,22.1],["a",22]]`), plot), "geometry"},
		"no number":       {featureOf(polygon(ring), `{"plot":"x"}`), "plot"},
		"no properties":   {featureOf(polygon(ring), `null`), "plot"},
		"number 1.5":      {featureOf(polygon(ring), `{"plot":1.5}`), "plot"},
		"a short ULPIN":   {featureOf(polygon(ring), `{"plot":"1","ulpin":"WB00"}`), "ulpin"},
		"small letters":   {featureOf(polygon(ring), `{"plot":"1","ulpin":"wb00ab12cd34ef"}`), "ulpin"},
		"another mouza":   {featureOf(polygon(ring), `{"plot":"1","mouza":"1027002"}`), "mouza"},
		"seven positions": {featureOf(polygon(`[`+strings.Repeat(`[87,22],`, 10_001)+`[87,22]]`), plot), "ring"},
	} {
		m, err := readMap(t, collection(c.feature, featureOf(polygon(ring), `{"plot":"2"}`)))
		if err != nil || len(m.Left) != 1 || m.Left[0].Why.Key != "mapimport.why."+c.why || m.Left[0].Feature != 1 || len(m.Parcels) != 1 {
			t.Errorf("%s: %+v, %v", name, m.Left, err)
		}
	}
	m, err := readMap(t, collection(featureOf(polygon(ring), `{"plot":"1"}`), featureOf(polygon(ring), `{"plot":"১"}`)))
	if err != nil || len(m.Left) != 1 || m.Left[0].Why.Key != "mapimport.why.twice" {
		t.Errorf("twice: %+v, %v", m.Left, err)
	}
}

func TestAFileThatIsNoMapIsRefused(t *testing.T) {
	good := featureOf(polygon(ring), `{"plot":"1"}`)
	for name, text := range map[string]string{
		"empty": "", "not JSON": "plot,ring", "a list": "[]", "cut short": collection(good)[:80], "NaN": collection(featureOf(polygon(`[[NaN,22],[87.1,22],[87.1,22.1],[NaN,22]]`), `{"plot":"1"}`)),
		"a feature": good, "no type": `{"features":[]}`, "no features": `{"type":"FeatureCollection"}`, "features twice": `{"type":"FeatureCollection","features":[],"features":[]}`,
		"something behind": collection(good) + "{}", "metres": `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32645"}},"features":[]}`,
		"deep": `{"type":"FeatureCollection","x":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `,"features":[]}`, "UTF-16": "\xff\xfe{\x00",
	} {
		if _, err := readMap(t, text); seva.KindOf(err) != seva.Invalid || seva.Broken(err).Text.Key != "error.map.file" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file without an end is given up, and not read into memory first.
func TestAFileLargerThanAnyMouzaIsGivenUp(t *testing.T) {
	endless := func(head, again string) io.Reader {
		return io.MultiReader(strings.NewReader(head), &repeating{text: again})
	}
	for name, r := range map[string]io.Reader{
		"features":  endless(`{"type":"FeatureCollection","features":[1`, `,1`),
		"a text":    endless(`{"type":"FeatureCollection","name":"`, "xxxxxxxxxxxxxxxx"),
		"a ring":    endless(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,1]`, `,[1,1]`),
		"emptiness": endless(`{"type":"FeatureCollection","features":[]}`, " "),
	} {
		if _, err := extract.ReadMap(r, extract.MapOptions{Mouza: 1027001, Plot: "plot"}); err == nil || seva.Broken(err).Text.Key != "error.map.large" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type repeating struct {
	text string
	at   int
}

func (r *repeating) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.text[r.at%len(r.text)]
		r.at++
	}
	return len(p), nil
}

// The outlines of Ghatal's mouzas, which nobody drew for us, can be read and looked at.
func TestRealOutlines(t *testing.T) {
	folder := cmp.Or(os.Getenv("DUAR_TEST_OUTLINES"), "../../../../shared/data/land")
	names, _ := filepath.Glob(filepath.Join(folder, "sample_mouza_polygons_*.geojson"))
	if len(names) == 0 {
		t.Skip("no sample_mouza_polygons_*.geojson beside the project, nor in DUAR_TEST_OUTLINES")
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := extract.ReadMap(f, extract.MapOptions{Mouza: 1027001})
		_ = f.Close()
		if err != nil || len(m.Parcels) < 50 {
			t.Fatalf("%s: %d of %d, %v", name, len(m.Parcels), m.Features, err)
		}
		_, found, more := land.Topology(m.Parcels)
		tally := map[land.Fault]int{}
		for _, f := range found {
			tally[f.Fault]++
		}
		t.Logf("%s: %d rings, %d rounded, %d left out, findings %v, more %v", filepath.Base(name), len(m.Parcels), m.Rounded, len(m.Left), tally, more)
	}
}

func FuzzReadMap(f *testing.F) {
	f.Add(collection(featureOf(polygon(ring), `{"plot":"1"}`)))
	f.Add(collection(featureOf(`{"type":"MultiPolygon","coordinates":[]}`, `{"plot":2}`), `null`))
	f.Fuzz(func(t *testing.T, text string) {
		m, err := extract.ReadMap(strings.NewReader(text), extract.MapOptions{Mouza: 1027001, Plot: "plot"})
		if err != nil {
			if seva.KindOf(err) != seva.Invalid {
				t.Fatal(err)
			}
			return
		}
		if m.Features != len(m.Parcels)+len(m.Left) {
			t.Fatalf("%d features, %d parcels, %d left out", m.Features, len(m.Parcels), len(m.Left))
		}
		for _, p := range m.Parcels {
			if len(p.Ring) < 3 || p.Number.Main < 1 {
				t.Fatalf("%+v", p)
			}
			for _, at := range p.Ring {
				if max(at.Lon, -at.Lon) > 180_000_000 || max(at.Lat, -at.Lat) > 90_000_000 {
					t.Fatalf("%+v", at)
				}
			}
		}
	})
}
