package worker

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// How messages are sent and tried again.
const (
	// PostAtOnce is how many are in carriers' hands at the same time, unless a Post says
	// otherwise: enough for 3,000 a second where an answer takes 20 ms.
	PostAtOnce = 64
	postAhead  = 4                // times as many are taken ahead
	postSend   = 10 * time.Second // for one
	// postLease keeps what was taken from others: longer than sending all of it may take,
	// so that only a worker that died gives a message back.
	postLease = 2 * time.Minute

	// A message that failed is tried again after a time drawn between none and 30 s, then
	// a minute, doubling to a quarter of an hour.
	postFirst = 30 * time.Second
	postMost  = 15 * time.Minute

	postTurn    = time.Second // about which a message without a turn at its carrier comes again
	postTrouble = time.Minute // longest rest while the outbox itself fails
	postCount   = 15 * time.Second
)

// Post carries the messages of an outbox to a carrier. At least once: of a worker that is
// killed, those messages may go out a second time that were in the carrier's hands, or
// answered and their note not yet on the disk: AtOnce of them at most, each with the Ref it
// had, by which a good provider knows it. None is lost.
type Post struct {
	Outbox  notice.Outbox
	Carrier notice.Carrier
	World   seva.World
	Log     *slog.Logger
	AtOnce  int          // 0 for PostAtOnce; with 1 a kill repeats one message at most
	Meter   notice.Meter // may be nil

	order *order
}

// Run sends what is due, looking every so often, until ctx ends. What is being sent then
// is finished and noted, the rest is given back. Several may run on one outbox.
func (p Post) Run(ctx context.Context, every time.Duration) {
	p.AtOnce = cmp.Or(p.AtOnce, PostAtOnce)
	d := &counter{low: make(chan struct{}, 1), lanes: map[seva.Phone]*lane{}}
	d.more = sync.NewCond(&d.mu)
	p.order = &order{}
	notes := &notes{outbox: p.Outbox, world: p.World, log: p.Log}

	var clerks sync.WaitGroup
	for range p.AtOnce {
		clerks.Go(func() { p.serve(context.WithoutCancel(ctx), d, notes) })
	}
	if p.Meter != nil {
		clerks.Go(func() { p.count(ctx) })
	}
	p.fetch(ctx, d, every)

	left := d.shut()
	clerks.Wait()
	if len(left) > 0 {
		// Without this they would lie until their lease ends.
		notes.write(context.WithoutCancel(ctx), left, p.World.Now().Add(noteMost))
	}
}

// fetch keeps the counter filled until ctx ends.
func (p Post) fetch(ctx context.Context, d *counter, every time.Duration) {
	troubles, full := 0, p.AtOnce*postAhead
	for ctx.Err() == nil {
		room := full - d.size()
		if room < full/2 {
			d.wait(ctx, postLease)
			continue
		}
		n, err := p.take(ctx, d, room)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			troubles++
			p.Log.Warn("post.outbox.failed", "error", err.Error(), "times", troubles)
			rest(ctx, max(every, jitter(doubled(every, postTrouble, troubles))))
		case n < room:
			troubles = 0
			rest(ctx, every)
		default: // there is more
			troubles = 0
		}
	}
}

// take takes some messages and lays them on the counter, and says how many.
func (p Post) take(ctx context.Context, d *counter, room int) (int, error) {
	now := p.World.Now()
	lease := now.Add(postLease)
	taken, err := p.Outbox.Take(ctx, now, lease, room)
	for _, w := range taken {
		d.put(parcel{w, lease})
	}
	return len(taken), err
}

// serve sends one message after the other until the counter is shut.
func (p Post) serve(ctx context.Context, d *counter, notes *notes) {
	for {
		l, w, ok := d.next()
		if !ok {
			return
		}
		now := p.World.Now()
		again := p.order.behind(w.Waiting, now)
		switch left := w.lease.Sub(now); {
		case left > noteMost && !again.IsZero(): // due at the same moment, the older is taken first
			notes.keep(ctx, notice.Fate{Ref: w.Ref, Back: true, Again: again, Lease: w.lease}, w.lease)
		case left >= postSend:
			p.carry(ctx, w, notes)
		case left > noteMost: // it has lain too long to be sent in time
			notes.keep(ctx, notice.Fate{Ref: w.Ref, Back: true, Lease: w.lease}, w.lease)
		}
		d.done(l, p.AtOnce*postAhead/2)
	}
}

// count tells the meter how much waits.
func (p Post) count(ctx context.Context) {
	for {
		if d, err := p.Outbox.Depth(ctx); err == nil {
			p.Meter.Held(d)
		}
		if !rest(ctx, postCount) {
			return
		}
	}
}

// counter is where taken messages lie until they are sent, in one lane a phone: what
// happened first is told first, so that nobody is asked about an application before
// hearing that it arrived. A lane is in one clerk's hands at a time.
type counter struct {
	mu     sync.Mutex
	more   *sync.Cond
	lanes  map[seva.Phone]*lane
	ready  []*lane // with a message, and in nobody's hands
	held   int     // messages in all lanes
	closed bool
	low    chan struct{} // told when there is room for as many again
}

type lane struct {
	to     seva.Phone
	queue  []parcel
	inHand bool
}

// parcel is a message that is ours until its lease ends.
type parcel struct {
	notice.Waiting
	lease time.Time
}

func (d *counter) size() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.held
}

// wait waits until there is room, or for so long.
func (d *counter) wait(ctx context.Context, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.low:
	case <-ctx.Done():
	}
}

func (d *counter) put(w parcel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[w.To]
	if l == nil {
		l = &lane{to: w.To}
		d.lanes[w.To] = l
		if notice.Urgent(w.Key) { // somebody is looking at their phone
			d.ready = slices.Insert(d.ready, 0, l)
		} else {
			d.ready = append(d.ready, l)
		}
		d.more.Signal()
	}
	l.queue = append(l.queue, w)
	d.held++
}

// next waits for a lane and takes it in hand, with its first message; false when the counter
// is shut. Others may be laid behind that message meanwhile.
func (d *counter) next() (*lane, parcel, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.ready) == 0 && !d.closed {
		d.more.Wait()
	}
	if d.closed {
		return nil, parcel{}, false
	}
	l := d.ready[0]
	d.ready = d.ready[1:]
	l.inHand = true
	return l, l.queue[0], true
}

// done puts a lane back without its first message, behind all others that wait.
func (d *counter) done(l *lane, low int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l.queue, l.inHand = l.queue[1:], false
	d.held--
	if len(l.queue) == 0 {
		delete(d.lanes, l.to)
	} else {
		d.ready = append(d.ready, l)
		d.more.Signal()
	}
	if d.held <= low {
		select {
		case d.low <- struct{}{}:
		default:
		}
	}
}

// shut ends the counter and gives what nobody has begun, to be given back.
func (d *counter) shut() []notice.Fate {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.more.Broadcast()
	var left []notice.Fate
	for _, l := range d.lanes {
		for i, w := range l.queue {
			if i > 0 || !l.inHand {
				left = append(left, notice.Fate{Ref: w.Ref, Back: true, Lease: w.lease})
			}
		}
	}
	return left
}
