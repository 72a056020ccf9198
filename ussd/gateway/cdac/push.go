package cdac

import (
	"context"
	"crypto/sha512"
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

// Carrier is notice.Carrier over Mobile Seva's push. It knows no references, so wrap it in
// gateway.Once, and it sends no reports of delivery.
type Carrier struct {
	config Config
	out    *gateway.Out
}

// NewCarrier makes the carrier. transport is http.DefaultTransport in service.
func NewCarrier(c Config, transport http.RoundTripper) (*Carrier, error) {
	if _, err := gateway.Address(c.PushURL); err != nil {
		return nil, fmt.Errorf("cdac: the push url %w", err)
	}
	if c.Username == "" || c.Password == "" || c.SecureKey == "" {
		return nil, errors.New("cdac: set the user name, the password and the secure key that Mobile Seva gave the department")
	}
	return &Carrier{config: c, out: gateway.NewOut(transport)}, nil
}

// Send hands one message to Mobile Seva. It needs the registration: without header and
// template the failure is Unregistered and nothing is sent.
func (c *Carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	if err := gateway.Registered(m, false); err != nil {
		return notice.Receipt{}, err
	}
	text, unicode, err := gateway.Whole(m)
	if err != nil {
		return notice.Receipt{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.PushURL, strings.NewReader(c.form(m, text, unicode || m.Registration.Unicode).Encode()))
	if err != nil {
		return notice.Receipt{}, notice.Fail(notice.Locked, "", errors.New("the push url is not one"))
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.out.Do(ctx, r)
	if err != nil {
		return notice.Receipt{}, err
	}
	return read(answer)
}

// form is what C-DAC's own connector sends: the service names the number's field, and the
// key is over the content as it is sent.
func (c *Carrier) form(m notice.Message, text string, unicode bool) url.Values {
	content := strings.TrimSpace(text)
	service, number := "singlemsg", "mobileno"
	switch code := notice.Urgent(m.Key); { // a one-time code has a queue of its own
	case unicode && code:
		service = "unicodeotpmsg"
	case unicode:
		service, number = "unicodemsg", "bulkmobno"
	case code:
		service = "otpmsg"
	}
	if unicode {
		content = entities(content)
	}
	header := m.Registration.Header
	return url.Values{
		"username":       {c.config.Username},
		"password":       {c.config.Password},
		"senderid":       {header},
		"content":        {content},
		"smsservicetype": {service},
		number:           {string(m.To)},
		"templateid":     {m.Registration.Template},
		"key":            {hash(c.config.Username, header, content, c.config.SecureKey)},
	}
}

// entities writes every UTF-16 unit as &#decimal;, letters of our own alphabet among them.
func entities(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		b.WriteString("&#" + strconv.Itoa(int(unit)) + ";")
	}
	return b.String()
}

// hash is the key of a message: SHA-512 in hexadecimal, each part without its outer spaces.
func hash(parts ...string) string {
	h := sha512.New()
	for _, p := range parts {
		h.Write([]byte(strings.TrimSpace(p)))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// reasons puts Mobile Seva's codes (the list under "Response code" of its HTTP API) into
// our words.
var reasons = map[string]notice.Reason{
	"401": notice.Locked,       // wrong user name or password
	"403": notice.Credit,       // no credits
	"404": notice.Broken,       // internal database error
	"405": notice.Broken,       // internal networking error
	"406": notice.BadNumber,    // invalid or duplicate number
	"407": notice.Broken,       // network error on the SMSC
	"408": notice.Broken,       // the same
	"410": notice.Busy,         // internal limit exceeded
	"411": notice.Unregistered, // sender id not approved
	"412": notice.Unregistered, // the same
	"413": notice.Rejected,     // suspected spam
	"414": notice.Rejected,     // rejected by the operator: DND, spam
	"415": notice.Locked,       // no secure key of the department
	"416": notice.Locked,       // the hash does not match: another secure key
	"417": notice.Rejected,     // a one-time code to more than two numbers
	"418": notice.Busy,         // daily limit exceeded
	"422": notice.Unregistered, // entity id is not one
	"423": notice.Unregistered, // template id is not one
	"425": notice.Locked,       // secure key is mandatory
}

var (
	taken   = regexp.MustCompile(`^402\b(?:.*?MsgID\s*=\s*([^\s,]{1,128}))?`)
	refused = regexp.MustCompile(`^(?:ERROR\s*:\s*)?(\d{3})\b`)
)

// read understands "402,MsgID = 150620161466003974245msdgsms" and "ERROR : 406 Invalid
// mobile number". 409 is taken as well: "SMSC response timed out, message will be submitted".
func read(a gateway.Answer) (notice.Receipt, error) {
	said := strings.TrimSpace(a.Body)
	if m := taken.FindStringSubmatch(said); m != nil && a.Status < 300 {
		return notice.Receipt{Provider: "cdac", ID: m[1]}, nil
	}
	m := refused.FindStringSubmatch(said)
	if m == nil {
		return notice.Receipt{}, notice.Fail(gateway.ReasonOfStatus(a.Status), "http "+strconv.Itoa(a.Status), errors.New("mobile seva's answer has no code"))
	}
	if m[1] == "409" {
		return notice.Receipt{Provider: "cdac"}, nil
	}
	code, _ := strconv.Atoi(m[1])
	why, known := reasons[m[1]]
	if !known {
		if why, known = gateway.DLT(code); !known {
			why = notice.Unknown
		}
	}
	return notice.Receipt{}, notice.Fail(why, m[1], errors.New("mobile seva refused the message"))
}
