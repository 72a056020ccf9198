package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
)

// RecordStore is what the suite of orders asks of an engine: the record, and the
// transactions of cases in which it changes.
type RecordStore interface {
	Store
	Cases() casework.Book
}

// Amends holds a store to the contract of land.Writer.
func Amends(t *testing.T, open func(t *testing.T) RecordStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, RecordStore)
	}{
		{"a sale opens a khatian, and the past still answers", sale},
		{"who sold everything has no khatian any more, and had one", soldOut},
		{"a share of a plot goes to a khatian that is there", toNeighbour},
		{"a name that is put right reaches every plot", amendedName},
		{"a warning is set and cleared", flagged},
		{"an address alone changes the khatian and no plot", amendedAddress},
		{"an order of the same day corrects in recorded time only", sameDay},
		{"an unsound change leaves nothing", unsoundChange},
		{"a transaction that fails later leaves nothing", failsLater},
		{"a transaction reads what it wrote", ownWrites},
		{"a part of a plot becomes a plot", dividedPlot},
		{"what is not there is none", noneHeld},
		{"two orders at once: neither is lost", ordersAtOnce},
		{"an older extract does not undo an order", extractAfter},
		{"any orders in any sequence keep the record whole", anyOrders},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

const order = "MN2026000123"

func amend(t testing.TB, s RecordStore, c land.Change) error {
	t.Helper()
	return s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.Amend(t.Context(), c) })
}

func mustAmend(t testing.TB, s RecordStore, c land.Change) {
	t.Helper()
	if err := amend(t, s, c); err != nil {
		t.Fatalf("Amend: %v", err)
	}
}

// demoRegister binds a small register of a specimen.
func demoRegister(t *testing.T, s Store) land.Volume {
	t.Helper()
	v := Volume(mouza, 10)
	v.Source = land.DemoSource
	bind(t, s, v)
	return v
}

func buyer(name string) land.Owner {
	return land.Owner{Name: seva.Names{Bn: name}, Type: land.Individual, Guardian: seva.Names{Bn: "করিম শেখ"}, Relation: land.Father,
		Address: seva.Names{Bn: "খড়ার"}}
}

// sold gives the change by which a share of a plot goes to a new khatian.
func sold(p land.Plot, from land.Number, share seva.Share, to land.Number, on seva.Date) land.Change {
	area, _ := p.Take(from, share)
	p.Give(to, share, area)
	return land.Change{Mouza: mouza, Valid: on, By: order, Plots: []land.Plot{p},
		Folios: []land.Folio{{Number: to, Owner: buyer("রেহানা খাতুন")}}}
}

func folio(t *testing.T, s Store, n land.Number, at land.At) land.Khatian {
	t.Helper()
	k, err := s.Khatian(t.Context(), mouza, n, at)
	if err != nil {
		t.Fatalf("khatian %s at %+v: %v", n, at, err)
	}
	return k
}

