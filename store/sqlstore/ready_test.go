package sqlstore_test

import (
	"testing"
	"time"

	"duar/seva"
	"duar/store/storetest"
)

// A server is ready while an act could be written with its leaf, and not a second longer;
// asking leaves nothing in the log.
func TestWriting(t *testing.T) {
	for engine, url := range plainURLs() {
		t.Run(engine, func(t *testing.T) {
			address := url(t)
			s := open(t, address)
			if err := s.Writing().Ready(t.Context()); err != nil {
				t.Fatalf("an empty database: %v", err)
			}
			if _, err := storetest.Submit(t.Context(), s, "first"); err != nil {
				t.Fatal(err)
			}
			w := s.Writing()
			for range 3 {
				if err := w.Ready(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if n, err := s.Audit().Size(t.Context()); n != 1 || err != nil {
				t.Errorf("%d entries, %v", n, err)
			}
			if err := s.Leaves(t.Context(), -10, 10, func(seq int64, _, _ []byte) error {
				if seq != 0 {
					t.Errorf("an entry at %d", seq)
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
			change := intruder(t, address)
			change(`ALTER TABLE audit_leaf RENAME TO audit_gone`)
			if err := w.Ready(t.Context()); err != nil {
				t.Errorf("within a second it asked anew: %v", err)
			}
			time.Sleep(1100 * time.Millisecond)
			if err := w.Ready(t.Context()); err == nil {
				t.Error("ready without a log")
			}
			change(`ALTER TABLE audit_gone RENAME TO audit_leaf`)
			if err := w.Ready(t.Context()); err == nil {
				t.Error("within a second it asked anew")
			}
			time.Sleep(1100 * time.Millisecond)
			if err := w.Ready(t.Context()); err != nil {
				t.Errorf("with its log again: %v", err)
			}
		})
	}
}

func TestUpToDate(t *testing.T) {
	for engine, url := range plainURLs() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			if err := s.UpToDate(t.Context()); err != nil {
				t.Errorf("after Migrate: %v", err)
			}
			if err := s.Down(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.UpToDate(t.Context()); seva.KindOf(err) != seva.Unavailable {
				t.Errorf("a step behind: %v", err)
			}
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.UpToDate(t.Context()); err != nil {
				t.Errorf("after Migrate again: %v", err)
			}
		})
	}
}
