package identity

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
)

// handset is an app's installation with a key that never leaves it.
type handset struct {
	key crypto.Signer
	// raw makes ECDSA signatures as browsers do.
	raw bool
}

func newHandset() handset {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return handset{key: key}
}

func deviceOf(public any) Device {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		panic(err)
	}
	return Device(base64.RawURLEncoding.EncodeToString(der))
}

func (h handset) device() Device { return deviceOf(h.key.Public()) }

// sign proves a text.
func (h handset) sign(text string) string {
	var b []byte
	var err error
	switch k := h.key.(type) {
	case ed25519.PrivateKey:
		b = ed25519.Sign(k, []byte(text))
	case *ecdsa.PrivateKey:
		sum := sha256.Sum256([]byte(text))
		if h.raw {
			r, s, rerr := ecdsa.Sign(rand.Reader, k, sum[:])
			b, err = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...), rerr
		} else {
			b, err = ecdsa.SignASN1(rand.Reader, k, sum[:])
		}
	}
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// enters signs a number in on a handset.
func enters(t testing.TB, f front, p seva.Phone, h handset) Session {
	t.Helper()
	c, err := f.Ask(context.Background(), p, seva.Bengali)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Enter(context.Background(), c.ID, f.lastCode(), h.device())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (f front) lastCode() string {
	body := f.kept.told[len(f.kept.told)-1].Body
	return body[len(body)-codeDigits:]
}

func (f front) renew(h handset, s Session) (Session, error) {
	return f.Refresh(context.Background(), s.Refresh, h.sign(RefreshText(s.Refresh)))
}

func (f front) acts() string {
	var all []string
	for _, l := range f.kept.leaves {
		all = append(all, l.Act)
	}
	return strings.Join(all, " ")
}

func same(a, b Session) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

func TestRefresh(t *testing.T) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]handset{
		"ecdsa": newHandset(), "ecdsa, r and s": {key: newHandset().key, raw: true}, "ed25519": {key: edwards},
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t)
			s := enters(t, f, mobile, h)
			begun := f.Now()
			if !s.Expires.Equal(begun.Add(15*time.Minute)) || !s.RefreshExpires.Equal(begun.Add(90*24*time.Hour)) || s.Refresh == "" {
				t.Fatalf("%+v", s)
			}
			for i := range 5 {
				f.pass(14 * time.Minute)
				next, err := f.renew(h, s)
				if err != nil {
					t.Fatalf("renewal %d: %v", i, err)
				}
				if next.Token == s.Token || next.Refresh == s.Refresh || !next.RefreshExpires.Equal(s.RefreshExpires) ||
					!next.Expires.Equal(f.Now().Add(15*time.Minute)) || next.Who.ID != s.Who.ID {
					t.Fatalf("renewal %d: %+v", i, next)
				}
				for _, live := range []Session{s, next} { // what is on its way with the old one arrives
					if who, err := f.Who(t.Context(), live.Token); err != nil || who.Phone != mobile {
						t.Errorf("renewal %d: %+v, %v", i, who, err)
					}
				}
				s = next
			}
			if kept := fmt.Sprintf("%+v", f.kept.state); strings.Contains(kept, s.Token) || strings.Contains(kept, s.Refresh) {
				t.Error("a token is kept")
			}
		})
	}
}

// Renewing does not lengthen: ninety days after the code it ends, whatever was done.
func TestRefreshEndsAfterNinetyDays(t *testing.T) {
	f, h := open(t), newHandset()
	s := enters(t, f, mobile, h)
	end := s.RefreshExpires
	f.pass(90*24*time.Hour - 5*time.Minute)
	s, err := f.renew(h, s)
	if err != nil || !s.Expires.Equal(end) { // nor does the session outlive it
		t.Fatalf("%+v, %v", s, err)
	}
	f.pass(5 * time.Minute)
	_, err = f.renew(h, s)
	is(t, err, seva.Unauthenticated, "refresh")
	_, err = f.Who(t.Context(), s.Token)
	is(t, err, seva.Unauthenticated, "token")
}

