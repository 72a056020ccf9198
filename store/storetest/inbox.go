package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// afterOf is the mark of a page that ends with this case.
func afterOf(c casework.Case) string {
	if c.Due.IsZero() {
		return "|" + c.Number
	}
	return fmt.Sprintf("%d|%s", c.Due.Number(), c.Number)
}

func find(t *testing.T, s CaseStore, f casework.Find) []casework.Case {
	t.Helper()
	found, err := s.Cases().Find(t.Context(), f)
	if err != nil {
		t.Fatalf("Find(%+v): %v", f, err)
	}
	return found
}

// inboxPages: cases of two offices with few different due days, some with none, read in
// pages of every size, are each there once and in order.
func inboxPages(t *testing.T, s CaseStore) {
	var want []casework.Case
	for i := range 23 {
		office := []string{"lr.2412", "lr.2413"}[i%2]
		// Letters of both cases: the order is that of bytes, whatever language the engine is set to.
		c := with(t, s, fmt.Sprintf("%s2026%06d/%d", []string{"caf", "CAF"}[i/12], i*7%23, i), office, func(c *casework.Case) {
			c.State = []string{"submitted", "scrutiny", "hearing"}[i%3]
			c.Due = seva.Date{Year: 2026, Month: 12, Day: 1 + i%4}
			if i%4 == 3 {
				c.Due = seva.Date{}
			}
		})
		want = append(want, c)
	}
	with(t, s, "CAF2026999999", "fire.2412", func(*casework.Case) {})
	slices.SortFunc(want, func(a, b casework.Case) int {
		return cmp.Or(cmp.Compare(behind(a.Due), behind(b.Due)), cmp.Compare(a.Number, b.Number))
	})
	for _, offices := range [][]string{{"lr.2412", "lr.2413"}, {"lr.*"}, {"lr.24*"}, {"lr.2413", "lr.*", "lr.2412"}} {
		for size := 1; size <= 24; size += 3 {
			var got []casework.Case
			f := casework.Find{Offices: offices, Limit: size}
			for range want {
				page := find(t, s, f)
				if len(page) > size {
					t.Fatalf("%d on a page of %d", len(page), size)
				}
				got = append(got, page...)
				if len(page) < size {
					break
				}
				f.After = afterOf(page[size-1])
			}
			equal(t, fmt.Sprintf("%v in pages of %d", offices, size), numbers(got), numbers(want))
		}
	}
	equal(t, "without a limit", numbers(find(t, s, casework.Find{Offices: []string{"lr.*"}})), numbers(want))
	// All ways to write that there is no due day.
	none := want[len(want)-2]
	for _, due := range []string{"", "0", "101", "99999999"} {
		got := find(t, s, casework.Find{Offices: []string{"lr.*"}, After: due + "|" + none.Number})
		equal(t, "after "+due, numbers(got), numbers(want[len(want)-1:]))
	}
	for _, bad := range []string{"x", "20261130", "x|CAF", "-1|CAF", "20261130|\x00", "99999999999999999999|CAF"} {
		if _, err := s.Cases().Find(t.Context(), casework.Find{Offices: []string{"lr.*"}, After: bad}); seva.KindOf(err) != seva.Invalid {
			t.Errorf("after %q: %v, want Invalid", bad, err)
		}
	}
}

func behind(d seva.Date) int64 {
	if d.IsZero() {
		return 99999999
	}
	return d.Number()
}

