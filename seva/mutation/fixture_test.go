package mutation_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"duar/catalogue"
	"duar/demo"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/place"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// far is a mouza that the office does not reach.
const far place.IDN = 1027099

// bench is a desk of deeds over a real store and the real definitions.
type bench struct {
	store *sqlstore.Store
	cases *casework.Desk
	desk  *mutation.Desk
	parts mutation.Parts
	world seva.World
	clock *clock
}

// clock is a moment that a test moves on.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// day is the one on which the deeds of the tests are registered.
func day() seva.Date { return seva.Date{Year: 2026, Month: 11, Day: 20} }

// groups of the classes that the tests use.
func group(c land.Class) string {
	classes, _ := catalogue.Classes()
	for _, known := range classes {
		if known.Key == c {
			return known.Group
		}
	}
	return ""
}

func open(t testing.TB, url string, hears ...casework.Observer) *bench {
	t.Helper()
	b := &bench{clock: &clock{now: time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)}}
	b.world = seva.FrozenWorld(b.clock.now, 7).At(b.clock.Now)
	var err error
	if b.store, err = sqlstore.Open(t.Context(), url, sqlstore.WithWorld(b.world)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.store.Close() })
	if err := b.store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	defined, err := catalogue.Define()
	if err != nil {
		t.Fatal(err)
	}
	fees, err := catalogue.Fees()
	if err != nil {
		t.Fatal(err)
	}
	b.parts = mutation.Parts{
		Book: b.store.Deeds(), Record: b.store, World: b.world, Series: "MN", FormOf: 1, Group: group, Fee: fees.Reckon,
		Office: func(_ context.Context, idn place.IDN) (string, error) {
			if idn > far {
				return "", seva.Fail(seva.NotFound, seva.Say("error.mouza.unknown", seva.Args{"Mouza": idn}))
			}
			return "lr.2786", nil
		},
		Reaches: func(_ context.Context, office string, idn place.IDN) (bool, error) {
			return office == "1902" && idn < far, nil
		},
		Zone: func(context.Context, place.IDN) (string, error) { return "rural", nil },
	}
	later := &b.parts // the cases need the effects, and the desk the cases
	effects := map[string]casework.Effect{}
	for name := range b.parts.Effects() {
		effects[name] = func(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
			return later.Effects()[name](ctx, tx, w)
		}
	}
	fee := func(context.Context, casework.Tx, casework.Case) (fee.Estimate, error) { return fee.Estimate{}, nil }
	rules := map[string]casework.FeeRule{}
	for _, track := range defined.Tracks() {
		if track.Fee != "" {
			rules[track.Fee] = fee
		}
	}
	for _, track := range defined.Tracks() {
		for _, a := range track.Procedure.Actions {
			if _, known := effects[a.Does]; !known && a.Does != "" {
				effects[a.Does] = func(context.Context, casework.Tx, casework.Work) (casework.Done, error) { return casework.Done{}, nil }
			}
		}
	}
	b.cases, err = casework.NewDesk(casework.Parts{
		Book: b.store.Cases(), Tracks: defined.Tracks(), Former: defined.Former, Series: defined.Series, Calendar: defined.Calendar,
		World: b.world, Say: i18n.Say, Form: defined.Form, Effects: effects, Fees: rules, Observers: hears,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.parts.Cases = b.cases
	b.desk = mutation.NewDesk(b.parts)
	return b
}

// small opens a bench with the register of storetest on one mouza: khatian 1 is the state's.
func small(t testing.TB, hears ...casework.Observer) (*bench, land.Volume) {
	t.Helper()
	b := open(t, "sqlite:"+filepath.Join(t.TempDir(), "deeds.db"), hears...)
	v := storetest.Volume(1027001, 12)
	v.Source = land.DemoSource
	if err := b.store.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	return b, v
}

// registers gives a made-up register of some mouzas.
func registers(t testing.TB, mouzas, plots int) []land.Volume {
	t.Helper()
	atlas, err := catalogue.Atlas()
	if err != nil {
		t.Fatal(err)
	}
	list := slices.Clone(atlas.Mouzas)
	slices.SortFunc(list, func(a, b place.Mouza) int { return int(a.IDN - b.IDN) })
	var volumes []land.Volume
	for v, err := range demo.Volumes(demo.Plan{Mouzas: list[:mouzas], Plots: plots, Seed: 3, Valid: seva.Date{Year: 2026, Month: 11, Day: 1}}) {
		if err != nil {
			t.Fatal(err)
		}
		volumes = append(volumes, v)
	}
	return volumes
}

// machine is the office's own machine account.
func machine() casework.Caller {
	return casework.Caller{ID: "client:adsr-ghatal", Roles: []casework.Role{casework.RegistrationOffice}, Offices: []string{"reg.1902"}, Channel: "machine"}
}

// plotOf finds a plot of the small register that a deed passes without a warning: neither
// flags nor a sharecropper.
func plain(v land.Volume) (land.Plot, land.Holding, land.Owner) {
	for _, p := range v.Plots {
		h := p.Holdings[0]
		if len(p.Flags) > 0 || h.Possession != "" || h.Khatian.Main == 1 {
			continue
		}
		for _, f := range v.Folios {
			if f.Number == h.Khatian {
				return p, h, f.Owner
			}
		}
	}
	panic("no plain plot")
}

// number counts the deeds of a test.
var number int64

// selling gives a deed by which the recorded raiyat of a plain plot sells a share of it.
func selling(v land.Volume, share seva.Share) mutation.Deed {
	p, h, owner := plain(v)
	number++
	return mutation.Deed{
		ID: mutation.ID{Office: "1902", Year: 2026, Number: number, Book: "I"}, Registered: day(), Presented: day(), Kind: mutation.Sale,
		Sellers: []mutation.Seller{{Name: owner.Name.Bn, Guardian: owner.Guardian.Bn, Mouza: v.Mouza, Khatian: h.Khatian}},
		Buyers: []mutation.Buyer{{Name: fmt.Sprintf("রেহানা খাতুন %s", []string{"বিবি", "বেগম", "নেসা"}[number%3]), Guardian: "করিম শেখ",
			Relation: land.Father, Address: "খড়ার", Mobile: "919830012345", Share: seva.Whole}},
		Schedule: []mutation.Line{{Mouza: v.Mouza, Plot: p.Number, Khatian: h.Khatian, Class: p.Class, Share: share,
			Area: max(seva.Area(int64(h.Recorded)*int64(min(share, h.Share))/int64(h.Share)), 1)}},
	}
}

func (b *bench) receive(t testing.TB, d mutation.Deed) mutation.Receipt {
	t.Helper()
	r, err := b.desk.Receive(t.Context(), machine(), d)
	if err != nil {
		t.Fatalf("deed %s: %v", d.ID, err)
	}
	return r
}

func (b *bench) plot(t testing.TB, idn place.IDN, n land.Number) land.Plot {
	t.Helper()
	p, err := b.store.Plot(t.Context(), idn, n, land.At{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
