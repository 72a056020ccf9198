package demo

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// ranjapur is the outline of the known mouza (CC0, see catalogue's ORIGIN).
func ranjapur(t testing.TB) land.Ring {
	t.Helper()
	raw, err := os.ReadFile("testdata/ranjapur.json")
	if err != nil {
		t.Fatal(err)
	}
	var pairs [][2]int32
	if err := json.Unmarshal(raw, &pairs); err != nil {
		t.Fatal(err)
	}
	var r land.Ring
	for _, p := range pairs {
		r = append(r, land.Point{Lon: p[0], Lat: p[1]})
	}
	return r
}

func mouzas(n int) []place.Mouza {
	all := make([]place.Mouza, n)
	for i := range all {
		all[i] = place.Mouza{IDN: place.MakeIDN(10, 27, 1) + place.IDN(i), Name: seva.Names{En: fmt.Sprintf("Village %d", i+1)}}
	}
	return all
}

func plan(t testing.TB, mouzaCount, plots int) Plan {
	return Plan{
		Mouzas: mouzas(mouzaCount), Plots: plots, Seed: 1, Maps: true,
		Outlines: map[place.IDN]land.Ring{Known.Mouza: ranjapur(t)},
		Valid:    seva.Date{Year: 2026, Month: 11, Day: 23},
	}
}

func collect(t testing.TB, p Plan) []land.Volume {
	t.Helper()
	var all []land.Volume
	for v, err := range Volumes(p) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

func digest(t *testing.T, volumes []land.Volume) [32]byte {
	t.Helper()
	raw, err := json.Marshal(volumes)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(raw)
}

func anyClass(land.Class) bool { return true }

func TestVolumesAreSound(t *testing.T) {
	for _, plots := range []int{1, 7, 249, 250, 3000, 20000} {
		total := 0
		for _, v := range collect(t, plan(t, 5, plots)) {
			total += len(v.Plots)
			if flaws := v.Flaws(anyClass); len(flaws) > 0 {
				t.Fatalf("%d plots: mouza %s has %d flaws, the first %v", plots, v.Mouza, len(flaws), flaws[0])
			}
		}
		if total != plots {
			t.Errorf("planned %d plots, made %d", plots, total)
		}
	}
}

func TestSamePlanSameBytes(t *testing.T) {
	p := plan(t, 6, 2000)
	first := digest(t, collect(t, p))
	if digest(t, collect(t, p)) != first {
		t.Error("the same plan made something else")
	}
	p.Seed++
	if digest(t, collect(t, p)) == first {
		t.Error("another seed made the same")
	}
}

func TestMouzaDependsOnNothingElse(t *testing.T) {
	p := plan(t, 4, 1600)
	all := collect(t, p)
	alone := p
	alone.Mouzas, alone.Plots = p.Mouzas[2:3], len(all[2].Plots)
	if digest(t, collect(t, alone)) != digest(t, all[2:3]) {
		t.Error("a mouza made alone differs from the same one made among others")
	}
}

func TestStopsWhenAsked(t *testing.T) {
	n := 0
	for range Volumes(plan(t, 5, 500)) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d volumes after a break at 2", n)
	}
}

func TestPlanRefused(t *testing.T) {
	twice := plan(t, 2, 10)
	twice.Mouzas[1] = twice.Mouzas[0]
	for name, p := range map[string]Plan{
		"no mouza": {Plots: 5}, "no plot": plan(t, 1, 0), "negative": plan(t, 1, -1),
		"a mouza twice": twice, "too many": plan(t, 1, mostPlots+1),
	} {
		for _, err := range Volumes(p) {
			if err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		mouzas, plots int
		want          []int
	}{
		{3, 7, []int{3, 2, 2}},
		{3, 300, []int{250, 25, 25}},
		{3, 249, []int{83, 83, 83}},
		{3, 1000, []int{334, 333, 333}},
		{2, 250, []int{250, 0}},
		{1, 9, []int{9}},
	} {
		got, err := plan(t, c.mouzas, c.plots).spread()
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%d plots over %d: %v, %v; want %v", c.plots, c.mouzas, got, err, c.want)
		}
	}
}
