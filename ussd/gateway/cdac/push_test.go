package cdac

import (
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	. "duar/ussd/gateway/gatewaytest"
)

func push() Config {
	return Config{PushURL: "https://sms.example.org/esms/sendsmsrequestDLT", Username: "dept", Password: "pass-word", SecureKey: "secure-key"}
}

const accepted = "402,MsgID = 150620161466003974245msdgsms\r\n"

// formOf sends a message and gives what Mobile Seva got.
func formOf(t *testing.T, m notice.Message) url.Values {
	t.Helper()
	transport, asked := Recording(http.StatusOK, accepted)
	c, err := NewCarrier(push(), transport)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := c.Send(t.Context(), m)
	if want := (notice.Receipt{Provider: "cdac", ID: "150620161466003974245msdgsms"}); err != nil || receipt != want {
		t.Fatalf("receipt %v, %v", receipt, err)
	}
	r := (*asked)[0]
	if r.Method != http.MethodPost || r.URL.String() != push().PushURL || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
	}
	form, err := url.ParseQuery(r.Sent)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// key is C-DAC's rule written a second time, over what was sent.
func key(content string) string {
	sum := sha512.Sum512([]byte("dept" + "WBDUAR" + content + "secure-key"))
	return hex.EncodeToString(sum[:])
}

func TestPush(t *testing.T) {
	bengali, latin := Message, Message
	latin.Body, latin.Registration.Unicode = " Plot 165: 2.06 acre [Shali] ", false
	face := Message
	face.Body = "ক😀" // two units and not one
	code := Message
	code.Key, code.Body = "sms.otp", "১২৩"
	latinCode := latin
	latinCode.Key, latinCode.Body = "sms.otp", "123456"
	pin := latinCode
	pin.Key = "sms.otp.pin"
	// Registered as Unicode, so sent as Unicode even when no letter asks for it.
	plain := Message
	plain.Body = "165"
	for _, c := range []struct {
		name                     string
		m                        notice.Message
		service, number, content string
	}{
		{"Latin", latin, "singlemsg", "mobileno", "Plot 165: 2.06 acre [Shali]"},
		{"Bengali", bengali, "unicodemsg", "bulkmobno",
			"&#2470;&#2494;&#2455;&#32;&#2535;&#2540;&#2539;&#58;&#32;&#2476;&#2465;&#2492;&#32;&#2460;&#2478;&#2495;&#2404;"},
		{"a surrogate pair", face, "unicodemsg", "bulkmobno", "&#2453;&#55357;&#56832;"},
		{"a code", latinCode, "otpmsg", "mobileno", "123456"},
		{"a code for a PIN", pin, "otpmsg", "mobileno", "123456"},
		{"a code in Bengali", code, "unicodeotpmsg", "mobileno", "&#2535;&#2536;&#2537;"},
		{"Latin letters in a Unicode template", plain, "unicodemsg", "bulkmobno", "&#49;&#54;&#53;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := url.Values{
				"username": {"dept"}, "password": {"pass-word"}, "senderid": {"WBDUAR"}, "content": {c.content},
				"smsservicetype": {c.service}, c.number: {"919831000001"}, "templateid": {"1107654321098765432"}, "key": {key(c.content)},
			}
			if diff := cmp.Diff(want, formOf(t, c.m)); diff != "" {
				t.Errorf("form (-want +got):\n%s", diff)
			}
		})
	}
}

// This is what `printf 'deptWBDUARPlot 165secure-key' | sha512sum` gives.
func TestHashVector(t *testing.T) {
	const want = "58dfe90a5bb17ba4a75b407e6485b1e29d3c69238d92f591863f27a9ba8d6094" +
		"1a2fc151f1b6f903aeb79f3e6e7c87e1fe6b3061d35d28a82032d02f89aabb2e"
	if got := hash("dept", " WBDUAR ", "Plot 165 ", "secure-key"); got != want {
		t.Errorf("got %s", got)
	}
}

func TestPushNeedsRegistration(t *testing.T) {
	transport, asked := Recording(http.StatusOK, accepted)
	c, err := NewCarrier(push(), transport)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*notice.Registration){
		"nothing":     func(r *notice.Registration) { *r = notice.Registration{} },
		"no template": func(r *notice.Registration) { r.Template = "" },
		"no header":   func(r *notice.Registration) { r.Header = "" },
	} {
		m := Message
		change(&m.Registration)
		if _, err := c.Send(t.Context(), m); notice.ReasonOf(err) != notice.Unregistered {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := Message
	long.Body = strings.Repeat("ক", 67*255+1)
	if _, err := c.Send(t.Context(), long); notice.ReasonOf(err) != notice.TooLong {
		t.Errorf("too long: %v", err)
	}
	if len(*asked) > 0 {
		t.Errorf("%d were sent all the same", len(*asked))
	}
}

func TestCarry(t *testing.T) {
	Carry(t, func(transport http.RoundTripper) (notice.Carrier, error) { return NewCarrier(push(), transport) },
		accepted, "pass-word", "secure-key", "&#2470;")
}

func TestUnsafePush(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no url":       func(c *Config) { c.PushURL = "" },
		"without TLS":  func(c *Config) { c.PushURL = "http://sms.example.org/" },
		"no user":      func(c *Config) { c.Username = "" },
		"no password":  func(c *Config) { c.Password = "" },
		"no secret":    func(c *Config) { c.SecureKey = "" },
		"secret in it": func(c *Config) { c.PushURL += "?password=x" },
	} {
		c := push()
		change(&c)
		if _, err := NewCarrier(c, http.DefaultTransport); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
