package walks

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	forms "duar/seva/form"
	"duar/seva/service"
)

// sights says what each sees of a woman's application for Annapurna Yojana: who she is and
// how she is reached, the account that is paid into, and the Aadhaar number, which nobody
// here has, the house neither. Who is not told that it is there sees nothing of it.
const sights = `
owner  name whole  mobile *********106   account XXXXX6789   aadhaar masked  answers 31
other  404
enter  name whole  mobile *********106   account XXXXX6789   aadhaar masked  answers 31
oper   404
offcr  name whole  mobile 919831000106   account XXXXX6789   aadhaar masked  answers 31
far    404
mach   name whole  mobile 919831000106   account XXXXX6789   aadhaar masked  answers 31
farm   404
audit  name whole  mobile *********106   account XXXXX6789   aadhaar masked  answers 31
admin  403
entry  404
nobdy  401
susp   401
ended  401
`

// Each role sees of a case what its work needs, field by field.
func TestWhatEachRoleSees(t *testing.T) {
	w := applications(t, "apply.toml")
	at := slices.IndexFunc(w, func(a applied) bool { return slices.Contains(a.Services, "annapurna") })
	m := &matrix{estate: newEstate(t)}
	enterer := m.member("enterer", []casework.Role{casework.Operator})
	number := m.enter(enterer, w[at])
	c, err := m.store.Cases().Case(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	m.cast = m.troupe(c.Office, "wcd")
	m.cast[asOwner], m.cast[asEnterer] = m.enters("919831000106"), enterer

	var got []string
	for column, name := range strings.Fields(strings.Split(strings.TrimSpace(rights), "\n")[0]) {
		status, body := m.send(http.MethodGet, asking{path: "/v1/cases/" + number}, column)
		line := fmt.Sprintf("%-6s %d", name, status)
		if status == http.StatusOK {
			line = fmt.Sprintf("%-6s %s", name, m.sight(body))
		}
		got = append(got, line)
		for _, secret := range []string{"0123456789", "234567890124", "345678901238"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s sees %s", name, secret)
			}
		}
	}
	if diff := cmp.Diff(strings.TrimSpace(sights), strings.Join(got, "\n")); diff != "" {
		t.Errorf("what each sees, should (-) and does (+):\n%s", diff)
	}
}

// sight says in a line what an answer shows.
func (m *matrix) sight(body string) string {
	m.t.Helper()
	var v wire.View
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		m.t.Fatal(err)
	}
	whole := func(shown, all, yes, no string) string {
		if shown == all {
			return yes
		}
		return no
	}
	aadhaar := v.Answers["members"].Rows[0]["aadhaar"].Text
	return fmt.Sprintf("name %s  mobile %s   account %s   aadhaar %s  answers %d", whole(v.Applicant.Name, "মালতী মণ্ডল", "whole", "gone"),
		v.Applicant.Phone, v.Answers["account"].Text, whole(aadhaar, "345678901238", "whole", "masked"), len(v.Answers))
}

// enter fills an application in at the desk, as a walk gives its answers, and submits it.
func (m *matrix) enter(f *figure, w applied) string {
	m.t.Helper()
	ctx := context.Background()
	must := func(err error) {
		m.t.Helper()
		if err != nil {
			m.t.Fatal(err)
		}
	}
	desk := m.services.For(f.who.Caller("kiosk"))
	d, err := desk.Begin(ctx, service.Start{Services: w.Services, Lang: seva.Bengali, Channel: "kiosk"}, m.key())
	must(err)
	voice := wire.NewVoice(seva.Bengali, i18n.Say)
	for _, p := range w.pointers(wire.NewForm(voice, d.Form)) {
		if kind, ok := w.Files[p]; ok {
			d, err = desk.Attach(ctx, d.ID, d.Version, forms.Pointer(p), fileName(p, kind), bytes.NewReader(pixels()))
			must(err)
			continue
		}
		raw, err := json.Marshal(w.input(p))
		must(err)
		in, err := forms.ReadInput(raw)
		must(err)
		d, err = desk.Answer(ctx, d.ID, d.Version, []forms.Entry{{At: forms.Pointer(p), Input: in}})
		must(err)
	}
	r, err := desk.Submit(ctx, d.ID, d.Version, service.Consent{Lang: seva.Bengali, Heard: true}, m.key())
	must(err)
	return r.Number
}

