package generic

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"duar/ussd"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
	"duar/ussd/page"
)

const (
	secret   = "an-example-secret-of-32-letters!"
	previous = "the-secret-before-this-one-was-32"
	path     = "/gateways/generic/ussd"
)

func frozen() time.Time { return Now }

func open(t testing.TB, nonces gateway.Nonces) *Gateway {
	g, err := New(Config{Secrets: []string{secret, previous}}, nonces)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

const vector = "ea96280bdd0ea54e5024ba3e8dbcda48e545c429bae03cb1b27426cfdbbba49e"

var serial int

// signed signs a case as an operator would, with a nonce of its own.
func signed(c Case) Case {
	serial++
	return signedWith(c, secret, strconv.FormatInt(Now.Unix(), 10), "nonce-0000000000"+strconv.Itoa(serial))
}

func signedWith(c Case, secret, timestamp, nonce string) Case {
	c.Header = map[string]string{
		TimestampHeader: timestamp,
		NonceHeader:     nonce,
		SignatureHeader: Sign([]byte(secret), "POST", path, timestamp, nonce, []byte(c.Body)),
	}
	return c
}

func body(kind, text, seq string) string {
	return `{"sessionId":"s-1","msisdn":"919831000001","type":"` + kind + `","text":"` + text + `","seq":` + seq + `}`
}

func turn(input, hop string, dialled bool) ussd.Turn {
	return ussd.Turn{
		Channel: ussd.USSD, Session: "s-1", Phone: "919831000001",
		Input: input, New: dialled, Hop: hop, Budget: page.USSD,
	}
}

func TestDialect(t *testing.T) {
	menu := ussd.Page{Text: "১ জমি \"x\""}
	Play(t, open(t, gateway.NewMemory(1000, frozen)), []Case{
		signed(Case{Name: "dialled", Body: body("new", "", "0"), Turn: turn("", "0", true), Page: menu,
			Reply: `{"message":"১ জমি \"x\"","shouldClose":false}`}),
		signed(Case{Name: "dialled straight in", Body: body("new", "1027001*165", "0"), Turn: turn("1027001*165", "0", true)}),
		signed(Case{Name: "answer", Body: body("continue", " ১ ", "7"), Turn: turn("১", "7", false),
			Page: ussd.Page{Text: "Bye", End: true}, Reply: `{"message":"Bye","shouldClose":true}`}),
		signed(Case{Name: "empty answer", Body: body("continue", "", "8"), Turn: turn("", "8", false)}),
		signed(Case{Name: "after the end", Body: body("continue", "1", "9"), Turn: turn("1", "9", false),
			Page: ussd.Page{Drop: true}, Reply: `{"message":"","shouldClose":true}`}),
		signed(Case{Name: "hung up", Body: body("end", "", "10"), Reply: `{"message":"","shouldClose":true}`}),
		signed(Case{Name: "a hash inside", Body: body("continue", "16#5", "11"), Turn: turn("16#5", "11", false)}),
		signed(Case{Name: "500 characters", Body: body("continue", strings.Repeat("ক", 500), "12"),
			Turn: turn(strings.Repeat("ক", 500), "12", false)}),

		signed(Case{Name: "repeated key", Body: `{"sessionId":"s","sessionId":"t","msisdn":"919831000001","type":"new","text":"","seq":0}`, Status: 400, Reply: "a key is repeated"}),
		signed(Case{Name: "repeated key in disguise", Body: `{"seq":1,"s\u0065q":2,"sessionId":"s","msisdn":"919831000001","type":"new","text":""}`, Status: 400, Reply: "a key is repeated"}),
		signed(Case{Name: "other capitals", Body: strings.Replace(body("new", "", "0"), "msisdn", "MSISDN", 1), Status: 400}),
		signed(Case{Name: "unknown key", Body: strings.Replace(body("new", "", "0"), "{", `{"admin":"1",`, 1), Status: 400}),
		signed(Case{Name: "missing key", Body: `{"sessionId":"s","msisdn":"919831000001","type":"new","text":""}`, Status: 400, Reply: "seq is missing"}),
		signed(Case{Name: "unknown type", Body: body("begin", "", "0"), Status: 400}),
		signed(Case{Name: "more after the object", Body: body("new", "", "0") + "{}", Status: 400}),
		signed(Case{Name: "trailing comma", Body: strings.Replace(body("new", "", "0"), "}", ",}", 1), Status: 400}),
		signed(Case{Name: "an array", Body: `[]`, Status: 400}),
		signed(Case{Name: "nothing", Status: 400}),
		signed(Case{Name: "an object as text", Body: strings.Replace(body("new", "x", "0"), `"x"`, `{"a":1}`, 1), Status: 400}),
		signed(Case{Name: "null as text", Body: strings.Replace(body("new", "x", "0"), `"x"`, `null`, 1), Status: 400}),
		signed(Case{Name: "seq as text", Body: body("new", "", `"0"`), Status: 400}),
		signed(Case{Name: "seq with a fraction", Body: body("new", "", `0.5`), Status: 400}),
		signed(Case{Name: "negative seq", Body: body("new", "", `-1`), Status: 400}),
		signed(Case{Name: "endless seq", Body: body("new", "", `99999999999999999999`), Status: 400}),
		signed(Case{Name: "broken UTF-8", Body: body("new", "\xff", "0"), Status: 400}),
		signed(Case{Name: "half a surrogate pair", Body: body("new", `\ud83d`, "0"), Status: 400}),
		signed(Case{Name: "NUL", Body: body("new", `\u0000`, "0"), Status: 400}),
		signed(Case{Name: "empty session", Body: strings.Replace(body("new", "", "0"), "s-1", "", 1), Status: 400}),
		signed(Case{Name: "no number", Body: strings.Replace(body("new", "", "0"), "919831000001", "12", 1), Status: 400}),
		signed(Case{Name: "deep", Body: strings.Repeat("[", 30_000), Status: 400}),
	})
}

func TestSignature(t *testing.T) {
	g := open(t, gateway.NewMemory(1000, frozen))
	at := func(d time.Duration) string { return strconv.FormatInt(Now.Add(d).Unix(), 10) }
	in := func(name string, status int) Case {
		c := Case{Name: name, Status: status, Body: body("new", "", "0")}
		if status == 0 {
			c.Turn = turn("", "0", true)
		}
		return c
	}
	without := func(c Case, header, value string) Case {
		c.Header[header] = value
		return c
	}
	other := signed(in("another path", 401))
	other.Header[SignatureHeader] = Sign([]byte(secret), "POST", "/gateways/generic/sms", other.Header[TimestampHeader], other.Header[NonceHeader], []byte(other.Body))
	changed := signed(in("changed body", 401))
	changed.Body = body("new", "1", "0")
	query := signed(in("unsigned query", 400))
	query.Query = "msisdn=919831000002"

	const nonce = "nonce-used-more-than-once"
	Play(t, g, []Case{
		signedWith(in("good", 0), secret, at(0), nonce),
		signedWith(in("replayed", 401), secret, at(0), nonce),
		signedWith(in("nonce used with another time", 401), secret, at(time.Second), nonce),
		signedWith(in("the secret before", 0), previous, at(0), "nonce-of-the-old-secret"),
		signedWith(in("a stranger's secret", 401), strings.Repeat("x", 32), at(0), "nonce-of-a-stranger"),
		signedWith(in("that nonce was not used up", 0), secret, at(0), "nonce-of-a-stranger"),
		signedWith(in("300 seconds old", 0), secret, at(-Window), "nonce-at-the-edge-1"),
		signedWith(in("300 seconds ahead", 0), secret, at(Window), "nonce-at-the-edge-2"),
		signedWith(in("301 seconds old", 401), secret, at(-Window-time.Second), "nonce-over-the-edge-1"),
		signedWith(in("301 seconds ahead", 401), secret, at(Window+time.Second), "nonce-over-the-edge-2"),
		signedWith(in("time out of range", 401), secret, "9223372036854775807", "nonce-out-of-range"),
		signedWith(in("short nonce", 401), secret, at(0), "nonce"),
		signedWith(in("long nonce", 401), secret, at(0), strings.Repeat("n", 65)),
		signedWith(in("two lines in a nonce", 401), secret, at(0), "nonce-nonce\nnonce-nonce"),
		in("unsigned", 401),
		without(signed(in("no signature", 401)), SignatureHeader, ""),
		without(signed(in("no hexadecimal", 401)), SignatureHeader, "zz"),
		without(signed(in("signature cut short", 401)), SignatureHeader, "00ff"),
		without(signed(in("no time", 401)), TimestampHeader, ""),
		without(signed(in("another nonce", 401)), NonceHeader, "nonce-not-the-signed-one"),
		other, changed, query,
	})
}

// The scheme is a promise to operators: this vector must never change. It is what
// `printf 'POST\n…\n' | openssl dgst -sha256 -hmac …` gives.
func TestSignVector(t *testing.T) {
	got := Sign([]byte(secret), "POST", path, "1795408200", "0123456789abcdef", []byte(`{"seq":0}`))
	if got != vector {
		t.Errorf("got %s", got)
	}
}

type broken struct{}

func (broken) Fresh(context.Context, string, time.Time) (bool, error) {
	return false, errors.New("away")
}

// When it cannot be told whether a request is a replay, it is not taken.
func TestNoncesAway(t *testing.T) {
	Play(t, open(t, broken{}), []Case{signed(Case{Name: "away", Body: body("new", "", "0"), Status: 503, Reply: "try again"})})
}

func TestUnsafeConfigurations(t *testing.T) {
	for name, c := range map[string]Config{
		"no secret":    {},
		"short secret": {Secrets: []string{secret, "short"}},
		"tiny screen":  {Secrets: []string{secret}, Screen: gateway.Screen{Septets: 10}},
	} {
		if _, err := New(c, gateway.NewMemory(1, frozen)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{body("new", "", "0"), "{", "[]", `{"seq":1e3}`, `{"text":"\ud800"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := decode(b)
		if err == nil && c.seq < 0 {
			t.Error("negative seq")
		}
	})
}

func BenchmarkHop(b *testing.B) {
	g := open(b, ever{})
	r := Request(g, signed(Case{Body: body("continue", "165", "3")}))
	b.ReportAllocs()
	for b.Loop() {
		turn, err := g.Read(b.Context(), r)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := g.Reply(b.Context(), turn, ussd.Page{Text: "1 Land"}); err != nil {
			b.Fatal(err)
		}
	}
}

type ever struct{}

func (ever) Fresh(context.Context, string, time.Time) (bool, error) { return true, nil }
