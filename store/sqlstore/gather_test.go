package sqlstore

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"duar/seva/land"
)

// fakeAsker answers even plots, and can be held up.
type fakeAsker struct {
	mu    sync.Mutex
	sizes []int
	gate  chan struct{} // nil: open
	err   error
}

func (f *fakeAsker) ask(ctx context.Context, _ string, args ...any) (rows, error) {
	plots := args[0].(list)
	f.mu.Lock()
	f.sizes = append(f.sizes, len(plots))
	gate := f.gate
	f.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if f.err != nil {
		return nil, f.err
	}
	r := &fakeRows{}
	for i, p := range plots {
		if p%2 == 0 {
			r.found = append(r.found, [2]int64{int64(i + 1), p})
		}
	}
	return r, nil
}

type fakeRows struct {
	found [][2]int64
	at    int
}

func (r *fakeRows) Next() bool { r.at++; return r.at <= len(r.found) }
func (r *fakeRows) Err() error { return nil }
func (r *fakeRows) Close()     {}
func (r *fakeRows) Scan(dest ...any) error {
	row := r.found[r.at-1]
	*dest[0].(*int64), *dest[1].(*[]byte), *dest[2].(*int64) = row[0], []byte{byte(row[1])}, row[1]
	return nil
}

func TestGatherer(t *testing.T) {
	f := &fakeAsker{gate: make(chan struct{})}
	g := newGatherer(f)
	defer g.close()
	ctx := t.Context()

	// The first leaves alone and at once; while it is away 150 gather behind it, one of
	// which gives up.
	var wg sync.WaitGroup
	ask := func(ctx context.Context, plot int64, want error) {
		sheet, v, err := g.get(ctx, plot)
		switch {
		case !errors.Is(err, want):
			t.Errorf("plot %d: %v, want %v", plot, err, want)
		case err == nil && (v.valid != plot || sheet[0] != byte(plot)):
			t.Errorf("plot %d got the answer of %d", plot, v.valid)
		}
	}
	wg.Go(func() { ask(ctx, 2, nil) })
	eventually(t, func() bool { f.mu.Lock(); defer f.mu.Unlock(); return len(f.sizes) == 1 })
	for i := range int64(150) {
		wg.Go(func() {
			if i%2 == 0 {
				ask(ctx, i, nil)
			} else {
				ask(ctx, i, land.ErrNone)
			}
		})
	}
	impatient, leave := context.WithCancel(ctx)
	wg.Go(func() { ask(impatient, 200, context.Canceled) })
	time.Sleep(20 * time.Millisecond) // all of them stand in line; later ones would only join
	leave()
	close(f.gate)
	wg.Wait()
	total := 0
	for i, n := range f.sizes {
		if total += n; n > gatherMost || (i == 0 && n != 1) {
			t.Errorf("statement %d asked for %d plots", i, n)
		}
	}
	if total < 151 || len(f.sizes) > 10 {
		t.Errorf("%d plots in %d statements", total, len(f.sizes))
	}
}

func TestGathererSaysWhyItFailed(t *testing.T) {
	away := errors.New("away")
	g := newGatherer(&fakeAsker{err: away})
	if _, _, err := g.get(t.Context(), 2); !errors.Is(err, away) {
		t.Errorf("%v, want %v", err, away)
	}
	g.close()
	g.close() // twice is no harm
	if _, _, err := g.get(t.Context(), 2); !errors.Is(err, errClosed) {
		t.Errorf("after close: %v", err)
	}
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("never happened")
}
