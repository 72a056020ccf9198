package sqlstore

import (
	"sync"
	"testing"

	"duar/seva/casework"
	"duar/store/storetest"
)

// Two acts that each hold what the other wants next block each other in PostgreSQL until it
// ends one of them; that one is run again, both are kept, and neither twice. SQLite lets one
// write at a time.
func TestTwoActsThatBlockEachOther(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx, book := t.Context(), s.Cases()
		numbers := []string{benchNumber(0), benchNumber(1)}
		for _, number := range numbers {
			c, events := storetest.Filed(number, "lr.2984")
			if err := book.Change(ctx, func(tx casework.Tx) error { return tx.Put(ctx, c, events) }); err != nil {
				t.Fatal(err)
			}
		}
		_, locks := s.engine.(*embedded)
		var both sync.WaitGroup // each holds its first case
		both.Add(2)
		act := func(order [2]string) error {
			first := true
			return book.Change(ctx, func(tx casework.Tx) error {
				for i, number := range order {
					c, err := tx.Case(ctx, number)
					if err != nil {
						return err
					}
					if i == 0 && first && !locks {
						first = false
						both.Done()
						both.Wait()
					}
					c.Version++
					if err := tx.Put(ctx, c, []casework.Event{{Seq: c.Version, From: c.State, To: c.State}}); err != nil {
						return err
					}
				}
				_, err := tx.Try(ctx, "met", 1)
				return err
			})
		}
		errs := make(chan error, 2)
		go func() { errs <- act([2]string{numbers[0], numbers[1]}) }()
		go func() { errs <- act([2]string{numbers[1], numbers[0]}) }()
		for range 2 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		for _, number := range numbers {
			c, err := book.Case(ctx, number)
			log, lerr := book.Events(ctx, number)
			if err != nil || lerr != nil || c.Version != 3 || len(log) != 3 {
				t.Errorf("%s: version %d, %d events, %v %v", number, c.Version, len(log), err, lerr)
			}
		}
		var tries int
		if err := book.Change(ctx, func(tx casework.Tx) (err error) { tries, err = tx.Try(ctx, "met", 1); return err }); err != nil || tries != 3 {
			t.Errorf("%d tries, %v", tries, err)
		}
	})
}
