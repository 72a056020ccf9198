package comviva

import (
	"net/url"
	"strings"
	"testing"

	"duar/ussd"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
	"duar/ussd/page"
)

// hop is a call in the fields of Vumi's own vectors (transports/airtel/tests); the number
// and the words are ours.
func hop(input string) string {
	return "SessionID=session-id&MSISDN=919831000001&MSC=msc&input=" + url.QueryEscape(input)
}

func config() Config { return Config{Code: gateway.Code{Code: "*167*7#"}} }

func turn(input string, dialled bool) ussd.Turn {
	return ussd.Turn{
		Channel: ussd.USSD, Session: "session-id", Phone: "919831000001",
		Input: input, New: dialled, Budget: page.USSD,
	}
}

var (
	goesOn = map[string]string{"Freeflow": "FC", "charge": "N", "amount": "0"}
	ends   = map[string]string{"Freeflow": "FB", "charge": "N", "amount": "0"}
)

// production is a cleaning call as Vumi's authors saw it once, with a number of ours.
const production = "msisdn=919831000001&clean=cleann&error=523&SessionID=13697502734175597&MSC=919831000001" +
	"&=&=en&=9031510005344&=&=&=postpaid&=20130528171235405&=200220130528171113956582"

func TestDialect(t *testing.T) {
	g, err := New(config(), true)
	if err != nil {
		t.Fatal(err)
	}
	menu := ussd.Page{Text: "1 Land"}
	Play(t, g, []Case{
		{Name: "dialled", Query: hop("167*7"), Turn: turn("", true), Page: menu, Reply: "1 Land", Beside: goesOn},
		{Name: "dialled straight in", Query: hop("167*7*1027001*165"), Turn: turn("1027001*165", true), Page: menu},
		{Name: "dialled, star and hash left on", Query: hop("*167*7*3#"), Turn: turn("3", true)},
		{Name: "answer", Query: hop("c"), Turn: turn("c", false), Page: menu, Beside: goesOn},
		{Name: "last page", Query: hop("c"), Turn: turn("c", false), Page: ussd.Page{Text: "\nfoo\n", End: true}, Reply: "foo\n", Beside: ends},
		{Name: "after the end", Query: hop("1"), Turn: turn("1", false), Page: ussd.Page{Drop: true}, Beside: ends},
		{Name: "empty answer", Query: hop(""), Turn: turn("", false)},
		{Name: "stars of the person's own", Query: hop("****"), Turn: turn("****", false)},
		{Name: "another service", Query: hop("167*71"), Turn: turn("167*71", false)},
		{Name: "Bengali", Query: hop("১"), Turn: turn("১", false)},
		{Name: "500 characters", Query: hop(strings.Repeat("9", 500)), Turn: turn(strings.Repeat("9", 500), false)},
		{Name: "cleaned up", Query: "SessionID=session-id&msisdn=919831000001&clean=clean-session&error=522", Beside: ends},
		{Name: "cleaned up, as seen in production", Query: production, Beside: ends},

		{Name: "repeated key", Query: hop("1") + "&MSISDN=919831000002", Status: 400},
		{Name: "no session", Query: "MSISDN=919831000001&MSC=msc&input=1", Status: 400},
		{Name: "cleaned up without a session", Query: "clean=clean-session&error=522", Status: 400},
		{Name: "no number", Query: "SessionID=s&MSC=msc&input=1", Status: 400},
		{Name: "no MSC", Query: "SessionID=foo&MSISDN=919831000001&input=7*a", Status: 400},
		{Name: "no input", Query: "SessionID=foo&MSISDN=919831000001&MSC=msc", Status: 400},
		{Name: "NUL", Query: hop("\x00"), Status: 400},
		{Name: "broken UTF-8", Query: hop("\xff"), Status: 400},
		{Name: "nothing", Status: 400},
	})
}

func TestGuard(t *testing.T) {
	c := config()
	c.Networks, c.UserID, c.Password = []string{"10.1.2.3"}, "userid", "pass-word-of-16-"
	g, err := New(c, false)
	if err != nil {
		t.Fatal(err)
	}
	const from, who = "10.1.2.3", "&userid=userid&password=pass-word-of-16-"
	Play(t, g, []Case{
		{Name: "both", From: from, Query: hop("1") + who, Turn: turn("1", false)},
		{Name: "the Host header counts for nothing", From: from, Query: hop("1") + who, Header: map[string]string{"Host": "evil.example"}, Turn: turn("1", false)},
		{Name: "cleaned up", From: from, Query: production + who},
		{Name: "nobody", From: from, Query: hop("1"), Status: 401},
		{Name: "another user", From: from, Query: hop("1") + "&userid=foo&password=pass-word-of-16-", Status: 401},
		{Name: "another password", From: from, Query: hop("1") + "&userid=userid&password=bar", Status: 401},
		{Name: "cleaned up by nobody", From: from, Query: production, Status: 401},
		{Name: "two passwords", From: from, Query: hop("1") + who + "&password=bar", Status: 400},
		{Name: "a key does not help", From: from, Query: hop("1"), Header: map[string]string{"X-Duar-Key": "pass-word-of-16-"}, Status: 401},
		{Name: "elsewhere", From: "10.1.2.4", Query: hop("1") + who, Status: 403},
	})
}

func TestUnsafeConfigurations(t *testing.T) {
	code := gateway.Code{Code: "384"}
	for name, c := range map[string]Config{
		"no guard":       {Code: code},
		"no code":        {Networks: []string{"10.0.0.1"}},
		"user alone":     {Networks: []string{"10.0.0.1"}, UserID: "u", Code: code},
		"short password": {UserID: "u", Password: "short", Code: code},
		"no network":     {Networks: []string{"everywhere"}, Code: code},
		"endless screen": {Networks: []string{"10.0.0.1"}, Code: code, Screen: gateway.Screen{Septets: 999}},
	} {
		if _, err := New(c, false); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, query := range []string{hop("167*7"), hop("1"), production, "=&=&", "&=1&SessionID", "SessionID=%"} {
		f.Add(query)
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
		if turn.Session == "" || turn.Phone == "" || strings.ContainsAny(turn.Input, "\x00\n\r") {
			t.Errorf("%q gives %+v", query, turn)
		}
	})
}
