package sqlstore

import (
	"slices"
	"testing"
	"time"

	"duar/seva"
)

// What waits is counted on both engines, by names that are told beforehand, and nothing that
// is over is among it.
func TestWhatWaits(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		waits := func() map[string]Wait {
			t.Helper()
			all, err := s.Waiting(ctx)
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]Wait{}
			for _, w := range all {
				if !slices.Contains(Waits(), w.What) {
					t.Errorf("%s is not in the list", w.What)
				}
				found[w.What] = w
			}
			return found
		}
		for what, w := range waits() {
			if w.Count != 0 || w.Sum != 0 || !w.Since.IsZero() {
				t.Errorf("of nothing: %s %+v", what, w)
			}
		}
		at := micros(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
		err := s.engine.change(ctx, durable, func(c change) error {
			none, body := int64(0), []byte{0}
			for _, d := range []deed{
				{name: "payment.add", args: []any{"P1", int64(1), "started", "", at, body}},
				{name: "payment.add", args: []any{"P2", int64(1), "started", "amount", none, body}},
				{name: "receipt.add", args: []any{"G1", "refund_due", int64(700), "", "D1", at, none, int64(1), body}},
				{name: "receipt.add", args: []any{"G2", "refund_due", int64(300), "", "D2", at + 1, none, int64(1), body}},
				{name: "receipt.add", args: []any{"G3", "settled", int64(500), "", "D3", at, none, int64(1), body}},
				{name: "document.put_off", args: []any{"DC2026000001", at, "no map"}},
			} {
				if _, err := c.do(ctx, d.name, d.args...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		found := waits()
		oldest := fromMicros(at)
		for what, want := range map[string]Wait{
			"payment_asked": {Count: 1, Since: oldest}, "payment_held": {Count: 1}, "paper_failed": {Count: 1},
			"money_refund_due": {Count: 2, Sum: seva.Rupees(10), Since: oldest}, "money_suspense": {}, "paper_signed": {}, "deed_stirred": {},
		} {
			got := found[what]
			if got.Count != want.Count || got.Sum != want.Sum || !got.Since.Equal(want.Since) {
				t.Errorf("%s: %+v, want %+v", what, got, want)
			}
		}
		if _, told := found["money_settled"]; told {
			t.Error("money that is settled waits for nobody")
		}
	})
}
