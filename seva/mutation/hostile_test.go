package mutation_test

import (
	"context"
	"slices"
	"testing"

	"duar/catalogue"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/mutation"
)

// What a deed says stands in its case as the form of the service has it: a quarter of an acre
// written otherwise is read by the officer as two and a half thousand.
func TestDeedIsAnsweredAsTheFormHasIt(t *testing.T) {
	b, v := small(t)
	_, h, _ := plain(v)
	d := selling(v, h.Share/2)
	r := b.receive(t, d)
	c, err := b.store.Cases().Case(t.Context(), r.Case)
	if err != nil {
		t.Fatal(err)
	}
	defined, err := catalogue.Define()
	if err != nil {
		t.Fatal(err)
	}
	f, known := defined.Form(c.Service, c.FormOf)
	if !known {
		t.Fatal("no form")
	}
	if got := c.Answers["schedule"].Rows[0]["area_sold"].Text; got != d.Schedule[0].Area.String() {
		t.Errorf("the area is %s, want %s", got, d.Schedule[0].Area)
	}
	if got := c.Answers["buyers"].Rows[0]["share"].Text; got != d.Buyers[0].Share.String() {
		t.Errorf("the share is %s, want %s", got, d.Buyers[0].Share)
	}
	for _, flaw := range f.Missing(c.Answers, nil) {
		if flaw.At == form.At("sellers", 0, "seller_name") {
			continue // the names of this register end with a number
		}
		t.Errorf("the form refuses %s: %s", flaw.At, flaw.Text.Key)
	}
}

// Nobody who bought goes without: a share that cannot be divided among all is not ordered.
func TestAmendSaleLeavesNobodyOut(t *testing.T) {
	b, v := small(t)
	p, h, _ := plain(v)
	at := v.Mouza.String() + "/"
	answers := func(shares ...string) form.Answers {
		a := form.Answers{"khatian": {Text: at + h.Khatian.String()}, "plot": {Text: at + p.Number.String()}, "area_sold": {Text: "0.0001"}}
		var rows []form.Answers
		for _, s := range shares {
			rows = append(rows, form.Answers{"buyer_name": {Text: "Tapan Jana"}, "address": {Text: "Kharar"}, "share": {Text: s}})
		}
		a["buyers"] = form.Value{Rows: rows}
		return a
	}
	if _, err := b.run(t, "amend_sale", "MN2026000901", answers(slices.Repeat([]string{"0.0500"}, 20)...)); code(err) != "record.tiny" {
		t.Errorf("twenty buyers of one ten-thousandth: %v", err)
	}
	for _, shares := range [][]string{{"1.0000", "0.0000"}, {"15000", "-5000"}} {
		if _, err := b.run(t, "amend_sale", "MN2026000901", answers(shares...)); code(err) == "" {
			t.Errorf("%v: %v", shares, err)
		}
	}
	if got := b.plot(t, v.Mouza, p.Number); len(got.Holdings) != len(p.Holdings) {
		t.Errorf("the record changed: %+v", got.Holdings)
	}
}

// A number that nobody can ask for again is no khatian: a register whose last one has six
// nines is full, and the order says so.
func TestKhatiansRunOut(t *testing.T) {
	b, v := small(t)
	last := land.Number{Main: 999_999}
	i := slices.IndexFunc(v.Folios, func(f land.Folio) bool { return f.Number == v.Plots[0].Holdings[0].Khatian && f.Number.Main > 1 })
	if i < 0 {
		i = len(v.Folios) - 1
	}
	old := v.Folios[i].Number
	v.Folios[i].Number = last
	for j := range v.Plots {
		for k := range v.Plots[j].Holdings {
			if v.Plots[j].Holdings[k].Khatian == old {
				v.Plots[j].Holdings[k].Khatian = last
			}
		}
	}
	if err := b.store.Bind(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	p, h, _ := plain(v)
	at := v.Mouza.String() + "/"
	a := form.Answers{"khatian": {Text: at + h.Khatian.String()}, "plot": {Text: at + p.Number.String()}, "area_sold": {Text: h.Recorded.String()},
		"buyers": {Rows: []form.Answers{{"buyer_name": {Text: "Tapan Jana"}, "address": {Text: "Kharar"}, "share": {Text: seva.Whole.String()}}}}}
	if _, err := b.run(t, "amend_sale", "MN2026000901", a); code(err) != "record.full" {
		t.Errorf("khatian a million: %v", err)
	}
}

// An area that no plot has is a slip of digits, whoever signs it.
func TestAmendAreaIsOfAPlot(t *testing.T) {
	b, v := small(t)
	p, _, _ := plain(v)
	size := form.Answers{"plot": {Text: v.Mouza.String() + "/" + p.Number.String()}, "correct_what": {Text: "area"}, "correct_area": {Text: "999999999.0000"}}
	if _, err := b.run(t, "amend_name", "RC2026000001", size); code(err) != "record.answer" {
		t.Errorf("a thousand million acres: %v", err)
	}
}

// emptied is a transaction in which the deed of a case says nothing any more.
type emptied struct {
	casework.Tx
	mutation.Deeds
}

func (emptied) DeedOf(context.Context, string) (mutation.Kept, error) {
	return mutation.Kept{Print: "abc"}, nil
}

// A case whose deed was emptied leads to no order: of nothing every rule holds.
func TestAmendOfAnEmptiedDeed(t *testing.T) {
	b, _ := small(t)
	err := b.store.Deeds().Change(t.Context(), func(tx mutation.Tx) error {
		done, err := b.parts.Effects()["amend_deed"](t.Context(), emptied{tx, tx}, casework.Work{
			Case: casework.Case{Number: "MN2026000901"}, Event: casework.Event{At: b.clock.Now(), Action: "order"}})
		if code(err) != "record.answer" {
			t.Errorf("%+v, %v", done, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
