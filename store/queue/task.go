package queue

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// job is what stands in the table: the task's name and nothing of anybody.
type job struct {
	Task string `json:"task"`
}

// Kind is river.JobArgs.
func (job) Kind() string { return "duar" }

// due makes a Next into River's schedule.
type due func(time.Time) time.Time

// Next is river.PeriodicSchedule.
func (d due) Next(t time.Time) time.Time { return d(t) }

// worker does a job by the task that it names.
type worker struct {
	river.WorkerDefaults[job]
	tasks map[string]Task
	log   *slog.Logger
}

// Work is river.Worker. A task of a newer program on the same database is not ours to do.
// A panic ends here and is an error of this run: River would write down what it held, which
// may be somebody's data.
func (w *worker) Work(ctx context.Context, j *river.Job[job]) (err error) {
	t, known := w.tasks[j.Args.Task]
	if !known {
		return river.JobCancel(fmt.Errorf("queue: no task %q here", j.Args.Task))
	}
	defer func() {
		if recover() != nil {
			w.log.Error("task.panic", "task", t.Name, "stack", string(debug.Stack()))
			err = fmt.Errorf("queue: %s panicked", t.Name)
		}
	}()
	return t.Run(ctx)
}

// Timeout is river.Worker.
func (w *worker) Timeout(j *river.Job[job]) time.Duration { return w.tasks[j.Args.Task].Limit }

// NextRetry is river.Worker: 1 s, 2 s, 4 s.
func (w *worker) NextRetry(j *river.Job[job]) time.Time {
	return time.Now().Add(time.Second << min(max(j.Attempt-1, 0), 6))
}

// failed writes down what went wrong; River would do it in its own words.
type failed struct{ log *slog.Logger }

// HandleError is river.ErrorHandler.
func (f failed) HandleError(_ context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.Error("task.failed", "task", j.Queue, "attempt", j.Attempt, "error", err.Error())
	return nil
}

// HandlePanic is river.ErrorHandler. No panic of a task comes so far.
func (f failed) HandlePanic(_ context.Context, j *rivertype.JobRow, _ any, trace string) *river.ErrorHandlerResult {
	f.log.Error("task.panic", "task", j.Queue, "stack", trace)
	return nil
}

// above lets through what is as grave as least: River tells of each start and stop.
type above struct {
	slog.Handler
	least slog.Level
}

// Enabled is slog.Handler.
func (a above) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= a.least && a.Handler.Enabled(ctx, l)
}

// Handle is slog.Handler. Whoever is asked to stop in the middle of something has no trouble.
func (a above) Handle(ctx context.Context, r slog.Record) error {
	stopped := false
	r.Attrs(func(at slog.Attr) bool {
		said := at.Value.String()
		stopped = stopped || strings.HasPrefix(at.Key, "err") && strings.HasSuffix(said, context.Canceled.Error())
		return !stopped
	})
	if stopped {
		return nil
	}
	return a.Handler.Handle(ctx, r)
}

// WithAttrs is slog.Handler.
func (a above) WithAttrs(all []slog.Attr) slog.Handler {
	return above{a.Handler.WithAttrs(all), a.least}
}

// WithGroup is slog.Handler.
func (a above) WithGroup(name string) slog.Handler { return above{a.Handler.WithGroup(name), a.least} }
