package all

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/seva"
	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/africastalking"
	"duar/ussd/gateway/cdac"
	"duar/ussd/gateway/comviva"
	"duar/ussd/gateway/generic"
	"duar/ussd/gateway/imimobile"
	"duar/ussd/gateway/infobip"
	"duar/ussd/gateway/kannel"
	"duar/ussd/gateway/smpp"
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
	// everything is full with what came after it.
	everything = func() Config {
		c := full
		guard, code := gateway.Guard{Networks: []string{"10.0.0.0/8"}}, gateway.Code{Code: "*384*7#"}
		c.IMImobile = imimobile.Config{Guard: guard, Code: code}
		c.Comviva = comviva.Config{Networks: guard.Networks, Code: code}
		c.Infobip = infobip.Config{Guard: guard}
		c.Kannel, c.NIC = box, link
		c.Cdac.PushURL, c.Cdac.Username, c.Cdac.Password, c.Cdac.SecureKey = push.PushURL, push.Username, push.Password, push.SecureKey
		c.SMPP = smpp.Config{Address: "127.0.0.1:2775", SystemID: "duar", Password: "p", From: "56767"}
		return c
	}()
)

// book is both ports of what providers report.
type book struct{}

func (book) Note(context.Context, notice.Report) error          { return nil }
func (book) Stop(context.Context, seva.Phone, time.Time) error  { return nil }
func (book) Start(context.Context, seva.Phone, time.Time) error { return nil }
func (book) Stopped(context.Context, seva.Phone) (bool, error)  { return false, nil }

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
		{"a Kannel that does nothing", Config{Kannel: kannel.Config{PublicURL: "http://127.0.0.1:8080"}}, nil, false, []string{"kannel: set its url"}},
		{"dialects that anybody could call", Config{
			IMImobile: imimobile.Config{Code: gateway.Code{Code: "384"}},
			Comviva:   comviva.Config{Code: gateway.Code{Code: "384"}},
			Infobip:   infobip.Config{Code: gateway.Code{Code: "384"}},
		}, nil, false, []string{"imimobile: anybody could call it", "comviva: anybody could call it", "infobip: anybody could call it"}},
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
	carrier, err := Carrier(everything, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	list, err := Gateways(everything, Ports{Carrier: carrier, Reports: book{}, Stops: book{}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, g := range list {
		method, path := g.Route()
		if !strings.HasPrefix(path, "/gateways/"+g.Name()+"/") || seen[method+path] {
			t.Errorf("%s is at %s", g.Name(), path)
		}
		seen[method+path] = true
	}
	want := []string{"africastalking", "generic", "imimobile", "comviva", "infobip", "infobip", "kannel", "kannel", "twilio", "twilio", "cdac"}
	if diff := cmp.Diff(want, names(list)); diff != "" {
		t.Error(diff)
	}
	// Reports of delivery have a door only when somebody takes them.
	if list, err = All(everything, carrier, time.Now); err != nil || len(list) != len(want)-2 {
		t.Errorf("%v, %v", names(list), err)
	}
}

func TestCarriers(t *testing.T) {
	lines, err := Lines(everything, time.Now)
	if err != nil || len(lines) != 1 {
		t.Fatalf("%v, %v", lines, err)
	}
	silent := everything
	silent.SMPP.From = "" // the bind is for USSD alone
	demo := everything
	demo.Demo = true
	ordered := func(order ...string) Config { c := everything; c.SMSCarriers = order; return c }
	broken := everything
	broken.NIC.PIN, broken.Kannel.URL = "", "http://kannel.example.org/"
	for _, c := range []struct {
		name   string
		config Config
		want   []string
		flaws  []string
	}{
		{"nothing set", Config{}, nil, nil},
		{"the demo", Config{Demo: true}, []string{"console"}, nil},
		{"everything", everything, []string{"smpp", "kannel", "cdac", "nic", "twilio"}, nil},
		{"the demo with an account", demo, []string{"smpp", "kannel", "cdac", "nic", "twilio"}, nil},
		{"a bind for USSD alone", silent, []string{"kannel", "cdac", "nic", "twilio"}, nil},
		{"an order", ordered("twilio", " cdac"), []string{"twilio", "cdac"}, nil},
		{"an order of one that is not there", ordered("console"), nil, []string{`sms-carriers: "console"`}},
		{"an order with one twice", ordered("nic", "nic"), nil, []string{"twice"}},
		{"every flaw is told at once", broken, nil, []string{"nic: set the user name and the PIN", "kannel: the url must begin with https://"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			of := lines
			if c.config.SMPP.Address == "" {
				of = nil
			}
			list, err := Carriers(c.config, io.Discard, of)
			var got []string
			for _, r := range list {
				got = append(got, r.Name)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
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
	if lines, err := Lines(Config{}, time.Now); err != nil || lines != nil {
		t.Errorf("lines of nothing: %v, %v", lines, err)
	}
	if _, err := Lines(Config{SMPP: smpp.Config{SystemID: "duar"}}, time.Now); err == nil {
		t.Error("a bind without an address was accepted")
	}
	Answering(lines, lines[0].(notice.Carrier))
	Answering(nil, nil)
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
