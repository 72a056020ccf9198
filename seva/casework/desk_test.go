package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// A case from the counter to the decision: what is written, told, given and shown.
func TestDeskTakesACaseThrough(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	if n != "CAF2024000001" {
		t.Fatalf("number %s", n)
	}
	c := o.kept(n)
	if c.State != "submitted" || c.Version != 1 || c.Due != day("2024-01-19") || !c.Wake.Equal(ist("2024-01-16 00:00")) || !c.Submitted.Equal(o.now) {
		t.Fatalf("%+v", c)
	}
	o.at("2024-01-02 10:00")
	o.act(clerk, n, "take_up")
	o.at("2024-01-08 16:00")
	v := o.act(verifier, n, "ask", asking("deed"), func(a *casework.Act) { a.Note = " Please bring the deed "; a.Items[0].Reason = "reason.query.missing" })
	if v.State != "query" || !v.Standing.Due.IsZero() || v.Standing.Why != "citizen" || v.Next.By != day("2024-01-23") {
		t.Errorf("asked: %+v", v.Glance)
	}
	if v.Next.Text.Key != "remedy.query" || v.Next.Who != "applicant" || v.Next.Where != "app_or_bsk" || !slices.Equal(v.Next.Papers, []string{"deed"}) {
		t.Errorf("next: %+v", v.Next)
	}
	if papers := fmt.Sprint(v.Next.Text.Args["Papers"]); !strings.Contains(papers, "paper.deed") || !strings.Contains(papers, "field.deed") {
		t.Errorf("papers: %s", papers)
	}
	if len(v.Asked) != 1 || v.Asked[0].Reason != "reason.query.missing" || v.Timeline[2].Note != "Please bring the deed" {
		t.Errorf("asked: %+v, %+v", v.Asked, v.Timeline[2])
	}
	o.at("2024-01-18 09:00")
	v = o.act(citizen, n, "reply", answering("deed", deedID))
	if v.State != "scrutiny" || v.Asked != nil || v.Standing.Due != day("2024-01-31") || v.Answers["deed"].Text != deedID {
		t.Errorf("replied: %+v", v)
	}
	o.at("2024-01-19 12:00")
	v = o.act(sanction, n, "approve")
	if !v.Good || !v.End || v.Marks["licence"] != "LIC000001" || !v.Decided.Equal(o.now.UTC()) || len(v.Actions) != 0 || v.Standing.Used != 7 {
		t.Errorf("approved: %+v", v)
	}
	events, leaves := o.log(n), o.book.Leaves()
	if len(events) != 5 || len(leaves) != 5 {
		t.Fatalf("%d events, %d leaves", len(events), len(leaves))
	}
	for i, e := range events {
		if l := leaves[i]; l.Act != "case."+e.Action || l.Subject != n || l.Actor != e.Actor || l.Digest != e.Digest() || len(l.Digest) != 64 {
			t.Errorf("leaf %+v of %+v", l, e)
		}
	}
	var told []string
	for _, m := range o.book.Told() {
		if m.To != phone || m.Lang != seva.BengaliRoman {
			t.Errorf("told %+v", m)
		}
		told = append(told, m.Ref+" "+m.Body)
	}
	want := []string{
		n + "#1 bn-Latn:sms.case.submitted service.test_licence " + n + " state.submitted 2024-01-19 ",
		n + "#3 bn-Latn:sms.case.query service.test_licence " + n + " state.query 2024-01-23 ",
		n + "#4 bn-Latn:sms.case.moved service.test_licence " + n + " state.scrutiny 2024-01-31 ",
		n + "#5 bn-Latn:sms.case.decided service.test_licence " + n + " state.approved clock.no_day LIC000001",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

func TestDigestIsOfWhatHappened(t *testing.T) {
	e := casework.Event{Seq: 2, At: ist("2024-01-01 11:00"), Noted: ist("2024-01-01 11:00"), Action: "ask", From: "a", To: "b", Actor: "v1", Role: casework.Verifier}
	same := e
	same.At, same.Items, same.Given, same.Fields = e.At.In(seva.IST), []casework.Item{}, map[string]string{}, []string{}
	if e.Digest() != same.Digest() {
		t.Error("another zone, or empty instead of none, is another event")
	}
	for name, change := range map[string]func(*casework.Event){
		"seq": func(e *casework.Event) { e.Seq++ }, "note": func(e *casework.Event) { e.Note = "x" }, "found": func(e *casework.Event) { e.Found = "yes" },
		"noted": func(e *casework.Event) { e.Noted = e.Noted.Add(1000) }, "day": func(e *casework.Event) { e.Day = day("2024-01-01") },
		"items": func(e *casework.Event) { e.Items = []casework.Item{{Field: "x"}} }, "given": func(e *casework.Event) { e.Given = map[string]string{"a": "b"} },
		"actor": func(e *casework.Event) { e.Actor = "v2" }, "fields": func(e *casework.Event) { e.Fields = []string{"x"} },
		"salt": func(e *casework.Event) { e.Salt = "x" },
	} {
		other := e
		change(&other)
		if other.Digest() == e.Digest() {
			t.Errorf("another %s, the same digest", name)
		}
	}
}

// When a case is emptied its leaves stay: from them nobody can find out what somebody wrote,
// also who guesses it and has all else of the event.
func TestALeafGivesNoWordsAway(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	o.act(clerk, n, "take_up")
	o.act(verifier, n, "ask", asking("deed"), func(a *casework.Act) { a.Note = "Please bring the deed" })
	worded := 0
	for i, e := range o.log(n) {
		leaf := o.book.Leaves()[i]
		if leaf.Digest != e.Digest() {
			t.Errorf("event %d is not its leaf's", e.Seq)
		}
		if e.Note == "" {
			continue
		}
		worded++
		guess := e.Tombstone()
		guess.Note = e.Note
		if guess.Digest() == leaf.Digest {
			t.Error("a guess at the words fits the leaf")
		}
	}
	if worded != 1 {
		t.Errorf("%d events with words", worded)
	}
}

func TestActHappensOnce(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	a := casework.Act{Number: n, Version: 1, Action: "note", Note: "seen"}
	first, err := o.For(verifier).Act(t.Context(), a, "k")
	if err != nil {
		t.Fatal(err)
	}
	spaced := a
	spaced.Number = strings.ToLower(n[:3]) + " " + n[3:7] + "-" + n[7:] // the same number, typed otherwise
	again, err := o.For(verifier).Act(t.Context(), spaced, "k")
	if err != nil || fmt.Sprint(again) != fmt.Sprint(first) {
		t.Errorf("again: %v\n%+v\n%+v", err, again, first)
	}
	if len(o.log(n)) != 2 || len(o.book.Leaves()) != 2 {
		t.Error("it happened twice")
	}
	a.Note = "other"
	_, err = o.For(verifier).Act(t.Context(), a, "k")
	wants(t, "another act", err, seva.Conflict, "key.other")
	a.Version = 2
	if _, err := o.For(sanction).Act(t.Context(), a, "k"); err != nil {
		t.Errorf("the key of somebody else: %v", err)
	}
	for key, code := range map[string]string{"": "key.missing", "a b": "key.form", strings.Repeat("k", 201): "key.form", "ক": "key.form"} {
		_, err = o.For(verifier).Act(t.Context(), a, key)
		wants(t, fmt.Sprintf("key %q", key), err, seva.Invalid, code)
	}
	_, err = o.For(casework.Caller{Phone: phone}).Act(t.Context(), a, "k2")
	wants(t, "nobody", err, seva.Unauthenticated, "unauthenticated")
}

// An operator who helped with a reply gets the answer to a repetition too, though the case
// has left the citizen's court by then.
func TestRepliesOfAHelperHappenOnce(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	o.act(verifier, n, "ask", asking("name"))
	a := casework.Act{Number: n, Version: 2, Action: "reply"}
	answering("name", "Subrata Mondal")(&a)
	helper := casework.Caller{ID: "o7", Roles: operator.Roles, Channel: "kiosk"}
	first, err := o.For(helper).Act(t.Context(), a, "k")
	if err != nil || first.State != "scrutiny" || len(first.Answers) != 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := o.For(helper).Act(t.Context(), a, "k")
	if err != nil || fmt.Sprint(again) != fmt.Sprint(first) {
		t.Errorf("again: %v\n%+v\n%+v", err, again, first)
	}
	helper.ID = "o8"
	_, err = o.For(helper).Case(t.Context(), n)
	wants(t, "who did not help", err, seva.NotFound, "case.unknown")
}

func TestTwoOfficersAtOnce(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			who := verifier
			who.ID = fmt.Sprint("v", i)
			_, errs[i] = o.For(who).Act(t.Context(), casework.Act{Number: n, Version: 1, Action: "take_up"}, "k")
		})
	}
	wg.Wait()
	taken := 0
	for _, err := range errs {
		if err == nil {
			taken++
			continue
		}
		wants(t, "the second", err, seva.Conflict, "case.moved")
	}
	if taken != 1 || len(o.log(n)) != 2 {
		t.Errorf("%d taken, %d events", taken, len(o.log(n)))
	}
}

