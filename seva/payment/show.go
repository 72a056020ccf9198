package payment

import (
	"context"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// fresh is how old an answer of the treasury may be when somebody asks.
const fresh = 20 * time.Second

// stale tells whether the treasury is to be asked about a payment that somebody looks at: also
// of one that has ended, for whoever looks at that may have paid it. An answer of the future is
// of a clock that was wrong.
func (d *Desk) stale(p Payment, age time.Duration) bool {
	since := d.World.Now().Sub(p.Asked)
	return p.State != Paid && (since >= age || since < 0)
}

// opening is a payment that the caller may see, with its demands.
type opening struct {
	sight
	Payment
	debts []Debt
	began bool // by the caller: then they see all of it
}

// open gives a payment to who began it or may see one of its demands. Staff who began one see
// it as long as they can have been at the desk since, and it leaves a look.
func (c counter) open(ctx context.Context, dpr string) (o opening, err error) {
	if dpr, err = reference("dpr", 'P', dpr); err != nil {
		return o, err
	}
	if o.Payment, err = c.desk.find(ctx, dpr); seva.KindOf(err) == seva.NotFound {
		return o, c.hidden()
	} else if err != nil {
		return o, err
	}
	if o.debts, err = c.desk.Book.Debts(ctx, o.drns()); err != nil {
		return o, explain(err)
	}
	if o.sight, err = c.sight(ctx, o.debts...); err != nil {
		return o, err
	}
	own := c.who.ID != "" && o.By == c.who.ID
	o.began = own && (c.who.Is(casework.Citizen) || c.desk.World.Now().Sub(o.Made) < shift)
	seen := slices.DeleteFunc(slices.Clone(o.debts), func(d Debt) bool { return !o.began && !o.sees(d) })
	if len(seen) == 0 {
		return o, c.hidden()
	}
	return o, o.looked(ctx, seen...)
}

// mayPay tells whether the caller may go on with the payment, or end it: who may pay all of it.
func (o opening) mayPay() error {
	if o.began {
		return nil
	}
	if slices.ContainsFunc(o.debts, func(d Debt) bool { return !o.pays(d) }) {
		return seva.Fail(seva.Forbidden, seva.Say("error.payment.prove"))
	}
	return nil
}

// shows leaves in a view what the caller may see: of a payment that is also somebody else's,
// their own lines.
func (o opening) shows(v View) View {
	if !o.began {
		v.Lines = slices.DeleteFunc(v.Lines, func(l LineView) bool { return !o.showsLine(l.DRN) })
	}
	return v
}

func (o opening) showsLine(drn string) bool {
	return o.began || slices.ContainsFunc(o.debts, func(d Debt) bool { return d.ID == drn && o.sees(d) })
}

func (c counter) Payment(ctx context.Context, dpr string) (View, error) {
	o, err := c.open(ctx, dpr)
	if err != nil {
		return View{}, err
	}
	if c.desk.stale(o.Payment, fresh) {
		// That the treasury does not answer is no reason not to say what is known.
		if q, err := c.desk.ask(ctx, o.Payment, giving{}); err == nil {
			o.Payment = q
		}
	}
	v, err := c.desk.view(ctx, o.Payment)
	return o.shows(v), err
}

func (p Payment) drns() []string {
	all := make([]string, len(p.Lines))
	for i, l := range p.Lines {
		all[i] = l.DRN
	}
	return all
}

// view says how a payment stands and where its money is.
func (d *Desk) view(ctx context.Context, p Payment) (View, error) {
	v := View{DPR: p.DPR, GPR: p.GPR, Mode: p.Mode, State: p.State, Amount: p.Amount, Made: p.Made,
		Told: p.Told, Next: p.Next, Check: p.Held != ""}
	if p.Mode == ByChallan {
		v.Until = seva.DateOf(p.Until.Add(-time.Second))
	} else {
		v.Ends = p.Until
	}
	var receipts []Receipt
	if p.Version > 1 { // of one that was begun just now there is no money
		var err error
		if receipts, err = d.Book.Of(ctx, p.DPR); err != nil {
			return View{}, explain(err)
		}
	}
	for _, l := range p.Lines {
		one := LineView{Line: l}
		for _, r := range receipts {
			switch {
			case r.DRN != l.DRN:
			case r.GRN == l.GRN:
				one.Place, one.At = r.Place, r.At
			default:
				one.More += r.Amount
			}
		}
		v.Lines = append(v.Lines, one)
	}
	return v, nil
}

func (c counter) Told(ctx context.Context, dpr string) (View, error) {
	o, err := c.open(ctx, dpr)
	if err != nil {
		return View{}, err
	}
	if !c.tells() {
		return View{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	if o.Mode != ByChallan {
		return View{}, seva.Refuse("dpr", seva.Say("error.payment.online"))
	}
	now := c.desk.World.Now()
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		p, err := tx.Payment(ctx, o.DPR)
		if err != nil {
			return err
		}
		if o.Payment = p; !p.State.Live() || !p.Told.IsZero() {
			return nil // it is known better, or was said before
		}
		p.Told, p.Version = now, p.Version+1
		o.Payment = p
		if err := tx.PutPayment(ctx, p); err != nil {
			return err
		}
		return tx.Audit(ctx, leaf("payment.told", c.actor(), c.role(), p.DPR, p.Told, now))
	})
	if err != nil {
		return View{}, explain(err)
	}
	v, err := c.desk.view(ctx, o.Payment)
	return o.shows(v), err
}

// tells tells whether the caller may say that a payment they see was made: whoever only audits
// changes nothing.
func (c counter) tells() bool {
	return !c.who.Is(casework.Auditor) || slices.ContainsFunc(
		[]casework.Role{casework.Citizen, casework.Operator, casework.Clerk, casework.Verifier, casework.Sanctioner}, c.who.Is)
}

func (c counter) Receipt(ctx context.Context, grn string) (Slip, error) {
	if !number(grn) {
		return Slip{}, c.hidden()
	}
	r, err := c.desk.Book.Receipt(ctx, grn)
	if seva.KindOf(explain(err)) == seva.NotFound {
		return Slip{}, c.hidden()
	} else if err != nil {
		return Slip{}, explain(err)
	}
	debts, err := c.desk.Book.Debts(ctx, []string{r.DRN})
	if err != nil {
		return Slip{}, explain(err)
	}
	s, err := c.sight(ctx, debts...)
	if err != nil {
		return Slip{}, err
	}
	if len(debts) == 0 || !s.sees(debts[0]) {
		return Slip{}, c.hidden()
	}
	d := debts[0]
	if err := s.looked(ctx, d); err != nil {
		return Slip{}, err
	}
	r.Maker, r.Checker = "", "" // who keeps the books is nobody's business here
	return Slip{Receipt: r, Case: d.Case, Service: d.Service, Office: d.Office, Dues: d.Lines}, nil
}
