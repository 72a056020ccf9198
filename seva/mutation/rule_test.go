package mutation_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/mutation"
)

// Each rule by itself: a deed and facts of which all hold, and one thing changed.
func TestRules(t *testing.T) {
	holding := land.Holding{Khatian: land.Number{Main: 12}, Share: 5000, Recorded: 100, Owner: land.Owner{Name: seva.Names{Bn: "নমিতা বাগ"}, Type: land.Individual}}
	for _, c := range []struct {
		rule   string
		course mutation.Course
		hard   bool
		spoil  func(d *mutation.Deed, f *mutation.Facts, o *mutation.Owed)
	}{
		{"", mutation.AtOnce, false, func(*mutation.Deed, *mutation.Facts, *mutation.Owed) {}},
		{"office_reaches", mutation.Hearing, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Reaches = false }},
		{"plot_recorded", mutation.Hearing, true, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) {
			*f = mutation.Facts{Khatian: true, Reaches: true, Office: "lr.1"}
		}},
		{"khatian_recorded", mutation.Hearing, true, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Khatian, f.Held = false, false }},
		{"khatian_holds", mutation.Hearing, true, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Held = false }},
		{"shares_whole", mutation.Hearing, true, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Plot.Holdings = f.Plot.Holdings[:1] }},
		{"not_vested", mutation.Hearing, true, func(d *mutation.Deed, _ *mutation.Facts, _ *mutation.Owed) { d.Schedule[0].Khatian.Main = 1 }},
		{"not_vested", mutation.Hearing, true, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Holding.Owner.Type = land.Government }},
		{"share_held", mutation.Hearing, true, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Sold = 5001 }},
		{"area_recorded", mutation.Hearing, false, func(d *mutation.Deed, _ *mutation.Facts, _ *mutation.Owed) { d.Schedule[0].Area = 101 }},
		{"area_of_share", mutation.Hearing, false, func(d *mutation.Deed, _ *mutation.Facts, _ *mutation.Owed) { d.Schedule[0].Area = 80 }},
		{"divisible", mutation.Hearing, true, func(d *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) {
			d.Schedule[0].Share, d.Buyers = 1, []mutation.Buyer{{Share: 5000}, {Share: 5000}}
		}},
		{"transferable", mutation.Hearing, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Group = "public" }},
		{"transferable", mutation.Hearing, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Holding.Possession = land.PublicUse }},
		{"no_court_case", mutation.Hearing, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Plot.Flags = []land.Flag{land.Court} }},
		{"seller_recorded", mutation.Window, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Seller = mutation.Other }},
		{"seller_spelled", mutation.Window, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Seller = mutation.Near }},
		{"no_later_deed", mutation.Window, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) {
			f.Opened = seva.Date{Year: 2026, Month: 11, Day: 21}
		}},
		{"first_in_line", mutation.Window, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Before = true }},
		{"class_recorded", mutation.Window, false, func(d *mutation.Deed, _ *mutation.Facts, _ *mutation.Owed) { d.Schedule[0].Class = "suna" }},
		{"no_mortgage", mutation.Window, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Plot.Flags = []land.Flag{land.Mortgage} }},
		{"no_bargadar", mutation.Window, false, func(_ *mutation.Deed, f *mutation.Facts, _ *mutation.Owed) { f.Holding.Possession = land.Bargadar }},
		{"fee_paid", mutation.Hearing, false, func(_ *mutation.Deed, _ *mutation.Facts, o *mutation.Owed) { o.Fee++ }},
		{"fee_paid", mutation.Hearing, false, func(_ *mutation.Deed, _ *mutation.Facts, o *mutation.Owed) { o.Known = false }},
		{"fee_once", mutation.Hearing, false, func(_ *mutation.Deed, _ *mutation.Facts, o *mutation.Owed) { o.Spent = true }},
	} {
		d := mutation.Deed{Registered: day(), Buyers: []mutation.Buyer{{Share: seva.Whole}}, Fee: 1000, Schedule: []mutation.Line{
			{Mouza: 1027001, Plot: land.Number{Main: 9}, Khatian: holding.Khatian, Class: "sali", Share: 5000, Area: 100}}}
		rest := holding
		rest.Khatian.Main = 13
		f := mutation.Facts{Plot: land.Plot{Class: "sali", Holdings: []land.Holding{holding, rest}}, There: true, Khatian: true,
			Holding: holding, Held: true, Seller: mutation.Same, Sold: 5000, Group: "agricultural", Reaches: true, Office: "lr.1"}
		o := mutation.Owed{Fee: 1000, Known: true}
		c.spoil(&d, &f, &o)
		v := mutation.Judge(d, []mutation.Facts{f}, o)
		var got []string
		for _, one := range v.Findings {
			got = append(got, one.Rule)
		}
		if c.rule == "" && len(got) > 0 || c.rule != "" && !slices.Equal(got, []string{c.rule}) || v.Course != c.course || v.Hard != c.hard {
			t.Errorf("%s: %v, %s, hard %v", c.rule, got, v.Course, v.Hard)
		}
	}
	// Two offices for one deed are for an officer to sort out.
	two := mutation.Deed{Buyers: []mutation.Buyer{{Share: seva.Whole}}, Schedule: make([]mutation.Line, 2)}
	v := mutation.Judge(two, []mutation.Facts{{Office: "lr.1"}, {Office: "lr.2"}}, mutation.Owed{Known: true})
	if !slices.Contains(v.Findings, mutation.Finding{Rule: "one_office", Line: 1}) {
		t.Errorf("%+v", v)
	}
}

