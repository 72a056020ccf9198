package worker

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/document"
)

// How papers are made.
const (
	pressLease = 2 * time.Minute // a case is one worker's for so long; who died loses it
	pressFirst = 5 * time.Second // rest after the first failure of a case, doubled with each
	pressMost  = time.Hour
	// pressAlarm is how often a paper may fail before somebody must look: by then it has
	// been tried for some ten minutes, of a limit of two days.
	pressAlarm = 8
	pressEach  = time.Minute // one paper may take so long
)

// Maker makes papers: the desk of documents.
type Maker interface {
	// Take gives cases that wait, for this worker alone until the lease ends.
	Take(ctx context.Context, lease time.Duration, limit int) ([]document.Due, error)
	// Make makes the paper of a case, once, however often it is asked to.
	Make(ctx context.Context, caseNumber string) (string, error)
	PutOff(ctx context.Context, caseNumber string, rest time.Duration, why string) error
}

// Press makes the papers of cases that an officer has signed. Several may on one store.
type Press struct {
	Maker Maker
	World seva.World
	Log   *slog.Logger
	// AtOnce is how many are drawn and signed at a time: as many as there are cores, where 0.
	AtOnce int
}

// Run makes papers until none waits. What fails rests, longer each time, and keeps no other
// from being made; it is logged, and from the eighth time on as an alarm. The error is that
// of the store, or that ctx has ended.
func (p Press) Run(ctx context.Context) error {
	atOnce := p.AtOnce
	if atOnce <= 0 {
		atOnce = runtime.GOMAXPROCS(0)
	}
	begun, made := p.World.Now(), 0
	for ctx.Err() == nil {
		due, err := p.Maker.Take(ctx, pressLease, 4*atOnce)
		if err != nil || len(due) == 0 {
			p.told(begun, made)
			return err
		}
		made += p.round(ctx, due, atOnce)
	}
	p.told(begun, made)
	return ctx.Err()
}

func (p Press) told(begun time.Time, made int) {
	if made > 0 {
		p.Log.Info("press.made", "papers", made, "took", p.World.Now().Sub(begun).String())
	}
}

// round makes some papers, so many at a time, and says how many came to be.
func (p Press) round(ctx context.Context, due []document.Due, atOnce int) (made int) {
	work := make(chan document.Due)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(atOnce, len(due)) {
		wg.Go(func() {
			for d := range work {
				if p.one(ctx, d) {
					mu.Lock()
					made++
					mu.Unlock()
				}
			}
		})
	}
	for _, d := range due {
		work <- d
	}
	close(work)
	wg.Wait()
	return made
}

// one makes a paper, or lets its case rest.
func (p Press) one(ctx context.Context, d document.Due) bool {
	if ctx.Err() != nil {
		return false // the lease runs out, and another goes on
	}
	within, cancel := context.WithTimeout(ctx, pressEach)
	defer cancel()
	_, err := p.Maker.Make(within, d.Case)
	if err == nil {
		return true
	}
	why := seva.Broken(err).Code()
	if seva.KindOf(err) == seva.Conflict { // it went back to the office, or was taken back: no failure
		p.Log.Info("press.left", "case", d.Case, "why", why)
		return false
	}
	rest := doubled(pressFirst, pressMost, d.Tries+1)
	rest += jitter(rest / 4)
	log := p.Log.Warn
	if d.Tries+1 >= pressAlarm {
		log = p.Log.Error
	}
	log("press.failed", "case", d.Case, "tries", d.Tries+1, "again_in", rest.String(), "error", err.Error())
	// Also when ctx has just ended: it must not be tried at once by the next.
	after, stop := context.WithTimeout(context.WithoutCancel(ctx), pressFirst)
	defer stop()
	if err := p.Maker.PutOff(after, d.Case, rest, why); err != nil && !errors.Is(err, context.Canceled) {
		p.Log.Warn("press.not_put_off", "case", d.Case, "error", err.Error())
	}
	return false
}
