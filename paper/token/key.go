package token

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"encoding/hex"
	"time"

	"duar/seva"
)

// Key signs codes, or did. ID is the four bytes of seal.KeyID; Signer is nil of one that is
// over. It signs from and until the moments that its certificate says; the zero moment is no
// bound. A code that says another day is refused as one of a key that is not known: such a key
// may have leaked when nobody watched over it any more.
type Key struct {
	ID          []byte
	Public      *ecdsa.PublicKey
	Signer      crypto.Signer
	From, Until time.Time
}

// signs tells whether the key may sign at a moment.
func (k Key) signs(at time.Time) bool {
	return (k.From.IsZero() || !at.Before(k.From)) && (k.Until.IsZero() || !at.After(k.Until))
}

// signed tells whether the key may have signed on a day.
func (k Key) signed(on seva.Date) bool {
	n := on.Number()
	return (k.From.IsZero() || n >= seva.DateOf(k.From).Number()) && (k.Until.IsZero() || n <= seva.DateOf(k.Until).Number())
}

// At has a seal sign at every time with the key that holds then, the first of several, and with
// none when none does: a server runs on while keys begin and end.
func (s *Seal) At(now func() time.Time) *Seal {
	dated := *s
	dated.now = now
	return &dated
}

// signer gives the key to sign with now.
func (s *Seal) signer() (Key, bool) {
	for _, k := range s.keys {
		if k.Signer != nil && (s.now == nil || k.signs(s.now())) {
			return k, true
		}
	}
	return Key{}, false
}

func (s *Seal) key(id []byte) (Key, bool) {
	for _, k := range s.keys {
		if bytes.Equal(k.ID, id) {
			return k, true
		}
	}
	return Key{}, false
}

// Public is what a page that checks papers has to know of a key.
type Public struct {
	ID    string // eight hexadecimal digits
	Point []byte // of P-256, uncompressed, 65 bytes
	// The first and the last day on which it signs; none for no bound.
	From, Until seva.Date
}

// Keys gives the public half of every key, in order.
func (s *Seal) Keys() []Public {
	var all []Public
	for _, k := range s.keys {
		if point, err := k.Public.Bytes(); err == nil {
			p := Public{ID: hex.EncodeToString(k.ID), Point: point}
			if !k.From.IsZero() {
				p.From = seva.DateOf(k.From)
			}
			if !k.Until.IsZero() {
				p.Until = seva.DateOf(k.Until)
			}
			all = append(all, p)
		}
	}
	return all
}
