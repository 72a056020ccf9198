package registry_test

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/registry"
)

// TestWhoIsPresent: a list that is the citizen's is opened by a second fact that they gave
// to an operator, or by having had it entered there; and by nothing else.
func TestWhoIsPresent(t *testing.T) {
	tn := settle(t)
	entry := casework.Caller{ID: "en-1", Roles: []casework.Role{casework.Entry}, Offices: []string{"wcd.2412"}, Channel: "kiosk"}
	auditor := casework.Caller{ID: "au-1", Roles: []casework.Role{casework.Auditor}, Offices: []string{"wcd.*"}, Channel: "kiosk"}
	other := casework.Caller{ID: "op-8", Roles: []casework.Role{casework.Operator}, Channel: "kiosk"}
	number := tn.applies(kiosk, "pension") // entered by kiosk, with ratna's mobile
	for _, c := range []struct {
		name   string
		who    casework.Caller
		number string
		fact   string
		want   string
	}{
		{"who entered it", kiosk, number, "", ""},
		{"another operator with the fact", other, number, "2345", ""},
		{"in Bengali digits", other, number, "২৩৪৫", ""},
		{"another operator without it", other, number, "", "case.unknown_or_fact"},
		{"a wrong fact", other, number, "9999", "case.unknown_or_fact"},
		{"no such number", other, "OP2026999999", "2345", "case.unknown_or_fact"},
		{"a fact that is none", other, number, "23", "case.fact"},
		{"no number", other, "?", "2345", "case.number"},
		{"data entry has no citizen at the desk", entry, number, "2345", "case.unknown_or_fact"},
		{"a clerk", clerk, number, "2345", "forbidden"},
		{"an auditor", auditor, number, "2345", "forbidden"},
		{"the citizen has a list of their own", ratna, number, "2345", "forbidden"},
		{"a phone", dials, number, "2345", "unauthenticated"},
		{"nobody", casework.Caller{Channel: "kiosk"}, number, "2345", "unauthenticated"},
	} {
		desk := tn.For(c.who).(registry.Present)
		_, err := desk.LooksAt(t.Context(), c.number, c.fact, 3)
		if code(err) != c.want {
			t.Errorf("%s: looks answer %v, want %q", c.name, err, c.want)
		}
		if _, err := desk.ConsentsAt(t.Context(), c.number, c.fact); code(err) != c.want {
			t.Errorf("%s: consents answer %v, want %q", c.name, err, c.want)
		}
		if _, err := desk.WithdrawAt(t.Context(), c.number, c.fact, "none"); c.want != "" && code(err) != c.want {
			t.Errorf("%s: withdrawing answers %v, want %q", c.name, err, c.want)
		}
	}
}

// TestFactsAreCountedTogether: wrong facts count on one number wherever they are tried, and
// then the right one is of no use here either.
func TestFactsAreCountedTogether(t *testing.T) {
	tn := settle(t)
	number := tn.applies(ratna, "pension")
	desk := tn.For(kiosk).(registry.Present)
	for i := range 5 {
		if i%2 == 0 {
			_, err := tn.cases.For(kiosk).Check(t.Context(), number, "0000")
			if code(err) != "case.unknown_or_fact" {
				t.Fatal(err)
			}
			continue
		}
		if _, err := desk.LooksAt(t.Context(), number, "0000", 3); code(err) != "case.unknown_or_fact" {
			t.Fatal(err)
		}
	}
	if _, err := desk.LooksAt(t.Context(), number, "2345", 3); code(err) != "case.tries" {
		t.Fatal(err)
	}
	tn.days(1)
	must[registry.Looks](t)(desk.LooksAt(t.Context(), number, "2345", 3))
}

// TestLooksAtOneApplication: the operator hears of that application alone, of nobody's name,
// and has left a leaf; to have heard is no look.
func TestLooksAtOneApplication(t *testing.T) {
	tn := settle(t)
	number, other := tn.applies(ratna, "pension"), tn.applies(ratna, "complaint")
	for _, n := range []string{number, other} {
		must[casework.View](t)(tn.cases.For(clerk).Case(t.Context(), n))
	}
	desk := tn.For(kiosk).(registry.Present)
	got := must[registry.Looks](t)(desk.LooksAt(t.Context(), number, "2345", 3))
	if got.Count != 1 || len(got.Last) != 1 || got.Last[0].Number != number || got.Last[0].Who != "" {
		t.Fatalf("%+v", got)
	}
	if none := must[registry.Looks](t)(desk.LooksAt(t.Context(), number, "2345", 0)); none.Count != 1 || len(none.Last) != 0 {
		t.Fatalf("%+v", none)
	}
	if _, err := desk.LooksAt(t.Context(), number, "2345", 201); seva.KindOf(err) != seva.Invalid {
		t.Fatal(err)
	}
	if n := len(slices.DeleteFunc(tn.leaves(), func(l string) bool { return !strings.Contains(l, "looks.show") })); n != 2 {
		t.Errorf("%d leaves", n)
	}
	if all := must[registry.Looks](t)(tn.For(ratna).Looks(t.Context(), 9)); all.Count != 2 {
		t.Errorf("%+v", all)
	}
}

// TestTakingBackAtTheKiosk: what stands by consent is listed and taken back, once; of what
// the law allows nothing is said.
func TestTakingBackAtTheKiosk(t *testing.T) {
	tn := settle(t)
	number := tn.applies(kiosk, "pension")
	news := tn.agrees(ratna, registry.News)
	desk := tn.For(kiosk).(registry.Present)
	lines := must[[]registry.Consent](t)(desk.ConsentsAt(t.Context(), number, ""))
	if len(lines) != 1 || lines[0].ID != news.ID {
		t.Fatalf("%+v", lines)
	}
	if !tn.newsTo(ratna) {
		t.Fatal("it does not stand")
	}
	taken := must[registry.Consent](t)(desk.WithdrawAt(t.Context(), number, "", news.ID))
	if taken.WithdrawnChannel != "kiosk" || tn.newsTo(ratna) {
		t.Fatalf("%+v", taken)
	}
	must[registry.Consent](t)(desk.WithdrawAt(t.Context(), number, "", news.ID)) // again is no error
	if lines := must[[]registry.Consent](t)(desk.ConsentsAt(t.Context(), number, "")); len(lines) != 0 {
		t.Fatalf("%+v", lines)
	}
	all := must[[]registry.Consent](t)(tn.For(ratna).Consents(t.Context()))
	applied := slices.IndexFunc(all, func(l registry.Consent) bool { return strings.HasPrefix(l.Purpose, "apply.") })
	if applied < 0 {
		t.Fatalf("%+v", all)
	}
	for _, id := range []string{"none", number, all[applied].ID} { // of the law's, nothing is said

		if _, err := desk.WithdrawAt(t.Context(), number, "", id); code(err) != "consent.unknown" {
			t.Errorf("%s: %v", id, err)
		}
	}
	others := tn.agrees(bimal, registry.News)
	if _, err := desk.WithdrawAt(t.Context(), number, "", others.ID); code(err) != "consent.unknown" || !tn.newsTo(bimal) {
		t.Errorf("somebody else's is taken back: %v", err)
	}
	if last := tn.leaves(); !slices.ContainsFunc(last, func(l string) bool {
		return strings.Contains(l, "consent.withdraw") && strings.Contains(l, "bsk_operator")
	}) {
		t.Error("the leaf does not name the operator")
	}
}