// Every rule has words in every language that a person reads them in.
func TestRulesHaveWords(t *testing.T) {
	for _, id := range mutation.RuleIDs() {
		for _, l := range seva.PhoneLangs() {
			if !i18n.Has(l, "rule.deed."+id) {
				t.Errorf("rule.deed.%s has no words in %s", id, l)
			}
		}
	}
}

// Whatever is divided adds up, and nobody gets a ten-thousandth more or less than the share.
func TestLineDividedProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := seva.Share(rapid.IntRange(1, int(seva.Whole)).Draw(t, "whole"))
		left, n := seva.Whole, rapid.IntRange(1, 20).Draw(t, "buyers")
		var shares []seva.Share
		for i := range n {
			s := left
			if i < n-1 {
				s = seva.Share(rapid.IntRange(0, int(left)).Draw(t, "share"))
			}
			shares = append(shares, s)
			left -= s
		}
		var sum seva.Share
		for i, part := range mutation.Divided(whole, shares) {
			sum += part
			if exact := int64(whole) * int64(shares[i]); int64(part)*int64(seva.Whole) < exact-int64(seva.Whole) || int64(part)*int64(seva.Whole) > exact+int64(seva.Whole) {
				t.Fatalf("share %s of %s is %s", shares[i], whole, part)
			}
		}
		if sum != whole {
			t.Fatalf("%s of %s", sum, whole)
		}
	})
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		said, recorded string
		want           mutation.Likeness
	}{
		{"সুব্রত মণ্ডল", "সুব্রত মণ্ডল", mutation.Same},
		{"Subrata Mondal", "সুব্রত মণ্ডল", mutation.Near}, // the last vowel is not written in one of the two
		{"শ্রী সুব্রত মণ্ডল", "সুব্রত মণ্ডল", mutation.Same},
		{"Sri Subrata Mandal", "Subrata Mondal", mutation.Same},
		{"Subrata Mondol Das", "সুব্রত মণ্ডল", mutation.Near},
		{"জাকির হোসেন", "সুব্রত মণ্ডল", mutation.Other},
		{"", "সুব্রত মণ্ডল", mutation.Other},
		{"Sri", "শ্রী", mutation.Same},
	} {
		if got := mutation.Alike(c.said, seva.Names{Bn: c.recorded}); got != c.want {
			t.Errorf("%q and %q: %v", c.said, c.recorded, got)
		}
	}
}
