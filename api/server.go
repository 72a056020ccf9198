// Package api is the face that smartphone apps and remote kiosks speak to: JSON over
// HTTP, described by openapi.yaml, which is the source of truth and is served as it is.
//
// It knows the routes, how each desk's answer is represented (api/wire), languages,
// caching, conditional requests, who is signed in, errors as RFC 9457 problems, health
// and metrics. It
// does not know any rule about land, places, forms or cases (the desks decide), any
// sentence (i18n speaks), how a map is drawn or where anything is stored: it is given
// those.
package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"duar/seva"
	"duar/seva/budget"
	"duar/seva/casework"
	"duar/seva/charge"
	papers "duar/seva/document"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/office"
	"duar/seva/payment"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
)

// Draw makes a picture, SVG, of a sheet for a reader of l. Title is the mouza's name.
type Draw func(l seva.Lang, title seva.Names, sheet land.Sheet) []byte

// Config is what a server is made of. Places, Land and World are needed; everything
// else has a sensible zero.
type Config struct {
	Places place.Desk
	Land   land.Counter // with the right of the open API in it: land.Public
	Draw   Draw         // without it a map has no image/svg+xml form
	// Maps are those of whole mouzas; without it their route is not laid.
	Maps     land.Maps
	Pictures Pictures
	Leaves   Leaves
	// Door, Services and Cases are the desks of people, applications and cases, the last
	// two made for a caller. The routes of a desk that is nil are not laid; drafts and
	// cases need all three.
	Door     identity.Door
	Services func(casework.Caller) service.Counter
	Cases    func(casework.Caller) casework.Counter
	// Archive gives the files that came with applications.
	Archive func(casework.Caller) service.Archive
	// Own and Bureau are people's own accounts and the accounts of staff; Clients knows
	// machines; Registry is what people agreed to and who looked. Each desk's routes are
	// laid when it is there.
	Own      identity.Own
	Bureau   func(identity.Principal) identity.Bureau
	Clients  identity.Clients
	Registry func(casework.Caller) registry.Counter
	// Deeds takes the deeds of registration offices, and objections to mutations.
	Deeds Deeds
	// Watches is where people watch land.
	Watches func(casework.Caller) watch.Counter
	// Payments takes what cases owe. Returned answers a browser that comes from the treasury,
	// and Landing says where it is sent then; without it the browser is shown JSON.
	Payments func(casework.Caller) payment.Counter
	// Accounts is where officers of accounts give money back.
	Accounts func(casework.Caller) payment.Cashbook
	Returned func(ctx context.Context, fields map[string]string) (payment.View, error)
	Landing  func(dpr string) string
	// Documents is the desk of signed papers, made for a caller.
	Documents func(casework.Caller) papers.Counter
	// Fees tells what services cost, and Offices where the land offices are.
	Fees    charge.Teller
	Offices office.Desk
	// Meter counts what callers ask for, by Limits; nil lets everything through. Proxies are
	// those whose X-Forwarded-For is believed of whose network a caller is in.
	Meter   budget.Meter
	Proxies []netip.Prefix
	// Stopped is told when a caller's budget is used up, once until half of it is free again:
	// who (an account, a machine or a network, in bytes that are for hashing and not for
	// reading), the class of the budget, and the mouza where it is of one. It must not wait.
	Stopped func(ctx context.Context, who, class, area string)
	// Codes are the keys that papers' QR codes are and were signed with; with any, the page
	// that checks papers is laid.
	Codes []CodeKey
	World seva.World
	Log   *slog.Logger // slog.Default when nil
	// Metrics is where the server registers its histogram; a private registry when nil.
	Metrics prometheus.Registerer
	// Secret signs cursors. Servers behind one address share it; when empty, one is
	// drawn, and cursors end with the process.
	Secret []byte
	Checks []Check
	// Mounts are routes of others (gateways) that are served inside the same frame.
	Mounts []Mount
	Limits Limits
}

// Limits bound what a caller may cost. A zero field takes the default named beside it.
type Limits struct {
	Read    time.Duration // to read one request whole: 5 s
	Write   time.Duration // to write one answer: 10 s
	Idle    time.Duration // between requests of one connection: 30 s
	Answer  time.Duration // a desk may think this long: 5 s
	Notice  time.Duration // between /readyz saying 503 and the end of listening: 0
	Body    int           // bytes of a request body: 256 KiB; of an upload form.MaxUpload
	Upload  time.Duration // to read an upload whole, on a thin line: 2 min
	Header  int           // bytes of a request line and headers: 16 KiB
	Memory  uint64        // bytes of answers kept for plots: 64 MiB
	Keep    time.Duration // how long a kept answer may be given: 30 s
	Records int           // loggable bytes of one error: 500

	// What a caller may ask for: everybody behind one address who does not say who they are,
	// a citizen, a member of staff, a machine. Each rate has its default in limit.go.
	Network, Citizen, Staff, Machine Allowance
}

