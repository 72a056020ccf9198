package smpp

import (
	"hash/fnv"
	"strconv"
	"sync"

	"duar/seva/notice"
	"duar/ussd/gateway/smpp/pdu"
)

// letter is one message on its way, in parts. The book's lock guards it.
type letter struct {
	ref   string
	text  uint64 // a hash of what it says
	parts []*part
	id    string // as its Receipt has it; "" until every part is taken
}

// part is one submit_sm of a letter.
type part struct {
	book   *book
	letter *letter
	pdu    pdu.PDU // empty once it is taken
	state  partState
	id     string                 // the centre's
	try    chan<- *notice.Failure // of who waits for the answer; nil on success
	fate   notice.State           // as its receipts say
	why    notice.Reason          // of Undelivered
	code   string                 // the centre's own word
}

type partState uint8

const (
	unsent partState = iota // or refused, or nobody knows: to be sent
	flying
	taken
)

// book knows what was submitted: which parts of which message, so that a retry sends only
// what is missing, and which receipt belongs to which message. It keeps the last so many and
// dies with the process; then a receipt of a message of one part still finds it by its id.
type book struct {
	norm func(id string) string
	more func(notice.Report) // takes a report that no receipt is waiting for

	mu      sync.Mutex
	letters map[string]*letter // that are not all taken, by Ref
	waiting ring
	ids     map[string]*part
	known   ring
	early   map[string]receipt // receipts that came before their answer
	hurried ring
}

const (
	mostLetters = 1 << 14
	mostIDs     = 1 << 17
	mostEarly   = 1 << 12
)

func newBook(norm func(string) string, more func(notice.Report)) *book {
	return &book{norm: norm, more: more, letters: map[string]*letter{}, waiting: ring{most: mostLetters},
		ids: map[string]*part{}, known: ring{most: mostIDs}, early: map[string]receipt{}, hurried: ring{most: mostEarly}}
}

// ring is the order in which keys came; the oldest goes when it is full.
type ring struct {
	most int
	keys []string
	next int
}

// add gives the key that has to go, if any.
func (r *ring) add(key string) (old string, full bool) {
	if len(r.keys) < r.most {
		r.keys = append(r.keys, key)
		return "", false
	}
	old, r.keys[r.next] = r.keys[r.next], key
	r.next = (r.next + 1) % r.most
	return old, true
}

// open gives the letter of a message: the one that was begun under its Ref, or a new one.
func (b *book) open(m notice.Message, compose func() ([]pdu.PDU, *notice.Failure)) (*letter, *notice.Failure) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(m.Body)) // never fails
	text := h.Sum64()
	b.mu.Lock()
	old := b.letters[m.Ref]
	b.mu.Unlock()
	if old != nil && old.text == text {
		return old, nil
	}
	list, failure := compose()
	if failure != nil {
		return nil, failure
	}
	lt := &letter{ref: m.Ref, text: text, parts: make([]*part, len(list))}
	for i, p := range list {
		lt.parts[i] = &part{book: b, letter: lt, pdu: p}
	}
	return lt, nil
}

// keep remembers a letter that is not all taken, for its retry.
func (b *book) keep(lt *letter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if lt.ref == "" || b.letters[lt.ref] == lt {
		return
	}
	_, again := b.letters[lt.ref]
	b.letters[lt.ref] = lt
	if again {
		return
	}
	if old, full := b.waiting.add(lt.ref); full {
		delete(b.letters, old)
	}
}

// claim takes a part for a try: false when nothing of it need be sent, because it is taken
// (then nobody will tell try), or because it is on its way.
func (b *book) claim(p *part, try chan<- *notice.Failure) (submit, awaited bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch p.state {
	case taken:
		return false, false
	case flying:
		p.try = try
		return false, true
	}
	p.state, p.try = flying, try
	return true, true
}

// release gives back a part that could not be sent.
func (b *book) release(p *part) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.state == flying { // a late answer may have said meanwhile that it is taken
		p.state, p.try = unsent, nil
	}
}

