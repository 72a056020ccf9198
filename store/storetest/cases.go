package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/notice"
	"duar/seva/service"
)

// CaseStore is what the suite of cases asks of an engine.
type CaseStore interface {
	Cases() casework.Book
	Applications() service.Book
	Outbox() notice.Outbox
	// Leaves gives the audit log from a place on.
	Leaves(ctx context.Context, from int64, limit int, fn func(seq int64, data, hash []byte) error) error
}

// Cases holds a store to the contract of casework.Book, service.Book and notice.Outbox.
// open gives an empty one, migrated, closed by the test's end.
func Cases(t *testing.T, open func(t *testing.T) CaseStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, CaseStore)
	}{
		{"a case and its events come back as they were put", caseRound},
		{"what is not there is none", noCase},
		{"a case moves with its events, in their order", caseMoves},
		{"lines of an application, the tenth behind the ninth", caseLines},
		{"numbers count by series and year", numbersCount},
		{"50 at once: no number twice and none left out", numbersAtOnce},
		{"an act is kept whole", actWhole},
		{"an act that fails after any step leaves nothing", actNothing},
		{"a failure that the closure did not mind leaves nothing", actUnminded},
		{"of two officers one is told that the case has moved", twoOfficers},
		{"a case that is held is not moved by another", caseHeld},
		{"several are held at once, in whatever order they are named", severalHeld},
		{"one key at once happens once", onceAtOnce},
		{"two series in both orders", crossedSeries},
		{"tries are counted by day", triesCount},
		{"the log has no gap and hashes as RFC 6962 says", leavesGapless},
		{"inbox: by due day and number, page by page", inboxPages},
		{"inbox: states, services and departments", inboxFilters},
		{"of a citizen and of a phone, newest first", newestFirst},
		{"woken in the order of their waking", woken},
		{"keys of a case, each once", caseKeys},
		{"a key is open until its case has ended", caseKeysEnd},
		{"cases about something, oldest first", caseAbout},
		{"a draft comes back as it was put", draftRound},
		{"a draft of another version is not written over", draftMoved},
		{"open drafts of an owner, latest first", draftsOpen},
		{"a file comes back with every byte", fileRound},
		{"a message leaves once", messageOnce},
		{"a lease ends", leaseEnds},
		{"a message that failed is tried again or given up", messageFails},
		{"two workers never take the same", twoWorkers},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// caseDay is when the suite's cases are submitted.
func caseDay() time.Time { return time.Date(2026, 11, 24, 9, 30, 0, 123_456_000, time.UTC) }

// Filed gives a case as submitting makes one, with its first event: of an old age
// pension, in Bengali, with a roster.
func Filed(number, office string) (casework.Case, []casework.Event) {
	c := casework.Case{
		Number: number, Service: "old_age_pension", Procedure: "pension", Revision: 3, Office: office,
		State: "submitted", Version: 1, Since: caseDay(),
		Applicant: casework.Applicant{
			Name: "রহিমা বেওয়া", Phone: "919831012345", Lang: seva.Bengali, Born: seva.Date{Year: 1951, Month: 7},
			Citizen: "citizen-of-" + number, Entered: "operator1", Channel: "kiosk",
		},
		Answers: form.Answers{
			"name": {Text: "রহিমা বেওয়া"}, "father": {Text: "মৃত আব্দুল করিম"}, "born": {Text: "1951-07"},
			"mobile": {Text: "919831012345"}, "gender": {Text: "female"}, "caste": {Text: "obc_a"},
			"village": {Text: "2412/338217"}, "pin": {Text: "721212"}, "house": {Text: "পশ্চিম পাড়া, কালীমন্দিরের কাছে"},
			"ifsc": {Text: "SBIN0001234"}, "account": {Text: "vault-7f3a"}, "income": {Text: "6000000"},
			"aadhaar": {Text: "vault-91bc"}, "ration": {Text: "aay"}, "declared": {Text: "yes"},
			"needs": {List: []string{"wheelchair", "hearing"}},
			"members": {Rows: []form.Answers{
				{"name": {Text: "করিম শেখ"}, "relation": {Text: "son"}, "age": {Text: "31"}},
				{"name": {Text: "সাবিনা খাতুন"}, "relation": {Text: "daughter"}, "age": {Text: "27"}},
			}},
		},
		FormOf: 2, Findings: casework.Findings{Rules: "2026-06", Failed: []string{"income"}},
		Submitted: caseDay(), Due: seva.Date{Year: 2026, Month: 12, Day: 24}, Wake: caseDay().Add(24 * time.Hour),
	}
	return c, []casework.Event{{
		Seq: 1, At: caseDay(), Noted: caseDay(), Action: casework.SubmitAction, To: c.State,
		Actor: "operator1", Role: casework.Operator, Fields: []string{"name", "members"},
	}}
}

// put keeps a case in a transaction of its own.
func put(t testing.TB, s CaseStore, c casework.Case, events []casework.Event) {
	t.Helper()
	if err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.Put(t.Context(), c, events) }); err != nil {
		t.Fatalf("Put(%s): %v", c.Number, err)
	}
}

