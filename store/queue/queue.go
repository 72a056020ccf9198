// Package queue keeps the work that goes on behind the faces (the legal clock, sweeping,
// retention, checkpoints of the audit log) in the database, by River: several servers on
// one database share it, what one began and did not end another takes up, and what was
// done and failed can be read there.
//
// It knows names of tasks, when they are due and how long they may take. It does not know
// what any of them does. Messages are not jobs of it: they have the outbox (docs/adr/0022).
package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver, under the name "sqlite"
)

// Task is a piece of work that is due again and again. Run does all that is due by now: it
// may run on two servers at once, and again after a server died in the middle of it.
type Task struct {
	Name string // letters, digits, "_" and "-"; stands in the table of jobs
	// Next gives the moment after t at which it is due.
	Next func(t time.Time) time.Time
	// Limit is the longest it may take; it is told by its context and given up soon after.
	Limit time.Duration
	Run   func(ctx context.Context) error
}

// Every is a Next: each d after the last.
func Every(d time.Duration) func(time.Time) time.Time {
	return func(t time.Time) time.Time { return t.Add(d) }
}

const (
	// attempts at one job, a few seconds apart; then the next one that is due takes over.
	attempts = 4
	// remembered is how long jobs that are over can be read in the table.
	remembered = 24 * time.Hour
	failures   = 7 * 24 * time.Hour
	// rest is how long a server that is asked to stop waits for what runs.
	rest = 10 * time.Second
	// abandoned is how long after its limit a job counts as left behind by a server that died.
	abandoned = time.Minute
)

// Queue is the tasks of one server, and the connection they are kept over: one of its own,
// as River wants it on SQLite, so that it never waits for a desk's transaction.
type Queue struct {
	log    *slog.Logger
	tasks  []Task
	insert func(ctx context.Context, name string) error
	start  func(ctx context.Context) error
	stop   func(ctx context.Context) error
	close  func() error
}

// Open makes River's tables, where they are not there yet, in the database that url names
// (see sqlstore.Open), and gets the tasks ready. Nothing runs before Run.
func Open(ctx context.Context, address string, log *slog.Logger, tasks []Task) (*Queue, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		config, err := pgxpool.ParseConfig(address)
		if err != nil {
			return nil, err
		}
		config.MaxConns = 4 // the notifier keeps one
		pool, err := pgxpool.NewWithConfig(ctx, config)
		if err != nil {
			return nil, err
		}
		return open(ctx, riverpgxv5.New(pool), log, tasks, func() error { pool.Close(); return nil })
	}
	db, err := sql.Open("sqlite", embedded(address))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return open(ctx, riversqlite.New(db), log, tasks, db.Close)
}

// embedded names the file that sqlstore has opened already. A job that is lost with the
// power is due again anyway, so no commit waits for the disk.
func embedded(address string) string {
	file := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(address, "sqlite:"), "file:"), "//")
	if file == "" {
		file = "duar.db"
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(5000)", "journal_mode(wal)", "synchronous(normal)"}}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

func open[T any](ctx context.Context, driver riverdriver.Driver[T], log *slog.Logger, tasks []Task, closed func() error) (*Queue, error) {
	q := &Queue{log: log, tasks: tasks, close: closed}
	quiet := slog.New(above{log.Handler(), slog.LevelWarn})
	if err := migrate(ctx, driver, quiet); err != nil {
		return nil, errors.Join(fmt.Errorf("queue: %w", err), closed())
	}
	config := &river.Config{
		Logger: quiet, MaxAttempts: attempts, Queues: map[string]river.QueueConfig{},
		CompletedJobRetentionPeriod: remembered, DiscardedJobRetentionPeriod: failures,
		FetchCooldown: 50 * time.Millisecond, FetchPollInterval: time.Second,
		Workers: river.NewWorkers(), ErrorHandler: failed{log},
	}
	longest := time.Duration(0)
	byName := map[string]Task{}
	for _, t := range tasks {
		byName[t.Name] = t
		longest = max(longest, t.Limit)
		// A queue each, one at a time: a long retention keeps no clock waiting.
		config.Queues[t.Name] = river.QueueConfig{MaxWorkers: 1}
		config.PeriodicJobs = append(config.PeriodicJobs, river.NewPeriodicJob(due(t.Next),
			func() (river.JobArgs, *river.InsertOpts) { return job{t.Name}, &river.InsertOpts{Queue: t.Name} },
			&river.PeriodicJobOpts{ID: t.Name}))
	}
	config.RescueStuckJobsAfter = longest + abandoned
	river.AddWorker(config.Workers, &worker{tasks: byName, log: log})
	client, err := river.NewClient(driver, config)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("queue: %w", err), closed())
	}
	q.start, q.stop = client.Start, client.StopAndCancel
	q.insert = func(ctx context.Context, name string) error {
		_, err := client.Insert(ctx, job{name}, &river.InsertOpts{Queue: name})
		return err
	}
	return q, nil
}

// migrate makes River's own tables. Servers that start together may meet; who comes second
// finds everything done a moment later.
func migrate[T any](ctx context.Context, driver riverdriver.Driver[T], log *slog.Logger) error {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return err
	}
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		if err == nil || wait > time.Second {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}

// Run lets the tasks run until ctx ends, each once at the start: whatever fell due while no
// server ran is late already, and a leader that was killed holds its place for some seconds
// more. What runs then is told to end and waited for.
func (q *Queue) Run(ctx context.Context) error {
	if !q.insist(ctx, "start", func() error { return q.start(context.WithoutCancel(ctx)) }) {
		return nil
	}
	for _, t := range q.tasks {
		q.insist(ctx, t.Name, func() error { return q.insert(ctx, t.Name) })
	}
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), rest)
	defer cancel()
	return q.stop(last)
}

// insist does something until it goes well; false when ctx ended first. A database that is
// away for a moment must not leave a server without its tasks for as long as it lives.
func (q *Queue) insist(ctx context.Context, what string, do func() error) bool {
	for wait := time.Second; ctx.Err() == nil; wait = min(2*wait, time.Minute) {
		err := do()
		if err == nil {
			return true
		}
		if ctx.Err() == nil {
			q.log.Warn("tasks.late", "task", what, "error", err.Error())
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	return false
}

// Close gives the connection up, after Run has ended.
func (q *Queue) Close() error { return q.close() }
