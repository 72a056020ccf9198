package program

import (
	"context"
	"errors"
	"fmt"
	"os"

	"duar/outside/grips"
	"duar/seva/payment"
)

// paymentCommand keeps the books of what was paid.
type paymentCommand struct {
	Balance   paymentBalance   `cmd:"" help:"Say where every rupee stands; exit 1 when the books contradict themselves."`
	Reconcile paymentReconcile `cmd:"" help:"Hold a daily file of the treasury against the books, settle what was missed, and report."`
	Held      paymentHeld      `cmd:"" help:"List payments that a person must look at, or give one up."`
	Suspense  paymentSuspense  `cmd:"" help:"List money that nobody knows what it is for."`
	Refunds   paymentRefunds   `cmd:"" help:"List money that is to go back."`
	Refund    paymentRefund    `cmd:"" help:"Decide that money goes back, note that it was sent, or (another person) that it arrived."`
}

// books opens the desk of payments for one errand that asks no treasury.
func (e engines) books(ctx context.Context, s *streams, errand func(*payment.Desk) error) error {
	h, err := e.open(ctx, s)
	if err != nil {
		return err
	}
	d, err := h.purse(noTreasury{}, func(a payment.Alarm) { s.log.Error("payment.held", "dpr", a.DPR, "grn", a.GRN, "held", string(a.Held)) })
	if err == nil {
		err = errand(d)
	}
	return errors.Join(err, h.close())
}

type paymentBalance struct{ engines }

// Run prints the balance.
func (c paymentBalance) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk) error {
		b, err := d.Balance(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "owed       %15s\nreceived   %15s\n  settled    %13s\n  to refund  %13s\n  refunded   %13s\n  suspense   %13s\n",
			rupees(b.Owed), rupees(b.Received), rupees(b.Paid), rupees(b.ToRefund), rupees(b.Refunded), rupees(b.Suspense))
		for _, f := range b.Faults {
			fmt.Fprintln(s.out, "WRONG:", f)
		}
		if len(b.Faults) > 0 {
			return errSaid
		}
		return nil
	})
}

type paymentReconcile struct {
	engines
	File string `arg:"" help:"The file, as docs/payment.md describes it." type:"existingfile"`
}

// Run reconciles a file. Its report is for an auditor: what agrees is counted, all else is
// listed line by line.
func (c paymentReconcile) Run(ctx context.Context, s *streams) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	f, err := grips.ReadFile(file, nil)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return c.books(ctx, s, func(d *payment.Desk) error {
		r, err := d.Reconcile(ctx, f)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "file %s of %s, %d lines", r.File, r.Day, len(f.Lines))
		if r.Again {
			fmt.Fprint(s.out, ", dealt with before")
		}
		fmt.Fprintln(s.out)
		for _, o := range payment.Outcomes() {
			fmt.Fprintf(s.out, "%-11s %7d %15s\n", o, r.Counts[o], rupees(r.Sums[o]))
		}
		for _, l := range r.Lines {
			if l.Outcome != payment.Agrees && l.Outcome != payment.NotMoney {
				fmt.Fprintf(s.out, "line %d: %s: grn %s, dpr %s, drn %s, %s\n", l.Line, l.Outcome, l.GRN, l.DPR, l.DRN, rupees(l.Amount))
			}
		}
		for _, m := range r.Missing {
			fmt.Fprintf(s.out, "in no file: grn %s, dpr %s, drn %s, %s, told of at %s\n", m.GRN, m.DPR, m.DRN, rupees(m.Amount), m.Noted.Format("2006-01-02 15:04"))
		}
		return nil
	})
}

type paymentHeld struct {
	engines
	GiveUp string `name:"give-up" help:"Number of a payment that ends, so that its demands can be paid anew." placeholder:"DPR" env:"-"`
	By     string `help:"Who decides." env:"-"`
}

// Run lists held payments, or gives one up.
func (c paymentHeld) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk) error {
		if c.GiveUp != "" {
			p, err := d.GiveUp(ctx, c.GiveUp, c.By)
			if err == nil {
				fmt.Fprintf(s.out, "%s is %s\n", p.DPR, p.State)
			}
			return err
		}
		for after := ""; ; {
			some, err := d.Book.Held(ctx, after, booksPage)
			if err != nil {
				return err
			}
			for _, p := range some {
				fmt.Fprintf(s.out, "%s %s %s %s, asked %s\n", p.DPR, p.State, p.Held, rupees(p.Amount), p.Asked.Format("2006-01-02 15:04"))
			}
			if len(some) < booksPage {
				return nil
			}
			after = some[len(some)-1].DPR
		}
	})
}

// booksPage is how many rows are read at a time.
const booksPage = 500

type paymentSuspense struct{ engines }

// Run lists money in suspense.
func (c paymentSuspense) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk) error { return listed(ctx, s, d, payment.Suspense) })
}

type paymentRefunds struct{ engines }

// Run lists what is due and what was sent.
func (c paymentRefunds) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk) error {
		return errors.Join(listed(ctx, s, d, payment.RefundDue), listed(ctx, s, d, payment.RefundSent))
	})
}

// listed prints the money in a place.
func listed(ctx context.Context, s *streams, d *payment.Desk, in payment.Place) error {
	for after := ""; ; {
		some, err := d.Book.Receipts(ctx, in, after, booksPage)
		if err != nil {
			return err
		}
		for _, r := range some {
			fmt.Fprintf(s.out, "%s %s %s, brn %s, dpr %s, drn %s", r.Place, r.GRN, rupees(r.Amount), r.BRN, r.DPR, r.DRN)
			if r.Maker != "" {
				fmt.Fprintf(s.out, ", sent by %s under %s", r.Maker, r.Reference)
			}
			fmt.Fprintln(s.out)
		}
		if len(some) < booksPage {
			return nil
		}
		after = some[len(some)-1].GRN
	}
}

type paymentRefund struct {
	engines
	GRN  string `arg:"" help:"The money."`
	By   string `help:"Who does it." required:"" env:"-"`
	Give string `help:"The order by which it is given back: of money that was settled, or stands in suspense." placeholder:"ORDER" xor:"what" env:"-"`
	Sent string `help:"It was sent back, under this reference of the treasury." placeholder:"REFERENCE" xor:"what" env:"-"`
	Done bool   `help:"It has arrived. Not by whoever sent it." xor:"what" env:"-"`
	Back bool   `help:"It came back and is due again. Not by whoever sent it." xor:"what" env:"-"`
}

// Run moves money by a person's hand.
func (c paymentRefund) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk) (err error) {
		var r payment.Receipt
		switch {
		case c.Give != "":
			r, err = d.GiveBack(ctx, c.GRN, c.By, c.Give)
		case c.Sent != "":
			r, err = d.Sent(ctx, c.GRN, c.By, c.Sent)
		case c.Done, c.Back:
			r, err = d.Confirm(ctx, c.GRN, c.By, c.Back)
		default:
			return errors.New("say one of --give, --sent, --done and --back")
		}
		if err == nil {
			fmt.Fprintf(s.out, "%s %s is %s\n", r.GRN, rupees(r.Amount), r.Place)
		}
		return err
	})
}
