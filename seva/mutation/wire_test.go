package mutation_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"duar/api"
	"duar/catalogue"
	"duar/i18n"
	"duar/outside/registration"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/place"
)

// onWire answers HTTP requests from the server in this process.
type onWire struct{ s *api.Server }

func (w onWire) RoundTrip(req *http.Request) (*http.Response, error) { return w.s.App().Test(req, -1) }

// office opens the real API over a bench, with a registration office that has a machine
// account and its key.
func office(t testing.TB, b *bench) registration.Office {
	t.Helper()
	people := identity.NewDesk(identity.Parts{Register: b.store.Accounts(), World: b.world, Secret: make([]byte, 32), Say: i18n.Say,
		Keyed: func(seva.Phone) string { return "k" }})
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	client := identity.Client{ID: "adsr-ghatal", Name: "ADSR Ghatal", Roles: []casework.Role{casework.RegistrationOffice}, Offices: []string{"reg.1902"}}
	if err := people.AddClient(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if err := people.AddClientKey(t.Context(), client.ID, identity.ClientKey{ID: "2026", Public: public, From: b.world.Now()}); err != nil {
		t.Fatal(err)
	}
	atlas, err := catalogue.Atlas()
	if err != nil {
		t.Fatal(err)
	}
	places, err := place.New(atlas)
	if err != nil {
		t.Fatal(err)
	}
	s, err := api.New(api.Config{Places: places, Land: land.NewDesk(b.store).For(land.Public), World: b.world, Door: people, Clients: people, Deeds: b.desk,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	b.store.OnAmend(s.Forget)
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	return registration.Office{Code: "1902", Client: client.ID, KeyID: "2026", Key: key, Base: "http://duar.test", World: b.world,
		HTTP: &http.Client{Transport: onWire{s}}}
}

// byWire sends a letter as an office does, and gives the state of its case or the kind of
// the problem.
func byWire(t testing.TB, o registration.Office) func(registration.Letter) string {
	return func(l registration.Letter) string {
		r, err := o.Send(t.Context(), l.Body)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			State struct{ Key string }
			Kind  string
		}
		if err := json.Unmarshal(r.Body, &got); err != nil {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if r.Status >= 300 {
			return got.Kind
		}
		return got.State.Key
	}
}

// A plot that was looked up before an order reads as the order has it right after.
func TestPlotIsForgotten(t *testing.T) {
	b, v := small(t)
	o := office(t, b)
	p, h, _ := plain(v)
	// The mouza must be one that the directory knows, as those of the atlas are.
	if _, err := o.Ask(t.Context(), v.Mouza.String(), p.Number.Path(), h.Khatian.Path()); err != nil {
		t.Fatal(err)
	}
	read := func() int {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, o.Base+"/v1/land/mouzas/1027001/plots/"+p.Number.Path(), nil)
		res, err := o.HTTP.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		var got struct{ Holdings []struct{ Share string } }
		if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
			t.Fatal(err)
		}
		return len(got.Holdings)
	}
	before := read()
	b.receive(t, selling(v, 100))
	if after := read(); after != before+1 {
		t.Errorf("%d holdings before and %d after", before, after)
	}
	b.clock.pass(time.Minute)
}