func (l Limits) filled() Limits {
	l.Read = orElse(l.Read, 5*time.Second)
	l.Write = orElse(l.Write, 10*time.Second)
	l.Idle = orElse(l.Idle, 30*time.Second)
	l.Answer = orElse(l.Answer, 5*time.Second)
	l.Body = orElse(l.Body, 256<<10)
	l.Upload = orElse(l.Upload, 2*time.Minute)
	l.Header = orElse(l.Header, 16<<10)
	l.Memory = orElse(l.Memory, 64<<20)
	l.Keep = orElse(l.Keep, 30*time.Second)
	l.Records = orElse(l.Records, 500)
	l.Network, l.Citizen = l.Network.filled(strangers), l.Citizen.filled(citizen)
	l.Staff, l.Machine = l.Staff.filled(staffed), l.Machine.filled(machine)
	return l
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Mount is a route that somebody else answers. Path is a Fiber path and, as it stands,
// the label of its metrics, so it must be a template and not hold anybody's data.
type Mount struct {
	Method, Path string
	Handle       fiber.Handler
}

// Server serves the API. Make it with New, start it with Listen or Serve, end it with Close.
type Server struct {
	Config
	app      *fiber.App
	routes   []*route
	tongues  tongues
	shelf    *shelf
	timings  *prometheus.HistogramVec
	draining atomic.Bool

	easels chan struct{} // as many pictures are drawn at once

	meterages struct{ network, citizen, staff, machine meterage }
}

// New makes a server that does not listen yet.
func New(cfg Config) (*Server, error) {
	if cfg.Places == nil || cfg.Land == nil {
		return nil, errors.New("api: Places and Land are needed")
	}
	cfg.Limits = cfg.Limits.filled()
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Metrics == nil {
		cfg.Metrics = prometheus.NewRegistry()
	}
	if len(cfg.Secret) == 0 {
		cfg.Secret = cfg.World.Bytes(32)
	}
	s := &Server{Config: cfg, timings: newTimings()}
	l := cfg.Limits
	s.meterages.network, s.meterages.citizen = newMeterage(l.Network), newMeterage(l.Citizen)
	s.meterages.staff, s.meterages.machine = newMeterage(l.Staff), newMeterage(l.Machine)
	if err := cfg.Metrics.Register(s.timings); err != nil {
		return nil, err
	}
	s.easels = make(chan struct{}, max(runtime.GOMAXPROCS(0)/2, 1))
	var err error
	if s.shelf, err = newShelf(cfg.Limits.Memory, cfg.Limits.Keep); err != nil {
		return nil, err
	}
	s.app = fiber.New(fiber.Config{
		// Fiber's strings alias the request buffer, which the next request overwrites.
		Immutable:             true,
		StrictRouting:         true, // /v1/x/ is not /v1/x: one thing has one address
		CaseSensitive:         true,
		BodyLimit:             cfg.Limits.Body,
		ReadBufferSize:        cfg.Limits.Header,
		ReadTimeout:           cfg.Limits.Read,
		WriteTimeout:          cfg.Limits.Write,
		IdleTimeout:           cfg.Limits.Idle,
		ErrorHandler:          s.onWire,
		DisableStartupMessage: true,
		// A gateway's multipart form is nobody's business before its handler asks.
		DisablePreParseMultipartForm: true,
	})
	s.lay()
	inner := s.app.Handler()
	server := s.app.Server()
	server.CloseOnShutdown = true
	server.HeaderReceived = s.allowance
	server.Handler = s.knownMethods(inner)
	return s, nil
}

// App gives the Fiber app, for tests that call it without a listener.
func (s *Server) App() *fiber.App { return s.app }

// Listen serves on addr ("127.0.0.1:8080") until Close. It returns as soon as the
// listener is closed, which is before the last answer is written: whoever calls it must
// wait for Close to return before ending the process.
func (s *Server) Listen(addr string) error {
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return err
	}
	return s.Serve(ln)
}

// Serve is Listen on a listener that is already there.
func (s *Server) Serve(ln net.Listener) error { return s.app.Listener(ln) }

// Close ends the server in good order: /readyz says 503, after Limits.Notice nobody new
// is let in, and requests under way are answered. It returns when the last one is, or
// with the error of ctx. A server that never listened may be closed, and twice.
func (s *Server) Close(ctx context.Context) error {
	if !s.draining.Swap(true) && s.Limits.Notice > 0 {
		select {
		case <-time.After(s.Limits.Notice):
		case <-ctx.Done():
		}
	}
	defer s.shelf.close()
	return s.app.ShutdownWithContext(ctx)
}

// Forget drops the kept answers of one mouza, after its register changed.
func (s *Server) Forget(idn place.IDN) { s.shelf.forget(idn) }
