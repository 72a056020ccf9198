package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

func TestBegin(t *testing.T) {
	h := open(t)
	for _, c := range []struct {
		about string
		who   casework.Caller
		start service.Start
		want  string
	}{
		{"a citizen", ratna, begin("annapurna"), ""},
		{"an operator", operator, begin("annapurna"), ""},
		{"two at once", ratna, begin("annapurna", "old_age"), ""},
		{"a school for its student", school, begin("kanyashree_k1"), ""},
		{"a citizen at the school's desk", ratna, begin("kanyashree_k1"), "service.institution"},
		{"a school for a pension", school, begin("old_age"), "service.entry"},
		{"an officer", clerk, begin("annapurna"), "service.entry"},
		{"nobody", casework.Caller{Channel: "app"}, begin("annapurna"), "unauthenticated"},
		{"a phone that tells no number", casework.Caller{Channel: "phone"}, begin("grievance"), "unauthenticated"},
		{"a number that an app asserts", casework.Caller{Channel: "app", Phone: "919831012345"}, begin("grievance"), "unauthenticated"},
		{"a short form on a phone", phone, begin("grievance"), ""},
		{"a long form on a phone", phone, begin("annapurna"), "service.phone"},
		{"a scheme that has ended", ratna, begin("old_scheme"), "service.closed"},
		{"one that has not begun", ratna, begin("next_scheme"), "service.early"},
		{"nothing", ratna, begin(), "service.none"},
		{"what there is not", ratna, begin("moon"), "service.unknown"},
		{"the same twice", ratna, begin("annapurna", "annapurna"), "service.twice"},
		{"what does not go together", ratna, begin("annapurna", "mutation_sale"), "service.joint"},
		{"a language we do not speak", ratna, service.Start{Services: []string{"annapurna"}, Lang: "fr"}, "lang.unknown"},
	} {
		d, err := h.desk.For(c.who).Begin(t.Context(), c.start, "key-"+strings.ReplaceAll(c.about, " ", "-"))
		if code(err) != c.want || err == nil && (d.ID == "" || d.Version != 1 || d.Next == "") {
			t.Errorf("%s: %v %+v", c.about, err, d)
		}
	}
	_, err := h.desk.For(ratna).Begin(t.Context(), begin("old_scheme"), "k")
	if e, ok := errors.AsType[*seva.Error](err); !ok || e.Kind != seva.Forbidden || e.Text.Args["Date"] != day("2026-05-31") {
		t.Error("it does not say when it ended:", err)
	}
}

// A key makes a repetition harmless, for its owner and its request only.
func TestBeginOnce(t *testing.T) {
	h := open(t)
	one := must[service.Draft](t)(h.desk.For(ratna).Begin(t.Context(), begin("annapurna"), "k1"))
	again := must[service.Draft](t)(h.desk.For(ratna).Begin(t.Context(), begin("annapurna"), "k1"))
	if again.ID != one.ID {
		t.Error("the same key began another draft")
	}
	if _, err := h.desk.For(ratna).Begin(t.Context(), begin("old_age"), "k1"); code(err) != "key.other" {
		t.Error(err)
	}
	if other := must[service.Draft](t)(h.desk.For(bimal).Begin(t.Context(), begin("annapurna"), "k1")); other.ID == one.ID {
		t.Error("somebody else's key gave away a draft")
	}
	for _, key := range []string{"", strings.Repeat("k", 201), "with space", "বাংলা"} {
		if _, err := h.desk.For(ratna).Begin(t.Context(), begin("annapurna"), key); code(err) != "key.missing" {
			t.Errorf("%q: %v", key, err)
		}
	}
	if open := must[[]service.Kept](t)(h.book.Open(t.Context(), "ratna", 10)); len(open) != 1 {
		t.Errorf("%d drafts", len(open))
	}
}