// with keeps a case of this number after it was changed.
func with(t testing.TB, s CaseStore, number, office string, change func(*casework.Case)) casework.Case {
	t.Helper()
	c, events := Filed(number, office)
	change(&c)
	put(t, s, c, events)
	return c
}

// moved gives the case one event on.
func moved(c casework.Case, state string) (casework.Case, []casework.Event) {
	from := c.State
	c.Version++
	c.State = state
	return c, []casework.Event{{Seq: c.Version, At: caseDay(), Noted: caseDay(), Action: "go", From: from, To: state, Actor: "officer1", Role: casework.Verifier}}
}

func theCase(t testing.TB, s CaseStore, number string) casework.Case {
	t.Helper()
	c, err := s.Cases().Case(t.Context(), number)
	if err != nil {
		t.Fatalf("Case(%s): %v", number, err)
	}
	return c
}

func caseRound(t *testing.T, s CaseStore) {
	full, events := Filed("OAP2026000001", "wcd.2412")
	full.Asked = []casework.Item{{Field: "members/0/age", Reason: "unclear", Note: "বয়স লিখুন"}}
	full.Marks = map[string]string{"mwin": "MWIN2026000007"}
	full.Decided, full.LastOfficer, full.Ended = caseDay().Add(time.Hour), "officer1", true
	events[0].Reason, events[0].Note, events[0].Items = "unclear", "দেখুন\nआगे", full.Asked
	events[0].Day, events[0].Found, events[0].Given = seva.Date{Year: 2026, Month: 12, Day: 1}, "yes", full.Marks
	bare := casework.Case{Number: "OAP2026000002", Version: 1}
	empty := casework.Case{
		Number: "OAP2026000003", Version: 1, Answers: form.Answers{}, Asked: []casework.Item{},
		Marks: map[string]string{}, Findings: casework.Findings{Failed: []string{}},
		Applicant: casework.Applicant{Born: seva.Date{Year: 1951}},
	}
	hollow := casework.Case{Number: "OAP2026000004", Version: 1, Answers: form.Answers{
		"nothing": {}, "list": {List: []string{}}, "rows": {Rows: []form.Answers{{}, nil, {"": {Text: ""}}}},
		"deep": {Rows: []form.Answers{{"in": {Rows: []form.Answers{{"it": {Text: "\x00 \xff নীচে"}}}}}}},
	}}
	for _, want := range []casework.Case{full, bare, empty, hollow} {
		put(t, s, want, events)
		equal(t, want.Number, theCase(t, s, want.Number), want)
		got, err := s.Cases().Events(t.Context(), want.Number)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "events of "+want.Number, got, events)
	}
	// An event of which nothing is known but its place, and one with empty things.
	bare.Version, empty.Version = 2, 2
	put(t, s, bare, []casework.Event{{Seq: 2}})
	put(t, s, empty, []casework.Event{{Seq: 2, Items: []casework.Item{}, Given: map[string]string{}, Fields: []string{}}})
	got, err := s.Cases().Events(t.Context(), empty.Number)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "an event with empty things", got[1], casework.Event{Seq: 2, Items: []casework.Item{}, Given: map[string]string{}, Fields: []string{}})
}

