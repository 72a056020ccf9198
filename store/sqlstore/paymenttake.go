package sqlstore

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// heldFile is a case that a transaction holds and has not changed, with its log and its keys:
// whoever asks for it again in the transaction waits for nobody.
type heldFile struct {
	casework.File
	keys []casework.Key
}

// Take implements payment.Tx. All of it is one round trip, in the order in which things are
// held; each answer is as of after those before it, so nobody adds to what is read.
func (t paymentTx) Take(ctx context.Context, w payment.Wanted) (payment.Taken, error) {
	var got payment.Taken
	if err := t.flush(ctx); err != nil {
		return got, t.note(err)
	}
	files := map[string]*heldFile{}
	var ask []question
	if len(w.Cases) > 0 && plain(w.Cases...) {
		numbers := words(w.Cases)
		ask = append(ask, question{"case.hold.all", []any{numbers}, func(r rows) error {
			var b []byte
			if err := r.Scan(&b); err != nil {
				return err
			}
			c, err := unpackCase(b)
			files[c.Number] = &heldFile{File: casework.File{Case: c}}
			return err
		}}, question{"case.events.all", []any{numbers}, func(r rows) error {
			var number string
			var b []byte
			if err := r.Scan(&number, &b); err != nil {
				return err
			}
			e, err := unpackEvent(b)
			if f := files[number]; f != nil {
				f.Events = append(f.Events, e)
			}
			return err
		}}, question{"case.keys.of", []any{numbers}, func(r rows) error {
			var number string
			var k casework.Key
			err := r.Scan(&number, &k.Kind, &k.Value)
			if f := files[number]; f != nil {
				f.keys = append(f.keys, k)
			}
			return err
		}})
	}
	found := w.DPR == ""
	if plain(w.DPR) && w.DPR != "" {
		ask = append(ask, question{"payment.hold", []any{w.DPR}, func(r rows) error {
			var b []byte
			if err := r.Scan(&b); err != nil {
				return err
			}
			var err error
			got.Payment, err = unpackPayment(b)
			found = true
			return err
		}})
	}
	if len(w.DRNs) > 0 && plain(w.DRNs...) {
		ask = append(ask, question{"demands.hold", []any{words(w.DRNs)}, func(r rows) error { return takeDebt(r, &got.Debts) }})
	}
	if len(w.GRNs) > 0 && plain(w.GRNs...) {
		ask = append(ask, question{"receipts.hold", []any{words(w.GRNs)}, func(r rows) error { return takeReceipt(r, &got.Receipts) }})
	}
	if w.Key != "" && plain(w.Scope, w.Key) {
		ask = append(ask, question{"once.done", []any{w.Scope, w.Key}, func(r rows) error {
			got.Done = true
			return r.Scan(&got.Fingerprint, &got.Answer)
		}})
	}
	if err := t.c.askAll(ctx, ask); err != nil {
		return got, t.note(err)
	}
	for number, f := range files {
		t.hold(f.Case)
		if t.files == nil {
			t.files = map[string]*heldFile{}
		}
		t.files[number] = f
	}
	if !found {
		return got, payment.ErrNone
	}
	return got, nil
}

// Present implements payment.Tx.
func (t paymentTx) Present(_ context.Context, who, number string, at time.Time) error {
	if !plain(who, number) {
		return t.note(seva.Refuse("number", seva.Say("error.text.control")))
	}
	const kept = 24 * time.Hour
	t.later("payment.present", who, number, micros(at))
	t.later("payment.present.old", micros(at.Add(-kept)))
	return nil
}

// Presented implements payment.Book.
func (b payments) Presented(ctx context.Context, who string, since time.Time) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	if !plain(who) {
		return all, nil
	}
	err := each(ctx, b.s.engine, "payment.presented", []any{who, micros(since)}, func(r rows) error {
		var number string
		var at int64
		err := r.Scan(&number, &at)
		all[number] = fromMicros(at)
		return err
	})
	return all, explain(err)
}

// Done implements payment.Book.
func (b payments) Done(ctx context.Context, scope, key string) (fingerprint string, answer []byte, found bool, err error) {
	if !plain(scope, key) {
		return "", nil, false, nil
	}
	err = one(ctx, b.s.engine, "once.done", []any{scope, key}, &fingerprint, &answer)
	if errors.Is(err, errNone) {
		return "", nil, false, nil
	}
	return fingerprint, answer, err == nil, explain(err)
}

// Motions implements payment.Ledger.
func (b payments) Motions(ctx context.Context, grns []string) ([]payment.Motion, error) {
	if !plain(grns...) {
		return nil, nil
	}
	all, err := motions(ctx, b.s.engine, "payment.motions", words(grns))
	return all, explain(err)
}

// Motion implements payment.Tx.
func (t paymentTx) Motion(ctx context.Context, grn string) (payment.Motion, error) {
	if !plain(grn) {
		return payment.Motion{}, payment.ErrNone
	}
	if err := t.flush(ctx); err != nil {
		return payment.Motion{}, t.note(err)
	}
	all, err := motions(ctx, t.c, "payment.motion.hold", grn)
	switch {
	case err != nil:
		return payment.Motion{}, t.note(err)
	case len(all) == 0:
		return payment.Motion{}, payment.ErrNone
	}
	return all[0], nil
}

// PutMotion implements payment.Tx. Of two that ask at once the second runs again, and finds
// what the first one asked for.
func (t paymentTx) PutMotion(_ context.Context, m payment.Motion) error {
	if m.GRN == "" || !plain(m.GRN, m.By, m.Reference) {
		return t.note(seva.Refuse("reference", seva.Say("error.text.control")))
	}
	t.putOff = append(t.putOff, deed{name: "payment.motion.add", one: errAgain,
		args: []any{m.GRN, string(m.Errand), m.By, m.Reference, micros(m.At)}})
	return nil
}

// DropMotion implements payment.Tx.
func (t paymentTx) DropMotion(_ context.Context, grn string) error {
	t.later("payment.motion.drop", grn)
	return nil
}

func motions(ctx context.Context, a asker, name string, args ...any) ([]payment.Motion, error) {
	var all []payment.Motion
	err := each(ctx, a, name, args, func(r rows) error {
		var m payment.Motion
		var errand string
		var at int64
		err := r.Scan(&m.GRN, &errand, &m.By, &m.Reference, &at)
		m.Errand, m.At = payment.Errand(errand), fromMicros(at)
		all = append(all, m)
		return err
	})
	return all, err
}
