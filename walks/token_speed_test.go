package walks

import (
	"context"
	"crypto/sha256"
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
	forms "duar/seva/form"
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
	for b.Loop() {
		for _, c := range []struct{ name, query string }{{"lookup", today}, {"kept", ""}} {
			var without, with float64
			for range 4 { // turns, so that whatever else the machine does falls on both
				without += briefly(b, addr, ask("", c.query), uniform)
				with += briefly(b, addr, ask(bearer, c.query), uniform)
			}
			b.Logf("%-6s   nobody %.0f/s, with a token %.0f/s: it adds %.3f", c.name, without/4, with/4, without/with-1)
			b.ReportMetric(without/with-1, c.name+"-token-adds")
		}
		plain, kept := written(b, store, false), written(b, store, true)
		for range 3 {
			plain, kept = min(plain, written(b, store, false)), min(kept, written(b, store, true))
		}
		b.Logf("a change %s, with its key %s: it adds %.3f", plain, kept, float64(kept)/float64(plain)-1)
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

// written writes drafts one after the other, each in a transaction of its own, with the record
// of its key or without, and gives the time of one.
func written(b *testing.B, store *sqlstore.Store, key bool) time.Duration {
	b.Helper()
	const many = 200
	world := seva.RealWorld()
	start := time.Now()
	for range many {
		now := world.Now()
		d := service.Kept{ID: world.ID(), Version: 1, Owner: "citizen:" + world.ID(), Services: []string{"grievance"}, Channel: "app",
			Lang: seva.Bengali, Answers: forms.Answers{}, Began: now, Changed: now}
		word := world.ID()
		print := sha256.Sum256([]byte(word))
		err := store.Applications().Change(b.Context(), func(tx service.Tx) error {
			if key {
				if _, _, _, err := tx.Done(b.Context(), "draft.begin|"+d.Owner, word); err != nil {
					return err
				}
			}
			if err := tx.PutDraft(b.Context(), d); err != nil || !key {
				return err
			}
			return tx.Do(b.Context(), "draft.begin|"+d.Owner, word, fmt.Sprintf("%x", print), []byte(`"`+d.ID+`"`), now)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start) / many
}
