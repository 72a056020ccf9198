package api_test

import (
	"context"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
	"duar/seva/registry"
)

var _ registry.Present = counter{}

// beside knows one citizen: who applied for GR2026000001, with 0345, at the desk of any
// operator.
func (c counter) beside(number, fact string) error {
	switch {
	case !c.who.Is(casework.Operator):
		return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	case fact == "0000":
		return seva.Fail(seva.TooMany, seva.Say("error.case.tries"))
	case number != "GR2026000001" || fact != "0345":
		return &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.unknown_or_fact")}
	}
	return nil
}

func (c counter) LooksAt(ctx context.Context, number, fact string, limit int) (registry.Looks, error) {
	if err := c.beside(number, fact); err != nil {
		return registry.Looks{}, err
	}
	return c.Looks(ctx, limit)
}

func (c counter) ConsentsAt(_ context.Context, number, fact string) ([]ledger.Consent, error) {
	if err := c.beside(number, fact); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(c.given), func(l ledger.Consent) bool {
		return !l.Withdrawn.IsZero() || notices()[l.Purpose].Basis == registry.ByBenefit
	}), nil
}

func (c counter) WithdrawAt(_ context.Context, number, fact, id string) (ledger.Consent, error) {
	if err := c.beside(number, fact); err != nil {
		return ledger.Consent{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.given, func(g ledger.Consent) bool { return g.ID == id })
	if i < 0 || notices()[c.given[i].Purpose].Basis == registry.ByBenefit {
		return ledger.Consent{}, none("error.consent.unknown")
	}
	c.given[i].Withdrawn, c.given[i].WithdrawnChannel = recorded.Add(time.Hour), c.who.Channel
	return c.given[i], nil
}
