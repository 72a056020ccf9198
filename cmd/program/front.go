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
	"duar/seva/budget"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/seva/payment"
	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/gateway/all"
	"duar/worker"
)

// callersMetered is how many budgets of people and networks are remembered at a time; some
// 70 MB when all are in use.
const callersMetered = 1 << 20

// front is the house with its faces before it, ready to listen.
type front struct {
	engines  engines
	house    *house
	listener net.Listener
	api      *api.Server
	exchange *ussd.Exchange
	lines    []gateway.Line // connections to operators that we keep open
	post     *worker.Post   // nil when no SMS can leave
	metrics  net.Listener   // nil when nobody asked for metrics
	registry *prometheus.Registry
	work     *tasks
	stopped  *stopped
	purse    *payment.Desk // nil where nothing can be paid
	seals    *sealing      // nil where no papers are signed
	log      *slog.Logger
}

// build opens the house and puts the API and the gateways before it. A configuration
// that is not safe is refused with a sentence that says how to mend it.
func (c serveCommand) build(ctx context.Context, s *streams) (f *front, err error) {
	proxies, err := c.prove()
	if err != nil {
		return nil, err
	}
	lines, err := all.Lines(c.Config, s.world.Now)
	if err != nil {
		return nil, err
	}
	routes, err := all.Carriers(c.Config, s.out, lines)
	if err != nil {
		return nil, err
	}
	f = &front{engines: c.engines, log: s.log, registry: prometheus.NewRegistry(), lines: lines}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	f.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if f.house, err = c.open(ctx, s); err != nil {
		return f, err
	}
	f.registry.MustRegister(&deskMetrics{waiting: f.house.store.Waiting, world: s.world})
	carrier, err := f.carrier(c.smsSettings, routes)
	if err != nil {
		return f, err
	}
	gateways, err := all.Gateways(c.Config, all.Ports{
		Carrier: carrier, Reports: f.house.store.Reports(), Stops: f.house.store.Stops(), Now: s.world.Now,
	})
	if err != nil {
		return f, err
	}
	if c.Helpline == "" && len(gateways)+len(lines) > 0 && !c.Demo {
		s.log.Warn("phone.no_helpline", "mend", "set --helpline: people are sent to a person after three wrong answers")
	}
	if f.exchange, err = f.house.exchange(carrier, c.phoneSettings); err != nil {
		return f, err
	}
	h := f.house
	if f.stopped, err = newStopped(h.store.Accounts(), s.world, s.log, h.secret); err != nil {
		return f, err
	}
	if f.seals, err = c.sealing(c.engines, s.world, ownLink(c.Listen)); errors.Is(err, errNoDocumentKeys) {
		s.log.Warn("document.no_keys", "mend", err.Error())
	} else if err != nil {
		return f, err
	} else if c.DocumentLink == "" && !loopback(c.Listen) {
		s.log.Warn("document.no_link", "mend", "set --document-link to where people reach this server, as https://host: QR codes of papers lead nowhere else")
	}
	cfg := api.Config{
		Places: h.places, Land: h.land.For(land.Public), Draw: paper.Plan,
		Maps: land.NewMaps(h.store), Pictures: api.Pictures{PlotPNG: paper.Picture, Mouza: paper.MouzaPlan, MouzaPNG: paper.MouzaPicture,
			Least: paper.PictureLeast, Usual: paper.PictureUsual, Most: paper.PictureMost},
		Leaves: f.leaves(s.world),
		Door:   h.door, Own: h.door, Bureau: h.door.For, Clients: h.door,
		Services: h.services.For, Archive: h.services.Archive, Cases: h.cases.For, Registry: h.registry.For,
		Watches: h.watches.For,
		Fees:    h.fees, Offices: h.offices, Deeds: h.deeds,
		Stopped: f.stopped.tell, Proxies: proxies,
		World: s.world, Log: s.log, Metrics: f.registry, Secret: h.secret,
		Checks: h.checks(), Limits: api.Usual(c.Budgets),
	}
	if f.seals != nil {
		cfg.Codes = f.seals.pageKeys()
	}
	cfg.Limits.Memory, cfg.Limits.Notice = uint64(max(c.Cache, 1))<<20, c.Notice
	if c.Budgets > 0 {
		cfg.Meter = budget.NewLocal(s.world, callersMetered)
	}
	for _, g := range gateways {
		method, path := g.Route()
		cfg.Mounts = append(cfg.Mounts, api.Mount{Method: method, Path: path,
			Handle: gateway.Handler(g, f.exchange, s.log, s.world.Now, proxies)})
		s.log.Info("gateway.on", "gateway", g.Name(), "path", path)
	}
	if err = f.papers(c, &cfg); err != nil {
		return f, err
	}
	if err = f.money(ctx, c, &cfg); err != nil {
		return f, err
	}
	if f.api, err = api.New(cfg); err != nil {
		return f, err
	}
	h.store.OnAmend(f.api.Forget)
	if f.work, err = f.tasks(ctx); err != nil {
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

// carrier makes the way of SMS out of the house over the carriers that are set up, and whoever
// empties the outbox into it; nil without any.
func (f *front) carrier(c smsSettings, routes []notice.Route) (notice.Carrier, error) {
	if len(routes) == 0 {
		return nil, nil
	}
	meter := newSMSMetrics(f.house.world)
	carrier, health, err := c.way(f.house.store, f.house.world, meter, routes...)
	if err != nil {
		return nil, err
	}
	meter.watch(health)
	f.registry.MustRegister(meter)
	f.post = &worker.Post{Outbox: f.house.store.Outbox(), Carrier: carrier, World: f.house.world, Log: f.log,
		AtOnce: c.AtOnce, Meter: meter}
	all.Answering(f.lines, carrier)
	return carrier, nil
}

// serve answers until ctx ends; ready is told the address once it does.
func (f *front) serve(ctx context.Context, ready func(net.Addr)) error {
	failed := make(chan error, 1)
	go func() { failed <- f.api.Serve(f.listener) }()
	ready(f.listener.Addr())
	// Each ends when it is told to and not when ctx does: what is asked in the last moments needs
	// them. Metrics are there until the last answer is given.
	posting, post := shift(ctx)
	talking, talk := shift(ctx)
	sweeping, swept := shift(ctx)
	counting, counted := shift(ctx)
	swept.Go(func() { f.work.run(sweeping) })
	swept.Go(func() { f.house.door.Watch(sweeping) })
	swept.Go(func() { f.stopped.run(sweeping) })
	for _, line := range f.lines {
		talk.Go(func() {
			if err := line.Run(talking, f.exchange, f.house.store.Reports(), f.log); err != nil {
				f.log.Error("line.failed", "line", line.Name(), "error", err.Error())
			}
		})
	}
	if f.post != nil {
		post.Go(func() { f.post.Run(posting, postEvery) })
	} else {
		f.log.Warn("sms.none", "mend", "set up a carrier (docs/gateways.md): without one nobody is told how an application goes, and no citizen can sign in")
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
	// First whoever asks: nobody new is let in and all are answered. Then the messages under
	// way, and only then the lines that carry them: without its answer a message would be sent
	// again. Then what nobody waits for, which signs the log behind the last act.
	last, cancel := draining()
	defer cancel()
	err = errors.Join(err, f.api.Close(last))
	post.end()
	talk.end()
	swept.end()
	err = errors.Join(err, f.close())
	counted.end()
	return err
}

// shift is work that goes on until end tells its context to end and has waited for it; with
// the values of ctx and not with its end.
func shift(ctx context.Context) (context.Context, *working) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	return ctx, &working{stop: stop}
}

type working struct {
	sync.WaitGroup
	stop context.CancelFunc
}

func (w *working) end() {
	w.stop()
	w.Wait()
}

// close ends the faces in good order, then the house.
func (f *front) close() error {
	var errs []error
	ctx, cancel := draining()
	defer cancel()
	if f.api != nil {
		errs = append(errs, f.api.Close(ctx))
	}
	if f.listener != nil {
		if err := f.listener.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if f.work != nil {
		errs = append(errs, f.work.close())
	}
	if f.house != nil {
		errs = append(errs, f.house.close())
	}
	if f.seals != nil {
		errs = append(errs, f.seals.close())
	}
	return errors.Join(errs...)
}

// postEvery is how often the outbox is looked into.
const postEvery = time.Second
