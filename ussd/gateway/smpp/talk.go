package smpp

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/page"
)

// talks knows which phone holds which USSD session, so that a session that changes its phone
// is refused, and a reply is not sent into one that was hung up. It is no record of what was
// said: that is the exchange's, found by the phone.
type talks struct {
	mu      sync.Mutex
	byPhone map[seva.Phone]*talk
	holder  map[uint16]seva.Phone // who began a session last
}

// talk is one session.
type talk struct {
	id   uint16
	seen time.Time
	over bool // hung up
}

const (
	mostTalks = 1 << 17
	talkTime  = 3 * time.Minute // networks end a session after this at the latest
)

func newTalks() *talks {
	return &talks{byPhone: map[seva.Phone]*talk{}, holder: map[uint16]seva.Phone{}}
}

// begin notes a session that was dialled.
func (t *talks) begin(phone seva.Phone, id uint16, now time.Time) *talk {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.put(phone, id, now)
}

func (t *talks) put(phone seva.Phone, id uint16, now time.Time) *talk {
	if len(t.byPhone) >= mostTalks {
		t.sweep(now)
	}
	k := &talk{id: id, seen: now}
	t.byPhone[phone], t.holder[id] = k, phone
	return k
}

// next notes an answer in a session. False when the session is another phone's.
func (t *talks) next(phone seva.Phone, id uint16, now time.Time) (*talk, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if k := t.byPhone[phone]; k != nil && k.id == id && now.Sub(k.seen) < talkTime {
		k.seen = now
		return k, true
	}
	if holder, held := t.holder[id]; held && holder != phone {
		if k := t.byPhone[holder]; k != nil && k.id == id && now.Sub(k.seen) < talkTime {
			return nil, false
		}
	}
	return t.put(phone, id, now), true // begun with another process of ours
}

// end forgets a session that was hung up.
func (t *talks) end(phone seva.Phone, id uint16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if k := t.byPhone[phone]; k != nil && k.id == id {
		k.over = true
		delete(t.byPhone, phone)
		if t.holder[id] == phone {
			delete(t.holder, id)
		}
	}
}

// alive tells whether anybody still waits for a reply.
func (t *talks) alive(k *talk) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !k.over
}

// sweep makes room: what is over by any network's clock goes, and when that is nothing, all
// of it. mu is held.
func (t *talks) sweep(now time.Time) {
	for phone, k := range t.byPhone {
		if now.Sub(k.seen) >= talkTime {
			delete(t.byPhone, phone)
			if t.holder[k.id] == phone {
				delete(t.holder, k.id)
			}
		}
	}
	if len(t.byPhone) >= mostTalks {
		clear(t.byPhone)
		clear(t.holder)
	}
}

// talk takes one USSD delivery. It is answered at once, because the network's clock runs; the
// screen follows as a request of ours.
func (l *Line) talk(lk *link, p pdu.PDU) {
	log := l.shift.log
	phone, err := seva.ParsePhone(p.Message.Source.Addr)
	if err != nil {
		log.Warn("smpp.ussd.refused", "reason", "the caller is no number")
		lk.answer(p, pdu.InvalidSource)
		return
	}
	op, _ := p.GetOctet(pdu.UssdServiceOp)
	info, named := p.GetShort(l.profile.tag)
	id := info & l.profile.id
	over := named && info&l.profile.end != 0
	switch {
	case over || op == opAborted || op == opEnd || op == opVendorEnd:
		l.talks.end(phone, id)
		lk.answer(p, pdu.OK)
		return
	case op == opDialled || op == opAnswered:
	default: // 19 says that a notification was shown; vendors have ops of their own from 32
		log.Info("smpp.ussd.ignored", "op", int(op), "vendor", op >= opVendors)
		lk.answer(p, pdu.OK)
		return
	}
	text, ok := l.read(p.Message.DataCoding, p.Octets(), page.Tables{})
	if ok {
		text, err = gateway.Typed("text", text)
		ok = err == nil
	}
	if !ok {
		log.Warn("smpp.ussd.refused", "reason", "it is no text")
		lk.answer(p, pdu.InvalidLength)
		return
	}
	if !l.begin(lk, p) {
		return
	}
	d, busy := l.hops.begin(lk.name, p)
	if busy { // its screen is on its way
		<-l.shift.slots
		lk.answer(p, pdu.OK)
		return
	}
	turn := ussd.Turn{Gateway: provider, Channel: ussd.USSD, Session: strconv.FormatUint(uint64(id), 16),
		Phone: phone, Input: text, Hop: d.name, Budget: l.budget}
	var k *talk
	if op == opDialled {
		turn.New, turn.Input = true, l.dialled(text, p.Message.Dest.Addr)
		k = l.talks.begin(phone, id, l.now())
	} else if k, ok = l.talks.next(phone, id, l.now()); !ok {
		<-l.shift.slots
		l.hops.end(d, false)
		log.Warn("smpp.ussd.refused", "reason", "the session is another caller's")
		lk.answer(p, pdu.RejectedHere)
		return
	}
	lk.answer(p, pdu.OK)
	l.shift.work.Go(func() {
		defer func() { <-l.shift.slots }()
		l.show(p, turn, k)
		l.hops.end(d, lk.over())
	})
}

