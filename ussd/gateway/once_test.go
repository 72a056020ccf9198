package gateway

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva/notice"
)

type carrier func(context.Context, notice.Message) (notice.Receipt, error)

func (f carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	return f(ctx, m)
}

func TestOnce(t *testing.T) {
	n, fail := 0, false
	c := Once(carrier(func(context.Context, notice.Message) (notice.Receipt, error) {
		n++
		if fail {
			return notice.Receipt{}, notice.Fail(notice.Unreachable, "down", errors.New("down"))
		}
		return notice.Receipt{ID: strconv.Itoa(n)}, nil
	}), 2)
	for i, step := range []struct {
		ref  string
		fail bool
		want string // the receipt; empty for an error
		n    int    // how often the carrier has been asked
	}{
		{"a", false, "1", 1},
		{"a", false, "1", 1},
		{"b", true, "", 2},
		{"b", false, "3", 3}, // what failed may be tried again
		{"b", true, "3", 3},
		{"c", false, "4", 4},
		{"b", false, "3", 4},
		{"a", false, "5", 5}, // two are remembered, a was the third
		{"", false, "6", 6},  // without a Ref there is nothing to know it by
		{"", false, "7", 7},
	} {
		fail = step.fail
		receipt, err := c.Send(t.Context(), notice.Message{Ref: step.ref})
		if receipt.ID != step.want || (err != nil) != (step.want == "") || n != step.n {
			t.Errorf("step %d: receipt %q, %v, asked %d times", i, receipt.ID, err, n)
		}
	}
}

// A carrier that panics has lost one try, not the message: the next one asks it again.
func TestOncePanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c := Once(carrier(func(context.Context, notice.Message) (notice.Receipt, error) {
			if n++; n == 1 {
				panic("a bug")
			}
			return notice.Receipt{ID: "1"}, nil
		}), 2)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		func() {
			defer func() { _ = recover() }()
			_, _ = c.Send(ctx, notice.Message{Ref: "a"})
			t.Error("the panic was swallowed")
		}()
		if r, err := c.Send(ctx, notice.Message{Ref: "a"}); err != nil || r.ID != "1" {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// The same message handed over many times at once is sent once, and who cannot wait
// for the answer is not made to.
func TestOnceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int32
		c := Once(carrier(func(context.Context, notice.Message) (notice.Receipt, error) {
			time.Sleep(time.Minute)
			return notice.Receipt{ID: strconv.Itoa(int(n.Add(1)))}, nil
		}), 10)
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if r, err := c.Send(t.Context(), notice.Message{Ref: "a"}); r.ID != "1" || err != nil {
					t.Errorf("receipt %v, %v", r, err)
				}
			})
		}
		synctest.Wait()
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Send(hasty, notice.Message{Ref: "a"}); err == nil || !notice.Retryable(err) {
			t.Errorf("error %v", err)
		}
		wait.Wait()
	})
}
