package walks

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"duar/seva"
	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/gateway/gatewaytest"
	"duar/ussd/gateway/kannel"
)

const kannelSecret = "secret-of-kannel-in-tests"

// kannelConf is Kannel's side, as docs/gateways.md has it. Its boxes listen on every
// address; who may call is said here.
const kannelConf = `group = core
admin-port = %[1]s
admin-password = tests
admin-allow-ip = "127.0.0.1"
admin-deny-ip = "*.*.*.*"
smsbox-port = %[2]s
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = %[3]d
smsc-username = duar
smsc-password = secret
system-type = ""
transceiver-mode = true

group = smpp-tlv
name = pe_id
tag = 0x1400
type = octetstring
length = 30

group = smpp-tlv
name = template_id
tag = 0x1401
type = octetstring
length = 30

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = %[4]s

group = sendsms-user
username = duar
password = pass-word
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"

group = sms-service
keyword = default
get-url = "http://%[5]s/gateways/kannel/sms?key=%[6]s&from=%%p&id=%%I&coding=%%c&text=%%b"
accept-x-kannel-headers = true
omit-empty = true
concatenation = true
max-messages = 10
`

// kannelBox is a Kannel between us and a message centre, and our end of it.
type kannelBox struct {
	centre  *centre
	config  kannel.Config
	reports *noted
	taker   *sayer
}

func startKannel(t *testing.T, answer string) *kannelBox {
	t.Helper()
	if _, err := os.Stat("/usr/sbin/bearerbox"); err != nil {
		missing(t, "Kannel is not here; Debian's package kannel has it")
	}
	k := &kannelBox{centre: messageCentre(t), reports: &noted{}, taker: &sayer{text: answer}}
	ours := &kannel.Config{Guard: gateway.Guard{Networks: []string{"127.0.0.1"}, Secret: kannelSecret}}
	here := serveGateways(t, k, ours)

	admin, box, sendsms := portOnly(t), portOnly(t), portOnly(t)
	conf := filepath.Join(t.TempDir(), "kannel.conf")
	text := fmt.Sprintf(kannelConf, admin, box, k.centre.port, sendsms, here, kannelSecret)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, nil, "/usr/sbin/bearerbox", "-v", "1", conf)
	listening(t, "127.0.0.1:"+box)
	run(t, nil, "/usr/sbin/smsbox", "-v", "1", conf)
	listening(t, "127.0.0.1:"+sendsms)
	eventually(t, peerTime, "Kannel binds to the centre", func() bool {
		k.centre.mu.Lock()
		defer k.centre.mu.Unlock()
		return k.centre.bound > 0
	})
	k.config = *ours
	k.config.URL, k.config.Username, k.config.Password = "http://127.0.0.1:"+sendsms+"/cgi-bin/sendsms", "duar", "pass-word"
	k.config.PublicURL = "http://" + here
	return k
}

// serveGateways puts Kannel's two doors onto a web server, as the program does.
func serveGateways(t *testing.T, k *kannelBox, c *kannel.Config) (address string) {
	t.Helper()
	in, err := kannel.New(*c, false)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := kannel.NewReports(*c, k.reports)
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true})
	for _, g := range []gateway.Gateway{in, reports} {
		method, path := g.Route()
		app.Add(method, path, gateway.Handler(g, k.taker, slog.New(slog.DiscardHandler), time.Now, nil))
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go app.Listener(ln)
	t.Cleanup(func() { _ = app.Shutdown() })
	return ln.Addr().String()
}