func inboxFilters(t *testing.T, s CaseStore) {
	for i, c := range []struct{ office, state, service string }{
		{"lr.2412", "submitted", "mutation"},
		{"lr.2412", "approved", "mutation"},
		{"lr.24", "submitted", "mutation"},
		{"lr", "submitted", "mutation"},
		{"lrx.2412", "submitted", "warish"},
		{"fire.2412", "submitted", "fire"},
		{"lr.2412", "scrutiny", "warish"},
		{"lr.'; DROP", "submitted", "mutation"},
		{"lr.%", "submitted", "mutation"},
	} {
		with(t, s, fmt.Sprintf("N%d", i), c.office, func(one *casework.Case) { one.State, one.Service = c.state, c.service })
	}
	for _, c := range []struct {
		f    casework.Find
		want []string
	}{
		{casework.Find{Offices: []string{"lr.2412"}}, []string{"N0", "N1", "N6"}},
		{casework.Find{Offices: []string{"lr.2412"}, States: []string{"submitted", "scrutiny", "nowhere"}}, []string{"N0", "N6"}},
		{casework.Find{Offices: []string{"lr.2412"}, Service: "mutation"}, []string{"N0", "N1"}},
		{casework.Find{Offices: []string{"lr.*"}, States: []string{"submitted"}}, []string{"N0", "N2", "N7", "N8"}},
		{casework.Find{Offices: []string{"lr.*"}, States: []string{"submitted"}, Service: "warish"}, nil},
		{casework.Find{Offices: []string{"lr"}}, []string{"N3"}},
		{casework.Find{Offices: []string{"lr*"}, States: []string{"submitted"}}, []string{"N0", "N2", "N3", "N4", "N7", "N8"}},
		{casework.Find{Offices: []string{"lr.24*"}, States: []string{"submitted"}}, []string{"N0", "N2"}},
		{casework.Find{Offices: []string{"*"}, States: []string{"submitted"}}, []string{"N0", "N2", "N3", "N4", "N5", "N7", "N8"}},
		{casework.Find{Offices: []string{"fire.*", "lrx.2412"}}, []string{"N4", "N5"}},
		{casework.Find{Offices: []string{"lr.'; DROP"}}, []string{"N7"}},
		{casework.Find{Offices: []string{"lr.%"}}, []string{"N8"}},
		{casework.Find{Offices: []string{"LR.*"}}, nil},
	} {
		equal(t, fmt.Sprintf("%+v", c.f), numbers(find(t, s, c.f)), c.want)
		// As casework itself understands a pattern.
		for _, one := range find(t, s, c.f) {
			if !(casework.Caller{Offices: c.f.Offices}).Serves(one.Office) {
				t.Errorf("%v does not serve %s", c.f.Offices, one.Office)
			}
		}
	}
	// A case that moves away is found where it went.
	c := theCase(t, s, "N5")
	next, events := moved(c, "scrutiny")
	next.Office, next.Service = "lr.2499", "other"
	put(t, s, next, events)
	equal(t, "where it was", numbers(find(t, s, casework.Find{Offices: []string{"fire.*"}})), []string(nil))
	equal(t, "where it went", find(t, s, casework.Find{Offices: []string{"lr.2499"}}), []casework.Case{next})
}

func newestFirst(t *testing.T, s CaseStore) {
	for i := range 7 {
		with(t, s, fmt.Sprintf("N%d", i), "lr.2412", func(c *casework.Case) {
			c.Applicant.Citizen = []string{"citizen1", "citizen2", ""}[i%3]
			c.Applicant.Phone = seva.Phone([]string{"919831012345", ""}[i%2])
			c.Submitted = caseDay().Add(time.Duration(i*5%7) * time.Hour)
		})
	}
	// Hours: N0 0, N3 1, N6 2, N2 3, N5 4, N1 5, N4 6.
	for _, c := range []struct {
		f    casework.Find
		want []string
	}{
		{casework.Find{Citizen: "citizen1", Limit: 10}, []string{"N6", "N3", "N0"}},
		{casework.Find{Citizen: "citizen2"}, []string{"N4", "N1"}},
		{casework.Find{Citizen: "citizen1", Limit: 2}, []string{"N6", "N3"}},
		{casework.Find{Citizen: "nobody"}, nil},
		{casework.Find{Phone: "919831012345"}, []string{"N4", "N2", "N6", "N0"}},
		{casework.Find{Phone: "919831012345", Limit: 1}, []string{"N4"}},
		{casework.Find{}, nil}, // and never those without a citizen or a phone
	} {
		equal(t, fmt.Sprintf("%+v", c.f), numbers(find(t, s, c.f)), c.want)
	}
}

func woken(t *testing.T, s CaseStore) {
	for i := range 6 {
		with(t, s, fmt.Sprintf("N%d", i), "lr.2412", func(c *casework.Case) {
			c.Wake = caseDay().Add(time.Duration(i*5%6) * time.Microsecond)
			if i == 4 {
				c.Wake = time.Time{}
			}
		})
	}
	// Wakes: N0 +0, N5 +1, N4 never, N3 +3, N2 +4, N1 +5.
	at := func(n int) time.Time { return caseDay().Add(time.Duration(n) * time.Microsecond) }
	equal(t, "before any", numbers(find(t, s, casework.Find{Woken: at(-1), Limit: 10})), []string(nil))
	equal(t, "at the moment", numbers(find(t, s, casework.Find{Woken: at(3), Limit: 10})), []string{"N0", "N5", "N3"})
	equal(t, "some", numbers(find(t, s, casework.Find{Woken: at(9), Limit: 2})), []string{"N0", "N5"})
	equal(t, "all", numbers(find(t, s, casework.Find{Woken: at(9)})), []string{"N0", "N5", "N3", "N2", "N1"})
	c := theCase(t, s, "N0")
	next, events := moved(c, "ended")
	next.Wake = time.Time{}
	put(t, s, next, events)
	equal(t, "when one has ended", numbers(find(t, s, casework.Find{Woken: at(9)})), []string{"N5", "N3", "N2", "N1"})
}
