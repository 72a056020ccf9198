package ussd

import (
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/ussd/dialogue"
)

// record is what is kept of one phone's conversation on one channel. It is found by
// the phone, so another phone's session cannot be reached by guessing an id.
type record struct {
	session string // gateway and session id
	prev    string // the session before; what still comes from it is late
	lang    seva.Lang
	seen    time.Time // of the last hop
	ended   bool
	silent  bool   // the page is not sent: an SMS that is not answered
	page    string // the last page, for a hop delivered twice
	hops    []uint64
	// How much of a cumulative text is consumed: its length and a hash of it.
	whole     int
	wholeHash uint64
	state     dialogue.State
	readable  bool // there is a state, of a format we know
	// mark hashes what a gateway names a delivery by, under a key: where that is all that was
	// typed, there may be a PIN in it, which must not be found out from a record.
	mark func(string) uint64
}

// maxHops is how many hops back a late second delivery is still known.
const maxHops = 8

// name is the turn's session across gateways: equal ids of two are two.
func (t Turn) name() string { return t.Gateway + "\x00" + t.Session }

// hop names the delivery; false when the gateway gives nothing to know it by.
func (t Turn) hop() (string, bool) {
	if t.Hop == "" && t.Whole != "" {
		return t.Whole, true
	}
	return t.Hop, t.Hop != ""
}

// answered gives the page of a turn that needs no step: a hop that was taken before,
// or one that comes after the end.
func (r record) answered(t Turn, now time.Time) (Page, bool) {
	if r.seen.IsZero() {
		return Page{}, false
	}
	same := r.session == t.name()
	if hop, named := t.hop(); same && named && len(r.hops) > 0 {
		switch at := slices.Index(r.hops, r.mark(hop)); {
		case at == len(r.hops)-1:
			return r.shown(), true
		case at >= 0 && t.Channel == SMS:
			return Page{Drop: true}, true
		case at >= 0: // an older hop, late and again: the screen is where it is
			return Page{Text: r.page, End: r.ended}, true
		}
	}
	if t.Channel == SMS || t.New {
		return Page{}, false
	}
	if r.prev == t.name() || same && r.ended {
		return Page{Drop: true}, true
	}
	if _, ok := r.typed(t); r.carries(t, now) && !ok {
		return Page{Text: r.page, End: r.ended}, true // a cumulative text of an earlier hop
	}
	return Page{}, false
}

// shown is the page as it goes out.
func (r record) shown() Page {
	if r.silent {
		return Page{Drop: true, End: true}
	}
	return Page{Text: r.page, End: r.ended}
}

// carries tells whether the turn is the next hop of the live session in the record.
func (r record) carries(t Turn, now time.Time) bool {
	return r.session == t.name() && !t.New && !r.ended && now.Sub(r.seen) < live
}

// typed is what the turn adds: its input, or what its cumulative text has more than
// the hop before. False when that text does not begin as it did.
func (r record) typed(t Turn) (string, bool) {
	if t.Whole == "" {
		return t.Input, true
	}
	if len(t.Whole) < r.whole || r.mark(t.Whole[:r.whole]) != r.wholeHash {
		return "", false
	}
	return strings.TrimPrefix(t.Whole[r.whole:], "*"), true
}

// follow is the record of the next hop, before the machine has moved.
func (r record) follow(t Turn, now time.Time) record {
	next := record{
		session: t.name(), prev: r.prev, lang: r.lang, seen: now,
		whole: len(t.Whole), wholeHash: r.mark(t.Whole), mark: r.mark,
	}
	if r.session == next.session {
		next.hops = r.hops
	} else {
		next.prev = r.session
	}
	if hop, named := t.hop(); named {
		if len(next.hops) == maxHops {
			next.hops = next.hops[1:]
		}
		next.hops = append(slices.Clone(next.hops), r.mark(hop))
	}
	return next
}

// recordFormat changes with the layout below. A record of another format is no record.
const recordFormat = 2

func (r record) encode() []byte {
	b := make([]byte, 0, 128+len(r.page)+len(r.session)+len(r.prev))
	marks := byte(0)
	if r.ended {
		marks |= 1
	}
	if r.silent {
		marks |= 2
	}
	b = append(b, recordFormat, marks)
	b = binary.BigEndian.AppendUint64(b, uint64(r.seen.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, r.wholeHash)
	b = binary.AppendUvarint(b, uint64(r.whole))
	b = binary.AppendUvarint(b, uint64(len(r.hops)))
	for _, h := range r.hops {
		b = binary.BigEndian.AppendUint64(b, h)
	}
	for _, s := range []string{r.session, r.prev, string(r.lang), r.page} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	return r.state.Encode(b)
}

// decode reads a record; what cannot be read is the empty record, and the person
// starts again.
func decode(b []byte) record {
	if len(b) < 18 || b[0] != recordFormat {
		return record{}
	}
	r := record{
		ended:     b[1]&1 != 0,
		silent:    b[1]&2 != 0,
		seen:      time.UnixMicro(int64(binary.BigEndian.Uint64(b[2:]))).UTC(),
		wholeHash: binary.BigEndian.Uint64(b[10:]),
	}
	rest := reader{b: b[18:]}
	r.whole = rest.count(maxWhole)
	r.hops = make([]uint64, rest.count(maxHops))
	for i := range r.hops {
		r.hops[i] = rest.uint64()
	}
	var lang string
	for _, s := range []*string{&r.session, &r.prev, &lang, &r.page} {
		*s = rest.text()
	}
	if rest.bad {
		return record{}
	}
	r.lang, _ = seva.ParseLang(lang)
	state, err := dialogue.Decode(rest.b)
	r.state, r.readable = state, err == nil
	return r
}

// reader takes a record apart; after the first thing that is not there all is zero.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) count(limit int) int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > uint64(limit) {
		r.b, r.bad = nil, true
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *reader) uint64() uint64 {
	if len(r.b) < 8 {
		r.b, r.bad = nil, true
		return 0
	}
	n := binary.BigEndian.Uint64(r.b)
	r.b = r.b[8:]
	return n
}

func (r *reader) text() string {
	n := r.count(1 << 16)
	if n > len(r.b) {
		r.b, r.bad = nil, true
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}
