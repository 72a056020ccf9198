package africastalking

import (
	"net/http"
	"strings"
	"testing"

	"duar/ussd"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
	"duar/ussd/page"
)

const form = "sessionId=ATUid_1&phoneNumber=%2B919831000001&networkCode=40445&serviceCode=*384*1%23&text="

func turn(whole string, dialled bool) ussd.Turn {
	return ussd.Turn{
		Channel: ussd.USSD, Session: "ATUid_1", Phone: "919831000001",
		New: dialled, Whole: whole, Hop: "text=" + whole, Budget: page.USSD,
	}
}

var menu = ussd.Page{Text: "1 Land"}

func TestDialect(t *testing.T) {
	g, err := New(Config{}, true)
	if err != nil {
		t.Fatal(err)
	}
	Play(t, g, []Case{
		{Name: "dialled", Body: form, Turn: turn("", true), Page: menu, Reply: "CON 1 Land"},
		{Name: "dialled straight in", Body: form + "1027001*165", Turn: turn("1027001*165", false), Page: menu},
		{Name: "third answer", Body: form + "1*2*165", Turn: turn("1*2*165", false), Page: menu},
		{Name: "last page", Body: form + "1", Turn: turn("1", false), Page: ussd.Page{Text: "Bye", End: true}, Reply: "END Bye"},
		{Name: "after the end", Body: form + "1", Turn: turn("1", false), Page: ussd.Page{Drop: true}, Reply: "END "},
		{Name: "empty answer", Body: form + "1*", Turn: turn("1*", false), Page: menu},
		{Name: "a star of the person's own", Body: form + "1**2", Turn: turn("1**2", false), Page: menu},
		{Name: "a hash inside", Body: form + "1*16%235", Turn: turn("1*16#5", false), Page: menu},
		{Name: "spaces go answer by answer", Body: form + "+1+*+2+", Turn: turn("1*2", false), Page: menu},
		{Name: "Bengali", Body: form + "%E0%A7%A7", Turn: turn("১", false), Page: menu},
		{Name: "bidi controls go", Body: form + "1%E2%80%AE2", Turn: turn("12", false), Page: menu},
		{Name: "500 characters", Body: form + strings.Repeat("9", 500), Turn: turn(strings.Repeat("9", 500), false), Page: menu},
		{Name: "session ended", Body: form + "1&status=Success&durationInMillis=4100&hopsCount=2", Reply: "END "},

		{Name: "broken UTF-8", Body: form + "1*%ff%fe", Status: 400},
		{Name: "NUL", Body: form + "1%00", Status: 400},
		{Name: "escape to a terminal", Body: form + "%1b[2J", Status: 400},
		{Name: "repeated key", Body: form + "1&phoneNumber=%2B919831000002", Status: 400},
		{Name: "no session", Body: "phoneNumber=%2B919831000001&text=", Status: 400},
		{Name: "session of two lines", Body: "sessionId=a%0Ab&phoneNumber=%2B919831000001&text=", Status: 400},
		{Name: "no number", Body: "sessionId=ATUid_1&text=", Status: 400},
		{Name: "a number of letters", Body: "sessionId=ATUid_1&phoneNumber=ABC&text=", Status: 400},
		{Name: "not a form", Body: `{"text":"%"}`, Status: 400},
		{Name: "nothing", Status: 400},
		{Name: "too long", Body: form + strings.Repeat("1", gateway.MaxBody), Status: 413},
	})
}

func TestGuard(t *testing.T) {
	const secret = "sixteen-letters-"
	guard := func(networks []string, secret string) *Gateway {
		g, err := New(Config{Guard: gateway.Guard{Networks: networks, Secret: secret}}, false)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	good := Case{Body: form, Turn: turn("", true), Page: menu}
	bad := func(name string, status int, c Case) Case {
		c.Name, c.Status, c.Body = name, status, form
		return c
	}
	ok := func(name string, c Case) Case {
		c.Name, c.Body, c.Turn, c.Page = name, good.Body, good.Turn, good.Page
		return c
	}
	key := map[string]string{"X-Duar-Key": secret}

	t.Run("networks", func(t *testing.T) {
		Play(t, guard([]string{"196.216.0.0/24", "10.1.2.3"}, ""), []Case{
			ok("inside", Case{From: "196.216.0.77"}),
			ok("one address", Case{From: "10.1.2.3"}),
			ok("over IPv6", Case{From: "::ffff:10.1.2.3"}),
			bad("outside", http.StatusForbidden, Case{From: "196.216.1.1"}),
			bad("a key does not help", http.StatusForbidden, Case{From: "10.1.2.4", Header: key}),
		})
	})
	t.Run("secret", func(t *testing.T) {
		Play(t, guard(nil, secret), []Case{
			ok("in the header", Case{Header: key}),
			ok("in the query", Case{Query: "key=" + secret}),
			bad("missing", http.StatusUnauthorized, Case{}),
			bad("wrong", http.StatusUnauthorized, Case{Header: map[string]string{"X-Duar-Key": secret + "x"}}),
			bad("twice in the query", http.StatusUnauthorized, Case{Query: "key=" + secret + "&key=" + secret}),
		})
	})
	t.Run("both", func(t *testing.T) {
		Play(t, guard([]string{"10.1.2.3"}, secret), []Case{
			ok("both", Case{From: "10.1.2.3", Header: key}),
			bad("no key", http.StatusUnauthorized, Case{From: "10.1.2.3"}),
			bad("elsewhere", http.StatusForbidden, Case{From: "10.1.2.4", Header: key}),
		})
	})
}

func TestUnsafeConfigurations(t *testing.T) {
	for name, c := range map[string]Config{
		"no guard":       {},
		"short secret":   {Guard: gateway.Guard{Secret: "short"}},
		"no network":     {Guard: gateway.Guard{Networks: []string{"everywhere"}}},
		"endless screen": {Guard: gateway.Guard{Networks: []string{"10.0.0.1"}}, Screen: gateway.Screen{Units: 160}},
	} {
		if _, err := New(c, false); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// Whatever arrives, the gateway answers, and what it passes on is clean.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"", "1*2", "%ff", "*", "**%23", "%E0%A6%95%E0%A7%87"} {
		f.Add(form + text)
	}
	g, err := New(Config{}, true)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		turn, err := g.Read(t.Context(), Request(g, Case{Body: body}))
		if err != nil {
			return
		}
		if again, err := clean(turn.Whole); err != nil || again != turn.Whole {
			t.Errorf("%q is not clean: %q, %v", turn.Whole, again, err)
		}
	})
}

func BenchmarkHop(b *testing.B) {
	g, err := New(Config{}, true)
	if err != nil {
		b.Fatal(err)
	}
	r := Request(g, Case{Body: form + "1*2*1027001*165"})
	b.ReportAllocs()
	for b.Loop() {
		turn, err := g.Read(b.Context(), r)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := g.Reply(b.Context(), turn, menu); err != nil {
			b.Fatal(err)
		}
	}
}
