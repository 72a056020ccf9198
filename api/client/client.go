// Package client is the desks over HTTP: a place.Desk, a land.Counter, an identity.Door,
// Own and Bureau, a service.Counter, a casework.Counter, and a registry.Counter and Present
// whose desks stand in another process. Whoever holds one cannot tell it from the desks
// themselves.
//
// It knows the routes of duar's API, how to read its answers (api/wire) and how to turn
// a problem back into the *seva.Error it was made from. It does not know any sentence:
// it asks for facts and leaves the words to whoever shows them.
package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
	"duar/seva/welfare"
)

var (
	_ place.Desk       = Places{}
	_ land.Counter     = Land{}
	_ identity.Door    = Door{}
	_ service.Counter  = Services{}
	_ casework.Counter = Cases{}
	_ identity.Own     = Own{}
	_ identity.Bureau  = Bureau{}
	_ registry.Counter = Registry{}
	_ watch.Counter    = Watches{}
)

// Patience is how long one question may take when New makes the HTTP client, and
// UploadPatience how long sending a file may take, whoever made it.
const (
	Patience       = 10 * time.Second
	UploadPatience = 2 * time.Minute
)

// mostBytes bounds an answer; the largest honest one, a hundred mouzas, is far below it.
const mostBytes = 8 << 20

// Server is a duar server as its clients see it.
type Server struct {
	base  string // without a slash at the end
	http  *http.Client
	forms forms
}

// New names a server by its address, "https://duar.example". The address may have a
// path in front of /v1. With no client given, one is made that waits for Patience.
func New(address string, client *http.Client) (*Server, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("client: an address like https://duar.example is wanted")
	}
	if client == nil {
		client = &http.Client{Timeout: Patience}
	}
	return &Server{base: strings.TrimRight(base.String(), "/"), http: client}, nil
}

// Places gives the server's place desk.
func (s *Server) Places() Places { return Places{s} }

// Land gives the server's land desk, with the right the server gives its callers.
func (s *Server) Land() Land { return Land{server: s} }

// LandOf is Land for whoever has the token of a session: an operator may look up more than a
// network of people who say nothing of themselves.
func (s *Server) LandOf(token string) Land { return Land{s, token} }

// Door gives the server's door, where people sign in.
func (s *Server) Door() Door { return Door{s} }

// Services gives the server's desk of services for whoever has the token of a session;
// with none, what is offered to everybody.
func (s *Server) Services(token string) Services { return Services{s, token} }

// Cases gives the server's desk of cases for whoever has the token of a session.
func (s *Server) Cases(token string) Cases { return Cases{s, token} }

// Own gives the server's desk of people's own accounts.
func (s *Server) Own() Own { return Own{s} }

// Bureau gives the server's desk of staff's accounts for whoever has the token of a session.
func (s *Server) Bureau(token string) Bureau { return Bureau{s, token} }

// Registry gives the server's desk of consents and looks for whoever has the token of a
// session; with none, its notices.
func (s *Server) Registry(token string) Registry { return Registry{s, token} }

// get asks one question and reads the answer into out. Path parts are given unescaped.
func (s *Server) get(ctx context.Context, out any, ask url.Values, parts ...string) error {
	_, err := s.do(ctx, request{ask: ask, parts: parts, lang: "en"}, out)
	return err
}

// request is one request: a question where nothing else is said.
type request struct {
	method string // GET when empty
	parts  []string
	ask    url.Values
	lang   seva.Lang // "" leaves it to the server: of who is signed in, their own
	token  string
	key    string // Idempotency-Key
	match  int64  // the version that If-Match names
	json   any    // the body, or
	file   []byte // the body, a file
}

// do sends a request and reads the answer into out, unless out is nil. It gives how long
// the answer may be kept.
func (s *Server) do(ctx context.Context, r request, out any) (time.Duration, error) {
	req, err := s.request(ctx, r)
	if err != nil {
		return 0, seva.Broken(err)
	}
	res, err := s.patient(r).Do(req)
	if err != nil {
		return 0, away(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostBytes+1))
	if err != nil {
		return 0, away(err)
	}
	if len(body) > mostBytes {
		return 0, seva.Broken(errors.New("client: answer too long"))
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return 0, restore(res, body)
	}
	if out != nil {
		if err := json.Unmarshal(body, out); err != nil {
			return 0, seva.Broken(fmt.Errorf("client: answer cannot be read: %w", err))
		}
	}
	return maxAge(res.Header.Get("Cache-Control")), nil
}

