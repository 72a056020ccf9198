package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// What has an effect and nothing to say answers 204 to exactly the request that the
// document shows, and nothing of it is kept by anybody on the way.
func TestEffectsAreAsDocumented(t *testing.T) {
	c := readContract(t)
	covered := map[string]bool{}
	for _, q := range []question{
		{method: http.MethodPut, path: "/v1/me/pin", who: asCitizen, body: `{"challenge":"challenge-pin","code":"123456","pin":"8421"}`},
		{method: http.MethodDelete, path: "/v1/me/pin", who: asCitizen, body: `{"challenge":"challenge-pin","code":"123456"}`},
		{method: http.MethodPost, path: "/v1/me/number", who: asCitizen, body: `{"challenge":"challenge-move","code":"123456","proof":"proof","pin":"8421"}`},
		{method: http.MethodPost, path: "/v1/me/unlock", who: asOperator, body: `{"password":"open"}`},
		{method: http.MethodPost, path: "/v1/me/sign-out-everywhere", who: asAuditor},
		{method: http.MethodDelete, path: "/v1/me/session", who: asCitizen},
		{method: http.MethodPut, path: "/v1/staff/rina/roles", who: asAdmin, body: `{"roles":["verifying_officer","department_clerk"],"offices":["cmo.*"]}`},
		{method: http.MethodPut, path: "/v1/staff/rina/suspension", who: asAdmin},
		{method: http.MethodDelete, path: "/v1/staff/rina/suspension", who: asAdmin},
		{method: http.MethodDelete, path: "/v1/staff/rina/sessions", who: asAdmin},
		{method: http.MethodPut, path: "/v1/suspended-numbers", who: asAdmin, body: `{"mobile":"98310 00777"}`},
		{method: http.MethodDelete, path: "/v1/suspended-numbers", who: asAdmin, body: `{"mobile":"98310 00777"}`},
		{method: http.MethodDelete, path: "/v1/watches/watch-1", who: asCitizen},
		{method: http.MethodDelete, path: documentPath + "/links", who: asCitizen},
	} {
		w := newWorld(t)
		r := w.send(t, q.method, q.path, q.body, q.who)
		if r.StatusCode != 204 || r.Body != "" || r.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s %s: %d %s, %s", q.method, q.path, r.StatusCode, r.Body, r.Header.Get("Cache-Control"))
		}
		c.judge(t, q.method, q.path, r)
		c.asked(t, q, q.path)
		covered[q.method+" "+strings.NewReplacer("/rina/", "/{login}/", "/watch-1", "/{id}", paperNumber, "{number}").Replace(q.path)] = true
		if strings.Contains(w.log.String(), "98310") || strings.Contains(w.log.String(), "8421") {
			t.Errorf("the log holds what was sent: %s", w.log)
		}
	}
	for path, item := range c.doc.Paths.Map() {
		for method, o := range item.Operations() {
			if o.Responses.Value("204") != nil && !covered[method+" "+path] {
				t.Errorf("%s %s is not asked here", method, path)
			}
		}
	}
}

