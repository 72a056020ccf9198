package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"duar/api"
	"duar/paper"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/store/session"
	"duar/ussd/gateway"
	"duar/ussd/gateway/all"
	"duar/worker"
)

type serveCommand struct {
	engines
	phoneSettings
	all.Config
	Listen  string        `help:"Address to serve on." default:"127.0.0.1:8080"`
	Metrics string        `help:"Loopback address for Prometheus; empty for none." default:"127.0.0.1:9090"`
	Cache   int           `help:"Megabytes of finished plot answers kept in memory." default:"256"`
	Proxies []string      `help:"Addresses (CIDR) of the proxies whose X-Forwarded-For is believed." sep:","`
	Notice  time.Duration `help:"Once asked to stop, how long /readyz says 503 before nobody new is let in, so that a load balancer notices." default:"1s"`
	Log     string        `help:"What is logged." enum:"debug,info,warn,error" default:"info"`
}

// DefaultCache is the default of --cache, in megabytes.
const DefaultCache = 256

// drain is how long stopping may take: the notice, and then the requests under way.
const drain = 14 * time.Second

// longestNotice leaves requests under way as long as one may take.
const longestNotice = 5 * time.Second

// Run serves until ctx ends, then answers what is under way and closes everything.
func (c serveCommand) Run(ctx context.Context, s *streams) error {
	s.log = slog.New(slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: level(c.Log)}))
	f, err := c.build(ctx, s)
	if err != nil {
		return err
	}
	return f.serve(ctx, func(addr net.Addr) { s.log.Info("duar.serving", "address", addr.String()) })
}

func level(name string) slog.Level {
	var l slog.Level
	if err := l.UnmarshalText([]byte(name)); err != nil {
		return slog.LevelInfo
	}
	return l
}

// front is the house with its faces before it, ready to listen.
type front struct {
	engines  engines
	house    *house
	listener net.Listener
	api      *api.Server
	carrier  notice.Carrier // nil when no SMS can leave
	metrics  net.Listener   // nil when nobody asked for metrics
	registry *prometheus.Registry
	log      *slog.Logger
}

// build opens the house and puts the API and the gateways before it. A configuration
// that is not safe is refused with a sentence that says how to mend it.
func (c serveCommand) build(ctx context.Context, s *streams) (f *front, err error) {
	if err := address("--listen", c.Listen); err != nil {
		return nil, err
	}
	if c.Metrics != "" && !loopback(c.Metrics) {
		return nil, fmt.Errorf("--metrics %q: metrics tell how busy an office is and are for this machine only; write 127.0.0.1:9090, or '' for none", c.Metrics)
	}
	if c.Notice < 0 || c.Notice > longestNotice {
		return nil, fmt.Errorf("--notice %s: write a time from 0s to %s", c.Notice, longestNotice)
	}
	proxies, err := gateway.ParseNetworks(c.Proxies)
	if err != nil {
		return nil, fmt.Errorf("--proxies: %w", err)
	}
	carrier, err := all.Carrier(c.Config, s.out)
	if err != nil {
		return nil, err
	}
	gateways, err := all.All(c.Config, carrier, s.world.Now)
	if err != nil {
		return nil, err
	}
	f = &front{engines: c.engines, log: s.log, registry: prometheus.NewRegistry(), carrier: carrier}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	if f.house, err = c.open(ctx, s); err != nil {
		return f, err
	}
	if c.Helpline == "" && len(gateways) > 0 && !c.Demo {
		s.log.Warn("phone.no_helpline", "mend", "set --helpline: people are sent to a person after three wrong answers")
	}
	exchange, err := f.house.exchange(carrier, c.phoneSettings)
	if err != nil {
		return f, err
	}
	f.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	cfg := api.Config{
		Places: f.house.places, Land: f.house.land.For(land.Public), Draw: paper.Plan,
		Door: f.house.door, Services: f.house.services.For, Cases: f.house.cases.For,
		World: s.world, Log: s.log, Metrics: f.registry, Secret: f.house.secret,
		Checks: f.house.checks(), Limits: api.Limits{Memory: uint64(max(c.Cache, 1)) << 20, Notice: c.Notice},
	}
	for _, g := range gateways {
		method, path := g.Route()
		cfg.Mounts = append(cfg.Mounts, api.Mount{Method: method, Path: path,
			Handle: gateway.Handler(g, exchange, s.log, s.world.Now, proxies)})
		s.log.Info("gateway.on", "gateway", g.Name(), "path", path)
	}
	if f.api, err = api.New(cfg); err != nil {
		return f, err
	}
	if f.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen); err != nil {
		return f, fmt.Errorf("--listen: %w", err)
	}
	if c.Metrics != "" {
		if f.metrics, err = api.ListenMetrics(c.Metrics, false); err != nil {
			return f, fmt.Errorf("--metrics: %w", err)
		}
	}
	return f, nil
}

