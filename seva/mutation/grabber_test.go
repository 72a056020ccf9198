package mutation_test

import (
	"fmt"
	"slices"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/mutation"
)

// after orders the mutation of a deed that was heard.
func (b *bench) after(t *testing.T, number string) (casework.Done, error) {
	t.Helper()
	var done casework.Done
	err := b.store.Cases().Change(t.Context(), func(tx casework.Tx) (err error) {
		done, err = b.parts.Effects()["amend_deed"](t.Context(), tx, casework.Work{
			Case: casework.Case{Number: number}, Event: casework.Event{At: b.clock.Now(), Action: "record"}})
		return err
	})
	return done, err
}

// Who sells to themselves is heard, and has nothing to be ordered; what stays with a seller
// among others does not move.
func TestSellerBuys(t *testing.T) {
	b, v := small(t)
	p, h, owner := plain(v)
	self := mutation.Buyer{Name: owner.Name.En, Guardian: owner.Guardian.En, Relation: land.Father, Address: "Kharar", Share: seva.Whole}
	if self.Name == "" || self.Guardian == "" {
		self.Name, self.Guardian = owner.Name.Bn, owner.Guardian.Bn
	}
	d := selling(v, 1000)
	d.Buyers = []mutation.Buyer{self}
	r := b.receive(t, d)
	if r.Course != mutation.Hearing || !slices.Equal(keysOf(r), []string{"moves", "not_to_self"}) {
		t.Fatalf("%s: %v", r.Course, keysOf(r))
	}
	if _, err := b.after(t, r.Case); code(err) != "deed.record" {
		t.Errorf("nothing was to be ordered: %v", err)
	}
	d = selling(v, 1000)
	self.Share, d.Buyers[0].Share = 6000, 4000
	d.Buyers = append(d.Buyers, self)
	r = b.receive(t, d)
	if r.Course != mutation.Hearing || !slices.Equal(keysOf(r), []string{"not_to_self"}) {
		t.Fatalf("with another: %s: %v", r.Course, keysOf(r))
	}
	done, err := b.after(t, r.Case)
	if err != nil || len(done.Keys) != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	got := b.plot(t, v.Mouza, p.Number)
	i := slices.IndexFunc(got.Holdings, func(o land.Holding) bool { return o.Khatian == h.Khatian })
	if got.Shares() != seva.Whole || len(got.Holdings) != len(p.Holdings)+1 || got.Holdings[i].Share != h.Share-400 {
		t.Errorf("%+v", got.Holdings)
	}
	// Whose father is not named may be somebody else of that name: heard, and ordered like any.
	d = selling(v, 1000)
	d.Buyers[0].Name, d.Buyers[0].Guardian = owner.Name.Bn, ""
	if r = b.receive(t, d); !slices.Contains(keysOf(r), "not_to_self") || slices.Contains(keysOf(r), "moves") {
		t.Errorf("unsure: %v", keysOf(r))
	}
	if _, err := b.after(t, r.Case); err != nil {
		t.Error(err)
	}
	// In a partition everybody gives and takes: only what somebody gives themselves is asked about.
	d = selling(v, 1000)
	d.Kind, d.Schedule[0].Buyer = mutation.Partition, 1
	if r = b.receive(t, d); slices.Contains(keysOf(r), "not_to_self") {
		t.Errorf("partition: %v", keysOf(r))
	}
}

// The same year and number in two books are two deeds; a deed without a book is one of Book I.
func TestBooks(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	in := d.Written()
	in.Book = ""
	old, err := in.Deed(day())
	if err != nil || old.ID != d.ID || old.ID.String() != fmt.Sprintf("1902/2026/%d", d.Number) {
		t.Fatalf("%+v, %v", old, err)
	}
	first := b.receive(t, old)
	if again := b.receive(t, d); !again.Again || again.Case != first.Case {
		t.Errorf("Book I said aloud: %+v", again)
	}
	other := selling(v, 500)
	other.ID = d.ID
	other.Book = "IV"
	second := b.receive(t, other)
	if second.Again || second.Case == first.Case || second.ID.String() != d.ID.String()+"/IV" {
		t.Fatalf("%+v", second)
	}
	for id, want := range map[mutation.ID]string{d.ID: first.Case, other.ID: second.Case, {Office: "1902", Year: 2026, Number: d.Number}: first.Case} {
		r, err := b.desk.Deed(t.Context(), machine(), id)
		if err != nil || r.Case != want {
			t.Errorf("%v: %+v, %v", id, r, err)
		}
	}
	key, err := casework.DeedKey("1902", "2026", fmt.Sprintf("%d/iv", d.Number))
	if err != nil {
		t.Fatal(err)
	}
	found, err := b.cases.For(casework.Caller{}).Track(t.Context(), casework.Trace{Key: key})
	if err != nil || len(found) != 1 || found[0].Number != second.Case {
		t.Errorf("%+v, %v", found, err)
	}
}

