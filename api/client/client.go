// Package client is the desks over HTTP: a place.Desk and a land.Counter whose desks
// stand in another process. Whoever holds one cannot tell it from the desks themselves.
//
// It knows the routes of duar's API, how to read its answers (api/wire) and how to turn
// a problem back into the *seva.Error it was made from. It does not know any sentence:
// it asks for facts and leaves the words to whoever shows them.
package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

var (
	_ place.Desk   = Places{}
	_ land.Counter = Land{}
)

// Patience is how long one question may take when New makes the HTTP client.
const Patience = 10 * time.Second

// mostBytes bounds an answer; the largest honest one, a hundred mouzas, is far below it.
const mostBytes = 8 << 20

// Server is a duar server as its clients see it.
type Server struct {
	base string // without a slash at the end
	http *http.Client
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
func (s *Server) Land() Land { return Land{s} }

// get asks one question and reads the answer into out. Path parts are given unescaped.
func (s *Server) get(ctx context.Context, out any, ask url.Values, parts ...string) error {
	to := s.base + "/v1"
	for _, part := range parts {
		to += "/" + url.PathEscape(part)
	}
	if len(ask) > 0 {
		to += "?" + ask.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, to, nil)
	if err != nil {
		return seva.Broken(err)
	}
	req.Header.Set("Accept", "application/json, application/geo+json, application/problem+json")
	req.Header.Set("Accept-Language", "en")
	res, err := s.http.Do(req)
	if err != nil {
		return away(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostBytes+1))
	if err != nil {
		return away(err)
	}
	if len(body) > mostBytes {
		return seva.Broken(errors.New("client: answer too long"))
	}
	if res.StatusCode != http.StatusOK {
		return restore(res, body)
	}
	if err := json.Unmarshal(body, out); err != nil {
		return seva.Broken(fmt.Errorf("client: answer cannot be read: %w", err))
	}
	return nil
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
		Kind: seva.Kind(p.Kind), Text: seva.Text{Key: "error." + p.Code, Args: p.Args()},
		Err: fmt.Errorf("client: status %d, request %s", res.StatusCode, p.Instance),
	}
	if len(p.Errors) > 0 {
		e.Field = p.Errors[0].Field
	}
	return e
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
