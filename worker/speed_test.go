package worker

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// speedMessages is how many wait when a measured post begins.
const speedMessages = 20_000

// prompt is a carrier that takes everything at once, and reports each message as delivered,
// often before its own answer is noted.
type prompt struct {
	reports notice.Reports
	all     *sync.WaitGroup
	b       *testing.B
}

func (p prompt) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	p.all.Go(func() {
		err := p.reports.Note(context.Background(), notice.Report{Provider: "prompt", ID: m.Ref, State: notice.Delivered, At: time.Now()})
		if err != nil {
			p.b.Error(err)
		}
	})
	return notice.Receipt{Provider: "prompt", ID: m.Ref}, nil
}

// What a post carries to a carrier that answers at once, each message taken, noted durably
// and its delivery receipt kept. The demand is 3,000 a second on two cores.
//
//	scripts/with-engines.sh go test -run '^$' -bench Post -benchtime 1x ./worker
func BenchmarkPost(b *testing.B) {
	for engine, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "duar.db") },
		"postgres": storetest.Postgres,
	} {
		b.Run(engine, func(b *testing.B) {
			s, err := sqlstore.Open(b.Context(), url(b))
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			if err := s.Migrate(b.Context()); err != nil {
				b.Fatal(err)
			}
			sent := 0
			for b.Loop() {
				b.StopTimer()
				fill(b, s, sent, speedMessages)
				sent += speedMessages
				b.StartTimer()
				empty(b, s)
			}
			b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "msgs/s")
		})
	}
}

// fill tells so many messages, to as many phones.
func fill(b *testing.B, s *sqlstore.Store, from, n int) {
	b.Helper()
	for begin := from; begin < from+n; begin += 1000 {
		err := s.Cases().Change(b.Context(), func(tx casework.Tx) error {
			for i := begin; i < begin+1000; i++ {
				m := notice.Message{Ref: fmt.Sprintf("speed-%d", i), To: seva.Phone(fmt.Sprintf("9198%08d", i)), Lang: seva.Bengali,
					Key: "sms.case.moved", Body: "দুয়ার OP2026000123 বার্ধক্য ভাতা: যাচাই চলছে। আধিকারিক উত্তর ও কাগজপত্র যাচাই করছেন।"}
				if err := tx.Tell(b.Context(), m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// empty lets a post run until nothing waits and every receipt is kept.
func empty(b *testing.B, s *sqlstore.Store) {
	b.Helper()
	var receipts sync.WaitGroup
	p := Post{Carrier: prompt{s.Reports(), &receipts, b}, World: seva.RealWorld(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for { // what a post had not begun when it stopped is there again
		if taken, err := untilEmpty(b.Context(), p, s.Outbox()); err != nil {
			b.Fatal(err)
		} else if taken == 0 {
			break
		}
	}
	receipts.Wait()
	if d, err := s.Outbox().Depth(b.Context()); err != nil || d.Waiting > 0 || d.Failed > 0 {
		b.Fatalf("%+v, %v", d, err)
	}
}
