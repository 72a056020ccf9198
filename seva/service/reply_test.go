package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

// asked submits an application of ratna's for Annapurna and has an officer ask about fields.
func (h *house) asked(about ...form.Pointer) casework.View {
	h.t.Helper()
	d := h.draft(ratna, append(all(), put("taxpayer", "yes")), "annapurna")
	d = must[service.Draft](h.t)(h.desk.For(ratna).Attach(h.t.Context(), d.ID, d.Version, "pan_paper", "pan.png", bytes.NewReader(picture(h.t))))
	r := must[service.Receipt](h.t)(h.desk.For(ratna).Submit(h.t.Context(), d.ID, d.Version, service.Consent{}, "submit"))
	act := casework.Act{Number: r.Number, Version: 1, Action: "ask"}
	for _, at := range about {
		act.Items = append(act.Items, casework.Item{Field: at, Reason: "unclear"})
	}
	return must[casework.View](h.t)(h.cases.For(clerk).Act(h.t.Context(), act, "ask"))
}

func reply(v casework.View, entries ...form.Entry) casework.Act {
	return casework.Act{Number: v.Number, Version: v.Version, Action: "reply", Answers: entries}
}

func TestReply(t *testing.T) {
	h := open(t)
	v := h.asked("income", "account", "pan_paper")
	counter := h.desk.For(ratna)
	fresh := must[form.Upload](t)(counter.Upload(t.Context(), v.Number, "pan_paper", "new pan.png", bytes.NewReader(picture(t))))
	good := []form.Entry{put("income", "১,০০,০০০"), put("pan_paper", fresh.ID),
		{At: "account", Input: form.Input{Text: "4012 3456 7890", Again: "401234567890"}}}
	with := func(i int, e form.Entry) []form.Entry {
		entries := append([]form.Entry{}, good...)
		entries[i] = e
		return entries
	}
	for about, c := range map[string]struct {
		entries []form.Entry
		want    string
	}{
		"a number that is none":         {with(0, put("income", "many")), "money.form"},
		"a file that there is not":      {with(1, put("pan_paper", "nofile")), "file.unknown"},
		"one not asked for":             {append(with(0, good[0]), put("applicant_name", "Bimal")), "case.not_asked"},
		"not all of it":                 {good[:2], "case.unanswered"},
		"an account typed once":         {with(2, put("account", "401234567890")), "account.again"},
		"an answer that takes one away": {with(0, form.Entry{At: "income", Input: form.Input{Clear: true}}), "field.missing"},
	} {
		if _, err := counter.Reply(t.Context(), reply(v, c.entries...), fmt.Sprint("bad-", len(about))); code(err) != c.want {
			t.Errorf("%s: %v, want %s", about, err, c.want)
		}
	}
	if _, err := h.desk.For(bimal).Reply(t.Context(), reply(v, good...), "k"); seva.KindOf(err) != seva.NotFound {
		t.Error("somebody else replies:", err)
	}
	if c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), v.Number)); c.Version != 2 || c.Answers["income"].Text != "12000000" {
		t.Errorf("what was refused was kept: %d %v", c.Version, c.Answers)
	}
	after := must[casework.View](t)(counter.Reply(t.Context(), reply(v, good...), "k"))
	if after.State != "received" || after.Version != 3 {
		t.Errorf("%+v", after)
	}
	c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), v.Number))
	if c.Answers["income"].Text != "10000000" || c.Answers["account"].Text != "401234567890" || c.Answers["pan_paper"].Text != fresh.ID || c.Answers["home"].Text != "2786/337696" {
		t.Errorf("%v", c.Answers)
	}
	// A repetition of what was done is the same, whatever has become of the case.
	must[casework.View](t)(h.cases.For(clerk).Act(t.Context(), casework.Act{Number: v.Number, Version: 3, Action: "grant"}, "grant"))
	again := must[casework.View](t)(counter.Reply(t.Context(), reply(v, good...), "k"))
	if again.State != "granted" || again.Version != 4 {
		t.Errorf("%+v", again.Glance)
	}
	if _, err := counter.Reply(t.Context(), reply(v, good...), "k-late"); code(err) != "case.moved" {
		t.Error(err)
	}
	// The officer of the case opens what came with the reply.
	if _, err := h.desk.Archive(clerk).File(t.Context(), fresh.ID); err != nil {
		t.Error(err)
	}
}