// serve answers until ctx ends; ready is told the address once it does.
func (f *front) serve(ctx context.Context, ready func(net.Addr)) error {
	failed := make(chan error, 1)
	go func() { failed <- f.api.Serve(f.listener) }()
	ready(f.listener.Addr())
	// Metrics are there until the last answer is given; sweeping ends before the store does.
	counting, stopCounting := context.WithCancel(context.WithoutCancel(ctx))
	sweeping, stopSweeping := context.WithCancel(ctx)
	defer stopCounting()
	var counted, swept sync.WaitGroup
	swept.Go(func() { f.sweep(sweeping) })
	swept.Go(func() { f.seal(sweeping) })
	swept.Go(func() { worker.Clock{Ticker: f.house.cases, World: f.house.world, Log: f.log}.Run(sweeping) })
	if f.carrier != nil {
		post := worker.Post{Outbox: f.house.store.Outbox(), Carrier: f.carrier, World: f.house.world, Log: f.log}
		swept.Go(func() { post.Run(sweeping, postEvery) })
	} else {
		f.log.Warn("sms.none", "mend", "set up a carrier (--twilio-from ...): without one nobody is told how an application goes, and no citizen can sign in")
	}
	if f.metrics != nil {
		counted.Go(func() {
			if err := api.ServeMetrics(counting, f.metrics, f.registry); err != nil {
				f.log.Error("metrics.failed", "error", err.Error())
			}
		})
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stopSweeping()
	swept.Wait()
	err = errors.Join(err, f.close())
	stopCounting()
	counted.Wait()
	return err
}

// close ends the faces in good order, then the house.
func (f *front) close() error {
	var errs []error
	ctx, cancel := within(drain)
	defer cancel()
	if f.api != nil {
		errs = append(errs, f.api.Close(ctx))
	}
	if f.listener != nil {
		if err := f.listener.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if f.house != nil {
		errs = append(errs, f.house.close())
	}
	return errors.Join(errs...)
}

// postEvery is how often the outbox is looked into.
const postEvery = time.Second

// sweep clears out of the database what has ended: sessions of people who signed in, and
// of phones where Redis does not do it itself.
func (f *front) sweep(ctx context.Context) {
	table, _ := f.house.sessions.(*session.Table)
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, err := f.house.door.Sweep(ctx)
			if table != nil {
				_, terr := table.Sweep(ctx)
				err = errors.Join(err, terr)
			}
			if err != nil && ctx.Err() == nil {
				f.log.Warn("session.sweep.failed", "error", err.Error())
			}
		}
	}
}

// checks are what /readyz asks. Redis is spare: without it only phone sessions are lost.
func (h *house) checks() []api.Check {
	checks := []api.Check{{Name: "database", Probe: h.store.Ready}}
	if h.redis != nil {
		checks = append(checks, api.Check{Name: "redis", Spare: true, Probe: h.redis.Ready})
	}
	return checks
}

// noCarrier stands where no way of sending SMS was set up, and so none is offered.
type noCarrier struct{}

// Send is notice.Carrier.
func (noCarrier) Send(context.Context, notice.Message) (notice.Receipt, error) {
	return notice.Receipt{}, &notice.Failure{Code: "none", Err: errors.New("no SMS carrier is set up")}
}