func noCase(t *testing.T, s CaseStore) {
	ctx := t.Context()
	if _, err := s.Cases().Case(ctx, "GR2026000001"); !errors.Is(err, casework.ErrNone) {
		t.Errorf("Case: %v", err)
	}
	if lines, err := s.Cases().Lines(ctx, "GR2026000001"); err != nil || len(lines) != 0 {
		t.Errorf("Lines: %v, %v", lines, err)
	}
	if events, err := s.Cases().Events(ctx, "GR2026000001"); err != nil || len(events) != 0 {
		t.Errorf("Events: %v, %v", events, err)
	}
	for _, f := range []casework.Find{{}, {Citizen: "c"}, {Phone: "91983"}, {Offices: []string{"a.1", "b.*", "*"}}, {Woken: caseDay()}} {
		if found, err := s.Cases().Find(ctx, f); err != nil || len(found) != 0 {
			t.Errorf("Find(%+v): %v, %v", f, found, err)
		}
	}
	if _, err := s.Applications().Draft(ctx, "d"); !errors.Is(err, service.ErrNone) {
		t.Errorf("Draft: %v", err)
	}
	if _, err := s.Applications().File(ctx, "f"); !errors.Is(err, service.ErrNone) {
		t.Errorf("File: %v", err)
	}
	if _, err := s.Applications().Content(ctx, "f"); !errors.Is(err, service.ErrNone) {
		t.Errorf("Content: %v", err)
	}
	// In a transaction too, and asking harms nothing that is written beside it.
	c, events := Filed("GR2026000002", "cmo.318")
	err := s.Applications().Change(ctx, func(tx service.Tx) error {
		if _, err := tx.Case(ctx, "GR2026000001"); !errors.Is(err, casework.ErrNone) {
			t.Errorf("Tx.Case: %v", err)
		}
		if _, err := tx.Draft(ctx, "d"); !errors.Is(err, service.ErrNone) {
			t.Errorf("Tx.Draft: %v", err)
		}
		if _, _, found, err := tx.Done(ctx, "s", "k"); found || err != nil {
			t.Errorf("Tx.Done: %v, %v", found, err)
		}
		return tx.Put(ctx, c, events)
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "what was written beside", theCase(t, s, c.Number), c)
}

func caseMoves(t *testing.T, s CaseStore) {
	c, first := Filed("CAF2026000001", "lr.2412")
	put(t, s, c, first)
	all := first
	for _, state := range []string{"scrutiny", "asked", "scrutiny", "hearing"} {
		next, events := moved(c, state)
		next.Office, next.Due = "lr.2413", seva.Date{}
		put(t, s, next, events)
		c, all = next, append(all, events...)
	}
	equal(t, "the case", theCase(t, s, c.Number), c)
	got, err := s.Cases().Events(t.Context(), c.Number)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the events", got, all)
	err = s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		held, err := tx.Case(t.Context(), c.Number)
		equal(t, "the case as held", held, c)
		if err == nil {
			got, err = tx.Events(t.Context(), c.Number)
			equal(t, "the events in a transaction", got, all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// Old versions, new cases under an old number, and events out of place are not put.
	for name, spoiled := range map[string]func(*casework.Case, []casework.Event){
		"of an old version": func(c *casework.Case, e []casework.Event) { c.Version, e[0].Seq = 3, 3 },
		"of a later one":    func(c *casework.Case, e []casework.Event) { c.Version, e[0].Seq = 9, 9 },
		"begun twice":       func(c *casework.Case, e []casework.Event) { c.Version, e[0].Seq = 1, 1 },
	} {
		next, events := moved(c, "approved")
		spoiled(&next, events)
		err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.Put(t.Context(), next, events) })
		if !errors.Is(err, casework.ErrMoved) {
			t.Errorf("%s: %v, want ErrMoved", name, err)
		}
	}
	next, events := moved(c, "approved")
	events[0].Seq++
	if err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.Put(t.Context(), next, events) }); err == nil {
		t.Error("an event that leaves a gap was put")
	}
	equal(t, "the case after", theCase(t, s, c.Number), c)
	next.Number, next.Version = "CAF2026\x00", 1
	err = s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.Put(t.Context(), next, nil) })
	if seva.KindOf(err) != seva.Invalid {
		t.Errorf("a number with a NUL: %v, want Invalid", err)
	}
}

func caseLines(t *testing.T, s CaseStore) {
	var want []string
	for i := range 12 {
		number := fmt.Sprintf("CAF2026000012/%d", i+1)
		want = append(want, number)
		with(t, s, number, "lr.2412", func(*casework.Case) {})
	}
	for _, other := range []string{"CAF2026000011", "CAF2026000013", "CAF2026000001/2", "CAF20260000120", "CAF2026000012-X"} {
		with(t, s, other, "lr.2412", func(*casework.Case) {})
	}
	for application, want := range map[string][]string{
		"CAF2026000012": want, "CAF2026000013": {"CAF2026000013"}, "CAF2026000001": {"CAF2026000001/2"},
		"CAF2026000012/7": {"CAF2026000012/7"}, "CAF20260000": nil,
	} {
		got, err := s.Cases().Lines(t.Context(), application)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, application, numbers(got), want)
		files, err := s.Cases().Files(t.Context(), application)
		if err != nil {
			t.Fatal(err)
		}
		standings, err := s.Cases().Standings(t.Context(), application)
		if err != nil || len(standings) != len(files) {
			t.Fatalf("%d standings for %d files, %v", len(standings), len(files), err)
		}
		var filed []casework.Case
		for i, f := range files {
			standings[i].Answers = f.Answers // which it lacks
			equal(t, "the standing of "+f.Number, standings[i], f)
			events, err := s.Cases().Events(t.Context(), f.Number)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "the log of "+f.Number, f.Events, events)
			filed = append(filed, f.Case)
		}
		equal(t, "files of "+application, filed, got)
	}
}

func numbers(cases []casework.Case) []string {
	var all []string
	for _, c := range cases {
		all = append(all, c.Number)
	}
	return all
}

// leaf is an act in the log.
func leaf(subject string) audit.Leaf {
	return audit.Leaf{At: caseDay(), Actor: "officer1", Role: "clerk", Act: "case.submit", Subject: subject, Digest: "00ff"}
}
