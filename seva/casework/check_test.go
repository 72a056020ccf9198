package casework_test

import (
	"fmt"
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

func TestCheckWantsASecondFact(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	check := func(who casework.Caller, number, fact string) error {
		_, err := o.For(who).Check(t.Context(), number, fact)
		return err
	}
	stranger := casework.Caller{}
	for name, fact := range map[string]string{"mobile": "0123", "birth": "1980", "in Bengali": "১৯৮০", "in Hindi": " ०१२३ "} {
		if err := check(stranger, n, fact); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, who := range map[string]casework.Caller{"own phone": {Phone: phone}, "own identity": {ID: "c1", Roles: citizen.Roles}} {
		if err := check(who, n, ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct{ number, fact string }{
		"no fact": {n, ""}, "wrong": {n, "1981"}, "unknown": {"CAF2024999999", "1980"}, "unknown, no fact": {"CAF2024999999", ""},
	} {
		wants(t, name, check(stranger, c.number, c.fact), seva.NotFound, "case.unknown_or_fact")
	}
	for _, fact := range []string{"123", "12345", "19b0", "٠١٢٣"} {
		wants(t, fact, check(stranger, n, fact), seva.Invalid, "case.fact")
	}
	wants(t, "no number", check(stranger, "hello", "1980"), seva.Invalid, "case.number")
}

// Five wrong facts a day use a number up, one there is and one there is not alike, for
// everybody and for the right fact too; right ones are not counted.
func TestCheckCountsWrongFacts(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	for _, number := range []string{n, "CAF2024999999"} {
		for i := range 8 {
			if number == n && i < 5 {
				if _, err := o.For(casework.Caller{}).Check(t.Context(), number, "1980"); err != nil {
					t.Errorf("the right fact after %d wrong ones: %v", i, err)
				}
			}
			_, err := o.For(casework.Caller{ID: fmt.Sprint(i)}).Check(t.Context(), number, "1999")
			if i < 5 {
				wants(t, fmt.Sprint(number, " try ", i), err, seva.NotFound, "case.unknown_or_fact")
			} else {
				wants(t, fmt.Sprint(number, " try ", i), err, seva.TooMany, "case.tries")
			}
		}
		_, err := o.For(casework.Caller{}).Check(t.Context(), number, "1980")
		wants(t, number+" when used up", err, seva.TooMany, "case.tries")
	}
	o.at("2024-01-02 00:00")
	if _, err := o.For(casework.Caller{}).Check(t.Context(), n, "1980"); err != nil {
		t.Errorf("the next day: %v", err)
	}
	if _, err := o.For(casework.Caller{Phone: phone}).Check(t.Context(), n, ""); err != nil {
		t.Errorf("the applicant's own phone: %v", err)
	}
}

func TestCheckOfWhatIsNotPersonal(t *testing.T) {
	tr := track(casework.Pause)
	tr.Personal = false
	o := newOffice(t, "2024-01-01 11:00", tr)
	n := o.open("test_licence")
	o.act(verifier, n, "ask", asking("name"))
	lines, err := o.For(casework.Caller{}).Check(t.Context(), "caf 2024 000001", "")
	if err != nil || len(lines) != 1 || lines[0].Number != n || lines[0].Court != casework.CitizenCourt || lines[0].Next.By != day("2024-01-16") {
		t.Errorf("%+v, %v", lines, err)
	}
	_, err = o.For(casework.Caller{}).Check(t.Context(), n+"/3", "")
	wants(t, "a line there is not", err, seva.NotFound, "case.unknown_or_fact")
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]string{
		"CAF2026000123": "CAF2026000123", "caf2026000123": "CAF2026000123", " Caf 2026-000123 ": "CAF2026000123",
		"CAF২০২৬০০০১২৩": "CAF2026000123", "CAF२०२६०००१२३/२": "CAF2026000123/2", "gr2026000007": "GR2026000007",
		"CAF2026000123 / 12": "CAF2026000123/12", "CAF20261000000": "CAF20261000000",
	} {
		if got, err := casework.ParseNumber(s); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", s, got, err, want)
		}
	}
	for _, s := range []string{"", "CAF", "2026000123", "CAF2026", "CAF202600012", "CAF1926000123", "C2026000123", "CAF2026000123/0",
		"CAF2026000123/100", "CAF2026000123/", "CAF2026000123/x", "CAF2026000123;", "CAF2026000123\n", "ক2026000123", "CAFCAFC2026000123",
		"CAF2026\x00000123", "\xff", "CAF20260001231234567890"} {
		_, err := casework.ParseNumber(s)
		wants(t, fmt.Sprintf("%q", s), err, seva.Invalid, "case.number")
	}
}

// Whatever is read is read again as itself.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"CAF2026000123", "caf २०२६-000123/2", "", "GR2026", "\u2011\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := casework.ParseNumber(s)
		if err != nil {
			return
		}
		if again, err := casework.ParseNumber(n); err != nil || again != n || len(n) > 22 {
			t.Errorf("%q read as %q, and that as %q, %v", s, n, again, err)
		}
	})
}

func TestNumbersFollowTheYear(t *testing.T) {
	o := newOffice(t, "2024-12-31 23:59")
	number := func(series string) (n string) {
		err := o.book.Change(t.Context(), func(tx casework.Tx) (err error) { n, err = o.Number(t.Context(), tx, series); return err })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	got := []string{number("caf"), number("caf"), number("licence")}
	o.at("2025-01-01 00:00") // in IST; in UTC it is still the old year
	got = append(got, number("caf"), number("licence"))
	if want := "[CAF2024000001 CAF2024000002 LIC000001 CAF2025000001 LIC000002]"; fmt.Sprint(got) != want {
		t.Errorf("%v", got)
	}
	err := o.book.Change(t.Context(), func(tx casework.Tx) error { _, err := o.Number(t.Context(), tx, "none"); return err })
	wants(t, "no series", err, seva.Internal, "internal")
}
