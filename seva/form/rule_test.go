package form

import (
	"slices"
	"testing"
)

// rows makes a roster's rows of a column's values.
func rows(column string, values ...string) Value {
	var v Value
	for _, text := range values {
		row := Answers{}
		if text != "" {
			row[column] = Value{Text: text}
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func one(text string) Value { return Value{Text: text} }

// ruled is a form on which every rule can be asked, each about the field of its name.
func ruled(rule, about string) Form {
	return Form{ID: "ruled", Version: 1, Sections: []Section{{ID: "s", Fields: []Field{
		{ID: "start", Kind: Date, Partial: true}, {ID: "end", Kind: Date, Partial: true},
		{ID: "seller", Kind: Person}, {ID: "buyer", Kind: Person},
		{ID: "khatian", Kind: Khatian}, {ID: "plot", Kind: Plot},
		{ID: "count", Kind: Number},
		{ID: "rows", Kind: Roster, Fields: []Field{
			{ID: "share", Kind: Share}, {ID: "relation", Kind: Choice, Options: []string{"head", "child"}}, {ID: "account", Kind: Account},
			{ID: "aadhaar", Kind: Aadhaar}, {ID: "plot", Kind: Plot},
		}},
	}}}, Checks: []Check{{ID: "check", About: about, Rule: rule}}}
}

func TestRules(t *testing.T) {
	type table struct {
		about string
		cases []struct {
			a    Answers
			want Pointer // "" when the rule is kept
		}
	}
	type c = struct {
		a    Answers
		want Pointer
	}
	shares := func(want Pointer, values ...string) c { return c{Answers{"rows": rows("share", values...)}, want} }
	tables := map[string]table{
		"shares_sum_whole": {"rows", []c{
			shares("", "1.0000"), shares("", "0.3333", "0.3333", "0.3334"), shares("rows", "0.3333", "0.3333", "0.3333"),
			shares("rows", "0.5000", "0.5001"), shares("", "0.5000", ""), shares("", "0.0000", "1.0000"), shares(""),
		}},
		"heirs_shares": {"rows", []c{
			shares("", "0.5000", "0.5000"), shares("rows/1/share", "1.0000", "0.0000"), shares("rows", "0.5000", "0.4000"), shares("", "", "0.5000"),
		}},
		"end_after_start": {"end", []c{
			{Answers{"start": one("2026-01-02"), "end": one("2026-01-02")}, ""},
			{Answers{"start": one("2026-01-02"), "end": one("2026-01-01")}, "end"},
			{Answers{"start": one("2026"), "end": one("2026-06-30")}, "end"}, // 2026 counts as 1 July
			{Answers{"start": one("2026"), "end": one("2026-07-01")}, ""},
			{Answers{"end": one("2026-07-01")}, ""}, {Answers{"start": one("2026")}, ""},
		}},
		"one_head": {"rows", []c{
			{Answers{"rows": rows("relation", "child", "head")}, ""},
			{Answers{"rows": rows("relation", "child", "child")}, "rows"},
			{Answers{"rows": rows("relation", "head", "child", "head")}, "rows/2/relation"},
		}},
		"account_not_shared": {"rows", []c{
			{Answers{"rows": rows("account", "123456789", "123456780", "")}, ""},
			{Answers{"rows": rows("account", "123456789", "", "123456789")}, "rows/2/account"},
			{Answers{"rows": rows("account", "", "")}, ""},
		}},
		"aadhaar_not_twice": {"rows", []c{
			{Answers{"rows": rows("aadhaar", "ref-aaaa/1234", "ref-bbbb/1234")}, ""},
			{Answers{"rows": rows("aadhaar", "ref-aaaa/1234", "ref-aaaa/1234")}, "rows/1/aadhaar"},
		}},
		"plots_differ": {"rows", []c{
			{Answers{"rows": rows("plot", "1027001/1", "1027001/2", "1027002/1")}, ""},
			{Answers{"rows": rows("plot", "1027001/1", "1027001/2", "1027001/1")}, "rows/2/plot"},
		}},
		"one_mouza": {"rows", []c{
			{Answers{"rows": rows("plot", "1027001/1", "", "1027001/2")}, ""},
			{Answers{"rows": rows("plot", "", "1027001/1", "1027002/1")}, "rows/2/plot"},
			{Answers{"rows": rows("plot", "")}, ""},
		}},
		"names_differ": {"buyer", []c{
			{Answers{"seller": one("Ram Das"), "buyer": one("Shyam Das")}, ""},
			{Answers{"seller": one("Md. Rafiq"), "buyer": one("MD RAFIQ")}, "buyer"},
			{Answers{"seller": one("রাম দাস"), "buyer": one("রামদাস")}, "buyer"},
			{Answers{"buyer": one("Ram")}, ""}, {Answers{"seller": one("Ram")}, ""},
		}},
		"same_mouza": {"plot", []c{
			{Answers{"khatian": one("1027001/12"), "plot": one("1027001/165/1201")}, ""},
			{Answers{"khatian": one("1027001/12"), "plot": one("1027002/165")}, "plot"},
			{Answers{"plot": one("1027002/165")}, ""},
		}},
		"rows_as_counted": {"rows", []c{
			{Answers{"count": one("2"), "rows": rows("share", "", "")}, ""},
			{Answers{"count": one("3"), "rows": rows("share", "", "")}, "rows"},
			{Answers{"rows": rows("share", "", "")}, ""},
		}},
	}
	for _, name := range Rules() {
		table, there := tables[name]
		if !there {
			t.Errorf("%s: not tested", name)
			continue
		}
		f := ruled(name, table.about)
		if wrong := f.Prove(); len(wrong) > 0 {
			t.Errorf("%s: %v", name, wrong)
		}
		for i, c := range table.cases {
			about, _ := f.top(table.about)
			got := said(f.fails(about, c.a, nil))
			want := ""
			if c.want != "" {
				want = string(c.want) + ":check.check"
			}
			if got != want {
				t.Errorf("%s, case %d: %q, want %q", name, i, got, want)
			}
		}
		// About a field it says nothing about, a rule is refused and breaks nothing.
		for _, wrong := range []string{"start", "seller", "count"} {
			f := ruled(name, wrong)
			if len(f.Prove()) != 1 {
				t.Errorf("%s about %s: %v", name, wrong, f.Prove())
			}
			f.Missing(Answers{"start": one("2026"), "seller": one("x"), "count": one("1")}, nil)
		}
	}
	if !slices.IsSorted(Rules()) || len(tables) != len(Rules()) {
		t.Errorf("rules: %v", Rules())
	}
}
