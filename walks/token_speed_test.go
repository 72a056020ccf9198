package walks

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"duar/api"
	"duar/catalogue"
	"duar/i18n"
	"duar/internal/load"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/service"
	"duar/store/sqlstore"
)

// The benchmarks of what knowing the caller and remembering what was asked add to a request:
// the same lookups with a session's token and without, on one server that counts them all;
// and the same change with its record of the Idempotency-Key and without. The target is 0.15.

const tokenPlots = 20_000 // a register small enough to be warm at once: the cheapest lookup

func BenchmarkTokenSQLite(b *testing.B) {
	benchmarkToken(b, "file:"+filepath.Join(b.TempDir(), "duar.db"))
}

func BenchmarkTokenPostgres(b *testing.B) {
	url := os.Getenv("DUAR_TEST_POSTGRES")
	if url == "" {
		b.Skip("no PostgreSQL: set DUAR_TEST_POSTGRES")
	}
	benchmarkToken(b, url)
}

func benchmarkToken(b *testing.B, url string) {
	store, mouzas := filled(b, url, tokenPlots)
	addr, token := known(b, store)
	// The past is never kept: each of these asks the register.
	ask := func(head, query string) func(uint64) []byte {
		return func(n uint64) []byte {
			return fmt.Appendf(nil, "GET /v1/land/mouzas/%s/plots/1%s HTTP/1.1\r\nHost: bench\r\nAccept-Language: en\r\n%s\r\n",
				mouzas[n%uint64(len(mouzas))].IDN, query, head)
		}
	}
	uniform := func(conn, _ int) func() uint64 {
		r := rand.New(rand.NewPCG(uint64(conn), 1))
		return r.Uint64
	}
	bearer := "Authorization: Bearer " + token + "\r\n"
	today := "?as_on=" + seva.DateOf(time.Now()).String()
	with, without := drafting(b, store, seva.RealWorld(), true), drafting(b, store, seva.RealWorld(), false)
	for b.Loop() {
		for _, c := range []struct{ name, query string }{{"lookup", today}, {"kept", ""}} {
			var nobody, signed float64
			for range 4 { // turns, so that whatever else the machine does falls on both
				nobody += briefly(b, addr, ask("", c.query), uniform)
				signed += briefly(b, addr, ask(bearer, c.query), uniform)
			}
			b.Logf("%-6s   nobody %.0f/s, with a token %.0f/s: it adds %.3f", c.name, nobody/4, signed/4, nobody/signed-1)
			b.ReportMetric(nobody/signed-1, c.name+"-token-adds")
		}
		plain, kept := time.Hour, time.Hour
		for range 8 {
			plain, kept = min(plain, begun(b, without)), min(kept, begun(b, with))
		}
		b.Logf("a draft begun in %s, with its key kept in %s: it adds %.3f", plain, kept, float64(kept)/float64(plain)-1)
		b.ReportMetric(float64(kept)/float64(plain)-1, "key-adds")
	}
}

// briefly is drive for one second; it gives answers a second.
func briefly(b *testing.B, addr string, request func(uint64) []byte, from func(conn, n int) func() uint64) float64 {
	b.Helper()
	ready := make([][][]byte, speedConns)
	for conn := range ready {
		next := from(conn, 0)
		ready[conn] = make([][]byte, 2000)
		for i := range ready[conn] {
			ready[conn][i] = request(next())
		}
	}
	r, err := load.Run(b.Context(), load.Plan{Addr: addr, Conns: speedConns, For: time.Second,
		Next: func(conn, n int) []byte { return ready[conn][n%2000] }})
	if err != nil || r.Bad > 0 {
		b.Fatalf("%d of %d answers were errors: %v", r.Bad, r.Requests, err)
	}
	return r.PerSecond
}

// known serves the register to whoever comes, over the desk of people, and signs somebody in.
func known(b *testing.B, store *sqlstore.Store) (addr, token string) {
	b.Helper()
	world := seva.RealWorld()
	atlas, err := catalogue.Atlas()
	if err != nil {
		b.Fatal(err)
	}
	index, err := place.New(atlas)
	if err != nil {
		b.Fatal(err)
	}
	people := identity.NewDesk(identity.Parts{Register: store.Accounts(), World: world, Secret: []byte("a secret of nobody's, of 32 bytes"), Say: i18n.Say})
	login := world.ID()[:12]
	e, err := people.Enrol(b.Context(), identity.NewStaff{Login: login, Name: "Rina Das", Roles: []casework.Role{casework.Operator}})
	if err != nil {
		b.Fatal(err)
	}
	s, err := people.SignIn(b.Context(), login, e.Password, identity.CodeAt(e.Secret, world.Now()))
	if err != nil {
		b.Fatal(err)
	}
	endless := budget.Rate{Most: 1 << 40, Span: 1 << 50}
	room := api.Allowance{Calls: endless, Near: endless, Area: endless, Day: endless}
	server, err := api.New(api.Config{Places: index, Land: land.NewDesk(store).For(land.Public), Door: people,
		World: world, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Meter: budget.NewLocal(world, 1<<18),
		Limits: api.Limits{Network: room, Staff: room}})
	if err != nil {
		b.Fatal(err)
	}
	return serving(b, server.Serve, func() { server.Close(context.Background()) }), s.Token
}

// forgetful is a book that keeps no record of keys: what is done is done again.
type forgetful struct{ service.Book }

func (f forgetful) Change(ctx context.Context, fn func(service.Tx) error) error {
	return f.Book.Change(ctx, func(tx service.Tx) error { return fn(heedless{tx}) })
}

type heedless struct{ service.Tx }

func (heedless) Done(context.Context, string, string) (string, []byte, bool, error) {
	return "", nil, false, nil
}

func (heedless) Do(context.Context, string, string, string, []byte, time.Time) error { return nil }

// drafting is the desk of applications over the store, whole but for the places.
func drafting(b *testing.B, store *sqlstore.Store, world seva.World, keys bool) *service.Desk {
	b.Helper()
	defined, err := catalogue.Define()
	if err != nil {
		b.Fatal(err)
	}
	cases, err := casework.NewDesk(casework.Parts{Book: store.Cases(), World: world, Say: i18n.Say,
		Keyed: func(seva.Phone) string { return "somebody" }, Tracks: defined.Tracks(), Form: defined.Form,
		Former: defined.Former, Series: defined.Series, Calendar: defined.Calendar}.Idle())
	if err != nil {
		b.Fatal(err)
	}
	book := store.Applications()
	if !keys {
		book = forgetful{book}
	}
	d, err := service.NewDesk(service.Parts{Book: book, Cases: cases, Services: defined.Services, World: world,
		Secret: []byte("a secret of nobody's, of 32 bytes"), Hash: func(key string) string { return key },
		Names: func(id string) []string { return []string{id} }, Notice: func(string) string { return "" }})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// begun begins drafts, one after the other, and gives the time of one.
func begun(b *testing.B, d *service.Desk) time.Duration {
	b.Helper()
	const many = 300
	world := seva.RealWorld()
	c := d.For(casework.Caller{ID: world.ID(), Roles: []casework.Role{casework.Citizen}, Channel: "app", Lang: seva.Bengali, Proved: true})
	start := time.Now()
	for range many {
		if _, err := c.Begin(b.Context(), service.Start{Services: []string{"grievance"}, Lang: seva.Bengali}, world.ID()); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start) / many
}
