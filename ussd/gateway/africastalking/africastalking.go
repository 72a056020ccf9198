// Package africastalking speaks the USSD dialect of Africa's Talking, which many smaller
// gateways have copied: a form with everything typed so far, answered by CON or END.
//
// It knows the form and the two words. It does not know what was typed in this hop
// alone, because the dialect does not say: the taker does (Turn.Whole).
package africastalking

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/page"
)

// Config is what an administrator sets. The dialect is unsigned, so one of Guard's two
// protections is needed.
type Config struct {
	gateway.Guard
	gateway.Screen
}

// On tells whether an administrator has set anything.
func (c Config) On() bool { return c.Guard.On() || c.Screen != (gateway.Screen{}) }

// Gateway is gateway.Gateway.
type Gateway struct {
	check  func(gateway.Request) error
	budget page.Budget
}

// New makes the gateway. open lets anybody call, as in the demo.
func New(c Config, open bool) (*Gateway, error) {
	check, err := c.Check(open)
	if err != nil {
		return nil, fmt.Errorf("africastalking: %w", err)
	}
	budget, err := c.Budget()
	if err != nil {
		return nil, fmt.Errorf("africastalking: %w", err)
	}
	return &Gateway{check: check, budget: budget}, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return "africastalking" }

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) {
	return http.MethodPost, "/gateways/africastalking/ussd"
}

// Read takes sessionId, phoneNumber and text. The first request has an empty text, or
// what was dialled after the service code. A form with a status is the news that
// the session has ended.
func (g *Gateway) Read(_ context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if err := g.check(r); err != nil {
		return none, err
	}
	form, err := r.Form()
	if err != nil {
		return none, err
	}
	if _, over := form["status"]; over {
		return none, gateway.Ignore
	}
	session, err := form.ID("sessionId")
	if err != nil {
		return none, err
	}
	phone, err := form.Phone("phoneNumber")
	if err != nil {
		return none, err
	}
	whole, err := clean(form["text"])
	if err != nil {
		return none, err
	}
	return ussd.Turn{
		Channel: ussd.USSD,
		Session: session,
		Phone:   phone,
		New:     whole == "",
		Whole:   whole,
		Hop:     "text=" + whole, // never empty
		Budget:  g.budget,
	}, nil
}

// clean cleans answer by answer, so that the Whole of one hop stays the beginning of
// the next one's.
func clean(text string) (string, error) {
	answers := strings.Split(text, "*")
	for i := range answers {
		var err error
		if answers[i], err = gateway.Typed("text", answers[i]); err != nil {
			return "", err
		}
	}
	return strings.Join(answers, "*"), nil
}

// Reply begins with CON while the session goes on; END closes it.
func (g *Gateway) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (gateway.Response, error) {
	if p.End || p.Drop {
		return gateway.Text(http.StatusOK, "END "+p.Text), nil
	}
	return gateway.Text(http.StatusOK, "CON "+p.Text), nil
}
