// Package numbers asks whether a mobile still belongs to who it belonged to, and how old
// its SIM is: a client of a Mobile Number Validation service (Telecommunications (Telecom
// Cyber Security) Amendment Rules 2025, rule 7A), and a stand-in for one that misbehaves on
// demand.
//
// The real platform's interface is not public. The shape here is our own and small, so
// that whoever is given the real one writes one adapter to it:
//
//	POST {base}/v1/standing
//	Authorization: Bearer {key}
//	{"mobile":"919831012345"}
//
//	200 {"holder_since":"2019-04-01T00:00:00+05:30","sim_since":"2024-11-02T10:15:00+05:30"}
//	404 the platform does not know the number
//
// A moment that is left out is not known. The number is in the body and never in an
// address, which proxies write down. The package does not know what is done about an answer.
package numbers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/identity"
)

const (
	wait    = 2 * time.Second // for an answer, when the caller does not say
	longest = 4 << 10         // bytes of an answer
	// After failsMost failures in a row nobody asks for rest: a platform that is away must
	// not make everybody who signs in wait for it.
	failsMost = 5
	rest      = 15 * time.Second
	// ahead is how far the platform's clock may be before ours.
	ahead = 24 * time.Hour
)

// Client asks the platform. It is safe for concurrent use.
type Client struct {
	address string
	key     string
	http    *http.Client
	now     func() time.Time

	mu    sync.Mutex
	fails int       // in a row
	until time.Time // nobody asks before
}

var _ identity.Numbers = (*Client)(nil)

// New makes a client of the service at base, an https address (or http of this machine,
// for the stand-in), with the key that it gave us.
func New(base, key string, now func() time.Time) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, errors.New("numbers: the address must look like https://mnv.example.in")
	}
	local := u.Hostname() == "127.0.0.1" || u.Hostname() == "::1" || u.Hostname() == "localhost"
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return nil, errors.New("numbers: the address must begin with https://: it is told mobile numbers")
	}
	return &Client{
		address: strings.TrimSuffix(u.String(), "/") + "/v1/standing", key: key, now: now,
		http: &http.Client{
			Timeout: wait,
			// Whoever could send us elsewhere would be told numbers.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// errResting is the answer while the platform is left alone.
var errResting = errors.New("numbers: the platform has failed several times and is left alone for a moment")

// Number is identity.Numbers. Errors name no number and hold nothing of an answer.
func (c *Client) Number(ctx context.Context, p seva.Phone) (identity.Standing, error) {
	if c.resting() {
		return identity.Standing{}, errResting
	}
	s, err := c.ask(ctx, p)
	c.note(ctx, err)
	return s, err
}

func (c *Client) ask(ctx context.Context, p seva.Phone) (identity.Standing, error) {
	body, err := json.Marshal(map[string]string{"mobile": string(p)})
	if err != nil {
		return identity.Standing{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return identity.Standing{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.key)
	a, err := c.http.Do(r)
	if err != nil {
		return identity.Standing{}, fmt.Errorf("numbers: %w", err)
	}
	defer func() { _ = a.Body.Close() }()
	switch a.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return identity.Standing{}, nil // nothing is known of it
	default:
		return identity.Standing{}, fmt.Errorf("numbers: the platform answered %d", a.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(a.Body, longest+1))
	if err != nil {
		return identity.Standing{}, fmt.Errorf("numbers: %w", err)
	}
	return c.read(text)
}

var errGarbled = errors.New("numbers: the platform's answer cannot be read")

// read reads an answer. One with a moment that has not come is not believed: it would
// take every number from whose it is.
func (c *Client) read(text []byte) (identity.Standing, error) {
	if len(text) > longest {
		return identity.Standing{}, errGarbled
	}
	var answer struct {
		Holder *time.Time `json:"holder_since"`
		SIM    *time.Time `json:"sim_since"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&answer); err != nil {
		return identity.Standing{}, errGarbled
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return identity.Standing{}, errGarbled
	}
	var s identity.Standing
	for _, m := range []struct {
		from *time.Time
		to   *time.Time
	}{{answer.Holder, &s.Holder}, {answer.SIM, &s.SIM}} {
		if m.from == nil {
			continue
		}
		if m.from.IsZero() || m.from.After(c.now().Add(ahead)) {
			return identity.Standing{}, errGarbled
		}
		*m.to = m.from.UTC()
	}
	return s, nil
}

func (c *Client) resting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now().Before(c.until)
}

// note counts failures in a row. That somebody hung up while waiting is not the platform's.
func (c *Client) note(ctx context.Context, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		c.fails = 0
	case errors.Is(ctx.Err(), context.Canceled):
	default:
		if c.fails++; c.fails >= failsMost {
			c.fails, c.until = 0, c.now().Add(rest)
		}
	}
}
