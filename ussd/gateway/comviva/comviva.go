// Package comviva speaks Comviva's Flares, HTTP pull, by which Airtel hands on USSD: a query
// for each hop, answered by text and headers.
//
// The dialect is as Vumi's transport for it has it (praekeltfoundation/vumi,
// transports/airtel, after Flares 1.5.0, document 1.2.0). It knows the fields, the headers
// and the call that cleans up. It charges nobody.
package comviva

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

// Config is what an administrator sets. The dialect is unsigned; what guards it is where the
// call comes from, or the user id and password that Flares is told to send, or both.
type Config struct {
	Networks []string `help:"Addresses or networks (CIDR) the operator calls from." env:"NETWORKS" sep:","`
	UserID   string   `name:"user-id" help:"What Flares sends as userid." env:"USER_ID"`
	Password string   `help:"What Flares sends as password; at least 16 characters." env:"PASSWORD"`
	gateway.Screen
	gateway.Code
}

// On tells whether an administrator has set anything.
func (c Config) On() bool {
	return len(c.Networks) > 0 || c.UserID+c.Password != "" || c.Screen != (gateway.Screen{}) || c.Code != (gateway.Code{})
}

// Gateway is gateway.Gateway.
type Gateway struct {
	check        func(gateway.Request) error
	user, secret string
	budget       page.Budget
	code         gateway.Code
}

// New makes the gateway. open lets anybody call, as in the demo.
func New(c Config, open bool) (*Gateway, error) {
	if (c.UserID == "") != (c.Password == "") {
		return nil, errors.New("comviva: set user id and password together, or neither")
	}
	// Guard's secret is the password, asked for by another name.
	if _, err := (gateway.Guard{Networks: c.Networks, Secret: c.Password}).Check(open); err != nil {
		return nil, fmt.Errorf("comviva: %w", err)
	}
	check, err := gateway.Guard{Networks: c.Networks}.Check(true)
	if err != nil {
		return nil, fmt.Errorf("comviva: %w", err)
	}
	budget, err := c.Budget()
	if err != nil {
		return nil, fmt.Errorf("comviva: %w", err)
	}
	if !c.Code.Set() {
		return nil, errors.New("comviva: set the code people dial, such as *384*7#: nothing else tells a new session")
	}
	return &Gateway{check: check, user: c.UserID, secret: c.Password, budget: budget, code: c.Code}, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return "comviva" }

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) { return http.MethodGet, "/gateways/comviva/ussd" }

// Read takes SessionID, MSISDN, MSC and input. The first input of a session is what was
// dialled, without its first star and its hash; later ones are the answers alone. A call
// with clean is the news that a session has ended.
func (g *Gateway) Read(_ context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if err := g.check(r); err != nil {
		return none, err
	}
	r.RawQuery = named(r.RawQuery)
	query, err := r.Query()
	if err != nil {
		return none, err
	}
	if g.secret != "" {
		user, secret := gateway.Equal(g.user, query["userid"]), gateway.Equal(g.secret, query["password"])
		if !user || !secret {
			return none, gateway.Unknown("userid or password is missing or wrong")
		}
	}
	session, err := query.ID("SessionID")
	if err != nil {
		return none, err
	}
	if _, over := query["clean"]; over {
		return none, gateway.Ignore
	}
	phone, err := query.Phone("MSISDN")
	if err != nil {
		return none, err
	}
	for _, key := range []string{"MSC", "input"} {
		if _, there := query[key]; !there {
			return none, gateway.Bad(key + " is missing")
		}
	}
	text, err := gateway.Typed("input", query["input"])
	if err != nil {
		return none, err
	}
	t := ussd.Turn{Channel: ussd.USSD, Session: session, Phone: phone, Input: text, Budget: g.budget}
	if after, dialled := g.code.Dialled(text); dialled {
		t.Input, t.New = after, true
	}
	return t, nil
}

// named drops the pairs without a name. In production a cleaning call has had half a dozen
// ("&=&=en&=postpaid"), which would be one key repeated; a pair that nobody names says nothing.
func named(query string) string {
	if !strings.HasPrefix(query, "=") && !strings.Contains(query, "&=") {
		return query
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if !strings.HasPrefix(pair, "=") {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// Reply is the text without line breaks in front, FC beside it while the session goes on
// and FB when it ends, and that the person pays nothing.
func (g *Gateway) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (gateway.Response, error) {
	response := gateway.Text(http.StatusOK, strings.TrimLeft(p.Text, "\r\n"))
	response.Header = map[string]string{"Freeflow": "FC", "charge": "N", "amount": "0"}
	if p.End || p.Drop {
		response.Header["Freeflow"] = "FB"
	}
	return response, nil
}
