package budget

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
)

var dawn = time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)

// hand is a clock that a test moves.
type hand struct{ now time.Time }

func newLocal(keys int) (*Local, *hand) {
	h := &hand{now: dawn}
	return NewLocal(seva.FrozenWorld(dawn, 1).At(func() time.Time { return h.now }), keys), h
}

func take(t rapid.TB, l *Local, key string, cost int, r Rate) Verdict {
	t.Helper()
	v, err := l.Take(context.Background(), key, cost, r)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSoManyInASpan(t *testing.T) {
	l, h := newLocal(100)
	r := Rate{Most: 3, Span: time.Minute}
	for i := range 3 {
		if v := take(t, l, "a", 1, r); !v.OK || v.Left != 2-i || v.First {
			t.Fatalf("%d: %+v", i, v)
		}
	}
	if v := take(t, l, "a", 1, r); v.OK || v.Left != 0 || v.Again != 20*time.Second || !v.First {
		t.Errorf("over: %+v", v)
	}
	if v := take(t, l, "a", 1, r); v.OK || v.First {
		t.Errorf("over again: %+v", v)
	}
	if v := take(t, l, "b", 1, r); !v.OK {
		t.Errorf("another key pays for the first: %+v", v)
	}
	h.now = h.now.Add(20 * time.Second)
	if v := take(t, l, "a", 1, r); !v.OK || v.Left != 0 {
		t.Errorf("room has come back: %+v", v)
	}
	if v := take(t, l, "a", 1, r); v.OK || v.First {
		t.Errorf("the same flood is told of twice: %+v", v)
	}
	h.now = h.now.Add(time.Minute)
	if v := take(t, l, "a", 3, r); !v.OK {
		t.Errorf("all of it at once: %+v", v)
	}
	if v := take(t, l, "a", 1, r); v.OK || !v.First {
		t.Errorf("another flood: %+v", v)
	}
	if v := take(t, l, "c", 4, r); v.OK || v.Left != 3 || v.Again != 0 {
		t.Errorf("more than there ever is: %+v", v)
	}
}

func TestWhatCountsNothingIsAFault(t *testing.T) {
	l, _ := newLocal(100)
	for _, c := range []struct {
		cost int
		rate Rate
	}{{0, Rate{1, time.Second}}, {-1, Rate{1, time.Second}}, {1, Rate{}}, {1, Rate{1, 0}}, {1, Rate{0, time.Second}}, {1, Rate{-1, time.Second}}} {
		if v, err := l.Take(t.Context(), "a", c.cost, c.rate); !errors.Is(err, ErrRate) || v.OK {
			t.Errorf("%+v: %+v, %v", c, v, err)
		}
	}
}

// The plain count: what was let in is remembered whole, and each time the level is worked
// out anew from the beginning.
type plain struct {
	at   []int64
	cost []int64
}

func (p *plain) level(now, step int64) int64 {
	level, last := int64(0), int64(0)
	for i, at := range p.at {
		level = max(level-(at-last), 0) + p.cost[i]*step
		last = at
	}
	return max(level-(now-last), 0)
}

// However often and for how much somebody asks, what is let in is what a plain count lets
// in; no span has more than the rate and what was there before it; and what is said of room
// is true to the nanosecond.
func TestAgainstAPlainCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{Most: rapid.IntRange(1, 60).Draw(t, "most"), Span: time.Duration(rapid.Int64Range(1, int64(48*time.Hour)).Draw(t, "span"))}
		step := (int64(r.Span) + int64(r.Most) - 1) / int64(r.Most)
		l, h := newLocal(64)
		p := plain{}
		for range rapid.IntRange(1, 120).Draw(t, "asked") {
			wait := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 2*step), rapid.Int64Range(0, 2*int64(r.Span))).Draw(t, "wait")
			h.now = h.now.Add(time.Duration(wait) / 1000 * 1000) // the world's clock has microseconds
			now := h.now.Sub(dawn).Nanoseconds()
			cost := rapid.IntRange(1, max(1, r.Most/4)).Draw(t, "cost")
			level := p.level(now, step)
			v := take(t, l, "a", cost, r)
			if want := level+int64(cost)*step <= step*int64(r.Most); v.OK != want {
				t.Fatalf("let in %v, a plain count says %v (level %d, step %d)", v.OK, want, level, step)
			}
			if v.OK {
				p.at, p.cost = append(p.at, now), append(p.cost, int64(cost))
				level += int64(cost) * step
			}
			if left := (step*int64(r.Most) - level) / step; int64(v.Left) != left {
				t.Fatalf("%d left, a plain count says %d", v.Left, left)
			}
			if v.Left == 0 {
				at := now + int64(v.Again)
				if p.level(at, step)+step > step*int64(r.Most) || p.level(at-1, step)+step <= step*int64(r.Most) {
					t.Fatalf("room in %v is not the first moment there is", v.Again)
				}
			}
		}
		for i := range p.at { // any window that begins with something let in
			let := int64(0)
			for j := i; j < len(p.at) && p.at[j]-p.at[i] < int64(r.Span); j++ {
				let += p.cost[j]
			}
			if let > 2*int64(r.Most) {
				t.Fatalf("%d let in within one span of %d", let, r.Most)
			}
		}
	})
}

