package nic

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	. "duar/ussd/gateway/gatewaytest"
)

func config() Config {
	return Config{URL: "https://sms.example.org/failsafe/HttpLink", Username: "dept.user", PIN: "pin-4711"}
}

const accepted = "Message Accepted for Request ID=12313946898506681731361~code=API000 & info=Platform accepted & Time =2014/03/13/11/20"

func TestSend(t *testing.T) {
	latin := Message
	latin.Body = "Plot 165 & [Shali]"
	for _, c := range []struct {
		name          string
		m             notice.Message
		kind, message string
	}{
		{"Latin", latin, "PM", "Plot 165 & [Shali]"},
		// ড় goes apart, as NFC has it: 09A1 09BC.
		{"Bengali", Message, "UC", "09A609BE0997002009E709EC09EB003A002009AC09A109BC0020099C09AE09BF0964"},
	} {
		t.Run(c.name, func(t *testing.T) {
			transport, asked := Recording(http.StatusOK, accepted)
			carrier, err := NewCarrier(config(), transport)
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := carrier.Send(t.Context(), c.m)
			if want := (notice.Receipt{Provider: "nic", ID: "12313946898506681731361"}); err != nil || receipt != want {
				t.Fatalf("receipt %v, %v", receipt, err)
			}
			r := (*asked)[0]
			want := url.Values{
				"username": {"dept.user"}, "pin": {"pin-4711"}, "mnumber": {"919831000001"}, "message": {c.message},
				"msgType": {c.kind}, "splitAlgm": {"concat"}, "signature": {"WBDUAR"},
				"dlt_entity_id": {"1101234567890123456"}, "dlt_template_id": {"1107654321098765432"},
			}
			if diff := cmp.Diff(want, r.URL.Query()); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			if r.Method != http.MethodGet || r.URL.Host != "sms.example.org" || r.URL.Path != "/failsafe/HttpLink" || r.Sent != "" {
				t.Errorf("%s %s %q", r.Method, r.URL.Host+r.URL.Path, r.Sent)
			}
		})
	}
}

func TestNeedsRegistration(t *testing.T) {
	transport, asked := Recording(http.StatusOK, accepted)
	carrier, err := NewCarrier(config(), transport)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*notice.Registration){
		"no entity":   func(r *notice.Registration) { r.Entity = "" },
		"no template": func(r *notice.Registration) { r.Template = "" },
		"no header":   func(r *notice.Registration) { r.Header = "" },
	} {
		m := Message
		change(&m.Registration)
		if _, err := carrier.Send(t.Context(), m); notice.ReasonOf(err) != notice.Unregistered {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(*asked) > 0 {
		t.Errorf("%d were sent all the same", len(*asked))
	}
}

func TestCarry(t *testing.T) {
	Carry(t, func(transport http.RoundTripper) (notice.Carrier, error) { return NewCarrier(config(), transport) },
		accepted, "pin-4711", "dept.user", "09A609BE0997")
}

func TestUnsafeConfigurations(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no url":      func(c *Config) { c.URL = "" }, // there is no default: nobody calls a live system by leaving it out
		"without TLS": func(c *Config) { c.URL = "http://sms.example.org/failsafe/HttpLink" },
		"no user":     func(c *Config) { c.Username = "" },
		"no pin":      func(c *Config) { c.PIN = "" },
	} {
		c := config()
		change(&c)
		if _, err := NewCarrier(c, http.DefaultTransport); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
