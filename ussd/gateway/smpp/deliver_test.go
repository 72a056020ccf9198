package smpp

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/gateway/smpp/smpptest"
	"duar/ussd/page"
)

// An SMS is a turn; its answer leaves under the number that was written to, and the centre
// keeps the SMS until that is submitted.
func TestMessages(t *testing.T) {
	y := &tray{}
	var refuse atomic.Bool
	b := start(t, smpptest.Options{Submit: func(c *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
		if refuse.Load() {
			return smpptest.Verdict{Status: pdu.QueueFull}
		}
		return y.take(c, p)
	}}, func(c *Config) { c.From = "" })
	b.menu.take = func(turn ussd.Turn) (ussd.Page, error) { return ussd.Page{Text: "জমি: " + turn.Input}, nil }
	sms := func(coding byte, text string) pdu.PDU {
		return pdu.PDU{Command: pdu.DeliverSM, Message: pdu.Message{Source: pdu.Address{TON: 2, NPI: 1, Addr: "9831000001"},
			Dest: pdu.Address{TON: 3, Addr: "51969"}, DataCoding: coding, Text: []byte(text)}}
	}
	refuse.Store(true)
	p := sms(0, "STATUS GR2026000001")
	if a := b.deliver(t, p); a.Status != pdu.TemporaryError {
		t.Fatal(a.Status)
	}
	refuse.Store(false)
	if a := b.deliver(t, p); a.Status != pdu.OK {
		t.Fatal(a.Status)
	}
	turns := b.menu.seen()
	if len(turns) != 2 || turns[0].Hop != turns[1].Hop || turns[0].Hop == "" {
		t.Errorf("%+v", turns)
	}
	turns[0].Hop = ""
	if diff := cmp.Diff(ussd.Turn{Gateway: "smpp", Channel: ussd.SMS, Session: string(caller), Phone: caller, Input: "STATUS GR2026000001"}, turns[0]); diff != "" {
		t.Error(diff)
	}
	out := y.seen()
	if len(out) != 1 || out[0].Message.Source != (pdu.Address{TON: 3, Addr: "51969"}) || out[0].Message.Dest.Addr != string(caller) {
		t.Errorf("%+v", out)
	}

	// Parts in the wrong order, by both ways of numbering; the turn of the last fails once.
	long := "ৰ অবস্থা GR2026000001"
	units, _ := page.Segment{Scheme: page.Scheme{Coding: page.UCS2}, Part: 1, Total: 1, Text: long}.Body()
	part := func(n int, body []byte) pdu.PDU {
		q := sms(8, "")
		q.Message.ESMClass, q.Message.Text = pdu.UDHI, append([]byte{5, 0, 3, 9, 2, byte(n)}, body...)
		return q
	}
	b.deliver(t, part(2, units[20:]))
	b.deliver(t, part(2, units[20:]))
	if len(b.menu.seen()) != 2 {
		t.Fatal("half a text was taken")
	}
	refuse.Store(true)
	if a := b.deliver(t, part(1, units[:20])); a.Status != pdu.TemporaryError {
		t.Error(a.Status)
	}
	refuse.Store(false)
	if a := b.deliver(t, part(1, units[:20])); a.Status != pdu.OK {
		t.Error(a.Status)
	}
	if turns = b.menu.seen(); len(turns) != 4 || turns[3].Input != long || turns[2].Hop != turns[3].Hop {
		t.Errorf("%+v", turns[2:])
	}

	// What is no question of a person's is taken off the centre's hands and asks nobody.
	for name, q := range map[string]pdu.PDU{
		"a header writes":  {Command: pdu.DeliverSM, Message: pdu.Message{Source: pdu.Address{TON: 5, Addr: "WBGOVT"}, Text: []byte("x")}},
		"binary":           sms(4, "\x01\x02"),
		"half a unit":      sms(8, "\x09"),
		"a broken header":  {Command: pdu.DeliverSM, Message: pdu.Message{Source: pdu.Address{TON: 1, Addr: string(caller)}, ESMClass: pdu.UDHI, Text: []byte{9, 0}}},
		"a control letter": sms(1, "a\x07b"),
	} {
		if a := b.deliver(t, q); a.Status != pdu.OK || len(b.menu.seen()) != 4 {
			t.Errorf("%s: %v", name, a.Status)
		}
	}
}

