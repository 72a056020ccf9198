package form

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"duar/seva"
)

// family hangs questions on answers: a chain of three, a section, a row's column.
func family() Form {
	return Form{ID: "family", Version: 1, Sections: []Section{
		{ID: "who", Fields: []Field{
			{ID: "name", Kind: Person},
			{ID: "married", Kind: YesNo},
			{ID: "spouse_works", Kind: YesNo, When: ptr(is("married", "yes"))},
			{ID: "spouse_pay", Kind: Money, When: ptr(is("spouse_works", "yes"))},
			{ID: "pension", Kind: YesNo, Optional: true, When: &Condition{Fact: "age", Min: ptr[int64](60)}},
		}},
		{ID: "home", When: ptr(is("married", "yes")), Fields: []Field{
			{ID: "members", Kind: Roster, Min: 2, Max: 4, Fields: []Field{
				{ID: "name", Kind: Person},
				{ID: "school", Kind: YesNo},
				{ID: "class", Kind: Number, Max: 12, When: ptr(is("school", "yes"))},
				{ID: "pay", Kind: Money, When: ptr(is("spouse_works", "yes"))},
				{ID: "board", Kind: YesNo, When: &Condition{Field: "class", Min: ptr[int64](10)}},
			}},
		}},
		{ID: "end", Fields: []Field{{ID: "note", Kind: Text, Optional: true}}},
	}}
}

func answer(t *testing.T, f Form, a Answers, pairs ...string) (Answers, string) {
	t.Helper()
	var entries []Entry
	for i := 0; i < len(pairs); i += 2 {
		in := Input{Text: pairs[i+1]}
		if pairs[i+1] == "<clear>" {
			in = Input{Clear: true}
		}
		entries = append(entries, Entry{Pointer(pairs[i]), in})
	}
	before := a.Clone()
	got, flaws, err := f.Put(t.Context(), desks(t), a, Facts{"age": "40"}, entries...)
	if err != nil {
		t.Fatal(err)
	}
	if !same(a, before) {
		t.Fatalf("the answers given were changed: %v", a)
	}
	return got, said(flaws)
}

func said(flaws Flaws) string {
	var all []string
	for _, f := range flaws {
		all = append(all, string(f.At)+":"+strings.TrimPrefix(f.Text.Key, "error."))
	}
	return strings.Join(all, " ")
}

func TestPutTakesEntriesInAnyOrder(t *testing.T) {
	f := family()
	a, flaws := answer(t, f, Answers{}, "spouse_pay", "500", "spouse_works", "yes", "married", "yes")
	if flaws != "" || a["spouse_pay"].Text != "50000" {
		t.Errorf("%v, %s", a, flaws)
	}
	a, flaws = answer(t, f, a, "spouse_pay", "600", "married", "no")
	if flaws != "spouse_pay:field.not_asked" || len(a) != 1 {
		t.Errorf("what hangs on an answer goes with it, down the chain: %v, %s", a, flaws)
	}
	a, flaws = answer(t, f, a, "nobody", "1", "members/0/name", "X", "name", "রাম", "name/0", "x", "Bad//", "1")
	if flaws != "members/0/name:field.not_asked nobody:field.unknown name/0:field.unknown :field.unknown" || a["name"].Text != "রাম" {
		t.Errorf("%v, %s", a, flaws)
	}
	if a, flaws = answer(t, f, a, "members", "<clear>", "spouse_pay", "<clear>", "name", "<clear>"); flaws != "" || len(a) != 1 {
		t.Errorf("clearing: %v, %s", a, flaws)
	}
	if _, flaws = answer(t, f, a, "pension", "yes"); flaws != "pension:field.not_asked" {
		t.Errorf("a fact is not asked: %s", flaws)
	}
}

