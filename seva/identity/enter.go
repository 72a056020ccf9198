package identity

import (
	"context"
	"errors"
	"time"

	"duar/seva"
)

// Enter proves a challenge. A wrong code counts also when the answer to it is lost.
func (d *Desk) Enter(ctx context.Context, challenge, code string, device Device) (Session, error) {
	key, err := device.key()
	if err != nil {
		return Session{}, err
	}
	var is Standing
	if d.Numbers != nil {
		// Asked outside of a transaction, and only for who has the code: the platform is not
		// told of guesses.
		phone, err := d.peek(ctx, challenge, code)
		if err != nil {
			return Session{}, err
		}
		is = d.standing(ctx, phone)
	}
	var s Session
	var refusal error // is kept apart: what it counted must be kept
	err = d.Register.Change(ctx, func(tx Tx) error {
		s = Session{}
		var a Asked
		var err error
		a, refusal, err = d.prove(ctx, tx, challenge, code, ToEnter, "")
		if refusal != nil || err != nil {
			return err
		}
		if err := tx.DropChallenge(ctx, a.ID); err != nil {
			return err
		}
		account, err := d.citizen(ctx, tx, a, is)
		if err != nil {
			return err
		}
		if !account.Suspended.IsZero() { // since the code was sent
			refusal = oldCode()
			return nil
		}
		if key == nil {
			s, err = d.sit(ctx, tx, account, citizenLife)
		} else {
			s, err = d.begin(ctx, tx, account, key)
		}
		return err
	})
	if err != nil {
		return Session{}, seva.Broken(err)
	}
	return s, refusal
}

// peek gives the number that a code was sent to, to who has it, and leaves the challenge.
func (d *Desk) peek(ctx context.Context, challenge, code string) (p seva.Phone, err error) {
	var refusal error
	err = d.Register.Change(ctx, func(tx Tx) error {
		var a Asked
		var err error
		a, refusal, err = d.prove(ctx, tx, challenge, code, ToEnter, "")
		p = a.Phone
		return err
	})
	if err != nil {
		return "", seva.Broken(err)
	}
	return p, refusal
}

// citizen gives the account of a number that was just proved, and makes it the first time,
// and also when the number has gone to somebody else since it was the account's.
func (d *Desk) citizen(ctx context.Context, tx Tx, a Asked, is Standing) (Account, error) {
	// Two proofs of one new number must not make two people.
	if _, err := tx.Tally(ctx, d.sendsOf(a.Phone)); err != nil {
		return Account{}, err
	}
	now := d.World.Now()
	account, err := tx.Account(ctx, Citizen, string(a.Phone))
	switch {
	case err != nil && !errors.Is(err, ErrNone):
		return Account{}, err
	case err == nil && !account.recycled(is):
		if account.Lang == a.Lang || a.Lang == "" {
			return account, nil
		}
		account.Lang = a.Lang
		return account, tx.PutAccount(ctx, account)
	case err == nil:
		if err := d.lose(ctx, tx, account, now); err != nil {
			return Account{}, err
		}
	}
	if !is.Holder.IsZero() {
		// What was filed with the number before it was this person's is not theirs to see or
		// to be told of.
		if _, err := d.handOver(ctx, tx, account.ID, a.Phone, "", is.Holder); err != nil {
			return Account{}, err
		}
	}
	account = Account{ID: d.World.ID(), Kind: Citizen, Handle: string(a.Phone), Lang: a.Lang, Made: now, Bound: now}
	return account, tx.PutAccount(ctx, account)
}

// handOver takes the cases, and the lines of the ledger, that were made with a number before
// a moment from whoever has it next: they stay a citizen's, "" for nobody's, with another
// number or none.
func (d *Desk) handOver(ctx context.Context, tx Tx, citizen string, from, to seva.Phone, before time.Time) (cases int, err error) {
	if cases, err = tx.Renumber(ctx, citizen, from, to, before); err != nil || d.Keyed == nil {
		return cases, err
	}
	return cases, tx.Rekey(ctx, citizen, d.Keyed(from), before)
}

// recycled tells whether the number's holder is newer than its binding to the account. A
// suspension is of the number, whoever holds it.
func (a Account) recycled(is Standing) bool {
	bound := a.Bound
	if bound.IsZero() {
		bound = a.Made
	}
	return a.Suspended.IsZero() && is.Holder.After(bound)
}

// lose takes the number from an account whose it is no more. It keeps its cases and all
// else; nobody can sign in to it, and none of its devices goes on.
func (d *Desk) lose(ctx context.Context, tx Tx, a Account, now time.Time) error {
	a.Handle = a.numberless()
	return errors.Join(tx.PutAccount(ctx, a), tx.EndSittings(ctx, a.ID),
		tx.Audit(ctx, leaf(now, house.id, house.role, "citizen.recycled", a.ID, map[string]any{"cause": "holder"})))
}
