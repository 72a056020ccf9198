package registry_test

import (
	"testing"
	"time"

	"duar/seva/ledger"
)

// BenchmarkLook reads a case on SQLite: as its citizen, who leaves no look, as an officer
// who has looked already, and as one whose look is written and waits for the disk.
func BenchmarkLook(b *testing.B) {
	tn := settle(b)
	number := tn.applies(ratna, "pension")
	b.Run("citizen", func(b *testing.B) {
		for b.Loop() {
			if _, err := tn.cases.For(ratna).Case(b.Context(), number); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("officer-again", func(b *testing.B) {
		for b.Loop() {
			if _, err := tn.cases.For(clerk).Case(b.Context(), number); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("officer-first", func(b *testing.B) {
		for b.Loop() {
			tn.mu.Lock()
			tn.now = tn.now.Add(ledger.OneLook + time.Second)
			tn.mu.Unlock()
			if _, err := tn.cases.For(clerk).Case(b.Context(), number); err != nil {
				b.Fatal(err)
			}
		}
	})
}