func TestDraftsAreTheirOwners(t *testing.T) {
	h := open(t)
	d := h.draft(ratna, all(), "annapurna")
	g := must[service.Draft](t)(h.desk.For(phone).Begin(t.Context(), begin("grievance"), "k"))
	other, app := phone, phone
	other.Phone, app.Channel = "919800000000", "app"
	for who, id := range map[*casework.Caller]string{&bimal: d.ID, &operator: d.ID, &clerk: d.ID, &phone: d.ID, &ratna: g.ID, &other: g.ID} {
		counter := h.desk.For(*who)
		_, err1 := counter.Draft(t.Context(), id)
		_, err2 := counter.Answer(t.Context(), id, 1, []form.Entry{put("mobile", "9831012345")})
		_, err3 := counter.Attach(t.Context(), id, 1, "pan_paper", "x", strings.NewReader("%PDF-"))
		_, err4 := counter.Submit(t.Context(), id, 1, service.Consent{}, "k")
		for _, err := range []error{err1, err2, err3, err4} {
			if code(err) != "draft.unknown" || seva.KindOf(err) != seva.NotFound {
				t.Errorf("%s at %s: %v", who.ID, id, err)
			}
		}
	}
	if _, err := h.desk.For(app).Draft(t.Context(), g.ID); code(err) != "unauthenticated" {
		t.Error("an app may say it is a phone:", err)
	}
	if _, err := h.desk.For(phone).Draft(t.Context(), g.ID); err != nil {
		t.Error("the phone's own:", err)
	}
	kept := must[service.Kept](t)(h.book.Draft(t.Context(), g.ID))
	if !strings.HasPrefix(kept.Owner, "phone:") || strings.Contains(kept.Owner, "983101") {
		t.Error("the owner names the phone:", kept.Owner)
	}
}

// What is good is kept though the rest is not, and the draft says where it stands.
func TestAnswerKeepsWhatIsGood(t *testing.T) {
	h := open(t)
	counter := h.desk.For(ratna)
	d := must[service.Draft](t)(counter.Begin(t.Context(), begin("annapurna"), "k"))
	if d.Answers["mobile"].Text != "919831012345" {
		t.Error("a proved number is asked again:", d.Answers)
	}
	d, err := counter.Answer(t.Context(), d.ID, 1, []form.Entry{put("applicant_name", "রত্না"), put("birth_date", "31.2.1990"), put("income", "ten"), put("shoe", "42"), put("taxpayer", "no")})
	flaws, ok := errors.AsType[form.Flaws](err)
	if !ok || seva.KindOf(err) != seva.Invalid || code(err) != "draft.flaws" || len(flaws) != 3 {
		t.Fatalf("%v %v", err, flaws)
	}
	if d.Version != 2 || d.Answers["applicant_name"].Text != "রত্না" || d.Answers["taxpayer"].Text != "no" || len(d.Answers) != 3 {
		t.Errorf("%d %v", d.Version, d.Answers)
	}
	if again := must[service.Draft](t)(counter.Draft(t.Context(), d.ID)); !reflect.DeepEqual(again, d) {
		t.Errorf("read again it is %+v, was %+v", again, d)
	}
	// One flaw is said as it is: a phone shows one sentence.
	d, err = counter.Answer(t.Context(), d.ID, 2, []form.Entry{put("income", "ten")})
	if e, ok := errors.AsType[*seva.Error](err); !ok || e.Field != "income" || e.Text.Key == "error.draft.flaws" || d.Version != 2 {
		t.Errorf("%v, version %d", err, d.Version)
	}
	// Nothing new is no new version: a repetition does not move the draft.
	if d, err = counter.Answer(t.Context(), d.ID, 2, []form.Entry{put("taxpayer", "no")}); err != nil || d.Version != 2 {
		t.Errorf("%v, version %d", err, d.Version)
	}
	if _, err = counter.Answer(t.Context(), d.ID, 1, []form.Entry{put("taxpayer", "yes")}); code(err) != "draft.moved" || seva.KindOf(err) != seva.Conflict {
		t.Error(err)
	}
}

