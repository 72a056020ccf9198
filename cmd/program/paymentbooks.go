package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"duar/outside/grips"
	"duar/seva/casework"
	people "duar/seva/identity"
	"duar/seva/payment"
)

// paymentCommand keeps the books of what was paid.
type paymentCommand struct {
	Balance   paymentBalance   `cmd:"" help:"Say where every rupee stands; exit 1 when the books contradict themselves."`
	Reconcile paymentReconcile `cmd:"" help:"Hold a daily file of the treasury against the books, settle what was missed, and report."`
	Held      paymentHeld      `cmd:"" help:"List payments that a person must look at, or give one up."`
	Suspense  paymentSuspense  `cmd:"" help:"List money that nobody knows what it is for."`
	Refunds   paymentRefunds   `cmd:"" help:"List money that is to go back."`
	Refund    paymentRefund    `cmd:"" help:"Ask that money go back, approve what another asked for, or note what became of it; each in the name of an account."`
}

// books opens the desk of payments for one errand that asks no treasury.
func (e engines) books(ctx context.Context, s *streams, errand func(*payment.Desk, *people.Desk) error) error {
	h, err := e.open(ctx, s)
	if err != nil {
		return err
	}
	d, err := h.purse(noTreasury{}, 0, func(a payment.Alarm) { s.log.Error("payment.held", "dpr", a.DPR, "grn", a.GRN, "held", string(a.Held)) })
	if err == nil {
		err = errand(d, h.door)
	}
	return errors.Join(err, h.close())
}

type paymentBalance struct{ engines }

// Run prints the balance.
func (c paymentBalance) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk, _ *people.Desk) error {
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
	return c.books(ctx, s, func(d *payment.Desk, _ *people.Desk) error {
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
	By     string `help:"Login of the officer of accounts who decides." env:"-"`
}

// Run lists held payments, or gives one up.
func (c paymentHeld) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk, door *people.Desk) error {
		if c.GiveUp != "" {
			who, err := officer(ctx, door, c.By)
			if err != nil {
				return err
			}
			p, err := d.GiveUp(ctx, who, c.GiveUp)
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
	return c.books(ctx, s, func(d *payment.Desk, door *people.Desk) error { return listed(ctx, s, d, door, payment.Suspense) })
}

type paymentRefunds struct{ engines }

// Run lists what is due and what was sent.
func (c paymentRefunds) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk, door *people.Desk) error {
		return errors.Join(listed(ctx, s, d, door, payment.RefundDue), listed(ctx, s, d, door, payment.RefundSent))
	})
}

// listed prints the money in a place, with what was asked for about it.
func listed(ctx context.Context, s *streams, d *payment.Desk, door *people.Desk, in payment.Place) error {
	logins, err := handles(ctx, door)
	if err != nil {
		return err
	}
	for after := ""; ; {
		some, err := d.Book.Receipts(ctx, in, after, booksPage)
		if err != nil {
			return err
		}
		grns := make([]string, len(some))
		for i, r := range some {
			grns[i] = r.GRN
		}
		motions, err := d.Book.Motions(ctx, grns)
		if err != nil {
			return err
		}
		for _, r := range some {
			fmt.Fprintf(s.out, "%s %s %s, brn %s, dpr %s, drn %s", r.Place, r.GRN, rupees(r.Amount), r.BRN, r.DPR, r.DRN)
			if r.Maker != "" {
				fmt.Fprintf(s.out, ", sent by %s under %s", cmp.Or(logins[r.Maker], r.Maker), r.Reference)
			}
			if i := slices.IndexFunc(motions, func(m payment.Motion) bool { return m.GRN == r.GRN }); i >= 0 {
				m := motions[i]
				fmt.Fprintf(s.out, ", %s asked for by %s under %s", m.Errand, cmp.Or(logins[m.By], m.By), m.Reference)
			}
			fmt.Fprintln(s.out)
		}
		if len(some) < booksPage {
			return nil
		}
		after = some[len(some)-1].GRN
	}
}

// handles gives the logins of accounts of staff by their ids.
func handles(ctx context.Context, door *people.Desk) (map[string]string, error) {
	all, err := door.Staff(ctx)
	logins := make(map[string]string, len(all))
	for _, a := range all {
		logins[a.ID] = a.Handle
	}
	return logins, err
}

// officer gives the officer of accounts of a login. Whoever is at this command line could act as
// any of them, so the log says that it was done from here (docs/payment.md).
func officer(ctx context.Context, door *people.Desk, login string) (casework.Caller, error) {
	all, err := door.Staff(ctx)
	if err != nil {
		return casework.Caller{}, err
	}
	i := slices.IndexFunc(all, func(a people.Account) bool { return login != "" && strings.EqualFold(a.Handle, login) })
	if i < 0 || !all[i].Suspended.IsZero() || !slices.Contains(all[i].Roles, casework.Accounts) {
		return casework.Caller{}, errors.New("--by must be the login of an active account with the role " + string(casework.Accounts) + ": see duar staff list")
	}
	return casework.Caller{ID: all[i].ID, Roles: all[i].Roles, Offices: all[i].Offices, Channel: payment.Shell}, nil
}

type paymentRefund struct {
	engines
	GRN     string `arg:"" help:"The money."`
	By      string `help:"Login of the officer of accounts who does it." required:"" env:"-"`
	Give    string `help:"Ask that it be given back, by this order: money that was settled, or stands in suspense." placeholder:"ORDER" xor:"what" env:"-"`
	Send    string `help:"Ask that it be sent back, under this reference of the treasury." placeholder:"REFERENCE" xor:"what" env:"-"`
	Settle  string `help:"Ask that it pay the demand that it names, by this order: money in suspense." placeholder:"ORDER" xor:"what" env:"-"`
	Approve bool   `help:"Approve what another asked for." xor:"what" env:"-"`
	Decline bool   `help:"Take what was asked for off the table." xor:"what" env:"-"`
	Done    bool   `help:"It has arrived. Not by whoever asked for it to be sent." xor:"what" env:"-"`
	Back    bool   `help:"It came back and is due again. Not by whoever asked for it to be sent." xor:"what" env:"-"`
}

// Run does one step with money, in the name of an officer.
func (c paymentRefund) Run(ctx context.Context, s *streams) error {
	return c.books(ctx, s, func(d *payment.Desk, door *people.Desk) error {
		who, err := officer(ctx, door, c.By)
		if err != nil {
			return err
		}
		var r payment.Refund
		switch book := d.Accounts(who); {
		case c.Give != "":
			r, err = book.Ask(ctx, c.GRN, payment.Give, c.Give)
		case c.Send != "":
			r, err = book.Ask(ctx, c.GRN, payment.Send, c.Send)
		case c.Settle != "":
			r, err = book.Ask(ctx, c.GRN, payment.Settle, c.Settle)
		case c.Approve:
			r, err = book.Approve(ctx, c.GRN)
		case c.Decline:
			r, err = book.Decline(ctx, c.GRN)
		case c.Done, c.Back:
			r, err = book.Arrived(ctx, c.GRN, c.Back)
		default:
			return errors.New("say one of --give, --send, --settle, --approve, --decline, --done and --back")
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s %s is %s", r.GRN, rupees(r.Amount), r.Place)
		if r.Motion.GRN != "" {
			fmt.Fprintf(s.out, "; to %s it waits for another officer", r.Motion.Errand)
		}
		fmt.Fprintln(s.out)
		return nil
	})
}
