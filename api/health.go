package api

import (
	"context"
	"sync"
	"time"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
)

// Check asks whether one thing that duar leans on is there. One that is Spare may be
// away (Redis: only sessions are lost) and the server is still ready, but degraded.
type Check struct {
	Name  string
	Spare bool
	Probe func(ctx context.Context) error
}

// probeTime is how long all the checks together may take.
const probeTime = 2 * time.Second

// livez answers GET /livez: the process runs.
func (s *Server) livez(q call) error {
	a, err := encode(typeJSON, wire.Health{Status: "ok", Checks: []wire.Check{}})
	if err != nil {
		return err
	}
	return q.send(a, "")
}

// readyz answers GET /readyz: 503 while something needed is away or the server is
// closing. What failed is in the log; the answer only names the check.
func (s *Server) readyz(q call) error {
	health := s.health()
	if s.draining.Load() {
		health.Status = "failed"
	}
	if health.Status == "failed" {
		e := seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
		q.problem(wire.Problem{
			Type: "/problems/" + e.Code(), Title: i18n.Say(q.lang, seva.Say("problem."+string(e.Kind))),
			Status: status[e.Kind], Detail: i18n.Say(q.lang, e.Text), Instance: q.id, Code: e.Code(),
			Kind: string(e.Kind), Checks: health.Checks,
		})
		return nil
	}
	a, err := encode(typeJSON, health)
	if err != nil {
		return err
	}
	return q.send(a, "")
}

// health runs the checks, all at once.
func (s *Server) health() wire.Health {
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	health := wire.Health{Status: "ok", Checks: make([]wire.Check, len(s.Checks))}
	var wg sync.WaitGroup
	for i, c := range s.Checks {
		wg.Go(func() {
			health.Checks[i] = wire.Check{Name: c.Name, Status: "ok"}
			if err := c.Probe(ctx); err != nil {
				s.Log.Warn("check failed", "check", c.Name, "error", err.Error())
				health.Checks[i].Status = "failed"
				if c.Spare {
					health.Checks[i].Status = "degraded"
				}
			}
		})
	}
	wg.Wait()
	for _, c := range health.Checks {
		if c.Status == "failed" || c.Status == "degraded" && health.Status == "ok" {
			health.Status = c.Status
		}
	}
	return health
}