func TestFactsAndVerdicts(t *testing.T) {
	h := open(t)
	counter := h.desk.For(operator)
	d := must[service.Draft](t)(counter.Begin(t.Context(), begin("annapurna", "old_age"), "k"))
	if len(d.Verdicts) != 2 || d.Verdicts[0].Rules != "2026-06" || d.Verdicts[0].Failed != nil {
		t.Errorf("before anything is asked: %+v", d.Verdicts)
	}
	if _, there := d.Answers["mobile"]; there {
		t.Error("an operator's number is nobody's answer")
	}
	d = must[service.Draft](t)(counter.Answer(t.Context(), d.ID, 1, []form.Entry{put("birth_date", "1945-02"), put("taxpayer", "yes")}))
	if d.Facts["age"] != "81" {
		t.Errorf("facts: %v", d.Facts)
	}
	annapurna, oldAge := d.Verdicts[0], d.Verdicts[1]
	if len(annapurna.Failed) != 2 || annapurna.Failed[0].Rule != "age" || !annapurna.Failed[0].Stops || annapurna.Failed[1].Stops || len(oldAge.Failed) != 0 {
		t.Errorf("%+v", d.Verdicts)
	}
	if text := annapurna.Failed[0].Text; text.Key != "eligible.annapurna.age" || text.Args["Min"] != 25 || text.Args["Max"] != 60 || text.Args["Value"] != 81 {
		t.Errorf("%+v", text)
	}
	// A fact shows a question, and another answer hides it again with what was answered.
	d = must[service.Draft](t)(counter.Answer(t.Context(), d.ID, 2, []form.Entry{put("helped_by", "her daughter")}))
	d = must[service.Draft](t)(counter.Answer(t.Context(), d.ID, 3, []form.Entry{put("birth_date", "1966")}))
	if _, there := d.Answers["helped_by"]; there || d.Facts["age"] != "60" {
		t.Errorf("%v %v", d.Answers, d.Facts)
	}
}

func TestAccountsAreShownMasked(t *testing.T) {
	h := open(t)
	d := h.draft(ratna, all(), "annapurna")
	if got := d.Answers["account"].Text; got != "XXXXX6789" {
		t.Error(got)
	}
	// A masked answer sent back stays what it was.
	d = must[service.Draft](t)(h.desk.For(ratna).Answer(t.Context(), d.ID, d.Version, []form.Entry{put("account", "XXXXX6789"), put("income", "90000")}))
	if kept := must[service.Kept](t)(h.book.Draft(t.Context(), d.ID)); kept.Answers["account"].Text != "30123456789" || kept.Answers["income"].Text != "9000000" {
		t.Error(kept.Answers)
	}
}

// However answers arrive, one by one or together, in whatever order: once each has been
// taken the draft is the same, and nothing that was accepted is lost on the way.
func TestOrderOfAnswers(t *testing.T) {
	h := open(t)
	want := h.draft(ratna, all(), "annapurna").Answers
	if len(want) != 9 {
		t.Fatal(want)
	}
	counter := h.desk.For(bimal)
	begun := 0
	rapid.Check(t, func(r *rapid.T) {
		begun++
		d, err := counter.Begin(t.Context(), begin("annapurna"), fmt.Sprint("k", begun))
		if err != nil {
			r.Fatal(err)
		}
		left := all()
		for tries := 0; len(left) > 0; tries++ {
			if tries > 60 {
				r.Fatalf("%d answers are never taken: %v", len(left), left)
			}
			left = rapid.Permutation(left).Draw(r, "order")
			batch := left[:rapid.IntRange(1, len(left)).Draw(r, "batch")]
			next, err := counter.Answer(t.Context(), d.ID, d.Version, batch)
			flaws, ok := errors.AsType[form.Flaws](err)
			if err != nil && !ok {
				r.Fatal(err)
			}
			for id := range d.Answers {
				if _, there := next.Answers[id]; !there {
					r.Fatalf("%s is lost", id)
				}
			}
			d = next
			// What was not taken yet (a row before the row before it) comes again.
			left = slices.DeleteFunc(left, func(e form.Entry) bool {
				flawed := slices.ContainsFunc(flaws, func(f form.Flaw) bool { return f.At == e.At })
				return !flawed && slices.ContainsFunc(batch, func(b form.Entry) bool { return b.At == e.At })
			})
		}
		if !reflect.DeepEqual(d.Answers, want) {
			r.Fatalf("%v, want %v", d.Answers, want)
		}
	})
}

