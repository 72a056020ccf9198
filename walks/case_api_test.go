package walks

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/notice"
	"duar/store/sqlstore"
)

// citizen is somebody with an app, who is signed in.
type citizen struct {
	addr, token string
	client      *http.Client
}

// crowd is a client that opens as many connections as are wanted at once, and keeps them.
func crowd(t testing.TB) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 2000}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

// said is what the API answered.
type said struct {
	status int
	header http.Header
	body   []byte
}

// send asks the API. An error is of the line: nobody knows then whether the server has
// heard.
func (c citizen) send(method, path, body string, headers ...string) (said, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, "http://"+c.addr+path, strings.NewReader(body))
	if err != nil {
		return said{}, err
	}
	r.Header.Set("Accept-Language", "en")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	res, err := c.client.Do(r)
	if err != nil {
		return said{}, err
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	return said{res.StatusCode, res.Header, all}, err
}

// toldOf reads an answer of the API that must have this status.
func toldOf[W any](s said, err error, status int) (W, error) {
	var w W
	if err != nil {
		return w, err
	}
	if s.status != status {
		return w, fmt.Errorf("%d, want %d: %.400s", s.status, status, s.body)
	}
	return w, json.Unmarshal(s.body, &w)
}

// crowded signs as many citizens in, all at once: an SMS takes a second.
func crowded(t testing.TB, client *http.Client, addr string, n int, code func(mobile string) string) []citizen {
	t.Helper()
	people := make([]citizen, n)
	var at sync.WaitGroup
	for i := range people {
		at.Go(func() { people[i] = enters(t, client, addr, fmt.Sprintf("+919830000%03d", i), code) })
	}
	at.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return people
}

// enters signs a citizen in by a code that comes by SMS; code waits for it.
func enters(t testing.TB, client *http.Client, addr, mobile string, code func(mobile string) string) citizen {
	t.Helper()
	c := citizen{addr: addr, client: client}
	r, err := c.send(http.MethodPost, "/v1/sign-in/codes", fmt.Sprintf(`{"mobile":%q,"lang":"en"}`, mobile))
	challenge, err := toldOf[wire.Challenge](r, err, http.StatusAccepted)
	if err != nil {
		t.Error(err)
		return c
	}
	r, err = c.send(http.MethodPost, "/v1/sign-in/codes/"+challenge.ID, fmt.Sprintf(`{"code":%q}`, code(mobile)))
	session, err := toldOf[wire.Session](r, err, http.StatusOK)
	if err != nil {
		t.Error(err)
	}
	c.token = session.Token
	return c
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// shownCode reads codes off the terminal of a demo, which shows SMS instead of sending
// them. Of a number it shows the last three digits.
func shownCode(said *output) func(string) string {
	return func(mobile string) string {
		return soon(func() string {
			_, sms, _ := strings.Cut(said.String(), "SMS to "+seva.Phone(mobile[1:]).Masked())
			_, words, _ := strings.Cut(sms, "your code is ")
			return sixDigits.FindString(words)
		})
	}
}

// takenCode takes codes out of the outbox of a server that has no carrier.
func takenCode(t testing.TB, s *sqlstore.Store) func(string) string {
	var mu sync.Mutex
	came := map[string]string{}
	return func(mobile string) string {
		return soon(func() string {
			mu.Lock()
			defer mu.Unlock()
			now := time.Now()
			all, err := s.Outbox().Take(t.Context(), now, now.Add(time.Hour), 100)
			if err != nil {
				t.Error(err)
			}
			for _, w := range all {
				if w.Message.Key == "sms.otp" {
					came[w.Message.To.E164()] = sixDigits.FindString(w.Message.Body)
				}
				if err := s.Outbox().Sent(t.Context(), w.Message.Ref, notice.Receipt{Provider: "test", ID: w.Message.Ref}, now); err != nil {
					t.Error(err)
				}
			}
			return came[mobile]
		})
	}
}

// soon waits for a text to be there, and gives none when it never is.
func soon(text func() string) string {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if s := text(); s != "" {
			return s
		}
	}
	return ""
}

// grievance are the answers to a whole one, the i-th.
func grievance(i int) string {
	return fmt.Sprintf(`{"answers":{"topic":"land","place":"2774","grievance_text":"Street light number %d has been out for a month","anonymous":"yes"}}`, i)
}

// paper is an application on its way from its first question to its number. Every step
// can be repeated, and is as often as needed: the keys make that harmless.
type paper struct {
	by     citizen
	key    string // of beginning; that of submitting has -submit behind it
	i      int    // of its answers
	path   string // once begun
	tag    string // of the draft when it was complete
	number string // once submitted
}

// fill begins the draft and answers its questions.
func (p *paper) fill() error {
	if p.path == "" {
		r, err := p.by.send(http.MethodPost, "/v1/drafts", `{"services":["grievance"]}`, "Idempotency-Key: "+p.key)
		if _, err := toldOf[wire.Draft](r, err, http.StatusCreated); err != nil {
			return fmt.Errorf("begin %s: %w", p.key, err)
		}
		p.path = r.header.Get("Location")
	}
	if p.tag == "" {
		r, err := p.by.send(http.MethodGet, p.path, "")
		if _, err := toldOf[wire.Draft](r, err, http.StatusOK); err != nil {
			return fmt.Errorf("read %s: %w", p.key, err)
		}
		r, err = p.by.send(http.MethodPatch, p.path, grievance(p.i), "If-Match: "+r.header.Get("ETag"))
		if _, err := toldOf[wire.Draft](r, err, http.StatusOK); err != nil {
			return fmt.Errorf("answer %s: %w", p.key, err)
		}
		p.tag = r.header.Get("ETag")
	}
	return nil
}

// submit hands it in and gives the number that was told.
func (p *paper) submit() (string, error) {
	r, err := p.by.send(http.MethodPost, p.path+"/submit", `{"lang":"en"}`, "If-Match: "+p.tag, "Idempotency-Key: "+p.key+"-submit")
	receipt, err := toldOf[wire.Receipt](r, err, http.StatusCreated)
	if err == nil && receipt.Number == "" {
		err = fmt.Errorf("no number: %s", bytes.TrimSpace(r.body))
	}
	if err != nil {
		return "", fmt.Errorf("submit %s: %w", p.key, err)
	}
	return receipt.Number, nil
}