// First is said once between two moments at which half of the budget was free.
func TestFirstIsSaidOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{Most: rapid.IntRange(1, 10).Draw(t, "most"), Span: time.Minute}
		step := (int64(r.Span) + int64(r.Most) - 1) / int64(r.Most)
		l, h := newLocal(64)
		p := plain{}
		told := false
		for range 80 {
			h.now = h.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "wait")) * time.Second)
			now := h.now.Sub(dawn).Nanoseconds()
			if p.level(now, step) <= step*int64(r.Most)/2 {
				told = false
			}
			v := take(t, l, "a", 1, r)
			if v.First != (!v.OK && !told) {
				t.Fatalf("%+v, told before: %v", v, told)
			}
			if told = told || v.First; v.OK {
				p.at, p.cost = append(p.at, now), append(p.cost, 1)
			}
		}
	})
}

func TestAClockThatGoesBack(t *testing.T) {
	l, h := newLocal(64)
	r := Rate{Most: 2, Span: time.Minute}
	take(t, l, "a", 2, r)
	h.now = h.now.Add(-time.Hour)
	if v := take(t, l, "a", 1, r); v.OK || v.Again > r.Span {
		t.Errorf("%+v", v)
	}
	h.now = h.now.Add(r.Span)
	if v := take(t, l, "a", 1, r); !v.OK {
		t.Errorf("still shut after a whole span: %+v", v)
	}
}

// A flood of keys neither grows the meter nor frees who is over.
func TestMemoryIsBounded(t *testing.T) {
	l, _ := newLocal(1 << 12)
	r := Rate{Most: 2, Span: time.Minute}
	for range 3 {
		take(t, l, "flooding", 1, r)
	}
	for i := range 40_000 {
		if i%8 == 0 { // it goes on asking, as a flood does
			if v := take(t, l, "flooding", 1, r); v.OK {
				t.Fatalf("freed by %d other keys", i)
			}
		}
		take(t, l, strconv.Itoa(i), 1, r)
	}
	count := func() (n int) {
		for i := range l.all {
			n += len(l.all[i].keys)
		}
		return n
	}
	if n := count(); n > 1<<12 {
		t.Errorf("%d keys, made for %d", n, 1<<12)
	}
	// What has run out goes when there is news.
	l, h := newLocal(1 << 20)
	for i := range 100_000 {
		take(t, l, fmt.Sprint("early ", i), 1, r)
	}
	h.now = h.now.Add(time.Hour)
	for i := range 100_000 {
		take(t, l, fmt.Sprint("late ", i), 1, r)
	}
	if n := count(); n > 140_000 {
		t.Errorf("%d keys are kept of 100,000 that owe anything", n)
	}
}

// plainly hides what a meter can do besides Take.
type plainly struct{ Meter }

// Several budgets at once are the same as one after the other, until one refuses.
func TestSeveralAreOneAfterTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, h := newLocal(1 << 10)
		two := NewLocal(one.world, 1<<10)
		rates := []Rate{{3, time.Minute}, {5, time.Hour}, {9, 24 * time.Hour}}
		for range 60 {
			h.now = h.now.Add(time.Duration(rapid.IntRange(0, 1800).Draw(t, "wait")) * time.Second)
			var of []Share
			for i := range rapid.IntRange(1, 3).Draw(t, "budgets") {
				of = append(of, Share{[]byte{byte(i), byte(rapid.IntRange(0, 1).Draw(t, "who"))}, rates[i]})
			}
			i, v, err := TakeAll(context.Background(), one, 1, of...)
			j, w, werr := TakeAll(context.Background(), plainly{two}, 1, of...)
			if i != j || v != w || err != nil || werr != nil {
				t.Fatalf("%d %+v %v, one after the other %d %+v %v", i, v, err, j, w, werr)
			}
		}
	})
	one, _ := newLocal(64)
	two, _ := newLocal(64)
	for _, m := range []Meter{one, plainly{two}} {
		if i, v, err := TakeAll(t.Context(), m, 1, Share{[]byte("a"), Rate{1, time.Hour}}, Share{[]byte("b"), Rate{}}); i != 1 || v.OK || !errors.Is(err, ErrRate) {
			t.Errorf("%d %+v %v", i, v, err)
		}
	}
}

func TestTogetherTheyGetNoMore(t *testing.T) {
	l, _ := newLocal(1 << 10)
	r := Rate{Most: 500, Span: time.Hour}
	var let atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				if v, err := l.Take(t.Context(), "a", 1, r); err == nil && v.OK {
					let.Add(1)
				}
			}
		})
	}
	all.Wait()
	if let.Load() != 500 {
		t.Errorf("%d of 1600 were let in, want 500", let.Load())
	}
}

func BenchmarkTake(b *testing.B) {
	keys := make([]string, 1<<14)
	for i := range keys {
		keys[i] = fmt.Sprintf("s:%064d", i)
	}
	l := NewLocal(seva.RealWorld(), 1<<20)
	r := Rate{Most: 40, Span: time.Minute}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := l.Take(b.Context(), keys[i&(1<<14-1)], 1, r); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