func (s *Server) request(ctx context.Context, r request) (*http.Request, error) {
	to := s.base + "/v1"
	for _, part := range r.parts {
		to += "/" + url.PathEscape(part)
	}
	if len(r.ask) > 0 {
		to += "?" + r.ask.Encode()
	}
	var body io.Reader
	if r.json != nil {
		text, err := json.Marshal(r.json)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	} else if r.file != nil {
		body = bytes.NewReader(r.file)
	}
	req, err := http.NewRequestWithContext(ctx, cmp.Or(r.method, http.MethodGet), to, body)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Accept":          "application/json, application/geo+json, application/problem+json",
		"Accept-Language": string(r.lang), "Idempotency-Key": r.key,
	} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if r.json != nil {
		req.Header.Set("Content-Type", "application/json")
	} else if r.file != nil {
		req.Header.Set("Content-Type", "application/octet-stream")
	}
	if r.match != 0 {
		req.Header.Set("If-Match", fmt.Sprintf(`"v%d"`, r.match))
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
		req.Header.Set("Duar-Channel", "kiosk") // believed of staff only
	}
	return req, nil
}

// patient gives the HTTP client for a request: a file on a thin line takes its time.
func (s *Server) patient(r request) *http.Client {
	if r.file == nil || s.http.Timeout == 0 || s.http.Timeout >= UploadPatience {
		return s.http
	}
	longer := *s.http
	longer.Timeout = UploadPatience
	return &longer
}

// maxAge reads how many seconds an answer may be kept; zero where nothing says so.
func maxAge(header string) time.Duration {
	for part := range strings.SplitSeq(header, ",") {
		if n, ok := strings.CutPrefix(strings.TrimSpace(part), "max-age="); ok {
			if seconds, err := strconv.Atoi(n); err == nil {
				return time.Duration(seconds) * time.Second
			}
		}
	}
	return 0
}

// away is a server that cannot be reached, is too slow, or broke off.
func away(err error) error {
	return &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"), Err: err}
}

// restore makes the desk's error from a problem. What answers without one is not duar
// but something between, so the desk is merely away.
func restore(res *http.Response, body []byte) error {
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	var p wire.Problem
	if kind != "application/problem+json" || json.Unmarshal(body, &p) != nil || p.Code == "" {
		return away(fmt.Errorf("client: status %d without a problem", res.StatusCode))
	}
	e := &seva.Error{
		Kind: seva.Kind(p.Kind), Field: p.Field, Text: seva.Text{Key: wire.KeyOf(p.Code), Args: p.Args()},
		Err: fmt.Errorf("client: status %d, request %s", res.StatusCode, p.Instance),
	}
	switch flaws, failures := listed(p); {
	case flaws != nil:
		e.Err = flaws
	case failures != nil:
		e.Err = failures
	}
	return e
}

// listed makes what a problem lists into what the desk listed: answers that are not good
// (their pointers lead into "answers", or the address has one), or rules that stop an
// application.
func listed(p wire.Problem) (flaws form.Flaws, failures welfare.Failures) {
	for _, f := range p.Errors {
		switch {
		case p.Code == "eligible":
			failures = append(failures, welfare.Failure{Rule: f.Field, Text: f.Text(), Stops: true})
		case strings.HasPrefix(f.Pointer, "/answers/") || f.Parameter == "pointer":
			flaws = append(flaws, form.Flaw{At: form.Pointer(f.Field), Text: f.Text()})
		}
	}
	return flaws, failures
}

// typed puts back the values that were asked with in their own types, where the error
// names them: the wire has them as mere strings, whose digits nobody would localise.
func typed(err error, asked seva.Args) error {
	if e, ok := errors.AsType[*seva.Error](err); ok {
		for name, value := range asked {
			if _, named := e.Text.Args[name]; named {
				e.Text.Args[name] = value
			}
		}
	}
	return err
}
