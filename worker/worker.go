// Package worker does what nobody waits for: it sends the messages of the outbox and lets
// the legal clock tick.
//
// It knows how work is taken, tried again and given up. It does not know what a message
// says, to which phone it goes, what the clock does to a case, or any store.
package worker

import (
	"context"
	"math/rand/v2"
	"time"
)

// rest waits, and tells whether the time passed; false when ctx ended first.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// doubled gives the wait after the nth failure in a row, from 1: first, twice it, four
// times, and never more than most.
func doubled(first, most time.Duration, n int) time.Duration {
	d := first
	for range n - 1 {
		if d *= 2; d >= most {
			return most
		}
	}
	return min(d, most)
}

// jitter gives a time between none and d, each as likely: many that failed together do not
// come back together.
func jitter(d time.Duration) time.Duration {
	return rand.N(d + 1) //nolint:gosec // when to try again is no secret
}
