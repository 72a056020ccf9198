package identity

import (
	"context"
	"errors"
	"time"

	"duar/seva"
)

// numbersWait is how long somebody stands at the door while the operators are asked.
const numbersWait = 2 * time.Second

var errUnasked = errors.New("identity: what the operators say of a number could not be asked")

// standing gives what is known of a number; nothing where it cannot be asked: nobody is
// kept out because a platform of others is away, and somebody is told.
func (d *Desk) standing(ctx context.Context, p seva.Phone) Standing {
	s, err := d.number(ctx, p)
	if err != nil && d.Unasked != nil {
		d.Unasked(err)
	}
	return s
}

func (d *Desk) number(ctx context.Context, p seva.Phone) (Standing, error) {
	ctx, cancel := context.WithTimeout(ctx, numbersWait)
	defer cancel()
	s, err := d.Numbers.Number(ctx, p)
	if err != nil {
		return Standing{}, errors.Join(errUnasked, err)
	}
	return s, nil
}

// settled refuses what lasts to numbers on a SIM that is too new: whoever got somebody's
// number on a new SIM has two days in which its owner can notice that the phone is dead.
// Here an answer that does not come is a refusal too. SIMs of unknown age are let pass,
// and without Numbers all are. It gives what was said of the first.
func (d *Desk) settled(ctx context.Context, numbers ...seva.Phone) (first Standing, err error) {
	if d.Numbers == nil {
		return Standing{}, nil
	}
	for i, p := range numbers {
		s, err := d.number(ctx, p)
		if err != nil {
			return Standing{}, &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"), Err: err}
		}
		if s.SIM.After(d.World.Now().Add(-freshSIM)) {
			return Standing{}, seva.Fail(seva.Forbidden, seva.Say("error.move.fresh"))
		}
		if i == 0 {
			first = s
		}
	}
	return first, nil
}
