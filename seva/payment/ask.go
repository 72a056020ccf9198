package payment

import (
	"context"
	"errors"

	"duar/seva"
)

// ask asks the treasury what became of a payment and takes in what it says. up gives the
// payment up where the treasury has no money for it. Its error is Unavailable under
// error.payment.away when there was no answer that can be believed.
func (d *Desk) ask(ctx context.Context, p Payment, up giving) (Payment, error) {
	a, err := d.Treasury.Verify(ctx, p.DPR)
	if err != nil {
		if kept := d.silent(ctx, p.DPR, err); kept != nil {
			return Payment{}, kept
		}
		return Payment{}, away(err)
	}
	return d.take(ctx, p, a, up)
}

// silent notes that the treasury gave no answer, or none that can be read or believed: it is
// asked again after a while, and the more it fails the longer that is.
func (d *Desk) silent(ctx context.Context, dpr string, cause error) error {
	err := d.settle(context.WithoutCancel(ctx), "", func(s *settling) error {
		p, err := s.tx.Payment(ctx, dpr)
		if err != nil {
			return err
		}
		p.Asked, p.Failed, p.Version = s.now, p.Failed+1, p.Version+1
		held := p.Held
		switch {
		case errors.Is(cause, ErrChecksum):
			held = BadSum
		case errors.Is(cause, ErrGarbled):
			held = Garbled
		}
		if held != p.Held {
			s.alarm = append(s.alarm, Alarm{DPR: dpr, Held: held})
		}
		p.Held = held
		p.Next = schedule(p, s.now, d.Calendar)
		return s.tx.PutPayment(ctx, p)
	})
	return explain(err)
}

// Returned answers a browser that comes back from the treasury, whatever it brings: nothing
// in it is believed but which payment it may be about, and that one is asked about, where
// nobody has for a moment. It tells the number and the state, which is what whoever has the
// number may know.
func (d *Desk) Returned(ctx context.Context, fields map[string]string) (View, error) {
	said, err := d.Treasury.Returned(fields)
	if err != nil {
		return View{}, unknown(err)
	}
	dpr, err := reference("dpr", 'P', said)
	if err != nil {
		return View{}, unknown(err)
	}
	p, err := d.find(ctx, dpr)
	if err != nil {
		return View{}, err
	}
	if d.stale(p, fresh/4) {
		if q, err := d.ask(ctx, p, giving{}); err == nil {
			p = q
		}
	}
	return View{DPR: p.DPR, Mode: p.Mode, State: p.State, Made: p.Made, Check: p.Held != ""}, nil
}

// giveUp is after how many failures in a row a round of asking ends: the treasury is away,
// and each question would wait its whole time.
const giveUp = 3

// Poll asks about payments whose time has come, at most so many, and gives how many it asked
// about. To be called every minute or so; two at once do no harm.
func (d *Desk) Poll(ctx context.Context, limit int) (asked int, err error) {
	due, err := d.Book.Due(ctx, d.World.Now(), limit)
	if err != nil {
		return 0, seva.Broken(err)
	}
	var failed []error
	for row := 0; len(due) > 0 && row < giveUp; due = due[1:] {
		if err := ctx.Err(); err != nil {
			return asked, errors.Join(append(failed, seva.Broken(err))...)
		}
		p, err := d.find(ctx, due[0])
		if err == nil {
			_, err = d.ask(ctx, p, giving{})
		}
		asked++
		if err == nil {
			row = 0
			continue
		}
		row++
		if seva.KindOf(err) != seva.Unavailable { // ours: the others still want asking
			failed = append(failed, err)
			if err := d.putOff(ctx, due[0]); err != nil {
				failed = append(failed, err)
			}
		}
	}
	return asked, errors.Join(failed...)
}

// putOff keeps a payment that cannot be taken in from holding up those behind it.
func (d *Desk) putOff(ctx context.Context, dpr string) error {
	return d.Book.Change(ctx, func(tx Tx) error {
		p, err := tx.Payment(ctx, dpr)
		if err != nil {
			return err
		}
		p.Next, p.Version = d.World.Now().Add(longest), p.Version+1
		return tx.PutPayment(ctx, p)
	})
}
