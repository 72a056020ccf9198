package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Store is what the suite asks of an engine.
type Store interface {
	land.Register
	land.Book
	Lang(ctx context.Context, key string) (seva.Lang, bool, error)
	SetLang(ctx context.Context, key string, l seva.Lang) error
	PutPlaces(ctx context.Context, a place.Atlas) error
	Places(ctx context.Context) (place.Atlas, error)
}

// Run holds a store to its contract. open gives an empty one, migrated, closed by the
// test's end.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Store)
	}{
		{"what is bound is read", bound},
		{"what is not there is none", none},
		{"the same again changes nothing", again},
		{"a changed share is a new version and the past still answers", changed},
		{"a new owner's name reaches every plot", renamed},
		{"a plot taken out is gone from its day on", removed},
		{"a correction of the same day replaces in recorded time only", corrected},
		{"an older extract is refused", older},
		{"an unsound volume is refused whole", unsound},
		{"a context that ends midway leaves nothing", cancelled},
		{"two writers of one mouza", twoWriters},
		{"many readers while one writes", readersWhileWriting},
		{"places", places},
		{"preferences", preferences},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

const mouza place.IDN = 1027001

func number(main, bata int32) land.Number { return land.Number{Main: main, Bata: bata} }

func byKhatian(h []land.Holding) []land.Holding {
	slices.SortFunc(h, func(a, b land.Holding) int { return a.Khatian.Compare(b.Khatian) })
	return h
}

func byPlot(h []land.Holding) []land.Holding {
	slices.SortFunc(h, func(a, b land.Holding) int { return a.Plot.Compare(b.Plot) })
	return h
}

func bind(t *testing.T, s Store, v land.Volume) {
	t.Helper()
	if err := s.Bind(t.Context(), v); err != nil {
		t.Fatalf("Bind: %v", err)
	}
}

func plot(t *testing.T, s Store, n land.Number, at land.At) land.Plot {
	t.Helper()
	p, err := s.Plot(t.Context(), mouza, n, at)
	if err != nil {
		t.Fatalf("Plot(%s, %+v): %v", n, at, err)
	}
	return p
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// bound: every plot and every khatian reads as the volume says; this is also the proof
// that a plot's sheet says what its rows say, because a khatian is read from the rows.
func bound(t *testing.T, s Store) {
	v := Volume(mouza, 45)
	bind(t, s, v)
	bind(t, s, Volume(mouza+1, 3)) // a neighbour, which must not be seen
	var area seva.Area
	for _, want := range v.Plots {
		got := plot(t, s, want.Number, land.At{})
		if got.AsOn.Valid != Day() || got.AsOn.Source != "storetest" || got.AsOn.Recorded.IsZero() {
			t.Fatalf("as on %+v", got.AsOn)
		}
		got.AsOn = land.AsOn{}
		equal(t, "plot "+want.Number.String(), got, read(v, want.Number))
		area += want.Area
	}
	for _, f := range v.Folios {
		got, err := s.Khatian(t.Context(), mouza, f.Number, land.At{})
		if err != nil {
			t.Fatal(err)
		}
		got.AsOn = land.AsOn{}
		equal(t, "khatian "+f.Number.String(), got, readKhatian(v, f.Number))
	}
	sum, err := s.Summary(t.Context(), mouza)
	if err != nil {
		t.Fatal(err)
	}
	sum.AsOn = land.AsOn{}
	equal(t, "summary", sum, land.Summary{Mouza: mouza, Plots: 45, Khatians: len(v.Folios), Area: area, Maps: 45})

	pairs, err := s.Crosswalk(t.Context(), mouza, land.RS, number(2, 0))
	equal(t, "crosswalk from RS 2", pairs, []land.Pair{{RS: number(2, 0), LR: number(3, 0)}, {RS: number(2, 0), LR: number(4, 0)}})
	back, err2 := s.Crosswalk(t.Context(), mouza, land.LR, number(1, 1201))
	equal(t, "crosswalk from LR 1/1201", back, []land.Pair{{RS: number(1, 0), LR: number(1, 1201)}})
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}

	// Plot 22 (the second of the second row) touches the three above, both beside, and
	// the three of the row below.
	sheet, err := s.Sheet(t.Context(), mouza, number(22, 0))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "parcel", sheet.Parcel, shown(v, 21))
	if sheet.AsOn.Valid != v.Valid || sheet.AsOn.Source != v.Source || sheet.AsOn.Recorded.IsZero() {
		t.Errorf("the sheet is as on %+v", sheet.AsOn)
	}
	equal(t, "neighbours", sheet.Neighbours, []land.Parcel{
		shown(v, 0), shown(v, 1), shown(v, 2), shown(v, 20), shown(v, 22), shown(v, 40), shown(v, 41), shown(v, 42),
	})
}

