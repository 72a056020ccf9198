package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// dueAt is when a message that is told now may go out: at once, and an urgent one before
// all others that may.
func dueAt(m notice.Message) int64 {
	if notice.Urgent(m.Key) {
		return -1
	}
	return 0
}

// outbox is the store as what messages leave from.
type outbox struct{ s *Store }

// Outbox gives the store as the outbox of notice.
func (s *Store) Outbox() notice.Outbox { return outbox{s} }

// unreadable is the code of a row that is no message.
const unreadable = "unreadable"

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
		var spoilt []deed
		err := each(ctx, c, "outbox.take", []any{micros(now), micros(until), int64(limit)}, func(r rows) error {
			var w notice.Waiting
			var ref, via string
			var id, told int64
			var b []byte
			if err := r.Scan(&id, &ref, &b, &w.Tries, &told, &via); err != nil {
				return err
			}
			m, err := unpackMessage(ref, b)
			if err != nil { // one row must not keep all others from going out
				spoilt = append(spoilt, fate(notice.Fate{Ref: ref, Code: unreadable, Via: via}))
				return nil //nolint:nilerr // it is given up below, and its trouble noted
			}
			w.Message, w.Since, w.Via = m, fromMicros(told), via
			all, order[ref] = append(all, w), id
			return nil
		})
		if err != nil || len(spoilt) == 0 {
			return err
		}
		return c.doAll(ctx, spoilt)
	})
	if err != nil {
		return nil, explain(err)
	}
	// RETURNING has no order.
	slices.SortFunc(all, func(x, y notice.Waiting) int { return cmp.Compare(order[x.Ref], order[y.Ref]) })
	return all, nil
}

// Note implements notice.Outbox. A message that is sent stays so, whoever says what of it
// afterwards. Its text and its number are forgotten: the act that it told of is in the
// case's log, and a code is nobody's to read again.
func (o outbox) Note(ctx context.Context, fates []notice.Fate) error {
	all := make([]deed, 0, len(fates))
	for _, f := range fates {
		all = append(all, fate(f))
	}
	return explain(o.s.engine.change(ctx, durable, func(c change) error { return c.doAll(ctx, all) }))
}

// fate is the statement that keeps what became of one message.
func fate(f notice.Fate) deed {
	switch {
	case f.Sent:
		return deed{name: "outbox.sent", args: []any{f.Ref, f.Receipt.Provider, written(f.Receipt.ID), micros(f.At), []byte{}}}
	case f.Back:
		return deed{name: "outbox.back", args: []any{f.Ref, packMoment(f.Again), packMoment(f.Lease)}}
	}
	state := "waiting"
	if f.Again.IsZero() {
		state = "failed"
	}
	return deed{name: "outbox.failed", args: []any{f.Ref, written(f.Code), packMoment(f.Again), state, f.Via, packMoment(f.Lease)}}
}

// mostWritten is far above any id or code of a provider.
const mostWritten = 255

// written makes what a provider has said a text that both engines take: one that PostgreSQL
// refused would take with it all that was noted at the same time, and what was sent would be
// sent again. What can be read of it stays as it is.
func written(s string) string {
	if plain(s) && len(s) <= mostWritten {
		return s
	}
	s = strings.ToValidUTF8(s[:min(len(s), mostWritten)], "?")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, s)
}

// Sent implements notice.Outbox.
func (o outbox) Sent(ctx context.Context, ref string, r notice.Receipt, at time.Time) error {
	return o.noteOne(ctx, notice.Fate{Ref: ref, Sent: true, Receipt: r, At: at})
}

// Failed implements notice.Outbox.
func (o outbox) Failed(ctx context.Context, ref, code string, again time.Time) error {
	return o.noteOne(ctx, notice.Fate{Ref: ref, Code: code, Again: again})
}

// noteOne is Note for a caller who may name a message that is not there, and is told so.
func (o outbox) noteOne(ctx context.Context, f notice.Fate) error {
	return explain(o.s.engine.change(ctx, durable, func(c change) error {
		d := fate(f)
		n, err := c.do(ctx, d.name, d.args...)
		if err != nil || n == 1 {
			return err
		}
		// A taker whose lease had ended may come late; one that names nothing is wrong.
		var state string
		err = one(ctx, c, "outbox.state", []any{f.Ref}, &state)
		if errors.Is(err, errNone) {
			err = fmt.Errorf("sqlstore: no message %q was to be sent", f.Ref)
		}
		return err
	}))
}

// Depth implements notice.Outbox.
func (o outbox) Depth(ctx context.Context) (notice.Depth, error) {
	var d notice.Depth
	var oldest int64
	if err := one(ctx, o.s.engine, "outbox.depth", nil, &d.Waiting, &oldest); err != nil {
		return d, explain(err)
	}
	if oldest != 0 {
		d.Oldest = fromMicros(oldest)
	}
	return d, explain(one(ctx, o.s.engine, "outbox.depth.failed", nil, &d.Failed))
}
