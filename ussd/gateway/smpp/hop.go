package smpp

import (
	"hash/fnv"
	"strconv"
	"sync"
	"time"

	"duar/ussd/gateway/smpp/pdu"
)

// hops names deliveries, so that one that comes again is the same hop (ADR 0003). SMPP has
// nothing for it: a centre that missed our answer delivers again under a new sequence number,
// often over a new connection, and a person may well answer "98" twice. So a delivery is the
// same as one before it that says the same when
//
//   - it has its number on the same connection;
//   - that one is not answered yet, or was answered with "try again";
//   - that one's connection broke soon after it, so that our answer may never have arrived.
//
// In the last case a second "98" that was meant is taken for the first: the person sees the
// same screen once more and nothing is done twice.
type hops struct {
	mu    sync.Mutex
	known map[uint64]*hop
	order []uint64
	next  int
}

// hop is one delivery.
type hop struct {
	name string
	link string
	seq  uint32
	at   time.Time // of its answer, or of the break that made it doubtful
	busy bool      // not answered yet
	open bool      // answered with "try again", or perhaps never heard
}

const (
	mostHops = 1 << 16
	// doubt is how long before a break an answer may have been lost; what was not heard is
	// delivered again within twice that.
	doubt = time.Minute
)

func newHops() *hops { return &hops{known: map[uint64]*hop{}} }

// print is what a delivery says, without what may differ when it comes again.
func print(p pdu.PDU) uint64 {
	h := fnv.New64a()
	m := p.Message
	write := func(b ...byte) { _, _ = h.Write(b) } // never fails
	write([]byte(m.Source.Addr + "\x00" + m.Dest.Addr + "\x00" + m.ServiceType + "\x00")...)
	write(m.ESMClass, m.DataCoding)
	write(m.Text...)
	for _, t := range p.TLVs {
		write(byte(t.Tag>>8), byte(t.Tag), byte(len(t.Value)>>8), byte(len(t.Value)))
		write(t.Value...)
	}
	return h.Sum64()
}

// begin names a delivery. again says that it is under way at this moment.
func (h *hops) begin(link string, p pdu.PDU) (d *hop, again bool) {
	key := print(p)
	h.mu.Lock()
	defer h.mu.Unlock()
	open := func() bool { return d.open && time.Since(d.at) < 2*doubt }
	if d = h.known[key]; d != nil && (d.busy || open() || d.link == link && d.seq == p.Sequence) {
		again = d.busy
		d.link, d.seq, d.busy, d.open = link, p.Sequence, true, false
		return d, again
	}
	if d == nil {
		if len(h.order) < mostHops {
			h.order = append(h.order, key)
		} else {
			delete(h.known, h.order[h.next])
			h.order[h.next] = key
			h.next = (h.next + 1) % mostHops
		}
	}
	d = &hop{name: link + "-" + strconv.FormatUint(uint64(p.Sequence), 10), link: link, seq: p.Sequence, busy: true}
	h.known[key] = d
	return d, false
}

// end notes that a delivery was answered; open that it was asked for again.
func (h *hops) end(d *hop, open bool) {
	h.mu.Lock()
	d.busy, d.open, d.at = false, open, time.Now()
	h.mu.Unlock()
}

// broken notes that a connection broke: its last answers may not have arrived.
func (h *hops) broken(link string, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range h.known {
		if d.link == link && !d.busy && now.Sub(d.at) < doubt {
			d.open, d.at = true, now
		}
	}
}