func sale(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	n := v.Plots[2].Number
	before := plot(t, s, n, land.At{})
	seller := before.Holdings[0].Khatian
	sellerBefore := folio(t, s, seller, land.At{})
	var fresh land.Number
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		held, err := tx.HoldPlots(t.Context(), mouza, []land.Number{n})
		if err != nil {
			return err
		}
		equal(t, "what is held", held[0], before)
		if fresh, err = tx.FreeKhatian(t.Context(), mouza); err != nil {
			return err
		}
		return tx.Amend(t.Context(), sold(held[0], seller, 2500, fresh, laterDay()))
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the new khatian", fresh, number(int32(len(v.Folios)+1), 0))
	now := plot(t, s, n, land.At{})
	if now.Shares() != seva.Whole || now.Recorded() != before.Recorded() {
		t.Errorf("shares %s, written areas %s of %s", now.Shares(), now.Recorded(), before.Recorded())
	}
	equal(t, "as on", land.AsOn{Valid: now.AsOn.Valid, Source: now.AsOn.Source}, land.AsOn{Valid: laterDay(), Source: "demo " + order})
	if !now.AsOn.Specimen() || !now.AsOn.Recorded.After(before.AsOn.Recorded) {
		t.Errorf("as on %+v after %+v", now.AsOn, before.AsOn)
	}
	owner := buyer("রেহানা খাতুন")
	bought := folio(t, s, fresh, land.At{})
	equal(t, "the buyer", bought.Owner, owner)
	left := folio(t, s, seller, land.At{})
	if left.Area+bought.Area != sellerBefore.Area {
		t.Errorf("%s stays and %s goes, of %s", left.Area, bought.Area, sellerBefore.Area)
	}
	if !now.HasMap {
		t.Error("the plot lost its map")
	}
	sum, err := s.Summary(t.Context(), mouza)
	if err != nil || sum.Khatians != len(v.Folios)+1 || sum.Plots != len(v.Plots) {
		t.Errorf("summary %+v, %v", sum, err)
	}
	dayBefore, justBefore := seva.Date{Year: 2026, Month: 11, Day: 30}, now.AsOn.Recorded.Add(-time.Microsecond)
	for what, at := range map[string]land.At{
		"the day before": {Valid: dayBefore}, "as known before": {Known: justBefore}, "as known before, of that day": {Known: justBefore, Valid: laterDay()},
	} {
		equal(t, what, plot(t, s, n, at), before)
		equal(t, what+", seller", folio(t, s, seller, at), sellerBefore)
		if _, err := s.Khatian(t.Context(), mouza, fresh, at); !errors.Is(err, land.ErrNone) {
			t.Errorf("%s the buyer has a khatian: %v", what, err)
		}
	}
	equal(t, "from its day on", plot(t, s, n, land.At{Valid: laterDay()}), now)
}

func soldOut(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	seller := v.Folios[4].Number
	was := folio(t, s, seller, land.At{})
	c := land.Change{Mouza: mouza, Valid: laterDay(), By: order}
	fresh := number(500, 0)
	for _, h := range was.Holdings {
		p := plot(t, s, h.Plot, land.At{})
		area, _ := p.Take(seller, h.Share)
		p.Give(fresh, h.Share, area)
		equal(t, "all that was written", area, h.Recorded)
		c.Plots = append(c.Plots, p)
	}
	c.Folios = []land.Folio{{Number: fresh, Owner: buyer("মীরা দাস")}}
	mustAmend(t, s, c)
	if _, err := s.Khatian(t.Context(), mouza, seller, land.At{}); !errors.Is(err, land.ErrNone) {
		t.Errorf("the seller's khatian: %v", err)
	}
	equal(t, "the past", folio(t, s, seller, land.At{Valid: Day()}), was)
	equal(t, "area", folio(t, s, fresh, land.At{}).Area, was.Area)
	if sum, err := s.Summary(t.Context(), mouza); err != nil || sum.Khatians != len(v.Folios) {
		t.Errorf("summary %+v, %v", sum, err)
	}
	// A number that was somebody's is not given to another, also when its khatian closed.
	all := land.Change{Mouza: mouza, Valid: laterDay(), By: "MN2026000124", Folios: []land.Folio{{Number: seller, Owner: buyer("আনোয়ার আলি")}}}
	for _, p := range c.Plots {
		p = plot(t, s, p.Number, land.At{})
		h := p.Holdings[slices.IndexFunc(p.Holdings, func(h land.Holding) bool { return h.Khatian == fresh })]
		area, _ := p.Take(fresh, h.Share)
		p.Give(seller, h.Share, area)
		all.Plots = append(all.Plots, p)
	}
	mustAmend(t, s, all)
	_ = s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		n, err := tx.FreeKhatian(t.Context(), mouza)
		if err != nil || n != number(501, 0) {
			t.Errorf("free: %v, %v", n, err)
		}
		return nil
	})
}

