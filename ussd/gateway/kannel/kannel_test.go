package kannel

import (
	"strings"
	"testing"

	"duar/ussd"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
)

const secret = "sixteen-letters-"

// heard is a call as Kannel 1.4.5 was seen to make it, with our get-url.
func heard(coding, text string) string {
	return "from=%2B919831000001&id=f546a2c3-3c44-41bb-a2fd-267355eb9fcb&coding=" + coding + "&text=" + text
}

func turn(text string) ussd.Turn {
	return ussd.Turn{
		Channel: ussd.SMS, Session: "919831000001", Phone: "919831000001",
		Input: text, Hop: "f546a2c3-3c44-41bb-a2fd-267355eb9fcb",
	}
}

func TestDialect(t *testing.T) {
	g, err := New(Config{}, true)
	if err != nil {
		t.Fatal(err)
	}
	// As seen on the wire: %b of coding 2 is UTF-16, octet by octet.
	const bengali = "%09%9C%09%AE%09%BF%00+%09%E7"
	Play(t, g, []Case{
		{Name: "keyword", Query: heard("0", "LAND+1027001+165"), Turn: turn("LAND 1027001 165"),
			Page: ussd.Page{Text: "Plot 165 [Shali]"}, Reply: "Plot 165 [Shali]", Beside: map[string]string{"X-Kannel-Coding": "0"}},
		{Name: "Bengali", Query: heard("2", bengali), Turn: turn("জমি ১"),
			Page: ussd.Page{Text: "দাগ ১৬৫"}, Reply: "দাগ ১৬৫", Beside: map[string]string{"X-Kannel-Coding": "2"}},
		{Name: "a face", Query: heard("2", "%D8%3D%DE%00"), Turn: turn("😀")},
		{Name: "asked again", Query: heard("0", "LAND"), Turn: turn("LAND")},
		{Name: "empty", Query: heard("0", ""), Turn: turn("")},
		{Name: "two lines", Query: heard("0", "LAND%0A165"), Turn: turn("LAND 165")},
		{Name: "a hash inside", Query: heard("0", "16%235"), Turn: turn("16#5")},
		{Name: "500 characters", Query: heard("0", strings.Repeat("9", 500)), Turn: turn(strings.Repeat("9", 500))},
		{Name: "nothing to answer", Query: heard("0", "x"), Turn: turn("x"), Page: ussd.Page{Drop: true}},
		{Name: "binary", Query: heard("1", "%01%02")},

		{Name: "half a unit", Query: heard("2", "%09%9C%09"), Status: 400},
		{Name: "half a surrogate pair", Query: heard("2", "%D8%3D"), Status: 400},
		{Name: "broken UTF-8", Query: heard("0", "%FF"), Status: 400},
		{Name: "NUL", Query: heard("0", "a%00"), Status: 400},
		{Name: "another coding", Query: heard("8", "x"), Status: 400},
		{Name: "no coding", Query: "from=919831000001&id=1&text=x", Status: 400},
		{Name: "no id", Query: "from=919831000001&coding=0&text=x", Status: 400},
		{Name: "no number", Query: "id=1&coding=0&text=x", Status: 400},
		{Name: "repeated key", Query: heard("0", "x") + "&from=919831000002", Status: 400},
		{Name: "nothing", Status: 400},
	})
}

func TestGuard(t *testing.T) {
	g, err := New(Config{Guard: gateway.Guard{Networks: []string{"10.1.2.3"}, Secret: secret}}, false)
	if err != nil {
		t.Fatal(err)
	}
	query := heard("0", "LAND")
	Play(t, g, []Case{
		{Name: "both", From: "10.1.2.3", Query: query + "&key=" + secret, Turn: turn("LAND")},
		{Name: "the Host header counts for nothing", From: "10.1.2.3", Query: query + "&key=" + secret, Header: map[string]string{"Host": "evil.example"}, Turn: turn("LAND")},
		{Name: "no key", From: "10.1.2.3", Query: query, Status: 401},
		{Name: "two keys", From: "10.1.2.3", Query: query + "&key=" + secret + "&key=x", Status: 401},
		{Name: "elsewhere", From: "10.1.2.4", Query: query + "&key=" + secret, Status: 403},
	})
	if _, err := New(Config{}, false); err == nil {
		t.Error("a gateway that anybody can call was accepted")
	}
}

func FuzzRead(f *testing.F) {
	for _, query := range []string{heard("0", "LAND"), heard("2", "%09%9C"), heard("2", "%D8%3D%DE%00"), heard("1", "x"), "from=&&;"} {
		f.Add(query)
	}
	g, err := New(Config{}, true)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		turn, err := g.Read(t.Context(), Request(g, Case{Query: query}))
		if err != nil {
			return
		}
		if clean, err := gateway.Typed("text", turn.Input); err != nil || clean != turn.Input || turn.Hop == "" || turn.Phone == "" {
			t.Errorf("%q gives %+v", query, turn)
		}
	})
}
