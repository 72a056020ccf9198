package payment

import (
	"context"
	"slices"
)

// hold takes a payment, its cases first and its demands after it: receipts come last, also
// those that are only looked at, so that whoever gives one back does not wait for us and we
// for them.
func (s *settling) hold(ctx context.Context, known Payment, grns ...string) (Payment, error) {
	slices.Sort(grns)
	grns = slices.Compact(grns)
	got, err := s.tx.Take(ctx, Wanted{Cases: known.numbers(), DPR: known.DPR, DRNs: known.drns(), GRNs: grns})
	if err != nil {
		return Payment{}, err
	}
	s.debts, s.receipts, s.none = map[string]Debt{}, map[string]Receipt{}, map[string]bool{}
	for _, d := range got.Debts {
		s.debts[d.ID] = d
	}
	for _, g := range grns {
		s.none[g] = true
	}
	for _, r := range got.Receipts {
		s.receipts[r.GRN] = r
		delete(s.none, r.GRN)
	}
	return got.Payment, nil
}

// debt gives a demand that is held.
func (s *settling) debt(ctx context.Context, drn string) (Debt, bool, error) {
	if d, held := s.debts[drn]; held {
		return d, true, nil
	}
	all, err := s.tx.Debts(ctx, []string{drn})
	if err != nil || len(all) != 1 {
		return Debt{}, false, err
	}
	return all[0], true, nil
}

func (s *settling) putDebt(ctx context.Context, d Debt) error {
	if s.debts != nil {
		s.debts[d.ID] = d
	}
	return s.tx.PutDebt(ctx, d)
}

// receipt gives money that is known under a number, or ErrNone.
func (s *settling) receipt(ctx context.Context, grn string) (Receipt, error) {
	if r, held := s.receipts[grn]; held {
		return r, nil
	}
	if grn == "" || s.none[grn] {
		return Receipt{}, ErrNone
	}
	return s.tx.Receipt(ctx, grn)
}

func (s *settling) putReceipt(ctx context.Context, r Receipt, m Move) error {
	if s.receipts != nil {
		s.receipts[r.GRN] = r
		delete(s.none, r.GRN)
	}
	return s.tx.PutReceipt(ctx, r, m)
}
