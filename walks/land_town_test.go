package walks

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"duar/catalogue"
	"duar/demo"
	"duar/outside/grips"
	"duar/outside/registration"
	"duar/paper/seal"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/store/sqlstore"
)

// landTown is a town whose server asks a treasury that the walk holds in its hand, with the
// store beside it.
type landTown struct {
	*town
	treasury *grips.StandIn
	store    *sqlstore.Store
	keys     string // folder of the keys that papers are signed with
}

// onEitherEngine plays a walk on SQLite, and on PostgreSQL where there is one, one beside the
// other: both wait more than they reckon.
func onEitherEngine(t *testing.T, play func(*testing.T, *landTown)) {
	landKeys(t)
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		play(t, newLandTown(t, ""))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		play(t, newLandTown(t, freshDatabase(t)))
	})
}

// landKeys sets the keys of land towns, for a test and those in it: that which servers on one
// database share, and that of the treasury.
func landKeys(t *testing.T) {
	t.Helper()
	shareKey(t)
	t.Setenv("DUAR_GRIPS_KEY", hex.EncodeToString(treasuryKey))
}

var treasuryKey = []byte("the treasury's 1")

// newLandTown starts a server with the demo's best known mouza and the keys that landKeys has
// set; database "" is SQLite. It has no carrier: the walk takes SMS out of the outbox.
func newLandTown(t *testing.T, database string, more ...string) *landTown {
	t.Helper()
	data := t.TempDir()
	tn := &town{t: t, days: &calendar{start: time.Now()}, engines: []string{"--data", data}, people: map[string]*person{}}
	tn.world = seva.RealWorld().At(tn.days.now)
	lt := &landTown{town: tn, keys: filepath.Join(data, "document-keys")}
	if database != "" {
		tn.engines = append(tn.engines, "--database", database)
		ring, err := seal.Demo(lt.keys, tn.days.now())
		if err != nil {
			t.Fatal(err)
		}
		if err := ring.Close(); err != nil {
			t.Fatal(err)
		}
		more = append(more, "--document-keys", lt.keys)
	} else {
		database = "file:" + filepath.Join(data, "duar.db")
	}
	tn.run(append([]string{"load", "demo", "--mouzas", "1", "--plots", "300"}, tn.engines...)...)
	tn.people = enrolled(func(args ...string) string { return tn.run(append(args, tn.engines...)...) })
	lt.serves(more...)
	var err error
	if lt.store, err = sqlstore.Open(t.Context(), database, sqlstore.WithWorld(tn.world)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lt.store.Close() })
	tn.dear, tn.post = true, &takenPost{town: tn, outbox: lt.store.Outbox()}
	return lt
}

// serves starts the server with a treasury before it.
func (lt *landTown) serves(more ...string) {
	lt.t.Helper()
	bank := lt.opensTreasury()
	lt.start(slices.Concat([]string{"serve", "--metrics", "", "--log", "error", "--grips-url", bank.URL + "/pay", "--grips-ask", bank.URL + "/ask",
		"--grips-return", "http://127.0.0.1/v1/payments/return", "--grips-source", "DUAR", "--grips-user", "duar", "--grips-department", "046", "--grips-service", "306"},
		lt.engines, more)...)
}

// opensTreasury makes the treasury and lets it listen.
func (lt *landTown) opensTreasury() *httptest.Server {
	lt.t.Helper()
	var err error
	if lt.treasury, err = grips.NewStandIn("DUAR", treasuryKey, grips.CBC, lt.world); err != nil {
		lt.t.Fatal(err)
	}
	bank := httptest.NewServer(lt.treasury)
	lt.t.Cleanup(bank.Close)
	return bank
}

// enrols makes one more of the staff, for one office.
func (lt *landTown) enrols(login, role, office string) *person {
	lt.t.Helper()
	return enrolledAs(login, lt.run(append([]string{"staff", "add", "--login", login, "--name", "The " + login, "--role", role, "--office", office}, lt.engines...)...))
}

// citizen is somebody with this mobile.
func (lt *landTown) citizen(mobile string) app {
	return lt.app(&person{mobile: "+91" + mobile}, seva.English)
}

// as is one of the staff.
func (lt *landTown) as(login string) app { return lt.app(lt.people[login], seva.English) }

// walkOf gives the walk of apply.toml with this name.
func walkOf(t *testing.T, name string) applied {
	t.Helper()
	all := applications(t, walked)
	i := slices.IndexFunc(all, func(w applied) bool { return w.Name == name })
	if i < 0 {
		t.Fatalf("no walk %q", name)
	}
	return all[i]
}

// volume is the record as it was loaded.
func volume(t *testing.T, valid seva.Date) land.Volume {
	t.Helper()
	atlas, err := catalogue.Atlas()
	if err != nil {
		t.Fatal(err)
	}
	plan := demo.Plan{Plots: 300, Seed: 1, Valid: valid, Outlines: map[place.IDN]land.Ring{}, Maps: true}
	outlines, err := catalogue.Outlines()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outlines {
		if o.IDN == demo.Known.Mouza && len(o.Rings) == 1 {
			plan.Outlines[o.IDN] = o.Rings[0]
		}
	}
	plan.Mouzas = slices.DeleteFunc(slices.Clone(atlas.Mouzas), func(m place.Mouza) bool { return m.IDN != demo.Known.Mouza })
	for v, err := range demo.Volumes(plan) {
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	t.Fatal("no volume")
	return land.Volume{}
}

// registrar makes the registration office of Ghatal known, and gives it as it calls.
func (lt *landTown) registrar() registration.Office {
	lt.t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		lt.t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		lt.t.Fatal(err)
	}
	file := filepath.Join(lt.t.TempDir(), "public.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o600); err != nil {
		lt.t.Fatal(err)
	}
	lt.run(append([]string{"client", "add", "--client", "adsr-ghatal", "--name", "ADSR Ghatal", "--role", "registration_office", "--office", "reg.1901"}, lt.engines...)...)
	lt.run(append([]string{"client", "key", "--client", "adsr-ghatal", "--key", "k1", "--file", file}, lt.engines...)...)
	return registration.Office{Code: "1901", Client: "adsr-ghatal", KeyID: "k1", Key: key, Base: "http://" + lt.addr, World: lt.world, HTTP: http.DefaultClient}
}
