package program

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"duar/seva"
	"duar/store/sqlstore"
)

// What waits is told by name and nothing else, 0 from the first day on; the database is asked
// twice a minute however often somebody looks, and one that is away is said to be.
func TestDeskMetrics(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	asked, fails := 0, error(nil)
	m := &deskMetrics{world: seva.FrozenWorld(now, 1).At(func() time.Time { return now }), waiting: func(context.Context) ([]sqlstore.Wait, error) {
		asked++
		return []sqlstore.Wait{{What: "payment_held", Count: 2}, {What: "money_suspense", Count: 1, Sum: 12_345, Since: now.Add(-time.Hour)}}, fails
	}}
	registry := prometheus.NewRegistry()
	registry.MustRegister(m)
	// said gives what is told under a name, by what waits.
	said := func(name string) map[string]float64 {
		t.Helper()
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]float64{}
		for _, f := range families {
			if f.GetName() != name {
				continue
			}
			for _, one := range f.GetMetric() {
				what := ""
				for _, l := range one.GetLabel() {
					what += l.GetValue()
				}
				found[what] = one.GetGauge().GetValue()
			}
		}
		return found
	}
	if got, want := said("duar_desk_rupees"), map[string]float64{"money_refund_due": 0, "money_refund_sent": 0, "money_suspense": 123.45}; !maps.Equal(got, want) {
		t.Errorf("rupees: %v", got)
	}
	if got := said("duar_desk_waiting"); len(got) != len(sqlstore.Waits()) || got["payment_held"] != 2 || got["paper_signed"] != 0 {
		t.Errorf("waiting: %v", got)
	}
	if got := said("duar_desk_oldest_seconds"); got["money_suspense"] != 3600 || got["payment_held"] != 0 {
		t.Errorf("oldest: %v", got)
	}
	if asked != 1 {
		t.Errorf("the database was asked %d times", asked)
	}
	now, fails = now.Add(desksAsked), errors.New("away")
	if got := said("duar_desk_well"); got[""] != 0 || len(got) != 1 || len(said("duar_desk_waiting")) != 0 || asked != 2 {
		t.Errorf("away: %v, asked %d times", got, asked)
	}
}
