package registry_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/seva/service"
)

func TestCorrection(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number := tn.applies(ratna, "pension")
	ask := registry.Request{Kind: registry.Correction, Number: number, Field: "applicant_name", Note: "  রত্না দাস "}
	for _, c := range []struct {
		who   casework.Caller
		spoil func(*registry.Request)
		want  string
	}{
		{ratna, func(r *registry.Request) { r.Number = "" }, "request.number"},
		{ratna, func(r *registry.Request) { r.Number = "OP2026000999" }, "request.number"},
		{bimal, func(*registry.Request) {}, "request.number"},
		{ratna, func(r *registry.Request) { r.Field = "moon" }, "request.field"},
		{ratna, func(r *registry.Request) { r.Field = "" }, "request.field"},
		{ratna, func(r *registry.Request) { r.Note = " " }, "request.note"},
		{ratna, func(r *registry.Request) { r.Note = strings.Repeat("ক", 501) }, "request.note"},
		{ratna, func(r *registry.Request) { r.Note = "a\x1b[2J" }, "text.control"},
		{ratna, func(r *registry.Request) { r.Kind = "moon" }, "request.kind"},
		{dials, func(*registry.Request) {}, "unauthenticated"},
		{clerk, func(*registry.Request) {}, "forbidden"},
	} {
		r := ask
		c.spoil(&r)
		if _, err := tn.For(c.who).Ask(ctx, r, tn.key()); code(err) != c.want {
			t.Errorf("%+v: %v, want %s", r, err, c.want)
		}
	}
	if _, err := tn.For(ratna).Ask(ctx, ask, ""); code(err) != "key.missing" {
		t.Error(err)
	}
	made := must[registry.Request](t)(tn.For(ratna).Ask(ctx, ask, "k"))
	want := registry.Request{ID: made.ID, Kind: registry.Correction, Number: number, Field: "applicant_name", Note: "রত্না দাস",
		Office: "wcd.2412", Made: opening, Due: seva.Date{Year: 2027, Month: 2, Day: 22}}
	if !reflect.DeepEqual(made, want) {
		t.Errorf("%+v\nwant %+v", made, want)
	}
	if again := must[registry.Request](t)(tn.For(ratna).Ask(ctx, ask, "k")); again.ID != made.ID {
		t.Error("the same key made two requests")
	}
	other := ask
	other.Note = "রত্না"
	if _, err := tn.For(ratna).Ask(ctx, other, "k"); code(err) != "key.other" {
		t.Error(err)
	}
	tn.answered(t, made)
}

