package walks

import (
	"context"
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// line is a connection to a server that can be disturbed while it is used (toxiproxy).
type line struct {
	t     testing.TB
	addr  string
	proxy *toxiproxy.Proxy
}

func newLine(t testing.TB, to string) *line {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	l := &line{t: t, addr: port(t)}
	l.proxy = toxiproxy.NewProxy(server, "line", l.addr, to)
	if err := l.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.proxy.Stop)
	return l
}

// toxic disturbs it, as toxiproxy's JSON says.
func (l *line) toxic(says string) {
	l.t.Helper()
	if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(says)); err != nil {
		l.t.Fatal(err)
	}
}

// well ends what disturbed it. Connections that were caught may stay dead.
func (l *line) well() { l.proxy.Toxics.ResetToxics(context.Background()) }
