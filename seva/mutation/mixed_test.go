package mutation_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"duar/outside/registration"
	"duar/seva"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/place"
	"duar/store/storetest"
)

// letters makes letters up over registers, as the desk of a bench reckons their fees.
func letters(b *bench, volumes []land.Volume, seed uint64, count int) ([]registration.Letter, map[string]map[string]seva.Share) {
	return registration.Make(registration.Plan{
		Seed: seed, Volumes: volumes, Office: "1902", Far: far, Day: day(), Count: count,
		Fee: func(_ string, _ place.IDN, c land.Class, area seva.Area) (seva.Money, bool) {
			use := map[string]string{"agricultural": "agricultural", "homestead": "homestead", "commercial": "commercial", "industrial": "commercial"}[group(c)]
			if use == "" {
				use = "homestead"
			}
			e, err := b.parts.Fee(fee.Ask{Service: "mutation", Use: use, Zone: "rural", Area: area, Count: 1, On: day()})
			return e.Total, err == nil
		},
		Free: func(c land.Class) bool { return group(c) != "public" },
	})
}

// holders reads who holds a plot as the expectation of the letters names them.
func holders(p land.Plot, known map[string]map[string]seva.Share) map[string]seva.Share {
	all := map[string]seva.Share{}
	for _, h := range p.Holdings {
		name := "khatian " + h.Khatian.String()
		if bought, ok := known[p.Mouza.String()+"/"+p.Number.String()][h.Owner.Name.Bn]; ok && bought > 0 {
			name = h.Owner.Name.Bn
		}
		all[name] += h.Share
	}
	return all
}

// Two thousand deeds sent through the real API, good, twice, out of order, garbled and fraudulent, in random order and
// with repeats: by the end the record says what the good ones say and nothing else.
func TestMixedDeeds(t *testing.T) {
	count := 1100
	if testing.Short() {
		count = 100
	}
	for engine, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "deeds.db") },
		"postgres": storetest.Postgres,
	} {
		t.Run(engine, func(t *testing.T) {
			b := open(t, url(t))
			volumes := registers(t, 4, 3000)
			for i := range volumes { // within reach of the test's offices
				volumes[i].Mouza = place.IDN(1027001 + i)
				for j := range volumes[i].Plots {
					volumes[i].Plots[j].Mouza = volumes[i].Mouza
				}
				if err := b.store.Bind(t.Context(), volumes[i]); err != nil {
					t.Fatal(err)
				}
			}
			all, want := letters(b, volumes, 11, count)
			start := time.Now()
			sendMixed(t, b, all, byWire(t, office(t, b)))
			t.Logf("%d letters in %v", len(all), time.Since(start))
			for _, v := range volumes {
				for _, p := range v.Plots {
					got := b.plot(t, v.Mouza, p.Number)
					key := v.Mouza.String() + "/" + p.Number.String()
					if got.Shares() != seva.Whole || got.Recorded() != p.Recorded() {
						t.Fatalf("plot %s: shares %s, written areas %s of %s", key, got.Shares(), got.Recorded(), p.Recorded())
					}
					if have := holders(got, want); fmt.Sprint(have) != fmt.Sprint(want[key]) {
						t.Fatalf("plot %s is held by %v, want %v", key, have, want[key])
					}
				}
			}
		})
	}
}

// sendMixed sends letters shuffled, each fate checked as far as the order leaves it one, and
// some of them again.
func sendMixed(t *testing.T, b *bench, all []registration.Letter, send func(registration.Letter) string) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 5)) //nolint:gosec // not a secret
	order := r.Perm(len(all))
	// What clashes does so only after the deed it clashes with.
	slices.SortStableFunc(order, func(x, y int) int {
		rank := func(i int) int {
			if all[i].Fate == registration.Clashes {
				return 1
			}
			return 0
		}
		return rank(x) - rank(y)
	})
	tally := map[registration.Fate]int{}
	for _, i := range order {
		l := all[i]
		tally[l.Fate]++
		for range 1 + r.IntN(2) {
			checkLetter(t, l, send(l))
		}
	}
	if _, err := b.desk.Again(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Fate != registration.Recorded {
			continue
		}
		got, err := b.desk.Deed(t.Context(), machine(), idOf(l.Deed))
		if err != nil || got.State != "recorded" {
			t.Fatalf("%s %s: %s %v, %v", l.Name, l.ID, got.State, keysOf(got), err)
		}
	}
	t.Log(tally)
}

func idOf(in mutation.Input) mutation.ID {
	return mutation.ID{Office: in.Office, Year: int(in.Year), Number: in.Number}
}

// checkLetter holds the answer to a letter against its fate.
func checkLetter(t *testing.T, l registration.Letter, got string) {
	t.Helper()
	want := map[registration.Fate][]string{
		registration.Recorded: {"recorded", "notice_issued"},    // a chain's second may come first
		registration.Waits:    {"notice_issued", "hearing_due"}, // when the owner has sold it by then
		registration.Heard:    {"hearing_due"},
		registration.Repeated: {"recorded", "notice_issued", "hearing_due"},
		registration.Refused:  {"invalid"},
		registration.Clashes:  {"conflict"},
		registration.Barred:   {"forbidden"},
	}[l.Fate]
	if !slices.Contains(want, got) {
		t.Fatalf("%s %s: %s, want %v\n%s", l.Name, l.ID, got, want, l.Body)
	}
}

// FuzzReadDeed: whatever comes, it is read or refused, and what was read is written and read
// again as itself.
func FuzzReadDeed(f *testing.F) {
	p := land.Plot{Mouza: 1027001, Number: land.Number{Main: 1}}
	in := mutation.Deed{ID: mutation.ID{Office: "1902", Year: 2026, Number: 1, Book: "I"}, Registered: day(), Presented: day(), Kind: mutation.Sale,
		Sellers:  []mutation.Seller{{Name: "Anil", Mouza: 1027001, Khatian: land.Number{Main: 3}}},
		Buyers:   []mutation.Buyer{{Name: "রেহানা", Address: "খড়ার", Share: seva.Whole}},
		Schedule: []mutation.Line{{Mouza: p.Mouza, Plot: p.Number, Khatian: land.Number{Main: 3}, Class: "sali", Share: 5000, Area: 10}},
	}.Written()
	seed, err := json.Marshal(in)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"office":"1902","office":"1903"}`))
	f.Add([]byte("\xff\xfe{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := mutation.ReadDeed(text, day())
		if err != nil {
			if k := seva.KindOf(err); k != seva.Invalid {
				t.Fatalf("refused as %s: %v", k, err)
			}
			return
		}
		body, err := d.Body()
		if err != nil {
			t.Fatal(err)
		}
		again, err := mutation.KeptDeed(body)
		if err != nil || again.Print() != d.Print() {
			t.Fatalf("read again: %v\n%s\n%+v\n%+v", err, body, d, again)
		}
	})
}