// answered plays the office that a request has reached.
func (tn *town) answered(t *testing.T, made registry.Request) {
	ctx := t.Context()
	if all := must[[]registry.Request](t)(tn.For(far).Waiting(ctx)); len(all) != 0 {
		t.Errorf("another department sees %+v", all)
	}
	if all := must[[]registry.Request](t)(tn.For(clerk).Waiting(ctx)); len(all) != 1 || !reflect.DeepEqual(all[0], made) {
		t.Errorf("the office sees %+v", all)
	}
	for _, c := range []struct {
		who        casework.Caller
		id, reason string
		granted    bool
		want       string
	}{
		{far, made.ID, "mended", true, "request.unknown"}, {clerk, "none", "mended", true, "request.unknown"},
		{clerk, made.ID, "right", true, "request.reason"}, {clerk, made.ID, "", false, "request.reason"},
		{ratna, made.ID, "mended", true, "forbidden"}, {casework.Caller{}, made.ID, "mended", true, "unauthenticated"},
		{casework.Caller{ID: "v", Roles: []casework.Role{casework.Verifier}, Offices: clerk.Offices}, made.ID, "mended", true, "forbidden"},
	} {
		if _, err := tn.For(c.who).Answer(ctx, c.id, c.granted, c.reason, tn.key()); code(err) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
	tn.days(3)
	for range 2 {
		done := must[registry.Request](t)(tn.For(clerk).Answer(ctx, made.ID, false, "no_proof", "answer"))
		if !done.Done.Equal(opening.AddDate(0, 0, 3)) || done.Granted || done.Reason != "no_proof" || done.ID != made.ID {
			t.Errorf("%+v", done)
		}
	}
	if _, err := tn.For(clerk).Answer(ctx, made.ID, true, "mended", "again"); code(err) != "request.answered" {
		t.Error(err)
	}
	if all := must[[]registry.Request](t)(tn.For(clerk).Waiting(ctx)); len(all) != 0 {
		t.Errorf("it waits still: %+v", all)
	}
	if all := must[[]registry.Request](t)(tn.For(ratna).Requests(ctx)); len(all) != 1 || all[0].Reason != "no_proof" {
		t.Errorf("she hears %+v", all)
	}
	if all := must[[]registry.Request](t)(tn.For(bimal).Requests(ctx)); len(all) != 0 {
		t.Errorf("he hears %+v", all)
	}
}

// A clerk who reads what somebody wrote about their case has looked at it: it is in the
// person's own list, once for the hour, and in nobody else's.
func TestReadingARequestIsALook(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number := tn.applies(ratna, "pension")
	ask := registry.Request{Kind: registry.Correction, Number: number, Field: "mobile", Note: "x"}
	made := must[registry.Request](t)(tn.For(ratna).Ask(ctx, ask, "k"))
	must[[]registry.Request](t)(tn.For(far).Waiting(ctx))
	for range 2 {
		must[[]registry.Request](t)(tn.For(clerk).Waiting(ctx))
	}
	beside := clerk
	beside.ID = "clerk-3"
	must[registry.Request](t)(tn.For(beside).Answer(ctx, made.ID, true, "mended", "a"))
	looks := must[registry.Looks](t)(tn.For(ratna).Looks(ctx, 10))
	if looks.Count != 2 || looks.Last[0].Number != number || looks.Last[0].Role != "department_clerk" || looks.Last[0].Office != made.Office {
		t.Errorf("%+v", looks)
	}
	if other := must[registry.Looks](t)(tn.For(bimal).Looks(ctx, 10)); other.Count != 0 {
		t.Errorf("%+v", other)
	}
}

// slow is a book in front of whose next change something else happens.
type slow struct {
	registry.Book
	first func()
}

func (b *slow) Change(ctx context.Context, fn func(registry.Tx) error) error {
	if first := b.first; first != nil {
		b.first = nil
		first()
	}
	return b.Book.Change(ctx, fn)
}

// An application that is handed in while everything is erased keeps its account: without it
// nobody could ever see the case again.
func TestErasureWhileApplying(t *testing.T) {
	tn := settle(t)
	d := tn.begins(ratna, "pension")
	tn.Desk.Book = &slow{tn.store.Registry(), func() {
		must[service.Receipt](t)(tn.services.For(ratna).Submit(t.Context(), d.ID, d.Version, service.Consent{}, "s"))
	}}
	r := must[registry.Request](t)(tn.For(ratna).Ask(t.Context(), registry.Request{Kind: registry.Erasure}, "k"))
	if slices.Contains(r.Gone, "account") || session(tn, "ratna") != nil {
		t.Errorf("the account of a running case went: %+v", r)
	}
	if !slices.ContainsFunc(r.Keeps, func(k registry.Kept) bool { return k == registry.Kept{What: "case", Count: 1, Why: "open"} }) {
		t.Errorf("%+v", r.Keeps)
	}
}

// Whose account is erased is nobody at once, also where the session was just looked at.
func TestErasureEndsWhatIsRemembered(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	var code string
	door := identity.NewDesk(identity.Parts{
		Register: tn.store.Accounts(), World: seva.FrozenWorld(opening, 9), Secret: make([]byte, 32),
		Say: func(_ seva.Lang, text seva.Text) string { code, _ = text.Args["Code"].(string); return text.Key },
	})
	c := must[identity.Challenge](t)(door.Ask(ctx, ratna.Phone, seva.Bengali))
	s := must[identity.Session](t)(door.Enter(ctx, c.ID, code, ""))
	must[identity.Principal](t)(door.Who(ctx, s.Token))
	tn.Ended = door.Forget
	must[registry.Request](t)(tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Erasure}, "k"))
	if who, err := door.Who(ctx, s.Token); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("%+v is still there, %v", who, err)
	}
}

