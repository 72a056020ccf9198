package kannel

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/page"
)

// Carrier is notice.Carrier over a Kannel. It cuts a long text into SMS itself, because
// Kannel cuts inside a letter, and hands them over one by one. Kannel knows no references,
// so wrap it in gateway.Once; its reports name ours.
type Carrier struct {
	config  Config
	out     *gateway.Out
	partway *partway
}

// NewCarrier makes the carrier. transport is http.DefaultTransport in service.
func NewCarrier(c Config, transport http.RoundTripper) (*Carrier, error) {
	if _, err := gateway.Address(c.URL); err != nil {
		return nil, fmt.Errorf("kannel: the url %w", err)
	}
	if c.Username == "" || c.Password == "" {
		return nil, errors.New("kannel: set the user name and password of its sendsms-user")
	}
	for _, s := range []string{c.Username, c.Password, c.SMSC, c.From} {
		if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
			return nil, errors.New("kannel: user name, password, smsc and from must be printable ASCII")
		}
	}
	c.EntityTLV, c.TemplateTLV = cmp.Or(c.EntityTLV, "pe_id"), cmp.Or(c.TemplateTLV, "template_id")
	if c.PublicURL != "" {
		if _, err := gateway.Address(c.PublicURL); err != nil {
			return nil, fmt.Errorf("kannel: the public url %w", err)
		}
		if !c.Guard.On() {
			return nil, errors.New("kannel: its reports would be refused: set the networks it calls from, or a secret, or both")
		}
	}
	return &Carrier{config: c, out: gateway.NewOut(transport), partway: newPartway()}, nil
}

// Send hands the parts of one message to Kannel, in order. When one is not taken, the next
// try begins with it, under the same number of the whole, so that the phone can join them.
func (c *Carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	if c.config.Registered {
		if err := gateway.Registered(m, true); err != nil {
			return notice.Receipt{}, err
		}
	}
	from := cmp.Or(m.Registration.Header, c.config.From)
	if from == "" {
		return notice.Receipt{}, notice.Fail(notice.Unregistered, "", errors.New("the message has no header and kannel's from is not set"))
	}
	parts, err := gateway.Parts(m, c.config.Schemes())
	if err == nil && vague(parts) {
		parts, err = gateway.Parts(m, page.Plain)
	}
	if err != nil {
		return notice.Receipt{}, err
	}
	number := fnv.New32a()
	number.Write([]byte(m.Ref))
	for i := c.partway.taken(m.Ref); i < len(parts.Segments); i++ {
		part := parts.Segments[i]
		part.Ref = uint8(number.Sum32())
		r, err := c.request(ctx, m, from, part)
		if err == nil {
			err = c.hand(ctx, r)
		}
		if err != nil {
			return notice.Receipt{}, c.broken(i, err)
		}
		if part.Part < part.Total {
			c.partway.note(m.Ref, i+1)
		}
	}
	c.partway.forget(m.Ref)
	return notice.Receipt{Provider: name}, nil
}

// broken keeps other carriers off a message of which a part was taken: they would send it
// all again.
func (c *Carrier) broken(taken int, err error) error {
	if f, ok := errors.AsType[*notice.Failure](err); ok && taken > 0 && f.Why.Elsewhere() {
		return notice.Fail(notice.TimedOut, "part "+f.Code, f.Err)
	}
	return err
}

func (c *Carrier) hand(ctx context.Context, r *http.Request) error {
	answer, err := c.out.Do(ctx, r)
	if err != nil {
		return err
	}
	return read(answer)
}

// request is one SMS. Everything is in headers and not in a query, so that the number, the
// text and the password are in no log of addresses.
func (c *Carrier) request(ctx context.Context, m notice.Message, from string, part page.Segment) (*http.Request, error) {
	coding, kind, body, err := written(part)
	if err != nil {
		return nil, notice.Fail(notice.Unmatched, "", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.URL, strings.NewReader(body))
	if err != nil {
		return nil, notice.Fail(notice.Locked, "", errors.New("the url is not one"))
	}
	set := func(header, value string) {
		if value != "" {
			r.Header.Set(header, value)
		}
	}
	set("Content-Type", kind)
	set("X-Kannel-Username", c.config.Username)
	set("X-Kannel-Password", c.config.Password)
	set("X-Kannel-SMSC", c.config.SMSC)
	set("X-Kannel-From", from)
	set("X-Kannel-To", string(m.To))
	set("X-Kannel-Coding", coding)
	set("X-Kannel-UDH", hex.EncodeToString(part.Header()))
	set("X-Kannel-Meta-Data", c.parameters(m.Registration))
	if part.Part == part.Total && m.Ref != "" { // the last arrives last; one report is enough
		set("X-Kannel-DLR-Url", c.reportURL(m.Ref))
		if c.config.PublicURL != "" {
			set("X-Kannel-DLR-Mask", everyReport)
		}
	}
	return r, nil
}

// parameters are the TLVs of the registration, by the names of Kannel's smpp-tlv groups.
func (c *Carrier) parameters(r notice.Registration) string {
	var b strings.Builder
	for _, p := range []struct{ tlv, value string }{
		{c.config.EntityTLV, r.Entity}, {c.config.TemplateTLV, r.Template}, {c.config.ChainTLV, r.Chain},
	} {
		if p.tlv != "" && p.value != "" {
			b.WriteString(p.tlv + "=" + url.QueryEscape(p.value) + "&")
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "?smpp?" + b.String()
}

// everyReport asks for all: delivered 1, failed 2, buffered 4, taken by the SMSC 8, refused
// by it 16.
const everyReport = "31"

// reportURL is where Kannel tells of a message. %d and %A are its escapes, so nothing else
// in the address may hold a per cent sign. The signature shows that we asked for it.
func (c *Carrier) reportURL(ref string) string {
	if c.config.PublicURL == "" {
		return ""
	}
	at := strings.TrimSuffix(c.config.PublicURL, "/") + reportRoute +
		"?ref=" + base64.RawURLEncoding.EncodeToString([]byte(ref)) + "&type=%d&answer=%A"
	if c.config.Secret != "" {
		at += "&sign=" + sign(c.config.Secret, ref)
	}
	return at
}

// read understands sendsms' answers: 202 with "0: Accepted for delivery" or "3: Queued for
// later delivery", older ones 200 with "Sent.", and refusals by their status.
func read(a gateway.Answer) error {
	switch {
	case a.Status == http.StatusAccepted, a.Status == http.StatusOK && strings.HasPrefix(a.Body, "Sent"):
		return nil
	case a.Status == http.StatusServiceUnavailable: // "Temporal failure, try again later."
		return notice.Fail(notice.Busy, "http 503", errors.New("kannel asks for patience"))
	}
	return notice.Fail(gateway.ReasonOfStatus(a.Status), "http "+strconv.Itoa(a.Status), errors.New("kannel refused the message"))
}
