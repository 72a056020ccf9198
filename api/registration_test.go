package api_test

import (
	"net/http"
	"strings"
	"testing"

	"duar/api"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/mutation"
)

const deedBody = `{"office":"1902","year":2026,"number":1234,"book":"I","registered":"2026-11-20","presented":"2026-11-20","kind":"sale","consideration":15000000,` +
	`"sellers":[{"name":"নমিতা বাগ","guardian":"পরেশ বাগ","mouza":"1027001","khatian":"12"}],` +
	`"buyers":[{"name":"রেহানা খাতুন","guardian":"করিম শেখ","relation":"father","address":"খড়ার","mobile":"9831000345","share":"1.0000"}],` +
	`"schedule":[{"mouza":"1027001","plot":"165/1201","khatian":"12","class":"sali","share":"0.2500","area":"0.1000"}],"fee":0}`

// asSystem signs a question as a department's machine.
func asSystem(t testing.TB, w world) (string, []string) {
	return "", []string{"Authorization: Bearer " + w.desks.machines.ticket("lr-desk", "1").sign(t)}
}

// What a machine sends reaches the desk as it was meant, with who sent it; what cannot be
// read is pointed at.
func TestDeedIsRead(t *testing.T) {
	var got mutation.Deed
	var who casework.Caller
	w := newWorld(t, func(c *api.Config) { c.Deeds = deeds{taken: &got, who: &who} })
	send := func(body string, headers ...string) reply {
		_, signed := asSystem(t, w)
		return w.send(t, http.MethodPost, "/v1/registration/deeds", body, append(headers, signed...)...)
	}
	if r := send(deedBody, "Idempotency-Key: k1"); r.StatusCode != http.StatusCreated || !strings.Contains(r.Body, `"MN2026000017"`) {
		t.Fatalf("%d %s", r.StatusCode, r.Body)
	}
	if got.Number != 1234 || got.Buyers[0].Share != seva.Whole || got.Schedule[0].Share != 2500 || got.Buyers[0].Mobile != "919831000345" || who.ID != "lr-desk" {
		t.Errorf("%+v by %+v", got, who)
	}
	for name, c := range map[string]struct{ from, to, pointer string }{
		"a share":       {`"share":"1.0000"`, `"share":"0.9999"`, `"/buyers"`},
		"a plot":        {`"165/1201"`, `"165/x"`, `"/schedule/0/plot"`},
		"a member":      {`"fee":0`, `"fee":0,"cess":0`, `"/cess"`},
		"a kind":        {`"kind":"sale"`, `"kind":"theft"`, `"/kind"`},
		"a whole":       {`"year":2026`, `"year":2026.5`, `"/year"`},
		"a day to come": {`"registered":"2026-11-20"`, `"registered":"2026-12-20"`, `"/registered"`},
	} {
		r := send(strings.Replace(deedBody, c.from, c.to, 1))
		if r.StatusCode != http.StatusBadRequest || !strings.Contains(r.Body, `"pointer":`+c.pointer) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Body)
		}
	}
	if r := send(deedBody, "Idempotency-Key: a b"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a bad key: %d", r.StatusCode)
	}
	for _, who := range []string{asCitizen, asOfficer, asAdmin} {
		if r := w.send(t, http.MethodPost, "/v1/registration/deeds", deedBody, who); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", who, r.StatusCode)
		}
	}
	if r := w.send(t, http.MethodPost, "/v1/cases/MN2026000018/objections", `{"words":"এই জমি আমার।"}`, asCitizen); problem(t, r).Code != "objection.late" {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
}
