package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// How messages are sent and tried again.
const (
	postAtOnce = 8                // sent at the same time
	postTaken  = 4 * postAtOnce   // taken at the same time
	postSend   = 10 * time.Second // for one
	// postLease keeps what was taken from others: longer than sending all of it may take,
	// so that only a worker that died gives a message back.
	postLease = 2 * time.Minute

	// A message that failed is tried again after a time drawn between none and 30 s, then
	// a minute, doubling to a quarter of an hour.
	postFirst = 30 * time.Second
	postMost  = 15 * time.Minute

	postTrouble = time.Minute // longest rest while the outbox itself fails
	noteFirst   = 200 * time.Millisecond
	noteMost    = 5 * time.Second
)

// patience is how long a message is tried: until it is so old, and so often where the
// outbox does not say how old it is.
type patience struct {
	life  time.Duration
	tries int
}

var (
	// News of an application that is four hours late is looked up instead; 36 tries take
	// as long on average.
	newsPatience = patience{4 * time.Hour, 36}
	// A code lives five minutes; four tries take three and a half at most.
	codePatience = patience{5 * time.Minute, 4}
)

// patienceFor goes by the message's template.
func patienceFor(key string) patience {
	if key == "sms.otp" {
		return codePatience
	}
	return newsPatience
}

// gaveUp is the code noted of a message that was given up.
const gaveUp = "too_old"

// Post carries the messages of an outbox to a carrier. At least once: a worker that dies
// after the carrier has taken a message and before that is noted leaves it to be sent a
// second time, with the same Ref, by which a good provider knows it.
type Post struct {
	Outbox  notice.Outbox
	Carrier notice.Carrier
	World   seva.World
	Log     *slog.Logger
}

// Run sends what is due, looking every so often, until ctx ends. What is being sent then
// is finished and noted. Several may run on one outbox.
func (p Post) Run(ctx context.Context, every time.Duration) {
	troubles := 0
	for {
		n, err := p.round(ctx)
		wait := every
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			troubles++
			wait = max(every, jitter(doubled(every, postTrouble, troubles)))
			p.Log.Warn("post.outbox.failed", "error", err.Error(), "times", troubles)
		default:
			troubles = 0
			if n == postTaken {
				continue // there is more
			}
		}
		if !rest(ctx, wait) {
			return
		}
	}
}

// round takes some messages and sends them, and says how many it took.
func (p Post) round(ctx context.Context) (int, error) {
	now := p.World.Now()
	taken, err := p.Outbox.Take(ctx, now, now.Add(postLease), postTaken)
	if err != nil {
		return 0, err
	}
	// Taken is promised: it is carried to its end although we are asked to stop.
	asked := ctx
	ctx = context.WithoutCancel(ctx)
	var all sync.WaitGroup
	slots := make(chan struct{}, postAtOnce)
	for _, queue := range queues(taken) {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			for i, w := range queue {
				// The rest of a long queue waits for its lease to end, or for who comes next.
				if i > 0 && (asked.Err() != nil || p.World.Now().Add(postSend).After(now.Add(postLease))) {
					return
				}
				p.carry(ctx, w, now.Add(postLease))
			}
		})
	}
	all.Wait()
	return len(taken), nil
}

// queues parts messages by whom they are to: what happened first is told first, so that
// nobody is asked about an application before hearing that it arrived.
func queues(taken []notice.Waiting) [][]notice.Waiting {
	var all [][]notice.Waiting
	at := map[seva.Phone]int{}
	for _, w := range taken {
		i, there := at[w.To]
		if !there {
			i = len(all)
			at[w.To] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], w)
	}
	return all
}

// carry sends one message and notes what came of it, until the lease ends: after that
// another may have it. The log says neither what a message tells nor to whom.
func (p Post) carry(ctx context.Context, w notice.Waiting, lease time.Time) {
	log := p.Log.With("ref", w.Ref, "key", w.Key, "try", w.Tries+1)
	if p.tooOld(w, p.World.Now()) {
		log.Warn("post.given_up")
		p.note(ctx, log, lease, func(ctx context.Context) error { return p.Outbox.Failed(ctx, w.Ref, gaveUp, time.Time{}) })
		return
	}
	receipt, err := p.send(ctx, w.Message, log)
	now := p.World.Now()
	if err == nil {
		log.Info("post.sent", "provider", receipt.Provider, "id", receipt.ID)
		p.note(ctx, log, lease, func(ctx context.Context) error { return p.Outbox.Sent(ctx, w.Ref, receipt, now) })
		return
	}
	code, again := codeOf(err), p.again(w, err, now)
	if again.IsZero() {
		log.Warn("post.failed", "code", code, "final", true)
	} else {
		log.Info("post.failed", "code", code, "again", again)
	}
	p.note(ctx, log, lease, func(ctx context.Context) error { return p.Outbox.Failed(ctx, w.Ref, code, again) })
}

// send hands one message to the carrier. A carrier that panics loses its turn, not the
// others theirs.
func (p Post) send(ctx context.Context, m notice.Message, log *slog.Logger) (r notice.Receipt, err error) {
	ctx, cancel := context.WithTimeout(ctx, postSend)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			// What it panicked with may hold the message; where it did does not.
			log.Error("post.carrier.panic", "stack", string(debug.Stack()))
			err = &notice.Failure{Code: "panic", Retry: true, Err: errors.New("the carrier panicked")}
		}
	}()
	return p.Carrier.Send(ctx, m)
}

// tooOld tells of a message that nobody has a use for any more: it was waiting while
// everything stood still.
func (p Post) tooOld(w notice.Waiting, now time.Time) bool {
	return !w.Since.IsZero() && !now.Before(w.Since.Add(patienceFor(w.Key).life))
}

// again gives when to try once more, or zero for never.
func (p Post) again(w notice.Waiting, err error, now time.Time) time.Time {
	made := w.Tries + 1
	if !notice.Retryable(err) || made >= patienceFor(w.Key).tries {
		return time.Time{}
	}
	at := now.Add(jitter(doubled(postFirst, postMost, made)))
	if p.tooOld(w, at) {
		return time.Time{}
	}
	return at
}

// note writes what came of a message. Failing to is what makes duplicates, so it is tried
// for as long as the message is ours.
func (p Post) note(ctx context.Context, log *slog.Logger, lease time.Time, write func(context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, max(noteMost, lease.Sub(p.World.Now())))
	defer cancel()
	for n := 1; ; n++ {
		err := write(ctx)
		if err == nil {
			return
		}
		if !rest(ctx, doubled(noteFirst, noteMost, n)) {
			log.Error("post.note.failed", "error", err.Error())
			return
		}
	}
}

// codeOf names a failure for the outbox and the log. The error's own words stay out:
// providers' addresses carry the number and the text.
func codeOf(err error) string {
	if f, ok := errors.AsType[*notice.Failure](err); ok {
		return f.Code
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return fmt.Sprintf("%T", err)
}
