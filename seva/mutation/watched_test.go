package mutation_test

import (
	"context"
	"slices"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/watch"
)

// What an order makes another is named: the plot, the khatian it goes out of and those it
// goes to, and nothing that stays as it was.
func TestChanged(t *testing.T) {
	b, v := small(t)
	p, h, _ := plain(v)
	at := v.Mouza.String() + "/"
	plot, from := casework.PlotKey(v.Mouza, p.Number), casework.KhatianKey(v.Mouza, h.Khatian)
	fresh := func(n int32) casework.Key { return casework.KhatianKey(v.Mouza, land.Number{Main: n}) }
	everybody := []casework.Key{plot}
	hold := func(p land.Plot) {
		for _, h := range p.Holdings {
			everybody = append(everybody, casework.KhatianKey(v.Mouza, h.Khatian))
		}
	}
	for _, c := range []struct {
		name, effect string
		answers      form.Answers
		want         func() []casework.Key
	}{
		{"a sale of a part", "amend_sale", form.Answers{"khatian": {Text: at + h.Khatian.String()}, "plot": {Text: at + p.Number.String()},
			"area_sold": {Text: "100"}, "buyers": {Rows: []form.Answers{{"buyer_name": {Text: "Tapan Jana"}, "share": {Text: "10000"}}}}},
			func() []casework.Key { return []casework.Key{plot, from, fresh(9)} }},
		{"another class", "amend_class", form.Answers{"plot": {Text: at + p.Number.String()}, "class_wanted": {Text: "bastu"}},
			func() []casework.Key { hold(b.plot(t, v.Mouza, p.Number)); return everybody }},
		{"another area", "amend_name", form.Answers{"plot": {Text: at + p.Number.String()}, "correct_what": {Text: "area"}, "correct_area": {Text: "2000"}},
			func() []casework.Key { return everybody }},
		{"a warning", "flag_pending", form.Answers{"khatian": {Text: at + h.Khatian.String()}}, func() []casework.Key { return nil }},
	} {
		done, err := b.run(t, c.effect, "MN2026000901", c.answers)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got, want := sortedKeys(done.Changed), sortedKeys(c.want()); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
	// A name that is put right stands beside every plot of the khatian.
	k, err := b.store.Khatian(t.Context(), v.Mouza, h.Khatian, land.At{})
	if err != nil {
		t.Fatal(err)
	}
	done, err := b.run(t, "amend_name", "RC2026000001", form.Answers{"khatian": {Text: at + h.Khatian.String()}, "correct_what": {Text: "name"}, "correct_name": {Text: "সুব্রত মন্ডল"}})
	if err != nil || len(done.Changed) != 1+len(k.Holdings) || !slices.Contains(done.Changed, from) {
		t.Errorf("a name: %v of %d plots, %v", done.Changed, len(k.Holdings), err)
	}
}

func sortedKeys(all []casework.Key) []string {
	var out []string
	for _, k := range all {
		out = append(out, k.Kind+" "+k.Value)
	}
	slices.Sort(out)
	return out
}

// Whoever watches the land hears with the order that the record has changed, once, however
// many of their watches it touches.
func TestWatchersHearOfAChange(t *testing.T) {
	var desk *watch.Desk
	b, v := small(t, func(ctx context.Context, tx casework.Tx, w casework.Work) error { return desk.Observe(ctx, tx, w) })
	desk = watch.NewDesk(watch.Parts{Book: b.store.Watches(), World: b.world, Keyed: func(p seva.Phone) string { return "k" + string(p[len(p)-4:]) },
		Say: func(l seva.Lang, t seva.Text) string { return string(l) + " " + t.Key }, Notice: func() string { return "v1" }})
	p, h, _ := plain(v)
	at := v.Mouza.String() + "/"
	begin := func(phone seva.Phone, kind, number string) {
		t.Helper()
		if _, err := desk.For(casework.Caller{Phone: phone, Channel: "phone", Lang: seva.Bengali}).Watch(t.Context(), watch.Ask{Kind: kind, Land: at + number, Version: "v1"}); err != nil {
			t.Fatal(err)
		}
	}
	const both, seller, nobody = seva.Phone("919830000001"), seva.Phone("919830000002"), seva.Phone("919830000003")
	begin(both, casework.KeyPlot, p.Number.String())
	begin(both, casework.KeyKhatian, h.Khatian.String())
	begin(seller, casework.KeyKhatian, h.Khatian.String())
	begin(nobody, casework.KeyKhatian, "9999")
	r := b.receive(t, selling(v, h.Share))
	if r.Course != mutation.AtOnce {
		t.Fatalf("not at once: %+v", r)
	}
	all, err := b.store.Outbox().Take(t.Context(), b.clock.Now().AddDate(1, 0, 0), b.clock.Now().AddDate(1, 0, 1), 100)
	if err != nil {
		t.Fatal(err)
	}
	told := map[seva.Phone][]string{}
	for _, m := range all {
		if m.Key != "sms.watch.begun" && m.Ref[:6] == "watch:" {
			told[m.To] = append(told[m.To], m.Key)
		}
	}
	for phone, want := range map[seva.Phone]int{both: 1, seller: 1, nobody: 0} {
		n := 0
		for _, key := range told[phone] {
			if key == "sms.watch.record" {
				n++
			}
		}
		if n != want || slices.Contains(told[phone], "sms.watch.order") {
			t.Errorf("%s was told %v", phone, told[phone])
		}
	}
}
