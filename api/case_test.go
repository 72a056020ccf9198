package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"duar/api/wire"
)

// act takes an action as somebody.
func (w world) act(t testing.TB, path, body, who, key string) reply {
	t.Helper()
	return w.send(t, http.MethodPost, path+"/actions", body, who, "Idempotency-Key: "+key)
}

// A case from the officer's inbox to its answer, with a question on the way, as both
// sides see it.
func TestACaseByAPI(t *testing.T) {
	w := newWorld(t)
	path := w.applied(t, asCitizen)

	inbox := read[wire.Page[wire.Glance]](t, w.get(t, "/v1/inbox", asOfficer), 200)
	if len(inbox.Items) != 1 || inbox.Items[0].Number != "GR2026000001" || inbox.Items[0].Standing.Limit != 7 {
		t.Fatalf("inbox %+v", inbox)
	}
	ask := `{"version":1,"action":"ask","items":[{"field":"grievance_text","reason":"unclear","note":"Which drain?"}]}`
	v := read[wire.View](t, w.act(t, path, ask, asOfficer, "a1"), 200)
	if v.State.Key != "query" || v.Version != 2 || v.Standing.Running {
		t.Errorf("asked: %+v", v)
	}
	if again := read[wire.View](t, w.act(t, path, ask, asOfficer, "a1"), 200); again.Version != 2 {
		t.Errorf("the same act twice: version %d", again.Version)
	}
	if p := problem(t, w.act(t, path, strings.Replace(ask, "Which", "What", 1), asOfficer, "a1")); p.Status != 422 || p.Code != "key.other" {
		t.Errorf("another act under the key: %+v", p)
	}
	if p := problem(t, w.act(t, path, ask, asOfficer, "a2")); p.Status != 409 || p.Code != "case.moved" {
		t.Errorf("an act on what was: %+v", p)
	}

	mine := read[wire.View](t, w.get(t, path, asCitizen, "Accept-Language: en"), 200)
	if len(mine.Asked) != 1 || mine.Asked[0].At.Key != "grievance_text" || mine.Asked[0].Note != "Which drain?" || mine.Next.By == "" {
		t.Errorf("what is asked: %+v, by %s", mine.Asked, mine.Next.By)
	}
	reply := func(body, key string) reply {
		return w.send(t, http.MethodPost, path+"/reply", body, asCitizen, "Idempotency-Key: "+key)
	}
	if p := problem(t, reply(`{"version":2,"action":"reply","answers":{"grievance_text":"no"}}`, "r1")); p.Status != 400 || p.Errors[0].Pointer != "/answers/grievance_text" {
		t.Errorf("a bad reply: %+v", p)
	}
	v = read[wire.View](t, reply(`{"version":2,"action":"reply","answers":{"grievance_text":"The drain before the school is open"}}`, "r2"), 200)
	if v.State.Key != "enquiry" || len(v.Timeline) != 3 || v.Answers["grievance_text"].Text != "The drain before the school is open" {
		t.Errorf("replied: %+v", v)
	}
	v = read[wire.View](t, w.act(t, path, `{"version":3,"action":"answer","note":"It is covered now."}`, asOfficer, "a3"), 200)
	if !v.Good || !v.End || len(v.Actions) != 0 {
		t.Errorf("answered: %+v", v)
	}
}

// Whose case it is not learns nothing of it, not even that it is there.
func TestCasesAreTheirOwners(t *testing.T) {
	w := newWorld(t)
	path := w.applied(t, asCitizen)
	none, other := w.get(t, "/v1/cases/GR2026000009", asOther), w.get(t, path, asOther)
	if p := problem(t, other); p.Code != "case.unknown" || none.StatusCode != other.StatusCode {
		t.Errorf("%d %s", other.StatusCode, other.Body)
	}
	if r := w.get(t, "/v1/cases", asOther); len(read[wire.Page[wire.Glance]](t, r, 200).Items) != 0 {
		t.Errorf("%s", r.Body)
	}
	if r := w.get(t, "/v1/cases", asCitizen); len(read[wire.Page[wire.Glance]](t, r, 200).Items) != 1 {
		t.Errorf("%s", r.Body)
	}
	if p := problem(t, w.act(t, path, `{"version":1,"action":"take_up"}`, asCitizen, "k")); p.Status != 403 {
		t.Errorf("a citizen as an officer: %+v", p)
	}
}

// The public check needs a second fact where the matter is personal, takes it in a body
// only, and names nobody.
func TestStatusNeedsAFact(t *testing.T) {
	w := newWorld(t)
	w.applied(t, asCitizen)
	check := func(body string, headers ...string) reply {
		return w.send(t, http.MethodPost, "/v1/status", body, headers...)
	}
	for body, want := range map[string]int{
		`{"number":"GR2026000001"}`:                 0,
		`{"number":"GR2026000001","fact":"0000"}`:   0,
		`{"number":"GR2026000009","fact":"0345"}`:   0,
		`{"number":"x"}`:                            400,
		`{"number":"GR2026000001","fact":"0345"}`:   200,
		`{"number":"gr-2026-000001","fact":"০৩৪৫"}`: 200,
	} {
		r := check(body)
		if want != 0 && r.StatusCode != want || want == 0 && r.StatusCode < 400 {
			t.Errorf("%s: %d %s", body, r.StatusCode, r.Body)
		}
		if strings.Contains(r.Body, "Subrata") || strings.Contains(r.Body, "9831") {
			t.Errorf("%s names somebody: %s", body, r.Body)
		}
	}
	if r := check(`{"number":"GR2026000001"}`, asCitizen); r.StatusCode != 200 {
		t.Errorf("the applicant: %d %s", r.StatusCode, r.Body)
	}
	if r := check(`{"number":"GR2026000001","fact":"0345"}`, "Authorization: Bearer nobody"); problem(t, r).Code != "token" {
		t.Errorf("a token of nobody is not overlooked: %s", r.Body)
	}
	if r := w.send(t, http.MethodPost, "/v1/status?fact=0345", `{"number":"GR2026000001"}`); problem(t, r).Code != "query.unknown" {
		t.Errorf("a fact in the address: %s", r.Body)
	}
}

