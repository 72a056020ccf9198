package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// Reports gives the store as what delivery receipts are told to.
func (s *Store) Reports() notice.Reports { return &reports{s: s} }

// reports gathers what comes at the same time into one transaction: who finds nobody
// writing writes for all who came meanwhile, and each returns when its own is kept.
type reports struct {
	s       *Store
	mu      sync.Mutex
	writing bool
	next    *sheaf
}

// sheaf is what one transaction will keep; err holds once done is closed.
type sheaf struct {
	all  []deed
	done chan struct{}
	err  error
}

// Note implements notice.Reports. Nothing of a person is in a report. It is kept like a
// session: whole and in order, but the last moments may be lost with the power, and then a
// message that arrived is one of which nobody reported.
func (o *reports) Note(ctx context.Context, r notice.Report) error {
	d, err := o.deed(r)
	if err != nil {
		return err
	}
	o.mu.Lock()
	if o.next == nil {
		o.next = &sheaf{done: make(chan struct{})}
	}
	mine := o.next
	mine.all = append(mine.all, d)
	if !o.writing {
		o.writing = true
		go o.write(context.WithoutCancel(ctx))
	}
	o.mu.Unlock()
	select {
	case <-mine.done:
		return mine.err
	case <-ctx.Done():
		return explain(ctx.Err())
	}
}

// write writes sheaf after sheaf until there is none.
func (o *reports) write(ctx context.Context) {
	for {
		o.mu.Lock()
		now := o.next
		o.next = nil
		o.writing = now != nil
		o.mu.Unlock()
		if now == nil {
			return
		}
		// All servers take rows in one order, so that two with the same reports do not wait for
		// each other. What is kept does not depend on it.
		slices.SortStableFunc(now.all, func(x, y deed) int {
			return cmp.Or(cmp.Compare(x.args[0].(string), y.args[0].(string)), cmp.Compare(x.args[1].(string), y.args[1].(string)))
		})
		now.err = explain(o.s.engine.change(ctx, sound, func(c change) error { return c.doAll(ctx, now.all) }))
		close(now.done)
	}
}

// deed is the statement of a report.
func (o *reports) deed(r notice.Report) (deed, error) {
	progress := slices.Index(notice.States(), r.State) + 1
	provider, receipt := r.Provider, r.ID
	if r.Ref != "" {
		provider, receipt = "", r.Ref
	}
	if progress == 0 || receipt == "" || provider == "" && r.Ref == "" || !plain(receipt) || !plain(r.Code) {
		return deed{}, &seva.Error{Kind: seva.Invalid, Text: seva.Say("error.internal"), Err: errors.New("sqlstore: a report of no state or no message")}
	}
	return deed{name: "report.note", args: []any{
		provider, receipt, int64(progress), string(r.Why), r.Code, micros(r.At), micros(o.s.world.Now()),
	}}, nil
}

// reportLife is how long reports are kept: providers report for three days at most.
const reportLife = 30 * 24 * time.Hour

// SweepReports forgets reports that are older than a month and says how many there were.
func (s *Store) SweepReports(ctx context.Context) (int, error) {
	var n int64
	err := s.engine.change(ctx, sound, func(c change) (err error) {
		n, err = c.do(ctx, "report.sweep", micros(s.world.Now().Add(-reportLife)))
		return err
	})
	return int(n), explain(err)
}

// stops is the store as who wants no messages.
type stops struct{ s *Store }

// Stops gives the store as the list of those who said STOP.
func (s *Store) Stops() notice.Stops { return stops{s} }

// Stop implements notice.Stops. Of one moment STOP counts.
func (o stops) Stop(ctx context.Context, to seva.Phone, at time.Time) error {
	return o.put(ctx, to, 1, at)
}

// Start implements notice.Stops.
func (o stops) Start(ctx context.Context, to seva.Phone, at time.Time) error {
	return o.put(ctx, to, 0, at)
}

func (o stops) put(ctx context.Context, to seva.Phone, stopped int64, at time.Time) error {
	return explain(o.s.engine.change(ctx, durable, func(c change) error {
		_, err := c.do(ctx, "stop.put", string(to), stopped, micros(at))
		return err
	}))
}

// Stopped implements notice.Stops.
func (o stops) Stopped(ctx context.Context, to seva.Phone) (bool, error) {
	var stopped int64
	err := one(ctx, o.s.engine, "stop.of", []any{string(to)}, &stopped)
	return stopped == 1, explain(passNone(err))
}

// passNone makes nothing of an error that only says that there is no row.
func passNone(err error) error {
	if errors.Is(err, errNone) {
		return nil
	}
	return err
}
