package smpp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"runtime/debug"

	"duar/seva"
	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/page"
)

// arrival is a report to be noted, and the delivery to be answered once it is.
type arrival struct {
	report notice.Report
	link   *link // nil when nobody waits
	pdu    pdu.PDU
}

// deliver takes a deliver_sm or data_sm off the reader: whatever may wait goes elsewhere.
func (l *Line) deliver(lk *link, p pdu.PDU) {
	_, ussdOp := p.Get(pdu.UssdServiceOp)
	switch {
	case ussdOp || p.Message.ServiceType == "USSD":
		l.talk(lk, p)
	case isReceipt(p):
		l.receive(lk, p)
	case p.Message.ESMClass&pdu.KindMask != 0:
		lk.answer(p, pdu.OK) // a phone's own acknowledgement: nobody asked for one
	default:
		l.message(lk, p)
	}
}

// receive takes a delivery receipt. It is answered once it is noted, so that one that cannot
// be noted comes again; one that says nothing to us is not wanted again.
func (l *Line) receive(lk *link, p pdu.PDU) {
	r, ok := l.readReceipt(p)
	if !ok {
		l.shift.log.Warn("smpp.receipt.unread")
		lk.answer(p, pdu.OK)
		return
	}
	report, due := l.book.note(r)
	if !due {
		lk.answer(p, pdu.OK)
		return
	}
	if !l.shift.file(arrival{report, lk, p}) {
		lk.answer(p, pdu.QueueFull)
	}
}

// noting notes the reports of one inbox until the line is put away.
func (l *Line) noting(inbox <-chan arrival) {
	s := l.shift
	for a := range inbox {
		status := pdu.OK
		a.report.At = l.now()
		if err := s.note(a.report); err != nil {
			s.log.Warn("smpp.report.failed", "error", err.Error())
			status = pdu.TemporaryError
		}
		if a.link != nil {
			a.link.answer(a.pdu, status)
		}
	}
}

// note notes one report.
func (s *shift) note(r notice.Report) (err error) {
	if s.reports == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.ctx, noteTime)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			s.log.Error("smpp.report.panic", "stack", string(debug.Stack()))
			err = errors.New("smpp: noting a report panicked")
		}
	}()
	return s.reports.Note(ctx, r)
}

// begin gives a turn a place, or asks the centre to come again.
func (l *Line) begin(lk *link, p pdu.PDU) bool {
	if l.leaving.Load() {
		lk.answer(p, pdu.TemporaryError)
		return false
	}
	select {
	case l.shift.slots <- struct{}{}:
		return true
	default:
		lk.answer(p, pdu.QueueFull)
		return false
	}
}

// message takes an SMS. It is answered once its turn is taken and the answer submitted: until
// then the centre keeps it. One of several parts waits for the others, and its turn for all.
func (l *Line) message(lk *link, p pdu.PDU) {
	log := l.shift.log
	phone, err := seva.ParsePhone(p.Message.Source.Addr)
	if err != nil || p.Message.Source.TON == alphanumeric { // a header: an answer would go to nobody, or round and round
		log.Warn("smpp.message.refused", "reason", "the sender is no number")
		lk.answer(p, pdu.OK)
		return
	}
	h, body, ok := behead(p)
	var g *jigsaw
	if ok && h.total > 1 {
		if g, ok = l.pieces.add(p, h, body, l.now()); ok && g == nil {
			lk.answer(p, pdu.OK)
			return
		}
		body = g.whole()
	}
	var text string
	if ok {
		text, ok = l.read(p.Message.DataCoding, body, h.tables)
	}
	if ok {
		text, err = gateway.Typed("text", text)
		ok = err == nil
	}
	if !ok {
		log.Warn("smpp.message.refused", "reason", "it is no text")
		lk.answer(p, pdu.OK)
		return
	}
	if !l.begin(lk, p) {
		return
	}
	d, _ := l.hops.begin(lk.name, p) // under way or not: the exchange knows the hop, the carrier the Ref
	l.shift.work.Go(func() {
		defer func() { <-l.shift.slots }()
		again := !l.reply(p, ussd.Turn{
			Gateway: provider, Channel: ussd.SMS, Session: string(phone), Phone: phone, Input: text, Hop: d.name,
		})
		l.hops.end(d, again || lk.over())
		if again && g != nil {
			l.pieces.back(p, h, g)
		}
		if again {
			lk.answer(p, pdu.TemporaryError)
		} else {
			lk.answer(p, pdu.OK)
		}
	})
}

const alphanumeric = 5 // type of number (5.2.5)

// reply takes the turn of an SMS and sends its page. False asks for the same SMS once more:
// it will be the same hop and the same Ref.
func (l *Line) reply(p pdu.PDU, t ussd.Turn) bool {
	ctx, cancel := context.WithTimeout(l.shift.ctx, gateway.Patience)
	defer cancel()
	screen := l.take(ctx, t)
	if screen.Drop || screen.Text == "" {
		return true
	}
	m := notice.Message{Ref: "smpp-" + digest(t.Session+"\n"+t.Hop), To: t.Phone, Body: screen.Text}
	if l.From == "" { // the number that was written to answers
		m.Registration.Header = p.Message.Dest.Addr
	}
	if _, err := l.answers.Send(ctx, m); err != nil {
		l.shift.log.Warn("smpp.answer.failed", "reason", string(notice.ReasonOf(err)))
		return !notice.Retryable(err)
	}
	return true
}

// take has a turn taken. One that panics loses its answer, and nobody else theirs.
func (l *Line) take(ctx context.Context, t ussd.Turn) (screen ussd.Page) {
	log := l.shift.log
	defer func() {
		if v := recover(); v != nil {
			// What it panicked with may hold what was typed; where it did does not.
			log.Error("ussd.turn.panic", "stack", string(debug.Stack()))
			screen = ussd.Page{Drop: true}
		}
	}()
	screen, err := l.shift.taker.Take(ctx, t)
	if err != nil {
		log.Error("ussd.turn.failed", "kind", string(seva.KindOf(err)), "error", err.Error())
	}
	return screen
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// screen writes a page as the octets of one submit_sm.
func (s settings) screen(text string) (coding byte, octets []byte, err error) {
	c := page.Measure(text).Coding
	octets, err = page.Segment{Scheme: page.Scheme{Coding: c}, Part: 1, Total: 1, Text: text}.Body()
	return s.coding(c), octets, err
}
