package smpp

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"duar/seva"
	"duar/ussd"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/gateway/smpp/smpptest"
	"duar/ussd/page"
)

// said is a delivery of USSD as the standard has it.
func said(op byte, phone string, info uint16, text string) pdu.PDU {
	return pdu.PDU{Command: pdu.DeliverSM, Message: pdu.Message{ServiceType: "USSD",
		Source: pdu.Address{TON: 1, NPI: 1, Addr: phone}, Dest: pdu.Address{TON: 3, Addr: "3847"}, Text: []byte(text)},
		TLVs: []pdu.TLV{pdu.Octet(pdu.UssdServiceOp, op), pdu.Short(pdu.ItsSessionInfo, info)}}
}

func dial(phone string, info uint16, text string) pdu.PDU { return said(opDialled, phone, info, text) }

// The profiles differ in where the session's id is and how the end is told; a dialogue of
// dial, question, answer, end goes the same way by each.
func TestProfiles(t *testing.T) {
	for _, c := range []struct {
		profile      string
		tag          pdu.Tag
		info, ending uint16
		session      string
		endOp        byte
	}{
		{"standard", pdu.ItsSessionInfo, 0x1204, 0x1205, "1200", 17},
		{"opaque", pdu.ItsSessionInfo, 0x1205, 0x1205, "1205", 17},
		{"6d", pdu.ItsSessionInfo, 0x1204, 0x1205, "1204", 0x17},
		{"mica", pdu.UserMessageReference, 0x1205, 0x1205, "1205", 0x17},
	} {
		t.Run(c.profile, func(t *testing.T) {
			y := &tray{}
			b := start(t, smpptest.Options{Submit: y.take}, func(conf *Config) { conf.Profile = c.profile })
			b.menu.take = func(turn ussd.Turn) (ussd.Page, error) {
				if turn.New {
					return ussd.Page{Text: "১ জমি"}, nil
				}
				return ussd.Page{Text: "Plot 165", End: true}, nil
			}
			first := dial(string(caller), c.info, "*384*7*1027001*165#")
			first.TLVs[1] = pdu.Short(c.tag, c.info)
			second := said(opAnswered, string(caller), c.info, "1")
			second.TLVs[1] = pdu.Short(c.tag, c.info)
			for i, p := range []pdu.PDU{first, second} {
				if a := b.deliver(t, p); a.Status != pdu.OK {
					t.Fatal(a.Status)
				}
				eventually(t, "a screen", func() bool { return len(y.seen()) == i+1 })
			}
			want := []ussd.Turn{
				{Gateway: "smpp", Channel: ussd.USSD, Session: c.session, Phone: caller, Input: "1027001*165", New: true, Budget: page.USSD},
				{Gateway: "smpp", Channel: ussd.USSD, Session: c.session, Phone: caller, Input: "1", Budget: page.USSD},
			}
			turns := b.menu.seen()
			if diff := cmp.Diff(want, turns, cmpopts.IgnoreFields(ussd.Turn{}, "Hop")); diff != "" || turns[0].Hop == turns[1].Hop {
				t.Error(diff)
			}
			for i, screen := range []struct {
				op     byte
				info   uint16
				coding byte
				text   string
			}{{opAsk, c.info, 8, "১ জমি"}, {c.endOp, c.ending, 0, "Plot 165"}} {
				p := y.seen()[i]
				op, _ := p.GetOctet(pdu.UssdServiceOp)
				info, _ := p.GetShort(c.tag)
				text, _ := b.read(p.Message.DataCoding, p.Message.Text, page.Tables{})
				if op != screen.op || info != screen.info || p.Message.DataCoding != screen.coding || text != screen.text ||
					p.Message.Source.Addr != "3847" || p.Message.Dest.Addr != string(caller) || p.Message.ServiceType != "USSD" || p.Message.RegisteredDelivery != 0 {
					t.Errorf("screen %d: op %d info %x %+v", i, op, info, p.Message)
				}
			}
		})
	}
}

// A session that changes its phone is refused before anybody is asked, and its owner goes on.
func TestSessionKeepsItsPhone(t *testing.T) {
	b := start(t, smpptest.Options{}, nil)
	b.deliver(t, dial(string(caller), 0x1200, "*384*7#"))
	eventually(t, "a screen", func() bool { return b.centre.Taken() == 1 })
	if a := b.deliver(t, said(opAnswered, string(other), 0x1200, "1")); a.Status != pdu.RejectedHere {
		t.Errorf("another caller was told %v", a.Status)
	}
	if a := b.deliver(t, said(opAnswered, string(caller), 0x1200, "1")); a.Status != pdu.OK {
		t.Errorf("the owner was told %v", a.Status)
	}
	eventually(t, "another screen", func() bool { return b.centre.Taken() == 2 })
	if n := len(b.menu.seen()); n != 2 {
		t.Errorf("%d turns", n)
	}
	if strings.Contains(b.log.String(), string(caller)) || strings.Contains(b.log.String(), string(other)) {
		t.Error("a number is in the log")
	}
}

