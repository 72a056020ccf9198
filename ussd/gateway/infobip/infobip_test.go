package infobip

import (
	"net/http"
	"strings"
	"testing"

	"duar/ussd"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
	"duar/ussd/page"
)

// body is an object as in Vumi's own vectors (transports/infobip/tests), where shortCode
// holds the code that was dialled; the number and the words are ours.
func body(text string) string {
	return `{"msisdn":"919831000001","imsi":"429011234567890","shortCode":"*123#1#","optional":"o=1","ussdGwId":"11","language":null,"text":"` + text + `"}`
}

const (
	start    = "/gateways/infobip/session/1/start"
	response = "/gateways/infobip/session/1/response"
	end      = "/gateways/infobip/session/1/end"
)

func turn(input string, dialled bool) ussd.Turn {
	return ussd.Turn{
		Channel: ussd.USSD, Session: "1", Phone: "919831000001",
		Input: input, New: dialled, Budget: page.USSD,
	}
}

func TestDialect(t *testing.T) {
	g, err := New(Config{Code: gateway.Code{Code: "*384*7#"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	menu := ussd.Page{Text: "hello \"yourself\""}
	Play(t, g, []Case{
		{Name: "dialled", Path: start, Body: body("*384*7#"), Turn: turn("", true), Page: menu,
			Reply: `{"shouldClose":false,"ussdMenu":"hello \"yourself\"","responseExitCode":200,"responseMessage":""}`},
		{Name: "dialled straight in", Path: start, Body: body("*384*7*1027001*165#"), Turn: turn("1027001*165", true)},
		{Name: "dialled what shortCode says", Path: start, Body: body("*123#1*5#"), Turn: turn("5", true)},
		{Name: "dialled, and the text is what followed", Path: start, Body: body("1027001*165"), Turn: turn("1027001*165", true)},
		{Name: "no shortCode", Path: start, Body: `{"msisdn":"919831000001","text":""}`, Turn: turn("", true)},
		{Name: "shortCode is null", Path: start, Body: `{"msisdn":"919831000001","text":"","shortCode":null}`, Turn: turn("", true)},
		{Name: "answer", Path: response, Body: body("More?"), Turn: turn("More?", false),
			Page:  ussd.Page{Text: "No thanks.", End: true},
			Reply: `{"shouldClose":true,"ussdMenu":"No thanks.","responseExitCode":200,"responseMessage":""}`},
		{Name: "an answer like the code", Path: response, Body: body("*384*7#"), Turn: turn("*384*7#", false)},
		{Name: "after the end", Path: response, Body: body("1"), Turn: turn("1", false), Page: ussd.Page{Drop: true},
			Reply: `{"shouldClose":true,"ussdMenu":"","responseExitCode":200,"responseMessage":""}`},
		{Name: "empty answer", Path: response, Body: body(""), Turn: turn("", false)},
		{Name: "Bengali", Path: response, Body: body("১"), Turn: turn("১", false)},
		{Name: "500 characters", Path: response, Body: body(strings.Repeat("ক", 500)), Turn: turn(strings.Repeat("ক", 500), false)},
		{Name: "the end, posted", Path: end, Body: `{"reason":"ok","exitCode":0}`},

		{Name: "another step", Path: "/gateways/infobip/session/1/status", Body: body("1"), Status: 400},
		{Name: "no session", Path: "/gateways/infobip/session//start", Body: body("1"), Status: 400},
		{Name: "a step too many", Path: start + "/x", Body: body("1"), Status: 400},
		{Name: "a session of odd letters", Path: "/gateways/infobip/session/a b/start", Body: body("1"), Status: 400},
		{Name: "not JSON", Path: start, Body: "not json at all", Status: 400},
		{Name: "no text", Path: start, Body: `{"msisdn":"919831000001"}`, Status: 400},
		{Name: "no number", Path: start, Body: `{"text":"Oops. No msisdn."}`, Status: 400},
		{Name: "other capitals", Path: start, Body: `{"MSISDN":"919831000001","text":""}`, Status: 400},
		{Name: "repeated key", Path: start, Body: `{"msisdn":"919831000001","msisdn":"919831000002","text":""}`, Status: 400},
		{Name: "repeated key in other capitals", Path: start, Body: `{"msisdn":"919831000001","MSISDN":"919831000002","text":""}`, Status: 400},
		{Name: "repeated key in disguise", Path: start, Body: `{"msisdn":"919831000001","t\u0065xt":"1","text":""}`, Status: 400},
		{Name: "text is a number", Path: start, Body: `{"msisdn":"919831000001","text":1}`, Status: 400},
		{Name: "text is null", Path: start, Body: `{"msisdn":"919831000001","text":null}`, Status: 400},
		{Name: "an object inside", Path: start, Body: `{"msisdn":"919831000001","text":"","x":{"text":"1"}}`, Status: 400},
		{Name: "more after the object", Path: start, Body: body("1") + "{}", Status: 400},
		{Name: "an array", Path: start, Body: "[]", Status: 400},
		{Name: "half a surrogate pair", Path: start, Body: body(`\ud83d`), Status: 400},
		{Name: "NUL", Path: start, Body: body(`\u0000`), Status: 400},
		{Name: "broken UTF-8", Path: start, Body: body("\xff"), Status: 400},
		{Name: "nothing", Path: start, Status: 400},
		{Name: "deep", Path: start, Body: strings.Repeat("[", 30_000), Status: 400},
	})
}

// The end is put to the same place; nothing else may be.
func TestEnd(t *testing.T) {
	g, err := NewEnd(Config{}, true)
	if err != nil {
		t.Fatal(err)
	}
	if method, _ := g.Route(); method != http.MethodPut {
		t.Error(method)
	}
	Play(t, g, []Case{
		{Name: "the end", Path: end, Body: `{"reason":"ok","exitCode":0}`,
			Reply: `{"shouldClose":true,"ussdMenu":"","responseExitCode":200,"responseMessage":""}`},
		{Name: "an answer", Path: response, Body: body("1"), Status: 400},
	})
}

func TestGuard(t *testing.T) {
	g, err := New(Config{Guard: gateway.Guard{Networks: []string{"10.1.2.3"}, Secret: "sixteen-letters-"}}, false)
	if err != nil {
		t.Fatal(err)
	}
	key := map[string]string{"X-Duar-Key": "sixteen-letters-"}
	host := map[string]string{"X-Duar-Key": "sixteen-letters-", "Host": "evil.example"}
	Play(t, g, []Case{
		{Name: "both", From: "10.1.2.3", Path: response, Header: key, Body: body("1"), Turn: turn("1", false)},
		{Name: "the Host header counts for nothing", From: "10.1.2.3", Path: response, Header: host, Body: body("1"), Turn: turn("1", false)},
		{Name: "no key", From: "10.1.2.3", Path: response, Body: body("1"), Status: 401},
		{Name: "no key at the end either", From: "10.1.2.3", Path: end, Status: 401},
		{Name: "a key in the body", From: "10.1.2.3", Path: response, Body: `{"key":"sixteen-letters-","msisdn":"919831000001","text":""}`, Status: 401},
		{Name: "two keys", From: "10.1.2.3", Path: response, Query: "key=sixteen-letters-&key=x", Body: body("1"), Status: 401},
		{Name: "elsewhere", From: "10.1.2.4", Path: response, Header: key, Body: body("1"), Status: 403},
	})
}

func TestUnsafeConfigurations(t *testing.T) {
	safe := gateway.Guard{Networks: []string{"10.0.0.1"}}
	for name, c := range map[string]Config{
		"no guard":       {},
		"a code of none": {Guard: safe, Code: gateway.Code{Code: "duar"}},
		"endless screen": {Guard: safe, Screen: gateway.Screen{Units: 160}},
	} {
		if _, err := New(c, false); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{body(""), "{", "[]", `{"text":1e3}`, `{"text":"\ud800"}`, `{"x":{}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := decode(b); err == nil && strings.ContainsRune(c.msisdn+c.text+c.shortCode, '\ufffd') {
			t.Errorf("%q gives %+v", b, c)
		}
	})
}