func TestPutInRosters(t *testing.T) {
	f := family()
	start, _ := answer(t, f, Answers{}, "married", "yes")
	a, flaws := answer(t, f, start, "members/1/name", "B", "members/0/school", "no", "members/0/name", "A", "members/-/name", "C")
	if flaws != "" || names(a) != "A B C" {
		t.Fatalf("%s, %s", names(a), flaws)
	}
	again, flaws := answer(t, f, a, "members/1/name", "B", "members/0/school", "no", "members/0/name", "A")
	if flaws != "" || !same(again, a) {
		t.Errorf("the same again: %v, %s", again, flaws)
	}
	// Numbers mean the rows as they were, whatever is taken away.
	a, flaws = answer(t, f, a, "members/0", "<clear>", "members/2/name", "Z", "members/1", "<clear>")
	if flaws != "" || names(a) != "Z" {
		t.Errorf("%s, %s", names(a), flaws)
	}
	a, flaws = answer(t, f, a, "members", "<clear>", "members/0/name", "New", "members/-", "")
	if flaws != "" || names(a) != "New " {
		t.Errorf("a list that is replaced: %q, %s", names(a), flaws)
	}
	for _, c := range [][3]string{
		{"members/7/name", "X", "members/7/name:roster.row"},
		{"members/5", "<clear>", "members/5:roster.row"},
		{"members/-", "<clear>", "members/-:roster.row"},
		{"members/0", "X", "members/0:roster.input"},
		{"members/2", "", "members/2:roster.row"},
		{"members/-", "X", "members/-:roster.input"},
		{"members/-/name", "7", "members/-/name:person.form"},
		{"members/0/class", "5", "members/0/class:field.not_asked"},
		{"members/0/pay", "5", "members/0/pay:field.not_asked"},
		{"members/0/nothing", "5", "members/0/nothing:field.unknown"},
	} {
		got, flaws := answer(t, f, a, c[0], c[1])
		if flaws != c[2] || !same(got, a) {
			t.Errorf("%s=%s: %s, %s", c[0], c[1], names(got), flaws)
		}
	}
	if none, flaws := answer(t, f, a, "members/1", "<clear>", "members/0", "<clear>", "members/0/name", "<clear>"); flaws != "" || len(none) != 1 {
		t.Errorf("the last row taken away: %v, %s", none, flaws)
	}
	full, flaws := answer(t, f, a, "members/-", "", "members/-", "", "members/-/name", "X")
	if flaws != "members/-/name:roster.many" || len(full["members"].Rows) != 4 {
		t.Errorf("%s", flaws)
	}
	a, _ = answer(t, f, a, "spouse_works", "yes", "members/0/pay", "5", "members/0/class", "5", "members/0/school", "yes")
	if a["members"].Rows[0]["pay"].Text != "500" || a["members"].Rows[0]["class"].Text != "5" {
		t.Errorf("columns that hang on the form and on the row: %v", a)
	}
	a, _ = answer(t, f, a, "members/0/class", "10", "members/0/board", "yes")
	a, _ = answer(t, f, a, "spouse_works", "no", "members/0/school", "no")
	if len(a["members"].Rows[0]) != 2 {
		t.Errorf("columns stay though they are not asked: %v", a)
	}
}

// TestAskedFollowsAnswers: pages, questions and columns appear and go with the answers.
func TestAskedFollowsAnswers(t *testing.T) {
	f := family()
	members, _ := f.Field("members")
	for _, c := range []struct {
		a     Answers
		facts Facts
		want  string
		row   string // what a row in school is asked
	}{
		{Answers{}, nil, "who:name,married end:note", "name school class"},
		{Answers{"married": one("yes")}, nil, "who:name,married,spouse_works home:members end:note", "name school class"},
		{Answers{"married": one("yes"), "spouse_works": one("yes")}, nil, "who:name,married,spouse_works,spouse_pay home:members end:note", "name school class pay"},
		// What is left over from another answer hides what hangs on it too.
		{Answers{"married": one("no"), "spouse_works": one("yes")}, nil, "who:name,married end:note", ""},
		{Answers{}, Facts{"age": "60"}, "who:name,married,pension end:note", ""},
		{Answers{}, Facts{"age": "x"}, "who:name,married end:note", ""},
	} {
		var pages []string
		for _, s := range f.Asked(c.a, c.facts) {
			var ids []string
			for _, field := range s.Fields {
				ids = append(ids, field.ID)
			}
			pages = append(pages, s.ID+":"+strings.Join(ids, ","))
		}
		if got := strings.Join(pages, " "); got != c.want {
			t.Errorf("%v: %s, want %s", c.a, got, c.want)
		}
		var columns []string
		for _, column := range f.RowAsked(members, c.a, Answers{"school": one("yes")}, c.facts) {
			columns = append(columns, column.ID)
		}
		if got := strings.Join(columns, " "); c.row != "" && got != c.row {
			t.Errorf("%v: a row is asked %s, want %s", c.a, got, c.row)
		}
	}
	if len(f.Sections[1].Fields) != 1 || len(f.Sections[0].Fields) != 5 {
		t.Error("asking changed the form")
	}
}

func names(a Answers) string {
	var all []string
	for _, row := range a["members"].Rows {
		all = append(all, row["name"].Text)
	}
	return strings.Join(all, " ")
}

