package smpp

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/gateway/smpp/smpptest"
	"duar/ussd/page"
)

func codeOf(s string) gateway.Code { return gateway.Code{Code: s} }

var bengali = strings.Repeat("আপনার আবেদন OP2026000101 গৃহীত হয়েছে, বাঁকুড়া দপ্তরে যাচাই চলছে. ", 4)

// tray is a centre's record of what was submitted.
type tray struct {
	mu  sync.Mutex
	all []pdu.PDU
}

func (y *tray) take(_ *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.all = append(y.all, p)
	return smpptest.Verdict{ID: "id" + strconv.Itoa(len(y.all))}
}

func (y *tray) seen() []pdu.PDU {
	y.mu.Lock()
	defer y.mu.Unlock()
	return append([]pdu.PDU(nil), y.all...)
}

// joined reads what was submitted as a phone does.
func joined(t *testing.T, s settings, list []pdu.PDU) string {
	t.Helper()
	text, ref := "", -1
	for i, p := range list {
		h, body, ok := behead(p)
		if !ok {
			t.Fatal("a header that cannot be read")
		}
		if len(list) > 1 && (h.total != len(list) || h.part != i+1 || ref >= 0 && h.ref != ref) {
			t.Errorf("part %d says %+v", i+1, h)
		}
		ref = h.ref
		if s.Packed && p.Message.DataCoding == codingDefault && h.total > 1 {
			skip := (len(p.Message.Text)-len(body))*8 + 6
			septets := unpackAll(p.Message.Text)[skip/7:]
			body = septets
			s := s
			s.Packed = false
			part, _ := s.read(p.Message.DataCoding, body, h.tables)
			text += strings.TrimSuffix(part, "\r")
			continue
		}
		part, ok := s.read(p.Message.DataCoding, body, h.tables)
		if !ok {
			t.Fatal("a text that cannot be read")
		}
		text += part
	}
	return text
}

func unpackAll(octets []byte) []byte {
	var out []byte
	for i := 0; i*7+7 <= len(octets)*8; i++ {
		w := uint16(octets[i*7/8])
		if i*7/8+1 < len(octets) {
			w |= uint16(octets[i*7/8+1]) << 8
		}
		out = append(out, byte(w>>(i*7%8))&0x7f)
	}
	return out
}