// What a desk finds wrong is pointed at where the request has it.
func TestWhatIsWrongWithAnAccount(t *testing.T) {
	w := newWorld(t)
	key := "Idempotency-Key: k1"
	for _, c := range []struct {
		method, path, who, body string
		status                  int
		code, pointer           string
	}{
		{http.MethodPost, "/v1/sign-in/codes/challenge-bn", "", `{"code":"123456","device_key":"x"}`, 400, "device", "/device_key"},
		{http.MethodPost, "/v1/sign-in/refresh", "", `{"refresh":"refresh-0","proof":"proof"}`, 401, "refresh", ""},
		{http.MethodPost, "/v1/sign-in/refresh", "", `{"refresh":"refresh-1","proof":"of another"}`, 401, "refresh", ""},
		{http.MethodPost, "/v1/sign-in/refresh", "", `{"refresh":"refresh-1","proof":"proof","device_key":"x"}`, 400, "json.unknown", "/device_key"},
		{http.MethodPost, "/v1/me/codes", asCitizen, `{"purpose":"enter"}`, 400, "code.purpose", "/purpose"},
		{http.MethodPost, "/v1/me/codes", asCitizen, `{"purpose":"move"}`, 400, "phone.invalid", "/mobile"},
		{http.MethodPost, "/v1/me/codes", asCitizen, `{"purpose":"move","mobile":"9831000999"}`, 409, "move.taken", "/mobile"},
		{http.MethodPut, "/v1/me/pin", asCitizen, `{"challenge":"challenge-pin","code":"123456","pin":""}`, 400, "json.missing", "/pin"},
		{http.MethodPut, "/v1/me/pin", asCitizen, `{"challenge":"challenge-pin","code":"1","pin":"8421"}`, 400, "code.wrong", "/code"},
		{http.MethodPut, "/v1/me/pin", asOperator, `{}`, 403, "forbidden", ""},
		{http.MethodPost, "/v1/me/number", asCitizen, `{"challenge":"challenge-move","code":"123456","proof":"x","pin":"8421"}`, 403, "move.device", ""},
		{http.MethodPost, "/v1/me/number", asCitizen, `{"challenge":"challenge-move","code":"123456","proof":"proof","old_challenge":"challenge-leave","old_code":"1"}`, 400, "code.wrong", "/old_code"},
		{http.MethodPost, "/v1/me/unlock", asOperator, `{"password":"shut"}`, 401, "sign_in", ""},
		{http.MethodPost, "/v1/me/consents", asCitizen, `{"purpose":"none","version":"x"}`, 404, "purpose.unknown", ""},
		{http.MethodPost, "/v1/me/consents", asCitizen, `{"purpose":"news","version":"0000000000000000"}`, 409, "consent.version", "/version"},
		{http.MethodPost, "/v1/me/consents/consent-1/withdrawal", asCitizen, "", 400, "consent.needed", ""},
		{http.MethodPost, "/v1/me/consents/consent-1/withdrawal", asOther, "", 404, "consent.unknown", ""},
		{http.MethodGet, "/v1/me/looks?limit=0", asCitizen, "", 400, "limit.range", ""},
		{http.MethodGet, "/v1/notices/none", "", "", 404, "purpose.unknown", ""},
		{http.MethodPost, "/v1/me/requests", asCitizen, `{"kind":"sight"}`, 400, "request.kind", "/kind"},
		{http.MethodPost, "/v1/me/requests", asCitizen, `{"kind":"correction","number":"GR2026000009"}`, 400, "request.number", "/number"},
		{http.MethodPost, "/v1/me/requests", asCitizen, `{"kind":"correction","field":"\u202e"}`, 400, "json.unknown", ""},
		{http.MethodPost, "/v1/requests/request-1/answer", asOfficer, `{"reason":"mended"}`, 400, "json.missing", "/granted"},
		{http.MethodPost, "/v1/requests/request-1/answer", asOfficer, `{"granted":null}`, 400, "json.missing", "/granted"},
		{http.MethodPost, "/v1/requests/request-1/answer", asOfficer, `{"granted":"yes"}`, 400, "json.kind", "/granted"},
		{http.MethodPost, "/v1/requests/request-9/answer", asOfficer, `{"granted":true}`, 404, "request.unknown", ""},
		{http.MethodPost, "/v1/staff", asAdmin, `{"login":"rina","name":"Rina","roles":["auditor"]}`, 409, "staff.exists", "/login"},
		{http.MethodPost, "/v1/staff", asAdmin, `{"login":"mita","name":"Mita"}`, 400, "staff.role", "/roles"},
		{http.MethodPut, "/v1/staff/bina/roles", asAdmin, `{"roles":["auditor"]}`, 403, "staff.self", ""},
		{http.MethodPut, "/v1/staff/nobody/suspension", asAdmin, "", 404, "staff.unknown", ""},
		{http.MethodPut, "/v1/suspended-numbers", asAdmin, `{"mobile":"12"}`, 400, "phone.invalid", "/mobile"},
		{http.MethodPut, "/v1/suspended-numbers", asOfficer, `{"mobile":"9831000777"}`, 403, "forbidden", ""},
		{http.MethodDelete, "/v1/suspended-numbers", asAdmin, "", 415, "type.json", ""},
		{http.MethodGet, "/v1/files/none", asCitizen, "", 404, "file.unknown", ""},
	} {
		name := c.method + " " + c.path + " " + c.body
		r := w.send(t, c.method, c.path, c.body, strings.TrimSpace(c.who+" "), key)
		p := problem(t, r)
		if p.Status != c.status || p.Code != c.code {
			t.Errorf("%s: %d %s, want %d %s", name, p.Status, p.Code, c.status, c.code)
		}
		if c.pointer != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != c.pointer) {
			t.Errorf("%s points with %+v, want %s", name, p.Errors, c.pointer)
		}
		readContract(t).judge(t, c.method, c.path, r)
	}
	for _, path := range []string{"/v1/me/requests", "/v1/requests/request-1/answer", "/v1/staff"} {
		who := map[string]string{"/v1/staff": asAdmin, "/v1/me/requests": asCitizen}[path]
		if who == "" {
			who = asOfficer
		}
		if p := problem(t, w.send(t, http.MethodPost, path, `{}`, who)); p.Status != 400 || p.Code != "key.missing" {
			t.Errorf("%s without a key: %+v", path, p)
		}
	}
}

