package imimobile

import (
	"net/url"
	"strings"
	"testing"

	"duar/ussd"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
	"duar/ussd/page"
)

// hop is a call in the fields and with the odd values of Vumi's own vectors
// (transports/imimobile/tests); the number and the words are ours.
func hop(msg string) string {
	return "msisdn=9221234567&tid=1&dcs=no-idea-what-this-is&code=VUMI&msg=" + url.QueryEscape(msg)
}

func config() Config { return Config{Code: gateway.Code{Code: "*384*7#"}} }

func turn(input string, dialled bool) ussd.Turn {
	return ussd.Turn{
		Channel: ussd.USSD, Session: "919221234567", Phone: "919221234567",
		Input: input, New: dialled, Budget: page.USSD,
	}
}

var (
	goesOn = map[string]string{"X-USSD-SESSION": "1"}
	ends   = map[string]string{"X-USSD-SESSION": "0"}
)

func TestDialect(t *testing.T) {
	g, err := New(config(), true)
	if err != nil {
		t.Fatal(err)
	}
	menu := ussd.Page{Text: "1 Land"}
	Play(t, g, []Case{
		{Name: "dialled", Query: hop("*384*7#"), Turn: turn("", true), Page: menu, Reply: "1 Land", Beside: goesOn},
		{Name: "dialled straight in", Query: hop("*384*7*1027001*165#"), Turn: turn("1027001*165", true), Page: menu},
		{Name: "answer", Query: hop("1"), Turn: turn("1", false), Page: menu, Beside: goesOn},
		{Name: "last page", Query: hop("1"), Turn: turn("1", false), Page: ussd.Page{Text: "Bye", End: true}, Reply: "Bye", Beside: ends},
		{Name: "after the end", Query: hop("1"), Turn: turn("1", false), Page: ussd.Page{Drop: true}, Beside: ends},
		{Name: "hung up", Query: hop("Map Dialog User Abort User Reason: User specific reason"), Beside: ends},
		{Name: "empty answer", Query: hop(""), Turn: turn("", false)},
		{Name: "a hash inside", Query: hop("16#5"), Turn: turn("16#5", false)},
		{Name: "another code", Query: hop("*121#"), Turn: turn("*121#", false)},
		{Name: "Bengali", Query: hop("১"), Turn: turn("১", false)},
		{Name: "the same tid twice means nothing unless the operator says so", Query: hop("1"), Turn: turn("1", false)},
		{Name: "500 characters", Query: hop(strings.Repeat("ক", 500)), Turn: turn(strings.Repeat("ক", 500), false)},

		{Name: "repeated key", Query: hop("1") + "&msisdn=9221234568", Status: 400},
		{Name: "no number", Query: "msg=1&tid=1&dcs=x&code=x", Status: 400},
		{Name: "no text", Query: "msisdn=9221234567&tid=1&dcs=x&code=x", Status: 400},
		{Name: "no tid", Query: "msisdn=9221234567&msg=1&dcs=x&code=x", Status: 400},
		{Name: "no dcs", Query: "msisdn=9221234567&msg=1&tid=1&code=x", Status: 400},
		{Name: "NUL", Query: hop("1\x00"), Status: 400},
		{Name: "broken UTF-8", Query: hop("\xff"), Status: 400},
		{Name: "nothing", Status: 400},
	})
}

func TestUnique(t *testing.T) {
	c := config()
	c.Unique, c.Screen = true, gateway.Screen{Septets: 150, Units: 45}
	g, err := New(c, true)
	if err != nil {
		t.Fatal(err)
	}
	want := turn("1", false)
	want.Hop, want.Budget = "1", page.Budget{Septets: 150, Units: 45}
	Play(t, g, []Case{{Name: "a request", Query: hop("1"), Turn: want}, {Name: "again", Query: hop("1"), Turn: want}})
}

func TestGuard(t *testing.T) {
	c := config()
	c.Guard = gateway.Guard{Networks: []string{"10.1.2.3"}, Secret: "sixteen-letters-"}
	g, err := New(c, false)
	if err != nil {
		t.Fatal(err)
	}
	key := map[string]string{"X-Duar-Key": "sixteen-letters-"}
	host := map[string]string{"X-Duar-Key": "sixteen-letters-", "Host": "evil.example"}
	Play(t, g, []Case{
		{Name: "both", From: "10.1.2.3", Header: key, Query: hop("1"), Turn: turn("1", false)},
		{Name: "the Host header counts for nothing", From: "10.1.2.3", Header: host, Query: hop("1"), Turn: turn("1", false)},
		{Name: "no key", From: "10.1.2.3", Query: hop("1"), Status: 401},
		{Name: "a wrong key", From: "10.1.2.3", Query: hop("1") + "&key=sixteen-letters+", Status: 401},
		{Name: "two keys", From: "10.1.2.3", Query: hop("1") + "&key=sixteen-letters-&key=x", Status: 401},
		{Name: "elsewhere", From: "10.1.2.4", Header: key, Query: hop("1"), Status: 403},
	})
}

func TestUnsafeConfigurations(t *testing.T) {
	safe := gateway.Guard{Networks: []string{"10.0.0.1"}}
	for name, c := range map[string]Config{
		"no guard":       {Code: gateway.Code{Code: "384"}},
		"no code":        {Guard: safe},
		"a code of none": {Guard: safe, Code: gateway.Code{Code: "duar"}},
		"endless screen": {Guard: safe, Code: gateway.Code{Code: "384"}, Screen: gateway.Screen{Units: 160}},
	} {
		if _, err := New(c, false); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, msg := range []string{"", "*384*7#", "1", "\xff", "**#", "ক"} {
		f.Add(hop(msg))
	}
	g, err := New(config(), true)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		turn, err := g.Read(t.Context(), Request(g, Case{Query: query}))
		if err != nil {
			return
		}
		if clean, err := gateway.Typed("msg", turn.Input); err != nil || turn.Session != string(turn.Phone) || !turn.New && clean != turn.Input {
			t.Errorf("%q gives %+v", query, turn)
		}
	})
}
