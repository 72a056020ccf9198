package identity

import (
	"context"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// Move is Own. It takes something of the phone that has the session (its key), something
// of the new number (a code), and something of the person (the PIN) or of the old number
// (a code). Codes that were right are used up only when all else is.
func (d *Desk) Move(ctx context.Context, token string, m Move) error {
	s, a, err := d.live(ctx, token)
	if err != nil {
		return err
	}
	if err := d.ofDevice(ctx, s, m); err != nil {
		return err
	}
	to, err := d.try(ctx, a, m.Challenge, m.Code, ToMove)
	if err != nil {
		return err
	}
	checked := []seva.Phone{to}
	var seen Account // with the PIN that was right
	if m.PIN != "" {
		seen, err = d.byPIN(ctx, a.number(), m.PIN)
	} else {
		checked = append(checked, a.number()) // whose SIM is then part of the proof
		var left seva.Phone
		if left, err = d.try(ctx, a, m.OldChallenge, m.OldCode, ToLeave); err == nil && left != a.number() {
			err = oldCode() // it went to a number that was the account's before
		}
	}
	if err != nil {
		return err
	}
	is, err := d.settled(ctx, checked...)
	if err != nil {
		return err
	}
	var refusal error
	err = d.Register.Change(ctx, func(tx Tx) (err error) {
		refusal, err = d.move(ctx, tx, a, m, seen.PIN, is.Holder)
		return err
	})
	if err != nil {
		return seva.Broken(err)
	}
	return refusal
}

// ofDevice tells whether the session is a device's and the proof its key's.
func (d *Desk) ofDevice(ctx context.Context, s Sitting, m Move) error {
	if s.Family == "" {
		return noDevice()
	}
	f, err := d.Register.Family(ctx, s.Family)
	switch {
	case errors.Is(err, ErrNone): // ended a moment ago, and the session with it
		return badToken()
	case err != nil:
		return seva.Broken(err)
	case !signed(f.Device, MoveText(m.Challenge), m.Proof):
		return noDevice()
	}
	return nil
}

// move binds the account to the number, if all that was proved is still so. holder is since
// when the number has been of whoever has it; zero is not known.
func (d *Desk) move(ctx context.Context, tx Tx, a Account, m Move, pin string, holder time.Time) (refusal, err error) {
	asked, refusal, err := d.prove(ctx, tx, m.Challenge, m.Code, ToMove, a.ID)
	if refusal != nil || err != nil {
		return refusal, err
	}
	if m.PIN == "" {
		if _, refusal, err = d.prove(ctx, tx, m.OldChallenge, m.OldCode, ToLeave, a.ID); refusal != nil || err != nil {
			return refusal, err
		}
		if err := tx.DropChallenge(ctx, m.OldChallenge); err != nil {
			return nil, err
		}
	}
	if err := tx.DropChallenge(ctx, m.Challenge); err != nil {
		return nil, err
	}
	from, to := a.number(), asked.Phone
	// Whoever proves the new number just now, as somebody's first, waits here.
	if _, err := tx.Tally(ctx, d.sendsOf(to)); err != nil {
		return nil, err
	}
	now, err := tx.Account(ctx, Citizen, a.Handle)
	switch {
	case errors.Is(err, ErrNone) || err == nil && (now.ID != a.ID || !now.Suspended.IsZero()):
		return badToken(), nil // moved, lost the number or was suspended since
	case err != nil:
		return nil, err
	case m.PIN != "" && now.PIN != pin:
		return wrongPIN(pinTries - 1), nil
	}
	switch _, err := tx.Account(ctx, Citizen, string(to)); {
	case err == nil:
		return taken(), nil
	case !errors.Is(err, ErrNone):
		return nil, err
	}
	at := d.World.Now()
	now.Handle, now.Bound = string(to), at
	if err := errors.Join(tx.PutAccount(ctx, now), tx.EndSittings(ctx, now.ID)); err != nil {
		return nil, err
	}
	if !holder.IsZero() { // what somebody else filed with the new number is not theirs to see
		if _, err := d.handOver(ctx, tx, "", to, "", holder); err != nil {
			return nil, err
		}
	}
	// Also what was filed at a kiosk with the old number, and what is decided: nothing of it
	// may be told to, or shown to, whoever gets that number.
	cases, err := d.handOver(ctx, tx, now.ID, from, to, at.Add(time.Microsecond))
	if err != nil {
		return nil, err
	}
	return nil, errors.Join(d.tellMoved(ctx, tx, now.Lang, from, to),
		tx.Audit(ctx, leaf(at, now.ID, string(Citizen), "citizen.move", now.ID, map[string]any{"pin": m.PIN != "", "cases": cases})))
}

// tellMoved tells both numbers. To neither it says the other: the old one may be a
// stranger's by now.
func (d *Desk) tellMoved(ctx context.Context, tx Tx, l seva.Lang, from, to seva.Phone) error {
	ref := "moved-" + d.World.ID()
	tell := func(p seva.Phone, key, which string) error {
		return tx.Tell(ctx, notice.Message{Ref: ref + which, To: p, Lang: l, Key: key, Body: d.Say(l, seva.Say(key))})
	}
	return errors.Join(tell(from, "sms.moved.old", "-old"), tell(to, "sms.moved.new", "-new"))
}

func noDevice() error { return seva.Fail(seva.Forbidden, seva.Say("error.move.device")) }

func taken() error {
	return &seva.Error{Kind: seva.Conflict, Field: "phone", Text: seva.Say("error.move.taken")}
}
