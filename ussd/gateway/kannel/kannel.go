// Package kannel speaks to a Kannel of one's own (kannel.org, Debian's package), which in
// turn speaks to the operator: SMS out through smsbox's sendsms, its reports of delivery, and
// SMS in by its get-url.
//
// It knows sendsms, its X-Kannel headers, the bits of its reports and how it writes what
// phones send. It does not know the operator behind it, nor what is said.
package kannel

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/page"
)

// Config is what an administrator sets: URL, user name and password for SMS going out,
// networks or secret for what Kannel calls us with, and the public URL for its reports.
// Kannel's side of it is in docs/gateways.md.
type Config struct {
	URL      string `name:"url" help:"Where SMS are handed to Kannel: its smsbox's sendsms, such as http://127.0.0.1:13013/cgi-bin/sendsms." env:"URL"`
	Username string `help:"User name of Kannel's group sendsms-user." env:"USERNAME"`
	Password string `help:"Its password." env:"PASSWORD"`
	SMSC     string `name:"smsc" help:"smsc-id that SMS go out by; Kannel chooses when empty." env:"SMSC"`
	From     string `help:"Header or number SMS go out under when their registration names none." env:"FROM"`

	Registered  bool   `help:"Refuse messages without a registered header, entity and template, as Indian operators do." env:"REGISTERED"`
	EntityTLV   string `name:"entity-tlv" help:"Name of the smpp-tlv group for the principal entity; pe_id when empty." env:"ENTITY_TLV"`
	TemplateTLV string `name:"template-tlv" help:"Name of the smpp-tlv group for the template; template_id when empty." env:"TEMPLATE_TLV"`
	ChainTLV    string `name:"chain-tlv" help:"Name of the smpp-tlv group for the chain of telemarketers; not sent when empty." env:"CHAIN_TLV"`
	gateway.Shift

	PublicURL string `name:"public-url" help:"Where Kannel reaches this server, such as http://127.0.0.1:8080; without it nothing is known of delivery." env:"PUBLIC_URL"`
	gateway.Guard
}

// Sends tells whether an administrator has set anything for SMS going out.
func (c Config) Sends() bool { return c.URL+c.Username+c.Password != "" }

// Receives tells whether Kannel may call: with what phones send, and with reports.
func (c Config) Receives() bool { return c.Guard.On() }

// Reported tells whether Kannel is to report delivery to this server.
func (c Config) Reported() bool { return c.Sends() && c.PublicURL != "" }

// On tells whether an administrator has set anything.
func (c Config) On() bool { return c.Sends() || c.Receives() || c.PublicURL != "" }

const (
	name        = "kannel"
	route       = "/gateways/kannel/sms"
	reportRoute = "/gateways/kannel/report"
)

// Gateway is gateway.Gateway, for SMS coming in. Kannel's get-url must be
//
//	…/gateways/kannel/sms?key=…&from=%p&id=%I&coding=%c&text=%b
//
// with accept-x-kannel-headers, for the answer says its coding, and omit-empty, for some
// messages have none.
type Gateway struct{ check func(gateway.Request) error }

// New makes the gateway. open lets anybody call, as in the demo.
func New(c Config, open bool) (*Gateway, error) {
	check, err := c.Guard.Check(open)
	if err != nil {
		return nil, fmt.Errorf("kannel: %w", err)
	}
	return &Gateway{check: check}, nil
}

// Name is gateway.Gateway.
func (g *Gateway) Name() string { return name }

// Route is gateway.Gateway.
func (g *Gateway) Route() (method, path string) { return http.MethodGet, route }

// Read takes from, id, coding and text. Kannel keeps the id when it asks again. %b gives
// UTF-8, but the raw octets of UTF-16 for a message of coding 2; what is binary (coding 1)
// is no message of a person.
func (g *Gateway) Read(_ context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if err := g.check(r); err != nil {
		return none, err
	}
	query, err := r.Query()
	if err != nil {
		return none, err
	}
	phone, err := query.Phone("from")
	if err != nil {
		return none, err
	}
	id, err := query.ID("id")
	if err != nil {
		return none, err
	}
	text := query["text"]
	switch query["coding"] {
	case "0":
	case "1":
		return none, gateway.Ignore
	case "2":
		if text, err = utf16be(text); err != nil {
			return none, err
		}
	default:
		return none, gateway.Bad("coding must be 0, 1 or 2: write %c into the get-url")
	}
	if text, err = gateway.Typed("text", text); err != nil {
		return none, err
	}
	return ussd.Turn{Channel: ussd.SMS, Session: string(phone), Phone: phone, Input: text, Hop: id}, nil
}

// utf16be reads octets, the high one first. Half a pair of surrogates is refused.
func utf16be(s string) (string, error) {
	if len(s)%2 != 0 {
		return "", gateway.Bad("text is no UTF-16")
	}
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	text := string(utf16.Decode(units))
	if strings.ContainsRune(text, utf8.RuneError) {
		return "", gateway.Bad("text is no UTF-16")
	}
	return text, nil
}

// Reply is the text of an SMS. Without the coding beside it Kannel would send Bengali as
// question marks.
func (g *Gateway) Reply(_ context.Context, _ ussd.Turn, p ussd.Page) (gateway.Response, error) {
	if p.Drop || p.Text == "" {
		return gateway.Text(http.StatusOK, ""), nil
	}
	response := gateway.Text(http.StatusOK, p.Text)
	response.Header = map[string]string{"X-Kannel-Coding": "0"}
	if page.Measure(p.Text).Coding == page.UCS2 {
		response.Header["X-Kannel-Coding"] = "2"
	}
	return response, nil
}
