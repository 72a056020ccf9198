package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/notice"
)

// messageBody is a message as it is kept; see caseBody for what may change.
type messageBody struct {
	To   string `cbor:"1,keyasint,omitzero"`
	Lang string `cbor:"2,keyasint,omitzero"`
	Body string `cbor:"3,keyasint,omitzero"`
	Key  string `cbor:"4,keyasint,omitzero"`
}

func packMessage(m notice.Message) ([]byte, error) {
	if m.Ref == "" || !plain(m.Ref) {
		return nil, seva.Refuse("ref", seva.Say("error.text.control"))
	}
	return cbor.Marshal(messageBody{string(m.To), string(m.Lang), m.Body, m.Key})
}

func unpackMessage(ref string, b []byte) (notice.Message, error) {
	var m messageBody
	if err := body.Unmarshal(b, &m); err != nil {
		return notice.Message{}, fmt.Errorf("sqlstore: a message: %w", err)
	}
	return notice.Message{Ref: ref, To: seva.Phone(m.To), Lang: seva.Lang(m.Lang), Body: m.Body, Key: m.Key}, nil
}

// outbox is the store as what messages leave from.
type outbox struct{ s *Store }

// Outbox gives the store as the outbox of notice.
func (s *Store) Outbox() notice.Outbox { return outbox{s} }

// Take implements notice.Outbox, the oldest first. A try is counted when a message is
// taken, so that one which brings its taker down is tried a few times only. The lease
// may be lost with the power; then the carrier is handed the same Ref twice.
func (o outbox) Take(ctx context.Context, now, until time.Time, limit int) ([]notice.Waiting, error) {
	// An empty outbox is looked at every moment and must cost no write.
	var id int64
	err := one(ctx, o.s.engine, "outbox.waiting", []any{micros(now)}, &id)
	if errors.Is(err, errNone) {
		return nil, nil
	}
	if err != nil {
		return nil, explain(err)
	}
	var all []notice.Waiting
	var order map[string]int64
	err = o.s.engine.change(ctx, sound, func(c change) error {
		all, order = nil, map[string]int64{}
		return each(ctx, c, "outbox.take", []any{micros(now), micros(until), int64(limit)}, func(r rows) error {
			var w notice.Waiting
			var ref string
			var id, told int64
			var b []byte
			err := r.Scan(&id, &ref, &b, &w.Tries, &told)
			if err == nil {
				w.Since = fromMicros(told)
				w.Message, err = unpackMessage(ref, b)
			}
			all, order[ref] = append(all, w), id
			return err
		})
	})
	if err != nil {
		return nil, explain(err)
	}
	// RETURNING has no order.
	slices.SortFunc(all, func(x, y notice.Waiting) int { return cmp.Compare(order[x.Ref], order[y.Ref]) })
	return all, nil
}

// Sent implements notice.Outbox. A message that is sent stays so, whoever says what of
// it afterwards. Its text and its number are forgotten: the act that it told of is in the
// case's log, and a code is nobody's to read again.
func (o outbox) Sent(ctx context.Context, ref string, r notice.Receipt, at time.Time) error {
	return explain(o.s.engine.change(ctx, durable, func(c change) error {
		n, err := c.do(ctx, "outbox.sent", ref, r.Provider, r.ID, micros(at), []byte{})
		if err == nil && n == 0 {
			err = fmt.Errorf("sqlstore: no message %q was to be sent", ref)
		}
		return err
	}))
}

// Failed implements notice.Outbox.
func (o outbox) Failed(ctx context.Context, ref, code string, again time.Time) error {
	state := "waiting"
	if again.IsZero() {
		state = "failed"
	}
	return explain(o.s.engine.change(ctx, durable, func(c change) error {
		n, err := c.do(ctx, "outbox.failed", ref, code, packMoment(again), state)
		if err != nil || n == 1 {
			return err
		}
		// A taker whose lease had ended may come late; one that names nothing is wrong.
		err = one(ctx, c, "outbox.state", []any{ref}, &state)
		if errors.Is(err, errNone) {
			err = fmt.Errorf("sqlstore: no message %q was to be sent", ref)
		}
		return err
	}))
}
