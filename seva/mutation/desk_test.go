package mutation_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/mutation"
)

func keysOf(r mutation.Receipt) []string {
	var keys []string
	for _, t := range r.Reasons {
		keys = append(keys, strings.TrimPrefix(t.Key, "rule.deed."))
	}
	return keys
}

// The recorded raiyat sells: the record is made at once, and the case is one that anybody
// can follow.
func TestRecordedRaiyatSells(t *testing.T) {
	b, v := small(t)
	p, h, _ := plain(v)
	d := selling(v, h.Share/2)
	r := b.receive(t, d)
	if r.Course != mutation.AtOnce || r.State != "recorded" || len(r.Reasons) > 0 {
		t.Fatalf("%+v", r)
	}
	got := b.plot(t, v.Mouza, p.Number)
	if got.Shares() != seva.Whole || len(got.Holdings) != len(p.Holdings)+1 || got.AsOn.Source != "demo "+r.Case || !got.AsOn.Specimen() {
		t.Errorf("%+v", got)
	}
	c, err := b.store.Cases().Case(t.Context(), r.Case)
	if err != nil || c.State != "recorded" || c.Marks["khatian"] != "1027001/9" || c.Applicant.Phone != "919830012345" {
		t.Errorf("%+v, %v", c, err)
	}
	k, err := b.store.Khatian(t.Context(), v.Mouza, land.Number{Main: 9}, land.At{})
	if err != nil || k.Owner.Name.Bn != d.Buyers[0].Name || k.Holdings[0].Share != h.Share/2 {
		t.Errorf("%+v, %v", k, err)
	}
	if past := b.plotAt(t, v.Mouza, p.Number, land.At{Valid: v.Valid}); len(past.Holdings) != len(p.Holdings) {
		t.Errorf("the past reads %+v", past.Holdings)
	}
}

