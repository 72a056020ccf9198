package kannel

import (
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
	"duar/ussd/page"
)

func config() Config {
	return Config{
		URL: "http://127.0.0.1:13013/cgi-bin/sendsms", Username: "duar", Password: "pass-word",
		PublicURL: "http://127.0.0.1:8080/", Guard: gateway.Guard{Secret: secret},
	}
}

const accepted = "0: Accepted for delivery"

func send(t *testing.T, c Config, m notice.Message) []Asked {
	t.Helper()
	transport, asked := Recording(http.StatusAccepted, accepted)
	carrier, err := NewCarrier(c, transport)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := carrier.Send(t.Context(), m)
	if err != nil || receipt != (notice.Receipt{Provider: "kannel"}) {
		t.Fatalf("receipt %v, %v", receipt, err)
	}
	return *asked
}

func TestSend(t *testing.T) {
	latin := Message
	latin.Body = "Plot 165 [Shali] @ €"
	bare := Message
	bare.Registration, bare.Ref = notice.Registration{}, ""
	other := config()
	other.SMSC, other.EntityTLV, other.TemplateTLV, other.ChainTLV, other.From, other.PublicURL = "bsnl", "pe", "tpl", "tm", "56767", ""
	chained := Message
	chained.Registration.Chain = "1,2&3"
	report := "http://127.0.0.1:8080/gateways/kannel/report?ref=ci0x&type=%d&answer=%A&sign=" + sign(secret, "r-1")
	common := func(more map[string]string) map[string]string {
		all := map[string]string{
			"X-Kannel-Username": "duar", "X-Kannel-Password": "pass-word", "X-Kannel-To": "919831000001", "Content-Type": "text/plain; charset=UTF-8",
		}
		for k, v := range more {
			all[k] = v
		}
		return all
	}
	for _, c := range []struct {
		name   string
		config Config
		m      notice.Message
		body   string
		header map[string]string
	}{
		{"Bengali", config(), Message, "দাগ ১৬৫: বড় জমি।", common(map[string]string{
			"X-Kannel-From": "WBDUAR", "X-Kannel-Coding": "2", "X-Kannel-Dlr-Mask": "31", "X-Kannel-Dlr-Url": report,
			"X-Kannel-Meta-Data": "?smpp?pe_id=1101234567890123456&template_id=1107654321098765432&",
		})},
		{"Latin", config(), latin, "Plot 165 [Shali] @ €", common(map[string]string{
			"X-Kannel-From": "WBDUAR", "X-Kannel-Coding": "0", "X-Kannel-Dlr-Mask": "31", "X-Kannel-Dlr-Url": report,
			"X-Kannel-Meta-Data": "?smpp?pe_id=1101234567890123456&template_id=1107654321098765432&",
		})},
		{"by another route and name, with a chain, without reports", other, chained, "দাগ ১৬৫: বড় জমি।", common(map[string]string{
			"X-Kannel-From": "WBDUAR", "X-Kannel-Coding": "2", "X-Kannel-Smsc": "bsnl",
			"X-Kannel-Meta-Data": "?smpp?pe=1101234567890123456&tpl=1107654321098765432&tm=1%2C2%263&",
		})},
		{"unregistered, without a reference", other, bare, "দাগ ১৬৫: বড় জমি।", common(map[string]string{
			"X-Kannel-From": "56767", "X-Kannel-Coding": "2", "X-Kannel-Smsc": "bsnl",
		})},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := send(t, c.config, c.m)
			if len(asked) != 1 || asked[0].Method != http.MethodPost || asked[0].URL.String() != c.config.URL {
				t.Fatalf("%d requests, %v", len(asked), asked[0].URL)
			}
			got := map[string]string{}
			for name := range asked[0].Header {
				got[name] = asked[0].Header.Get(name)
			}
			if diff := cmp.Diff(c.header, got); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
			// NFC: ড় is ড and a nukta.
			if want := strings.ReplaceAll(c.body, "\u09dc", "\u09a1\u09bc"); asked[0].Sent != want {
				t.Errorf("body %q, want %q", asked[0].Sent, want)
			}
		})
	}
}

// long is what a citizen may be told; it is of three SMS, and a part must not end inside a
// letter.
var long = strings.Repeat("দাগ ১৬৫: ব্যাংকের কাছে বন্ধক আছে। ", 4)

