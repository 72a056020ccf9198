package demo

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// listed are the classes that the catalogue has; the demo may use no other.
var listed = strings.Fields(`sali suna do danga bastu viti udbastu pukur pukur_par doba dighi khal nala bil nadi jala
	patit laik_patit garlayek_patit bagan bagat bansh baroj cha_bagan jungle rasta kabarsthan shmashan mandir masjid
	school hat dokan karkhana itbhata gudam khamar gochar bahal kanali baid shol tara`)

func TestKnownRecord(t *testing.T) {
	for _, seed := range []uint64{0, 1, 99} {
		for _, maps := range []bool{true, false} {
			p := plan(t, 8, 2500)
			p.Seed, p.Maps = seed, maps
			v := collect(t, p)[0]
			if v.Mouza != Known.Mouza || len(v.Plots) < KnownPlots {
				t.Fatalf("%d plots in %s", len(v.Plots), v.Mouza)
			}
			plot := find(t, v, Known.Plot)
			if len(plot.Holdings) < 3 || !slices.Contains(plot.Flags, land.Mortgage) || plot.Holdings[0].Possession != land.Bargadar {
				t.Errorf("seed %d: plot 165 is %+v", seed, plot)
			}
			find(t, v, Known.Split)
			rows := 0
			for _, q := range v.Plots {
				rows += len(slices.DeleteFunc(slices.Clone(q.Holdings), func(h land.Holding) bool { return h.Khatian != Known.Khatian }))
			}
			if rows != 3 {
				t.Errorf("seed %d: khatian 12 has %d plots", seed, rows)
			}
			if !maps && plot.Area != knownArea {
				t.Errorf("plot 165 measures %v", plot.Area)
			}
			if maps != (len(v.Parcels) == len(v.Plots)) {
				t.Errorf("maps %v, %d parcels", maps, len(v.Parcels))
			}
		}
	}
}

func find(t *testing.T, v land.Volume, n land.Number) land.Plot {
	t.Helper()
	for _, p := range v.Plots {
		if p.Number == n {
			return p
		}
	}
	t.Fatalf("no plot %s", n)
	return land.Plot{}
}

// TestMix keeps the demo from becoming too tame: each oddity of a real register is in it.
func TestMix(t *testing.T) {
	volumes := collect(t, plan(t, 4, 8000))
	seen := map[string]int{}
	plots, held, khatians := 0, 0, 0
	for _, v := range volumes {
		khatians += len(v.Folios)
		for _, f := range v.Folios {
			seen["owner "+string(f.Owner.Type)]++
			if f.Number.Bata != 0 {
				seen["khatian bata"]++
			}
			if f.Owner.Type == land.Government && f.Number != (land.Number{Main: 1}) {
				t.Errorf("the government holds khatian %s", f.Number)
			}
		}
		former, present := map[land.Number]int{}, map[land.Number]int{}
		for _, pair := range v.Crosswalk {
			former[pair.RS]++
			present[pair.LR]++
			if pair.RS == pair.LR {
				seen["same number"]++
			}
		}
		if len(present) != len(v.Plots) {
			t.Errorf("%d of %d plots have a former number", len(present), len(v.Plots))
		}
		count := func(of map[land.Number]int, what string) {
			for _, n := range of {
				if n > 1 {
					seen[what]++
				}
			}
		}
		count(former, "divided")
		count(present, "joined")
		for _, p := range v.Plots {
			plots++
			held += len(p.Holdings)
			if !slices.Contains(listed, string(p.Class)) {
				t.Fatalf("class %q", p.Class)
			}
			if p.Area%decimal != 0 {
				t.Fatalf("plot %s measures %v, not whole decimals", p.Number, p.Area)
			}
			if p.Number.Bata != 0 {
				seen["plot bata"]++
			}
			if p.ULPIN != "" {
				seen["ulpin"]++
				if len(p.ULPIN) != 14 || !strings.HasPrefix(p.ULPIN, "DEMO") {
					t.Fatalf("ulpin %q", p.ULPIN)
				}
			}
			for _, f := range p.Flags {
				seen["flag "+string(f)]++
			}
			for _, h := range p.Holdings {
				if h.Possession != "" {
					seen["possession "+string(h.Possession)]++
				}
				if h.Remark.Rule != "" {
					seen["rule"]++
				}
				if h.Recorded != h.Share.Of(p.Area) {
					seen["rounded"]++
				}
			}
		}
	}
	for what, least := range map[string]int{
		"owner individual": 2000, "owner government": 4, "owner institution": 4, "khatian bata": 50, "plot bata": 200,
		"flag mortgage": 80, "flag court": 30, "flag pending": 60, "ulpin": 100, "divided": 200, "joined": 100, "rule": 300,
		"possession bargadar": 60, "possession permissive": 30, "possession public_use": 200, "rounded": 500,
	} {
		if seen[what] < least {
			t.Errorf("%s: %d, at least %d wanted", what, seen[what], least)
		}
	}
	if seen["same number"] > plots/50 {
		t.Errorf("%d plots kept their former number", seen["same number"])
	}
	if mean := 100 * held / plots; mean < 180 || mean > 250 {
		t.Errorf("%d.%02d co-sharers a plot", mean/100, mean%100)
	}
	if each := held / khatians; each < 2 {
		t.Errorf("%d khatians for %d shares", khatians, held)
	}
}