// A line of an application is written with a dash in a path.
func TestLinesOfAnApplication(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"trade_licence_renewal","fire_safety_certificate"`, asOperator)
	r := w.send(t, http.MethodPatch, path, `{"answers":{"place":"2984","trade_licence_number":"TL/77","floors":"৩","undertaking":"yes"}}`, asOperator, "If-Match: "+tag)
	d := read[wire.Draft](t, r, 200)
	if d.Form != "/v1/forms?services=trade_licence_renewal%2Cfire_safety_certificate" {
		t.Errorf("form at %s", d.Form)
	}
	if f := read[wire.Form](t, w.get(t, d.Form), 200); len(f.Sections) == 0 {
		t.Error("a form of nothing")
	}
	r = w.send(t, http.MethodPost, path+"/submit", `{"heard":true,"lang":"bn-Latn"}`, asOperator, "If-Match: "+r.Header.Get("ETag"), "Idempotency-Key: s")
	receipt := read[wire.Receipt](t, r, 201)
	if len(receipt.Cases) != 2 || receipt.Cases[1].Number != "CAF2026000001/2" || r.Header.Get("Location") != "/v1/cases/CAF2026000001-1" {
		t.Fatalf("%+v at %s", receipt, r.Header.Get("Location"))
	}
	for _, number := range []string{"CAF2026000001-2", "CAF2026000001%2F2", "caf-2026-000001-2"} {
		if v := read[wire.View](t, w.get(t, "/v1/cases/"+number, asOfficer), 200); v.Service.Key != "fire_safety_certificate" {
			t.Errorf("%s is %+v", number, v.Service)
		}
	}
}

// The inbox comes in signed pages, and a cursor is of its own question.
func TestTheInboxComesInPages(t *testing.T) {
	w := newWorld(t)
	for _, who := range []string{asCitizen, asOther, asOperator} {
		w.applied(t, who)
	}
	seen := map[string]bool{}
	next := "/v1/inbox?limit=1"
	for range 5 {
		r := w.get(t, next, asOfficer)
		page := read[wire.Page[wire.Glance]](t, r, 200)
		for _, g := range page.Items {
			seen[g.Number] = true
		}
		link, _, more := strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "<"), ">")
		if more != (page.Next != "") {
			t.Errorf("Link %q and next %q", r.Header.Get("Link"), page.Next)
		}
		if page.Next == "" {
			break
		}
		if r := w.get(t, "/v1/inbox?court=none&cursor="+url.QueryEscape(page.Next), asOfficer); problem(t, r).Code != "cursor.bad" {
			t.Errorf("a cursor of another question: %s", r.Body)
		}
		next = link
	}
	if len(seen) != 3 {
		t.Errorf("seen %v", seen)
	}
	for path, code := range map[string]string{
		"/v1/inbox?cursor=AAAA": "cursor.bad", "/v1/inbox?court=tennis": "court.unknown", "/v1/inbox?limit=0": "limit.range", "/v1/inbox?x=1": "query.unknown",
	} {
		if p := problem(t, w.get(t, path, asOfficer)); p.Status != 400 || p.Code != code {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

// A file for a reply is taken where the case asks for it, and nowhere else.
func TestAFileForAReply(t *testing.T) {
	w := newWorld(t)
	path := w.applied(t, asCitizen)
	send := func() reply {
		return w.send(t, http.MethodPost, path+"/files/evidence", pixel, asCitizen, "Content-Type: image/png", "Duar-File-Name: %E0%A6%A8%E0%A6%BE%E0%A6%B2%E0%A6%BE.png")
	}
	if p := problem(t, send()); p.Status != 400 || p.Errors[0].Parameter != "pointer" {
		t.Errorf("not asked: %+v", p)
	}
	read[wire.View](t, w.act(t, path, `{"version":1,"action":"ask","items":[{"field":"evidence","reason":"missing"}]}`, asOfficer, "a1"), 200)
	u := read[wire.Upload](t, send(), 201)
	if u.Type != "image/png" || u.Name != "নালা.png" {
		t.Errorf("%+v", u)
	}
	v := read[wire.View](t, w.send(t, http.MethodPost, path+"/reply", `{"version":2,"action":"reply","answers":{"evidence":"`+u.ID+`"}}`, asCitizen, "Idempotency-Key: r"), 200)
	if v.Answers["evidence"].Text != u.ID {
		t.Errorf("%+v", v.Answers)
	}
}
