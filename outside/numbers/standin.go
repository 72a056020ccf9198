package numbers

import (
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/identity"
)

// Fault is how a stand-in misbehaves.
type Fault string

// Faults that a platform has shown, or could.
const (
	Sound    Fault = ""         // it does not
	Slow     Fault = "slow"     // no answer while the caller waits
	Garbled  Fault = "garbled"  // no JSON
	Partial  Fault = "partial"  // JSON that is cut off
	Extra    Fault = "extra"    // a field that nobody agreed on
	Huge     Fault = "huge"     // a megabyte
	Broken   Fault = "broken"   // 500
	Moved    Fault = "moved"    // sent elsewhere
	Tomorrow Fault = "tomorrow" // moments that have not come
)

// Faults lists those that a client must answer with an error.
func Faults() []Fault { return []Fault{Slow, Garbled, Partial, Extra, Huge, Broken, Moved, Tomorrow} }

// StandIn plays the platform over HTTP: it knows the numbers it was told of, and
// misbehaves when asked to. It is safe for concurrent use.
type StandIn struct {
	Key string // that it demands

	mu    sync.Mutex
	known map[seva.Phone]identity.Standing
	fault Fault
	asked int
}

// Know tells the stand-in of a number: recycled when its holder is younger than somebody's
// binding, swapped when its SIM is.
func (s *StandIn) Know(p seva.Phone, standing identity.Standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[seva.Phone]identity.Standing{}
	}
	s.known[p] = standing
}

// Misbehave makes all answers from now on faulty; Sound ends it.
func (s *StandIn) Misbehave(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Asked tells how many requests there were.
func (s *StandIn) Asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// ServeHTTP answers POST /v1/standing.
func (s *StandIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Mobile seva.Phone `json:"mobile"`
	}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/v1/standing" || r.URL.RawQuery != "":
		w.WriteHeader(http.StatusNotFound)
		return
	case r.Header.Get("Authorization") != "Bearer "+s.Key:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case json.NewDecoder(io.LimitReader(r.Body, longest)).Decode(&in) != nil:
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.asked++
	fault := s.fault
	standing, known := s.known[in.Mobile]
	s.mu.Unlock()
	if fault != Sound {
		misbehave(w, r, fault)
		return
	}
	if !known {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	answer := map[string]time.Time{}
	if !standing.Holder.IsZero() {
		answer["holder_since"] = standing.Holder
	}
	if !standing.SIM.IsZero() {
		answer["sim_since"] = standing.SIM
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func misbehave(w http.ResponseWriter, r *http.Request, f Fault) {
	w.Header().Set("Content-Type", "application/json")
	say := func(text string) { _, _ = io.WriteString(w, text) }
	switch f {
	case Slow:
		<-r.Context().Done()
	case Garbled:
		say("<html>service temporarily unavailable</html>")
	case Partial:
		say(`{"holder_since":"2019-04-01T00:0`)
	case Extra:
		say(`{"holder_since":"2019-04-01T00:00:00+05:30","status":"ok"}`)
	case Huge:
		say(`{"holder_since":"`)
		for range 1 << 10 {
			say(string(make([]byte, 1<<10)))
		}
		say(`"}`)
	case Broken:
		w.WriteHeader(http.StatusInternalServerError)
	case Moved:
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	case Tomorrow:
		say(`{"holder_since":"2999-01-01T00:00:00Z","sim_since":"2999-01-01T00:00:00Z"}`)
	}
}
