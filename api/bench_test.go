package api_test

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"duar/api"
	"duar/seva"
	"duar/seva/budget"
)

// Bare, PlotHit and PlotMiss answer the same bytes over a real loopback connection: a
// bare Fiber handler, our own from memory, and our own through the desk (which has no
// database here). What counts is their ratio within one run; OfBare takes turns and
// gives it. A hit should reach 0.8.

func benchWorld(b *testing.B) world {
	return newWorld(b, func(c *api.Config) {
		c.World = seva.RealWorld()
		c.Log = slog.New(slog.NewJSONHandler(io.Discard, nil))
	})
}

// A bench client asks for one thing again and again on one connection and counts the
// bytes that come back, so that it costs as little as a client can. Every answer to it
// is equally long.
type asker struct {
	net.Conn
	request, answer []byte
}

func dial(b *testing.B, addr, path string) asker {
	b.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	a := asker{Conn: conn, request: []byte("GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\nAccept-Language: bn-IN,bn;q=0.9\r\n\r\n")}
	if _, err := conn.Write(a.request); err != nil {
		b.Fatal(err)
	}
	var seen bytes.Buffer
	res, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &seen)), nil)
	if err != nil || res.StatusCode != 200 {
		b.Fatal(res, err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		b.Fatal(err)
	}
	a.answer = make([]byte, seen.Len())
	return a
}

func (a asker) ask() error {
	if _, err := a.Write(a.request); err != nil {
		return err
	}
	_, err := io.ReadFull(a, a.answer)
	return err
}

func hammer(b *testing.B, addr, path string) {
	b.ReportAllocs()
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		a := dial(b, addr, path)
		defer a.Close()
		for pb.Next() {
			if err := a.ask(); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// bare serves body from a handler that does nothing else.
func bare(b *testing.B, body string) string {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	bytes := []byte(body)
	app.Get("/v1/land/mouzas/:idn/plots/:plot", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "application/json; charset=utf-8")
		return c.Send(bytes)
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = app.Listener(ln) }()
	b.Cleanup(func() { _ = app.Shutdown() })
	return ln.Addr().String()
}

const (
	hitPath  = plotPath
	missPath = plotPath + "?as_on=2020-01-01" // the past is never kept
)

func BenchmarkBare(b *testing.B) {
	hammer(b, bare(b, benchWorld(b).get(b, plotPath+"?lang=bn").Body), hitPath)
}

func BenchmarkPlotHit(b *testing.B) { hammer(b, listen(b, benchWorld(b)), hitPath) }

func BenchmarkPlotMiss(b *testing.B) { hammer(b, listen(b, benchWorld(b)), missPath) }

// BenchmarkOfBare takes turns of a twentieth of a second, so that whatever else the
// machine does falls on all three alike. Besides the throughput it gives the processor
// time of a request, client included, which a busy machine does not disturb.
func BenchmarkOfBare(b *testing.B) {
	w := benchWorld(b)
	ours := listen(b, w)
	plain := bare(b, w.get(b, plotPath+"?lang=bn").Body)
	var none, hit, miss tally
	for b.Loop() {
		none.turn(b, plain, hitPath)
		hit.turn(b, ours, hitPath)
		miss.turn(b, ours, missPath)
	}
	b.ReportMetric(float64(hit.answers)/float64(none.answers), "hit/bare")
	b.ReportMetric(float64(miss.answers)/float64(none.answers), "miss/bare")
	b.ReportMetric(none.cpu()/hit.cpu(), "hit/bare-cpu")
	b.ReportMetric(none.cpu(), "bare-cpu-us")
	b.ReportMetric(hit.cpu(), "hit-cpu-us")
	b.ReportMetric(miss.cpu(), "miss-cpu-us")
}

type tally struct {
	answers int64
	used    time.Duration
}

// cpu is the processor time of one answer in microseconds.
func (t tally) cpu() float64 { return float64(t.used.Microseconds()) / float64(t.answers) }

func (t *tally) turn(b *testing.B, addr, path string) {
	const callers = 16
	var askers [callers]asker
	for i := range askers {
		askers[i] = dial(b, addr, path)
	}
	var count atomic.Int64
	var wg sync.WaitGroup
	before := processorTime(b)
	end := time.Now().Add(50 * time.Millisecond)
	for _, a := range askers {
		wg.Go(func() {
			defer a.Close()
			for time.Now().Before(end) {
				if err := a.ask(); err != nil {
					b.Error(err)
					return
				}
				count.Add(1)
			}
		})
	}
	wg.Wait()
	t.used += processorTime(b) - before
	t.answers += count.Load()
}

func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkFrame is a hit without the network: what our own code costs.
func BenchmarkFrame(b *testing.B) {
	w := benchWorld(b)
	handle := w.App().Server().Handler
	var ctx fasthttp.RequestCtx
	ctx.Init(&fasthttp.Request{}, nil, nil)
	ctx.Request.SetRequestURI(plotPath)
	ctx.Request.Header.SetHost("d")
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handle(&ctx)
	}
	if ctx.Response.StatusCode() != 200 {
		b.Fatal(ctx.Response.StatusCode())
	}
}

// BenchmarkFrameLimited is BenchmarkFrame with what a caller may ask for counted.
func BenchmarkFrameLimited(b *testing.B) {
	handle := limitedWorld(b).App().Server().Handler
	var ctx fasthttp.RequestCtx
	ctx.Init(&fasthttp.Request{}, nil, nil)
	ctx.Request.SetRequestURI(plotPath)
	ctx.Request.Header.SetHost("d")
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handle(&ctx)
	}
	if ctx.Response.StatusCode() != 200 {
		b.Fatal(ctx.Response.StatusCode())
	}
}

// BenchmarkSpell is what a miss costs without the network and the store: finding the
// words of a plot with three holdings, JSON, the ETag, and the frame.
func BenchmarkSpell(b *testing.B) {
	w := benchWorld(b)
	w.register.more = 1
	handle := w.App().Server().Handler
	var ctx fasthttp.RequestCtx
	ctx.Init(&fasthttp.Request{}, nil, nil)
	ctx.Request.SetRequestURI(missPath)
	ctx.Request.Header.SetHost("d")
	ctx.Request.Header.Set("Accept-Language", "bn")
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handle(&ctx)
	}
}

// BenchmarkLimited takes turns between a server that counts nobody and one that does, and
// gives what counting adds to an answer from memory, the quickest there is: the processor
// time of a request, client included. The target is 0.05.
func BenchmarkLimited(b *testing.B) {
	free := listen(b, benchWorld(b))
	counted := listen(b, limitedWorld(b))
	var without, with tally
	for b.Loop() {
		without.turn(b, free, hitPath)
		with.turn(b, counted, hitPath)
	}
	b.ReportMetric(without.cpu(), "free-cpu-us")
	b.ReportMetric(with.cpu(), "limited-cpu-us")
	b.ReportMetric(with.cpu()/without.cpu()-1, "limit-adds")
}

// limitedWorld counts against budgets that do not end.
func limitedWorld(b *testing.B) world {
	endless := budget.Rate{Most: 1 << 40, Span: 1 << 50}
	scarcer := budget.Rate{Most: 1 << 39, Span: 1 << 50} // so that every answer names the same one
	return newWorld(b, func(c *api.Config) {
		c.World, c.Log = seva.RealWorld(), slog.New(slog.NewJSONHandler(io.Discard, nil))
		c.Meter = budget.NewLocal(c.World, 1<<16)
		c.Limits.Network = api.Allowance{Calls: endless, Near: scarcer, Area: endless, Day: endless}
	})
}