func toNeighbour(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	p := plot(t, s, v.Plots[5].Number, land.At{})
	holds := func(f land.Folio) bool {
		return slices.ContainsFunc(p.Holdings, func(h land.Holding) bool { return h.Khatian == f.Number })
	}
	others := slices.DeleteFunc(slices.Clone(v.Folios), holds)
	from, to := p.Holdings[0].Khatian, others[0].Number
	was := folio(t, s, to, land.At{})
	share := p.Holdings[0].Share
	area, _ := p.Take(from, share)
	p.Give(to, share, area)
	mustAmend(t, s, land.Change{Mouza: mouza, Valid: laterDay(), By: order, Plots: []land.Plot{p}})
	now := folio(t, s, to, land.At{})
	equal(t, "area", now.Area, was.Area+area)
	equal(t, "owner", now.Owner, was.Owner)
	got := plot(t, s, p.Number, land.At{})
	for _, h := range got.Holdings {
		if h.Khatian == to && h.Owner.Name != was.Owner.Name {
			t.Errorf("the sheet names %+v", h.Owner)
		}
	}
}

func amendedName(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	k := folio(t, s, v.Folios[3].Number, land.At{})
	was := map[land.Number]land.Plot{}
	for _, h := range k.Holdings {
		was[h.Plot] = plot(t, s, h.Plot, land.At{})
	}
	o := k.Owner
	o.Name.En = "Subroto Mandal"
	mustAmend(t, s, land.Change{Mouza: mouza, Valid: laterDay(), By: order, Folios: []land.Folio{{Number: k.Number, Owner: o}}})
	for n, before := range was {
		got := plot(t, s, n, land.At{})
		if !slices.ContainsFunc(got.Holdings, func(h land.Holding) bool { return h.Owner.Name.En == o.Name.En }) {
			t.Errorf("plot %s does not say it: %+v", n, got.Holdings)
		}
		equal(t, "the past", plot(t, s, n, land.At{Valid: Day()}), before)
	}
	equal(t, "the khatian", folio(t, s, k.Number, land.At{}).Owner, o)
}

func amendedAddress(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	k := folio(t, s, v.Folios[3].Number, land.At{})
	p := plot(t, s, k.Holdings[0].Plot, land.At{})
	o := k.Owner
	o.Address = seva.Names{Bn: "দাসপুর"}
	mustAmend(t, s, land.Change{Mouza: mouza, Valid: laterDay(), By: order, Folios: []land.Folio{{Number: k.Number, Owner: o}}})
	equal(t, "the plot", plot(t, s, p.Number, land.At{}), p)
	equal(t, "the owner", folio(t, s, k.Number, land.At{}).Owner, o)
}

func flagged(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	was := plot(t, s, v.Plots[0].Number, land.At{})
	p := was
	p.Flags = p.Flagged(land.Court, true)
	mustAmend(t, s, land.Change{Mouza: mouza, Valid: laterDay(), By: order, Plots: []land.Plot{p}})
	now := plot(t, s, p.Number, land.At{})
	equal(t, "set", now.Flags, []land.Flag{land.Mortgage, land.Court, land.Pending})
	p.Flags = p.Flagged(land.Pending, false)
	mustAmend(t, s, land.Change{Mouza: mouza, Valid: laterDay(), By: "MN2026000124", Plots: []land.Plot{p}})
	got := plot(t, s, p.Number, land.At{})
	equal(t, "cleared", got.Flags, []land.Flag{land.Mortgage, land.Court})
	equal(t, "the last order only", got.AsOn.Source, "demo MN2026000124")
	got.Flags, got.AsOn = was.Flags, was.AsOn
	equal(t, "all else", got, was)
	equal(t, "the past", plot(t, s, p.Number, land.At{Valid: Day()}), was)
}

func sameDay(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	wrong := plot(t, s, v.Plots[2].Number, land.At{})
	mustAmend(t, s, sold(wrong, wrong.Holdings[0].Khatian, 1000, number(77, 0), Day()))
	right := plot(t, s, wrong.Number, land.At{})
	equal(t, "what is now known of that day", plot(t, s, wrong.Number, land.At{Valid: Day()}), right)
	equal(t, "what was then known", plot(t, s, wrong.Number, land.At{Valid: Day(), Known: wrong.AsOn.Recorded}), wrong)
}

