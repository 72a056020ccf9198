package land_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/demo"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// mesh is the demo's map of one mouza.
func mesh(t interface{ Fatal(...any) }, plots int, seed uint64) []land.Parcel {
	idn := place.MakeIDN(10, 27, 1)
	side := int32(3_000)
	for n := plots; n > 200; n /= 4 {
		side *= 2
	}
	outline := land.Ring{{Lon: 87_690_000, Lat: 22_750_000}, {Lon: 87_690_000 + side, Lat: 22_750_300}, {Lon: 87_690_100 + side, Lat: 22_750_000 + side}, {Lon: 87_690_500, Lat: 22_750_100 + side}}
	plan := demo.Plan{Mouzas: []place.Mouza{{IDN: idn, Name: seva.Names{En: "M"}}}, Outlines: map[place.IDN]land.Ring{idn: outline},
		Plots: plots, Seed: seed, Maps: true, Valid: seva.Date{Year: 2026, Month: 11, Day: 1}}
	for v, err := range demo.Volumes(plan) {
		if err != nil {
			t.Fatal(err)
		}
		return v.Parcels
	}
	t.Fatal("no volume")
	return nil
}

func kinds(found []land.Finding) []land.Fault {
	var all []land.Fault
	for _, f := range found {
		all = append(all, f.Fault)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func only(t interface{ Fatalf(string, ...any) }, what string, found []land.Finding, want land.Fault) land.Finding {
	if len(found) != 1 || found[0].Fault != want {
		t.Fatalf("%s: %+v, want one %s", what, found, want)
	}
	return found[0]
}

// surrounded gives the places of parcels every edge of which another has too.
func surrounded(parcels []land.Parcel) []int {
	type edge struct{ a, b land.Point }
	edges := map[edge]bool{}
	for _, p := range parcels {
		for i, a := range p.Ring {
			edges[edge{a, p.Ring[(i+1)%len(p.Ring)]}] = true
		}
	}
	var all []int
	for i, p := range parcels {
		in := true
		for k, a := range p.Ring {
			in = in && edges[edge{p.Ring[(k+1)%len(p.Ring)], a}]
		}
		if in {
			all = append(all, i)
		}
	}
	return all
}

func TestACleanMeshHasNoFindings(t *testing.T) {
	for seed := range uint64(12) {
		parcels := mesh(t, 150, seed)
		mended, found, more := land.Topology(parcels)
		if len(found) > 0 || more {
			t.Errorf("seed %d, %d parcels: %+v", seed, len(parcels), found)
		}
		for i := range parcels {
			if !slices.Equal(mended[i].Ring, parcels[i].Ring) {
				t.Errorf("seed %d: a sound ring was changed", seed)
			}
		}
	}
}

// Each fault that is planted is found, and only it, on any mesh and anywhere in it.
func TestAPlantedFaultIsFoundAndOnlyIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parcels := mesh(t, rapid.IntRange(30, 90).Draw(t, "plots"), rapid.Uint64Range(1, 40).Draw(t, "seed"))
		i := rapid.SampledFrom(surrounded(parcels)).Draw(t, "parcel")
		p := &parcels[i]
		whole := p.Ring
		find := func() []land.Finding {
			_, found, _ := land.Topology(parcels)
			p.Ring = whole
			return found
		}

		p.Ring = slices.Clone(whole)
		slices.Reverse(p.Ring)
		only(t, "turned", find(), land.FaultTurned)

		k := rapid.IntRange(0, len(whole)-1).Draw(t, "corner")
		p.Ring = slices.Insert(slices.Clone(whole), k, whole[k])
		only(t, "repeated", find(), land.FaultRepeat)

		// A triangle of an edge and a place in the middle, by another number: claimed twice.
		q := whole[(k+1)%len(whole)]
		extra := land.Parcel{Mouza: p.Mouza, Number: land.Number{Main: 9999}, Ring: whole}
		_, found, _ := land.Topology(append(slices.Clone(parcels), extra))
		f := only(t, "twin", found, land.FaultOverlap)
		if f.Twice != whole.Twice() || f.Plots[0] != p.Number || f.Plots[1] != extra.Number {
			t.Fatalf("a twin of %v: %+v, twice %d", p.Number, f, whole.Twice())
		}

		// A parcel taken away leaves a gap of just its size between its neighbours.
		_, found, _ = land.Topology(slices.Delete(slices.Clone(parcels), i, i+1))
		f = only(t, "gap", found, land.FaultGap)
		if f.Twice != whole.Twice() || len(f.Plots) < 2 {
			t.Fatalf("the gap of %v: %+v, twice %d", p.Number, f, whole.Twice())
		}

		// A spike: out along an edge's line and back again.
		p.Ring = slices.Insert(slices.Clone(whole), k+1, q, whole[k])
		if ks := kinds(find()); !slices.Contains(ks, land.FaultCrossing) {
			t.Fatalf("a ring that goes back on itself: %v", ks)
		}

		far := land.Parcel{Mouza: p.Mouza, Number: land.Number{Main: 9998}, Ring: land.Ring{{Lon: 87_000_000, Lat: 22_000_000}, {Lon: 87_000_900, Lat: 22_000_000}, {Lon: 87_000_900, Lat: 22_000_007}, {Lon: 87_000_000, Lat: 22_000_007}}}
		_, found, _ = land.Topology(append(slices.Clone(parcels), far))
		only(t, "sliver", found, land.FaultSliver)
		far.Ring = land.Ring{far.Ring[0], {Lon: 181_000_000, Lat: 0}, far.Ring[2]}
		_, found, _ = land.Topology(append(slices.Clone(parcels), far))
		only(t, "off the earth", found, land.FaultRange)
		far.Ring = land.Ring{far.Ring[0], far.Ring[2]}
		_, found, _ = land.Topology(append(slices.Clone(parcels), far))
		only(t, "flat", found, land.FaultFlat)
	})
}

