package storetest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"duar/seva"
	"duar/seva/identity"
)

// handset is an app's installation with its key.
type handset struct{ key *ecdsa.PrivateKey }

func newHandset(t *testing.T) handset {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return handset{key}
}

func (h handset) device() identity.Device {
	der, err := x509.MarshalPKIXPublicKey(h.key.Public())
	if err != nil {
		panic(err)
	}
	return identity.Device(base64.RawURLEncoding.EncodeToString(der))
}

func (h handset) sign(text string) string {
	sum := sha256.Sum256([]byte(text))
	b, err := ecdsa.SignASN1(rand.Reader, h.key, sum[:])
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func (h handset) renew(ctx context.Context, d *identity.Desk, token string) (identity.Session, error) {
	return d.Refresh(ctx, token, h.sign(identity.RefreshText(token)))
}

// enters signs a number in on a handset.
func enters(t *testing.T, d *identity.Desk, codes func() []string, p seva.Phone, h handset) identity.Session {
	t.Helper()
	c, err := d.Ask(t.Context(), p, seva.English)
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Enter(t.Context(), c.ID, codes()[len(codes())-1], h.device())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sends asks for a code in a session and gives it.
func sends(t *testing.T, d *identity.Desk, codes func() []string, s identity.Session, p identity.Purpose, to seva.Phone) (challenge, code string) {
	t.Helper()
	c, err := d.AskFor(t.Context(), s.Token, p, to)
	if err != nil {
		t.Fatal(err)
	}
	return c.ID, codes()[len(codes())-1]
}

// actsOf counts the leaves of an act.
func actsOf(t *testing.T, s AccountStore, act string) (n int) {
	t.Helper()
	err := s.Leaves(t.Context(), 0, 1000, func(_ int64, data, _ []byte) error {
		if strings.Contains(string(data), `"act":"`+act+`"`) {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func refreshesAtOnce(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	h := newHandset(t)
	first := enters(t, d, codes, "919831012345", h)
	var answers [50]identity.Session
	atOnce(50, func(i int) {
		var err error
		if answers[i], err = h.renew(t.Context(), d, first.Refresh); err != nil {
			t.Error(err)
		}
	})
	for _, a := range answers[1:] {
		if fmt.Sprint(a) != fmt.Sprint(answers[0]) {
			t.Fatalf("%+v and %+v", a, answers[0])
		}
	}
	if _, err := d.Who(t.Context(), answers[0].Token); err != nil {
		t.Error(err)
	}
	second, err := h.renew(t.Context(), d, answers[0].Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.renew(t.Context(), d, first.Refresh); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("theft: %v", err)
	}
	if n := actsOf(t, s, "session.theft"); n != 1 {
		t.Errorf("%d leaves", n)
	}
	for _, token := range []string{first.Token, answers[0].Token, second.Token} {
		if _, err := d.Who(t.Context(), token); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("after theft: %v", err)
		}
	}
}

// Whichever comes first, no session is left that somebody was given meanwhile.
func refreshesWhileEnding(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	for i := range 9 {
		phone := seva.Phone(fmt.Sprintf("9198310%05d", i))
		h := newHandset(t)
		first := enters(t, d, codes, phone, h)
		var mu sync.Mutex
		given := []identity.Session{first}
		atOnce(4, func(who int) {
			if who == 0 {
				err := []func() error{
					func() error { return d.LeaveAll(t.Context(), first.Token) },
					func() error { return d.Leave(t.Context(), first.Token) },
					func() error { return d.Bar(t.Context(), phone, true) },
				}[i%3]()
				if err != nil {
					t.Error(err)
				}
				return
			}
			if next, err := h.renew(t.Context(), d, first.Refresh); err == nil {
				mu.Lock()
				given = append(given, next)
				mu.Unlock()
			} else if seva.KindOf(err) != seva.Unauthenticated {
				t.Error(err)
			}
		})
		if err := d.Bar(t.Context(), phone, false); err != nil {
			t.Fatal(err)
		}
		for _, one := range given {
			if _, err := d.Who(t.Context(), one.Token); seva.KindOf(err) != seva.Unauthenticated {
				t.Errorf("%d: a session goes on: %v", i, err)
			}
			if _, err := h.renew(t.Context(), d, one.Refresh); seva.KindOf(err) != seva.Unauthenticated {
				t.Errorf("%d: a token is good: %v", i, err)
			}
		}
	}
}

// placeOf tells which token of its family one is, from 0.
func placeOf(token string) int {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 24 {
		return -1
	}
	return int(binary.BigEndian.Uint64(b[16:])) - 1
}

// lineage is what a model knows of one: which token is good, and whether it is over.
type lineage struct {
	present int
	over    bool
}

// refreshing is the sequence that any history of a family must be alike: shown is the
// token's place or -1 to leave; got is the place of the token that was given, or -1.
var refreshing = porcupine.Model{
	Init: func() any { return lineage{} },
	Step: func(state, input, output any) (bool, any) {
		f, shown, got := state.(lineage), input.(int), output.(int)
		switch {
		case shown < 0:
			f.over = true
			return true, f
		case f.over || shown > f.present:
			return got < 0, f
		case shown == f.present:
			f.present++
			return got == f.present, f
		case shown == f.present-1:
			return got == f.present, f
		default: // theft
			f.over = true
			return got < 0, f
		}
	},
}

// Many at once, with tokens that are good, repeated and stolen: what each is told could
// have happened in some order, one after the other.
func refreshesInOrder(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	h := newHandset(t)
	for round := range 4 {
		first := enters(t, d, codes, seva.Phone(fmt.Sprintf("9198310%05d", round)), h)
		var mu sync.Mutex
		known := map[int]string{0: first.Refresh}
		var history []porcupine.Operation
		begun := time.Now()
		atOnce(6, func(who int) {
			r := mathrand.New(mathrand.NewPCG(uint64(round), uint64(who))) //nolint:gosec // not a secret
			for range 8 {
				mu.Lock()
				// Mostly one of the last two; seldom an older one, which ends it.
				shown := max(0, len(known)-1-r.IntN(2)-3*b2i(r.IntN(12) == 0))
				token := known[shown]
				mu.Unlock()
				op := porcupine.Operation{ClientId: who, Input: shown, Call: time.Since(begun).Nanoseconds(), Output: -1}
				next, err := h.renew(t.Context(), d, token)
				op.Return = time.Since(begun).Nanoseconds()
				if err == nil {
					op.Output = placeOf(next.Refresh)
				} else if seva.KindOf(err) != seva.Unauthenticated {
					t.Error(err)
					return
				}
				mu.Lock()
				history = append(history, op)
				if err == nil {
					if was, there := known[placeOf(next.Refresh)]; there && was != next.Refresh {
						t.Error("one place, two tokens")
					}
					known[placeOf(next.Refresh)] = next.Refresh
				}
				mu.Unlock()
			}
		})
		if got := porcupine.CheckOperationsTimeout(refreshing, history, 20*time.Second); got != porcupine.Ok {
			t.Fatalf("round %d: %d operations in no order: %s", round, len(history), got)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
