package mutation_test

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/store/storetest"
)

// Deeds about the same two mouzas, which name them in opposite order, come at once, while the
// clock and the worker look at those that wait: none is lost, none waits for another for
// ever, and every share is somebody's.
func TestOppositeOrder(t *testing.T) {
	for engine, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "deeds.db") },
		"postgres": storetest.Postgres,
	} {
		t.Run(engine, func(t *testing.T) {
			b := open(t, url(t))
			one, two := storetest.Volume(1027001, 12), storetest.Volume(1027002, 12)
			for _, v := range []*land.Volume{&one, &two} {
				v.Source = land.DemoSource
				if err := b.store.Bind(t.Context(), *v); err != nil {
					t.Fatal(err)
				}
			}
			const deeds = 24
			var all []mutation.Deed
			for i := range deeds {
				d, more := selling(one, 100), selling(two, 100)
				d.Sellers, d.Schedule = append(d.Sellers, more.Sellers...), append(d.Schedule, more.Schedule...)
				if i%2 == 1 {
					slices.Reverse(d.Sellers)
					slices.Reverse(d.Schedule)
				}
				if i%6 == 5 { // waits, and is looked at whenever the plots change
					d.Sellers[0].Name, d.Sellers[1].Name = "অন্য কেউ", "অন্য কেউ"
				}
				all = append(all, d)
			}
			var wg sync.WaitGroup
			for w := range 6 {
				wg.Go(func() {
					for i := w; i < deeds; i += 6 {
						if _, err := b.desk.Receive(t.Context(), machine(), all[i]); err != nil {
							t.Errorf("deed %d: %v", i, err)
						}
					}
				})
			}
			wg.Go(func() {
				for range 10 {
					if _, err := b.desk.Again(t.Context(), 100); err != nil {
						t.Error(err)
					}
					if _, err := b.cases.Tick(t.Context(), 100); err != nil {
						t.Error(err)
					}
				}
			})
			wg.Wait()
			if _, err := b.desk.Again(t.Context(), 100); err != nil {
				t.Error(err)
			}
			recorded := 0
			for _, d := range all {
				r, err := b.desk.Deed(t.Context(), machine(), d.ID)
				if err != nil {
					t.Fatal(err)
				}
				if r.State == "recorded" {
					recorded++
				}
			}
			for _, v := range []land.Volume{one, two} {
				p, h, _ := plain(v)
				got := b.plot(t, v.Mouza, p.Number)
				i := slices.IndexFunc(got.Holdings, func(x land.Holding) bool { return x.Khatian == h.Khatian })
				left := seva.Share(0)
				if i >= 0 {
					left = got.Holdings[i].Share
				}
				if got.Shares() != seva.Whole || got.Recorded() != p.Recorded() || h.Share-left != seva.Share(100*recorded) {
					t.Errorf("%s: %d orders, %s of %s is left, all shares %s", v.Mouza, recorded, left, h.Share, got.Shares())
				}
			}
			if recorded != deeds*5/6 {
				t.Errorf("%d of %d deeds are in the record", recorded, deeds)
			}
		})
	}
}
