package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"duar/api"
	"duar/api/wire"
	"duar/catalogue"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/service"
)

func withoutDesks(c *api.Config) { c.Door, c.Services, c.Cases = nil, nil, nil }

func TestServicesAndForms(t *testing.T) {
	w := newWorld(t)
	all := read[wire.Page[wire.Service]](t, w.get(t, "/v1/services"), 200)
	if len(all.Items) != 4 || all.Items[0].Definition != nil {
		t.Errorf("%+v", all)
	}
	if some := read[wire.Page[wire.Service]](t, w.get(t, "/v1/services?area=window&with=definition"), 200); len(some.Items) != 2 || some.Items[0].Definition == nil {
		t.Errorf("%+v", some)
	}
	if found := read[wire.Page[wire.Service]](t, w.get(t, "/v1/services?q=%E0%A6%85%E0%A6%AD%E0%A6%BF%E0%A6%AF%E0%A7%8B%E0%A6%97"), 200); len(found.Items) == 0 || found.Items[0].ID != "grievance" {
		t.Errorf("%+v", found)
	}
	said := map[string]bool{}
	for _, l := range seva.Langs() {
		r := w.get(t, "/v1/services/grievance/form?lang="+string(l))
		f := read[wire.Form](t, r, 200)
		if strings.Contains(r.Body, "⟪") || !strings.HasPrefix(r.Header.Get("Cache-Control"), "public") || r.Header.Get("Vary") != "Accept-Language" {
			t.Errorf("%s: %s %s", l, r.Header.Get("Cache-Control"), r.Body)
		}
		said[f.Sections[0].Fields[0].Label] = true
		if again := w.get(t, "/v1/services/grievance/form?lang="+string(l), "If-None-Match: "+r.Header.Get("ETag")); again.StatusCode != 304 {
			t.Errorf("%s: again %d", l, again.StatusCode)
		}
	}
	if len(said) != 3 {
		t.Errorf("three languages say %v", said)
	}
	// What two services ask alike is asked once.
	merged := w.get(t, "/v1/forms?services=trade_licence_renewal,fire_safety_certificate")
	if read[wire.Form](t, merged, 200); strings.Count(merged.Body, `"id":"place"`) != 1 || !strings.Contains(merged.Body, `"id":"floors"`) {
		t.Errorf("%s", merged.Body)
	}
	for path, want := range map[string]string{
		"/v1/services/none": "404 service.unknown", "/v1/services/none/form": "404 service.unknown", "/v1/forms?services=none": "404 service.unknown",
		"/v1/forms": "400 query.missing", "/v1/forms?services=grievance,": "404 service.unknown",
		"/v1/forms?services=" + strings.Repeat("a,", 20) + "a": "400 forms.many",
		"/v1/services?area=space":                              "400 area.unknown", "/v1/services?with=all": "400 with.unknown", "/v1/services?q=a%00b": "400 text.control",
		"/v1/services/%ff": "400 text.encoding", "/v1/services/a%1b": "400 text.control",
	} {
		p := problem(t, w.get(t, path))
		if got := strings.Join([]string{map[int]string{400: "400", 404: "404"}[p.Status], p.Code}, " "); got != want {
			t.Errorf("%s: %d %s, want %s", path, p.Status, p.Code, want)
		}
	}
}

// Without its desks the server has no such routes; with a door alone, people can sign in.
func TestRoutesAreLaidForTheDesksThereAre(t *testing.T) {
	bare := newWorld(t, withoutDesks)
	for _, path := range []string{"/v1/services", "/v1/me", "/v1/cases"} {
		if p := problem(t, bare.get(t, path)); p.Code != "route.unknown" {
			t.Errorf("%s: %+v", path, p)
		}
	}
	if r := bare.get(t, plotPath); r.StatusCode != 200 {
		t.Errorf("the land desk: %d", r.StatusCode)
	}
}

// shelf is a counter that offers the services given.
type shelf struct {
	service.Counter
	all []service.Service
}

func (s shelf) Services(context.Context, service.Query) ([]service.Service, error) { return s.all, nil }

func (s shelf) Service(_ context.Context, id string) (service.Service, error) {
	i := slices.IndexFunc(s.all, func(one service.Service) bool { return one.ID == id })
	if i < 0 {
		return service.Service{}, seva.Fail(seva.NotFound, seva.Say("error.service.unknown"))
	}
	return s.all[i], nil
}

// Every service of the catalogue can be drawn from what the API says, in three languages,
// and comes back whole to whoever reads it as facts.
func TestEveryServiceOfTheCatalogue(t *testing.T) {
	all, err := catalogue.Services()
	if err != nil {
		t.Fatalf("the catalogue cannot be read: %v", err)
	}
	c := readContract(t)
	w := newWorld(t, func(c *api.Config) {
		c.Services = func(casework.Caller) service.Counter { return shelf{all: all} }
	})
	for _, one := range all {
		for _, l := range seva.Langs() {
			path := "/v1/services/" + one.ID + "?lang=" + string(l)
			r := w.get(t, path)
			c.judge(t, http.MethodGet, path, r)
			if strings.Contains(r.Body, "⟪") {
				t.Errorf("%s: a word is missing", path)
			}
			got, err := read[wire.Service](t, r, 200).Facts()
			if diff := cmp.Diff(one, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("%s does not come back: %v\n%s", path, err, diff)
			}
		}
	}
}
