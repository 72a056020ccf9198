package document_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/document/documenttest"
	"duar/seva/form"
	"duar/seva/land"
)

type ctx = context.Context

func TestMake(t *testing.T) {
	d := newDesk(t, 1)
	number := d.signed(t)
	paper, err := d.Make(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	c := d.state(t, number)
	if c.State != "issued" || c.Marks[document.Mark] != paper {
		t.Errorf("the case is %s with %v", c.State, c.Marks)
	}
	printed := d.press.Printed()
	if len(printed) != 1 || printed[0].Number != paper || printed[0].Khatian.Owner.Guardian.Bn == "" || !printed[0].Specimen {
		t.Fatalf("printed %+v", printed)
	}
	// As of when it is: the moment of printing, and not the day on which the row began.
	if at := printed[0].AsOn; at.Valid != seva.DateOf(opening) || !at.Recorded.Equal(d.now) || printed[0].Block.En != "Ghatal" || printed[0].District.En != "Paschim Medinipur" {
		t.Errorf("as on %+v of %s", at, printed[0].Block.En)
	}
	if again, err := d.Make(t.Context(), number); err != nil || again != paper || len(d.press.Printed()) != 1 {
		t.Errorf("again: %s, %v", again, err)
	}
	v, err := d.For(nobody).Document(t.Context(), document.Spaced(paper))
	if err != nil || v.Status != document.Valid || v.Subject != "khatian 12" || v.Mouza != documenttest.Mouza || v.Digest == [16]byte{} || !v.Specimen {
		t.Errorf("%+v, %v", v, err)
	}
	told := d.book.Cases.Told()
	if n := len(told); n == 0 || told[n-1].Key != "sms.case.paper" || !strings.Contains(told[n-1].Body, paper) || told[n-1].To != applicant.Phone {
		t.Errorf("told %+v", told)
	}
}

// Two workers at one case, and one who comes later, make one paper.
func TestMakeTogether(t *testing.T) {
	d := newDesk(t, 2)
	number := d.signed(t)
	var wg sync.WaitGroup
	got := make([]string, 8)
	for i := range got {
		wg.Go(func() {
			paper, err := d.Make(t.Context(), number)
			if err != nil {
				t.Error(err)
			}
			got[i] = paper
		})
	}
	wg.Wait()
	slices.Sort(got)
	if len(slices.Compact(got)) != 1 || d.book.Papers() != 1 {
		t.Errorf("papers %v, kept %d", got, d.book.Papers())
	}
}

// What the record cannot give goes back to the office with the reason.
func TestReturned(t *testing.T) {
	for _, c := range []struct {
		name, service string
		answers       form.Answers
		amend         func(*documenttest.Register)
		reason        string
	}{
		{"a khatian that is gone", "ror_copy", khatian12(), func(r *documenttest.Register) { clear(r.Khatians) }, document.RecordGone},
		{"a plot without a map", "plot_map_copy", form.Answers{"plot": {Text: "1027001/166"}}, func(*documenttest.Register) {}, document.NoMap},
		{"a plot that is gone", "plot_map_copy", form.Answers{"plot": {Text: "1027001/999"}}, func(*documenttest.Register) {}, document.RecordGone},
		{"one plot of two that is gone", "plot_information", form.Answers{"plots": {Rows: []form.Answers{
			{"plot": {Text: "1027001/165"}}, {"plot": {Text: "1027001/7"}}}}}, func(*documenttest.Register) {}, document.RecordGone},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, 3)
			number := d.filed(t, c.service, c.answers)
			d.sign(t, number)
			d.register.Amend(c.amend)
			_, err := d.Make(t.Context(), number)
			wants(t, "Make", err, seva.Conflict, "document.returned")
			events, err := d.book.Cases.Events(t.Context(), number)
			if last := events[len(events)-1]; err != nil || d.state(t, number).State != document.ToSign || last.Reason != c.reason {
				t.Errorf("the case is %s for %q, %v", d.state(t, number).State, last.Reason, err)
			}
			if d.book.Papers() != 0 {
				t.Error("there is a paper")
			}
		})
	}
}

func TestNotSigned(t *testing.T) {
	d := newDesk(t, 4)
	_, err := d.Make(t.Context(), d.filed(t, "ror_copy", khatian12()))
	wants(t, "a case that nobody has signed", err, seva.Conflict, "document.unsigned")
	_, err = d.Make(t.Context(), "DC2026999999")
	wants(t, "no case", err, seva.Conflict, "document.unsigned")
	number := d.signed(t)
	d.register.Fault = errors.New("the register is away")
	if _, err := d.Make(t.Context(), number); seva.KindOf(err) != seva.Internal || d.state(t, number).State != document.SignedState {
		t.Errorf("%v, and the case is %s", err, d.state(t, number).State)
	}
}

