package budget

import (
	"context"
	"hash/maphash"
)

// Share is one of several budgets that a single act is taken out of. The key is only read,
// and only while it is asked.
type Share struct {
	Key  []byte
	Rate Rate
}

// Several is a Meter that can be asked for several budgets at once, and for less than the
// sum of it. What it answers is what TakeAll says.
type Several interface {
	TakeAll(ctx context.Context, cost int, of ...Share) (int, Verdict, error)
}

// TakeAll takes cost out of each budget in turn until one refuses, so the narrowest comes
// first: what it refuses costs the others nothing. The answer is that refusal, or else the
// verdict of the budget that has least left, and which of them it is.
func TakeAll(ctx context.Context, m Meter, cost int, of ...Share) (int, Verdict, error) {
	if s, ok := m.(Several); ok {
		return s.TakeAll(ctx, cost, of...)
	}
	least, verdict := 0, Verdict{}
	for i, s := range of {
		v, err := m.Take(ctx, string(s.Key), cost, s.Rate)
		if err != nil || !v.OK {
			return i, v, err
		}
		if i == 0 || v.Left < verdict.Left {
			least, verdict = i, v
		}
	}
	return least, verdict, nil
}

// TakeAll is Several: the clock is looked at once, and no key is copied.
func (l *Local) TakeAll(_ context.Context, cost int, of ...Share) (int, Verdict, error) {
	least, verdict := 0, Verdict{}
	now := l.world.Now().UnixNano()
	for i, s := range of {
		if s.Rate.Most < 1 || s.Rate.Span <= 0 || cost < 1 {
			return i, Verdict{}, ErrRate
		}
		v := l.take(name{maphash.Bytes(l.seeds[0], s.Key), maphash.Bytes(l.seeds[1], s.Key)}, now, cost, s.Rate)
		if !v.OK {
			return i, v, nil
		}
		if i == 0 || v.Left < verdict.Left {
			least, verdict = i, v
		}
	}
	return least, verdict, nil
}

var _ Several = (*Local)(nil)
