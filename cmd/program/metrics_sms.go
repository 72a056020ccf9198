package program

import (
	"cmp"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"duar/seva"
	"duar/seva/notice"
)

// smsMetrics counts messages: what is spent (segments), what is refused and why, how much
// waits. Its labels are message keys, languages, categories, names of carriers and reasons,
// each of a closed list; no number and no provider's words are among them.
type smsMetrics struct {
	tries, segments, lost *prometheus.CounterVec
	depth                 prometheus.Gauge
	failed                prometheus.Gauge

	world  seva.World
	mu     sync.Mutex
	oldest time.Time
	carry  *notice.Switch
}

var (
	_ notice.Meter         = (*smsMetrics)(nil)
	_ prometheus.Collector = (*smsMetrics)(nil)
)

var (
	oldestDesc = prometheus.NewDesc("sms_outbox_oldest_seconds", "How long the oldest waiting message has waited.", nil, nil)
	wellDesc   = prometheus.NewDesc("sms_carrier_well", "1 when the carrier is used, 0 while it is taken for ill.", []string{"carrier"}, nil)
)

// newSMSMetrics makes the meter; it is to be registered once.
func newSMSMetrics(w seva.World) *smsMetrics {
	count := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	return &smsMetrics{
		tries:    count("sms_tries_total", "Tries to send a message.", "key", "category", "lang", "carrier", "outcome"),
		segments: count("sms_segments_total", "SMS that carriers have taken, as they charge for them.", "key", "category", "lang", "carrier"),
		lost:     count("sms_lost_total", "Messages that were given up.", "key"),
		depth:    gauge("sms_outbox_depth", "Messages that wait to be sent."),
		failed:   gauge("sms_outbox_failed", "Messages that were given up and wait to be looked after."),
		world:    w,
	}
}

// watch lets the metrics tell how carriers are.
func (m *smsMetrics) watch(s *notice.Switch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.carry = s
}

// Tried is notice.Meter.
func (m *smsMetrics) Tried(o notice.Outcome) {
	key := cmp.Or(o.Key, "answer") // of a conversation by SMS
	carrier := cmp.Or(o.Carrier, "none")
	m.tries.WithLabelValues(key, string(o.Category), o.Lang, carrier, cmp.Or(string(o.Why), "taken")).Inc()
	if o.Why == "" {
		m.segments.WithLabelValues(key, string(o.Category), o.Lang, carrier).Add(float64(o.Segments))
	}
}

// Lost is notice.Meter. The code is for the outbox: providers make them up as they like.
func (m *smsMetrics) Lost(key, _ string) { m.lost.WithLabelValues(key).Inc() }

// Held is notice.Meter.
func (m *smsMetrics) Held(d notice.Depth) {
	m.depth.Set(float64(d.Waiting))
	m.failed.Set(float64(d.Failed))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.oldest = d.Oldest
}

// Describe is prometheus.Collector.
func (m *smsMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, c := range m.parts() {
		c.Describe(to)
	}
	to <- oldestDesc
	to <- wellDesc
}

// Collect is prometheus.Collector. Age is told as it is now: the last look at the outbox
// may be a quarter of a minute old, or long ago when the outbox does not answer.
func (m *smsMetrics) Collect(to chan<- prometheus.Metric) {
	for _, c := range m.parts() {
		c.Collect(to)
	}
	m.mu.Lock()
	oldest, carry := m.oldest, m.carry
	m.mu.Unlock()
	age := 0.0
	if !oldest.IsZero() {
		age = max(0, m.world.Now().Sub(oldest).Seconds())
	}
	to <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, age)
	if carry == nil {
		return
	}
	for name, well := range carry.Well() {
		value := 0.0
		if well {
			value = 1
		}
		to <- prometheus.MustNewConstMetric(wellDesc, prometheus.GaugeValue, value, name)
	}
}

func (m *smsMetrics) parts() []prometheus.Collector {
	return []prometheus.Collector{m.tries, m.segments, m.lost, m.depth, m.failed}
}
