package api_test

import (
	"net/http"
	"strings"
	"testing"

	"duar/api"
	"duar/seva/casework"
	"duar/seva/registry"
)

// What an operator asks for the citizen at the desk is answered to nobody else, and with
// nothing but what proves who that is; none of it is in the log.
func TestTheCitizenAtTheDesk(t *testing.T) {
	c, w := readContract(t), newWorld(t)
	const looks, list, back = "/v1/desk/looks", "/v1/desk/consents", "/v1/desk/consents/consent-1/withdrawal"
	for _, q := range []struct {
		path, who, body string
		status          int
		code, pointer   string
	}{
		{looks, asOperator, `{"number":"GR2026000001","fact":"০৩৪৫"}`, 200, "", ""},
		{looks, asOperator, `{"number":"GR2026000001"}`, 404, "case.unknown_or_fact", "/number"},
		{looks, asOperator, `{"number":"GR2026000009","fact":"0345"}`, 404, "case.unknown_or_fact", "/number"},
		{looks, asOperator, `{"number":"GR2026000001","fact":"0000"}`, 429, "case.tries", ""},
		{looks, asOperator, `{"number":"GR2026000001","fact":345}`, 400, "json.kind", "/fact"},
		{looks, asOperator, `{"number":"GR2026000001","mobile":"0345"}`, 400, "json.unknown", "/mobile"},
		{looks + "?limit=0", asOperator, atDesk, 400, "limit.range", ""},
		{looks + "?number=GR2026000001", asOperator, atDesk, 400, "query.unknown", ""},
		{looks, asCitizen, atDesk, 403, "forbidden", ""},
		{looks, asOfficer, atDesk, 403, "forbidden", ""},
		{looks, asAuditor, atDesk, 403, "forbidden", ""},
		{looks, "", atDesk, 401, "unauthenticated", ""},
		{list, asOperator, atDesk, 200, "", ""},
		{list, asOperator, `{"number":"GR2026000001"}`, 404, "case.unknown_or_fact", "/number"},
		{list, asOfficer, atDesk, 403, "forbidden", ""},
		{back, asOperator, atDesk, 404, "consent.unknown", ""}, // it rests on the application
		{back, asOperator, `{"number":"GR2026000001"}`, 404, "case.unknown_or_fact", "/number"},
		{back, asAdmin, atDesk, 403, "forbidden", ""},
	} {
		headers := []string{"Duar-Channel: kiosk"}
		if q.who != "" {
			headers = append(headers, q.who)
		}
		r := w.send(t, http.MethodPost, q.path, q.body, headers...)
		path, _, _ := strings.Cut(q.path, "?")
		c.judge(t, http.MethodPost, path, r)
		if r.StatusCode != q.status || q.code != "" && !strings.Contains(r.Body, `"code":"`+q.code+`"`) ||
			q.pointer != "" && !strings.Contains(r.Body, `"pointer":"`+q.pointer+`"`) {
			t.Errorf("%s %s %s: %d %s", q.path, q.who, q.body, r.StatusCode, r.Body)
		}
		if got := r.Header.Get("Cache-Control"); q.status == 200 && got != "private, no-store" {
			t.Errorf("%s: %s", q.path, got)
		}
	}
	if log := w.log.String(); strings.Contains(log, "0345") || strings.Contains(log, "GR2026000001") {
		t.Errorf("the log holds what was sent: %s", log)
	}
}

// A registry that has nothing for a citizen at a desk has no such routes.
func TestARegistryWithoutADesk(t *testing.T) {
	w := newWorld(t, func(c *api.Config) {
		of := c.Registry
		c.Registry = func(who casework.Caller) registry.Counter { return struct{ registry.Counter }{of(who)} }
	})
	if r := w.send(t, http.MethodPost, "/v1/desk/looks", atDesk, asOperator); r.StatusCode != 404 || strings.Contains(r.Body, "case.") {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	if r := w.send(t, http.MethodGet, "/v1/me/looks", "", asCitizen); r.StatusCode != 200 {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
}