// What an act leaves behind commits with it or not at all, wherever the store fails.
func TestActIsWholeOrNothing(t *testing.T) {
	for _, call := range []string{"Number", "Put", "Audit", "Tell", "Do", "Done", "Case", "Events"} {
		o := newOffice(t, "2024-01-01 11:00")
		n := o.open("test_licence")
		o.act(clerk, n, "take_up")
		o.act(verifier, n, "ask", asking("deed"))
		o.act(citizen, n, "reply", answering("deed", deedID))
		before := fmt.Sprint(o.kept(n), o.log(n), o.book.Leaves(), o.book.Told())
		o.book.Fault = func(c, _ string) error {
			if c == call {
				return fmt.Errorf("%s: no room on the disk", c)
			}
			return nil
		}
		_, err := o.try(sanction, n, "approve")
		wants(t, call, err, seva.Internal, "internal")
		if after := fmt.Sprint(o.kept(n), o.log(n), o.book.Leaves(), o.book.Told()); after != before {
			t.Errorf("%s failed, and something was kept:\n%s\n%s", call, before, after)
		}
		o.book.Fault = nil
		if v, err := o.For(sanction).Act(t.Context(), casework.Act{Number: n, Version: 4, Action: "approve"}, fmt.Sprintf("key-%d", o.keys)); err != nil || v.Marks["licence"] != "LIC000001" {
			t.Errorf("%s: repeated: %v, %v", call, v.Marks, err)
		}
	}
}

