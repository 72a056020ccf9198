package walks

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"duar/api/client"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/seva/service"
)

// overheard is a line that keeps the addresses that were asked: what everything on the way
// may log.
type overheard struct {
	http.RoundTripper
	mu   sync.Mutex
	urls []string
}

func (o *overheard) RoundTrip(r *http.Request) (*http.Response, error) {
	o.mu.Lock()
	o.urls = append(o.urls, r.Method+" "+r.URL.String())
	o.mu.Unlock()
	return o.RoundTripper.RoundTrip(r)
}

// TestWhoLookedBehindAServer: at a kiosk behind a listening server a citizen is told who
// looked, by the number and the second fact, of which neither is in any address.
func TestWhoLookedBehindAServer(t *testing.T) {
	m := newMatrix(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- m.api.Serve(ln) }()
	t.Cleanup(func() {
		if err := errors.Join(m.api.Close(context.Background()), <-served); err != nil {
			t.Error(err)
		}
	})
	line := &overheard{RoundTripper: &http.Transport{}}
	t.Cleanup(line.RoundTripper.(*http.Transport).CloseIdleConnections)
	server, err := client.New("http://"+ln.Addr().String(), &http.Client{Transport: line, Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*figure{m.cast[asOfficer], m.cast[asAuditor]} {
		if _, err := server.Cases(m.bearer(f)).Case(t.Context(), m.seen.number); err != nil {
			t.Fatal(err)
		}
	}
	line.urls = nil // an officer's own work names the case

	operator, fact := m.cast[asOperator], m.fact()
	c := m.remote(t)
	c.Door, c.Own = server.Door(), server.Own()
	c.Services = func(s identity.Session) service.Counter { return server.Services(s.Token) }
	c.Cases = func(s identity.Session) casework.Counter { return server.Cases(s.Token) }
	c.Registry = func(s identity.Session) registry.Counter { return server.Registry(s.Token) }
	h := m.sit(t, c)
	h.press("9", operator.login, "tab", operator.password, "tab", identity.CodeAt(operator.secret, m.world.Now()), "enter")
	h.sees("Signed in: " + operator.who.Name)
	h.press("7", m.seen.number, "enter", fact, "enter")
	h.sees(m.seen.number, "w who looked")
	h.press("w")
	h.sees("Looks at application "+m.seen.number+" since", ": 2.", "Clerk of the department", "Auditor")
	if !slices.ContainsFunc(line.urls, func(u string) bool { return strings.Contains(u, "POST ") && strings.Contains(u, "/v1/desk/looks") }) {
		t.Errorf("the server was not asked: %q", line.urls)
	}
	for _, u := range line.urls {
		if path := u[strings.Index(u, "/v1/"):]; strings.Contains(path, m.seen.number) || strings.Contains(path, fact) {
			t.Errorf("an address tells of the citizen: %s", u)
		}
	}

	// Without the fact nobody but who entered it is told, and the server says so itself.
	desk := server.Registry(m.bearer(operator))
	if _, err := desk.LooksAt(t.Context(), m.seen.number, "", 3); seva.KindOf(err) != seva.NotFound {
		t.Errorf("without the fact: %v", err)
	}
	if got, err := server.Registry(m.bearer(m.cast[asEnterer])).LooksAt(t.Context(), m.seen.number, "", 3); err != nil || got.Count != 2 {
		t.Errorf("who entered it: %+v, %v", got, err)
	}
	for _, column := range []int{asOwner, asOfficer, asAuditor, asAdmin} {
		if _, err := server.Registry(m.bearer(m.cast[column])).LooksAt(t.Context(), m.seen.number, fact, 3); seva.KindOf(err) != seva.Forbidden {
			t.Errorf("column %d: %v", column, err)
		}
	}
}
