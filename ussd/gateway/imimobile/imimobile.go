// Package imimobile speaks the USSD dialect of IMImobile in India: one call for each hop,
// without any id of a session, answered by text and a header that says whether it goes on.
//
// The dialect is as Vumi's transport for it has it (praekeltfoundation/vumi,
// transports/imimobile; no other description is public). It knows the fields and the header.
// It does not know whether a session goes on, because nobody says: a person has one
// conversation, and dialling the service code begins it anew.
package imimobile

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/page"
)

// Config is what an administrator sets. The dialect is unsigned, so one of Guard's two
// protections is needed, and it marks no beginning, so the service code is.
type Config struct {
	gateway.Guard
	gateway.Screen
	gateway.Code
	Unique bool `help:"The operator has said that tid is new for every request, so that the same one again is a repeat." env:"UNIQUE"`
}

// On tells whether an administrator has set anything.
func (c Config) On() bool {
	return c.Guard.On() || c.Screen != (gateway.Screen{}) || c.Code != (gateway.Code{}) || c.Unique
}

// Gateway is gateway.Gateway.
type Gateway struct {
	check  func(gateway.Request) error
	budget page.Budget
	code   gateway.Code
	unique bool
}

// New makes the gateway. open lets anybody call, as in the demo.
func New(c Config, open bool) (*Gateway, error) {
	check, err := c.Check(open)
	if err != nil {
		return nil, fmt.Errorf("imimobile: %w", err)
	}
	budget, err := c.Budget()
	if err != nil {
		return nil, fmt.Errorf("imimobile: %w", err)
	}
	if !c.Code.Set() {
		return nil, errors.New("imimobile: set the code people dial, such as *384*7#: nothing else tells a new session")
	}
	return &Gateway{check: check, budget: budget, code: c.Code, unique: c.Unique}, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return "imimobile" }

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) { return http.MethodGet, "/gateways/imimobile/ussd" }

// aborted begins the msg of a call that tells of a session somebody has cut off.
const aborted = "Map Dialog User Abort User Reason"

// Read takes msisdn, msg and tid; code and dcs must be there and say nothing that we need.
// The number is the session.
func (g *Gateway) Read(_ context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if err := g.check(r); err != nil {
		return none, err
	}
	query, err := r.Query()
	if err != nil {
		return none, err
	}
	for _, key := range []string{"msg", "code", "dcs"} {
		if _, there := query[key]; !there {
			return none, gateway.Bad(key + " is missing")
		}
	}
	phone, err := query.Phone("msisdn")
	if err != nil {
		return none, err
	}
	tid, err := query.ID("tid")
	if err != nil {
		return none, err
	}
	if strings.HasPrefix(query["msg"], aborted) {
		return none, gateway.Ignore
	}
	text, err := gateway.Typed("msg", query["msg"])
	if err != nil {
		return none, err
	}
	t := ussd.Turn{Channel: ussd.USSD, Session: string(phone), Phone: phone, Input: text, Budget: g.budget}
	if after, dialled := g.code.Dialled(text); dialled {
		t.Input, t.New = after, true
	}
	if g.unique {
		t.Hop = tid
	}
	return t, nil
}

// Reply is the text, and 1 beside it while the session goes on.
func (g *Gateway) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (gateway.Response, error) {
	response := gateway.Text(http.StatusOK, p.Text)
	response.Header = map[string]string{"X-USSD-SESSION": "1"}
	if p.End || p.Drop {
		response.Header["X-USSD-SESSION"] = "0"
	}
	return response, nil
}
