package sqlstore

import (
	"context"

	"duar/seva/notice"
)

// letterPage is how many are read at once.
const letterPage = 500

// Letters hands over messages that were given up, or with waiting those that still wait,
// in the order in which they were told.
func (s *Store) Letters(ctx context.Context, waiting bool, give func(notice.Letter) error) error {
	name := "outbox.failed.list"
	if waiting {
		name = "outbox.waiting.list"
	}
	for after := int64(0); ; {
		var some []notice.Letter
		err := each(ctx, s.engine, name, []any{after, int64(letterPage)}, func(r rows) error {
			var l notice.Letter
			var told int64
			var b []byte
			if err := r.Scan(&l.ID, &l.Ref, &b, &l.Tries, &told, &l.Code); err != nil {
				return err
			}
			var m notice.Message
			if len(b) > 0 { // else its words are forgotten
				m, _ = unpackMessage(l.Ref, b) // one that cannot be read has no key
			}
			l.Key, l.Lang, l.Told = m.Key, m.Lang, fromMicros(told)
			some = append(some, l)
			return nil
		})
		if err != nil {
			return explain(err)
		}
		for _, l := range some {
			if err := give(l); err != nil {
				return err
			}
			after = l.ID
		}
		if len(some) < letterPage {
			return nil
		}
	}
}

// Retry puts messages that were given up back among those that wait, as if they were told
// now, and says how many of them there were. A message that may be with one carrier stays
// that carrier's.
func (s *Store) Retry(ctx context.Context, refs []string) (int, error) {
	var n int64
	err := s.engine.change(ctx, durable, func(c change) error {
		n = 0
		for _, ref := range refs {
			one, err := c.do(ctx, "outbox.retry", ref, micros(s.world.Now()))
			if err != nil {
				return err
			}
			n += one
		}
		return nil
	})
	return int(n), explain(err)
}

// Progress gives how far a message has come: by the provider's id of the receipt that was
// noted, or by our own reference, whichever is further. False when nothing was reported.
func (s *Store) Progress(ctx context.Context, ref string) (notice.Progress, bool, error) {
	var best notice.Progress
	rank := 0
	look := func(provider, receipt string) error {
		var n int
		var why, code string
		var at int64
		err := one(ctx, s.engine, "report.of", []any{provider, receipt}, &n, &why, &code, &at)
		if err == nil && n > rank {
			rank, best = n, notice.Progress{State: notice.States()[n-1], Why: notice.Reason(why), Code: code, At: fromMicros(at)}
		}
		return passNone(err)
	}
	if err := look("", ref); err != nil {
		return best, false, explain(err)
	}
	var provider, receipt string
	err := one(ctx, s.engine, "outbox.receipt", []any{ref}, &provider, &receipt)
	if err == nil && provider != "" && receipt != "" {
		err = look(provider, receipt)
	}
	return best, rank > 0, explain(passNone(err))
}
