package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
	"duar/seva/welfare"
)

func TestSubmit(t *testing.T) {
	h := open(t)
	d := h.draft(ratna, append(all(), put("taxpayer", "yes"))[:], "annapurna")
	counter := h.desk.For(ratna)
	d = must[service.Draft](t)(counter.Attach(t.Context(), d.ID, d.Version, "pan_paper", "pan.png", bytes.NewReader(picture(t))))
	r := must[service.Receipt](t)(counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k"))
	if r.Number != "CAF2026000001" || len(r.Cases) != 1 || r.Cases[0].Number != r.Number || r.Cases[0].State != "received" || !r.At.Equal(now) {
		t.Errorf("%+v", r)
	}
	c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), r.Number))
	want := casework.Applicant{Name: "রত্না মণ্ডল", Phone: "919831012345", Lang: seva.Bengali, Born: day("1990"), Citizen: "ratna", Channel: "app"}
	if c.Applicant != want || c.Office != "wcd.304" || c.FormOf != 3 || c.Service != "annapurna" {
		t.Errorf("%+v", c)
	}
	// What did not stop the application is noted for the office.
	if c.Findings.Rules != "2026-06" || !slices.Equal(c.Findings.Failed, []string{"tax"}) {
		t.Errorf("%+v", c.Findings)
	}
	if c.Answers["account"].Text != "30123456789" || len(c.Answers["members"].Rows) != 2 {
		t.Errorf("%v", c.Answers)
	}
	if d = must[service.Draft](t)(counter.Draft(t.Context(), d.ID)); d.Number != r.Number || d.Missing != nil || d.Next != "" {
		t.Errorf("the draft: %+v", d)
	}
	if open := must[[]service.Kept](t)(h.book.Open(t.Context(), "ratna", 10)); len(open) != 0 {
		t.Errorf("%d drafts are still open", len(open))
	}
	if _, err := counter.Answer(t.Context(), d.ID, d.Version, all()); code(err) != "draft.submitted" {
		t.Error("it can still be changed:", err)
	}
	// The log has one leaf for handing in, with nothing of what was said.
	leaves := slices.DeleteFunc(h.book.Cases.Leaves(), func(l audit.Leaf) bool { return l.Act != "draft.submit" })
	if len(leaves) != 1 || leaves[0].Actor != "ratna" || leaves[0].Subject != r.Number || len(leaves[0].Digest) != 64 || leaves[0].Role != "citizen" {
		t.Errorf("%+v", leaves)
	}
	if told := h.book.Cases.Told(); len(told) != 1 || told[0].To != "919831012345" {
		t.Errorf("%d messages", len(told))
	}
	// Officers of the office see the file with the case, others do not.
	id := c.Answers["pan_paper"].Text
	if _, err := h.desk.Archive(clerk).File(t.Context(), id); err != nil {
		t.Error("an officer of the case:", err)
	}
	elsewhere := clerk
	elsewhere.ID, elsewhere.Offices = "clerk-2", []string{"wcd.318", "lr.*"}
	for _, who := range []casework.Caller{elsewhere, bimal, operator} {
		if _, err := h.desk.Archive(who).File(t.Context(), id); code(err) != "file.unknown" {
			t.Errorf("%s: %v", who.ID, err)
		}
	}
}

// The digest in the log says what was agreed to: other words, another language or another
// way of hearing them is another digest.
func TestConsent(t *testing.T) {
	digests := map[string]string{}
	for about, c := range map[string]struct {
		consent service.Consent
		words   string
	}{
		"plain": {service.Consent{}, "1"}, "in English": {service.Consent{Lang: seva.English}, "1"},
		"read out": {service.Consent{Heard: true}, "1"}, "other words": {service.Consent{}, "2"},
	} {
		h := open(t)
		h.parts.Hash = func(key string) string { return key + c.words }
		h.desk = must[*service.Desk](t)(service.NewDesk(h.parts))
		d := h.draft(ratna, all(), "annapurna")
		must[service.Receipt](t)(h.desk.For(ratna).Submit(t.Context(), d.ID, d.Version, c.consent, "k"))
		for _, l := range h.book.Cases.Leaves() {
			if l.Act == "draft.submit" {
				digests[l.Digest] = about
			}
		}
	}
	if len(digests) != 4 {
		t.Error("some are the same:", digests)
	}
	h := open(t)
	d := h.draft(operator, all(), "annapurna")
	if _, err := h.desk.For(operator).Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k"); code(err) != "draft.consent" {
		t.Error("an operator hands in what the citizen has not heard:", err)
	}
	// Nor what has no declaration: the line in the ledger says that the notice was read out.
	noticed := open(t)
	noticed.parts.Notice = func(id string) string { return "version-of-" + id }
	noticed.desk = must[*service.Desk](t)(service.NewDesk(noticed.parts))
	g := noticed.draft(operator, []form.Entry{put("topic", "land"), put("mobile", "919831012345"), put("where", "2412"), put("matter", "a matter")}, "grievance")
	if _, err := noticed.desk.For(operator).Submit(t.Context(), g.ID, g.Version, service.Consent{}, "k"); code(err) != "draft.consent" {
		t.Error("an operator hands in what nobody was told of:", err)
	}
	r := must[service.Receipt](t)(h.desk.For(operator).Submit(t.Context(), d.ID, d.Version, service.Consent{Heard: true}, "k"))
	c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), r.Number))
	if c.Applicant.Entered != "op-7" || c.Applicant.Citizen != "" || c.Applicant.Phone != "919831012345" {
		t.Errorf("%+v", c.Applicant)
	}
}

