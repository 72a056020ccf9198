// Package nic sends SMS through the National Informatics Centre's SMS gateway, whose
// dialect (a query to its HttpLink, one line back) others in India speak as well.
//
// It knows the query and the codes. It does not know what is said, nor under what it is
// registered. The dialect has user name and PIN in the query: they, the number and the text
// stand in no log and no error of ours, but the line to the gateway must be TLS.
package nic

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"duar/seva/notice"
	"duar/ussd/gateway"
)

// Config is what an administrator sets.
type Config struct {
	URL      string `name:"url" help:"Where SMS are handed to the gateway: the address of its HttpLink, as NIC gave it." env:"URL"`
	Username string `help:"User name NIC gave the department." env:"USERNAME"`
	PIN      string `name:"pin" help:"Its PIN." env:"PIN"`
}

// On tells whether an administrator has set anything.
func (c Config) On() bool { return c != Config{} }

// Carrier is notice.Carrier. The gateway knows no references, so wrap it in gateway.Once,
// and its reports of delivery are had by other ways than HTTP.
type Carrier struct {
	config Config
	base   *url.URL
	out    *gateway.Out
}

// NewCarrier makes the carrier. transport is http.DefaultTransport in service.
func NewCarrier(c Config, transport http.RoundTripper) (*Carrier, error) {
	base, err := gateway.Address(c.URL)
	if err != nil {
		return nil, fmt.Errorf("nic: the url %w", err)
	}
	if c.Username == "" || c.PIN == "" {
		return nil, errors.New("nic: set the user name and the PIN that NIC gave the department")
	}
	return &Carrier{config: c, base: base, out: gateway.NewOut(transport)}, nil
}

// Send hands one message to the gateway. It needs the registration: without entity, header
// and template the failure is Unregistered and nothing is sent.
func (c *Carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	if err := gateway.Registered(m, true); err != nil {
		return notice.Receipt{}, err
	}
	text, unicode, err := gateway.Whole(m)
	if err != nil {
		return notice.Receipt{}, err
	}
	r := &http.Request{Method: http.MethodGet, URL: c.link(m, text, unicode), Host: c.base.Host, Header: http.Header{}}
	answer, err := c.out.Do(ctx, r)
	if err != nil {
		return notice.Receipt{}, err
	}
	return read(answer)
}

// link writes the query. A text that is not in the default alphabet goes as UTF-16 in
// hexadecimal (msgType=UC), as the gateway's handbook has it; long ones are joined again.
func (c *Carrier) link(m notice.Message, text string, unicode bool) *url.URL {
	kind := "PM"
	if unicode {
		kind, text = "UC", units(text)
	}
	link := *c.base
	link.RawQuery = url.Values{
		"username":        {c.config.Username},
		"pin":             {c.config.PIN},
		"mnumber":         {string(m.To)},
		"message":         {text},
		"msgType":         {kind},
		"splitAlgm":       {"concat"},
		"signature":       {m.Registration.Header},
		"dlt_entity_id":   {m.Registration.Entity},
		"dlt_template_id": {m.Registration.Template},
	}.Encode()
	return &link
}

func units(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return strings.ToUpper(hex.EncodeToString(b))
}

// reasons puts the gateway's codes into our words (its HTTPS API handbook, as two open
// connectors of it list them).
var reasons = map[string]notice.Reason{
	"-2":   notice.Locked,    // wrong user name or PIN
	"-3":   notice.BadNumber, // no number
	"-4":   notice.Unmatched, // no text
	"-5":   notice.Locked,    // HTTPS is off for the account
	"-6":   notice.Locked,    // HTTP is off for the account
	"-13":  notice.Broken,    // internal error
	"-19":  notice.Locked,    // unauthorised: our address is not on the list
	"-201": notice.Locked,    // the account may not send this way
	"-401": notice.Rejected,  // time of delivery
	"-404": notice.Rejected,  // kind of message
	"-406": notice.Rejected,  // port
	"-407": notice.Rejected,  // validity
	"-408": notice.Rejected,  // customer's reference
	"-409": notice.Rejected,  // bill's reference
	"-410": notice.BadNumber, // no such destination
	"-432": notice.Rejected,  // bill's reference is too long
	"-433": notice.Rejected,  // customer's reference is too long
}

var (
	status  = regexp.MustCompile(`~code=API\s*(-?\d{1,6})`)
	request = regexp.MustCompile(`Request ID\s*=\s*([0-9A-Za-z-]{1,64})\s*~`)
)

// read understands "Message Accepted for Request ID=1231~code=API000 & info=Platform
// accepted & Time =2014/09/16/14/17".
func read(a gateway.Answer) (notice.Receipt, error) {
	m := status.FindStringSubmatch(a.Body)
	switch {
	case m == nil:
		return notice.Receipt{}, notice.Fail(gateway.ReasonOfStatus(a.Status), "http "+strconv.Itoa(a.Status), errors.New("nic's answer has no code"))
	case m[1] == "000":
		receipt := notice.Receipt{Provider: "nic"}
		if id := request.FindStringSubmatch(a.Body); id != nil {
			receipt.ID = id[1]
		}
		return receipt, nil
	}
	why, known := reasons[m[1]]
	if !known {
		code, _ := strconv.Atoi(strings.TrimPrefix(m[1], "-"))
		if why, known = gateway.DLT(code); !known {
			why = notice.Unknown
		}
	}
	return notice.Receipt{}, notice.Fail(why, m[1], errors.New("nic refused the message"))
}
