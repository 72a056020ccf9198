package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"duar/seva/notice"
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
	// Many are told of a load of the register at once, and a carrier may take days for them.
	loadPatience = patience{72 * time.Hour, 600}
)

// patienceFor goes by the message's template.
func patienceFor(key string) patience {
	switch {
	case notice.Urgent(key):
		return codePatience
	case notice.Many(key):
		return loadPatience
	}
	return newsPatience
}

// gaveUp is the code noted of a message that was given up.
const gaveUp = string(notice.TooOld)

// carry sends one message and notes what came of it, until the lease ends: after that
// another may have it. The log says neither what a message tells nor to whom.
func (p Post) carry(ctx context.Context, w parcel, notes *notes) {
	log := p.Log.With("ref", w.Ref, "key", w.Key, "try", w.Tries+1)
	if p.tooOld(w.Waiting, p.World.Now()) {
		log.Warn("post.given_up")
		p.lost(w, gaveUp)
		notes.keep(ctx, notice.Fate{Ref: w.Ref, Code: gaveUp, Via: w.Via, Lease: w.lease}, w.lease)
		return
	}
	receipt, err := p.send(ctx, w.Message, log)
	now := p.World.Now()
	if err == nil {
		log.Debug("post.sent", "provider", receipt.Provider, "id", receipt.ID)
		notes.keep(ctx, notice.Fate{Ref: w.Ref, Sent: true, Receipt: receipt, At: now}, w.lease)
		return
	}
	if notice.Throttled(err) {
		// No carrier has seen it. The clerk rests too, or a long queue would be written through
		// from end to end while one message goes out.
		again := now.Add(postTurn + jitter(postTurn)).Truncate(time.Microsecond)
		p.order.hold(w.Waiting, again, now)
		notes.keep(ctx, notice.Fate{Ref: w.Ref, Back: true, Again: again, Lease: w.lease}, w.lease)
		rest(ctx, jitter(postTurn))
		return
	}
	code, again := codeOf(err), p.again(w.Waiting, err, now)
	if again.IsZero() {
		log.Warn("post.failed", "code", code, "final", true)
		p.lost(w, code)
	} else {
		log.Info("post.failed", "code", code, "again", again)
		p.order.hold(w.Waiting, again, now)
	}
	notes.keep(ctx, notice.Fate{Ref: w.Ref, At: now, Code: code, Again: again, Via: whose(w.Waiting, err), Lease: w.lease}, w.lease)
}

// whose names the only carrier that may have the message again. After no answer it may have
// taken it, and no later refusal of its own unsays that.
func whose(w notice.Waiting, err error) string {
	if w.Via == "" && notice.ReasonOf(err) == notice.TimedOut {
		return notice.ViaOf(err)
	}
	return w.Via
}

func (p Post) lost(w parcel, code string) {
	if p.Meter != nil {
		p.Meter.Lost(w.Key, code)
	}
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
			err = notice.Fail(notice.Broken, "panic", errors.New("the carrier panicked"))
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
	at := now.Add(jitter(doubled(postFirst, postMost, made))).Truncate(time.Microsecond) // as it is kept
	if p.tooOld(w, at) {
		return time.Time{}
	}
	return at
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
