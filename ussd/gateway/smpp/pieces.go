package smpp

import (
	"strconv"
	"sync"
	"time"

	"duar/ussd/gateway/smpp/pdu"
)

// pieces joins SMS that come in parts. It keeps few and not for long: what people write to us
// is short, and a part that was lost will not come.
type pieces struct {
	mu  sync.Mutex
	all map[string]*jigsaw
}

// jigsaw is one text that is not all here.
type jigsaw struct {
	parts [][]byte
	left  int
	since time.Time
}

const (
	mostJigsaws = 1 << 12
	mostPieces  = 8 // 1,224 letters; a longer text is no question to us
	pieceTime   = 5 * time.Minute
)

func newPieces() *pieces { return &pieces{all: map[string]*jigsaw{}} }

// name tells texts apart: by who writes to whom, under which reference, in how many parts.
func (h header) name(p pdu.PDU) string {
	return p.Message.Source.Addr + "/" + p.Message.Dest.Addr + "/" + strconv.Itoa(h.ref) + "/" +
		strconv.Itoa(h.total) + "/" + strconv.Itoa(int(p.Message.DataCoding))
}

// add puts a part in its place. It gives the text with its last part and nil before; false
// when the text is too long to be waited for.
func (j *pieces) add(p pdu.PDU, h header, body []byte, now time.Time) (*jigsaw, bool) {
	if h.total > mostPieces {
		return nil, false
	}
	key := h.name(p)
	j.mu.Lock()
	defer j.mu.Unlock()
	g := j.all[key]
	if g == nil || now.Sub(g.since) > pieceTime {
		if len(j.all) >= mostJigsaws {
			j.sweep(now)
		}
		g = &jigsaw{parts: make([][]byte, h.total), left: h.total, since: now}
		j.all[key] = g
	}
	if g.parts[h.part-1] == nil {
		g.parts[h.part-1] = append([]byte{}, body...)
		g.left--
	}
	if g.left > 0 {
		return nil, true
	}
	delete(j.all, key)
	return g, true
}

// back waits once more for the last part of a text whose turn could not be taken: the centre
// will deliver that part again, and no other.
func (j *pieces) back(p pdu.PDU, h header, g *jigsaw) {
	j.mu.Lock()
	defer j.mu.Unlock()
	g.parts[h.part-1], g.left = nil, 1
	j.all[h.name(p)] = g
}

// whole joins the parts.
func (g *jigsaw) whole() []byte {
	if g == nil {
		return nil
	}
	whole := []byte{}
	for _, part := range g.parts {
		whole = append(whole, part...)
	}
	return whole
}

// sweep makes room: what is too old goes, and when that is nothing, all of it. mu is held.
func (j *pieces) sweep(now time.Time) {
	for key, g := range j.all {
		if now.Sub(g.since) > pieceTime {
			delete(j.all, key)
		}
	}
	if len(j.all) >= mostJigsaws {
		clear(j.all)
	}
}
