package walks

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"duar/demo"
)

// Whoever goes through a mouza number by number is stopped, in words that say when to come
// again, and stands in the audit log; who looks at one plot elsewhere is not in the way.
func TestWhoWalksARegisterIsStopped(t *testing.T) {
	t.Setenv(budgetsEnv, "1")
	tn := &town{t: t, days: &calendar{start: time.Now()}, engines: []string{"--data", t.TempDir()}}
	tn.start(append([]string{"demo", "--plots", "2000"}, tn.engines...)...)
	plot := func(mouza fmt.Stringer, n int) *http.Response {
		r, err := http.Get(fmt.Sprintf("http://%s/v1/land/mouzas/%s/plots/%d?lang=bn", tn.addr, mouza, n))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r
	}
	stopped := 0
	for n := 1; n <= 600; n++ {
		r := plot(demo.Known.Mouza, n)
		if r.StatusCode != http.StatusTooManyRequests {
			continue
		}
		if stopped++; r.Header.Get("Retry-After") == "" {
			t.Fatal("it does not say when to come again")
		}
	}
	if stopped < 540 {
		t.Errorf("%d of 600 were stopped", stopped)
	}
	if r := plot(demo.Known.Mouza+1, 1); r.StatusCode == http.StatusTooManyRequests {
		t.Error("another mouza is shut, too")
	}
	var log string
	leaves := func() int {
		log = tn.run(append([]string{"audit", "export"}, tn.engines...)...)
		return strings.Count(log, "request.stopped")
	}
	eventually(t, 5*time.Second, "a leaf", func() bool { return leaves() > 0 })
	if n := leaves(); n > 5 {
		t.Errorf("%d leaves of one flood", n)
	}
	if strings.Contains(log, "127.0.0.1") {
		t.Error("the log names an address")
	}
}
