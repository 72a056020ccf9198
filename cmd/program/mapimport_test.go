package program

import (
	"fmt"
	"strings"
	"testing"

	"duar/seva/land"
)

// grid is the map of n plots in a row, each 100 by 100 millionths of a degree; change may
// spoil the i-th, whose corners it gets.
func grid(n int, change func(i int, ring [][2]int) [][2]int) string {
	var all []string
	for i := range n {
		x := 87_690_000 + 100*i
		ring := [][2]int{{x, 22_750_000}, {x + 100, 22_750_000}, {x + 100, 22_750_100}, {x, 22_750_100}}
		if change != nil {
			ring = change(i, ring)
		}
		var at []string
		for _, p := range append(ring, ring[0]) {
			at = append(at, fmt.Sprintf("[%d.%06d,%d.%06d]", p[0]/1_000_000, p[0]%1_000_000, p[1]/1_000_000, p[1]%1_000_000))
		}
		all = append(all, fmt.Sprintf(`{"type":"Feature","properties":{"dag":"%d"},"geometry":{"type":"Polygon","coordinates":[[%s]]}}`, i+1, strings.Join(at, ",")))
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(all, ",") + `]}`
}

func TestMapImport(t *testing.T) {
	data := t.TempDir()
	ok(t, "load", "land", "--data", data, "--valid", "2026-01-01", file(t, "a.csv", csvHead+rows(1027001, 4)))
	maps := func(want int) {
		t.Helper()
		s := opened(t, data)
		sum, err := s.Summary(t.Context(), 1027001)
		if err != nil || sum.Maps != want || sum.Plots != 4 || sum.AsOn.Source != "a.csv" {
			t.Errorf("%+v, %v; want %d maps", sum, err, want)
		}
		p, err := s.Plot(t.Context(), 1027001, land.Number{Main: 1}, land.At{})
		if err != nil || p.HasMap != (want > 0) {
			t.Errorf("plot 1 has a map: %v, %v", p.HasMap, err)
		}
	}
	overlap := grid(4, func(i int, r [][2]int) [][2]int {
		if i == 1 {
			r[0][0] -= 60
			r[3][0] -= 60
		}
		return r
	})
	imp := func(text string, more ...string) run {
		return duar(t, append([]string{"map", "import", "--mouza", "1027001", "--plot-property", "dag", "--data", data, file(t, "m.geojson", text)}, more...)...)
	}
	for _, c := range []struct {
		name, text string
		flags      []string
		code, maps int
		want       []string
	}{
		{"only checked", grid(4, nil), []string{"--check-only"}, 0, 0, []string{"4 features read, 4 parcels", "No faults", "nothing was kept"}},
		{"an overlap", overlap, nil, 1, 0, []string{"Plots 1, 2 lie on one another: 1.69", "1 of them grave", "--accept-findings"}},
		{"in Bengali", overlap, []string{"--lang", "bn", "--check-only"}, 1, 0, []string{"দাগ ১, ২ একে অন্যের উপর পড়েছে", "০.০৫ শতক"}},
		{"a bound above it", overlap, []string{"--bound", "2", "--check-only"}, 0, 0, []string{"0 of them grave"}},
		{"an unknown plot", grid(5, nil), nil, 1, 0, []string{"plot 5, which is not in the record"}},
		{"an older map", grid(4, nil), []string{"--valid", "2025-12-31"}, 1, 0, nil},
		{"accepted", overlap, []string{"--accept-findings"}, 0, 4, []string{"4 parcels are the map now, 4 changed"}},
		{"a sound one", grid(4, nil), nil, 0, 4, []string{"4 parcels are the map now, "}},
		{"the same again", grid(4, nil), nil, 0, 4, []string{"0 changed"}},
		{"turned, and one less", grid(3, func(_ int, r [][2]int) [][2]int { r[1], r[3] = r[3], r[1]; return r }), nil, 0, 3,
			[]string{"Plot 1 ran clockwise; turned.", "3 parcels are the map now"}},
		{"not a map", "{}", nil, 1, 3, []string{"no GeoJSON map"}},
		{"a made-up number", grid(3, nil), []string{"--plot-property", ""}, 1, 3, []string{"not kept"}},
	} {
		r := imp(c.text, c.flags...)
		if r.code != c.code || strings.Contains(r.out+r.err, "⟪") {
			t.Errorf("%s: exit code %d\n%s%s", c.name, r.code, r.out, r.err)
		}
		for _, w := range c.want {
			if !strings.Contains(r.out+r.err, w) {
				t.Errorf("%s: no %q in\n%s%s", c.name, w, r.out, r.err)
			}
		}
		maps(c.maps)
	}
	if r := duar(t, "map", "import", "--mouza", "1027009", "--plot-property", "dag", "--data", data, file(t, "m.geojson", grid(2, nil))); r.code != 1 || !strings.Contains(r.err, "No mouza 1027009") {
		t.Errorf("an unknown mouza: %+v", r)
	}
}