// joined reads the parts as a phone does: by their numbers, whatever the order.
func joined(t *testing.T, asked []Asked) string {
	t.Helper()
	texts := map[byte]string{}
	ref, total := byte(0), byte(0)
	for i, a := range asked {
		udh, err := hex.DecodeString(a.Header.Get("X-Kannel-UDH"))
		if err != nil || len(udh) < 6 {
			t.Fatalf("part %d has the header %x, %v", i, udh, err)
		}
		if i > 0 && (udh[3] != ref || udh[4] != total) {
			t.Fatalf("part %d is of another message", i)
		}
		ref, total = udh[3], udh[4]
		texts[udh[5]] = text(t, a, udh)
	}
	all := ""
	for part := byte(1); part <= total; part++ {
		all += texts[part]
	}
	return all
}

// text reads one part; of octets a phone that is not told the number of septets takes all.
func text(t *testing.T, a Asked, udh []byte) string {
	t.Helper()
	if a.Header.Get("X-Kannel-Coding") != "1" {
		return a.Sent
	}
	octets := append(udh[:len(udh):len(udh)], a.Sent...)
	s, err := page.Unpack(page.UserData{Coding: page.GSM7, Header: true, Length: len(octets) * 8 / 7, Octets: octets})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(s.Text, "\r")
}

func TestLong(t *testing.T) {
	m := Message
	m.Body = long
	asked := send(t, config(), m)
	if len(asked) != 3 || joined(t, asked) != long {
		t.Fatalf("%d parts: %q", len(asked), joined(t, asked))
	}
	for i, a := range asked {
		if r, _ := utf8.DecodeRuneInString(a.Sent); r >= 0x09bc && r <= 0x09cd {
			t.Errorf("part %d begins inside a letter: %q", i, a.Sent)
		}
		if reported := a.Header.Get("X-Kannel-DLR-Mask") != ""; reported != (i == 2) {
			t.Errorf("part %d wants a report: %v", i, reported)
		}
		if !strings.HasPrefix(a.Header.Get("X-Kannel-Meta-Data"), "?smpp?pe_id=") {
			t.Errorf("part %d is not registered", i)
		}
	}
}

// With the switch on, Bengali with a danda and our own digits takes Bengali's locking table
// and Hindi's single one, and a phone that knows them reads the same text.
func TestShift(t *testing.T) {
	const danda = "আপনার আবেদন GR2026000001 জমা হয়েছে। বাকি 7 দিন। খোঁজ নিতে STATUS লিখে পাঠান।"
	if page.Fits(danda, page.Budget{Septets: 160, Units: 70}) {
		t.Fatal("the text is of one SMS anyhow")
	}
	m := Message
	m.Body = danda
	if asked := send(t, config(), m); len(asked) != 2 || asked[0].Header.Get("X-Kannel-Coding") != "2" {
		t.Errorf("without the switch: %d parts of coding %s", len(asked), asked[0].Header.Get("X-Kannel-Coding"))
	}
	c := config()
	c.Shift = gateway.Shift{Shift: true}
	asked := send(t, c, m)
	udh, _ := hex.DecodeString(asked[0].Header.Get("X-Kannel-UDH"))
	if len(asked) != 1 || asked[0].Header.Get("X-Kannel-Coding") != "1" || hex.EncodeToString(udh) != "06240106250104" {
		t.Fatalf("%d parts, header %x, coding %s", len(asked), udh, asked[0].Header.Get("X-Kannel-Coding"))
	}
	if got := text(t, asked[0], udh); got != strings.ReplaceAll(danda, "\u09df", "\u09af\u09bc") {
		t.Errorf("the phone reads %q", got)
	}
	// Two parts of it, joined.
	m.Body = strings.Repeat(danda+" ", 2)
	if asked := send(t, c, m); len(asked) != 2 || joined(t, asked) != strings.ReplaceAll(m.Body, "\u09df", "\u09af\u09bc") {
		t.Errorf("%d parts: %q", len(asked), joined(t, asked))
	}
	// Whatever the length, the text comes back, and nothing stands between its parts.
	several := 0
	for n := range 300 {
		m.Body = strings.Repeat("ক", n+100) + "।"
		asked := send(t, c, m)
		var got string
		if len(asked) == 1 {
			udh, _ := hex.DecodeString(asked[0].Header.Get("X-Kannel-UDH"))
			got = text(t, asked[0], udh)
		} else {
			got = joined(t, asked)
			if asked[0].Header.Get("X-Kannel-Coding") == "1" {
				several++
			}
		}
		if got != m.Body {
			t.Fatalf("%d letters: %q", n+100, got)
		}
	}
	if several == 0 {
		t.Error("no message of several parts used the tables")
	}
	// What the tables save nothing on stays as it was.
	m.Body = "দাগ ১৬৫"
	if asked := send(t, c, m); asked[0].Header.Get("X-Kannel-Coding") != "2" || asked[0].Header.Get("X-Kannel-UDH") != "" {
		t.Errorf("headers %v", asked[0].Header)
	}
}

