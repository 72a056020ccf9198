package registry

import (
	"context"
	"slices"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/payment"
	"duar/seva/service"
)

// erasing is what a request to erase is about, as it was before the transaction.
type erasing struct {
	whole bool // all that is held about the person, and not one case
	cases []casework.View
	looks Looks
	asked int // requests made before

	payments   []payment.Debt
	objections int
	deeds      int
}

// erasure finds what a request to erase is about: one of the caller's cases, or everything.
func (a *asking) erasure(ctx context.Context, r Request) error {
	if r.Number != "" {
		view, err := a.ownCase(ctx, r.Number)
		a.Number, a.erase.cases = view.Number, []casework.View{view}
		return err
	}
	a.erase.whole = true
	var err error
	if a.erase.cases, err = a.desk.Cases.Own(ctx, a.who); err != nil {
		return err
	}
	if a.erase.looks, err = a.desk.looks(ctx, a.person, 1); err != nil {
		return err
	}
	asked, err := a.desk.Book.Requests(ctx, a.person.Citizen)
	a.erase.asked = len(asked)
	if err != nil {
		return seva.Broken(err)
	}
	if a.erase.payments, err = a.desk.Book.Payments(ctx, a.person.Citizen, a.who.Phone); err != nil {
		return seva.Broken(err)
	}
	objections, err := a.desk.Book.Objections(ctx, a.person.Citizen)
	a.erase.objections = len(objections)
	if err != nil {
		return seva.Broken(err)
	}
	deeds, err := a.desk.Book.Deeds(ctx, a.who.Phone)
	a.erase.deeds = len(deeds)
	return broken(err)
}

// erases takes out what the law lets go at once, and says what that was and what stays, why
// and until when. It may run more than once, and begins anew each time.
func (a *asking) erases(ctx context.Context, tx Tx) (Request, error) {
	r := a.Request
	r.Done, r.Granted = a.now, true
	gone := func(what string, was bool) {
		if was {
			r.Gone = append(r.Gone, what)
		}
	}
	keep := func(what string, count int, why string, until seva.Date) {
		if count > 0 {
			r.Keeps = append(r.Keeps, Kept{What: what, Count: count, Why: why, Until: until})
		}
	}
	emptied, stay, err := a.empty(ctx, tx)
	if err != nil {
		return r, err
	}
	if a.erase.whole && len(stay) == 0 {
		// One may have been handed in since they were read.
		filed, err := tx.Filed(ctx, a.who.ID)
		if err != nil {
			return r, err
		}
		if filed > 0 {
			stay = []Kept{{What: "case", Count: filed, Why: "open"}}
		}
	}
	gone("case", emptied > 0)
	r.Keeps = append(r.Keeps, stay...)
	papers, until := a.papers()
	keep("paper", papers, "records", until)
	if !a.erase.whole {
		keep("audit", 1, "proof", seva.Date{})
		return r, nil
	}
	consents, err := tx.Consents(ctx, a.person)
	if err != nil {
		return r, err
	}
	for _, purpose := range []string{Prefill, News, Watches} {
		stood := slices.ContainsFunc(consents, func(l Consent) bool { return stands(l, purpose) })
		if consents, err = a.withdraw(ctx, tx, consents, a.now, purpose); err != nil {
			return r, err
		}
		gone(purpose, stood)
	}
	if err := tx.DropWatches(ctx, a.who.ID, a.who.Phone); err != nil {
		return r, err
	}
	drafts, err := tx.DropDrafts(ctx, a.desk.Services.Owners(a.who.ID, a.who.Phone)...)
	if err != nil {
		return r, err
	}
	gone("draft", drafts > 0)
	if a.desk.Preference != nil && a.who.Phone != "" {
		chosen, err := tx.ForgetPhone(ctx, a.desk.Preference(a.who.Phone))
		if err != nil {
			return r, err
		}
		gone("preference", chosen)
	}
	pin, err := tx.ForgetPIN(ctx, a.who.Phone)
	if err != nil {
		return r, err
	}
	gone("pin", pin)
	if len(stay) > 0 { // somebody must be able to ask how they go
		keep("account", 1, "case", seva.Date{})
	} else {
		dropped, err := tx.DropAccount(ctx, a.who.ID)
		if err != nil {
			return r, err
		}
		gone("account", dropped)
		if !dropped {
			keep("account", 1, "barred", seva.Date{})
		}
	}
	terms := a.desk.Notices.plan
	payments, last := a.payments()
	keep("payment", payments, "accounts", last)
	keep("objection", a.erase.objections, "term", seva.Date{}) // with the case of somebody else
	keep("deed", a.erase.deeds, "term", seva.Date{})           // with the case that it led to
	keep("consent", len(consents), "proof", seva.Date{})
	if n := a.erase.looks.Count; n > 0 && len(a.erase.looks.Last) > 0 {
		keep("look", n, "logs", dayAfter(a.erase.looks.Last[0].At, terms.term(lookTerm)))
	}
	keep("request", a.erase.asked+1, "logs", dayAfter(a.now, terms.term(requestTerm)))
	keep("audit", 1, "proof", seva.Date{})
	return r, nil
}