func TestVolumeIsInOrder(t *testing.T) {
	for _, v := range collect(t, plan(t, 2, 1200)) {
		number := func(a, b land.Number) int { return a.Compare(b) }
		if !slices.IsSortedFunc(v.Plots, func(a, b land.Plot) int { return number(a.Number, b.Number) }) ||
			!slices.IsSortedFunc(v.Folios, func(a, b land.Folio) int { return number(a.Number, b.Number) }) {
			t.Error("not in natural order")
		}
		for _, p := range v.Plots {
			if !slices.IsSortedFunc(p.Holdings, func(a, b land.Holding) int { return number(a.Khatian, b.Khatian) }) {
				t.Fatalf("holdings of %s are not by khatian", p.Number)
			}
		}
	}
}

// TestWordsAreClean keeps every made-up name as it would be after reading it back.
func TestWordsAreClean(t *testing.T) {
	p := plan(t, 1, 3000)
	p.Mouzas = []place.Mouza{{IDN: Known.Mouza, Name: seva.Names{Bn: "রঞ্জাপুর", En: "Ranjapur", Hi: "रंजापुर"}}}
	for _, v := range collect(t, p) {
		for _, f := range v.Folios {
			for _, n := range []seva.Names{f.Owner.Name, f.Owner.Guardian, f.Owner.Address} {
				clean(t, n)
			}
			if f.Owner.Type == land.Individual && (f.Owner.Guardian.Bn == "" || len(f.Owner.Name.All()) != 3) {
				t.Errorf("khatian %s lacks a name", f.Number)
			}
		}
		for _, q := range v.Plots {
			for _, h := range q.Holdings {
				clean(t, h.Possessor)
				clean(t, h.Remark.Text)
			}
		}
	}
}

func clean(t *testing.T, n seva.Names) {
	t.Helper()
	for _, form := range n.All() {
		if got, err := seva.Clean("name", form); err != nil || got != form {
			t.Fatalf("%q is not clean: %q %v", form, got, err)
		}
	}
}

func BenchmarkVolumes(b *testing.B) {
	for name, maps := range map[string]bool{"register": false, "maps": true} {
		b.Run(name, func(b *testing.B) {
			p := plan(b, 20, 20_000)
			p.Maps = maps
			for i := range p.Mouzas {
				p.Outlines[p.Mouzas[i].IDN] = p.Outlines[Known.Mouza]
			}
			for b.Loop() {
				for _, err := range Volumes(p) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N*p.Plots)/b.Elapsed().Seconds(), "plots/s")
		})
	}
}