// A taker that panics is not the end of the others.
func TestPanic(t *testing.T) {
	b := start(t, smpptest.Options{}, nil)
	b.menu.take = func(turn ussd.Turn) (ussd.Page, error) {
		if turn.Phone == other {
			panic("typed: a secret")
		}
		return ussd.Page{Text: "1 Land"}, nil
	}
	if a := b.deliver(t, dial(string(other), 0x1100, "*384*7#")); a.Status != pdu.OK {
		t.Error(a.Status)
	}
	b.deliver(t, dial(string(caller), 0x1200, "*384*7#"))
	eventually(t, "the other's screen", func() bool { return b.centre.Taken() == 1 })
	if strings.Contains(b.log.String(), "secret") {
		t.Error("what was typed is in the log")
	}
}

// The answer may leave through another carrier.
func TestAnswerThrough(t *testing.T) {
	got := make(chan notice.Message, 1)
	b := start(t, smpptest.Options{}, nil, func(l *Line) {
		l.Answer(carrier(func(_ context.Context, m notice.Message) (notice.Receipt, error) {
			got <- m
			return notice.Receipt{}, nil
		}))
	})
	b.deliver(t, pdu.PDU{Command: pdu.DeliverSM, Message: pdu.Message{Source: pdu.Address{TON: 1, NPI: 1, Addr: string(caller)}, Text: []byte("x")}})
	if m := <-got; m.To != caller || m.Body != "1 Land" || !strings.HasPrefix(m.Ref, "smpp-") {
		t.Errorf("%+v", m)
	}
}

// Whatever a centre delivers, nothing panics and every delivery is answered.
func FuzzDeliver(f *testing.F) {
	f.Add(byte(0), byte(0), "919831000001", []byte("STATUS"), []byte(nil))
	f.Add(byte(4), byte(0), "", []byte("id:1 stat:DELIVRD err:000"), []byte(nil))
	f.Add(byte(0x40), byte(8), "919831000001", []byte{5, 0, 3, 1, 2, 1, 9, 0x95}, []byte(nil))
	f.Add(byte(0), byte(0), "919831000001", []byte("*384*7#"), []byte{0x05, 0x01, 0, 1, 1, 0x13, 0x83, 0, 2, 0x12, 0})
	f.Add(byte(0x20), byte(0), "9", []byte(" TEXT:"), []byte{0x04, 0x27, 0, 1, 9, 0, 0x1e, 0, 0})
	f.Fuzz(func(t *testing.T, class, coding byte, from string, text, tlvs []byte) {
		p := pdu.PDU{Command: pdu.DeliverSM, Sequence: 1, Message: pdu.Message{Source: pdu.Address{TON: 1, Addr: strings.ReplaceAll(from, "\x00", "")[:min(len(strings.ReplaceAll(from, "\x00", "")), 20)]},
			ESMClass: class, DataCoding: coding, Text: text[:min(len(text), pdu.MaxText)]}}
		octets, err := p.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		octets = append(octets, tlvs...)
		octets[2], octets[3] = byte(len(octets)>>8), byte(len(octets))
		if p, err = pdu.Decode(octets); err != nil {
			return
		}
		l, _ := New(config("127.0.0.1:1"), time.Now)
		l.Packed = class&1 == 1
		l.stand(t)
		lk := newLink("l", nil, 1, time.Second)
		l.deliver(lk, p)
		for range 3 { // again, while and after
			l.deliver(lk, p)
		}
		for _, inbox := range l.shift.inboxes {
			close(inbox)
			l.noting(inbox)
		}
		l.shift.work.Wait()
		r := pdu.NewReader(strings.NewReader(string(lk.unsent)))
		for range 4 {
			if a, err := r.Read(); err != nil || a.Command != pdu.DeliverSM.Answer() || a.Sequence != 1 {
				t.Fatalf("answered %+v, %v", a, err)
			}
		}
	})
}

// stand gives a line what Run would.
func (l *Line) stand(t testing.TB) {
	t.Helper()
	l.shift = &shift{ctx: t.Context(), taker: &menu{}, reports: &ledger{}, log: slog.New(slog.DiscardHandler),
		slots: make(chan struct{}, 8)}
	for i := range l.shift.inboxes {
		l.shift.inboxes[i] = make(chan arrival, 8)
	}
}
