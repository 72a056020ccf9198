package seva

import (
	"regexp"
	"testing"
	"time"
)

func TestFrozenWorld(t *testing.T) {
	at := time.Date(2026, 11, 23, 0, 0, 0, 123_456_789, IST)
	w, same, other := FrozenWorld(at, 7), FrozenWorld(at, 7), FrozenWorld(at, 8)
	if got := w.Now(); !got.Equal(at.Truncate(time.Microsecond)) || got.Location() != time.UTC {
		t.Errorf("now is %v", got)
	}
	if got := w.Today(); got != (Date{2026, 11, 23}) {
		t.Errorf("today is %v", got) // in UTC it is still the 22nd
	}
	first := w.ID()
	if first != same.ID() {
		t.Error("the same seed gave another id")
	}
	if first == other.ID() || first == w.ID() {
		t.Error("an id came twice")
	}
}

func TestWorldAt(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w := FrozenWorld(now, 1).At(func() time.Time { return now })
	now = now.Add(48 * time.Hour)
	if got := w.Today(); got != (Date{2026, 1, 3}) {
		t.Errorf("today is %v", got)
	}
}

func TestRealWorld(t *testing.T) {
	w := RealWorld()
	if got := w.ID(); !regexp.MustCompile(`^[a-z2-7]{26}$`).MatchString(got) || got == w.ID() {
		t.Errorf("id %q", got)
	}
	if off := time.Since(w.Now()); off < 0 || off > time.Minute {
		t.Errorf("the clock is off by %v", off)
	}
	if len(w.Bytes(0)) != 0 || len(w.Bytes(33)) != 33 {
		t.Error("not as many bytes as were asked for")
	}
}
