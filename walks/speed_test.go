package walks

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/jackc/pgx/v5"

	"duar/api"
	"duar/catalogue"
	"duar/cmd/program"
	"duar/demo"
	"duar/internal/load"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/store/session"
	"duar/store/sqlstore"
)

// The benchmarks of whole requests. Each measures its floor, a bare Fiber handler that
// sends the same bytes, in the same run with the same client on the same cores, and
// reports the ratio. They are run one by one with -benchtime=1x; `make bench` does it.

const (
	speedConns = 32
	speedTime  = 5 * time.Second
)

// benchPlots is how many plots the register of a lookup benchmark holds.
func benchPlots(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("DUAR_BENCH_PLOTS"))
	if err != nil {
		n = 10_000_000
	}
	b.Logf("register of %d plots", n)
	return n
}

// filled opens a register with the wanted number of plots. A SQLite one is kept in
// DUAR_BENCH_DIR between runs, when that is set.
func filled(b *testing.B, url string, plots int) (*sqlstore.Store, []place.Mouza) {
	b.Helper()
	store, err := sqlstore.Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	if err := store.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	atlas, err := catalogue.Atlas()
	if err != nil {
		b.Fatal(err)
	}
	last := atlas.Mouzas[len(atlas.Mouzas)-1]
	if _, err := store.Summary(b.Context(), last.IDN); err == nil {
		return store, atlas.Mouzas
	}
	start := time.Now()
	tally, err := store.BindAll(b.Context(), demo.Volumes(demo.Plan{
		Mouzas: atlas.Mouzas, Plots: plots, Seed: 1, Valid: seva.DateOf(start),
	}))
	if err != nil {
		b.Fatal(err)
	}
	took := time.Since(start)
	b.Logf("loaded %d rows in %s: %.0f rows/s", tally.Rows, took.Round(time.Second), float64(tally.Rows)/took.Seconds())
	b.ReportMetric(float64(tally.Rows)/took.Seconds(), "load-rows/s")
	return store, atlas.Mouzas
}

func BenchmarkLookupSQLite(b *testing.B) {
	dir := os.Getenv("DUAR_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	plots := benchPlots(b)
	benchmarkLookup(b, "file:"+filepath.Join(dir, fmt.Sprintf("plots-%d.db", plots)), plots)
}

func BenchmarkLookupPostgres(b *testing.B) {
	url := os.Getenv("DUAR_TEST_POSTGRES")
	if url == "" {
		b.Skip("no PostgreSQL: set DUAR_TEST_POSTGRES")
	}
	warm(b, url)
	benchmarkLookup(b, url, benchPlots(b))
}

// warm has PostgreSQL read the sheets into its own memory before anything is measured:
// a server that has run for a day holds them, one that was just loaded does not.
func warm(b *testing.B, url string) {
	filled(b, url, benchPlots(b))
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, do := range []string{"CREATE EXTENSION IF NOT EXISTS pg_prewarm", "VACUUM ANALYZE land_sheet",
		"SELECT pg_prewarm('land_sheet')", "SELECT pg_prewarm('land_sheet_pkey')"} {
		if _, err := conn.Exec(b.Context(), do); err != nil {
			b.Logf("not warmed: %v", err)
			return
		}
	}
}

// benchmarkLookup serves plots over HTTP. Uniform traffic asks for every plot alike, so
// nearly every request is a lookup in a cold tree; Zipf traffic (exponent 1.2) asks for
// a few plots most of the time, as people do.
func benchmarkLookup(b *testing.B, url string, plots int) {
	store, mouzas := filled(b, url, plots)
	index, err := place.New(place.Atlas{Mouzas: nil})
	if atlas, e := catalogue.Atlas(); e == nil {
		index, err = place.New(atlas)
	}
	if err != nil {
		b.Fatal(err)
	}
	server, err := api.New(api.Config{Places: index, Land: land.NewDesk(store).For(land.Public),
		World: seva.RealWorld(), Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Limits: api.Limits{Memory: program.DefaultCache << 20}})
	if err != nil {
		b.Fatal(err)
	}
	addr := serving(b, server.Serve, func() { server.Close(context.Background()) })

	each := plots / len(mouzas) * 9 / 10 // numbers 1 to each exist in every mouza
	request := func(n uint64) []byte {
		idn, plot := mouzas[n%uint64(len(mouzas))].IDN, n/uint64(len(mouzas))%uint64(each)+1
		return fmt.Appendf(nil, "GET /v1/land/mouzas/%s/plots/%d HTTP/1.1\r\nHost: bench\r\nAccept-Language: en\r\n\r\n", idn, plot)
	}
	all := uint64(len(mouzas) * each)
	uniform := func(conn, _ int) func() uint64 {
		r := rand.New(rand.NewPCG(uint64(conn), 1))
		return func() uint64 { return r.Uint64N(all) }
	}
	zipf := func(conn, _ int) func() uint64 {
		z := rand.NewZipf(rand.New(rand.NewPCG(uint64(conn), 2)), 1.2, 1, all-1)
		// Spread, so that the favourites are not all in the first mouza.
		return func() uint64 { return z.Uint64() * 0x9e3779b97f4a7c15 % all }
	}
	bare := bareServer(b, sampleBody(b, addr, request(all/2)))
	for b.Loop() {
		floor := drive(b, bare, request, uniform)
		cold := drive(b, addr, request, uniform)
		drive(b, addr, request, zipf) // warms what people ask for
		warm := drive(b, addr, request, zipf)
		b.Logf("bare     %s", floor)
		b.Logf("uniform  %s  %.2f of bare", cold, cold.PerSecond/floor.PerSecond)
		b.Logf("zipf     %s  %.2f of bare", warm, warm.PerSecond/floor.PerSecond)
		b.ReportMetric(cold.PerSecond/floor.PerSecond, "uniform/bare")
		b.ReportMetric(warm.PerSecond/floor.PerSecond, "zipf/bare")
	}
}

// drive sends load whose requests are prepared beforehand, so that the client's own
// work is the same for every server.
func drive(b *testing.B, addr string, request func(uint64) []byte, from func(conn, n int) func() uint64) load.Result {
	b.Helper()
	const ahead = 20_000
	ready := make([][][]byte, speedConns)
	for conn := range ready {
		next := from(conn, 0)
		ready[conn] = make([][]byte, ahead)
		for i := range ready[conn] {
			ready[conn][i] = request(next())
		}
	}
	r, err := load.Run(b.Context(), load.Plan{Addr: addr, Conns: speedConns, For: speedTime,
		Next: func(conn, n int) []byte { return ready[conn][n%ahead] }})
	if err != nil {
		b.Fatal(err)
	}
	if r.Bad > 0 {
		b.Fatalf("%d of %d answers were errors", r.Bad, r.Requests)
	}
	return r
}

// serving listens on a port of its own until the benchmark ends.
func serving(b testing.TB, serve func(net.Listener) error, stop func()) string {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- serve(ln) }()
	b.Cleanup(func() {
		stop()
		<-done
	})
	return ln.Addr().String()
}