// An operator replies for the citizen who stands there, with nothing of the rest shown.
func TestReplyAtTheKiosk(t *testing.T) {
	h := open(t)
	v := h.asked("income")
	after := must[casework.View](t)(h.desk.For(operator).Reply(t.Context(), reply(v, put("income", "5000")), "k"))
	if after.Version != 3 {
		t.Errorf("%+v", after)
	}
	if c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), v.Number)); c.Answers["income"].Text != "500000" || c.Answers["account"].Text != "30123456789" {
		t.Errorf("%v", c.Answers)
	}
	if _, err := h.desk.For(phone).Reply(t.Context(), reply(v, put("income", "5000")), "k"); code(err) != "unauthenticated" && seva.KindOf(err) != seva.Forbidden {
		t.Error("a number that is only asserted replies:", err)
	}
}

func TestUploadOnlyWhatIsAsked(t *testing.T) {
	h := open(t)
	v := h.asked("pan_paper")
	for about, c := range map[string]struct {
		who  casework.Caller
		at   form.Pointer
		want string
	}{
		"somebody else": {bimal, "pan_paper", "case.unknown"}, "the officer": {clerk, "pan_paper", "case.not_asked"},
		"an asserted number": {phone, "pan_paper", "case.not_asked"}, "another question": {ratna, "income", "case.not_asked"},
		"nobody": {casework.Caller{Channel: "app"}, "pan_paper", "unauthenticated"},
	} {
		if _, err := h.desk.For(c.who).Upload(t.Context(), v.Number, c.at, "x.png", bytes.NewReader(picture(t))); code(err) != c.want {
			t.Errorf("%s: %v, want %s", about, err, c.want)
		}
	}
	u := must[form.Upload](t)(h.desk.For(ratna).Upload(t.Context(), v.Number, "pan_paper", "x.png", bytes.NewReader(picture(t))))
	// Until it is the answer nobody else sees it.
	if _, err := h.desk.Archive(clerk).File(t.Context(), u.ID); code(err) != "file.unknown" {
		t.Error(err)
	}
	if got := must[service.Stored](t)(h.desk.Archive(ratna).File(t.Context(), u.ID)); len(got.Content) != int(u.Size) {
		t.Error(len(got.Content))
	}
}

// Whatever is done to the rows of a roster in a reply, the case has then what the form made
// of it.
func TestReplyToRoster(t *testing.T) {
	f := services()[0].Form
	taken := 0
	rapid.Check(t, func(r *rapid.T) {
		h := open(t)
		v := h.asked("members")
		var entries []form.Entry
		seen := map[form.Pointer]bool{}
		for range rapid.IntRange(1, 6).Draw(r, "entries") {
			row := rapid.SampledFrom([]string{"0", "1", "2", "3", "-"}).Draw(r, "row")
			e := rapid.SampledFrom([]form.Entry{
				put("members/"+row+"/name", fmt.Sprint("Ananda ", rapid.StringMatching("[a-z]{3}").Draw(r, "name"))), put("members/"+row+"/years", "৭"),
				{At: form.Pointer("members/" + row), Input: form.Input{Clear: row != "-"}},
			}).Draw(r, "entry")
			if row == "-" || !seen[e.At] {
				entries = append(entries, e)
			}
			seen[e.At] = true
		}
		before := must[casework.Case](t)(h.book.Cases.Case(t.Context(), v.Number)).Answers
		want, flaws, err := f.Put(t.Context(), form.Desks{World: seva.FrozenWorld(now, 1)}, before, nil, entries...)
		if err != nil {
			r.Fatal(err)
		}
		_, err = h.desk.For(ratna).Reply(t.Context(), reply(v, entries...), "k")
		after := must[casework.Case](t)(h.book.Cases.Case(t.Context(), v.Number)).Answers
		if len(flaws) > 0 || err != nil {
			if _, ok := errors.AsType[*seva.Error](err); !ok || seva.KindOf(err) != seva.Invalid || !reflect.DeepEqual(after, before) {
				r.Fatalf("%v: %v %v", entries, flaws, err)
			}
			return
		}
		if !reflect.DeepEqual(after, want) {
			r.Fatalf("%v: %v, want %v", entries, after["members"], want["members"])
		}
		taken++
	})
	if taken < 5 {
		t.Errorf("only %d replies were taken: this proves little", taken)
	}
}