// faulty takes some parts, then fails once.
type faulty struct {
	asked  []Asked
	failAt int
	how    func() (*http.Response, error)
}

func (f *faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	sent, _ := io.ReadAll(r.Body)
	if len(f.asked) == f.failAt {
		f.failAt = -1
		return f.how()
	}
	f.asked = append(f.asked, Asked{Request: r, Sent: string(sent)})
	return Answering(http.StatusAccepted, accepted).RoundTrip(r)
}

// A message of which a part was taken is continued, not begun again, and no other carrier
// may have it.
func TestPartway(t *testing.T) {
	busy := func() (*http.Response, error) {
		return Answering(http.StatusServiceUnavailable, "Temporal failure, try again later.").RoundTrip(nil)
	}
	gone := func() (*http.Response, error) { return nil, errors.New("connection refused") }
	for _, c := range []struct {
		name string
		at   int
		how  func() (*http.Response, error)
		want notice.Reason
	}{
		{"the first is refused", 0, busy, notice.Busy},
		{"the first is lost", 0, gone, notice.Unreachable},
		{"the second is refused", 1, busy, notice.TimedOut},
		{"the last is lost", 2, gone, notice.TimedOut},
	} {
		t.Run(c.name, func(t *testing.T) {
			peer := &faulty{failAt: c.at, how: c.how}
			carrier, err := NewCarrier(config(), peer)
			if err != nil {
				t.Fatal(err)
			}
			m := Message
			m.Body = long
			_, err = carrier.Send(t.Context(), m)
			if notice.ReasonOf(err) != c.want || notice.ReasonOf(err).Elsewhere() != (c.at == 0) {
				t.Errorf("%v is %s", err, notice.ReasonOf(err))
			}
			if _, err := carrier.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			if len(peer.asked) != 3 || joined(t, peer.asked) != long {
				t.Errorf("%d parts: %q", len(peer.asked), joined(t, peer.asked))
			}
			if len(carrier.partway.count)+len(carrier.partway.queue) > 0 {
				t.Errorf("it remembers %v", carrier.partway)
			}
		})
	}
}

func TestRegistered(t *testing.T) {
	c := config()
	c.Registered = true
	carrier, err := NewCarrier(c, Answering(http.StatusAccepted, accepted))
	if err != nil {
		t.Fatal(err)
	}
	m := Message
	if _, err := carrier.Send(t.Context(), m); err != nil {
		t.Error(err)
	}
	m.Registration.Entity = ""
	if _, err := carrier.Send(t.Context(), m); notice.ReasonOf(err) != notice.Unregistered {
		t.Errorf("without an entity: %v", err)
	}
	c.Registered = false
	if carrier, err = NewCarrier(c, Answering(http.StatusAccepted, accepted)); err != nil {
		t.Fatal(err)
	}
	m.Registration.Header = ""
	if _, err := carrier.Send(t.Context(), m); notice.ReasonOf(err) != notice.Unregistered {
		t.Errorf("without a sender: %v", err)
	}
}

func TestCarry(t *testing.T) {
	Carry(t, func(transport http.RoundTripper) (notice.Carrier, error) {
		return NewCarrier(config(), roundTrip(func(r *http.Request) (*http.Response, error) {
			answer, err := transport.RoundTrip(r)
			if err == nil && answer.StatusCode == http.StatusOK {
				answer.StatusCode = http.StatusAccepted // Kannel's word for it
			}
			return answer, err
		}))
	}, accepted, "pass-word", secret)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestUnsafeConfigurations(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no url":              func(c *Config) { c.URL = "" },
		"without TLS, afar":   func(c *Config) { c.URL = "http://kannel.example.org/cgi-bin/sendsms" },
		"no user":             func(c *Config) { c.Username = "" },
		"no password":         func(c *Config) { c.Password = "" },
		"two lines":           func(c *Config) { c.From = "a\r\nX-Kannel-To: 1" },
		"reports to anybody":  func(c *Config) { c.Guard = gateway.Guard{} },
		"reports without TLS": func(c *Config) { c.PublicURL = "http://duar.example.org" },
	} {
		c := config()
		change(&c)
		if _, err := NewCarrier(c, http.DefaultTransport); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
