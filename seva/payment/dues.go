package payment

import (
	"context"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
)

// duesMost is how many open demands are listed.
const duesMost = 100

func (c counter) Dues(ctx context.Context, of string) ([]Due, error) {
	if of != "" {
		number, err := casework.ParseNumber(of)
		if err != nil {
			return nil, err
		}
		return c.owedBy(ctx, number)
	}
	var asks []Whose
	if c.who.ID != "" && c.who.Is(casework.Citizen) {
		asks = append(asks, Whose{Citizen: c.who.ID, Limit: duesMost})
	}
	if c.who.Phone != "" {
		asks = append(asks, Whose{Phone: c.who.Phone, Limit: duesMost})
	}
	if asks == nil {
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	var out []Due
	for _, w := range asks {
		all, err := c.desk.Book.Owed(ctx, w)
		if err != nil {
			return nil, explain(err)
		}
		for _, d := range all {
			have := slices.ContainsFunc(out, func(o Due) bool { return o.ID == d.ID })
			if d.Of == Open && !have && (sight{counter: c}).as(d) == casework.Citizen {
				out = append(out, d.Due())
			}
		}
	}
	return out, nil
}

// owedBy gives what a case owes. To an operator it must have been opened, whatever it owes:
// that nothing is owed would be told of every number otherwise, and believed.
func (c counter) owedBy(ctx context.Context, number string) ([]Due, error) {
	if c.who.ID == "" && c.who.Phone == "" {
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	all, err := c.desk.Book.Owed(ctx, Whose{Case: number})
	if err != nil {
		return nil, explain(err)
	}
	s, err := c.sight(ctx, all...)
	if err != nil {
		return nil, err
	}
	var out []Due
	var seen []Debt
	for _, d := range all {
		if s.sees(d) {
			seen = append(seen, d)
			if d.Of == Open {
				out = append(out, d.Due())
			}
		}
	}
	if len(seen) == 0 && c.who.ID != "" && c.who.Is(casework.Operator) {
		s, err := c.sight(ctx, Debt{Demand: fee.Demand{Case: number}})
		if err == nil && !s.present[number] {
			err = c.hidden()
		}
		if err != nil {
			return nil, err
		}
	}
	if err := s.looked(ctx, seen...); err != nil {
		return nil, err
	}
	return out, nil
}

func (c counter) Present(ctx context.Context, number, fact string) ([]Due, error) {
	if c.who.ID == "" {
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	if !c.who.Is(casework.Operator) {
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	n, err := casework.ParseNumber(number)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(fact) != "" {
		if err := c.desk.Cases.Proves(ctx, n, fact); err != nil {
			return nil, err
		}
		now := c.desk.World.Now()
		err = c.desk.Book.Change(ctx, func(tx Tx) error {
			if err := tx.Present(ctx, c.who.ID, n, now); err != nil {
				return err
			}
			return tx.Audit(ctx, leaf("payment.present", c.actor(), casework.Operator, n, n, now))
		})
		if err != nil {
			return nil, explain(err)
		}
	}
	return c.owedBy(ctx, n)
}

// Due gives a demand as its payer sees it.
func (d Debt) Due() Due {
	return Due{ID: d.ID, Case: d.Case, Service: d.Service, Office: d.Office, Amount: d.Amount, Dues: d.Lines,
		Raised: d.Raised, Of: d.Of, DPR: d.DPR, GRN: d.GRN}
}