// However many others a machine sends under one number, a few are kept, the rest is counted,
// and the log has a leaf for each that was kept.
func TestRivalsAreBounded(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	r := b.receive(t, d)
	for i := range mutation.MostRivals + 7 {
		other := d
		other.Consideration = seva.Money(100 + i)
		for range 2 { // and each twice: what is kept is not counted again
			if _, err := b.desk.Receive(t.Context(), machine(), other); seva.KindOf(err) != seva.Conflict {
				t.Fatal(err)
			}
		}
	}
	kept, err := b.store.Conflicts(t.Context(), d.ID)
	if err != nil || len(kept) != mutation.MostRivals {
		t.Errorf("%d are kept, %v", len(kept), err)
	}
	all, err := b.desk.Conflicts(t.Context(), casework.Caller{ID: "o1", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.2786"}})
	if err != nil || len(all) != mutation.MostRivals || all[0].More != 14 || all[0].Case != r.Case || all[0].ID != d.ID {
		t.Errorf("%+v, %v", all, err)
	}
}

// Names that copy others, and deeds with more rows than their case can show.
func TestLookAlikes(t *testing.T) {
	_, v := small(t)
	for name, ok := range map[string]bool{
		"Subrata Mondal": true, "সুব্রত মণ্ডল": true, "सुब्रत Mondal": true, "Shk. D’Souza (Jr)": true,
		"Subrata M\u043endal": false, "\u0405ubrata Mondal": false, "সুব্রতMondal": false, "\uff33ubrata": false, "Subr\u0251ta": false,
		"Subrata\u202eladnoM": false, "S\u200bubrata": false, "Ω Mondal": false,
	} {
		in := selling(v, 1000).Written()
		in.Buyers[0].Name = name
		if _, err := in.Deed(day()); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
	in := selling(v, 1000).Written()
	for len(in.Schedule) < form.MaxRows {
		l := in.Schedule[0]
		l.Plot = fmt.Sprintf("%d", 1000+len(in.Schedule))
		in.Schedule = append(in.Schedule, l)
	}
	d, err := in.Deed(day())
	if err != nil {
		t.Fatal(err)
	}
	in.Schedule = append(in.Schedule, mutation.InputLine{Mouza: in.Schedule[0].Mouza, Plot: "2000", Khatian: in.Schedule[0].Khatian, Class: "sali", Share: "0.1", Area: "0.01"})
	if _, err := in.Deed(day()); seva.KindOf(err) != seva.Invalid {
		t.Errorf("a row more: %v", err)
	}
	// What an older program took in is read for ever.
	d.Schedule = append(d.Schedule, d.Schedule...)
	for i := range d.Schedule {
		d.Schedule[i].Plot.Main = int32(i + 1)
	}
	d.Buyers[0].Name = "Subrata M\u043endal"
	body, err := d.Body()
	if err != nil {
		t.Fatal(err)
	}
	if k, err := mutation.KeptDeed(body); err != nil || len(k.Schedule) != 2*form.MaxRows {
		t.Errorf("kept: %v", err)
	}
}

// Who decides is no party.
func TestOfficerObjects(t *testing.T) {
	b, v := small(t)
	d := selling(v, 1000)
	d.Sellers[0].Name = "জাকির হোসেন মোল্লা"
	r := b.receive(t, d)
	for name, c := range map[string]struct {
		who casework.Caller
		ok  bool
	}{
		"who decides":            {casework.Caller{ID: "o1", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.2786"}}, false},
		"the department's clerk": {casework.Caller{ID: "o2", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.*"}}, false},
		"another office's":       {casework.Caller{ID: "o3", Roles: []casework.Role{casework.Verifier}, Offices: []string{"lr.9"}}, true},
		"the same as a citizen":  {casework.Caller{ID: "c1", Roles: []casework.Role{casework.Citizen}, Phone: "919831000001", Proved: true}, true},
		"a kiosk's operator":     {casework.Caller{ID: "op", Roles: []casework.Role{casework.Operator}, Offices: []string{"bsk.12"}}, true},
	} {
		if _, err := b.desk.Object(t.Context(), c.who, r.Case, "এই জমি আমার।"); (err == nil) != c.ok || err != nil && seva.KindOf(err) != seva.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What the land office has open about a khatian keeps a deed out of it from passing unheard:
// and when that has ended, the deed passes.
func TestOpenCase(t *testing.T) {
	b, v := small(t)
	p, h, _ := plain(v)
	key := casework.KhatianKey(v.Mouza, h.Khatian)
	var number string
	err := b.store.Cases().Change(t.Context(), func(tx casework.Tx) (err error) {
		if number, err = b.cases.Number(t.Context(), tx, "LA"); err != nil {
			return err
		}
		_, err = b.cases.Open(t.Context(), tx, casework.Opening{Number: number, Service: "land_appeal", Office: "lr.2786", FormOf: 1,
			Applicant: casework.Applicant{Name: "মালতী মণ্ডল", Lang: seva.Bengali}, Answers: form.Answers{"khatian": {Text: key.Value}},
			Keys: []casework.Key{key, casework.PlotKey(v.Mouza, p.Number)}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d := selling(v, 1000)
	r := b.receive(t, d)
	if r.Course != mutation.Hearing || !slices.Equal(keysOf(r), []string{"no_open_case"}) {
		t.Fatalf("%s: %v", r.Course, keysOf(r))
	}
	officer := casework.Caller{ID: "o1", Roles: []casework.Role{casework.Verifier, casework.Sanctioner, casework.Clerk}, Offices: []string{"lr.2786"}}
	desk := b.cases.For(officer)
	view, err := desk.Case(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(view.State)
	if _, err := b.run(t, "clear_pending", number, form.Answers{"khatian": {Text: key.Value}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.desk.Again(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	if got, _ := b.desk.Deed(t.Context(), machine(), d.ID); got.State != "hearing_due" {
		t.Errorf("while it is open: %s", got.State)
	}
}

// An order of another kind that is younger than a deed: who became the owner then did not sell
// before. And a deed that has passed by itself is not applied for again.
func TestOlderThanTheOrder(t *testing.T) {
	b, v := small(t)
	p, h, owner := plain(v)
	at := v.Mouza.String() + "/"
	name := form.Answers{"khatian": {Text: at + h.Khatian.String()}, "correct_what": {Text: "address"}, "correct_address": {Text: "খড়ার, ঘাটাল"}}
	if _, err := b.run(t, "amend_name", "RC2026000001", name); err != nil {
		t.Fatal(err)
	}
	d := selling(v, 1000)
	d.Registered, d.Presented = b.world.Today(), b.world.Today()
	r := b.receive(t, d)
	if r.State != "recorded" {
		t.Fatalf("%+v", r)
	}
	if r := b.receive(t, selling(v, 1000)); !slices.Equal(keysOf(r), []string{"no_later_deed"}) || r.Course != mutation.Window {
		t.Errorf("%s: %v", r.Course, keysOf(r))
	}
	sale := form.Answers{"khatian": {Text: at + h.Khatian.String()}, "plot": {Text: at + p.Number.String()}, "area_sold": {Text: "10"},
		"deed_number": {Text: fmt.Sprint(d.Number)}, "deed_year": {Text: "2026"}, "registration_office": {Text: "১৯০২"},
		"buyers": {Rows: []form.Answers{{"buyer_name": {Text: "তপন জানা"}, "guardian_name": {Text: "বিমল জানা"}, "address": {Text: "খড়ার"}, "share": {Text: "10000"}}}}}
	if _, err := b.run(t, "amend_sale", "MN2026000901", sale); code(err) != "record.deed" {
		t.Errorf("the same deed: %v", err)
	}
	sale["deed_number"] = form.Value{Text: "999999"}
	if done, err := b.run(t, "amend_sale", "MN2026000901", sale); err != nil || done.Keys[len(done.Keys)-1].Value != "1902/2026/999999" {
		t.Errorf("another: %+v, %v", done, err)
	}
	// The state's own khatian is nobody's to rename.
	name["khatian"], name["correct_what"], name["correct_name"] = form.Value{Text: at + "1"}, form.Value{Text: "name"}, form.Value{Text: owner.Name.Bn}
	if _, err := b.run(t, "amend_name", "RC2026000002", name); code(err) != "record.vested" {
		t.Errorf("khatian 1: %v", err)
	}
}

// One payment is for one deed: who names it for a second is heard.
func TestPaidOnce(t *testing.T) {
	b, v := small(t)
	first, second := selling(v, 1000), selling(v, 1000)
	first.GRN, second.GRN = "192026270000000001", "192026270000000001"
	if r := b.receive(t, first); r.State != "recorded" {
		t.Fatalf("%+v", r)
	}
	for range 2 { // and its own is no other
		if r := b.receive(t, first); !r.Again || r.State != "recorded" {
			t.Errorf("%+v", r)
		}
	}
	if r := b.receive(t, second); r.Course != mutation.Hearing || !slices.Equal(keysOf(r), []string{"fee_once"}) {
		t.Errorf("%s: %v", r.Course, keysOf(r))
	}
}