// requestTerm is how long a request is kept after it was answered.
const requestTerm = "request"

// paperTerm is how long signed papers are kept.
const paperTerm = "paper"

// moneyTerm is how long it is said whose a payment was.
const moneyTerm = "payment"

// payments counts what the person owed and paid, and says until when the last of it names
// them; no day while something is still owed.
func (a *asking) payments() (count int, until seva.Date) {
	for _, d := range a.erase.payments {
		if d.Of == payment.Open {
			return len(a.erase.payments), seva.Date{}
		}
		if day := dayAfter(d.Ended, a.desk.Notices.plan.term(moneyTerm)); day.Number() > until.Number() {
			until = day
		}
	}
	return len(a.erase.payments), until
}

// papers counts the signed papers that came of the cases, and says until when the last of
// them is kept: the case may be emptied before. Of a case the number stands in its marks.
func (a *asking) papers() (count int, until seva.Date) {
	for _, v := range a.erase.cases {
		if v.Marks[document.Mark] == "" {
			continue
		}
		count++
		if day := dayAfter(v.Since, a.desk.Notices.plan.term(paperTerm)); day.Number() > until.Number() {
			until = day
		}
	}
	return count, until
}

// empty empties those cases whose time is over, and says of the others why they stay.
func (a *asking) empty(ctx context.Context, tx Tx) (emptied int, stay []Kept, err error) {
	today := seva.DateOf(a.now)
	running := 0
	for _, v := range a.erase.cases {
		until, ended := a.desk.until(v)
		if ended && until.Number() <= today.Number() {
			gone, err := tx.Empty(ctx, v.Number, v.Version, a.now)
			if err != nil {
				return 0, nil, err
			}
			if gone {
				if err := tx.Audit(ctx, a.leaf("case.empty", v.Number, []any{v.Number, v.Version}, a.now)); err != nil {
					return 0, nil, err
				}
				emptied++
				continue
			}
			ended = false // it has moved since it was read
		}
		if !ended {
			running++
			continue
		}
		i := slices.IndexFunc(stay, func(k Kept) bool { return k.Until == until })
		if i < 0 {
			stay = append(stay, Kept{What: "case", Why: "term", Until: until})
			i = len(stay) - 1
		}
		stay[i].Count++
	}
	if running > 0 {
		stay = append(stay, Kept{What: "case", Count: running, Why: "open"})
	}
	slices.SortStableFunc(stay, func(x, y Kept) int { return int(x.Until.Number() - y.Until.Number()) })
	return emptied, stay, nil
}

// until gives the day on which a case that has ended may be emptied.
func (d *Desk) until(v casework.View) (day seva.Date, ended bool) {
	if !v.End {
		return seva.Date{}, false
	}
	n, known := d.Notices.Notice(service.Purpose(v.Service))
	if !known { // a service that is no more: until somebody says how long
		return seva.Date{}, false
	}
	return dayAfter(v.Since, n.Keep), true
}