// shown is the i-th parcel as a map has it: with what the record says of its plot.
func shown(v land.Volume, i int) land.Parcel {
	p := v.Parcels[i]
	for _, plot := range v.Plots {
		if plot.Number == p.Number {
			p.Class, p.Area = plot.Class, plot.Area
		}
	}
	return p
}

func none(t *testing.T, s Store) {
	bind(t, s, Volume(mouza, 3))
	ctx := t.Context()
	_, e1 := s.Plot(ctx, mouza, number(99, 0), land.At{})
	_, e2 := s.Plot(ctx, mouza, number(1, 1), land.At{})
	_, e3 := s.Plot(ctx, mouza+1, number(1, 0), land.At{})
	_, e4 := s.Khatian(ctx, mouza, number(99, 0), land.At{})
	_, e5 := s.Summary(ctx, mouza+1)
	_, e6 := s.Sheet(ctx, mouza, number(99, 0))
	_, e7 := s.Crosswalk(ctx, mouza, land.LR, number(99, 0))
	_, e8 := s.Plot(ctx, mouza, number(1, 0), land.At{Valid: seva.Date{Year: 2020, Month: 1, Day: 1}})
	for i, err := range []error{e1, e2, e3, e4, e5, e6, e7, e8} {
		if !errors.Is(err, land.ErrNone) {
			t.Errorf("question %d: %v, want ErrNone", i+1, err)
		}
	}
}

func cancelled(t *testing.T, s Store) {
	bind(t, s, Volume(mouza+1, 5)) // so that everything is warm
	v := Volume(mouza, 300)
	// The context ends at a later and later moment, until a binding is through.
	for after := 0; ; after++ {
		ctx := &countdown{Context: t.Context(), left: after, over: make(chan struct{})}
		err := s.Bind(ctx, v)
		_, seen := s.Summary(t.Context(), mouza)
		if err == nil {
			if seen != nil {
				t.Fatalf("bound, and not there: %v", seen)
			}
			break
		}
		if !errors.Is(seen, land.ErrNone) {
			t.Fatalf("Bind failed with %v and left something: %v", err, seen)
		}
		if _, err := s.Plot(t.Context(), mouza, number(1, 0), land.At{}); !errors.Is(err, land.ErrNone) {
			t.Fatalf("a plot was left: %v", err)
		}
		if after > 100_000 {
			t.Fatal("never through")
		}
		after += after / 3
	}
	got := plot(t, s, number(300, 0), land.At{})
	got.AsOn = land.AsOn{}
	equal(t, "last plot", got, read(v, number(300, 0)))
}

// countdown is a context that ends at the nth look at it.
type countdown struct {
	context.Context
	mu   sync.Mutex
	left int
	over chan struct{}
}

func (c *countdown) look() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left == 0 {
		close(c.over)
	}
	c.left--
	return c.left < 0
}

func (c *countdown) Done() <-chan struct{} { c.look(); return c.over }

func (c *countdown) Err() error {
	if c.look() {
		return context.Canceled
	}
	return nil
}

func twoWriters(t *testing.T, s Store) {
	a, b := Volume(mouza, 40), Volume(mouza, 40)
	b.Plots[4].Class = "bastu"
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			v := a
			if i%2 == 1 {
				v = b
			}
			if err := s.Bind(t.Context(), v); err != nil {
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	// Whoever was last, the register is whole and one of the two.
	got := plot(t, s, a.Plots[4].Number, land.At{})
	if got.Class != "sali" && got.Class != "bastu" {
		t.Errorf("class %q", got.Class)
	}
	k, err := s.Khatian(t.Context(), mouza, got.Holdings[0].Khatian, land.At{})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range k.Holdings {
		if h.Plot == got.Number && h.Class != got.Class {
			t.Errorf("plot says %q, khatian says %q", got.Class, h.Class)
		}
	}
}

func readersWhileWriting(t *testing.T, s Store) {
	a, b := Volume(mouza, 40), Volume(mouza, 40)
	for i := range b.Plots {
		b.Plots[i].Area = 5000
	}
	bind(t, s, a)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				n := a.Plots[i%40].Number
				p, err := s.Plot(t.Context(), mouza, n, land.At{})
				if err != nil || p.Shares() != seva.Whole {
					t.Errorf("plot %s while writing: %v, shares %v", n, err, p.Shares())
					return
				}
			}
		})
	}
	for i := range 10 {
		bind(t, s, []land.Volume{b, a}[i%2])
	}
	close(stop)
	wg.Wait()
}