func TestSubmitRefuses(t *testing.T) {
	h := open(t)
	counter := h.desk.For(ratna)
	d := h.draft(ratna, all()[:4], "annapurna")
	_, err := counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k")
	flaws, ok := errors.AsType[form.Flaws](err)
	if !ok || len(flaws) != 5 || flaws[0].At != "income" || seva.KindOf(err) != seva.Invalid {
		t.Errorf("%v: %v", err, flaws)
	}
	// Whatever a rule that stops does not allow never reaches an office.
	d = must[service.Draft](t)(counter.Answer(t.Context(), d.ID, d.Version, append(all()[4:], put("birth_date", "1960"))))
	_, err = counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k")
	failures, ok := errors.AsType[welfare.Failures](err)
	if !ok || code(err) != "eligible" || len(failures) != 1 || failures[0].Rule != "age" || seva.KindOf(err) != seva.Invalid {
		t.Errorf("%v: %v", err, failures)
	}
	if _, err := counter.Submit(t.Context(), d.ID, d.Version-1, service.Consent{}, "k"); code(err) != "draft.moved" {
		t.Error(err)
	}
	if _, err := counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, ""); code(err) != "key.missing" {
		t.Error(err)
	}
	if len(h.book.Cases.Leaves()) != 0 {
		t.Error("something of it was kept")
	}
	// The key was not used up by what failed.
	d = must[service.Draft](t)(counter.Answer(t.Context(), d.ID, d.Version, []form.Entry{put("birth_date", "1990")}))
	must[service.Receipt](t)(counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k"))
}

// Several services are one application under one number, a line each; each case has its
// own office and only the answers that its own form asks for; the citizen is told once.
func TestSubmitJoint(t *testing.T) {
	h := open(t)
	// Somebody of exactly 60 years may have both.
	d := h.draft(ratna, append(all(), put("birth_date", "1966")), "annapurna", "old_age")
	r := must[service.Receipt](t)(h.desk.For(ratna).Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k"))
	if r.Number != "CAF2026000001" || len(r.Cases) != 2 || r.Cases[0].Number != "CAF2026000001/1" || r.Cases[1].Number != "CAF2026000001/2" {
		t.Fatalf("%+v", r)
	}
	one, two := must[casework.Case](t)(h.book.Cases.Case(t.Context(), "CAF2026000001/1")), must[casework.Case](t)(h.book.Cases.Case(t.Context(), "CAF2026000001/2"))
	if one.Service != "annapurna" || two.Service != "old_age" || one.Office != "wcd.304" || two.Office != "wcd.2786" {
		t.Errorf("%s at %s, %s at %s", one.Service, one.Office, two.Service, two.Office)
	}
	if _, there := two.Answers["account"]; there || len(two.Answers) != 5 || len(one.Answers) != 9 {
		t.Errorf("%v and %v", one.Answers, two.Answers)
	}
	if told := h.book.Cases.Told(); len(told) != 2 { // each line is acknowledged under its own number
		t.Errorf("%d messages", len(told))
	}
	again := must[service.Receipt](t)(h.desk.For(ratna).Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k"))
	if !reflect.DeepEqual(again, r) {
		t.Errorf("again %+v, was %+v", again, r)
	}
}

func TestOffices(t *testing.T) {
	h := open(t)
	mutation := func(entries ...form.Entry) (string, error) {
		d := h.draft(ratna, append(entries, put("buyer_name", "রত্না")), "mutation_sale")
		r, err := h.desk.For(ratna).Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k"+d.ID)
		if err != nil {
			return "", err
		}
		c, err := h.book.Cases.Case(t.Context(), r.Number)
		return c.Office, err
	}
	// The land decides, not where the buyer lives.
	if office, err := mutation(put("home", "2786"), put("plots/0/plot", "1027001/165")); office != "wcd.2412" {
		t.Error(office, err)
	}
	grievance := h.draft(ratna, []form.Entry{put("topic", "land"), put("where", "2412"), put("matter", "no road")}, "grievance")
	r := must[service.Receipt](t)(h.desk.For(ratna).Submit(t.Context(), grievance.ID, grievance.Version, service.Consent{}, "k"))
	if c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), r.Number)); c.Office != "wcd.318" || c.Number != "GR2026000001" {
		t.Errorf("%+v", c)
	}
}

