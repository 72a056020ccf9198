package form

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMissing(t *testing.T) {
	f := family()
	f.Checks = []Check{
		{ID: "works_or_not", About: "spouse_works", Must: ptr(is("spouse_works", "no"))},
		{ID: "pay_small", About: "spouse_pay", When: ptr(is("married", "yes")), Must: &Condition{Field: "spouse_pay", Max: ptr[int64](1000_00)}},
		{ID: "kitchen", About: "members", Rule: "rows_as_counted"},
	}
	for _, c := range []struct{ answers, want string }{
		{"", "name:field.missing married:field.missing"},
		{"name=A married=no", ""},
		{"name=A married=yes", "spouse_works:field.missing members:field.missing"},
		{"name=A married=yes spouse_works=yes spouse_pay=1000.01", "spouse_works:check.works_or_not spouse_pay:check.pay_small members:field.missing"},
		{"name=A married=yes spouse_works=no members/0/name=B", "members:roster.few members/0/school:field.missing"},
		{"name=A married=yes spouse_works=no members/0/name=B members/0/school=yes members/1/name=C members/1/school=no", "members/0/class:field.missing"},
	} {
		var pairs []string
		for _, pair := range strings.Fields(c.answers) {
			at, text, _ := strings.Cut(pair, "=")
			pairs = append(pairs, at, text)
		}
		a, flaws := answer(t, f, Answers{}, pairs...)
		if flaws != "" {
			t.Fatalf("%s: %s", c.answers, flaws)
		}
		if got := said(f.Missing(a, nil)); got != c.want {
			t.Errorf("%s: %s, want %s", c.answers, got, c.want)
		}
	}
}

// A roster that need not be answered needs its least rows only once it is begun; and a
// check whose answers are not all there fails nothing.
func TestMissingInRosters(t *testing.T) {
	f := Form{Sections: []Section{{ID: "s", Fields: []Field{
		{ID: "a", Kind: YesNo}, {ID: "b", Kind: YesNo, Optional: true},
		{ID: "rows", Kind: Roster, Optional: true, Min: 2, Max: 3, Fields: []Field{{ID: "share", Kind: Share}}},
	}}}, Checks: []Check{{ID: "both", About: "a", Must: ptr(is("b", "yes"))}}}
	for n, want := range []string{"", "rows:roster.few", "", "", "rows:roster.many"} {
		a := Answers{"a": one("yes")}
		if n > 0 {
			a["rows"] = rows("share", slices.Repeat([]string{"0.1000"}, n)...)
		}
		if got := said(f.Missing(a, nil)); got != want {
			t.Errorf("%d rows: %s, want %s", n, got, want)
		}
		if at, more := f.Next(a, nil, OnApp); more != (n == 1) || more && at != "rows/-" {
			t.Errorf("%d rows: next is %s", n, at)
		}
	}
	if got := said(f.Missing(Answers{"a": one("yes"), "b": one("no")}, nil)); got != "a:check.both" {
		t.Errorf("%s", got)
	}
}

// An answer that a new version of the definition no longer takes is said and asked again.
func TestStaleAnswers(t *testing.T) {
	f, a := wide(), filled(t)
	if missing := f.Missing(a, nil); len(missing) != 0 {
		t.Fatalf("%s", said(missing))
	}
	f.Sections[0].Fields[6].Options = []string{"sc", "other"}
	f.Sections[0].Fields[7].Kind = YesNo
	a["aadhaar"] = Value{Text: aadhaars[0]}
	a["gone"] = Value{Text: "x"}
	if got := said(f.Missing(a, nil)); got != "choice:field.stale choices:field.stale aadhaar:field.stale" {
		t.Errorf("%s", got)
	}
	if at, ok := f.Next(a, nil, OnApp); !ok || at != "choice" {
		t.Errorf("next is %s", at)
	}
	if _, there := f.Prune(a, nil)["gone"]; there {
		t.Error("an answer to no question stays")
	}
}

func TestNext(t *testing.T) {
	f := wide()
	for _, c := range []struct {
		face  Face
		after []string
	}{
		{OnApp, []string{"mobile", "pin"}},
		{OnKiosk, []string{"mobile", "pin"}},
		{OnPhone, []string{"mobile", "email", "pin"}},
	} {
		a := filled(t)
		for _, id := range []string{"mobile", "email", "pin"} {
			delete(a, id)
		}
		for _, want := range c.after {
			at, ok := f.Next(a, nil, c.face)
			if !ok || string(at) != want {
				t.Fatalf("on %s: next is %s, want %s", c.face, at, want)
			}
			in := examples[Kind(want)].in
			if want == "email" {
				in = Input{} // nothing is an answer, once
			}
			a, _ = put(t, f, a, at, in)
		}
		if at, ok := f.Next(a, nil, c.face); ok {
			t.Errorf("on %s: then %s", c.face, at)
		}
	}
	f.Sections[0].Fields[0].Kiosk = true
	for face, want := range map[Face]Pointer{OnApp: "text", OnKiosk: "text", OnPhone: "number"} {
		if at, _ := f.Next(Answers{}, nil, face); at != want {
			t.Errorf("on %s: first %s", face, at)
		}
	}
}

// TestNextEnds: whoever answers what is asked next comes to the end, and has a complete
// form then; each answer leads on to another question.
func TestNextEnds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := rapid.SampledFrom([]Form{wide(), family()}).Draw(rt, "form")
		a, seen := Answers{}, map[Pointer]bool{}
		for range 200 {
			at, ok := f.Next(a, nil, OnApp)
			if !ok {
				if missing := f.Missing(a, nil); len(missing) > 0 {
					rt.Fatalf("at the end: %s", said(missing))
				}
				return
			}
			if _, row, _, _ := at.Split(); seen[at] && row != NewRow {
				rt.Fatalf("%s is asked twice", at)
			}
			seen[at] = true
			field, _ := f.Field(at)
			in := Input{}
			switch field.Kind {
			case Roster:
			case YesNo:
				in.Text = rapid.SampledFrom([]string{"yes", "no"}).Draw(rt, string(at))
			case Choices:
				in.List = field.Options[:1]
			case Number:
				in.Text = strconv.FormatInt(rapid.Int64Range(max(field.Min, 0), field.Max).Draw(rt, string(at)), 10)
			default:
				in = examples[field.Kind].in
			}
			next, flaws, err := f.Put(t.Context(), desks(t), a, nil, Entry{at, in})
			if err != nil || len(flaws) > 0 {
				rt.Fatalf("%s: %s, %v", at, said(flaws), err)
			}
			a = next
		}
		rt.Fatal("it never ends")
	})
}
