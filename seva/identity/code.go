package identity

import (
	"context"
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

const (
	codeDigits = 6
	codeRange  = 1_000_000
)

// Ask sends a code. The answer is the same for a number that we know, one that we do not,
// and one that is suspended: to that one nothing is sent. Only Indian mobiles are sent
// codes; messages to far countries are what fraudsters ask services for.
func (d *Desk) Ask(ctx context.Context, p seva.Phone, l seva.Lang) (Challenge, error) {
	if !indianMobile(p) {
		return Challenge{}, seva.Refuse("phone", seva.Say("error.phone.invalid"))
	}
	if !slices.Contains(seva.PhoneLangs(), l) {
		l = seva.Bengali
	}
	now := d.World.Now()
	code := d.draw()
	a := Asked{ID: d.World.ID(), Phone: p, Lang: l, Expires: now.Add(codeLife)}
	a.Code = mac(d.codes, a.ID, code)
	m := notice.Message{
		// Not the challenge's id: whoever carries the message knows the code already.
		Ref: "otp-" + d.World.ID(), To: p, Lang: l, Key: "sms.otp",
		Body: d.Say(l, seva.Say("sms.otp", seva.Args{"Code": code})),
	}
	var next time.Time
	err := d.Register.Change(ctx, func(tx Tx) error {
		t, err := tx.Tally(ctx, d.sendsOf(p))
		if err != nil {
			return err
		}
		if until := again(t.Moments, sends, now); until.After(now) {
			return tooManyCodes(now, until)
		}
		longest := sends[len(sends)-1].span
		t.Moments = append(since(t.Moments, longest, now), now)
		t.Stale = now.Add(longest)
		next = again(t.Moments, sends, now)
		known, err := tx.Account(ctx, Citizen, string(p))
		if err != nil && !errors.Is(err, ErrNone) {
			return err
		}
		if err := errors.Join(tx.PutTally(ctx, d.sendsOf(p), t), tx.PutChallenge(ctx, a)); err != nil {
			return err
		}
		if !known.Suspended.IsZero() {
			return nil
		}
		return tx.Tell(ctx, m)
	})
	if err != nil {
		return Challenge{}, seva.Broken(err)
	}
	return Challenge{ID: a.ID, Expires: a.Expires, Again: next}, nil
}

// Enter proves a challenge. A wrong code counts also when the answer to it is lost.
func (d *Desk) Enter(ctx context.Context, challenge, code string) (Session, error) {
	now := d.World.Now()
	var s Session
	var refusal error // is kept apart: what it counted must be kept
	err := d.Register.Change(ctx, func(tx Tx) (err error) {
		s, refusal = Session{}, nil
		a, err := tx.Challenge(ctx, challenge)
		switch {
		case errors.Is(err, ErrNone) || err == nil && !a.Expires.After(now):
			refusal = oldCode()
			return nil
		case err != nil:
			return err
		case a.Tries >= codeTries:
			refusal = codeTried()
			return nil
		case !hmac.Equal([]byte(a.Code), []byte(mac(d.codes, a.ID, typed(code)))):
			a.Tries++
			refusal = wrongCode(codeTries - a.Tries)
			return tx.PutChallenge(ctx, a)
		}
		if err := tx.DropChallenge(ctx, a.ID); err != nil {
			return err
		}
		account, err := d.citizen(ctx, tx, a, now)
		if err != nil {
			return err
		}
		if !account.Suspended.IsZero() { // since the code was sent
			refusal = oldCode()
			return nil
		}
		s, err = d.sit(ctx, tx, account, citizenLife)
		return err
	})
	if err != nil {
		return Session{}, seva.Broken(err)
	}
	return s, refusal
}

// citizen gives the account of a number that was just proved, and makes it the first time.
func (d *Desk) citizen(ctx context.Context, tx Tx, a Asked, now time.Time) (Account, error) {
	// Two proofs of one new number must not make two people.
	if _, err := tx.Tally(ctx, d.sendsOf(a.Phone)); err != nil {
		return Account{}, err
	}
	account, err := tx.Account(ctx, Citizen, string(a.Phone))
	switch {
	case errors.Is(err, ErrNone):
		account = Account{ID: d.World.ID(), Kind: Citizen, Handle: string(a.Phone), Made: now}
	case err != nil:
		return Account{}, err
	case account.Lang == a.Lang || a.Lang == "":
		return account, nil
	}
	account.Lang = a.Lang
	return account, tx.PutAccount(ctx, account)
}

// Bar suspends a number and ends its sessions, or lifts that again. The number need not
// have been here before.
func (d *Desk) Bar(ctx context.Context, p seva.Phone, barred bool) error {
	if !indianMobile(p) {
		return seva.Refuse("phone", seva.Say("error.phone.invalid"))
	}
	now := d.World.Now()
	return broken(d.Register.Change(ctx, func(tx Tx) error {
		a, err := d.citizen(ctx, tx, Asked{Phone: p}, now)
		if err != nil {
			return err
		}
		return d.suspend(ctx, tx, a, barred)
	}))
}

// draw gives six digits, each as likely as any other.
func (d *Desk) draw() string {
	const fair = ^uint32(0) / codeRange * codeRange // above it the low codes would come more often
	for {
		if n := binary.BigEndian.Uint32(d.World.Bytes(4)); n < fair {
			return fmt.Sprintf("%0*d", codeDigits, n%codeRange)
		}
	}
}

func (d *Desk) sendsOf(p seva.Phone) string { return mac(d.counts, "sends", string(p)) }

// indianMobile: +91 and ten digits from 6 to 9 (Department of Telecommunications,
// National Numbering Plan 2003).
func indianMobile(p seva.Phone) bool {
	return len(p) == 12 && p[:2] == "91" && p[2] >= '6' && p[2] <= '9'
}

func wrongCode(left int) error {
	if left <= 0 {
		return codeTried()
	}
	return seva.Refuse("code", seva.Say("error.code.wrong", seva.Args{"Left": left}))
}

func codeTried() error { return seva.Fail(seva.TooMany, seva.Say("error.code.tries")) }

func oldCode() error { return seva.Refuse("code", seva.Say("error.code.old")) }
