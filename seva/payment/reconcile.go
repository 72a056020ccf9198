package payment

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// File is a daily file of the treasury, read.
type File struct {
	Digest string    // SHA-256 of its bytes, in hex: a file that comes twice is one file
	Day    seva.Date // it is of
	Lines  []Entry
}

// Entry is one line of it.
type Entry struct {
	Line   int // from 1, below the heading
	DPR    string
	GPR    string
	DRN    string
	GRN    string
	BRN    string
	Amount seva.Money
	Status Status
}

// Outcome is what came of a line. Public API; words under "payment.outcome.<Outcome>".
type Outcome string

const (
	Agrees     Outcome = "agrees"     // we have it, as they have it
	Missed     Outcome = "settled"    // we had not heard of it: now it has paid its demand
	GoesBack   Outcome = "refund_due" // we had not heard of it, and its demand is paid or gone
	Differs    Outcome = "differs"    // another amount, or another payment than we have under its number
	Unknown    Outcome = "suspense"   // they have it and we know no such payment
	NotMoney   Outcome = "no_money"   // the line says that there is none, and so do we
	SaidOthers Outcome = "denied"     // the line says that there is none, and we have been told that there is
)

// Outcomes lists them.
func Outcomes() []Outcome {
	return []Outcome{Agrees, Missed, GoesBack, Differs, Unknown, NotMoney, SaidOthers}
}

// Dealt is a line of a file and what came of it.
type Dealt struct {
	Line    int
	Day     seva.Date
	Outcome Outcome
	GRN     string
	DPR     string
	DRN     string
	Amount  seva.Money
	Noted   time.Time
}

// Report is what a file came to, for an auditor.
type Report struct {
	File   string
	Day    seva.Date
	Lines  []Dealt
	Counts map[Outcome]int
	Sums   map[Outcome]seva.Money
	// Missing are receipts up to the day of the file that no file has: the treasury told us
	// of money, and its books do not.
	Missing []Receipt
	Again   bool // the whole file was dealt with before
}

// Reconcile holds a file of the treasury against the books, line by line, each in one
// transaction: what was missed is settled as if it had been verified, for the file is the
// treasury's own book; what is known to nobody here stands in suspense until a person
// decides. A line that was dealt with before, in this call or another, is left as it was.
func (d *Desk) Reconcile(ctx context.Context, f File) (Report, error) {
	had, err := d.Book.Entries(ctx, f.Digest)
	if err != nil {
		return Report{}, explain(err)
	}
	done := map[int]bool{}
	for _, e := range had {
		done[e.Line] = true
	}
	for _, e := range f.Lines {
		if done[e.Line] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return Report{}, seva.Broken(err)
		}
		if err := d.reckon(ctx, f, e); err != nil {
			return Report{}, explain(err)
		}
	}
	r, err := d.report(ctx, f)
	r.Again = len(had) >= len(f.Lines)
	return r, err
}

// reckon deals with one line.
func (d *Desk) reckon(ctx context.Context, f File, e Entry) error {
	known, err := d.Book.Payment(ctx, e.DPR)
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	ours := err == nil
	return d.settle(ctx, "file", func(s *settling) error {
		out, err := s.entry(ctx, f, e, known, ours)
		if err != nil {
			return err
		}
		return s.tx.PutEntry(ctx, f.Digest, Dealt{Line: e.Line, Day: f.Day, Outcome: out, GRN: e.GRN, DPR: e.DPR, DRN: e.DRN,
			Amount: e.Amount, Noted: s.now})
	})
}

func (s *settling) entry(ctx context.Context, f File, e Entry, p Payment, ours bool) (Outcome, error) {
	if ours {
		var err error
		if p, err = s.hold(ctx, p, e.GRN); err != nil {
			return "", err
		}
	}
	r := Receipt{GRN: e.GRN, BRN: e.BRN, DPR: e.DPR, DRN: e.DRN, Amount: e.Amount, At: during(f.Day, s.now), Noted: s.now, Reported: f.Day}
	have, err := s.receipt(ctx, e.GRN)
	switch {
	case err != nil && !errors.Is(err, ErrNone):
		return "", err
	case e.Status != SaysPaid && err == nil:
		s.alarm = append(s.alarm, Alarm{DPR: e.DPR, GRN: e.GRN, Held: Standing})
		return SaidOthers, nil
	case e.Status != SaysPaid:
		return NotMoney, nil
	case err == nil && have.agrees(r):
		have.Reported = f.Day
		if have.BRN == "" {
			have.BRN = e.BRN
		}
		return Agrees, s.putReceipt(ctx, have, Move{})
	case err == nil:
		s.alarm = append(s.alarm, Alarm{DPR: e.DPR, GRN: e.GRN, Held: Amounts})
		return Differs, nil
	}
	i, line := p.line(e.DRN)
	switch {
	case !ours || !line:
		return Unknown, s.suspend(ctx, r, Numbers)
	case p.Lines[i].Amount != e.Amount:
		return Differs, s.suspend(ctx, r, Amounts)
	}
	return s.missed(ctx, p, r)
}

// during gives a moment of a day of the treasury's file, which says no hour; of the present day
// none that is still to come.
func during(day seva.Date, now time.Time) time.Time {
	noon := time.Date(day.Year, time.Month(day.Month), day.Day, 12, 0, 0, 0, seva.IST).UTC()
	return earlier(noon, now)
}

// suspend keeps money that cannot be placed, and tells a person.
func (s *settling) suspend(ctx context.Context, r Receipt, why Held) error {
	s.alarm = append(s.alarm, Alarm{DPR: r.DPR, GRN: r.GRN, Held: why})
	r.Place = Suspense
	return s.move(ctx, r, Nowhere, casework.SystemActor, s.why)
}

// missed takes in money of a line that we had not heard of.
func (s *settling) missed(ctx context.Context, p Payment, r Receipt) (Outcome, error) {
	place, err := s.receive(ctx, r)
	if err != nil {
		return "", err
	}
	was, whole := p.State, true
	p.received(Said{DRN: r.DRN, GRN: r.GRN, BRN: r.BRN}, place)
	for _, l := range p.Lines {
		got, err := s.receipt(ctx, l.GRN)
		if err != nil && !errors.Is(err, ErrNone) {
			return "", err
		}
		whole = whole && err == nil && got.DRN == l.DRN
	}
	if whole {
		p.State, _ = Next(p.State, Succeeded)
	}
	out := Missed
	if place != Settled {
		out = GoesBack
	}
	return out, s.keep(ctx, &p, was, p.Held)
}

// report says what is kept of a file, and what the treasury's books lack.
func (d *Desk) report(ctx context.Context, f File) (Report, error) {
	r := Report{File: f.Digest, Day: f.Day, Counts: map[Outcome]int{}, Sums: map[Outcome]seva.Money{}}
	var err error
	if r.Lines, err = d.Book.Entries(ctx, f.Digest); err != nil {
		return r, explain(err)
	}
	for _, e := range r.Lines {
		r.Counts[e.Outcome]++
		r.Sums[e.Outcome] += e.Amount
	}
	end := time.Date(f.Day.Year, time.Month(f.Day.Month), f.Day.Day+1, 0, 0, 0, 0, seva.IST)
	for after := ""; ; {
		some, err := d.Book.Unreported(ctx, end, after, page)
		if err != nil {
			return r, explain(err)
		}
		r.Missing = append(r.Missing, some...)
		if len(some) < page {
			return r, nil
		}
		after = some[len(some)-1].GRN
	}
}

// page is how many rows are read at a time.
const page = 500