// What is not somebody's to see answers in every letter as what is not there at all.
func TestHiddenIsAsAbsent(t *testing.T) {
	m := newMatrix(t)
	volatile := regexp.MustCompile(`"instance":"[^"]*"`)
	for _, c := range []struct {
		method, hidden, absent string
		body, tag              string
	}{
		{http.MethodGet, "/v1/cases/" + m.seen.number, "/v1/cases/GR2026999999", "", ""},
		{http.MethodPost, "/v1/cases/" + m.seen.number + "/actions", "/v1/cases/GR2026999999/actions", `{"version":1,"action":"withdraw"}`, ""},
		{http.MethodPost, "/v1/cases/" + m.seen.number + "/reply", "/v1/cases/GR2026999999/reply", `{"version":1,"action":"reply","answers":{"name":"x"}}`, ""},
		{http.MethodGet, "/v1/files/" + m.seen.file, "/v1/files/none", "", ""},
		{http.MethodGet, "/v1/files/" + m.scan, "/v1/files/none", "", ""},
		{http.MethodGet, "/v1/drafts/" + m.draft.ID, "/v1/drafts/none", "", ""},
		{http.MethodPatch, "/v1/drafts/" + m.draft.ID, "/v1/drafts/none", `{"answers":{"topic":"ration"}}`, `"v1"`},
		{http.MethodPost, "/v1/drafts/" + m.draft.ID + "/submit", "/v1/drafts/none/submit", `{}`, `"v1"`},
		{http.MethodPost, "/v1/me/consents/" + m.consent + "/withdrawal", "/v1/me/consents/none/withdrawal", "", ""},
		{http.MethodPost, "/v1/status", "/v1/status", `{"number":"` + m.seen.number + `","fact":"0000"}`, ""},
		{http.MethodPost, "/v1/desk/looks", "/v1/desk/looks", `{"number":"` + m.seen.number + `","fact":"0000"}`, ""},
		{http.MethodPost, "/v1/desk/consents", "/v1/desk/consents", `{"number":"` + m.seen.number + `","fact":"0000"}`, ""},
	} {
		who := asOther
		if strings.HasPrefix(c.hidden, "/v1/desk/") { // citizens have none
			who = asOperator
		}
		ask := func(path, body string) string {
			status, answer := m.send(c.method, asking{path: path, body: body, tag: c.tag}, who)
			return fmt.Sprint(status, " ", volatile.ReplaceAllString(answer, ""))
		}
		hidden := ask(c.hidden, c.body)
		absent := ask(c.absent, strings.Replace(c.body, m.seen.number, "GR2026999999", 1))
		if same := strings.ReplaceAll(hidden, m.seen.number, "GR2026999999"); same != absent || !strings.HasPrefix(hidden, "404") {
			t.Errorf("%s %s:\nhidden %s\nabsent %s", c.method, c.hidden, hidden, absent)
		}
	}
}

// Whoever loses a role, a number or a key loses it at once: what they hold is worth nothing
// the next moment.
func TestRightsEndAtOnce(t *testing.T) {
	m := newMatrix(t)
	admin := m.bearer(m.cast[asAdmin])
	held := map[int]string{}
	for _, column := range []int{asOfficer, asFarOff, asOperator, asOther} {
		held[column] = m.bearer(m.cast[column])
	}
	inbox := func(column int) int {
		status, _ := m.send(http.MethodGet, asking{path: "/v1/inbox", token: held[column]}, column)
		return status
	}
	as := func(method, path, body string) {
		t.Helper()
		if status, answer := m.send(method, asking{path: path, body: body, token: admin}, asAdmin); status != http.StatusNoContent {
			t.Fatalf("%s %s: %d %s", method, path, status, answer)
		}
	}
	if inbox(asOfficer) != 200 || inbox(asFarOff) != 200 {
		t.Fatal("the officers were not let in to begin with")
	}
	as(http.MethodPut, "/v1/staff/officer/roles", `{"roles":["bsk_operator"]}`)
	as(http.MethodPut, "/v1/staff/far/suspension", "")
	as(http.MethodDelete, "/v1/staff/operator/sessions", "")
	as(http.MethodPut, "/v1/suspended-numbers", `{"mobile":"`+m.cast[asOther].phone.E164()+`"}`)
	for column, what := range map[int]string{asOfficer: "other roles", asFarOff: "a suspension", asOperator: "a revocation", asOther: "a suspended number"} {
		if status, body := m.send(http.MethodGet, asking{path: "/v1/me", token: held[column]}, column); status != http.StatusUnauthorized {
			t.Errorf("after %s: %d %s", what, status, body)
		}
	}
	// Signed in anew there is what there is now, and no more.
	held[asOfficer] = m.bearer(m.cast[asOfficer])
	if got := inbox(asOfficer); got != http.StatusForbidden {
		t.Errorf("the inbox of who was an officer: %d", got)
	}
	// A machine's key and the machine itself.
	if err := m.people.DropClientKey(t.Context(), "cmo-desk", "k1", m.world.Now()); err != nil {
		t.Fatal(err)
	}
	if err := m.people.SuspendClient(t.Context(), "lr-register", true); err != nil {
		t.Fatal(err)
	}
	for _, column := range []int{asMachine, asFarMach} {
		if status, body := m.send(http.MethodGet, asking{path: "/v1/inbox"}, column); status != http.StatusUnauthorized {
			t.Errorf("column %d: %d %s", column, status, body)
		}
	}
	// An administrator cannot raise themselves.
	if status, body := m.send(http.MethodPut, asking{path: "/v1/staff/admin/roles", body: `{"roles":["administrator","sanctioning_officer"],"offices":["cmo.*"]}`, token: admin}, asAdmin); status != http.StatusForbidden {
		t.Errorf("an administrator's own roles: %d %s", status, body)
	}
}