// Who hangs up is sent nothing more; what vendors say in ops of their own, and what is not a
// turn, is passed over.
func TestHungUp(t *testing.T) {
	b := start(t, smpptest.Options{}, nil)
	held := make(chan struct{})
	b.menu.take = func(ussd.Turn) (ussd.Page, error) { <-held; return ussd.Page{Text: "1"}, nil }
	b.deliver(t, dial(string(caller), 0x1200, "*384*7#"))
	for _, op := range []byte{opNotified, 0, 16, 32, 200, 255} {
		if a := b.deliver(t, said(op, string(caller), 0x1200, "x")); a.Status != pdu.OK {
			t.Errorf("op %d: %v", op, a.Status)
		}
	}
	if a := b.deliver(t, said(opAborted, string(caller), 0x1200, "")); a.Status != pdu.OK {
		t.Error(a.Status)
	}
	close(held)
	eventually(t, "the turn is over", func() bool { return len(b.shift.slots) == 0 })
	if b.centre.Taken() != 0 || len(b.menu.seen()) != 1 {
		t.Errorf("%d screens, %d turns", b.centre.Taken(), len(b.menu.seen()))
	}
	// The end bit hangs up as well.
	b.deliver(t, dial(string(caller), 0x1400, "*384*7#"))
	eventually(t, "a screen", func() bool { return b.centre.Taken() == 1 })
	b.deliver(t, said(opAnswered, string(caller), 0x1401, "1"))
	if len(b.menu.seen()) != 2 {
		t.Error("an ending was taken for an answer")
	}
}

// A delivery that comes again is the same hop: while its turn is under way, under its number,
// and over the next connection. A second answer that only looks the same is another.
func TestSameHop(t *testing.T) {
	b := start(t, smpptest.Options{}, nil)
	hops := func() []string {
		var all []string
		for _, turn := range b.menu.seen() {
			all = append(all, turn.Hop)
		}
		return all
	}
	again := func(p pdu.PDU, screens int64) {
		t.Helper()
		if a := b.deliver(t, p); a.Status != pdu.OK {
			t.Fatal(a.Status)
		}
		eventually(t, "a screen", func() bool { return b.centre.Taken() == screens && len(b.shift.slots) == 0 })
	}
	again(dial(string(caller), 0x1200, "*384*7#"), 1)
	more := said(opAnswered, string(caller), 0x1200, "98")
	again(more, 2)
	again(more, 3) // pressed twice
	more.Sequence = 3
	again(more, 4) // the same PDU
	got := hops()
	if got[1] == got[2] || got[2] != got[3] || got[0] == got[1] {
		t.Fatalf("hops %v", got)
	}
	b.conn.Cut()
	b.conn = b.bound(t)
	more.Sequence = 0
	again(more, 5) // our answer may have been lost
	again(more, 6) // this one was not
	if got = hops(); got[4] != got[3] || got[5] == got[4] {
		t.Errorf("hops %v", got)
	}
	// Under way: acknowledged, and not asked of anybody.
	held := make(chan struct{})
	var asked atomic.Int32
	b.menu.take = func(ussd.Turn) (ussd.Page, error) { asked.Add(1); <-held; return ussd.Page{Text: "x"}, nil }
	slow := said(opAnswered, string(caller), 0x1200, "5")
	for range 3 {
		if a := b.deliver(t, slow); a.Status != pdu.OK {
			t.Error(a.Status)
		}
	}
	close(held)
	eventually(t, "one screen", func() bool { return b.centre.Taken() == 7 && len(b.shift.slots) == 0 })
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
}

func TestDialled(t *testing.T) {
	for _, c := range []struct{ code, text, dest, want string }{
		{"*384*7#", "*384*7#", "", ""},
		{"*384*7#", "*384*7*1027001*165#", "", "1027001*165"},
		{"*384*7#", "384*7*5", "", "5"},
		{"*384*7#", "*999*5#", "", ""},
		{"*384*7#", "1027001*165", "", "1027001*165"},
		{"", "*38#", "38", ""},
		{"", "*38*5#", "38", "5"},
		{"", "*38*5#", "", ""},
		{"", "", "", ""},
	} {
		l := &Line{}
		l.Code = codeOf(c.code)
		if got := l.dialled(c.text, c.dest); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// The table of talks forgets, and never grows beyond its bound.
func TestTalks(t *testing.T) {
	table, now := newTalks(), time.Now()
	for i := range mostTalks + 10 {
		table.begin(seva.Phone("91983"+string(rune('a'+i%26))+time.Duration(i).String()), uint16(i), now)
	}
	if len(table.byPhone) > mostTalks || len(table.holder) > mostTalks {
		t.Errorf("%d sessions", len(table.byPhone))
	}
	table = newTalks()
	table.begin(caller, 1, now)
	if _, ok := table.next(other, 1, now.Add(time.Second)); ok {
		t.Error("another phone's session")
	}
	if _, ok := table.next(other, 1, now.Add(talkTime)); !ok {
		t.Error("a session that nobody holds any more")
	}
}