func TestActHoldsRepliesAgainstTheForm(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	_, err := o.try(verifier, n, "ask", asking("colour"))
	wants(t, "a field the form does not have", err, seva.Invalid, "case.item")
	v := o.act(verifier, n, "ask", asking("mobile"))
	if offered := v.Actions; len(offered) != 0 {
		t.Errorf("an officer may %v", offered)
	}
	_, err = o.try(citizen, n, "reply", answering("mobile", "call me"))
	if err == nil || seva.KindOf(err) != seva.Invalid {
		t.Errorf("an answer that was not checked: %v", err)
	}
	o.act(citizen, n, "reply", answering("mobile", "919800000124"))
}

// A procedure may say what submitting gives and tells, and decide at once.
func TestSubmittingMayDecide(t *testing.T) {
	tr := track(casework.Pause)
	tr.Service, tr.Personal = "renewal", false
	tr.Limit = casework.Limit{Policy: casework.Pause, Source: "a test"}
	tr.Procedure = casework.Procedure{ID: "auto", Version: 1, Start: "approved",
		States: []casework.State{{ID: "approved", Court: casework.NoCourt, End: true, Good: true}},
		Actions: []casework.Action{{ID: casework.SubmitAction, To: "approved", Gives: "licence", Tells: "decided",
			Roles: []casework.Role{casework.Citizen, casework.Operator}}}}
	o := newOffice(t, "2024-01-01 11:00", tr)
	n := o.open("renewal")
	c, told := o.kept(n), o.book.Told()
	if c.Marks["licence"] != "LIC000001" || !c.Decided.Equal(o.now) || !c.Wake.IsZero() || len(told) != 1 || told[0].Key != "sms.case.decided" {
		t.Errorf("%+v, %v", c, told)
	}
	if e := o.log(n)[0]; e.Given["licence"] != "LIC000001" || e.Role != casework.Citizen {
		t.Errorf("%+v", e)
	}
	if g, err := o.For(casework.Caller{}).Check(t.Context(), n, ""); err != nil || g[0].Standing.Why != "decided" || g[0].Next.Text.Key != "next.approved" {
		t.Errorf("%+v, %v", g, err)
	}
}