func ownWrites(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	n := v.Plots[2].Number
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		for i := range 3 {
			held, err := tx.HoldPlots(t.Context(), mouza, []land.Number{n})
			if err != nil {
				return err
			}
			free, err := tx.FreeKhatian(t.Context(), mouza)
			if err != nil {
				return err
			}
			if err := tx.Amend(t.Context(), sold(held[0], held[0].Holdings[0].Khatian, 500, free, laterDay())); err != nil {
				return err
			}
			k, err := tx.HoldKhatian(t.Context(), mouza, free)
			if err != nil || len(k.Holdings) != 1 || !k.AsOn.Specimen() {
				t.Errorf("round %d: %+v, %v", i, k, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if p := plot(t, s, n, land.At{}); len(p.Holdings) != len(v.Plots[2].Holdings)+3 || p.Shares() != seva.Whole {
		t.Errorf("%+v", p.Holdings)
	}
}

func noneHeld(t *testing.T, s RecordStore) {
	demoRegister(t, s)
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		_, e1 := tx.HoldPlots(t.Context(), mouza, []land.Number{number(1, 0), number(999, 0)})
		_, e2 := tx.HoldPlots(t.Context(), mouza+9, []land.Number{number(1, 0)})
		_, e3 := tx.HoldKhatian(t.Context(), mouza, number(999, 0))
		_, e4 := tx.FreeKhatian(t.Context(), mouza+9)
		for i, err := range []error{e1, e2, e3, e4} {
			if !errors.Is(err, land.ErrNone) {
				t.Errorf("question %d: %v, want ErrNone", i+1, err)
			}
		}
		// None of it keeps the transaction from going on.
		return tx.Do(t.Context(), "storetest", "key", "print", nil, caseDay())
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ordersAtOnce(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	n := v.Plots[2].Number
	const orders = 12
	var wg sync.WaitGroup
	for range orders {
		wg.Go(func() {
			err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return sellSome(t.Context(), tx, n) })
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := plot(t, s, n, land.At{})
	if got.Shares() != seva.Whole || len(got.Holdings) != len(v.Plots[2].Holdings)+orders {
		t.Errorf("%d holdings with shares of %s", len(got.Holdings), got.Shares())
	}
	if sum, err := s.Summary(t.Context(), mouza); err != nil || sum.Khatians != len(v.Folios)+orders {
		t.Errorf("summary %+v, %v", sum, err)
	}
}

// sellSome sells 100 of the first holding to whoever comes.
func sellSome(ctx context.Context, tx casework.Tx, n land.Number) error {
	held, err := tx.HoldPlots(ctx, mouza, []land.Number{n})
	if err != nil {
		return err
	}
	free, err := tx.FreeKhatian(ctx, mouza)
	if err != nil {
		return err
	}
	return tx.Amend(ctx, sold(held[0], held[0].Holdings[0].Khatian, 100, free, laterDay()))
}

// extractAfter: what an office wrote before an order and loads after it would take the
// order back.
func extractAfter(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	was := plot(t, s, v.Plots[2].Number, land.At{})
	mustAmend(t, s, sold(was, was.Holdings[0].Khatian, 1000, number(77, 0), laterDay()))
	now := plot(t, s, was.Number, land.At{})
	if err := s.Bind(t.Context(), v); seva.KindOf(err) != seva.Conflict {
		t.Errorf("Bind of the older extract: %v, want a conflict", err)
	}
	equal(t, "plot", plot(t, s, was.Number, land.At{}), now)
	v.Valid = seva.Date{Year: 2027, Month: 1, Day: 1}
	bind(t, s, v)
	got := plot(t, s, was.Number, land.At{})
	equal(t, "a newer extract has the last word", shares(got), shares(was))
	equal(t, "and what it replaced is kept", plot(t, s, was.Number, land.At{Valid: laterDay()}), now)
}
