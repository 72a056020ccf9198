package api

import (
	"context"
	"encoding/binary"
	"strconv"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/budget"
	"duar/seva/identity"
	"duar/seva/place"
)

// cost is what a route takes out of a budget. Look-ups are told apart by the letter.
type cost byte

const (
	free    cost = 0   // whether the server is well, the document, what others answer themselves
	oneCall cost = 'a' // everything else under /v1
	record  cost = 'r' // a plot or a khatian
	mapped  cost = 'm'
	crossed cost = 'x'
	checked cost = 'v' // a paper by its number
)

// room is what is left of the budgets after this request: of the scarcest, for RateLimit
// (draft-ietf-httpapi-ratelimit-headers-10). The zero room was not counted.
type room struct {
	policy string
	of     *class
	left   int
	again  time.Duration // of a refusal: until there is room
	first  bool          // of a refusal: it was told of
}

// bill is what a request is charged with, and the room to write it in.
type bill struct {
	keys   [3][64]byte
	shares [3]budget.Share
}

var bills = sync.Pool{New: func() any { return new(bill) }}

// spend takes a request out of its caller's budgets, the narrowest first, so that what a
// mouza's budget refuses costs nothing of the day's. It is asked before anything of the
// request is read. A meter that cannot tell lets through: nothing here costs money.
func (q *call) spend() error {
	if q.route.cost == free || q.s.Meter == nil {
		return nil
	}
	var name [64]byte
	m, who := q.payer(name[:0])
	b, _ := bills.Get().(*bill)
	defer bills.Put(b)
	if q.route.cost == oneCall {
		q.room.policy = m.calls
		return q.settle(who, b.add(0, calls, who, m.Calls, nil), callClasses)
	}
	q.room.policy = m.lookups
	if text, err := q.path("idn"); err == nil {
		q.mouza, _ = place.ParseIDN(text) // what names no mouza is counted as one mouza
	}
	var where [5]byte
	binary.BigEndian.PutUint32(where[:], uint32(q.mouza)) //nolint:gosec // seven digits fit
	where[4] = byte(q.route.cost)
	b.add(0, near, who, m.Near, where[:])
	b.add(1, areaDay, who, m.Area, where[:])
	return q.settle(who, b.add(2, wholeDay, who, m.Day, nil), lookupClasses)
}

var (
	callClasses   = []*class{calls}
	lookupClasses = []*class{near, areaDay, wholeDay}
)

// add writes the i-th share, and gives those up to it.
func (b *bill) add(i int, c *class, who []byte, r budget.Rate, where []byte) []budget.Share {
	key := append(append(append(b.keys[i][:0], c.letter), who...), where...)
	b.shares[i] = budget.Share{Key: key, Rate: r}
	return b.shares[:i+1]
}

// settle takes the shares, whose classes are of, and keeps what room is left.
func (q *call) settle(who []byte, shares []budget.Share, of []*class) error {
	i, v, err := budget.TakeAll(context.Background(), q.s.Meter, max(q.route.weight, 1), shares...)
	if err != nil {
		q.s.Log.Warn("meter failed", "id", q.id, "class", of[i].name, "error", err.Error())
		return nil
	}
	q.room.of, q.room.left = of[i], v.Left
	if v.OK {
		return nil
	}
	q.room.again, q.room.first = max(v.Again, time.Second), v.First
	if v.First && q.s.Stopped != nil {
		area := ""
		if q.mouza != 0 && of[i] != wholeDay {
			area = q.mouza.String()
		}
		ctx, cancel := q.patience()
		defer cancel()
		q.s.Stopped(ctx, string(who), of[i].name, area)
	}
	minutes := int((q.room.again + time.Minute - 1) / time.Minute)
	return seva.Fail(seva.TooMany, seva.Say(of[i].words, seva.Args{"Minutes": minutes}))
}

// payer appends to key whose budget a request comes out of: the account's or the machine's,
// and of who is nobody the network's. On a look-up, which is open to nobody, a token says
// only this, and one that is no good is nobody's.
func (q *call) payer(key []byte) (*meterage, []byte) {
	who := q.who()
	if q.in == nil && q.route.cost != oneCall && q.s.Door != nil {
		if token, sent := q.token(); sent && token != "" {
			if known, err := q.s.whose(token); err == nil {
				who = known
			}
		}
	}
	switch who.Kind {
	case identity.Citizen:
		return &q.s.meterages.citizen, append(append(key, 'c'), who.ID...)
	case identity.Staff:
		return &q.s.meterages.staff, append(append(key, 's'), who.ID...)
	case identity.Machine:
		return &q.s.meterages.machine, append(append(key, 'm'), who.ID...)
	}
	at := q.s.network(q.c.Context())
	if at.Is4() {
		four := at.As4()
		return &q.s.meterages.network, append(append(key, '4'), four[:]...)
	}
	sixteen := at.As16()
	return &q.s.meterages.network, append(append(key, '6'), sixteen[:networkBits/8]...)
}

// sayRoom writes RateLimit and RateLimit-Policy. How long to wait stands there only when
// there is no room, and always in Retry-After too.
func (q *call) sayRoom() {
	if q.room.of == nil {
		return
	}
	h := &q.c.Response().Header
	set(h, nameRatePolicy, q.room.policy)
	var b [64]byte
	text := append(append(append(b[:0], '"'), q.room.of.name...), `";r=`...)
	text = strconv.AppendInt(text, int64(q.room.left), 10)
	if q.room.again > 0 {
		text = strconv.AppendInt(append(text, `;t=`...), seconds(q.room.again), 10)
	}
	h.SetCanonical(nameRateLimit, text)
}

// seconds are whole ones, and never too few.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

var (
	nameRateLimit  = []byte("Ratelimit")
	nameRatePolicy = []byte("Ratelimit-Policy")
)