// square is a parcel of a small grid.
func square(n int32, x, y, wide, high int32) land.Parcel {
	return land.Parcel{Number: land.Number{Main: n}, Ring: land.Ring{{Lon: x, Lat: y}, {Lon: x + wide, Lat: y}, {Lon: x + wide, Lat: y + high}, {Lon: x, Lat: y + high}}}
}

func TestFindingsSayWhereAndHowMuch(t *testing.T) {
	cross := square(1, 0, 0, 100, 100)
	cross.Ring[2], cross.Ring[3] = cross.Ring[3], cross.Ring[2]
	loose := square(2, 100, 0, 100, 100)
	loose.Ring = append(loose.Ring, land.Point{Lon: 100, Lat: 50})
	for _, c := range []struct {
		name string
		in   []land.Parcel
		want []land.Finding
	}{
		{"apart", []land.Parcel{square(1, 0, 0, 100, 100), square(2, 200, 0, 100, 100)}, nil},
		{"corner to corner", []land.Parcel{square(1, 0, 0, 100, 100), square(2, 100, 100, 100, 100)}, nil},
		{"a strip in common", []land.Parcel{square(1, 0, 0, 100, 100), square(2, 90, 0, 100, 100)},
			[]land.Finding{{Fault: land.FaultOverlap, Plots: []land.Number{{Main: 1}, {Main: 2}}, At: land.Point{Lon: 90, Lat: 50}, Twice: 2000}}},
		{"edges that cross", []land.Parcel{square(1, 0, 0, 100, 100), square(2, 50, -50, 20, 200)},
			[]land.Finding{{Fault: land.FaultOverlap, Plots: []land.Number{{Main: 1}, {Main: 2}}, At: land.Point{Lon: 50, Lat: 50}, Twice: 4000}}},
		{"one in the other", []land.Parcel{square(1, 0, 0, 100, 100), square(2, 40, 40, 20, 20)},
			[]land.Finding{{Fault: land.FaultOverlap, Plots: []land.Number{{Main: 1}, {Main: 2}}, At: land.Point{Lon: 40, Lat: 50}, Twice: 800}}},
		{"a corner on an edge", []land.Parcel{square(1, 0, 0, 100, 100), loose},
			[]land.Finding{{Fault: land.FaultLoose, Plots: []land.Number{{Main: 1}, {Main: 2}}, At: land.Point{Lon: 100, Lat: 50}}}},
		{"two corners on one edge are one finding", []land.Parcel{square(1, 0, 0, 100, 100), square(2, 100, 0, 100, 50), square(3, 100, 50, 100, 50)},
			[]land.Finding{{Fault: land.FaultLoose, Plots: []land.Number{{Main: 1}, {Main: 2}, {Main: 3}}, At: land.Point{Lon: 100, Lat: 50}}}},
		{"a ring that crosses itself", []land.Parcel{cross}, []land.Finding{{Fault: land.FaultCrossing, Plots: []land.Number{{Main: 1}}}}},
		{"a hole between four", []land.Parcel{square(1, 0, 0, 200, 100), square(2, 200, 0, 100, 200), square(3, 100, 200, 200, 100), square(4, 0, 100, 100, 200)},
			[]land.Finding{{Fault: land.FaultGap, Plots: []land.Number{{Main: 1}, {Main: 2}, {Main: 3}, {Main: 4}}, At: land.Point{Lon: 100, Lat: 100}, Twice: 20000}}},
		{"an overlap opens no gap", []land.Parcel{square(1, 0, 0, 300, 110), square(2, 0, 100, 300, 100)},
			[]land.Finding{{Fault: land.FaultOverlap, Plots: []land.Number{{Main: 1}, {Main: 2}}, At: land.Point{Lon: 0, Lat: 105}, Twice: 6000}}},
	} {
		_, found, more := land.Topology(c.in)
		// Corners on edges beside what is said are another matter; crossings fall on none here.
		if more || len(found) < len(c.want) || len(c.want) == 0 && len(found) > 0 {
			t.Errorf("%s: %+v", c.name, found)
			continue
		}
		for i, w := range c.want {
			f := found[i]
			if f.Fault == land.FaultCrossing || f.Fault == land.FaultOverlap {
				f.At, w.At = land.Point{}, land.Point{}
			}
			if f.Fault != w.Fault || f.At != w.At || f.Twice != w.Twice || !slices.Equal(f.Plots, w.Plots) {
				t.Errorf("%s: %+v, want %+v", c.name, f, w)
			}
		}
		for _, f := range found[len(c.want):] {
			if f.Fault != land.FaultLoose {
				t.Errorf("%s: %+v besides", c.name, f)
			}
		}
	}
}