// The same request many times at once is one application.
func TestSubmitOnce(t *testing.T) {
	h := open(t)
	d := h.draft(ratna, all(), "annapurna")
	counter := h.desk.For(ratna)
	numbers := make([]string, 20)
	var wait sync.WaitGroup
	for i := range numbers {
		wait.Go(func() {
			r, err := counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k")
			if err != nil || len(r.Cases) != 1 {
				t.Errorf("%v %+v", err, r)
			}
			numbers[i] = r.Number
		})
	}
	wait.Wait()
	if slices.Sort(numbers); len(slices.Compact(numbers)) != 1 {
		t.Error(numbers)
	}
	if lines := must[[]casework.Case](t)(h.book.Cases.Find(t.Context(), casework.Find{Citizen: "ratna"})); len(lines) != 1 || len(h.book.Cases.Told()) != 1 {
		t.Errorf("%d cases, %d messages", len(lines), len(h.book.Cases.Told()))
	}
	// Another key, or the same for another request, hears what has become of it.
	_, err := counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, "another")
	if e, ok := errors.AsType[*seva.Error](err); !ok || e.Code() != "draft.submitted" || e.Kind != seva.Conflict || e.Text.Args["Number"] != numbers[0] {
		t.Error(err)
	}
	if _, err := counter.Submit(t.Context(), d.ID, d.Version, service.Consent{Heard: true}, "k"); code(err) != "key.other" {
		t.Error(err)
	}
}

// A thousand at once lose nothing and share no number.
func TestSubmitMany(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand applications")
	}
	h := open(t)
	const many = 1000
	drafts := make([]service.Draft, many)
	who := func(i int) casework.Caller {
		c := ratna
		c.ID = fmt.Sprintf("citizen-%d", i)
		return c
	}
	for i := range drafts {
		drafts[i] = h.draft(who(i), all(), "annapurna")
	}
	var wait sync.WaitGroup
	numbers := make([]string, many)
	for i := range drafts {
		wait.Go(func() {
			r, err := h.desk.For(who(i)).Submit(t.Context(), drafts[i].ID, drafts[i].Version, service.Consent{}, "k")
			if err != nil {
				t.Error(err)
			}
			numbers[i] = r.Number
		})
	}
	wait.Wait()
	for i, number := range numbers {
		c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), number))
		if c.Applicant.Citizen != fmt.Sprintf("citizen-%d", i) {
			t.Fatalf("%s is %s's", number, c.Applicant.Citizen)
		}
	}
	if slices.Sort(numbers); len(slices.Compact(numbers)) != many || numbers[many-1] != "CAF2026001000" {
		t.Errorf("%d numbers up to %s", len(numbers), numbers[many-1])
	}
}

// Whatever fails in the middle, nothing of it is kept, and the same key goes through later.
func TestSubmitIsAllOrNothing(t *testing.T) {
	broken := errors.New("the disk is full")
	for _, call := range []string{"Number", "Put", "Audit", "Tell", "Do", "Done"} {
		h := open(t)
		d := h.draft(ratna, all(), "annapurna")
		fails := true
		h.book.Cases.Fault = func(c, _ string) error {
			if fails && c == call {
				return broken
			}
			return nil
		}
		if _, err := h.desk.For(ratna).Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k"); seva.KindOf(err) != seva.Internal || !errors.Is(err, broken) {
			t.Errorf("%s: %v", call, err)
		}
		if lines, _ := h.book.Cases.Find(t.Context(), casework.Find{Citizen: "ratna"}); len(lines) != 0 || len(h.book.Cases.Leaves()) != 0 || len(h.book.Cases.Told()) != 0 {
			t.Errorf("%s: something was kept", call)
		}
		fails = false
		r, err := h.desk.For(ratna).Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k")
		if err != nil || !strings.HasSuffix(r.Number, "000001") {
			t.Errorf("%s: then %v %s", call, err, r.Number)
		}
	}
}

func TestPhoneSubmits(t *testing.T) {
	h := open(t)
	counter := h.desk.For(phone)
	d := must[service.Draft](t)(counter.Begin(t.Context(), service.Start{Services: []string{"grievance"}, Channel: "phone"}, "k"))
	// One question at a time; the number is known and not asked.
	for _, answer := range []string{"welfare", "2786", "no money since June"} {
		d = must[service.Draft](t)(counter.Answer(t.Context(), d.ID, d.Version, []form.Entry{put(string(d.Next), answer)}))
	}
	if d.Next != "" || d.Missing != nil {
		t.Fatalf("%s %v", d.Next, d.Missing)
	}
	r := must[service.Receipt](t)(counter.Submit(t.Context(), d.ID, d.Version, service.Consent{}, "k2"))
	c := must[casework.Case](t)(h.book.Cases.Case(t.Context(), r.Number))
	if c.Applicant.Phone != phone.Phone || c.Applicant.Lang != seva.BengaliRoman || c.Applicant.Channel != "phone" || c.Applicant.Citizen != "" {
		t.Errorf("%+v", c.Applicant)
	}
}
