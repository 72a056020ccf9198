package payment

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// togetherMost is how many demands one payment may have.
const togetherMost = 20

func (c counter) Begin(ctx context.Context, demands []string, m Mode, key string) (Handoff, error) {
	if err := checkKey(key); err != nil {
		return Handoff{}, err
	}
	if !slices.Contains(Modes(), m) {
		return Handoff{}, seva.Refuse("mode", seva.Say("error.payment.mode"))
	}
	ids, err := chosen(demands)
	if err != nil {
		return Handoff{}, err
	}
	act := beginning{counter: c, ids: ids, mode: m, key: key, fingerprint: digest([]any{ids, m})}
	debts, err := act.debts(ctx)
	if err != nil {
		return Handoff{}, err
	}
	p, again, err := act.before(ctx, debts)
	if err != nil {
		return Handoff{}, err
	}
	if !again {
		if err := act.clear(ctx, debts); err != nil {
			return Handoff{}, err
		}
		if p, again, err = act.keep(ctx); err != nil {
			return Handoff{}, err
		}
	}
	return c.handoff(ctx, p, debts, again)
}

// chosen reads which demands are to be paid: one at least, each once, in their order.
func chosen(demands []string) ([]string, error) {
	var ids []string
	for _, id := range demands {
		id, err := reference("demands", 'D', id)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 || len(ids) > togetherMost {
		return nil, seva.Refuse("demands", seva.Say("error.payment.many", seva.Args{"Most": togetherMost}))
	}
	return ids, nil
}

// beginning is one call of Begin.
type beginning struct {
	counter
	sight
	ids         []string
	mode        Mode
	key         string
	fingerprint string
}

func (b beginning) scope() string { return "payment:" + b.actor() }

// debts gives what is to be paid, to who may. That staff did is noted before anything is told.
func (b *beginning) debts(ctx context.Context) ([]Debt, error) {
	debts, err := b.desk.Book.Debts(ctx, b.ids)
	if err != nil {
		return nil, explain(err)
	}
	if b.sight, err = b.counter.sight(ctx, debts...); err != nil {
		return nil, err
	}
	if err := b.may(debts); err != nil {
		return nil, err
	}
	return debts, b.looked(ctx, debts...)
}

// before gives the payment that this key has begun already. Where every demand is open and in
// no payment there is none, or it has ended: keep finds it.
func (b beginning) before(ctx context.Context, debts []Debt) (p Payment, found bool, err error) {
	if !slices.ContainsFunc(debts, func(d Debt) bool { return d.Of != Open || d.DPR != "" }) {
		return Payment{}, false, nil
	}
	print, dpr, found, err := b.desk.Book.Done(ctx, b.scope(), b.key)
	switch {
	case err != nil || !found:
		return Payment{}, false, explainDone(err)
	case print != b.fingerprint:
		return Payment{}, false, otherKey()
	}
	p, err = b.desk.find(ctx, string(dpr))
	return p, true, err
}

// explainDone is explain where there may be no error.
func explainDone(err error) error {
	if err == nil {
		return nil
	}
	return explain(err)
}

func otherKey() error {
	return &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
}

// clear sees that every demand can be paid. One that is in a live payment is asked about:
// only where the treasury has no money, and no way on which money still comes, is that
// payment given up for this one.
func (b beginning) clear(ctx context.Context, debts []Debt) error {
	if err := owing(debts); err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, d := range debts {
		if d.DPR == "" || asked[d.DPR] {
			continue
		}
		asked[d.DPR] = true
		p, err := b.desk.find(ctx, d.DPR)
		if err == nil {
			p, err = b.desk.ask(ctx, p, giving{by: b.actor(), role: b.role()})
		}
		switch {
		case err != nil:
			return err
		case p.State.Live():
			return pending(p.DPR)
		}
	}
	return nil
}

// may holds demands against the caller.
func (b beginning) may(debts []Debt) error {
	if len(debts) != len(b.ids) {
		return b.hidden()
	}
	for _, d := range debts {
		switch {
		case !b.sees(d):
			return b.hidden()
		case !b.pays(d):
			return seva.Fail(seva.Forbidden, seva.Say("error.payment.prove"))
		}
	}
	return nil
}

// owing sees that demands are owed still.
func owing(debts []Debt) error {
	for _, d := range debts {
		switch d.Of {
		case Met:
			return &seva.Error{Kind: seva.Conflict, Field: "demands", Text: seva.Say("error.payment.paid", seva.Args{"Number": d.Case})}
		case Cancelled:
			return &seva.Error{Kind: seva.Conflict, Field: "demands", Text: seva.Say("error.payment.cancelled", seva.Args{"Number": d.Case})}
		}
	}
	return nil
}

func pending(dpr string) error {
	return &seva.Error{Kind: seva.Conflict, Field: "demands", Text: seva.Say("error.payment.pending", seva.Args{"Number": dpr})}
}

// keep writes the payment and takes its demands into it. Of two who begin at once one is
// told of the other.
func (b beginning) keep(ctx context.Context) (p Payment, again bool, err error) {
	now, dpr := b.desk.World.Now(), b.desk.mark()
	err = b.desk.Book.Change(ctx, func(tx Tx) error {
		got, err := tx.Take(ctx, Wanted{DRNs: b.ids, Scope: b.scope(), Key: b.key})
		if err != nil {
			return err
		}
		// The same key at the same time: who came second finds what the first one kept.
		debts := got.Debts
		if again = got.Done; again {
			if got.Fingerprint != b.fingerprint {
				return otherKey()
			}
			p, err = tx.Payment(ctx, string(got.Answer))
			return err
		}
		// As they stand now: somebody may have been faster, or they are another's by now.
		if err := cmp.Or(b.may(debts), owing(debts)); err != nil {
			return err
		}
		p = b.payment(dpr, debts, now)
		for _, d := range debts {
			if d.DPR != "" {
				return pending(d.DPR)
			}
			d.DPR = dpr
			if err := tx.PutDebt(ctx, d); err != nil {
				return err
			}
		}
		if err := tx.PutPayment(ctx, p); err != nil {
			return err
		}
		if err := tx.Audit(ctx, leaf("payment.begin", b.actor(), b.role(), dpr, []any{b.ids, p.Amount, p.Mode}, now)); err != nil {
			return err
		}
		return tx.Do(ctx, b.scope(), b.key, b.fingerprint, []byte(dpr), now)
	})
	return p, again, explainDone(err)
}

// payment makes the payment of demands. What goes through a browser is begun with the same
// stroke: making its form asks nobody, so there is nothing between that could fail.
func (b beginning) payment(dpr string, debts []Debt, now time.Time) Payment {
	p := Payment{DPR: dpr, Mode: b.mode, State: Created, Version: 1, By: b.actor(), Channel: b.who.Channel, Made: now, Until: b.desk.goodUntil(b.mode, now)}
	for _, d := range debts {
		p.Lines = append(p.Lines, Line{DRN: d.ID, Case: d.Case, Service: d.Service, Office: d.Office, Amount: d.Amount, Dues: d.Lines})
		p.Amount += d.Amount
	}
	slices.SortFunc(p.Lines, func(x, y Line) int { return strings.Compare(x.DRN, y.DRN) })
	if p.Mode == Online {
		p.State, _ = Next(p.State, Begun)
	}
	p.Next = schedule(p, now, b.desk.Calendar)
	return p
}

var _ casework.Tx = Tx(nil)