func TestFiveThousandParcelsInTwoSeconds(t *testing.T) {
	parcels := mesh(t, 5000, 3)
	start := time.Now()
	_, found, _ := land.Topology(parcels)
	if took := time.Since(start); took > 2*time.Second || len(parcels) < 4000 {
		t.Errorf("%d parcels took %v", len(parcels), took)
	}
	if len(found) > 0 {
		t.Errorf("%+v", found[:min(len(found), 3)])
	}
}

func TestGroundIsWhatAKnownSquareHas(t *testing.T) {
	// A square second of arc... in millionths: 1000 by 1000 near Ghatal is 110.75 by 102.7 m.
	if a := land.Ground(2_000_000, 22_700_000); a < 28_000 || a > 28_300 {
		t.Errorf("%d of 1/10,000 acre", a)
	}
	if land.Ground(-200, 0) != land.Ground(200, 0) || land.Ground(1<<62, 0) <= 0 {
		t.Error("sign or size")
	}
}

// Nothing that can be put into rings makes the survey fail or take for ever, and what it
// mends is sound.
func FuzzTopology(f *testing.F) {
	f.Add([]byte{0, 0, 9, 0, 9, 9, 255, 5, 5, 14, 5, 14, 14})
	f.Add([]byte{0, 0, 9, 9, 9, 0, 0, 9, 255, 0, 0, 0, 9, 9, 9, 9, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var parcels []land.Parcel
		p := land.Parcel{Number: land.Number{Main: 1}}
		for i := 0; i+1 < min(len(data), 400); i += 2 {
			if data[i] == 255 {
				parcels = append(parcels, p)
				p = land.Parcel{Number: land.Number{Main: p.Number.Main + 1}}
				i--
				continue
			}
			// Few distinct places, so that much coincides; now and then one far away.
			at := land.Point{Lon: int32(data[i] % 32), Lat: int32(data[i+1] % 32)}
			if data[i+1] == 254 {
				at.Lat = -1 << 31
			}
			p.Ring = append(p.Ring, at)
		}
		mended, found, _ := land.Topology(append(parcels, p))
		if len(mended) != len(parcels)+1 {
			t.Fatal("a parcel was lost")
		}
		for _, f := range found {
			if len(f.Plots) == 0 || f.Twice < 0 {
				t.Fatalf("%+v", f)
			}
		}
		for _, m := range mended {
			if len(m.Ring) > 2 && m.Ring.Twice() < 0 && !slices.ContainsFunc(found, func(f land.Finding) bool { return f.Fault == land.FaultRange }) {
				t.Fatalf("%v is still clockwise", m.Ring)
			}
		}
	})
}
