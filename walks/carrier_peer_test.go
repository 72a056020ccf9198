package walks

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf16"

	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/page"
)

// peersEnv names the folder of the foreign programs that carriers are tried against.
const peersEnv = "DUAR_TEST_PEERS"

// peerTime is how long foreign programs may take over something.
const peerTime = 20 * time.Second

// missing skips a test whose peer is not here, or fails where peers are required.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// peerFolder is the folder of foreign programs.
func peerFolder(t testing.TB) string {
	dir := os.Getenv(peersEnv)
	if dir == "" {
		missing(t, peersEnv+" is not set; scripts/with-engines.sh sets it")
	}
	return dir
}

// run starts a foreign program and ends it with the test. What it writes is shown when the
// test fails.
func run(t testing.TB, env []string, name string, args ...string) (stdin io.WriteCloser, stdout io.Reader) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 3 * time.Second
	cmd.Env = append(os.Environ(), env...)
	log, err := os.Create(filepath.Join(t.TempDir(), filepath.Base(name)+".log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = log
	if stdin, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if stdout, err = cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it ends by our signal
		log.Close()
		if said, err := os.ReadFile(log.Name()); t.Failed() && err == nil {
			t.Logf("%s said:\n%s", filepath.Base(name), said[max(0, len(said)-4000):])
		}
	})
	return stdin, stdout
}

// listening waits until somebody answers at an address.
func listening(t testing.TB, address string) {
	t.Helper()
	for end := time.Now().Add(peerTime); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if c, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			c.Close()
			return
		}
	}
	t.Fatalf("nobody listens on %s", address)
}

// centre is a message centre that is not ours: node-smpp.
type centre struct {
	port  int
	stdin io.Writer
	mu    sync.Mutex
	all   []submitted
	bound int
}

// submitted is what it was given, one SMS. Hex has the octets with the header.
type submitted struct {
	Event, ID, To, From, Hex, Entity, Template string
	Port, Coding, Wants                        int
	UDH                                        bool
}

// messageCentre starts one on a port of its own.
func messageCentre(t testing.TB) *centre {
	t.Helper()
	dir := peerFolder(t)
	script, err := filepath.Abs("testdata/smsc.js")
	if err != nil {
		t.Fatal(err)
	}
	c := &centre{}
	stdin, stdout := run(t, []string{peersEnv + "=" + dir}, "node", script)
	c.stdin = stdin
	lines := bufio.NewScanner(stdout)
	var first submitted
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &first) != nil || first.Port == 0 {
		t.Fatalf("the message centre says %q", lines.Text())
	}
	c.port = first.Port
	go func() {
		for lines.Scan() {
			var s submitted
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				continue
			}
			c.mu.Lock()
			if s.Event == "bound" {
				c.bound++
			} else {
				c.all = append(c.all, s)
			}
			c.mu.Unlock()
		}
	}()
	return c
}

// to gives what was submitted for a number, in the order of arrival.
func (c *centre) to(number string) []submitted {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []submitted
	for _, s := range c.all {
		if s.To == number {
			found = append(found, s)
		}
	}
	return found
}

// phone lets a phone send an SMS through the centre.
func (c *centre) phone(t testing.TB, from, to, text string) {
	t.Helper()
	coding, octets := 0, []byte(text)
	if page.Measure(text).Coding == page.UCS2 {
		coding, octets = 8, nil
		for _, u := range utf16.Encode([]rune(text)) {
			octets = append(octets, byte(u>>8), byte(u))
		}
	}
	if _, err := fmt.Fprintf(c.stdin, `{"from":%q,"to":%q,"hex":"%x","coding":%d}`+"\n", from, to, octets, coding); err != nil {
		t.Fatal(err)
	}
}

// read is what a phone shows of parts: each by its header, septets packed as a centre packs
// them, joined by their numbers. It uses nothing of a carrier.
func read(t testing.TB, parts []submitted) string {
	t.Helper()
	texts, total := map[int]string{}, 1
	for _, p := range parts {
		octets, err := hex.DecodeString(p.Hex)
		if err != nil {
			t.Fatal(err)
		}
		d := page.UserData{Coding: page.UCS2, Header: p.UDH, Length: len(octets), Octets: octets}
		switch p.Coding {
		case 0:
			d = packed(octets, p.UDH)
		case 4: // packed already; how many septets there are nobody says
			d = page.UserData{Coding: page.GSM7, Header: p.UDH, Length: len(octets) * 8 / 7, Octets: octets}
		}
		s, err := page.Unpack(d)
		if err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		texts[s.Part], total = strings.TrimSuffix(s.Text, "\r"), s.Total
	}
	all := ""
	for i := 1; i <= total; i++ {
		if _, here := texts[i]; !here {
			t.Fatalf("part %d of %d is missing", i, total)
		}
		all += texts[i]
	}
	return all
}

// packed makes of a header and a septet an octet what goes over the air.
func packed(octets []byte, udh bool) page.UserData {
	header := 0
	if udh {
		header = 1 + int(octets[0])
	}
	fill := (header*8 + 6) / 7
	septets := octets[header:]
	out := make([]byte, ((fill+len(septets))*7+7)/8)
	for i, septet := range septets {
		for bit := range 7 {
			if at := (fill+i)*7 + bit; septet>>bit&1 == 1 {
				out[at/8] |= 1 << (at % 8)
			}
		}
	}
	copy(out, octets[:header])
	return page.UserData{Coding: page.GSM7, Header: udh, Length: fill + len(septets), Octets: out}
}

// noted is notice.Reports that keeps everything.
type noted struct {
	mu  sync.Mutex
	all []notice.Report
}

// Note is notice.Reports.
func (n *noted) Note(_ context.Context, r notice.Report) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, r)
	return nil
}

// of gives what was reported of a message, by its reference or its id.
func (n *noted) of(name string) map[notice.State]notice.Report {
	n.mu.Lock()
	defer n.mu.Unlock()
	found := map[notice.State]notice.Report{}
	for _, r := range n.all {
		if r.Ref == name || r.ID == name {
			found[r.State] = r
		}
	}
	return found
}

// sayer is a Taker that keeps the turns and answers each with the same text.
type sayer struct {
	text  string
	mu    sync.Mutex
	turns []ussd.Turn
}

// Take is ussd.Taker.
func (a *sayer) Take(_ context.Context, t ussd.Turn) (ussd.Page, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turns = append(a.turns, t)
	return ussd.Page{Text: a.text}, nil
}

func (a *sayer) taken() []ussd.Turn {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]ussd.Turn(nil), a.turns...)
}

// tidy is a text as phones show it.
func tidy(s string) string {
	return strings.NewReplacer("\u09dc", "\u09a1\u09bc", "\u09dd", "\u09a2\u09bc", "\u09df", "\u09af\u09bc").Replace(s)
}
