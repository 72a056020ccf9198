package all

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/africastalking"
	"duar/ussd/gateway/cdac"
	"duar/ussd/gateway/generic"
	"duar/ussd/gateway/twilio"
)

func names(list []gateway.Gateway) []string {
	var all []string
	for _, g := range list {
		all = append(all, g.Name())
	}
	return all
}

var (
	account = twilio.Config{AccountSID: "AC0123456789abcdef0123456789abcdef", AuthToken: "0123456789abcdef0123456789abcdef"}
	sending = func() twilio.Config { c := account; c.From = "+15005550006"; return c }()
	full    = Config{
		AfricasTalking: africastalking.Config{Guard: gateway.Guard{Networks: []string{"10.0.0.0/8"}}},
		Generic:        generic.Config{Secrets: []string{"an-example-secret-of-32-letters!"}},
		Twilio:         func() twilio.Config { c := sending; c.PublicURL = "https://duar.example.org"; return c }(),
		Cdac:           cdac.Config{Networks: []string{"10.0.0.0/8"}},
	}
)

func TestAll(t *testing.T) {
	for _, c := range []struct {
		name    string
		config  Config
		want    []string
		carrier bool
		flaws   []string // what the error must say; nothing for no error
	}{
		{"nothing set, nothing on", Config{}, nil, false, nil},
		{"demo", Config{Demo: true}, []string{"africastalking", "generic", "cdac"}, true, nil},
		{"everything", full, []string{"africastalking", "generic", "twilio", "cdac"}, true, nil},
		{"sending alone opens no door", Config{Twilio: sending}, nil, true, nil},
		{"an account that does nothing", Config{Twilio: account}, nil, false, []string{"twilio: set from"}},
		{"every flaw is told at once", Config{
			AfricasTalking: africastalking.Config{Screen: gateway.Screen{Units: 70}},
			Generic:        generic.Config{Secrets: []string{"short"}},
			Cdac:           cdac.Config{Keyword: "WB"},
		}, nil, false, []string{"africastalking: anybody could call it: set", "generic: make each secret", "cdac: anybody could call it: set"}},
		{"cdac without a way to answer", Config{Cdac: full.Cdac}, nil, false, []string{"cdac: its answers are SMS"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			carrier, err := Carrier(c.config, io.Discard)
			if err != nil || (carrier != nil) != c.carrier {
				t.Errorf("carrier %v, %v", carrier, err)
			}
			list, err := All(c.config, carrier, time.Now)
			if diff := cmp.Diff(c.want, names(list)); diff != "" {
				t.Error(diff)
			}
			if (err != nil) != (c.flaws != nil) {
				t.Errorf("error %v", err)
			}
			for _, flaw := range c.flaws {
				if !strings.Contains(err.Error(), flaw) {
					t.Errorf("%q is not in %q", flaw, err)
				}
			}
		})
	}
}

// Every gateway has its own name and its own address under its name.
func TestRoutes(t *testing.T) {
	carrier, err := Carrier(full, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	list, err := All(full, carrier, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, g := range list {
		if _, path := g.Route(); !strings.HasPrefix(path, "/gateways/"+g.Name()+"/") || seen[path] {
			t.Errorf("%s is at %s", g.Name(), path)
		} else {
			seen[path] = true
		}
	}
}

// In the demo an SMS is shown, and shown once.
func TestDemoCarrier(t *testing.T) {
	var b strings.Builder
	c, err := Carrier(Config{Demo: true}, &b)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := c.Send(t.Context(), notice.Message{Ref: "r", To: "919831000001", Body: "Plot 165"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(b.String(), "Plot 165"); n != 1 {
		t.Errorf("shown %d times:\n%s", n, b.String())
	}
}