// bareServer is the floor: Fiber, one route with the same parameters, the same bytes.
func bareServer(b testing.TB, body []byte) string {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/v1/land/mouzas/:idn/plots/:plot", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
		return c.Send(body)
	})
	return serving(b, app.Listener, func() { app.Shutdown() })
}

// sampleBody fetches one answer, for the floor to repeat.
func sampleBody(b testing.TB, addr string, request []byte) []byte {
	b.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := c.Write(bytes.Replace(request, []byte("\r\n\r\n"), []byte("\r\nConnection: close\r\n\r\n"), 1)); err != nil {
		b.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		b.Fatal(err)
	}
	_, body, found := bytes.Cut(answer, []byte("\r\n\r\n"))
	if !found || !bytes.HasPrefix(answer, []byte("HTTP/1.1 200")) {
		b.Fatalf("no sample: %.200s", answer)
	}
	return body
}

// form is the body of an Africa's Talking callback.
func form(session, phone, text string) string {
	return url.Values{"sessionId": {session}, "phoneNumber": {phone}, "serviceCode": {"*384*7#"},
		"networkCode": {"99999"}, "text": {text}}.Encode()
}

// BenchmarkHop is a whole USSD hop: HTTP, session out of Redis, menu, session into
// Redis, screen. The floor does the same two Redis commands behind the same HTTP and
// knows no menu.
func BenchmarkHop(b *testing.B) {
	address := os.Getenv("DUAR_TEST_REDIS")
	if address == "" {
		b.Skip("no Redis: set DUAR_TEST_REDIS")
	}
	redis, err := session.OpenRedis(b.Context(), address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { redis.Close() })
	addr, _ := started(b, "serve", "--redis", address, "--data", b.TempDir(), "--metrics", "", "--log", "error",
		"--africastalking-networks", "127.0.0.1/32", "--phone-turns", "1000000000")
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true})
	value := bytes.Repeat([]byte("v"), 160)
	app.Post("/gateways/africastalking/ussd", func(c *fiber.Ctx) error {
		key := "bare:" + c.FormValue("phoneNumber")
		_, version, err := redis.Load(c.UserContext(), key)
		if err == nil {
			_, err = redis.Swap(c.UserContext(), key, version, value, time.Minute)
		}
		if err != nil {
			return err
		}
		return c.SendString("CON 1 Land\n2 Places\n3 Language\n4 Help")
	})
	bare := serving(b, app.Listener, func() { app.Shutdown() })

	// People who have chosen English before, and who dial again: they are offered to go
	// on, start anew, and walk the menus.
	const phones = 64
	hop := func(session string, answers []string) func(conn, n int) []byte {
		return func(conn, n int) []byte {
			round, step := n/len(answers), n%len(answers)
			text := strings.Join(answers[:step], "*")
			body := form(fmt.Sprintf("%s-%d-%d", session, conn, round), fmt.Sprintf("+9198%04d%04d", conn, round%phones), text)
			return fmt.Appendf(nil, "POST /gateways/africastalking/ussd HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		}
	}
	first := hop("first", []string{"2", "end"})
	for conn := range speedConns {
		for n := range 2 * phones {
			sampleBody(b, addr, first(conn, n))
		}
	}
	again := hop("again", []string{"2", "1", "1", "0", "0", "4", "0", "3"})
	for b.Loop() {
		floor := hops(b, bare, again)
		whole := hops(b, addr, again)
		b.Logf("bare  %s", floor)
		b.Logf("hop   %s  %.2f of bare", whole, whole.PerSecond/floor.PerSecond)
		b.ReportMetric(whole.PerSecond/floor.PerSecond, "hop/bare")
		b.ReportMetric(whole.PerSecond, "hops/s")
	}
}

func hops(b *testing.B, addr string, hop func(conn, n int) []byte) load.Result {
	b.Helper()
	r, err := load.Run(b.Context(), load.Plan{Addr: addr, Conns: speedConns, For: speedTime, Next: hop})
	if err != nil {
		b.Fatal(err)
	}
	if r.Bad > 0 {
		b.Fatalf("%d of %d hops were refused", r.Bad, r.Requests)
	}
	return r
}
