package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// examplePath fills in what the document gives as examples.
func examplePath(path string, o *openapi3.Operation) string {
	for _, p := range o.Parameters {
		if p.Value.In == "path" {
			path = strings.Replace(path, "{"+p.Value.Name+"}", text(p.Value.Example), 1)
		}
	}
	return path
}

// Every operation says who it is for, and keeps to it: this reads the roles out of the
// document and knocks at every door as everybody.
func TestWhoAnOperationIsForIsEnforced(t *testing.T) {
	w := newWorld(t)
	callers := map[string]struct {
		header string
		is     string // in the words of x-duar-auth; "" is known to nobody
	}{
		"nobody": {"", "nobody"}, "a citizen": {asCitizen, "citizen"}, "an operator": {asOperator, "staff"}, "an officer": {asOfficer, "staff"},
		"an auditor": {asAuditor, "auditor"}, "an administrator": {asAdmin, "administrator"}, "an officer of accounts": {asAccounts, "accounts"}, "a machine": {"machine", "machine"},
		"a token of nobody": {"Authorization: Bearer nobodys", ""}, "another scheme": {"Authorization: Basic cmluYTpvcGVu", ""},
		"no token": {"Authorization: Bearer ", ""}, "a broken token": {"Authorization: Bearer a b", ""}, "a machine's that is none": {"Authorization: Bearer a.b.c", ""},
	}
	kinds := []string{"nobody", "citizen", "staff", "auditor", "administrator", "accounts", "machine"}
	closed := 0
	for path, item := range readContract(t).doc.Paths.Map() {
		for method, o := range item.Operations() {
			who := words(o.Extensions["x-duar-auth"])
			for _, one := range who {
				if !slices.Contains(kinds, one) {
					t.Errorf("%s %s is for %q", method, path, one)
				}
			}
			open := slices.Contains(who, "nobody")
			// Who may come without a token is said too, by a requirement that requires nothing.
			if o.Security == nil || slices.ContainsFunc(*o.Security, func(r openapi3.SecurityRequirement) bool { return len(r) == 0 }) != open {
				t.Errorf("%s %s: security and x-duar-auth differ", method, path)
			}
			for name, c := range callers {
				// Signing out would end the session; TestSigningIn does.
				signedOut := path == "/v1/me/session" || path == "/v1/me/sign-out-everywhere"
				if signedOut && c.is != "nobody" && c.is != "" && slices.Contains(who, c.is) {
					continue
				}
				headers := []string{}
				switch c.header {
				case "":
				case "machine":
					headers = append(headers, "Authorization: Bearer "+w.desks.machines.ticket("cmo-desk", "2026-10").sign(t))
				default:
					headers = append(headers, c.header)
				}
				r := w.ask(t, method, examplePath(path, o), headers...)
				in := open || slices.Contains(who, c.is)
				// Status makes a difference between callers, so a bad token there is no token overlooked.
				refused := r.StatusCode == http.StatusUnauthorized || r.StatusCode == http.StatusForbidden && problem(t, r).Code == "forbidden"
				// Of staff, who works in an office is for the desk to say.
				if path == "/v1/inbox" && name == "an operator" {
					continue
				}
				if path == "/v1/status" && c.is == "" || path == "/v1/sign-in/staff" || path == "/v1/sign-in/refresh" {
					continue
				}
				if in == refused {
					t.Errorf("%s %s, for %s, answers %s with %d: %s", method, path, who, name, r.StatusCode, r.Body)
				}
				if !in {
					closed++
					want := http.StatusUnauthorized
					if c.is != "nobody" && c.is != "" {
						want = http.StatusForbidden
					}
					if r.StatusCode != want {
						t.Errorf("%s %s refuses %s with %d, want %d", method, path, name, r.StatusCode, want)
					}
					if want == http.StatusUnauthorized && !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), `Bearer realm="duar"`) {
						t.Errorf("%s %s: WWW-Authenticate %q", method, path, r.Header.Get("WWW-Authenticate"))
					}
				}
			}
		}
	}
	if closed < 300 {
		t.Errorf("only %d doors were found closed", closed)
	}
}