// The answer was lost: the same token gives it again, also after its session has ended,
// until the next one is shown; then it is theft.
func TestRefreshAgain(t *testing.T) {
	f, h := open(t), newHandset()
	first := enters(t, f, mobile, h)
	f.pass(time.Minute)
	second, err := f.renew(h, first)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		f.pass(20 * time.Minute)
		again, err := f.renew(h, first)
		if err != nil || !same(again, second) {
			t.Fatalf("%+v, %v, want %+v", again, err, second)
		}
	}
	if n := len(f.kept.families); n != 1 || f.acts() != "" {
		t.Errorf("%d families, %s", n, f.acts())
	}
	third, err := f.renew(h, second)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.renew(h, first)
	is(t, err, seva.Unauthenticated, "refresh")
	if f.acts() != "session.theft" || f.kept.leaves[0].Subject != first.Who.ID {
		t.Errorf("acts %s", f.acts())
	}
	for _, s := range []Session{first, second, third} {
		_, err = f.renew(h, s)
		is(t, err, seva.Unauthenticated, "refresh")
		_, err = f.Who(t.Context(), s.Token)
		is(t, err, seva.Unauthenticated, "token")
	}
	if f.acts() != "session.theft" {
		t.Errorf("an ended family was audited again: %s", f.acts())
	}
}

// Without the device's proof nothing happens, whichever token it is.
func TestRefreshWantsTheDevice(t *testing.T) {
	f, h, other := open(t), newHandset(), newHandset()
	first := enters(t, f, mobile, h)
	second, err := f.renew(h, first)
	if err != nil {
		t.Fatal(err)
	}
	second, err = f.renew(h, second)
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{first.Refresh, second.Refresh} {
		for name, proof := range map[string]string{
			"none": "", "another key's": other.sign(RefreshText(token)), "of another text": h.sign(MoveText(token)),
			"of another token": h.sign(RefreshText(first.Token)), "not base64url": "~~~~", "long": strings.Repeat("A", 4096),
		} {
			_, err := f.Refresh(t.Context(), token, proof)
			if e := is(t, err, seva.Unauthenticated, "refresh"); e.Field != "" {
				t.Errorf("%s: %v", name, e)
			}
		}
	}
	for name, token := range map[string]string{
		"none": "", "short": second.Refresh[1:], "an access token": second.Token,
		"changed": "A" + second.Refresh[1:], "changed at its end": second.Refresh[:len(second.Refresh)-4] + "AAAA",
		"of no family": f.writeTicket(ticket{strings.Repeat("ab", familyBytes), 1, make([]byte, tokenBytes)}),
	} {
		_, err := f.Refresh(t.Context(), token, h.sign(RefreshText(token)))
		if e := is(t, err, seva.Unauthenticated, "refresh"); e.Field != "" {
			t.Errorf("%s: %v", name, e)
		}
	}
	if _, err := f.renew(h, second); err != nil || f.acts() != "" {
		t.Errorf("after all that: %v, %s", err, f.acts())
	}
}

// Whoever has the server's key and the database, but no token, can still make none: a
// token takes the one before it.
func TestRefreshIsNotMadeOfTheKeyAlone(t *testing.T) {
	f, h := open(t), newHandset()
	s := enters(t, f, mobile, h)
	read, _ := f.readTicket(s.Refresh)
	forged := f.writeTicket(ticket{read.family, read.number, make([]byte, tokenBytes)})
	_, err := f.Refresh(t.Context(), forged, h.sign(RefreshText(forged)))
	is(t, err, seva.Unauthenticated, "refresh")
	if _, err := f.renew(h, s); err != nil {
		t.Errorf("the real one: %v", err)
	}
}

// Fifty at once with one token: one answer, and one session.
func TestRefreshRace(t *testing.T) {
	f, h := open(t), newHandset()
	s := enters(t, f, mobile, h)
	proof := h.sign(RefreshText(s.Refresh))
	var answers [50]Session
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			var err error
			if answers[i], err = f.Refresh(context.Background(), s.Refresh, proof); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if !same(a, answers[0]) {
			t.Fatalf("%+v and %+v", a, answers[0])
		}
	}
	if len(f.kept.sittings) != 2 || f.acts() != "" {
		t.Errorf("%d sessions, %s", len(f.kept.sittings), f.acts())
	}
}
