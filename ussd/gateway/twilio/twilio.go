// Package twilio speaks Twilio's dialect both ways: SMS that come in as signed forms and
// are answered in TwiML, and SMS that go out over its REST API, of which it reports in signed
// forms again.
//
// It knows Twilio's signature, fields and error codes. It does not know what is said.
// Twilio takes no SMS from Indian numbers: there its inbound half is for trials, and
// cdac is for service.
package twilio

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	"github.com/twilio/twilio-go/twiml"

	"duar/seva"
	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
)

// Config is what an administrator sets. The first two are always needed; PublicURL for
// SMS coming in, From for SMS going out.
type Config struct {
	AccountSID     string `help:"Twilio account, AC and 32 hexadecimal digits." env:"ACCOUNT_SID"`
	AuthToken      string `help:"Twilio auth token; it signs what comes in and lets out what goes out." env:"AUTH_TOKEN"`
	PublicURL      string `help:"Where Twilio reaches this server, such as https://duar.example.org." env:"PUBLIC_URL"`
	From           string `help:"Sender of SMS: a number with its plus, a header, or a messaging service (MG...)." env:"FROM"`
	StatusCallback string `help:"Where Twilio reports delivery, a whole https URL; of the public URL when empty." env:"STATUS_CALLBACK"`
}

// On tells whether an administrator has set anything.
func (c Config) On() bool { return c != Config{} }

// Receives tells whether SMS are to come in.
func (c Config) Receives() bool { return c.PublicURL != "" }

// Sends tells whether SMS are to go out.
func (c Config) Sends() bool { return c.From != "" }

// Reported tells whether Twilio is to report delivery to this server.
func (c Config) Reported() bool { return c.Sends() && c.callback() != "" }

// callback is where Twilio reports delivery, or "": it takes no address without TLS.
func (c Config) callback() string {
	if c.StatusCallback == "" && strings.HasPrefix(c.PublicURL, "https://") {
		return strings.TrimSuffix(c.PublicURL, "/") + statusRoute
	}
	return c.StatusCallback
}

var (
	accountSID = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	messageSID = regexp.MustCompile(`^(SM|MM)[0-9a-fA-F]{32}$`)
	authToken  = regexp.MustCompile(`^[0-9a-zA-Z]{16,}$`) // the library refuses any other letter
)

func (c Config) account() error {
	if !accountSID.MatchString(c.AccountSID) {
		return errors.New("twilio: set the account SID: AC and 32 hexadecimal digits, from the Twilio console")
	}
	if !authToken.MatchString(c.AuthToken) {
		return errors.New("twilio: set the auth token of the account: letters and digits only")
	}
	return nil
}

// Gateway is gateway.Gateway, for SMS coming in.
type Gateway struct {
	account string
	url     string // what Twilio has signed: the configured one, never the request's Host
	valid   client.RequestValidator

	// Stops is told of a STOP or START that Twilio has acted on itself; it may be nil.
	Stops notice.Stops
}

const (
	route       = "/gateways/twilio/sms"
	statusRoute = "/gateways/twilio/status"
)

// New makes the gateway. open allows a public URL without TLS, as in the demo.
func New(c Config, open bool) (*Gateway, error) {
	if err := c.account(); err != nil {
		return nil, err
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || u.RawQuery != "" || (u.Scheme != "https" && !(open && u.Scheme == "http")) {
		return nil, errors.New("twilio: set the public URL to what is configured at Twilio, without the path: https://duar.example.org")
	}
	return &Gateway{
		account: c.AccountSID,
		url:     strings.TrimSuffix(c.PublicURL, "/") + route,
		valid:   client.NewRequestValidator(c.AuthToken),
	}, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return "twilio" }

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) { return http.MethodPost, route }

// Read checks X-Twilio-Signature. It covers the first value of each key and no query of
// ours, so repeated keys and queries are refused before. It has no time in it either:
// a request sent again is met by its MessageSid, which gives the same page.
func (g *Gateway) Read(ctx context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	form, err := authentic(r, g.valid, g.url, g.account)
	if err != nil {
		return none, err
	}
	phone, err := form.Phone("From")
	if err != nil {
		return none, err
	}
	if form["OptOutType"] != "" {
		return none, g.heed(ctx, form["OptOutType"], phone, r.Received)
	}
	text, err := gateway.Typed("Body", form["Body"])
	if err != nil {
		return none, err
	}
	return ussd.Turn{
		Channel: ussd.SMS,
		Session: string(phone),
		Phone:   phone,
		Input:   text,
		Hop:     form["MessageSid"],
	}, nil
}

// authentic reads a form that Twilio has signed for the address, of the account and about one
// message.
func authentic(r gateway.Request, valid client.RequestValidator, address, account string) (gateway.Fields, error) {
	if r.RawQuery != "" {
		return nil, gateway.Bad("a query is not signed and not allowed")
	}
	form, err := r.Form()
	if err != nil {
		return nil, err
	}
	if !valid.ValidateBody(address, r.Body, r.Header("X-Twilio-Signature")) {
		return nil, gateway.Forbidden("the signature is missing or wrong; the public URL must be the one set at Twilio")
	}
	if form["AccountSid"] != account {
		return nil, gateway.Forbidden("the account is another one")
	}
	if !messageSID.MatchString(form["MessageSid"]) {
		return nil, gateway.Bad("MessageSid is missing or wrong")
	}
	return form, nil
}

// heed passes on that a person has opted out or in again at Twilio (Advanced Opt-Out). Twilio
// has answered them itself, so there is no turn.
func (g *Gateway) heed(ctx context.Context, what string, phone seva.Phone, at time.Time) error {
	if g.Stops == nil {
		return gateway.Ignore
	}
	var err error
	switch what {
	case "STOP":
		err = g.Stops.Stop(ctx, phone, at)
	case "START":
		err = g.Stops.Start(ctx, phone, at)
	}
	return cmp.Or(err, gateway.Ignore)
}

// Reply is TwiML with one message, or with none.
func (g *Gateway) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (gateway.Response, error) {
	var verbs []twiml.Element
	if p.Text != "" && !p.Drop {
		verbs = append(verbs, twiml.MessagingMessage{Body: p.Text})
	}
	xml, err := twiml.Messages(verbs)
	if err != nil {
		return gateway.Text(http.StatusInternalServerError, "try again"), err
	}
	return gateway.Response{Status: http.StatusOK, Type: "text/xml; charset=utf-8", Body: []byte(xml)}, nil
}
