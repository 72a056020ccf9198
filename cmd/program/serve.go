package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"duar/api"
	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/all"
)

type serveCommand struct {
	engines
	phoneSettings
	smsSettings
	callerSettings
	treasurySettings
	documentSettings
	lockerSettings
	all.Config
	Listen  string        `help:"Address to serve on." default:"127.0.0.1:8080"`
	Metrics string        `help:"Loopback address for Prometheus; empty for none." default:"127.0.0.1:9090"`
	Cache   int           `help:"Megabytes of finished plot answers kept in memory." default:"256"`
	Proxies []string      `help:"Addresses (CIDR) of the proxies whose X-Forwarded-For is believed." sep:","`
	Notice  time.Duration `help:"Once asked to stop, how long /readyz says 503 before nobody new is let in, so that a load balancer notices." default:"1s"`
	Log     string        `help:"What is logged." enum:"debug,info,warn,error" default:"info"`
}

// mostBudgets is far beyond any use.
const mostBudgets = 1000

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

// prove refuses what is not safe, or cannot be, before anything is opened; it gives the
// proxies that are believed.
func (c serveCommand) prove() (gateway.Networks, error) {
	if err := address("--listen", c.Listen); err != nil {
		return nil, err
	}
	if c.Metrics != "" && !loopback(c.Metrics) {
		return nil, fmt.Errorf("--metrics %q: metrics tell how busy an office is and are for this machine only; write 127.0.0.1:9090, or '' for none", c.Metrics)
	}
	if c.Budgets < 0 || c.Budgets > mostBudgets {
		return nil, fmt.Errorf("--budget-times %d: write a number from 0 to %d", c.Budgets, mostBudgets)
	}
	if c.Notice < 0 || c.Notice > longestNotice {
		return nil, fmt.Errorf("--notice %s: write a time from 0s to %s", c.Notice, longestNotice)
	}
	proxies, err := gateway.ParseNetworks(c.Proxies)
	if err != nil {
		return nil, fmt.Errorf("--proxies: %w", err)
	}
	return proxies, nil
}

// checks are what /readyz asks. A server that could not write an act with its leaf, or
// whose tables lack a step of this program, is not ready. Redis is spare: without it only
// phone sessions are lost.
func (h *house) checks() []api.Check {
	checks := []api.Check{
		{Name: "database", Probe: h.store.Ready},
		{Name: "schema", Probe: h.store.UpToDate},
		{Name: "writing", Probe: h.store.Writing().Ready},
	}
	if h.redis != nil {
		checks = append(checks, api.Check{Name: "redis", Spare: true, Probe: h.redis.Ready})
	}
	return checks
}

// noCarrier stands where no way of sending SMS was set up, and so none is offered.
type noCarrier struct{}

// Send is notice.Carrier.
func (noCarrier) Send(context.Context, notice.Message) (notice.Receipt, error) {
	return notice.Receipt{}, notice.Fail(notice.Rejected, "none", errors.New("no SMS carrier is set up"))
}