// The leaf of a request outlives it, and says nothing of what was written, to who guesses it.
func TestALeafGivesNoRequestAway(t *testing.T) {
	tn := settle(t)
	number := tn.applies(ratna, "pension")
	r := must[registry.Request](t)(tn.For(ratna).Ask(t.Context(),
		registry.Request{Kind: registry.Correction, Number: number, Field: "mobile", Note: "9831054321"}, "k"))
	b := must[[]byte](t)(json.Marshal(r))
	sum := sha256.Sum256(b)
	if all := strings.Join(tn.leaves(), " "); !strings.Contains(all, r.ID) || strings.Contains(all, hex.EncodeToString(sum[:])) {
		t.Error("a leaf is the plain hash of the request:", all)
	}
}

func TestAsksOfADay(t *testing.T) {
	tn := settle(t)
	number := tn.applies(ratna, "pension")
	ask := registry.Request{Kind: registry.Correction, Number: number, Field: "mobile", Note: "x"}
	for i := range 11 {
		_, err := tn.For(ratna).Ask(t.Context(), ask, fmt.Sprint("k", i))
		if want := map[bool]string{true: "request.many"}[i == 10]; code(err) != want {
			t.Errorf("request %d: %v", i+1, err)
		}
	}
}

func TestErasureOfEverything(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	old := tn.applies(ratna, "pension")
	tn.grants(old)
	tn.days(100)
	ended := tn.applies(ratna, "complaint")
	tn.grants(ended)
	tn.days(300) // the first ended 400 days ago, the second 300
	tn.account(ratna, "$argon2id$pin")
	running := tn.applies(ratna, "pension")
	begun := tn.begins(ratna, "pension")
	byPhone := tn.begins(bimal, "pension")
	if err := tn.store.SetLang(ctx, "hash-of-"+string(ratna.Phone), seva.HindiRoman); err != nil {
		t.Fatal(err)
	}
	tn.agrees(ratna, registry.News)
	tn.agrees(ratna, registry.Prefill)
	r := must[registry.Request](t)(tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Erasure}, "k"))
	if want := []string{"case", "prefill", "news", "draft", "preference", "pin"}; !slices.Equal(r.Gone, want) || !r.Granted || r.Office != "" || r.Done.IsZero() {
		t.Errorf("%+v", r)
	}
	if !slices.ContainsFunc(tn.leaves(), func(l string) bool {
		return strings.Contains(l, `"act":"case.empty","actor":"ratna"`) && strings.Contains(l, `"subject":"`+old+`"`)
	}) {
		t.Error("nothing in the log says that the case was emptied")
	}
	today := seva.DateOf(opening.AddDate(0, 0, 400))
	want := []registry.Kept{
		{What: "case", Count: 1, Why: "open"}, {What: "case", Count: 1, Why: "term", Until: seva.DateOf(opening.AddDate(0, 0, 465))},
		{What: "account", Count: 1, Why: "case"}, {What: "consent", Count: 5, Why: "proof"},
		{What: "look", Count: 1, Why: "logs", Until: seva.DateOf(opening.AddDate(0, 0, 465))},
		{What: "request", Count: 1, Why: "logs", Until: seva.DateOf(opening.AddDate(0, 0, 765))}, {What: "audit", Count: 1, Why: "proof"},
	}
	if !slices.Equal(r.Keeps, want) {
		t.Errorf("on %s it keeps\n%+v\nwant\n%+v", today, r.Keeps, want)
	}
	if again := must[registry.Request](t)(tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Erasure}, "k")); !reflect.DeepEqual(again, r) {
		t.Errorf("the same key: %+v", again)
	}
	c := must[casework.Case](t)(tn.store.Cases().Case(ctx, old))
	if c.Answers != nil || c.Applicant.Name != "" || c.Applicant.Phone != "" || c.Applicant.Citizen != "" || c.State != "granted" {
		t.Errorf("%+v", c)
	}
	if c := must[casework.Case](t)(tn.store.Cases().Case(ctx, running)); c.Applicant.Name == "" {
		t.Error("a running case was emptied")
	}
	if _, err := tn.services.For(ratna).Draft(ctx, begun.ID); code(err) != "draft.unknown" {
		t.Errorf("the draft: %v", err)
	}
	if _, err := tn.services.For(bimal).Draft(ctx, byPhone.ID); err != nil {
		t.Errorf("somebody else's: %v", err)
	}
	if _, chosen, err := tn.store.Lang(ctx, "hash-of-"+string(ratna.Phone)); chosen || err != nil {
		t.Errorf("the language: %v, %v", chosen, err)
	}
	if tn.newsTo(ratna) || session(tn, "ratna") != nil {
		t.Error("news are still agreed to, or the account is gone")
	}
}

