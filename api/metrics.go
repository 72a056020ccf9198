package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// newTimings makes the histogram of every request by route template, method and status.
// Paths never become labels: they would name plots, and there are millions.
func newTimings() *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "http_server_request_duration_seconds",
		Help:    "Time to answer a request, by route template, method and status.",
		Buckets: []float64{.0001, .0005, .001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"route", "method", "status"})
}

// usual are the statuses whose observers are made beforehand.
var usual = []int{200, 304, 400, 404}

func (r *route) resolve(timings *prometheus.HistogramVec) {
	r.timings = map[int]prometheus.Observer{}
	if r.method == "" {
		return
	}
	for _, code := range usual {
		r.timings[code] = timings.WithLabelValues(r.path, r.method, fmt.Sprint(code))
	}
}

func (r *route) observe(timings *prometheus.HistogramVec, method []byte, code int, took time.Duration) {
	o := r.timings[code]
	if o == nil || string(method) != r.method {
		o = timings.WithLabelValues(r.path, methodLabel(method), fmt.Sprint(code))
	}
	o.Observe(took.Seconds())
}

// methodLabel gives a method's name if it is one that HTTP has; anything else is
// OTHER, so that nobody can fill the metrics with invented words.
func methodLabel(method []byte) string {
	for _, m := range fiber.DefaultMethods {
		if string(method) == m {
			return m
		}
	}
	return "OTHER"
}

// ListenMetrics opens the listener on which ServeMetrics answers. Only a loopback
// address is accepted unless anywhere says otherwise: metrics tell how busy an office is.
func ListenMetrics(addr string, anywhere bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("api: metrics address: %w", err)
	}
	ip := net.ParseIP(host)
	if !anywhere && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("api: metrics on %s could be read from outside; use 127.0.0.1, or allow it explicitly", addr)
	}
	return (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr)
}

// ServeMetrics answers GET /metrics in Prometheus's text format until ctx ends.
func ServeMetrics(ctx context.Context, ln net.Listener, from prometheus.Gatherer) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(from, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
