package registry

import (
	"context"
	"encoding/json"
	"errors"

	"duar/seva"
	"duar/seva/ledger"
	"duar/seva/service"
)

// Consent and Look are the ledger's lines.
type (
	Consent = ledger.Consent
	Look    = ledger.Look
)

// Data gives all that is held about the caller (DPDP Act 2023, section 11). It is read piece
// by piece: what changes while it is read may be in it or not.
func (c counter) Data(ctx context.Context) (Export, error) {
	p, err := c.proved()
	if err != nil {
		return Export{}, err
	}
	e := Export{At: c.desk.World.Now()}
	holder, err := c.desk.Book.Holder(ctx, p.Citizen, "")
	switch {
	case errors.Is(err, ErrNone):
		return Export{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case err != nil:
		return Export{}, seva.Broken(err)
	}
	e.Account = holder.Account
	if e.Consents, err = c.desk.Book.Consents(ctx, p); err != nil {
		return Export{}, seva.Broken(err)
	}
	if e.Looks, err = c.desk.looks(ctx, p, mostLooks); err != nil {
		return Export{}, err
	}
	if e.Requests, err = c.desk.Book.Requests(ctx, p.Citizen); err != nil {
		return Export{}, seva.Broken(err)
	}
	if e.Cases, err = c.desk.Cases.Own(ctx, c.who); err != nil {
		return Export{}, err
	}
	if e.Watches, err = c.desk.Book.Watches(ctx, p.Citizen, holder.Phone); err != nil {
		return Export{}, seva.Broken(err)
	}
	owed, err := c.desk.Book.Payments(ctx, p.Citizen, holder.Phone)
	if err != nil {
		return Export{}, seva.Broken(err)
	}
	for _, d := range owed {
		e.Payments = append(e.Payments, d.Due())
	}
	if e.Objections, err = c.desk.Book.Objections(ctx, p.Citizen); err != nil {
		return Export{}, seva.Broken(err)
	}
	if e.Deeds, err = c.desk.Book.Deeds(ctx, holder.Phone); err != nil {
		return Export{}, seva.Broken(err)
	}
	if c.desk.Papers != nil {
		if e.Papers, err = c.desk.Papers(ctx, c.who); err != nil {
			return Export{}, err
		}
	}
	begun, err := c.desk.Services.Begun(ctx, c.who)
	if err != nil {
		return Export{}, err
	}
	for _, d := range begun {
		draft, err := drafted(d)
		if err != nil {
			return Export{}, err
		}
		e.Drafts = append(e.Drafts, draft)
	}
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		return tx.Audit(ctx, c.leaf("data.export", p.Citizen, []string{p.Citizen, e.At.String()}, e.At))
	})
	return e, broken(err)
}

// drafted writes a draft's answers as answers write themselves.
func drafted(d service.Draft) (Draft, error) {
	b, err := json.Marshal(d.Answers)
	if err != nil {
		return Draft{}, seva.Broken(err)
	}
	out := Draft{ID: d.ID, Services: d.Services, Changed: d.Changed}
	return out, broken(json.Unmarshal(b, &out.Answers))
}