func TestErasureWithoutCases(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	tn.begins(ratna, "pension")
	r := must[registry.Request](t)(tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Erasure}, "k"))
	if !slices.Equal(r.Gone, []string{"draft", "account"}) || slices.ContainsFunc(r.Keeps, func(k registry.Kept) bool { return k.What == "account" }) {
		t.Errorf("%+v", r)
	}
	if session(tn, "ratna") == nil || session(tn, "bimal") != nil {
		t.Error("her session is there, or his is not")
	}
	if _, err := tn.For(ratna).Data(ctx); code(err) != "unauthenticated" {
		t.Errorf("data of no account: %v", err)
	}
	log := strings.Join(tn.leaves(), "\n")
	if !strings.Contains(log, "request.erasure") || strings.Contains(log, string(ratna.Phone)) {
		t.Errorf("the log:\n%s", log)
	}
}

func TestErasureOfOneCase(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number, running := tn.applies(ratna, "pension"), tn.applies(ratna, "pension")
	tn.grants(number)
	begun := tn.begins(ratna, "pension")
	for _, step := range []struct {
		days int
		of   string
		gone []string
		kept registry.Kept
	}{
		{364, number, nil, registry.Kept{What: "case", Count: 1, Why: "term", Until: seva.DateOf(opening.AddDate(0, 0, 365))}},
		{1, running, nil, registry.Kept{What: "case", Count: 1, Why: "open"}},
		{0, number, []string{"case"}, registry.Kept{What: "audit", Count: 1, Why: "proof"}},
	} {
		tn.days(step.days)
		r := must[registry.Request](t)(tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Erasure, Number: step.of}, tn.key()))
		if !slices.Equal(r.Gone, step.gone) || r.Keeps[0] != step.kept || r.Number != step.of {
			t.Errorf("%+v", r)
		}
	}
	if _, err := tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Erasure, Number: number}, tn.key()); code(err) != "request.number" {
		t.Errorf("one that is empty: %v", err)
	}
	if _, err := tn.services.For(ratna).Draft(ctx, begun.ID); err != nil {
		t.Errorf("her draft, of which she asked nothing: %v", err)
	}
}

func TestData(t *testing.T) {
	tn := settle(t)
	ctx := t.Context()
	number := tn.applies(ratna, "pension")
	byKiosk := tn.applies(kiosk, "complaint")
	tn.applies(bimal, "complaint")
	tn.grants(number)
	begun := tn.begins(ratna, "complaint")
	tn.agrees(ratna, registry.News)
	must[registry.Request](t)(tn.For(ratna).Ask(ctx, registry.Request{Kind: registry.Correction, Number: number, Field: "mobile", Note: "x"}, "k"))
	e := must[registry.Export](t)(tn.For(ratna).Data(ctx))
	if e.Account != (registry.Account{Phone: ratna.Phone, Lang: seva.Bengali, Made: opening}) || !e.At.Equal(opening) {
		t.Errorf("%+v", e.Account)
	}
	var numbers []string
	for _, v := range e.Cases {
		numbers = append(numbers, v.Number)
		if v.Answers["applicant_name"].Text != "রত্না মণ্ডল" {
			t.Errorf("%s lacks its answers: %+v", v.Number, v.Answers)
		}
	}
	slices.Sort(numbers)
	if want := []string{number, byKiosk}; !slices.Equal(numbers, want) {
		t.Errorf("cases %q, want %q", numbers, want)
	}
	if len(e.Consents) != 3 || e.Looks.Count != 1 || len(e.Requests) != 1 || len(e.Drafts) != 1 || e.Drafts[0].ID != begun.ID ||
		e.Drafts[0].Answers["applicant_name"] == nil {
		t.Errorf("%+v", e)
	}
	for who, want := range map[string]casework.Caller{"unauthenticated": dials, "forbidden": kiosk} {
		if _, err := tn.For(want).Data(ctx); code(err) != who {
			t.Error(err)
		}
	}
}