// Who may not come in is told so before a byte of the request is looked at.
func TestWhoIsAskedBeforeWhatIsSent(t *testing.T) {
	w := newWorld(t)
	for _, who := range []string{asCitizen, asOfficer, asAuditor} {
		for _, path := range []string{"/v1/staff", "/v1/staff?colour=red&colour=red", "/v1/staff?lang=ta"} {
			if r := w.send(t, http.MethodPost, path, `{"login":`, who); r.StatusCode != 403 {
				t.Errorf("%s: %d %s", path, r.StatusCode, r.Body)
			}
		}
	}
	if r := w.send(t, http.MethodPost, "/v1/staff?colour=red", `{`); r.StatusCode != 401 {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
}

// The notice is public and kept by whoever likes; what is somebody's own by nobody.
func TestWhatMayBeKept(t *testing.T) {
	w := newWorld(t)
	r := w.get(t, "/v1/notices/news", asCitizen)
	if !strings.HasPrefix(r.Header.Get("Cache-Control"), "public, max-age=") || w.desks.door.asked != 0 {
		t.Errorf("%s, and the door was asked %d times", r.Header.Get("Cache-Control"), w.desks.door.asked)
	}
	if r := w.get(t, "/v1/notices/news", "If-None-Match: "+r.Header.Get("ETag"), "Accept-Language: hi"); r.StatusCode != 304 && r.Header.Get("ETag") == "" {
		t.Errorf("%d", r.StatusCode)
	}
	r = w.get(t, "/v1/me/data", asCitizen)
	if r.Header.Get("Cache-Control") != "private, no-store" || r.Header.Get("Content-Disposition") != `attachment; filename="duar.json"; filename*=UTF-8''duar.json` {
		t.Errorf("%v", r.Header)
	}
}

// A file is saved and never shown, whatever it is and is called.
func TestFilesAreSaved(t *testing.T) {
	w := newWorld(t)
	path, tag := w.begun(t, `"grievance"`, asCitizen)
	r := w.send(t, http.MethodPost, path+"/files/evidence", pixel, asCitizen, "Content-Type: image/png", "If-Match: "+tag, "Duar-File-Name: %E0%A6%A8%E0%A6%BE%E0%A6%B2%E0%A6%BE%22%0D.png")
	if r.StatusCode != 400 { // a line end is no part of a name
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	r = w.send(t, http.MethodPost, path+"/files/evidence", pixel, asCitizen, "Content-Type: image/png", "If-Match: "+tag, "Duar-File-Name: %E0%A6%A8%E0%A6%BE%E0%A6%B2%E0%A6%BE%22;x=1.png")
	d := read[struct{ Files []struct{ ID string } }](t, r, 200)
	f := w.get(t, "/v1/files/"+d.Files[0].ID, asCitizen)
	if f.StatusCode != 200 || f.Header.Get("Content-Type") != "image/png" || f.Header.Get("X-Content-Type-Options") != "nosniff" ||
		f.Header.Get("Content-Security-Policy") != "sandbox; default-src 'none'" || f.Header.Get("Cache-Control") != "private, no-store" ||
		f.Header.Get("Content-Disposition") != `attachment; filename="_____x_1.png"; filename*=UTF-8''%E0%A6%A8%E0%A6%BE%E0%A6%B2%E0%A6%BE%3Bx%3D1.png` {
		t.Errorf("%d %v", f.StatusCode, f.Header)
	}
	if !strings.HasPrefix(f.Body, "\x89PNG") {
		t.Errorf("%q", f.Body)
	}
	readContract(t).judge(t, http.MethodGet, "/v1/files/"+d.Files[0].ID, f)
	for _, who := range []string{asOther, asOfficer, asOperator} {
		if r := w.get(t, "/v1/files/"+d.Files[0].ID, who); r.StatusCode != 404 {
			t.Errorf("%s: %d", who, r.StatusCode)
		}
	}
	// Once handed in it is its office's to see too.
	r = w.send(t, http.MethodPatch, path, whole, asCitizen, "If-Match: "+r.Header.Get("ETag"))
	r = w.send(t, http.MethodPost, path+"/submit", `{}`, asCitizen, "If-Match: "+r.Header.Get("ETag"), "Idempotency-Key: s")
	if r.StatusCode != 201 {
		t.Fatalf("%d %s", r.StatusCode, r.Body)
	}
	for who, want := range map[string]int{asCitizen: 200, asOfficer: 200, asOther: 404, asAdmin: 403} {
		if r := w.get(t, "/v1/files/"+d.Files[0].ID, who); r.StatusCode != want {
			t.Errorf("%s: %d, want %d", who, r.StatusCode, want)
		}
	}
}

// All accounts come in pages, by login, and without anything that proves who somebody is.
func TestAccountsComeInPages(t *testing.T) {
	w := newWorld(t)
	var logins []string
	for next := "/v1/staff?limit=1"; next != ""; {
		r := w.get(t, next, asAdmin)
		page := read[struct {
			Items []map[string]any
		}](t, r, 200)
		for _, a := range page.Items {
			logins = append(logins, a["login"].(string))
			for name := range a {
				if !slices.Contains([]string{"login", "id", "name", "roles", "offices", "made", "suspended"}, name) {
					t.Errorf("an account shows %s", name)
				}
			}
		}
		next, _, _ = strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "<"), ">")
	}
	if strings.Join(logins, " ") != "anil bina rina" {
		t.Errorf("%v", logins)
	}
}
