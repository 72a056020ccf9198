package sqlstore

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// Limits of gathering.
const (
	gatherMost = 64
	// gatherWait is how long one statement may take. It is not the wait of any caller:
	// each leaves when its own context ends.
	gatherWait = 2 * time.Second
)

// gatherer puts lookups that arrive together into one statement. While one statement is
// on its way the next gathers; when none is, a lookup leaves at once, so an idle store
// waits for nothing. A caller that gives up takes nobody along.
type gatherer struct {
	asker asker
	in    chan wish
	quit  chan struct{}
	once  sync.Once
	done  chan struct{}
}

type wish struct {
	spot   int64
	answer chan<- answer // of one; never blocks
}

type answer struct {
	sheet []byte
	versioned
	err error
}

func newGatherer(a asker) *gatherer {
	g := &gatherer{asker: a, in: make(chan wish), quit: make(chan struct{}), done: make(chan struct{})}
	go g.run()
	return g
}

func (g *gatherer) get(ctx context.Context, spot int64) ([]byte, versioned, error) {
	back := make(chan answer, 1)
	select {
	case g.in <- wish{spot, back}:
	case <-g.quit:
		return nil, versioned{}, errClosed
	case <-ctx.Done():
		return nil, versioned{}, ctx.Err()
	}
	select {
	case a := <-back:
		return a.sheet, a.versioned, a.err
	case <-ctx.Done():
		return nil, versioned{}, ctx.Err()
	}
}

// close waits for the statement in flight.
func (g *gatherer) close() {
	g.once.Do(func() { close(g.quit) })
	<-g.done
}

func (g *gatherer) run() {
	defer close(g.done)
	wishes := make([]wish, 0, gatherMost)
	for {
		select {
		case w := <-g.in:
			wishes = append(wishes[:0], w)
		case <-g.quit:
			return
		}
		runtime.Gosched() // those who are ready to ask come along
		for more := true; more && len(wishes) < gatherMost; {
			select {
			case w := <-g.in:
				wishes = append(wishes, w)
			default:
				more = false
			}
		}
		g.answer(wishes)
	}
}

// answer asks for all wishes at once and answers every one of them exactly once.
func (g *gatherer) answer(wishes []wish) {
	ctx, cancel := context.WithTimeout(context.Background(), gatherWait)
	defer cancel()
	spots := make(list, len(wishes))
	for i, w := range wishes {
		spots[i] = w.spot
	}
	answered := make([]bool, len(wishes))
	err := each(ctx, g.asker, "land.plots", []any{spots}, func(r rows) error {
		var ord int64
		var a answer
		if err := r.Scan(&ord, &a.sheet, &a.valid, &a.recorded, &a.extract); err != nil {
			return err
		}
		answered[ord-1] = true
		wishes[ord-1].answer <- a
		return nil
	})
	if err == nil {
		err = errNone
	}
	for i, w := range wishes {
		if !answered[i] {
			w.answer <- answer{err: err}
		}
	}
}
