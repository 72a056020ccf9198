package program

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"duar/seva"
	"duar/store/sqlstore"
)

// desksAsked is how often the database is asked what waits, however often somebody scrapes,
// and desksPatience how long one asking may take.
const (
	desksAsked    = 30 * time.Second
	desksPatience = 2 * time.Second
)

// deskMetrics tells what waits at the desks of money, papers and deeds. Its only label is the
// name of what waits, of a closed list (sqlstore.Waits); no case, office or person is in it.
type deskMetrics struct {
	waiting func(context.Context) ([]sqlstore.Wait, error)
	world   seva.World

	mu    sync.Mutex
	asked time.Time
	last  map[string]sqlstore.Wait
	well  bool // the database answered when it was asked
}

var _ prometheus.Collector = (*deskMetrics)(nil)

var (
	deskCount = prometheus.NewDesc("duar_desk_waiting", "How many wait at the desks of money, papers and deeds.", []string{"what"}, nil)
	deskOld   = prometheus.NewDesc("duar_desk_oldest_seconds", "How long the oldest has waited; of payments that are asked about, by how long the asking is late.", []string{"what"}, nil)
	deskMoney = prometheus.NewDesc("duar_desk_rupees", "Money that is to go back, is on its way back, or that nobody knows the reason of.", []string{"what"}, nil)
	deskWell  = prometheus.NewDesc("duar_desk_well", "1 when the database said what waits, 0 when it did not: then the other numbers are missing.", nil, nil)
)

// Describe implements prometheus.Collector.
func (m *deskMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- deskCount
	to <- deskOld
	to <- deskMoney
	to <- deskWell
}

// Collect implements prometheus.Collector. Of what nothing waits it says 0, so that an alarm
// on it knows the name from the first day.
func (m *deskMetrics) Collect(to chan<- prometheus.Metric) {
	now := m.world.Now()
	last, well := m.ask(now)
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if !well {
		gauge(deskWell, 0)
		return
	}
	gauge(deskWell, 1)
	for _, what := range sqlstore.Waits() {
		w := last[what]
		gauge(deskCount, float64(w.Count), what)
		if w.Sum != 0 || what == "money_refund_due" || what == "money_refund_sent" || what == "money_suspense" {
			gauge(deskMoney, float64(w.Sum)/100, what)
		}
		old := time.Duration(0)
		if !w.Since.IsZero() {
			old = max(0, now.Sub(w.Since))
		}
		gauge(deskOld, old.Seconds(), what)
	}
}

// ask asks the database, unless it was asked a moment ago.
func (m *deskMetrics) ask(now time.Time) (map[string]sqlstore.Wait, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if since := now.Sub(m.asked); !m.asked.IsZero() && since >= 0 && since < desksAsked {
		return m.last, m.well
	}
	ctx, cancel := context.WithTimeout(context.Background(), desksPatience)
	defer cancel()
	all, err := m.waiting(ctx)
	m.asked, m.well, m.last = now, err == nil, map[string]sqlstore.Wait{}
	for _, w := range all {
		m.last[w.What] = w
	}
	return m.last, m.well
}
