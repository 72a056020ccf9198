package identity

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"duar/seva"
)

func TestBarred(t *testing.T) {
	f := open(t)
	barred := func(want bool) {
		t.Helper()
		if f.Barred(mobile) != want {
			t.Errorf("barred: %v", !want)
		}
	}
	barred(false) // nobody watches: it is read
	if err := f.Bar(t.Context(), mobile, true); err != nil {
		t.Fatal(err)
	}
	barred(true)
	if f.Barred(newMobile) {
		t.Error("another number is")
	}
	if err := f.Bar(t.Context(), mobile, false); err != nil {
		t.Fatal(err)
	}
	barred(false)
	f.kept.fail = errors.New("away")
	barred(true) // what cannot be read is not let in unseen
}

// While somebody watches nothing is read, and what another server did counts within a second.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t)
		other := NewDesk(f.Parts) // another server on the same register
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); f.Watch(ctx) }()
		synctest.Wait()
		for _, want := range []bool{true, false, true} {
			if err := other.Bar(t.Context(), mobile, want); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if f.Barred(mobile) != want {
				t.Errorf("a second later: %v", !want)
			}
		}
		// With the register away what was seen last stays.
		f.kept.mu.Lock()
		f.kept.fail = errors.New("away")
		f.kept.mu.Unlock()
		time.Sleep(5 * time.Second)
		if !f.Barred(mobile) || f.Barred(newMobile) {
			t.Error("forgotten")
		}
		f.kept.mu.Lock()
		f.kept.fail = nil
		// An older program suspends and says nothing.
		a := Account{ID: "x", Kind: Citizen, Handle: string(newMobile), Suspended: f.Now()}
		f.kept.accounts["citizen"+a.Handle] = a
		f.kept.mu.Unlock()
		time.Sleep(lookAll + time.Second)
		if !f.Barred(newMobile) {
			t.Error("not seen")
		}
		cancel()
		<-done
		if f.barred.Load() != nil {
			t.Error("what nobody keeps up is still believed")
		}
	})
}

// Asking costs no read, at every hop of every phone.
func BenchmarkBarred(b *testing.B) {
	d := &Desk{}
	all := make([]seva.Phone, 10_000)
	for i := range all {
		all[i] = nth("98310", i)
	}
	d.remember(all)
	b.ReportAllocs()
	for b.Loop() {
		if !d.Barred("919831000007") {
			b.Fatal("not barred")
		}
	}
}
