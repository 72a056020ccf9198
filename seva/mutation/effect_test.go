package mutation_test

import (
	"errors"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
)

// run does an effect for a case with these answers, as its own act.
func (b *bench) run(t *testing.T, name, number string, a form.Answers) (casework.Done, error) {
	t.Helper()
	var done casework.Done
	err := b.store.Cases().Change(t.Context(), func(tx casework.Tx) (err error) {
		done, err = b.parts.Effects()[name](t.Context(), tx, casework.Work{
			Case: casework.Case{Number: number, Answers: a}, Event: casework.Event{At: b.clock.Now(), Action: "record"}})
		return err
	})
	return done, err
}

func code(err error) string {
	if e, ok := errors.AsType[*seva.Error](err); ok && e.Kind == seva.Conflict {
		return e.Code()
	}
	return ""
}

func TestAmendSale(t *testing.T) {
	b, v := small(t)
	p, h, _ := plain(v)
	at := v.Mouza.String() + "/"
	answers := func(area string) form.Answers {
		return form.Answers{"khatian": {Text: at + h.Khatian.String()}, "plot": {Text: at + p.Number.String()}, "area_sold": {Text: area},
			"buyers": {Rows: []form.Answers{
				{"buyer_name": {Text: "রেহানা খাতুন"}, "guardian_name": {Text: "করিম শেখ"}, "address": {Text: "খড়ার"}, "share": {Text: "6000"}},
				{"buyer_name": {Text: "Tapan Jana"}, "guardian_name": {Text: "Bimal Jana"}, "address": {Text: "Kharar"}, "share": {Text: "4000"}},
			}}}
	}
	done, err := b.run(t, "amend_sale", "MN2026000901", answers("100"))
	if err != nil || done.Marks["khatian"] != "1027001/9, 1027001/10" || len(done.Keys) != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	got := b.plot(t, v.Mouza, p.Number)
	if got.Shares() != seva.Whole || got.Recorded() != p.Recorded() || len(got.Holdings) != len(p.Holdings)+2 {
		t.Errorf("%+v", got.Holdings)
	}
	if _, err := b.run(t, "amend_sale", "MN2026000902", answers("999999")); code(err) != "record.area" {
		t.Errorf("more than is written: %v", err)
	}
	// Of two orders for the same share one gets through.
	now := b.plot(t, v.Mouza, p.Number)
	left := now.Holdings[0].Recorded
	if _, err := b.run(t, "amend_sale", "MN2026000903", answers(left.String())); err != nil {
		t.Fatal(err)
	}
	if _, err := b.run(t, "amend_sale", "MN2026000904", answers(left.String())); code(err) != "record.holds" {
		t.Errorf("sold twice: %v", err)
	}
	vested := answers("10")
	vested["khatian"], vested["plot"] = form.Value{Text: at + "1"}, form.Value{Text: at + v.Plots[0].Number.String()}
	if _, err := b.run(t, "amend_sale", "MN2026000905", vested); code(err) != "record.vested" {
		t.Errorf("vested: %v", err)
	}
}

func TestAmendHeirs(t *testing.T) {
	b, v := small(t)
	_, h, _ := plain(v)
	before, err := b.store.Khatian(t.Context(), v.Mouza, h.Khatian, land.At{})
	if err != nil {
		t.Fatal(err)
	}
	a := form.Answers{"khatian": {Text: v.Mouza.String() + "/" + h.Khatian.String()}, "heirs": {Rows: []form.Answers{
		{"heir_name": {Text: "মালতী মণ্ডল"}, "heir_relation": {Text: "wife"}, "address": {Text: "ঘাটাল"}, "share": {Text: "3334"}},
		{"heir_name": {Text: "দীপক মণ্ডল"}, "heir_relation": {Text: "son"}, "address": {Text: "ঘাটাল"}, "share": {Text: "3333"}},
		{"heir_name": {Text: "শিখা মণ্ডল"}, "heir_relation": {Text: "daughter"}, "address": {Text: "ঘাটাল"}, "share": {Text: "3333"}},
	}}}
	if _, err := b.run(t, "amend_heirs", "MN2026000901", a); err != nil {
		t.Fatal(err)
	}
	var area seva.Area
	for n := int32(9); n <= 11; n++ {
		k, err := b.store.Khatian(t.Context(), v.Mouza, land.Number{Main: n}, land.At{})
		if err != nil || len(k.Holdings) != len(before.Holdings) {
			t.Fatalf("khatian %d: %+v, %v", n, k, err)
		}
		area += k.Area
	}
	if area != before.Area {
		t.Errorf("%s of %s", area, before.Area)
	}
	if _, err := b.run(t, "amend_heirs", "MN2026000902", a); code(err) != "record.khatian" {
		t.Errorf("twice: %v", err)
	}
}

func TestAmendClassAndName(t *testing.T) {
	b, v := small(t)
	p, h, owner := plain(v)
	at := v.Mouza.String() + "/"
	class := form.Answers{"plot": {Text: at + p.Number.String()}, "class_wanted": {Text: "bastu"}, "area_converted": {Text: "10"}}
	if _, err := b.run(t, "amend_class", "CN2026000001", class); code(err) != "record.survey" {
		t.Errorf("a part: %v", err)
	}
	class["area_converted"] = form.Value{Text: p.Area.String()}
	if _, err := b.run(t, "amend_class", "CN2026000001", class); err != nil {
		t.Fatal(err)
	}
	if got := b.plot(t, v.Mouza, p.Number); got.Class != "bastu" {
		t.Errorf("class %s", got.Class)
	}
	if _, err := b.run(t, "amend_class", "CN2026000002", class); code(err) != "record.same" {
		t.Errorf("again: %v", err)
	}
	name := form.Answers{"khatian": {Text: at + h.Khatian.String()}, "correct_what": {Text: "name"}, "correct_name": {Text: "সুব্রত মন্ডল"}}
	if _, err := b.run(t, "amend_name", "RC2026000001", name); err != nil {
		t.Fatal(err)
	}
	k, err := b.store.Khatian(t.Context(), v.Mouza, h.Khatian, land.At{})
	if err != nil || k.Owner.Name.Bn != "সুব্রত মন্ডল" || k.Owner.Name.En != owner.Name.En {
		t.Errorf("%+v, %v", k.Owner, err)
	}
	size := form.Answers{"plot": {Text: at + p.Number.String()}, "correct_what": {Text: "area"}, "correct_area": {Text: "2000"}}
	if _, err := b.run(t, "amend_name", "RC2026000002", size); err != nil {
		t.Fatal(err)
	}
	if got := b.plot(t, v.Mouza, p.Number); got.Area != 2000 || got.Shares() != seva.Whole {
		t.Errorf("%+v", got)
	}
	flagged := form.Answers{"khatian": {Text: at + h.Khatian.String()}}
	for name, want := range map[string]int{"flag_pending": 1} {
		if _, err := b.run(t, name, "MN2026000907", flagged); err != nil {
			t.Fatal(err)
		}
		if got := b.plot(t, v.Mouza, p.Number); len(got.Flags) != want {
			t.Errorf("%s: %v", name, got.Flags)
		}
	}
	if _, err := b.run(t, "clear_pending", "MN2026000907", flagged); err != nil {
		t.Fatal(err)
	}
	if got := b.plot(t, v.Mouza, p.Number); len(got.Flags) != 0 {
		t.Errorf("%v", got.Flags)
	}
}