func (b *bench) plotAt(t *testing.T, idn interface{ String() string }, n land.Number, at land.At) land.Plot {
	t.Helper()
	p, err := b.store.Plot(t.Context(), 1027001, n, at)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The same deed again has the same answer; another under its number is kept apart.
func TestTwice(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	first := b.receive(t, d)
	second := b.receive(t, d)
	if !second.Again || second.Case != first.Case || second.State != first.State {
		t.Errorf("%+v after %+v", second, first)
	}
	altered := d
	altered.Buyers = slices.Clone(d.Buyers)
	altered.Buyers[0].Name = "জাকির হোসেন"
	for range 2 {
		_, err := b.desk.Receive(t.Context(), machine(), altered)
		if e, ok := errors.AsType[*seva.Error](err); !ok || e.Kind != seva.Conflict || e.Code() != "deed.other" {
			t.Fatalf("altered: %v", err)
		}
	}
	kept, err := b.store.Conflicts(t.Context(), d.ID)
	if err != nil || len(kept) != 1 || kept[0].Deed.Buyers[0].Name != "জাকির হোসেন" {
		t.Errorf("%+v, %v", kept, err)
	}
	p, _, _ := plain(v)
	if got := b.plot(t, v.Mouza, p.Number); len(got.Holdings) != len(p.Holdings)+1 {
		t.Errorf("the record has %d holdings", len(got.Holdings))
	}
}

// Eight times at once is once.
func TestAtOnceTogether(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	var wg sync.WaitGroup
	var mu sync.Mutex
	cases := map[string]int{}
	for range 8 {
		wg.Go(func() {
			r, err := b.desk.Receive(t.Context(), machine(), d)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			cases[r.Case]++
		})
	}
	wg.Wait()
	if len(cases) != 1 {
		t.Errorf("cases %v", cases)
	}
}

// What is said of each deed that cannot pass at once.
func TestCourses(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(v *land.Volume, d *mutation.Deed)
		course mutation.Course
		rules  []string
	}{
		{"more than is held", func(_ *land.Volume, d *mutation.Deed) { d.Schedule[0].Share = 9000 }, mutation.Hearing, []string{"share_held"}},
		{"more area than is written", func(_ *land.Volume, d *mutation.Deed) { d.Schedule[0].Area = 90000 }, mutation.Hearing, []string{"area_recorded"}},
		{"a field at the fee of a corner", func(_ *land.Volume, d *mutation.Deed) { d.Schedule[0].Area = 1 }, mutation.Hearing, []string{"area_of_share"}},
		{"land of the state", func(v *land.Volume, d *mutation.Deed) {
			d.Schedule[0].Plot, d.Schedule[0].Khatian = v.Plots[0].Number, land.Number{Main: 1}
			d.Sellers[0].Khatian = land.Number{Main: 1}
		}, mutation.Hearing, []string{"not_vested", "seller_recorded", "no_mortgage", "no_bargadar"}},
		{"an unknown khatian", func(_ *land.Volume, d *mutation.Deed) {
			d.Schedule[0].Khatian.Main, d.Sellers[0].Khatian.Main = 999, 999
		}, mutation.Hearing, []string{"khatian_recorded"}},
		{"a khatian that holds nothing there", func(v *land.Volume, d *mutation.Deed) {
			for _, f := range v.Folios {
				if !slices.ContainsFunc(v.Plots, func(p land.Plot) bool {
					return p.Number == d.Schedule[0].Plot && slices.ContainsFunc(p.Holdings, func(h land.Holding) bool { return h.Khatian == f.Number })
				}) && f.Number.Main != 1 {
					d.Schedule[0].Khatian, d.Sellers[0].Khatian = f.Number, f.Number
				}
			}
		}, mutation.Hearing, []string{"khatian_holds"}},
		{"an unknown plot", func(_ *land.Volume, d *mutation.Deed) { d.Schedule[0].Plot.Main = 999 }, mutation.Hearing, []string{"plot_recorded"}},
		{"a stranger", func(_ *land.Volume, d *mutation.Deed) {
			d.Sellers[0].Name = "জাকির হোসেন মোল্লা"
		}, mutation.Window, []string{"seller_recorded"}},
		{"a name that is near", func(_ *land.Volume, d *mutation.Deed) { d.Sellers[0].Name = "Subrata Mandol" }, mutation.Window, []string{"seller_spelled"}},
		{"the name of another's son", func(_ *land.Volume, d *mutation.Deed) { d.Sellers[0].Guardian = "হরেন দাস" }, mutation.Window, []string{"seller_spelled"}},
		{"another class", func(_ *land.Volume, d *mutation.Deed) { d.Schedule[0].Class = "suna" }, mutation.Window, []string{"class_recorded"}},
		{"a fee that is not owed", func(_ *land.Volume, d *mutation.Deed) { d.Fee, d.GRN = 100, "192026270000000001" }, mutation.Hearing, []string{"fee_paid"}},
		{"an office that does not reach there", func(v *land.Volume, d *mutation.Deed) {
			d.Office = "1903"
		}, mutation.Hearing, []string{"office_reaches"}},
		{"a court case", func(v *land.Volume, d *mutation.Deed) { flagPlot(v, d, land.Court) }, mutation.Hearing, []string{"no_court_case"}},
		{"a mortgage", func(v *land.Volume, d *mutation.Deed) { flagPlot(v, d, land.Mortgage) }, mutation.Window, []string{"no_mortgage"}},
		{"a path", func(v *land.Volume, d *mutation.Deed) {
			reclass(v, d, "rasta")
		}, mutation.Hearing, []string{"transferable", "fee_paid"}},
		{"a share that two cannot divide", func(_ *land.Volume, d *mutation.Deed) {
			d.Schedule[0].Share = 1
			d.Buyers[0].Share = 5000
			d.Buyers = append(d.Buyers, d.Buyers[0])
		}, mutation.Hearing, []string{"divisible"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, v := small(t)
			d := selling(v, 1000)
			c.spoil(&v, &d)
			v.Valid.Day++
			if err := b.store.Bind(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			before := v.Plots
			caller := machine()
			caller.Offices = append(caller.Offices, "reg.1903")
			r, err := b.desk.Receive(t.Context(), caller, d)
			if err != nil {
				t.Fatal(err)
			}
			if r.Course != c.course || !slices.Equal(keysOf(r), c.rules) {
				t.Errorf("%s: %v, want %s: %v", r.Course, keysOf(r), c.course, c.rules)
			}
			want := map[mutation.Course]string{mutation.Window: "notice_issued", mutation.Hearing: "hearing_due"}[c.course]
			if r.State != want {
				t.Errorf("state %s", r.State)
			}
			for _, p := range before {
				got := b.plot(t, v.Mouza, p.Number)
				if len(got.Holdings) != len(p.Holdings) || got.Shares() != seva.Whole {
					t.Errorf("plot %s changed", p.Number)
				}
				if about := p.Number == d.Schedule[0].Plot; about && !slices.Contains(got.Flags, land.Pending) {
					t.Errorf("plot %s says of no open case", p.Number)
				}
			}
		})
	}
}

func flagPlot(v *land.Volume, d *mutation.Deed, f land.Flag) {
	i := slices.IndexFunc(v.Plots, func(p land.Plot) bool { return p.Number == d.Schedule[0].Plot })
	v.Plots[i].Flags = []land.Flag{f}
}

func reclass(v *land.Volume, d *mutation.Deed, c land.Class) {
	i := slices.IndexFunc(v.Plots, func(p land.Plot) bool { return p.Number == d.Schedule[0].Plot })
	v.Plots[i].Class, d.Schedule[0].Class = c, c
}

// Who may not send is told so, and nothing is kept.
func TestWhoSends(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	for name, caller := range map[string]casework.Caller{
		"nobody":           {},
		"a citizen":        {ID: "c1", Roles: []casework.Role{casework.Citizen}},
		"an officer":       {ID: "o1", Roles: []casework.Role{casework.Clerk}, Offices: []string{"reg.1902"}},
		"another office":   {ID: "client:x", Roles: []casework.Role{casework.RegistrationOffice}, Offices: []string{"reg.1903"}},
		"no office at all": {ID: "client:x", Roles: []casework.Role{casework.RegistrationOffice}},
	} {
		_, err := b.desk.Receive(t.Context(), caller, d)
		if k := seva.KindOf(err); err == nil || k != seva.Forbidden && k != seva.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.desk.Deed(t.Context(), machine(), d.ID); seva.KindOf(err) != seva.NotFound {
		t.Errorf("it is there: %v", err)
	}
}

// A deed that comes before the one it rests on waits for it, and no longer.
func TestOutOfOrder(t *testing.T) {
	b, v := small(t)
	p, h, _ := plain(v)
	first := selling(v, h.Share)
	second := selling(v, 1000)
	second.Sellers[0].Name, second.Sellers[0].Guardian = first.Buyers[0].Name, first.Buyers[0].Guardian
	second.Buyers[0].Name = "তপন জানা"
	if r := b.receive(t, second); r.Course != mutation.Window || r.State != "notice_issued" {
		t.Fatalf("the second alone: %+v", r)
	}
	if r := b.receive(t, first); r.State != "recorded" {
		t.Fatalf("the first: %+v", r)
	}
	r, err := b.desk.Deed(t.Context(), machine(), second.ID)
	if err != nil || r.State != "recorded" {
		t.Fatalf("the second then: %+v, %v", r, err)
	}
	got := b.plot(t, v.Mouza, p.Number)
	if got.Shares() != seva.Whole || len(got.Holdings) != len(p.Holdings)+1 || len(got.Flags) > 0 {
		t.Errorf("%+v", got)
	}
	if !slices.ContainsFunc(got.Holdings, func(h land.Holding) bool { return h.Owner.Name.Bn == "তপন জানা" && h.Share == 1000 }) {
		t.Errorf("%+v", got.Holdings)
	}
}

// Thirty days without a word and the stranger's deed is recorded; where the record can no
// longer bear it, somebody looks.
func TestWindowCloses(t *testing.T) {
	for _, sold := range []bool{false, true} {
		b, v := small(t)
		p, h, _ := plain(v)
		d := selling(v, h.Share)
		d.Sellers[0].Name = "জাকির হোসেন মোল্লা"
		r := b.receive(t, d)
		if sold { // the recorded raiyat has sold it meanwhile
			if got := b.receive(t, selling(v, h.Share)); got.State != "recorded" {
				t.Fatalf("%+v", got)
			}
		}
		b.clock.pass(31 * 24 * time.Hour)
		if _, err := b.cases.Tick(t.Context(), 100); err != nil {
			t.Fatal(err)
		}
		c, err := b.store.Cases().Case(t.Context(), r.Case)
		if want := map[bool]string{false: "recorded", true: "hearing_due"}[sold]; err != nil || c.State != want {
			t.Errorf("sold %v: %s, %v", sold, c.State, err)
		}
		if got := b.plot(t, v.Mouza, p.Number); got.Shares() != seva.Whole || len(got.Holdings) != len(p.Holdings) {
			t.Errorf("%+v", got.Holdings)
		}
	}
}

func TestObjection(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	d.Sellers[0].Name = "জাকির হোসেন মোল্লা"
	r := b.receive(t, d)
	owner := casework.Caller{ID: "c1", Phone: "919831000001", Proved: true, Roles: []casework.Role{casework.Citizen}}
	buyer := casework.Caller{ID: "c2", Phone: d.Buyers[0].Mobile, Proved: true, Roles: []casework.Role{casework.Citizen}}
	object := func(who casework.Caller) error {
		_, err := b.desk.Object(t.Context(), who, r.Case, "এই জমি আমার।")
		return err
	}
	code := func(err error) string {
		if e, ok := errors.AsType[*seva.Error](err); ok {
			return e.Code()
		}
		return ""
	}
	if err := object(casework.Caller{}); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("nobody: %v", err)
	}
	if err := object(buyer); code(err) != "objection.own" {
		t.Errorf("the buyer: %v", err)
	}
	for range 2 {
		if err := object(owner); err != nil {
			t.Fatal(err)
		}
	}
	another := owner
	another.ID, another.Phone = "c3", "919831000003"
	if err := object(another); err != nil {
		t.Fatal(err)
	}
	events, err := b.store.Cases().Events(t.Context(), r.Case)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, e := range events {
		if e.Note != "" {
			said++
		}
	}
	if c, _ := b.store.Cases().Case(t.Context(), r.Case); said != 2 || c.State != "objected" {
		t.Errorf("%d objections, %s", said, c.State)
	}
	b.clock.pass(31 * 24 * time.Hour)
	another.ID, another.Phone = "c4", "919831000004"
	if err := object(another); code(err) != "objection.late" {
		t.Errorf("late: %v", err)
	}
	if err := func() error {
		_, err := b.desk.Object(t.Context(), owner, "MN2026999999", "এই জমি আমার।")
		return err
	}(); code(err) != "case.unknown" {
		t.Errorf("unknown: %v", err)
	}
	at := b.receive(t, selling(v, 500))
	if _, err := b.desk.Object(t.Context(), owner, at.Case, "এই জমি আমার।"); code(err) != "objection.none" {
		t.Errorf("of an order at once: %v", err)
	}
}

func TestAsk(t *testing.T) {
	b, v := small(t)
	p, h, owner := plain(v)
	a, err := b.desk.Ask(t.Context(), machine(), v.Mouza, p.Number, h.Khatian)
	if err != nil || a.Course != mutation.AtOnce || a.Holding.Owner.Name != owner.Name || !a.FeeKnown || a.Fee.Total != 0 {
		t.Errorf("%+v, %v", a, err)
	}
	a, err = b.desk.Ask(t.Context(), machine(), v.Mouza, v.Plots[0].Number, v.Plots[0].Holdings[0].Khatian)
	if err != nil || a.Course != mutation.Hearing || len(a.Reasons) < 2 {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err = b.desk.Ask(t.Context(), machine(), v.Mouza, land.Number{Main: 999}, h.Khatian); seva.KindOf(err) != seva.NotFound {
		t.Error(err)
	}
	if _, err = b.desk.Ask(t.Context(), casework.Caller{ID: "c1", Roles: []casework.Role{casework.Citizen}}, v.Mouza, p.Number, h.Khatian); seva.KindOf(err) != seva.Forbidden {
		t.Error(err)
	}
}