// receipt gives the id of a letter that is taken, which needs no retry any more; false when
// some part is not.
func (b *book) receipt(lt *letter) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range lt.parts {
		if p.state != taken {
			return "", false
		}
	}
	delete(b.letters, lt.ref)
	return lt.id, true
}

// answered is asker: what the centre said of a part.
func (p *part) answered(a pdu.PDU, failure *notice.Failure) {
	b := p.book
	b.mu.Lock()
	switch {
	case failure != nil:
		if p.state != taken { // an answer may have overtaken its own time-out
			p.state = unsent
		} else {
			failure = nil
		}
	case a.Command == pdu.GenericNack && a.Status == pdu.OK:
		failure = notice.Fail(notice.Rejected, "nack", nil)
		p.state = unsent
	case a.Status != pdu.OK:
		if failure = refused(a.Status); p.state != taken {
			p.state = unsent
		}
	default:
		report, due := b.took(p, b.norm(a.ID))
		if due {
			defer b.more(report)
		}
	}
	try := p.try
	p.try = nil
	b.mu.Unlock()
	if try != nil {
		try <- failure
	}
}

// took notes that a part is taken. When that settles what an early receipt said, the report
// is due. mu is held.
func (b *book) took(p *part, id string) (notice.Report, bool) {
	again := p.state == taken // a late answer and that of the retry: both ids are the part's
	p.state = taken
	if id != "" {
		if old, full := b.known.add(id); full && old != id {
			delete(b.ids, old)
		}
		b.ids[id] = p
	}
	if !again {
		p.id, p.pdu = id, pdu.PDU{}
		p.letter.complete()
	}
	r, hurried := b.early[id]
	if hurried {
		delete(b.early, id)
		p.learn(r)
	}
	if p.letter.id == "" {
		return notice.Report{}, false
	}
	report, due := p.letter.verdict()
	return report, due
}

// complete gives the letter its id once every part is taken. One of several parts is named so
// that no receipt of a single part can be taken for the whole's, even when the book is lost.
func (lt *letter) complete() {
	for _, p := range lt.parts {
		if p.state != taken {
			return
		}
	}
	if lt.id = lt.parts[0].id; len(lt.parts) > 1 {
		lt.id += "+" + strconv.Itoa(len(lt.parts))
	}
}

// note takes a receipt in and gives the report that it makes. Of an id that is not in the
// book it makes one all the same: of a message that another process has sent. A receipt that
// was faster than the answer is kept for it.
func (b *book) note(r receipt) (notice.Report, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.ids[r.id]
	if p == nil {
		if old, full := b.hurried.add(r.id); full {
			delete(b.early, old)
		}
		if later(r.state, b.early[r.id].state) {
			b.early[r.id] = r
		}
		return notice.Report{Provider: provider, ID: r.id, State: r.state, Why: r.why, Code: r.code}, true
	}
	p.learn(r)
	if p.letter.id == "" {
		return notice.Report{}, false // another part is still on its way
	}
	return p.letter.verdict()
}

// learn moves a part forward, never back: receipts come twice and in any order.
func (p *part) learn(r receipt) {
	if later(r.state, p.fate) {
		p.fate, p.why, p.code = r.state, r.why, r.code
	}
}

// verdict is how far a letter has come: delivered when every part is, undelivered when any
// is not. It is the same however often it is asked, so that a report that failed is made again.
func (lt *letter) verdict() (notice.Report, bool) {
	report := notice.Report{Provider: provider, ID: lt.id, Ref: lt.ref}
	delivered := 0
	for _, p := range lt.parts {
		switch p.fate {
		case notice.Delivered:
			delivered++
		case notice.Undelivered:
			report.State, report.Why, report.Code = p.fate, p.why, p.code
		}
		if p.fate != "" && report.State == "" {
			report.State, report.Code = notice.Dispatched, p.code
		}
	}
	if delivered == len(lt.parts) {
		report.State, report.Code = notice.Delivered, lt.parts[0].code
	}
	return report, report.State != ""
}

// later tells whether a state lies behind another in notice.States.
func later(a, b notice.State) bool { return rank(a) > rank(b) }

func rank(s notice.State) int {
	for i, known := range notice.States() {
		if s == known {
			return i + 1
		}
	}
	return 0
}