func portOnly(t *testing.T) string {
	_, p, err := net.SplitHostPort(port(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (k *kannelBox) carrier(t *testing.T, c kannel.Config) notice.Carrier {
	t.Helper()
	carrier, err := kannel.NewCarrier(c, http.DefaultTransport)
	if err != nil {
		t.Fatal(err)
	}
	return gateway.Once(carrier, 100)
}

// Through Debian's Kannel and a message centre that is not ours either: what a phone reads is
// what we sent, it goes out as it is registered, and what became of it comes back to us.
func TestKannel(t *testing.T) {
	t.Parallel()
	const answer = "আপনার আবেদন GR2026000001 জমা হয়েছে। বাকি ৭ দিন। [SEVA] থেকে খবর দেওয়া হবে, অপেক্ষা করুন। ধন্যবাদ।"
	k := startKannel(t, answer)
	plain := k.carrier(t, k.config)
	shifted := k.config
	shifted.Shift = gateway.Shift{Shift: true}
	tables := k.carrier(t, shifted)

	long := strings.Repeat("দাগ ১৬৫: ব্যাংকের কাছে বন্ধক আছে। জমি বড়। ", 5)
	danda := strings.Repeat("আপনার আবেদন GR2026000001 জমা হয়েছে। বাকি 7 দিন। ", 4)
	for i, c := range []struct {
		name    string
		carrier notice.Carrier
		body    string
		parts   int
		coding  int
		end     string
		state   notice.State
		why     notice.Reason
	}{
		{"Bengali", plain, "দাগ ১৬৫: জমি।", 1, 8, "01", notice.Delivered, ""},
		{"long Bengali", plain, long, 4, 8, "02", notice.Delivered, ""},
		{"Latin", plain, "Plot 165 [Shali] @ {2.06} ~ \u20ac 5\nas on 23 Nov", 1, 0, "03", notice.Delivered, ""},
		{"long Latin", plain, strings.Repeat("Plot [165] of Ranjapur: 2.06 acre @ home. ", 6), 2, 0, "04", notice.Delivered, ""},
		{"shift tables, with the danda", tables, danda, 2, 4, "05", notice.Delivered, ""},
		{"delivered before it is acknowledged, or just after", plain, "ok 1", 1, 0, "94", notice.Delivered, ""},
		{"no such number", plain, "ok 2", 1, 0, "91", notice.Undelivered, notice.BadNumber},
		{"not at this hour", plain, "ok 3", 1, 0, "93", notice.Undelivered, notice.OutOfHours},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := gatewaytest.Message
			m.Ref = fmt.Sprintf("kannel/%d ক", i) // whatever stands in it comes back
			m.To, m.Body = seva.Phone(fmt.Sprintf("9198310%03d%s", i, c.end)), c.body
			for range 2 { // the second time it is known
				if receipt, err := c.carrier.Send(t.Context(), m); err != nil || receipt.Provider != "kannel" {
					t.Fatalf("receipt %v, %v", receipt, err)
				}
			}
			eventually(t, peerTime, "the centre has all parts", func() bool { return len(k.centre.to(string(m.To))) >= c.parts })
			eventually(t, peerTime, "the report comes back", func() bool { _, here := k.reports.of(m.Ref)[c.state]; return here })
			got := k.centre.to(string(m.To))
			if text := read(t, got); text != tidy(c.body) || len(got) != c.parts {
				t.Errorf("in %d parts the phone shows %q, want %d and %q", len(got), text, c.parts, tidy(c.body))
			}
			for _, s := range got {
				if s.From != "WBDUAR" || s.Entity != m.Registration.Entity || s.Template != m.Registration.Template || s.Coding != c.coding {
					t.Errorf("submitted %+v", s)
				}
			}
			if r := k.reports.of(m.Ref)[c.state]; r.Provider != "kannel" || r.Why != c.why {
				t.Errorf("reported %+v", r)
			}
		})
	}

	for i, c := range []struct{ name, typed string }{{"asked in Bengali", "জমি ১০২৭০০১ ১৬৫"}, {"asked in Latin", "LAND 1027001 165"}} {
		t.Run(c.name, func(t *testing.T) {
			from := fmt.Sprintf("9198320000%02d", i)
			k.centre.phone(t, from, "56767", c.typed)
			eventually(t, peerTime, "the answer comes to the phone", func() bool { return len(k.centre.to(from)) >= 2 })
			turns := k.taker.taken()
			turn := turns[len(turns)-1]
			if turn.Input != c.typed || string(turn.Phone) != from || turn.Channel != ussd.SMS || turn.Hop == "" {
				t.Errorf("turn %+v", turn)
			}
			// Kannel has cut this one, inside a letter if it likes: joined it is whole.
			if text := read(t, k.centre.to(from)); text != tidy(answer) {
				t.Errorf("the phone shows %q", text)
			}
		})
	}

	t.Run("a wrong password", func(t *testing.T) {
		c := k.config
		c.Password = "another"
		if _, err := k.carrier(t, c).Send(t.Context(), gatewaytest.Message); notice.ReasonOf(err) != notice.Locked {
			t.Errorf("%v", err)
		}
	})
	t.Run("no text that Kannel would take", func(t *testing.T) {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, k.config.URL+"?username=duar&password=pass-word&text=x", nil)
		if status, answer, err := answered(http.DefaultClient.Do(r)); status != http.StatusBadRequest || err != nil {
			t.Errorf("without a number: %d %q %v", status, answer, err) // so its 202 means something
		}
	})
	if reports := len(k.reports.all); reports < 8 {
		t.Errorf("%d reports", reports)
	}
}
