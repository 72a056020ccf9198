// Package infobip speaks Infobip's USSD: a JSON object to an address that names the session
// and what happened in it (start, response, end), a JSON object back.
//
// The dialect is as Vumi's transport for it has it (praekeltfoundation/vumi,
// transports/infobip, after "INFOBIP USSD Gateway to Third-party Application HTTP/REST/JSON
// Web Service API"). It knows the address and the two objects, not what is on the screens.
package infobip

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"duar/seva"
	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/page"
)

// Config is what an administrator sets. The dialect is unsigned, so one of Guard's two
// protections is needed.
type Config struct {
	gateway.Guard
	gateway.Screen
	gateway.Code
}

// On tells whether an administrator has set anything.
func (c Config) On() bool {
	return c.Guard.On() || c.Screen != (gateway.Screen{}) || c.Code != (gateway.Code{})
}

// Gateway is gateway.Gateway.
type Gateway struct {
	method string
	check  func(gateway.Request) error
	budget page.Budget
	code   gateway.Code
}

// New makes the gateway for the steps that are posted, start and response. open lets anybody
// call, as in the demo.
func New(c Config, open bool) (*Gateway, error) { return gatewayFor(http.MethodPost, c, open) }

// NewEnd makes the gateway for the end of a session, which is put.
func NewEnd(c Config, open bool) (*Gateway, error) { return gatewayFor(http.MethodPut, c, open) }

func gatewayFor(method string, c Config, open bool) (*Gateway, error) {
	check, err := c.Check(open)
	if err != nil {
		return nil, fmt.Errorf("infobip: %w", err)
	}
	budget, err := c.Budget()
	if err != nil {
		return nil, fmt.Errorf("infobip: %w", err)
	}
	if c.Code.Code != "" && !c.Code.Set() {
		return nil, errors.New("infobip: write the code as people dial it, such as *384*7#")
	}
	return &Gateway{method: method, check: check, budget: budget, code: c.Code}, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return "infobip" }

const prefix = "/gateways/infobip/session/"

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) { return g.method, prefix + ":id/:step" }

// The steps of a session.
const (
	begin    = "start"
	proceed  = "response"
	finished = "end"
)

// Read takes the session and the step from the address, msisdn and text from the object. The
// text of a start is what was dialled.
func (g *Gateway) Read(_ context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if err := g.check(r); err != nil {
		return none, err
	}
	id, step, _ := strings.Cut(strings.TrimPrefix(r.Path, prefix), "/")
	session, err := gateway.ID("the session", id)
	if err != nil {
		return none, err
	}
	switch posted := g.method == http.MethodPost; {
	case posted && (step == begin || step == proceed):
	case step == finished:
		return none, gateway.Ignore
	default:
		return none, gateway.Bad("the address must end in start, response or end")
	}
	in, err := decode(r.Body)
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
	t := ussd.Turn{Channel: ussd.USSD, Session: session, Phone: phone, Input: text, New: step == begin, Budget: g.budget}
	if t.New {
		t.Input = g.dialled(text, in.shortCode)
	}
	return t, nil
}

// dialled is what stands behind the service code: ours, or the one the call names.
func (g *Gateway) dialled(text, shortCode string) string {
	for _, code := range []gateway.Code{g.code, {Code: shortCode}} {
		if after, ok := code.Dialled(text); ok {
			return after
		}
	}
	return text
}

// Reply is the menu. responseExitCode 200 says that all is well.
func (g *Gateway) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (gateway.Response, error) {
	body, err := json.Marshal(struct {
		ShouldClose      bool   `json:"shouldClose"`
		USSDMenu         string `json:"ussdMenu"`
		ResponseExitCode int    `json:"responseExitCode"`
		ResponseMessage  string `json:"responseMessage"`
	}{p.End || p.Drop, p.Text, http.StatusOK, ""})
	if err != nil { // these always marshal
		return gateway.Text(http.StatusInternalServerError, "try again"), err
	}
	return gateway.Response{Status: http.StatusOK, Type: "application/json; charset=utf-8", Body: body}, nil
}
