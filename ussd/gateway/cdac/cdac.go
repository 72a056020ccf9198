// Package cdac speaks the two halves of C-DAC's Mobile Seva. Pull: a citizen's SMS to a
// state's keyword arrives as a plain GET, and the answer leaves as an SMS of its own
// (mgov.gov.in/RegisterPullService). Push: our SMS go out as hashed forms
// (mgov.gov.in/RegisterPushService).
//
// It knows the query and the keyword of the one, the form, its key and its codes of the
// other. It does not know what is said, nor under what it is registered.
package cdac

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
)

// Config is what an administrator sets: the first two for SMS coming in, the others for SMS
// going out. C-DAC signs nothing that it sends and sends no key: only the address of its
// machine tells that it calls.
type Config struct {
	Networks []string `help:"Addresses or networks (CIDR) Mobile Seva calls from." env:"NETWORKS" sep:","`
	Keyword  string   `help:"The state's keyword that begins every message; WB when empty." env:"KEYWORD"`

	PushURL   string `help:"Where SMS are handed to Mobile Seva: the address of its sendsmsrequestDLT, as C-DAC gave it." env:"PUSH_URL"`
	Username  string `help:"Mobile Seva's user name of the department." env:"USERNAME"`
	Password  string `help:"Its password." env:"PASSWORD"`
	SecureKey string `help:"Its secure key, from Mobile Seva's portal; it goes into each message's hash." env:"SECURE_KEY"`
}

// On tells whether an administrator has set anything for SMS coming in.
func (c Config) On() bool { return len(c.Networks) > 0 || c.Keyword != "" }

// Sends tells whether an administrator has set anything for SMS going out.
func (c Config) Sends() bool { return c.PushURL+c.Username+c.Password+c.SecureKey != "" }

const westBengal = "WB"

// Gateway is gateway.Gateway.
type Gateway struct {
	check   func(gateway.Request) error
	keyword string
	carrier notice.Carrier
}

// New makes the gateway; carrier takes the answers. open lets anybody call, as in the demo.
func New(c Config, carrier notice.Carrier, open bool) (*Gateway, error) {
	check, err := gateway.Guard{Networks: c.Networks}.Check(open)
	if err != nil {
		return nil, fmt.Errorf("cdac: %w", err)
	}
	if carrier == nil {
		return nil, errors.New("cdac: its answers are SMS: set up a carrier too, such as twilio")
	}
	return &Gateway{check: check, keyword: cmp.Or(c.Keyword, westBengal), carrier: carrier}, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return "cdac" }

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) { return http.MethodGet, "/gateways/cdac/sms" }

// Read takes mobileNumber, timeStamp and message. The format has no message id: the
// time and the text of a message are what tell it from others of the same number.
func (g *Gateway) Read(_ context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if err := g.check(r); err != nil {
		return none, err
	}
	query, err := r.Query()
	if err != nil {
		return none, err
	}
	phone, err := query.Phone("mobileNumber")
	if err != nil {
		return none, err
	}
	text, err := gateway.Typed("message", query["message"])
	if err != nil {
		return none, err
	}
	at, err := gateway.Typed("timeStamp", query["timeStamp"])
	if err != nil {
		return none, err
	}
	if at == "" || len(at) > maxTime {
		return none, gateway.Bad("timeStamp is missing or too long")
	}
	return ussd.Turn{
		Channel: ussd.SMS,
		Session: string(phone),
		Phone:   phone,
		Input:   g.strip(text),
		Hop:     at + " " + digest(text),
	}, nil
}

const maxTime = 40 // "2012-02-23 13:30:20" has 19

// strip takes the state's keyword off. A message without it is passed on whole: some
// connections take it off themselves.
func (g *Gateway) strip(text string) string {
	first, rest, _ := strings.Cut(text, " ")
	if strings.EqualFold(first, g.keyword) {
		return strings.TrimSpace(rest)
	}
	return text
}

// Reply sends the page as an SMS and answers OK, which nobody reads. An answer of 503 asks
// for the same message once more; its Ref will be the same.
func (g *Gateway) Reply(ctx context.Context, t ussd.Turn, p ussd.Page) (gateway.Response, error) {
	if p.Drop || p.Text == "" {
		return gateway.Text(http.StatusOK, "OK"), nil
	}
	_, err := g.carrier.Send(ctx, notice.Message{
		Ref:  "cdac-" + digest(t.Session+"\n"+t.Hop),
		To:   t.Phone,
		Body: p.Text,
	})
	if err != nil && notice.Retryable(err) {
		return gateway.Text(http.StatusServiceUnavailable, "try again"), err
	}
	return gateway.Text(http.StatusOK, "OK"), err
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