// Every way of sending a long text arrives as it was written, with what India's operators ask
// of each part.
func TestTexts(t *testing.T) {
	latin := strings.Repeat("Your application [OP2026000101] has arrived. ", 6)
	for _, c := range []struct {
		name   string
		change func(*Config)
		body   string
		parts  int
		coding byte
	}{
		{"one", nil, "Application OP2026000101", 1, 0},
		{"one in Bengali", nil, "আবেদন গৃহীত", 1, 8},
		{"eight bits", nil, bengali, 4, 8},
		{"sixteen bits", func(c *Config) { c.Long = longUDH16 }, bengali, 5, 8},
		{"whole", func(c *Config) { c.Long = longPayload }, bengali, 1, 8},
		{"whole, short", func(c *Config) { c.Long = longPayload }, "আবেদন", 1, 8},
		{"Latin", nil, latin, 2, 0},
		{"Latin, whole", func(c *Config) { c.Long = longPayload }, latin, 1, 0},
		{"Latin, packed", func(c *Config) { c.Packed = true }, latin, 2, 0},
		{"Latin, packed, sixteen bits", func(c *Config) { c.Packed, c.Long = true, longUDH16 }, latin, 2, 0},
		{"packed, alone", func(c *Config) { c.Packed = true }, "sevente", 1, 0},
		{"by tables", func(c *Config) { c.Shift.Shift = true }, bengali, 2, 0},
		{"by tables, sixteen bits", func(c *Config) { c.Shift.Shift, c.Long = true, longUDH16 }, bengali, 2, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := &tray{}
			b := start(t, smpptest.Options{Submit: y.take}, func(conf *Config) {
				conf.EntityTag, conf.ChainTag, conf.RefTag = "0x1400/cstring", "0x1402/octets", "0x1500/string"
				if c.change != nil {
					c.change(conf)
				}
			})
			receipt, err := b.send(t, registered("ref", c.body))
			if err != nil {
				t.Fatal(err)
			}
			want := "id1"
			if c.parts > 1 {
				want = "id1+" + strconv.Itoa(c.parts)
			}
			if receipt != (notice.Receipt{Provider: "smpp", ID: want}) {
				t.Errorf("receipt %+v", receipt)
			}
			list := y.seen()
			if len(list) != c.parts {
				t.Fatalf("%d parts, want %d", len(list), c.parts)
			}
			if diff := cmp.Diff(whole(t, c.body), joined(t, b.settings, list)); diff != "" {
				t.Error(diff)
			}
			for _, p := range list {
				m := p.Message
				if m.Source != (pdu.Address{TON: 5, Addr: "WBDUAR"}) || m.Dest != (pdu.Address{TON: 1, NPI: 1, Addr: string(caller)}) ||
					m.DataCoding != c.coding || m.RegisteredDelivery != 1 || len(m.Text) > 160 {
					t.Errorf("%+v", m)
				}
				tlvs := map[pdu.Tag]string{}
				for _, o := range p.TLVs {
					tlvs[o.Tag] = string(o.Value)
				}
				delete(tlvs, pdu.MessagePayload)
				mark := markOf("ref")
				if diff := cmp.Diff(map[pdu.Tag]string{0x1400: entity + "\x00", 0x1401: form, 0x1402: "\xbe\xef",
					0x1500: mark.hex(), pdu.UserMessageReference: string(mark[:2])}, tlvs); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// whole is what a phone shows of a text.
func whole(t *testing.T, body string) string {
	t.Helper()
	m, err := page.Encode(body, page.Plain)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, s := range m.Segments {
		text += s.Text
	}
	return text
}

// What is final is refused before anything is sent, and the error tells no number and no text.
func TestRefusedHere(t *testing.T) {
	for name, c := range map[string]struct {
		m      notice.Message
		change func(*Config)
		want   notice.Reason
	}{
		"not registered":  {message("a", "x"), func(c *Config) { c.Registered = true }, notice.Unregistered},
		"without a from":  {message("a", "x"), func(c *Config) { c.From = "" }, notice.Unregistered},
		"empty":           {message("a", ""), nil, notice.Unmatched},
		"endless":         {message("a", strings.Repeat("ক", 20000)), nil, notice.TooLong},
		"a chain in text": {registered("a", "x"), func(c *Config) { c.ChainTag, c.EntityTag = "0x1402/string", "0x1400/octets" }, notice.Unregistered},
		"a bad header":    {func() notice.Message { m := registered("a", "x"); m.Registration.Header = "বাংলা"; return m }(), nil, notice.Unregistered},
	} {
		y := &tray{}
		b := start(t, smpptest.Options{Submit: y.take}, c.change)
		_, err := b.send(t, c.m)
		if why(err) != c.want || len(y.seen()) > 0 {
			t.Errorf("%s: %v, %d sent", name, err, len(y.seen()))
		}
		if err != nil && strings.Contains(err.Error(), string(caller)) {
			t.Errorf("%s: the number is in the error", name)
		}
	}
}

// Each status of a centre is a reason of ours.
func TestReasons(t *testing.T) {
	for status, want := range map[pdu.Status]notice.Reason{
		pdu.Throttled: notice.Busy, pdu.QueueFull: notice.Busy, pdu.InvalidDest: notice.BadNumber, pdu.BindFailed: notice.Locked,
		pdu.InvalidSource: notice.Unregistered, pdu.SystemError: notice.Broken, 0x0000043a: notice.Unknown,
		651: notice.OutOfHours, 0x651: notice.OutOfHours, 0x600: notice.Unregistered, 632: notice.Unregistered, 0x635: notice.Unmatched,
	} {
		b := start(t, smpptest.Options{Submit: func(*smpptest.Conn, pdu.PDU) smpptest.Verdict { return smpptest.Verdict{Status: status} }}, nil)
		_, err := b.send(t, message("a", "x"))
		if why(err) != want {
			t.Errorf("%v: %v, want %v", status, err, want)
		}
	}
	for status, why := range reasons {
		if why == "" || status == pdu.OK {
			t.Errorf("%v has no reason", status)
		}
	}
}

// A Ref that was taken is not submitted again; of one that failed half-way the missing parts
// are, in the same numbering.
func TestSameRef(t *testing.T) {
	y := &tray{}
	var refuse sync.Map // by part
	b := start(t, smpptest.Options{Submit: func(c *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
		h, _, _ := behead(p)
		if _, no := refuse.LoadAndDelete(h.part); no {
			return smpptest.Verdict{Status: pdu.Throttled}
		}
		return y.take(c, p)
	}}, nil)
	refuse.Store(2, true)
	refuse.Store(4, true)
	if _, err := b.send(t, message("a", bengali)); why(err) != notice.Busy {
		t.Fatal(err)
	}
	receipt, err := b.send(t, message("a", bengali))
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.send(t, message("a", bengali))
	if err != nil || again != receipt {
		t.Errorf("%v, %v", again, err)
	}
	parts := map[int]int{}
	refs := map[int]bool{}
	for _, p := range y.seen() {
		h, _, _ := behead(p)
		parts[h.part]++
		refs[h.ref] = true
	}
	if diff := cmp.Diff(map[int]int{1: 1, 2: 1, 3: 1, 4: 1}, parts); diff != "" || len(refs) != 1 {
		t.Errorf("%s references %v", diff, refs)
	}
	if _, err := b.send(t, message("a", "another text")); err != nil || len(y.seen()) != 4 {
		t.Error("the Ref is what counts, not the text")
	}
}

// Nobody knows whether a message without an answer was taken. When its answer comes late, a
// retry sends nothing; when it never comes, the retry bears the same mark.
func TestLateAnswers(t *testing.T) {
	var mu sync.Mutex
	var silent []pdu.PDU
	late := true
	b := start(t, smpptest.Options{Submit: func(_ *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
		mu.Lock()
		defer mu.Unlock()
		silent = append(silent, p)
		return smpptest.Verdict{Silent: late, ID: "9"}
	}}, nil, func(l *Line) { l.Timeout = 300 * time.Millisecond })
	if _, err := b.send(t, message("a", "x")); why(err) != notice.TimedOut {
		t.Fatal(err)
	}
	mu.Lock()
	sequence := silent[0].Sequence
	mu.Unlock()
	if err := b.conn.Send(pdu.PDU{Command: pdu.SubmitSM.Answer(), Sequence: sequence, ID: "7"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the late answer is taken in", func() bool { b.book.mu.Lock(); defer b.book.mu.Unlock(); return b.book.ids["7"] != nil })
	receipt, err := b.send(t, message("a", "x"))
	mu.Lock()
	submitted := len(silent)
	mu.Unlock()
	if err != nil || receipt.ID != "7" || submitted != 1 {
		t.Errorf("%+v, %v, %d submitted", receipt, err, submitted)
	}
	if _, err := b.send(t, message("b", "x")); why(err) != notice.TimedOut {
		t.Fatal(err)
	}
	mu.Lock()
	late = false
	mu.Unlock()
	if _, err := b.send(t, message("b", "x")); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	first, _ := silent[1].Get(pdu.UserMessageReference)
	second, _ := silent[2].Get(pdu.UserMessageReference)
	if string(first) != string(second) {
		t.Errorf("%x and %x", first, second)
	}
}

// Cut in the middle of a full window, every message without an answer is TimedOut, the others
// are taken, and after the next bind all arrive: none lost, and none twice that was answered.
func TestCutMidWindow(t *testing.T) {
	var mu sync.Mutex
	seen, answered := map[string]int{}, map[string]bool{}
	cut := false
	b := start(t, smpptest.Options{Submit: func(c *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
		mu.Lock()
		defer mu.Unlock()
		body := string(p.Message.Text)
		seen[body]++
		if !cut && len(seen) > 100 {
			cut = true
			time.AfterFunc(5*time.Millisecond, c.Cut)
		}
		if cut && len(seen) <= 140 && !answered[body] {
			return smpptest.Verdict{Silent: true}
		}
		answered[body] = true
		return smpptest.Verdict{ID: "n" + body}
	}}, nil, func(l *Line) { l.Window = 64 })
	var all sync.WaitGroup
	var timedOut, unreachable, busy int
	for i := range 300 {
		all.Go(func() {
			for {
				_, err := b.send(t, message(fmt.Sprint("ref", i), strconv.Itoa(i)))
				if err == nil {
					return
				}
				mu.Lock()
				switch why(err) {
				case notice.TimedOut:
					timedOut++
				case notice.Unreachable:
					unreachable++
				default:
					busy++
				}
				mu.Unlock()
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	all.Wait()
	mu.Lock()
	defer mu.Unlock()
	if len(seen) != 300 || timedOut == 0 || busy > 0 {
		t.Errorf("%d arrived; %d timed out, %d unreachable, %d else", len(seen), timedOut, unreachable, busy)
	}
	for body, n := range seen {
		if n > 2 {
			t.Errorf("%s was submitted %d times", body, n)
		}
	}
}

// A person's screen gets through while SMS fill their part of the window.
func TestUssdBeforeBulk(t *testing.T) {
	b := start(t, smpptest.Options{Submit: func(_ *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
		return smpptest.Verdict{ID: "1", Silent: p.Message.ServiceType != "USSD"}
	}}, func(c *Config) { c.Window = 8 })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() { _, _ = b.Send(ctx, message(fmt.Sprint(i), "x")) })
	}
	eventually(t, "the window is full", func() bool { l := b.link.Load(); return l != nil && len(l.bulk) == cap(l.bulk) })
	for i := range uint16(5) {
		b.deliver(t, dial(string(caller), 0x100*(i+1), "*384*7#"))
		eventually(t, "a screen", func() bool { return b.centre.Taken() == int64(i+1) })
	}
	cancel()
	all.Wait()
}
