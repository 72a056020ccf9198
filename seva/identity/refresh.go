package identity

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"duar/seva"
)

// ticket is a refresh token read: which one it is of which family, and 256 bits that only
// whoever was given it knows.
//
// Each ticket makes the next one and its session, by a key of the server: so the answer to
// a ticket can be given again without being kept, and is the same whoever gives it and
// however many ask at once. From what is kept, even with the server's key, no ticket can
// be made: that takes the one before.
type ticket struct {
	family string // hex
	number int64
	secret []byte
}

const (
	familyBytes = 16
	tagBytes    = 16
	// ticketBytes: family, number, secret, tag. The tag tells a token of ours from any
	// other before anything is looked up.
	ticketBytes = familyBytes + 8 + tokenBytes + tagBytes
)

// Refresh is Door. A token that cannot be proved with the device's key changes nothing,
// whichever it is: what somebody found in an old backup must not throw a citizen out. With
// the proof, one that is older than the last is theft, for a device shows its tokens in
// their order.
func (d *Desk) Refresh(ctx context.Context, refresh, proof string) (Session, error) {
	t, ok := d.readTicket(refresh)
	if !ok {
		return Session{}, badRefresh()
	}
	// A family's device never changes, so it is asked before anybody is kept waiting.
	f, err := d.Register.Family(ctx, t.family)
	switch {
	case errors.Is(err, ErrNone):
		return Session{}, badRefresh()
	case err != nil:
		return Session{}, seva.Broken(err)
	case !signed(f.Device, RefreshText(refresh), proof):
		return Session{}, badRefresh()
	}
	var s Session
	var refusal error // is kept apart: what theft ends stays ended
	err = d.Register.Change(ctx, func(tx Tx) (err error) {
		s, refusal, err = d.turn(ctx, tx, t)
		return err
	})
	if err != nil {
		return Session{}, seva.Broken(err)
	}
	return s, refusal
}

// turn answers a ticket whose device was proved.
func (d *Desk) turn(ctx context.Context, tx Tx, t ticket) (s Session, refusal, err error) {
	now := d.World.Now()
	f, err := tx.Family(ctx, t.family)
	if errors.Is(err, ErrNone) || err == nil && !f.Expires.After(now) {
		return Session{}, badRefresh(), nil
	}
	if err != nil {
		return Session{}, nil, err
	}
	a, err := tx.Holder(ctx, f.Account)
	if errors.Is(err, ErrNone) { // erased
		return Session{}, badRefresh(), nil
	}
	if err != nil {
		return Session{}, nil, err
	}
	shown := hashed(string(t.secret))
	switch {
	case !a.Suspended.IsZero():
		return Session{}, badRefresh(), nil
	case t.number == f.Number && macs(shown, f.Token):
	case t.number == f.Number-1 && macs(shown, f.Former):
		s, _ := d.next(f, t, a) // as it was given before
		return s, nil, nil
	case t.number < f.Number-1:
		return Session{}, badRefresh(), errors.Join(tx.EndFamily(ctx, f.ID),
			tx.Audit(ctx, leaf(now, a.ID, string(a.Kind), "session.theft", a.ID, map[string]any{"shown": t.number, "present": f.Number})))
	default:
		return Session{}, badRefresh(), nil // forged, or of a database that was put back
	}
	f.Number, f.Former, f.Turned = f.Number+1, f.Token, now
	s, secret := d.next(f, t, a)
	f.Token = hashed(string(secret))
	return s, nil, errors.Join(tx.PutFamily(ctx, f), tx.PutSitting(ctx, Sitting{
		Hash: hashed(s.Token), Account: a.ID, Made: now, Expires: s.Expires, Family: f.ID}))
}

// next gives the session and the secret that a ticket is answered with, for a family that
// has taken them up: its number is theirs.
func (d *Desk) next(f Family, t ticket, a Account) (s Session, secret []byte) {
	token, secret := d.link("access", f, t.secret), d.link("refresh", f, t.secret)
	return d.sessionOf(f, a, token, secret), secret
}

// link makes what follows from a secret in a family, of one kind.
func (d *Desk) link(kind string, f Family, secret []byte) []byte {
	h := hmac.New(sha256.New, d.chain)
	h.Write([]byte(kind + "\x00" + f.ID))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(f.Number)))
	h.Write(secret)
	return h.Sum(nil)
}

func (d *Desk) sessionOf(f Family, a Account, token, secret []byte) Session {
	expires := f.Turned.Add(citizenLife)
	if f.Expires.Before(expires) {
		expires = f.Expires
	}
	return Session{
		Token: base64.RawURLEncoding.EncodeToString(token), Expires: expires, Who: a.principal(),
		Refresh: d.writeTicket(ticket{f.ID, f.Number, secret}), RefreshExpires: f.Expires,
	}
}

// begin begins a device's family and its first session, in the transaction that proved
// whose the device is. What the device had before ends: whoever begins anew has lost it.
func (d *Desk) begin(ctx context.Context, tx Tx, a Account, device []byte) (Session, error) {
	now := d.World.Now()
	old, err := tx.Families(ctx, a.ID)
	if err != nil {
		return Session{}, err
	}
	var others, ended []Family
	for _, f := range old {
		if bytes.Equal(f.Device, device) {
			ended = append(ended, f)
		} else {
			others = append(others, f)
		}
	}
	ended = append(ended, others[:max(0, len(others)-devicesMost+1)]...)
	for _, f := range ended {
		if err := tx.EndFamily(ctx, f.ID); err != nil {
			return Session{}, err
		}
	}
	token, secret := d.World.Bytes(tokenBytes), d.World.Bytes(tokenBytes)
	f := Family{ID: hex.EncodeToString(d.World.Bytes(familyBytes)), Account: a.ID, Device: device, Number: 1,
		Token: hashed(string(secret)), Made: now, Turned: now, Expires: now.Add(refreshLife)}
	s := d.sessionOf(f, a, token, secret)
	return s, errors.Join(tx.PutFamily(ctx, f), tx.PutSitting(ctx, Sitting{
		Hash: hashed(s.Token), Account: a.ID, Made: now, Expires: s.Expires, Family: f.ID}))
}

func (d *Desk) writeTicket(t ticket) string {
	b := make([]byte, 0, ticketBytes)
	family, err := hex.DecodeString(t.family)
	if err != nil {
		panic("identity: a family's id is no hex: " + err.Error()) // begin made it
	}
	b = append(b, family...)
	b = binary.BigEndian.AppendUint64(b, uint64(t.number))
	b = append(b, t.secret...)
	return base64.RawURLEncoding.EncodeToString(append(b, d.tag(b)...))
}

func (d *Desk) readTicket(s string) (ticket, bool) {
	if len(s) != base64.RawURLEncoding.EncodedLen(ticketBytes) {
		return ticket{}, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s) // one way of writing each
	if err != nil || !hmac.Equal(b[ticketBytes-tagBytes:], d.tag(b[:ticketBytes-tagBytes])) {
		return ticket{}, false
	}
	return ticket{
		family: hex.EncodeToString(b[:familyBytes]),
		number: int64(binary.BigEndian.Uint64(b[familyBytes:])), //nolint:gosec // ours, by its tag
		secret: b[familyBytes+8 : familyBytes+8+tokenBytes],
	}, true
}

func (d *Desk) tag(b []byte) []byte {
	h := hmac.New(sha256.New, d.tags)
	h.Write(b)
	return h.Sum(nil)[:tagBytes]
}

func badRefresh() error { return seva.Fail(seva.Unauthenticated, seva.Say("error.refresh")) }

// macs compares two hashes in a time that tells nothing.
func macs(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