func TestOptionalIsAnsweredWithNothing(t *testing.T) {
	f := family()
	a, flaws := answer(t, f, Answers{}, "note", " ")
	if v, there := a["note"]; flaws != "" || !there || !v.IsZero() {
		t.Errorf("%v, %s", a, flaws)
	}
	if a, flaws = answer(t, f, a, "name", " "); flaws != "name:field.missing" || len(a) != 1 {
		t.Errorf("%v, %s", a, flaws)
	}
}

// TestDeskAway: when a desk cannot answer, nothing is accepted and nothing is blamed.
func TestDeskAway(t *testing.T) {
	f := wide()
	before := Answers{"pin": {Text: "721212"}}
	for _, c := range []struct {
		err  error
		kind seva.Kind
	}{
		{errAway, seva.Internal},
		{t.Context().Err(), ""},
		{fmt.Errorf("keep: %w", seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))), seva.Unavailable},
		{seva.Fail(seva.TooMany, seva.Say("error.too_many")), seva.TooMany},
	} {
		d := desks(t)
		d.Vault = &safe{err: c.err}
		a, flaws, err := f.Put(t.Context(), d, before, nil, Entry{"yes_no", Input{Text: "yes"}}, Entry{"aadhaar", Input{Text: aadhaars[0]}},
			Entry{"choice", Input{Text: "nonsense"}})
		if c.err == nil {
			if err != nil || len(flaws) != 1 || len(a) != 3 {
				t.Errorf("%v, %v, %v", a, flaws, err)
			}
			continue
		}
		if seva.KindOf(err) != c.kind || !same(a, before) || flaws != nil {
			t.Errorf("%v: %v, %v, %v", c.err, a, flaws, err)
		}
	}
	// A form that asks what no desk can tell is a mistake of ours.
	for kind, e := range examples {
		_, flaws, err := f.Put(t.Context(), Desks{World: desks(t).World}, Answers{}, nil, Entry{Pointer(kind), e.in})
		looked := kind == Aadhaar || kind == Place || kind == Plot || kind == Khatian || kind == File
		if looked != (err != nil) || looked && !errors.Is(err, errNoDesk) || len(flaws) > 0 {
			t.Errorf("%s: %v, %v", kind, flaws, err)
		}
	}
}

// What an app was shown and sends back leaves the answer as it is.
func TestMaskedSentBack(t *testing.T) {
	f := wide()
	f.Sections[0].Fields[0].Secret = true
	a := filled(t)
	for _, at := range []Pointer{"account", "aadhaar", "text", "roster/0/id"} {
		field, _ := f.Field(at)
		id, row, column, _ := at.Split()
		v := a[id]
		if row >= 0 {
			v = v.Rows[row][column]
		}
		shown := field.Shown(v)
		if strings.Contains(v.Text, shown.Text) || shown.IsZero() {
			t.Errorf("%s: shown as %q", at, shown.Text)
		}
		if got, code := put(t, f, a, at, Input{Text: shown.Text}); code != "" || !same(got, a) {
			t.Errorf("%s: %s", at, code)
		}
		if _, code := put(t, f, a, at, Input{Text: shown.Text, Again: shown.Text}); code == "" && at != "text" {
			t.Errorf("%s: a mask typed twice is taken for a number", at)
		}
		if row < 0 && at != "text" {
			if _, code := put(t, f, Answers{}, at, Input{Text: shown.Text}); code == "" {
				t.Errorf("%s: a mask is taken for an answer", at)
			}
		}
	}
}

func TestShown(t *testing.T) {
	f, a := wide(), filled(t)
	shown := f.Shown(a)
	if shown["account"].Text != "XXXXX3344" || shown["aadhaar"].Text != "XXXX XXXX 7058" || shown["text"].Text != a["text"].Text {
		t.Errorf("%v", shown)
	}
	if row := shown["roster"].Rows[0]; row["id"].Text != "XXXX XXXX 8847" || row["name"].Text != "রহিমা বিবি" {
		t.Errorf("%v", row)
	}
	for kind, want := range map[Kind]string{Mobile: "*********345", Person: "M** R** @** R**", Money: hidden, Date: hidden, Text: hidden} {
		field, _ := f.Field(Pointer(kind))
		field.Secret = true
		if got := field.Shown(a[string(kind)]); got.Text != want {
			t.Errorf("%s: %q", kind, got.Text)
		}
	}
	if lastFour("1234567") != "XXXX" {
		t.Error("half of a short number is shown")
	}
}