// A number that was given is the citizen's: deciding again does not give another.
func TestAGivenNumberStays(t *testing.T) {
	tr := track(casework.Pause)
	p := &tr.Procedure
	p.States = append(p.States, casework.State{ID: "granted", Court: casework.NoCourt, Good: true})
	p.Actions = append(p.Actions,
		casework.Action{ID: "grant", From: []string{"scrutiny"}, To: "granted", Roles: []casework.Role{casework.Sanctioner}, Gives: "licence", Tells: "decided"},
		casework.Action{ID: "reopen", From: []string{"granted"}, To: "scrutiny", Roles: []casework.Role{casework.Sanctioner}},
		casework.Action{ID: "close", From: []string{"granted"}, To: "withdrawn", Roles: []casework.Role{casework.Citizen}})
	o := newOffice(t, "2024-01-01 11:00", tr)
	n := o.open("test_licence")
	o.act(clerk, n, "take_up")
	o.act(sanction, n, "grant")
	o.at("2024-02-01 11:00")
	v := o.act(sanction, n, "reopen") // the office has its days anew
	if !v.Decided.IsZero() || v.Standing.Used != 0 || v.Standing.Due != day("2024-02-19") {
		t.Errorf("reopened: %+v", v.Glance)
	}
	if v = o.act(sanction, n, "grant"); v.Marks["licence"] != "LIC000001" || v.Timeline[len(v.Timeline)-1].Given != nil {
		t.Errorf("%v, %v", v.Marks, v.Timeline)
	}
}

func TestDeskKeepsToTheDefinitionACaseBeganUnder(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	newer := track(casework.Pause)
	newer.Procedure.Version = 2
	parts := casework.Parts{Book: o.book, Tracks: map[string]casework.Track{"test_licence": newer}, World: seva.FrozenWorld(o.now, 1),
		Series: map[string]casework.Series{"caf": {Prefix: "CAF", Yearly: true}, "licence": {Prefix: "LIC"}}}
	without, err := casework.NewDesk(parts)
	if err != nil {
		t.Fatal(err)
	}
	_, err = without.For(verifier).Case(t.Context(), n)
	wants(t, "a definition that is gone", err, seva.Unavailable, "unavailable")
	parts.Former = []casework.Track{track(casework.Pause)}
	with, err := casework.NewDesk(parts)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := with.For(verifier).Case(t.Context(), n); err != nil {
		t.Error(err)
	}
	newer.Procedure.Start = "nowhere"
	parts.Tracks["test_licence"] = newer
	if _, err := casework.NewDesk(parts); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("an unsound procedure: %v", err)
	}
	parts.Tracks, parts.Series = nil, nil
	if _, err := casework.NewDesk(parts); err == nil || !strings.Contains(err.Error(), "series") {
		t.Errorf("without series: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	o := newOffice(t, "2024-01-01 11:00")
	n := o.open("test_licence")
	for name, op := range map[string]casework.Opening{
		"a number there is": {Number: n, Service: "test_licence", Office: "labour.1"},
		"no service":        {Number: "CAF2024000077", Service: "none", Office: "labour.1"},
		"no office":         {Number: "CAF2024000077", Service: "test_licence"},
		"no number":         {Number: "77", Service: "test_licence", Office: "labour.1"},
	} {
		err := o.book.Change(t.Context(), func(tx casework.Tx) error { _, err := o.Open(t.Context(), tx, op); return err })
		if err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	if _, err := o.book.Case(t.Context(), "CAF2024000077"); err == nil || len(o.book.Leaves()) != 1 {
		t.Error("something was kept")
	}
}