func TestSigningIn(t *testing.T) {
	w := newWorld(t)
	post := func(path, body string, headers ...string) reply {
		return w.send(t, http.MethodPost, path, body, headers...)
	}
	r := post("/v1/sign-in/codes", `{"mobile":"৯৮৩১০ ০০৩৪৫","lang":"hi-Latn"}`)
	if r.StatusCode != 202 || !strings.Contains(r.Body, `"challenge":"challenge-hi-Latn"`) || r.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	if r := post("/v1/sign-in/codes", `{"mobile":"9831000345"}`, "Accept-Language: bn"); !strings.Contains(r.Body, "challenge-bn") {
		t.Errorf("the code is in the language of the request: %s", r.Body)
	}
	for body, pointer := range map[string]string{`{"mobile":"12"}`: "/mobile", `{"mobile":"9831000345","lang":"ta"}`: "/lang"} {
		if p := problem(t, post("/v1/sign-in/codes", body)); p.Status != 400 || p.Errors[0].Pointer != pointer {
			t.Errorf("%s: %+v", body, p)
		}
	}
	many := post("/v1/sign-in/codes", `{"mobile":"9999999999"}`)
	if p := problem(t, many); p.Status != 429 || many.Header.Get("Retry-After") != "420" {
		t.Errorf("%+v after %s", p, many.Header.Get("Retry-After"))
	}
	if p := problem(t, post("/v1/sign-in/codes/challenge-hi", `{"code":"000000"}`)); p.Status != 400 || p.Code != "code.wrong" || p.Errors[0].Pointer != "/code" || p.Values["Left"] != 4.0 {
		t.Errorf("%+v", p)
	}
	if r := post("/v1/sign-in/codes/challenge-hi", `{"code":"१२३४५६"}`); r.StatusCode != 200 || !strings.Contains(r.Body, citizenToken) {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	wrong := post("/v1/sign-in/staff", `{"login":"rina","password":"x","code":"1"}`)
	if p := problem(t, wrong); p.Status != 401 || p.Code != "sign_in" || wrong.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("%+v", p)
	}
	if strings.Contains(w.log.String(), "9831") || strings.Contains(w.log.String(), "rina") {
		t.Errorf("the log names somebody: %s", w.log)
	}

	// Who names no language is spoken to in their own, also in a romanised one's script.
	if r := w.get(t, "/v1/me", asCitizen); r.Header.Get("Content-Language") != "hi" || !strings.Contains(r.Body, "नागरिक") {
		t.Errorf("%s: %s", r.Header.Get("Content-Language"), r.Body)
	}
	if r := w.get(t, "/v1/me", asOther); r.Header.Get("Content-Language") != "bn" {
		t.Errorf("%s: %s", r.Header.Get("Content-Language"), r.Body)
	}
	if r := w.get(t, "/v1/me?lang=en", asCitizen); r.Header.Get("Content-Language") != "en" {
		t.Errorf("%s: %s", r.Header.Get("Content-Language"), r.Body)
	}
	if r := w.ask(t, http.MethodDelete, "/v1/me/session", asCitizen); r.StatusCode != 204 || r.Body != "" {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	if p := problem(t, w.get(t, "/v1/me", asCitizen)); p.Code != "token" {
		t.Errorf("after the end: %+v", p)
	}
}

// Nobody asks who somebody is where it makes no difference.
func TestPublicRoutesDoNotLookAtTokens(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{plotPath, "/v1/places/districts", "/v1/services", "/v1/services/grievance/form", "/livez"} {
		with, without := w.get(t, path, "Authorization: Bearer nobodys"), w.get(t, path)
		if with.StatusCode != 200 || with.Body != without.Body || strings.Contains(with.Header.Get("Cache-Control"), "private") && path != plotPath {
			t.Errorf("%s: %d, %s", path, with.StatusCode, with.Header.Get("Cache-Control"))
		}
	}
	if w.desks.door.asked != 0 {
		t.Errorf("the door was asked %d times", w.desks.door.asked)
	}
	w.get(t, "/v1/cases", asCitizen)
	if w.desks.door.asked != 1 {
		t.Errorf("the door was asked %d times for one request", w.desks.door.asked)
	}
}

// Only staff are believed to be at a kiosk.
func TestTheChannelIsBelievedOfStaffOnly(t *testing.T) {
	w := newWorld(t)
	for who, want := range map[string]string{asCitizen: "app", asOperator: "kiosk"} {
		path := w.applied(t, who)
		r := w.get(t, path, asOfficer)
		if !strings.Contains(r.Body, `"channel":"app"`) {
			t.Errorf("without the header: %s", r.Body)
		}
		begin := w.send(t, http.MethodPost, "/v1/drafts", `{"services":["grievance"]}`, who, "Idempotency-Key: at-a-kiosk", "Duar-Channel: kiosk")
		again := w.send(t, http.MethodPatch, begin.Header.Get("Location"), whole, who, "If-Match: "+begin.Header.Get("ETag"), "Duar-Channel: kiosk")
		done := w.send(t, http.MethodPost, begin.Header.Get("Location")+"/submit", `{"heard":true}`, who, "If-Match: "+again.Header.Get("ETag"), "Idempotency-Key: s2", "Duar-Channel: kiosk")
		if r := w.get(t, done.Header.Get("Location"), asOfficer); !strings.Contains(r.Body, `"channel":"`+want+`"`) {
			t.Errorf("%s: %d %s", who, done.StatusCode, r.Body)
		}
	}
}
