// Package generic speaks duar's own USSD dialect, for operators who can be asked to
// write a few lines: signed JSON in, JSON out.
//
// It knows the two objects and the signature. It does not know what is on the screens.
package generic

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"duar/seva"
	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/page"
)

// Config is what an administrator sets.
type Config struct {
	Secrets []string `help:"Keys that sign requests, at least 32 characters each; two while one replaces the other." env:"SECRETS" sep:","`
	gateway.Screen
}

// On tells whether an administrator has set anything.
func (c Config) On() bool { return len(c.Secrets) > 0 || c.Screen != (gateway.Screen{}) }

// Gateway is gateway.Gateway.
type Gateway struct {
	secrets [][]byte
	nonces  gateway.Nonces
	budget  page.Budget
}

const leastSecret = 32

// New makes the gateway; nonces remembers which requests have been.
func New(c Config, nonces gateway.Nonces) (*Gateway, error) {
	g := &Gateway{nonces: nonces}
	for _, s := range c.Secrets {
		if len(s) < leastSecret {
			return nil, errors.New("generic: make each secret at least 32 characters long")
		}
		g.secrets = append(g.secrets, []byte(s))
	}
	if len(g.secrets) == 0 {
		return nil, errors.New("generic: anybody could call it: set a secret and give it to the operator")
	}
	var err error
	if g.budget, err = c.Budget(); err != nil {
		return nil, fmt.Errorf("generic: %w", err)
	}
	return g, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return "generic" }

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) {
	return http.MethodPost, "/gateways/generic/ussd"
}

// The types of a call.
const (
	begin    = "new"      // the person dialled; text is what followed the service code
	proceed  = "continue" // the person answered
	finished = "end"      // the session is over, whoever ended it
)

// Read checks the signature over the bytes before it looks into them. A retry has a
// new nonce and the old seq, so it gets the same screen.
func (g *Gateway) Read(ctx context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if err := g.verify(ctx, r); err != nil {
		return none, err
	}
	in, err := decode(r.Body)
	if err != nil {
		return none, err
	}
	session, err := gateway.ID("sessionId", in.session)
	if err != nil {
		return none, err
	}
	phone, err := seva.ParsePhone(in.msisdn)
	if err != nil {
		return none, gateway.Bad("msisdn is not a telephone number")
	}
	text, err := gateway.Typed("text", in.text)
	if err != nil {
		return none, err
	}
	switch in.kind {
	case begin, proceed:
	case finished:
		return none, gateway.Ignore
	default:
		return none, gateway.Bad("type must be new, continue or end")
	}
	return ussd.Turn{
		Channel: ussd.USSD,
		Session: session,
		Phone:   phone,
		Input:   text,
		New:     in.kind == begin,
		Hop:     strconv.FormatInt(in.seq, 10),
		Budget:  g.budget,
	}, nil
}

// Reply is {"message", "shouldClose"}.
func (g *Gateway) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (gateway.Response, error) {
	body, err := json.Marshal(struct {
		Message     string `json:"message"`
		ShouldClose bool   `json:"shouldClose"`
	}{p.Text, p.End || p.Drop})
	if err != nil { // a string and a boolean always marshal
		return gateway.Text(http.StatusInternalServerError, "try again"), err
	}
	return gateway.Response{Status: http.StatusOK, Type: "application/json; charset=utf-8", Body: body}, nil
}