// A plot index of several plots, in their order, with each once, in two languages.
func TestPlots(t *testing.T) {
	d := newDesk(t, 5)
	number := d.filed(t, "plot_information", form.Answers{"language": {Text: "bn_en"}, "plots": {Rows: []form.Answers{
		{"plot": {Text: "1027001/166"}}, {"plot": {Text: "1027001/165"}}, {"plot": {Text: "1027001/166"}}}}})
	d.sign(t, number)
	paper, err := d.Make(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	c := d.press.Printed()[0]
	if len(c.Plots) != 2 || c.Plots[0].Number != (land.Number{Main: 165}) || !slices.Equal(c.Langs, []seva.Lang{seva.Bengali, seva.English}) {
		t.Errorf("printed %d plots in %v", len(c.Plots), c.Langs)
	}
	v, err := d.For(nobody).Document(t.Context(), paper)
	numbers, err2 := v.Numbers()
	if err != nil || err2 != nil || v.Subject != "plot 165, 166" || len(numbers) != 2 {
		t.Errorf("%+v, %v, %v", v, err, err2)
	}
}

// A paper holds for as long as the record says what it says, whoever changed the record and
// how; and another one of the same that was issued since is named.
func TestStatus(t *testing.T) {
	d := newDesk(t, 6)
	first := d.made(t)
	status := func(number string) document.View {
		t.Helper()
		v, err := d.For(nobody).Document(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	d.register.Amend(func(r *documenttest.Register) {
		n := land.Number{Main: 12}
		k := r.Khatians[n]
		k.AsOn.Recorded = d.now // read anew, and it says the same
		r.Khatians[n] = k
	})
	if v := status(first); v.Status != document.Valid {
		t.Errorf("after a load that changed nothing it is %s", v.Status)
	}
	d.register.Amend(func(r *documenttest.Register) {
		n := land.Number{Main: 12}
		k := r.Khatians[n]
		k.Holdings = slices.Clone(k.Holdings)
		k.Holdings[0].Share = seva.Whole / 2
		r.Khatians[n] = k
	})
	if v := status(first); v.Status != document.Superseded || v.Newer != "" {
		t.Errorf("after a change it is %s, newer %q", v.Status, v.Newer)
	}
	d.now = d.now.Add(time.Hour)
	second := d.made(t)
	if v := status(first); v.Status != document.Superseded || v.Newer != second {
		t.Errorf("with another one it is %s, newer %q", v.Status, v.Newer)
	}
	if v := status(second); v.Status != document.Valid || v.Newer != "" {
		t.Errorf("the other one is %s, newer %q", v.Status, v.Newer)
	}
	d.register.Amend(func(r *documenttest.Register) { clear(r.Khatians) })
	if v := status(second); v.Status != document.Superseded {
		t.Errorf("without a record it is %s", v.Status)
	}
}

func TestRevoke(t *testing.T) {
	d := newDesk(t, 7)
	number := d.made(t)
	token := d.token(t)
	for name, c := range map[string]struct {
		caller casework.Caller
		reason string
		kind   seva.Kind
		code   string
	}{
		"nobody": {nobody, "fraud", seva.Unauthenticated, "unauthenticated"}, "whose it is": {citizen, "fraud", seva.Forbidden, "forbidden"},
		"a clerk": {clerk, "fraud", seva.Forbidden, "forbidden"}, "another office": {afar, "fraud", seva.Forbidden, "forbidden"},
		"no reason": {officer, "because", seva.Invalid, "document.reason"},
	} {
		_, err := d.For(c.caller).Revoke(t.Context(), number, c.reason, "key1")
		wants(t, name, err, c.kind, c.code)
	}
	v, err := d.For(officer).Revoke(t.Context(), number, "fraud", "key1")
	if err != nil || v.Status != document.Revoked || v.Void != seva.DateOf(d.now) {
		t.Fatalf("%+v, %v", v, err)
	}
	if v, err = d.For(officer).Revoke(t.Context(), number, "fraud", "key1"); err != nil || v.Status != document.Revoked {
		t.Errorf("the same request again: %+v, %v", v, err)
	}
	_, err = d.For(officer).Revoke(t.Context(), number, "court", "key1")
	wants(t, "another with its key", err, seva.Conflict, "key.other")
	_, err = d.For(officer).Revoke(t.Context(), number, "court", "key2")
	wants(t, "another", err, seva.Conflict, "document.revoked")
	_, err = d.For(citizen).File(t.Context(), number)
	wants(t, "the file", err, seva.Conflict, "document.revoked")
	_, err = d.For(nobody).Linked(t.Context(), token)
	wants(t, "its link", err, seva.Unauthenticated, "document.link")
	leaves, acts := d.book.Cases.Leaves(), 0
	for _, l := range leaves {
		if l.Act == "document.revoke" && l.Subject == number && l.Actor == officer.ID {
			acts++
		}
	}
	if told := d.book.Cases.Told(); acts != 1 || told[len(told)-1].Key != "sms.document.void" {
		t.Errorf("%d leaves, told %v", acts, told[len(told)-1])
	}
}

// Who may have the file, by who they are and by a link, and what each leaves behind.
func TestFile(t *testing.T) {
	d := newDesk(t, 8)
	number := d.made(t)
	token := d.token(t)
	get := func(c casework.Caller, token string) error {
		ask := func() (document.File, error) { return d.For(c).File(t.Context(), number) }
		if token != "" {
			ask = func() (document.File, error) { return d.For(c).Linked(t.Context(), token) }
		}
		f, err := ask()
		if err == nil && !bytes.HasPrefix(f.Content, []byte("%PDF")) {
			t.Errorf("the file is %q", f.Content)
		}
		return err
	}
	for name, c := range map[string]casework.Caller{"whose it is": citizen, "a clerk of the office": clerk, "the officer": officer} {
		if err := get(c, ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	wants(t, "nobody", get(nobody, ""), seva.Unauthenticated, "unauthenticated")
	wants(t, "somebody else", get(other, ""), seva.Forbidden, "document.yours")
	wants(t, "another office", get(afar, ""), seva.Forbidden, "document.yours")
	wants(t, "a token of nothing", get(nobody, "aaaaaaaaaaaaaaaaaaaaaaaaaa"), seva.Unauthenticated, "document.link")
	if err := get(nobody, token); err != nil {
		t.Errorf("by the link: %v", err)
	}
	if f, err := d.For(nobody).Linked(t.Context(), token); err != nil || f.Number != number {
		t.Errorf("by its token alone: %s, %v", f.Number, err)
	}
	downloads := 0
	for _, l := range d.book.Cases.Leaves() {
		if l.Act == "document.download" && l.Subject == number {
			downloads++
			if strings.Contains(l.Actor, token) {
				t.Error("the log has the token")
			}
		}
	}
	if looks := d.book.Cases.Looks(); downloads != 5 || len(looks) == 0 {
		t.Errorf("%d downloads in the log, %d looks", downloads, len(looks))
	}
	if err := d.For(citizen).CutLinks(t.Context(), number); err != nil {
		t.Fatal(err)
	}
	wants(t, "a link that was cut", get(nobody, token), seva.Unauthenticated, "document.link")
}

func TestLinkRunsOut(t *testing.T) {
	d := newDesk(t, 9)
	d.made(t)
	token := d.token(t)
	for range 50 {
		if _, err := d.For(nobody).Linked(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	_, err := d.For(nobody).Linked(t.Context(), token)
	wants(t, "the 51st time", err, seva.Unauthenticated, "document.link")
	d = newDesk(t, 10)
	d.made(t)
	token = d.token(t)
	d.now = d.now.Add(document.LinkLife)
	_, err = d.For(nobody).Linked(t.Context(), token)
	wants(t, "after 30 days", err, seva.Unauthenticated, "document.link")
}

func TestMine(t *testing.T) {
	d := newDesk(t, 11)
	first := d.made(t)
	d.filed(t, "ror_copy", khatian12()) // not made yet
	all, err := d.For(citizen).Mine(t.Context())
	if err != nil || len(all) != 1 || all[0].Number != first {
		t.Errorf("%v, %v", all, err)
	}
	if all, err := d.For(other).Mine(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("somebody else has %v, %v", all, err)
	}
	if _, err := d.For(nobody).Mine(t.Context()); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("nobody: %v", err)
	}
}

// Each case of a batch is signed or refused on its own, and the same request again says the same.
func TestSignAll(t *testing.T) {
	d := newDesk(t, 12)
	one, two := d.filed(t, "ror_copy", khatian12()), d.filed(t, "ror_copy", khatian12())
	batch := []string{one, "DC2026999999", two, one, "nonsense"}
	for range 2 {
		all, err := d.For(officer).SignAll(t.Context(), batch, "k")
		if err != nil || len(all) != 4 || all[0].Err != nil || all[2].Err != nil {
			t.Fatalf("%v, %v", all, err)
		}
		wants(t, "no such case", all[1].Err, seva.NotFound, "case.unknown")
		wants(t, "no number", all[3].Err, seva.Invalid, "case.number")
	}
	events, err := d.book.Cases.Events(t.Context(), one)
	if err != nil || len(events) != 2 || events[1].Action != document.SignAction || events[1].Actor != officer.ID {
		t.Errorf("%v, %v", events, err)
	}
	_, err = d.For(clerk).SignAll(t.Context(), batch, "k")
	wants(t, "a clerk", err, seva.Forbidden, "forbidden")
	_, err = d.For(officer).SignAll(t.Context(), nil, "k")
	wants(t, "none", err, seva.Invalid, "limit.range")
	all, err := d.For(afar).SignAll(t.Context(), []string{d.filed(t, "ror_copy", khatian12())}, "k")
	if err != nil || seva.KindOf(all[0].Err) != seva.NotFound {
		t.Errorf("of another office: %v, %v", all, err)
	}
}
