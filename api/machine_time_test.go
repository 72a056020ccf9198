package api

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"duar/seva"
	"duar/seva/identity"
)

// oneClient knows one machine, with one key.
type oneClient struct {
	public []byte
	fresh  int
}

func (c *oneClient) Client(_ context.Context, id string) (identity.Principal, []identity.ClientKey, error) {
	if id != "known" {
		return identity.Principal{}, nil, unknownToken()
	}
	return identity.Principal{Kind: identity.Machine, ID: id}, []identity.ClientKey{{ID: "k1", Public: c.public}}, nil
}

func (c *oneClient) Fresh(context.Context, string, string, time.Time) (bool, error) {
	c.fresh++
	return true, nil
}

// How long a refusal takes does not tell which clients and keys there are: each has one
// signature to judge. Medians of rounds that are mixed, so that a busy machine is busy for
// all of them; a refusal that judged nothing would take a small part.
func TestRefusingAMachineTakesOneTime(t *testing.T) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []struct {
		method jwt.SigningMethod
		own    crypto.Signer // of this kind is the client's key
	}{{jwt.SigningMethodEdDSA, edwards}, {jwt.SigningMethodES256, curve}} {
		public, err := x509.MarshalPKIXPublicKey(kind.own.Public())
		if err != nil {
			t.Fatal(err)
		}
		clients := &oneClient{public: public}
		s := &Server{Config: Config{Clients: clients, World: seva.RealWorld()}}
		// A stranger's key, so that even the known client's known key refuses it.
		var stranger crypto.Signer
		if _, is := kind.own.(*ecdsa.PrivateKey); is {
			stranger, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		} else {
			_, stranger, err = ed25519.GenerateKey(rand.Reader)
		}
		if err != nil {
			t.Fatal(err)
		}
		made := func(client, kid string) string {
			now := time.Now()
			token := jwt.NewWithClaims(kind.method, jwt.MapClaims{
				"iss": client, "aud": "duar", "iat": now.Unix(), "exp": now.Add(20 * time.Second).Unix(), "jti": strconv.Itoa(len(kid)),
			})
			token.Header["kid"] = kid
			signed, err := token.SignedString(stranger)
			if err != nil {
				t.Fatal(err)
			}
			return signed
		}
		tokens := map[string]string{"wrong key": made("known", "k1"), "no such key": made("known", "k2"), "no such client": made("other", "k1")}
		took := map[string][]time.Duration{}
		for range 300 {
			for name, token := range tokens {
				start := time.Now()
				if _, err := s.machine(t.Context(), token); seva.KindOf(err) != seva.Unauthenticated {
					t.Fatalf("%s is let in: %v", name, err)
				}
				took[name] = append(took[name], time.Since(start))
			}
		}
		var medians []time.Duration
		for name := range tokens {
			slices.Sort(took[name])
			medians = append(medians, took[name][len(took[name])/2])
		}
		if least, most := slices.Min(medians), slices.Max(medians); most > 2*least {
			t.Errorf("%s: the medians are from %s to %s", kind.method.Alg(), least, most)
		}
		if clients.fresh != 0 {
			t.Error("a token that was refused has used up a jti")
		}
	}
}
