package twilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"duar/ussd"
	. "duar/ussd/gateway/gatewaytest"
)

const (
	sid    = "AC0123456789abcdef0123456789abcdef"
	token  = "0123456789abcdef0123456789abcdef"
	public = "https://duar.example.org"
	msg    = "SM0123456789abcdef0123456789abcdef"
)

func config() Config {
	return Config{AccountSID: sid, AuthToken: token, PublicURL: public, From: "+15005550006"}
}

// sign is Twilio's rule written a second time: the URL, then each key and value in the
// order of the keys (twilio.com/docs/usage/security).
func sign(token, url string, form url.Values) string {
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(url))
	for _, key := range slices.Sorted(maps.Keys(form)) {
		h.Write([]byte(key + form.Get(key)))
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func values(changes ...string) url.Values {
	v := url.Values{}
	for key, value := range map[string]string{
		"AccountSid": sid, "MessageSid": msg, "SmsSid": msg, "ApiVersion": "2010-04-01",
		"From": "+919831000001", "To": "+15005550006", "Body": "LAND 1027001 165",
		"NumMedia": "0", "NumSegments": "1", "FromCountry": "IN", "FromCity": "",
	} {
		v.Set(key, value)
	}
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func signed(c Case, form url.Values) Case {
	c.Body = form.Encode()
	c.Header = map[string]string{"X-Twilio-Signature": sign(token, public+route, form)}
	return c
}

func turn(input string) ussd.Turn {
	return ussd.Turn{Channel: ussd.SMS, Session: "919831000001", Phone: "919831000001", Input: input, Hop: msg}
}

func TestDialect(t *testing.T) {
	g, err := New(config(), false)
	if err != nil {
		t.Fatal(err)
	}
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	repeated := signed(Case{Name: "repeated key", Status: 400}, values())
	repeated.Body += "&From=%2B919831000002" // the signature still holds for the first value
	host := signed(Case{Name: "the Host header counts for nothing", Turn: turn("LAND 1027001 165")}, values())
	host.Header["Host"], host.Header["X-Forwarded-Host"] = "evil.example", "evil.example"
	unsigned := signed(Case{Name: "unsigned", Status: 403}, values())
	unsigned.Header = nil
	changed := signed(Case{Name: "changed after signing", Status: 403}, values())
	changed.Body = strings.Replace(changed.Body, "165", "166", 1)
	query := signed(Case{Name: "unsigned query", Status: 400, Query: "From=x"}, values())
	elsewhere := signed(Case{Name: "signed for another address", Status: 403}, values())
	elsewhere.Header["X-Twilio-Signature"] = sign(token, "https://evil.example"+route, values())
	stranger := signed(Case{Name: "signed with another token", Status: 403}, values())
	stranger.Header["X-Twilio-Signature"] = sign("x"+token, public+route, values())

	Play(t, g, []Case{
		signed(Case{Name: "keyword", Turn: turn("LAND 1027001 165"), Page: ussd.Page{Text: "Plot 165 <Shali> & more"},
			Reply: head + `<Response><Message>Plot 165 &lt;Shali&gt; &amp; more</Message></Response>`}, values()),
		signed(Case{Name: "sent again", Turn: turn("LAND 1027001 165")}, values()),
		signed(Case{Name: "Bengali", Turn: turn("জমি ১৬৫"), Page: ussd.Page{Text: "দাগ\n১৬৫"},
			Reply: head + "<Response><Message>দাগ\n১৬৫</Message></Response>"}, values("Body", "জমি\n১৬৫")),
		signed(Case{Name: "empty", Turn: turn("")}, values("Body", "")),
		signed(Case{Name: "nothing to answer", Turn: turn("x"), Page: ussd.Page{Drop: true}, Reply: head + `<Response/>`}, values("Body", "x")),
		signed(Case{Name: "500 letters", Turn: turn(strings.Repeat("ক", 500))}, values("Body", strings.Repeat("ক", 500))),
		host,
		unsigned, changed, elsewhere, stranger, query, repeated,
		signed(Case{Name: "another account", Status: 403}, values("AccountSid", "AC00000000000000000000000000000000")),
		signed(Case{Name: "no message id", Status: 400}, values("MessageSid", "")),
		signed(Case{Name: "from a short code", Status: 400}, values("From", "57575")),
		signed(Case{Name: "NUL", Status: 400}, values("Body", "a\x00")),
		signed(Case{Name: "broken UTF-8", Status: 400}, values("Body", "\xff")),
		{Name: "nothing", Status: 403},
	})
}

func TestUnsafeConfigurations(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no account":        func(c *Config) { c.AccountSID = "" },
		"no token":          func(c *Config) { c.AuthToken = "" },
		"no public URL":     func(c *Config) { c.PublicURL = "" },
		"public without s":  func(c *Config) { c.PublicURL = "http://duar.example.org" },
		"public with query": func(c *Config) { c.PublicURL = public + "?a=b" },
	} {
		c := config()
		change(&c)
		if _, err := New(c, false); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	for name, change := range map[string]func(*Config){
		"no token":             func(c *Config) { c.AuthToken = "a-b" },
		"no sender":            func(c *Config) { c.From = "" },
		"callback without TLS": func(c *Config) { c.StatusCallback = "http://duar.example.org/status" },
	} {
		c := config()
		change(&c)
		if _, err := NewCarrier(c, http.DefaultTransport); err == nil {
			t.Errorf("%s was accepted for sending", name)
		}
	}
}
