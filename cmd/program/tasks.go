package program

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"duar/seva"
	"duar/store/queue"
	"duar/store/session"
	"duar/worker"
)

// tasks are what a server does that nobody waits for, each on one server at a time.
type tasks struct {
	queue *queue.Queue
	front *front
	seal  func(context.Context) error
}

// tasks gets them ready; run lets them run.
func (f *front) tasks(ctx context.Context) (*tasks, error) {
	address, err := f.engines.storeURL()
	if err != nil {
		return nil, err
	}
	clock := worker.Clock{Ticker: f.house.cases, World: f.house.world, Log: f.log}
	all := []queue.Task{
		{Name: "clock", Next: worker.ClockDue, Limit: 10 * time.Minute, Run: clock.Tick},
		{Name: "retain", Next: nightly, Limit: 2 * time.Hour, Run: f.retain},
		{Name: "watch", Next: morning, Limit: time.Hour, Run: f.remind},
		{Name: "index", Next: soonThenNightly(), Limit: time.Hour, Run: f.index},
		{Name: "sweep", Next: queue.Every(time.Minute), Limit: time.Minute, Run: f.sweep},
		f.waiting(),
	}
	if f.purse != nil {
		all = append(all, polling(f.purse))
	}
	if f.house.documents != nil {
		all = append(all, f.pressing())
	}
	t := &tasks{front: f, seal: f.sealer()}
	if t.seal != nil {
		all = append(all, queue.Task{Name: "seal", Next: queue.Every(sealEvery), Limit: 10 * time.Minute, Run: t.seal})
	}
	t.queue, err = queue.Open(ctx, address, f.log, all)
	return t, err
}

// run lets the tasks run until ctx ends, and signs the log once more.
func (t *tasks) run(ctx context.Context) {
	err := t.queue.Run(ctx)
	if t.seal != nil {
		last, cancel := draining()
		defer cancel()
		err = errors.Join(err, t.seal(last))
	}
	if err != nil {
		t.front.log.Error("tasks.failed", "error", err.Error())
	}
}

// nightly is 02:30 in India: nobody is at a desk, and the day that ended is whole.
func nightly(t time.Time) time.Time {
	t = t.In(seva.IST)
	at := time.Date(t.Year(), t.Month(), t.Day(), 2, 30, 0, 0, seva.IST)
	if !at.After(t) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// morning is 10:00 in India, when an SMS wakes nobody.
func morning(t time.Time) time.Time {
	t = t.In(seva.IST)
	at := time.Date(t.Year(), t.Month(), t.Day(), 10, 0, 0, 0, seva.IST)
	if !at.After(t) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// remind tells whoever watches land that it ends soon.
func (f *front) remind(ctx context.Context) error {
	_, err := f.house.watches.Remind(ctx)
	return err
}

// index makes cases that an earlier program took in be found by what they are about.
func (f *front) index(ctx context.Context) error {
	n, err := f.house.services.Index(ctx, f.house.store)
	if n > 0 {
		f.log.Info("cases.indexed", "count", n)
	}
	return err
}

// soonThenNightly is a minute after a server started, for what a program before it left, and
// then every night, for what one beside it still does.
func soonThenNightly() func(time.Time) time.Time {
	var asked atomic.Bool
	return func(t time.Time) time.Time {
		if !asked.Swap(true) {
			return t.Add(time.Minute)
		}
		return nightly(t)
	}
}

// retain takes out of the database what its time is over for.
func (f *front) retain(ctx context.Context) error {
	for {
		n, err := f.house.keeper.Retain(ctx, retains)
		if err != nil || n == 0 {
			_, rerr := f.house.store.SweepReports(ctx)
			return errors.Join(err, rerr)
		}
	}
}

func (t *tasks) close() error { return t.queue.Close() }

// sweep clears out of the database what has ended: sessions of people who signed in, and
// of phones where Redis does not do it itself.
func (f *front) sweep(ctx context.Context) error {
	_, err := f.house.door.Sweep(ctx)
	if table, ok := f.house.sessions.(*session.Table); ok {
		_, terr := table.Sweep(ctx)
		err = errors.Join(err, terr)
	}
	return err
}
