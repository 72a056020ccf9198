package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"duar/api/client"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/service"
	"duar/seva/welfare"
)

// What is secret goes where it belongs: the token into a header, a fact and a password
// into a body, and nothing of it into an address.
func TestSecretsAreInNoAddress(t *testing.T) {
	type seen struct {
		address, body string
		header        http.Header
	}
	var got seen
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = seen{r.URL.String(), string(body), r.Header}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{}`)
	}))
	defer s.Close()
	c, err := client.New(s.URL, s.Client())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Cases("secret-token").Check(t.Context(), "GR2026000001", "0345"); err != nil || strings.Contains(got.address, "0345") || !strings.Contains(got.body, `"fact":"0345"`) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := c.Cases("secret-token").Act(t.Context(), casework.Act{Number: "CAF2026000001/2", Version: 3, Action: "x"}, "key-1"); err != nil {
		t.Error(err)
	}
	if got.address != "/v1/cases/CAF2026000001-2/actions" || got.header.Get("Authorization") != "Bearer secret-token" || got.header.Get("Idempotency-Key") != "key-1" || got.header.Get("Duar-Channel") != "kiosk" {
		t.Errorf("%+v", got)
	}
	if got.header.Get("Accept-Language") != "" {
		t.Errorf("whoever is signed in is known by their own language: %q", got.header.Get("Accept-Language"))
	}
	if _, err := c.Door().SignIn(t.Context(), "rina", "pass&word", "123456"); err != nil || got.address != "/v1/sign-in/staff" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := c.Door().Refresh(t.Context(), "secret-refresh", "proof"); err != nil || got.address != "/v1/sign-in/refresh" || !strings.Contains(got.body, "secret-refresh") {
		t.Errorf("%+v, %v", got, err)
	}
	if err := c.Own().SetPIN(t.Context(), "secret-token", "c", "123456", "8421"); err != nil || got.address != "/v1/me/pin" || got.header.Get("Authorization") != "Bearer secret-token" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := c.Bureau("secret-token").Bar(t.Context(), "919831000345", true); err != nil || got.address != "/v1/suspended-numbers" || !strings.Contains(got.body, "+919831000345") {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := c.Bureau("secret-token").Enrol(t.Context(), identity.NewStaff{Login: "rina"}); err != nil || got.header.Get("Idempotency-Key") == "" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := c.Services("secret-token").Upload(t.Context(), "GR2026000001", "members/0/photo", "a b.png", strings.NewReader("x")); err != nil || got.address != "/v1/cases/GR2026000001/files/members%2F0%2Fphoto?name=a+b.png" {
		t.Errorf("%+v, %v", got, err)
	}
}

// Answers that are none are our side's fault and never half a draft or case.
func TestCountersThatAreNotDuar(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       seva.Kind
	}{
		"a portal's page":  {200, "text/html", "<h1>Sign in to the Wi-Fi</h1>", seva.Internal},
		"a proxy's page":   {502, "text/html", "<h1>Bad gateway</h1>", seva.Unavailable},
		"a cut answer":     {200, "application/json", `{"number":"GR20`, seva.Internal},
		"a date that none": {200, "application/json", `{"next":{"by":"soon"}}`, seva.Internal},
		"answers of none":  {200, "application/json", `{"answers":{"a":1}}`, seva.Internal},
		"a problem":        {409, "application/problem+json", `{"code":"case.moved","kind":"conflict"}`, seva.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := against(t, c.status, c.kind, c.body).Cases("t").Case(t.Context(), "GR2026000001")
			if seva.KindOf(err) != c.want || v.Number != "" {
				t.Errorf("%+v, %v; want %s", v, err, c.want)
			}
		})
	}
	if d, err := against(t, 200, "application/json", `{"id":"d","version":1,"services":[{"key":"a"}]}`).Services("t").Draft(t.Context(), "d"); err != nil || d.Version != 1 {
		t.Errorf("%+v, %v", d, err)
	}
}

// What a problem lists comes back as what the desk listed.
func TestListedFlaws(t *testing.T) {
	const flaws = `{"code":"draft.flaws","kind":"invalid","errors":[
		{"pointer":"/answers/members~10~1name","field":"members/0/name","code":"field.missing"},
		{"pointer":"/answers/buyer","field":"buyer","code":"check.buyer_is_not_seller","values":{"Due":"2026-11-30"},"types":{"Due":"date"}}]}`
	_, err := against(t, 400, "application/problem+json", flaws).Services("t").Submit(t.Context(), "d", 1, service.Consent{}, "k")
	got, ok := errors.AsType[form.Flaws](err)
	if !ok || len(got) != 2 || got[0].At != "members/0/name" || got[0].Text.Key != "error.field.missing" ||
		got[1].Text.Key != "check.buyer_is_not_seller" || got[1].Text.Args["Due"] != (seva.Date{Year: 2026, Month: 11, Day: 30}) {
		t.Errorf("%+v", got)
	}
	const rules = `{"code":"eligible","kind":"invalid","field":"pension","errors":[{"field":"age","code":"eligible.pension.age","values":{"Min":60}}]}`
	_, err = against(t, 422, "application/problem+json", rules).Services("t").Submit(t.Context(), "d", 1, service.Consent{}, "k")
	failed, ok := errors.AsType[welfare.Failures](err)
	if !ok || len(failed) != 1 || failed[0].Rule != "age" || !failed[0].Stops || failed[0].Text.Args["Min"] != 60 {
		t.Errorf("%+v", failed)
	}
}

// A form is asked for once as long as the server allows it to be kept.
func TestFormsAreKept(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasPrefix(r.URL.Path, "/v1/forms") {
			asked++
			w.Header().Set("Cache-Control", "public, max-age=300, stale-while-revalidate=3600")
			_, _ = io.WriteString(w, `{"id":"f","version":2,"sections":[]}`)
			return
		}
		_, _ = io.WriteString(w, `{"id":"d","version":1,"services":[{"key":"a"},{"key":"b"}]}`)
	}))
	defer s.Close()
	c, err := client.New(s.URL, s.Client())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if d, err := c.Services("t").Draft(t.Context(), "d"); err != nil || d.Form.Version != 2 {
			t.Errorf("%+v, %v", d, err)
		}
	}
	if asked != 1 {
		t.Errorf("the form was asked for %d times", asked)
	}
}