// dialled gives what was typed after the service code. What began with a code that we do not
// know begins at home.
func (l *Line) dialled(text, dest string) string {
	if after, ok := l.Dialled(text); ok {
		return after
	}
	if after, ok := (gateway.Code{Code: dest}).Dialled(text); ok {
		return after
	}
	if strings.HasPrefix(text, "*") || strings.HasSuffix(text, "#") {
		return ""
	}
	return text // some networks strip the code
}

// show takes the turn and sends its page: a question, or the end.
func (l *Line) show(p pdu.PDU, t ussd.Turn, k *talk) {
	log := l.shift.log
	ctx, cancel := context.WithTimeout(l.shift.ctx, gateway.Patience)
	defer cancel()
	screen := l.take(ctx, t)
	if screen.Drop || !l.talks.alive(k) {
		return // it was hung up
	}
	request, err := l.request(p, screen)
	if err != nil {
		log.Error("smpp.ussd.unsaid", "error", err.Error())
		return
	}
	if screen.End {
		l.talks.end(t.Phone, k.id)
	}
	lk := l.link.Load()
	if lk == nil {
		log.Warn("smpp.ussd.unsaid", "error", "there is no bind any more")
		return
	}
	l.pace.spend()
	if failure := lk.ask(ctx, request, shown{l, t.Phone, k}, lk.urgent); failure != nil {
		log.Warn("smpp.ussd.unsaid", "error", failure.Error())
	}
}

// request makes the submit_sm of a page: back to where the delivery came from, with its
// session as the vendor names it.
func (l *Line) request(p pdu.PDU, screen ussd.Page) (pdu.PDU, error) {
	coding, octets, err := l.screen(screen.Text)
	if err != nil {
		return pdu.PDU{}, err
	}
	op := opAsk
	if screen.End {
		op = l.profile.endOp
	}
	r := pdu.PDU{Command: pdu.SubmitSM, Message: pdu.Message{
		ServiceType: p.Message.ServiceType, Source: p.Message.Dest, Dest: p.Message.Source,
		DataCoding: coding, Text: octets,
	}, TLVs: []pdu.TLV{pdu.Octet(pdu.UssdServiceOp, op)}}
	if r.Message.ServiceType == "" {
		r.Message.ServiceType = "USSD"
	}
	if info, named := p.GetShort(l.profile.tag); named {
		if screen.End {
			info |= l.profile.end
		}
		r.TLVs = append(r.TLVs, pdu.Short(l.profile.tag, info))
	}
	return r, nil
}

// shown is the asker of a screen.
type shown struct {
	line  *Line
	phone seva.Phone
	talk  *talk
}

func (s shown) answered(p pdu.PDU, failure *notice.Failure) {
	if failure == nil && p.Status != pdu.OK {
		failure = refused(p.Status)
	}
	if failure == nil {
		return
	}
	if p.Status == pdu.Throttled {
		s.line.pace.hold(rest)
	}
	s.line.shift.log.Warn("smpp.ussd.unshown", "code", failure.Code)
	s.line.talks.end(s.phone, s.talk.id)
}