func picture(t testing.TB) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAttach(t *testing.T) {
	h := open(t)
	counter := h.desk.For(ratna)
	d := h.draft(ratna, all(), "annapurna")
	attach := func(at form.Pointer, content []byte) (service.Draft, error) {
		return counter.Attach(t.Context(), d.ID, d.Version, at, "../pan.png", bytes.NewReader(content))
	}
	for at, want := range map[form.Pointer]string{"income": "file.field", "shoe": "file.field", "members/0/name": "file.field", "pan_paper": "field.not_asked"} {
		if _, err := attach(at, picture(t)); code(err) != want {
			t.Errorf("%s: %v, want %s", at, err, want)
		}
	}
	d = must[service.Draft](t)(counter.Answer(t.Context(), d.ID, d.Version, []form.Entry{put("taxpayer", "yes")}))
	if _, err := attach("pan_paper", []byte("PK\x03\x04 no PDF")); code(err) != "file.type" {
		t.Error(err)
	}
	if _, err := counter.Attach(t.Context(), d.ID, d.Version-1, "pan_paper", "x", bytes.NewReader(picture(t))); code(err) != "draft.moved" {
		t.Error(err)
	}
	d = must[service.Draft](t)(attach("pan_paper", picture(t)))
	if len(d.Files) != 1 || d.Files[0].Name != "pan.png" || d.Files[0].Type != "image/png" || d.Answers["pan_paper"].Text != d.Files[0].ID || len(d.Files[0].ID) != 26 {
		t.Errorf("%+v", d.Files)
	}
	// Nobody answers with a file that is not theirs, nor with one of another draft.
	other := h.draft(bimal, append(all(), put("taxpayer", "yes"))[1:], "annapurna")
	_, err := h.desk.For(bimal).Answer(t.Context(), other.ID, other.Version, []form.Entry{put("pan_paper", d.Files[0].ID)})
	if code(err) != "file.unknown" {
		t.Error("somebody else's file:", err)
	}
	second := must[service.Draft](t)(counter.Begin(t.Context(), begin("annapurna"), "second"))
	second = must[service.Draft](t)(counter.Answer(t.Context(), second.ID, 1, []form.Entry{put("taxpayer", "yes")}))
	if _, err := counter.Answer(t.Context(), second.ID, 2, []form.Entry{put("pan_paper", d.Files[0].ID)}); code(err) != "file.unknown" {
		t.Error("a file of another draft:", err)
	}
	// The bytes come back to their owner and to nobody else.
	got := must[service.Stored](t)(h.desk.Archive(ratna).File(t.Context(), d.Files[0].ID))
	if !bytes.Equal(got.Content, picture(t)) {
		t.Error("other bytes")
	}
	for _, who := range []casework.Caller{bimal, operator, clerk} {
		if _, err := h.desk.Archive(who).File(t.Context(), d.Files[0].ID); code(err) != "file.unknown" {
			t.Errorf("%s: %v", who.ID, err)
		}
	}
	if _, err := h.desk.Archive(casework.Caller{}).File(t.Context(), d.Files[0].ID); err == nil {
		t.Error("nobody sees it")
	}
}
