package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/notice"
	"duar/seva/service"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

func TestClosedCases(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			_ = s.Close()
			ctx := t.Context()
			_, one := s.Cases().Case(ctx, "GR2026000001")
			_, lines := s.Cases().Lines(ctx, "GR2026000001")
			_, events := s.Cases().Events(ctx, "GR2026000001")
			_, found := s.Cases().Find(ctx, casework.Find{Offices: []string{"lr.*"}})
			_, draft := s.Applications().Draft(ctx, "d")
			_, open := s.Applications().Open(ctx, "o", 5)
			_, file := s.Applications().Content(ctx, "f")
			_, taken := s.Outbox().Take(ctx, time.Now(), time.Now(), 5)
			for what, err := range map[string]error{
				"Case": one, "Lines": lines, "Events": events, "Find": found, "Draft": draft, "Open": open, "Content": file, "Take": taken,
				"Change": s.Cases().Change(ctx, func(casework.Tx) error { return nil }),
				"Sent":   s.Outbox().Sent(ctx, "m", notice.Receipt{}, time.Now()),
				"Failed": s.Outbox().Failed(ctx, "m", "x", time.Now()),
				"Leaves": s.Leaves(ctx, 0, 1, func(int64, []byte, []byte) error { return nil }),
			} {
				if seva.KindOf(err) != seva.Unavailable {
					t.Errorf("%s: %v, want unavailable", what, err)
				}
			}
		})
	}
}

// The disk fills up under an act: it is said, nothing of it is kept, and with room again
// the same act succeeds with the number that it would have had.
func TestDiskFullInAct(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "duar.db"))
	content := bytes.Repeat([]byte("duar"), form.MaxUpload/4)
	sum := sha256.Sum256(content)
	var number int64
	act := func() error {
		return s.Applications().Change(t.Context(), func(tx service.Tx) (err error) {
			if number, err = tx.Number(t.Context(), "CAF", 2026); err != nil {
				return err
			}
			c, events := storetest.Filed("CAF2026000001", "lr.2412")
			if err := tx.Put(t.Context(), c, events); err != nil {
				return err
			}
			return tx.PutFile(t.Context(), service.Stored{
				Upload:  form.Upload{ID: "f", Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])},
				Content: content,
			})
		})
	}
	sqlstore.LimitPages(t, s, true)
	refusedAs(t, act(), "disk_full")
	if _, err := s.Cases().Case(t.Context(), "CAF2026000001"); !errors.Is(err, casework.ErrNone) {
		t.Errorf("the case: %v, want ErrNone", err)
	}
	sqlstore.LimitPages(t, s, false)
	if err := act(); err != nil || number != 1 {
		t.Fatalf("with room again: number %d, %v", number, err)
	}
	if f, err := s.Applications().Content(t.Context(), "f"); err != nil || !bytes.Equal(f.Content, content) {
		t.Errorf("the file: %d bytes, %v", len(f.Content), err)
	}
}

// PostgreSQL ends our connection in the middle of an act: nothing is kept, it is said,
// and nobody waits for what the dead transaction held.
func TestServerGoesInAct(t *testing.T) {
	url := storetest.Postgres(t)
	s := open(t, url+"&application_name=duar_act&pool_max_conns=3")
	killer, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = killer.Close(context.Background()) }()
	err = s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		if _, err := tx.Number(t.Context(), "CAF", 2026); err != nil {
			return err
		}
		if _, err := killer.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'duar_act'"); err != nil {
			t.Fatal(err)
		}
		c, events := storetest.Filed("CAF2026000001", "lr.2412")
		return tx.Put(t.Context(), c, events)
	})
	refusedAs(t, err, "unavailable")
	// The pool may hold another connection that was ended, and finds out by using it.
	for range 5 {
		var number string
		if number, err = storetest.Submit(t.Context(), s, "key"); err == nil {
			if number != "CAF2026000001" {
				t.Errorf("number %s, want the first", number)
			}
			return
		}
		refusedAs(t, err, "unavailable")
	}
	t.Fatalf("it never came back: %v", err)
}
