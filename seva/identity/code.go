package identity

import (
	"context"
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
	return d.send(ctx, Asked{Purpose: ToEnter, Phone: p, Lang: l})
}

// AskFor is Own: a code for one purpose, which goes to the account's own number or, to
// move, to the other one.
func (d *Desk) AskFor(ctx context.Context, token string, p Purpose, to seva.Phone) (Challenge, error) {
	s, a, err := d.live(ctx, token)
	if err != nil {
		return Challenge{}, err
	}
	own := a.number()
	switch p {
	case ToPIN, ToLeave:
		to = own
	case ToMove:
		// Said before a message is paid for; Move says it again.
		if s.Family == "" {
			return Challenge{}, noDevice()
		}
		if to == own {
			return Challenge{}, taken()
		}
	default:
		return Challenge{}, seva.Refuse("purpose", seva.Say("error.code.purpose"))
	}
	if own == "" { // staff, who have no number here
		return Challenge{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return d.send(ctx, Asked{Purpose: p, Account: a.ID, Phone: to, Lang: a.Lang})
}

// words of the message of each purpose: each says what the code is for, so that nobody
// reads out a code that gives the number away in the belief that it signs in.
var otpWords = map[Purpose]string{
	ToEnter: "sms.otp", ToPIN: "sms.otp.pin", ToMove: "sms.otp.move", ToLeave: "sms.otp.leave",
}

// send draws a code for a challenge and puts its message into the outbox, within the
// limits of the number and the budgets of all.
func (d *Desk) send(ctx context.Context, a Asked) (Challenge, error) {
	p := a.Phone
	if !indianMobile(p) {
		return Challenge{}, seva.Refuse("phone", seva.Say("error.phone.invalid"))
	}
	if !slices.Contains(seva.PhoneLangs(), a.Lang) {
		a.Lang = seva.Bengali
	}
	now := d.World.Now()
	code := d.draw()
	a.ID, a.Expires = d.World.ID(), now.Add(codeLife)
	a.Code = mac(d.codes, a.ID, code)
	key := otpWords[a.Purpose]
	m := notice.Message{
		// Not the challenge's id: whoever carries the message knows the code already.
		Ref: "otp-" + d.World.ID(), To: p, Lang: a.Lang, Key: key,
		Body: d.Say(a.Lang, seva.Say(key, seva.Args{"Code": code})),
	}
	var next time.Time
	var refusal error // of a budget that was used up just now: what it counted is kept
	err := d.Register.Change(ctx, func(tx Tx) error {
		refusal = nil
		t, err := tx.Tally(ctx, d.sendsOf(p))
		if err != nil {
			return err
		}
		if until := again(t.Moments, sends, now); until.After(now) {
			return tooManyCodes(now, until)
		}
		if refusal, err = d.spend(ctx, tx, p, now); refusal != nil || err != nil {
			return err
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
	switch {
	case err != nil:
		return Challenge{}, seva.Broken(err)
	case refusal != nil:
		return Challenge{}, refusal
	}
	return Challenge{ID: a.ID, Expires: a.Expires, Again: next}, nil
}

// prove holds a code against a challenge that was asked for this purpose by this account's
// session ("" to enter). A wrong one counts, so what it counted must be kept when refusal
// is not nil. A challenge of another purpose is as good as none.
func (d *Desk) prove(ctx context.Context, tx Tx, challenge, code string, p Purpose, account string) (a Asked, refusal, err error) {
	a, err = tx.Challenge(ctx, challenge)
	switch {
	case errors.Is(err, ErrNone):
		return Asked{}, oldCode(), nil
	case err != nil:
		return Asked{}, nil, err
	case !a.Expires.After(d.World.Now()) || a.Purpose != p || a.Account != account:
		return Asked{}, oldCode(), nil
	case a.Tries >= codeTries:
		return Asked{}, codeTried(), nil
	case !macs(a.Code, mac(d.codes, a.ID, typed(code))):
		a.Tries++
		return Asked{}, wrongCode(codeTries - a.Tries), tx.PutChallenge(ctx, a)
	}
	return a, nil, nil
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
