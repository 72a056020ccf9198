package payment

import (
	"context"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
)

// Counter is the desk as one caller sees it.
//
// Errors are *seva.Error: NotFound under error.payment.unknown (also for who may not see
// it), Invalid under error.payment.number, error.payment.mode and error.payment.many,
// Forbidden under error.payment.prove (a number that is only asserted), Conflict under
// error.payment.paid, error.payment.cancelled and error.payment.pending (its Number is the
// payment that money is awaited for), Unavailable under error.payment.away while the
// treasury does not answer.
type Counter interface {
	// Dues gives open demands: the caller's own, or with a case's number all that it owes.
	Dues(ctx context.Context, number string) ([]Due, error)
	// Begin begins to pay demands, in one transaction of a bank. Where one of them is in a
	// payment already, the treasury is asked first. key makes a repetition harmless: it
	// gives the same payment.
	Begin(ctx context.Context, demands []string, m Mode, key string) (Handoff, error)
	// Payment gives a payment; of one that money is awaited for the treasury is asked first,
	// where nobody has for a moment.
	Payment(ctx context.Context, dpr string) (View, error)
	// Told notes that somebody says they paid a challan at the counter. It is a remark: the
	// bank's report is what counts.
	Told(ctx context.Context, dpr string) (View, error)
	// Receipt gives what a receipt says of money that came.
	Receipt(ctx context.Context, grn string) (Slip, error)
}

// Due is a demand as its payer sees it.
type Due struct {
	ID      string
	Case    string
	Service string
	Office  string
	Amount  seva.Money
	Dues    []fee.Due
	Raised  time.Time
	Of      Of
	DPR     string // the live payment it is in
	GRN     string // that paid it
}

// Handoff is how to go on with a payment: with Form a browser posts there; with Challans
// somebody goes to a bank.
type Handoff struct {
	View
	Form     Form // URL "" for none
	Challans []Challan
}

// View is a payment as its payer sees it.
type View struct {
	DPR    string
	GPR    string
	Mode   Mode
	State  State
	Amount seva.Money
	Lines  []LineView
	Made   time.Time
	Until  seva.Date // the last day a challan is good
	Told   time.Time
	Next   time.Time // when the treasury is asked again by itself
	// Check: what the treasury said does not agree, and a person looks at it.
	Check bool
}

// LineView is one demand of a payment and where its money stands.
type LineView struct {
	Line
	Place Place     // Nowhere while no money has come
	At    time.Time // it came
	// More is money that came for it besides, and is given back.
	More seva.Money
}

// Slip is what a receipt says.
type Slip struct {
	Receipt
	Case    string
	Service string
	Office  string
	Dues    []fee.Due
}

// duesMost is how many open demands are listed.
const duesMost = 100

func (c counter) Dues(ctx context.Context, of string) ([]Due, error) {
	var asks []Whose
	if of != "" {
		n, err := casework.ParseNumber(of)
		if err != nil {
			return nil, err
		}
		asks = []Whose{{Case: n}}
	} else {
		if c.who.ID != "" && c.who.Is(casework.Citizen) {
			asks = append(asks, Whose{Citizen: c.who.ID, Limit: duesMost})
		}
		if c.who.Phone != "" {
			asks = append(asks, Whose{Phone: c.who.Phone, Limit: duesMost})
		}
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
			if d.Of == Open && !have && c.sees(d.Office, d.Citizen, d.Phone) {
				out = append(out, due(d))
			}
		}
	}
	return out, nil
}

func due(d Debt) Due { return d.Due() }

// Due gives a demand as its payer sees it.
func (d Debt) Due() Due {
	return Due{ID: d.ID, Case: d.Case, Service: d.Service, Office: d.Office, Amount: d.Amount, Dues: d.Lines,
		Raised: d.Raised, Of: d.Of, DPR: d.DPR, GRN: d.GRN}
}

// fresh is how old an answer of the treasury may be when somebody asks.
const fresh = 20 * time.Second

func (c counter) Payment(ctx context.Context, dpr string) (View, error) {
	p, err := c.open(ctx, dpr)
	if err != nil {
		return View{}, err
	}
	if p.State.Live() && c.desk.World.Now().Sub(p.Asked) >= fresh {
		// That the treasury does not answer is no reason not to say what is known.
		if q, err := c.desk.ask(ctx, p.DPR, false); err == nil {
			p = q
		}
	}
	return c.desk.view(ctx, p)
}

// open gives a payment to who began it or may see one of its demands.
func (c counter) open(ctx context.Context, dpr string) (Payment, error) {
	dpr, err := reference("dpr", 'P', dpr)
	if err != nil {
		return Payment{}, err
	}
	p, err := c.desk.find(ctx, dpr)
	if err != nil {
		return Payment{}, err
	}
	if by := c.actor(); by != "" && p.By == by {
		return p, nil
	}
	debts, err := c.desk.Book.Debts(ctx, p.drns())
	if err != nil {
		return Payment{}, explain(err)
	}
	if !slices.ContainsFunc(debts, func(d Debt) bool { return c.sees(d.Office, d.Citizen, d.Phone) }) {
		return Payment{}, unknown(nil)
	}
	return p, nil
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
	}
	receipts, err := d.Book.Of(ctx, p.DPR)
	if err != nil {
		return View{}, explain(err)
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
	p, err := c.open(ctx, dpr)
	if err != nil {
		return View{}, err
	}
	if !c.tells() {
		return View{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	if p.Mode != ByChallan {
		return View{}, seva.Refuse("dpr", seva.Say("error.payment.online"))
	}
	now := c.desk.World.Now()
	err = c.desk.Book.Change(ctx, func(tx Tx) (err error) {
		if p, err = tx.Payment(ctx, p.DPR); err != nil {
			return err
		}
		if !p.State.Live() || !p.Told.IsZero() {
			return nil // it is known better, or was said before
		}
		p.Told, p.Version = now, p.Version+1
		if err := tx.PutPayment(ctx, p); err != nil {
			return err
		}
		return tx.Audit(ctx, leaf("payment.told", c.actor(), c.role(), p.DPR, p.Told, now))
	})
	if err != nil {
		return View{}, explain(err)
	}
	return c.desk.view(ctx, p)
}

// tells tells whether the caller may say that a payment they see was made: whoever only audits
// changes nothing.
func (c counter) tells() bool {
	return !c.who.Is(casework.Auditor) || slices.ContainsFunc(
		[]casework.Role{casework.Citizen, casework.Operator, casework.Clerk, casework.Verifier, casework.Sanctioner}, c.who.Is)
}

func (c counter) Receipt(ctx context.Context, grn string) (Slip, error) {
	if !number(grn) {
		return Slip{}, unknown(nil)
	}
	r, err := c.desk.Book.Receipt(ctx, grn)
	if err != nil {
		return Slip{}, explain(err)
	}
	debts, err := c.desk.Book.Debts(ctx, []string{r.DRN})
	if err != nil {
		return Slip{}, explain(err)
	}
	if len(debts) == 0 || !c.sees(debts[0].Office, debts[0].Citizen, debts[0].Phone) {
		return Slip{}, unknown(nil)
	}
	d := debts[0]
	r.Maker, r.Checker = "", "" // who keeps the books is nobody's business here
	return Slip{Receipt: r, Case: d.Case, Service: d.Service, Office: d.Office, Dues: d.Lines}, nil
}
