package api_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"duar/api"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// machines is an identity.Clients with two departments' systems and one that is suspended.
type machines struct {
	mu   sync.Mutex
	keys map[string][]signer
	who  map[string]identity.Principal
	seen map[string]bool
	fail error
}

// signer is a key of a client: its public half is known, unless it has been rotated away.
type signer struct {
	id      string
	private crypto.Signer
	gone    bool
}

func newMachines() *machines {
	m := &machines{seen: map[string]bool{}, keys: map[string][]signer{
		"cmo-desk": {{id: "old", private: edwards(0), gone: true}, {id: "2026-10", private: edwards(1)}, {id: "2026-11", private: p256()}},
		"lr-desk":  {{id: "1", private: edwards(2)}, {id: "rsa", private: long()}, {id: "p384", private: p384()}},
		"shut":     {{id: "1", private: edwards(3)}},
	}}
	m.who = map[string]identity.Principal{
		"cmo-desk": {Kind: identity.Machine, ID: "cmo-desk", Name: "CMO", Roles: []casework.Role{casework.Verifier}, Offices: []string{"cmo.*"}},
		"lr-desk":  {Kind: identity.Machine, ID: "lr-desk", Name: "LR", Roles: []casework.Role{casework.Verifier}, Offices: []string{"lr.*"}},
	}
	return m
}

// The keys are made once: their making is most of what a test would take.
var (
	p256 = sync.OnceValue(func() crypto.Signer { return made(elliptic.P256()) })
	p384 = sync.OnceValue(func() crypto.Signer { return made(elliptic.P384()) })
	long = sync.OnceValue(func() crypto.Signer { k, _ := rsa.GenerateKey(rand.Reader, 2048); return k })
)

// edwards gives one of the Ed25519 keys, always the same.
func edwards(i byte) crypto.Signer {
	return ed25519.NewKeyFromSeed(append(make([]byte, ed25519.SeedSize-1), i))
}

func made(c elliptic.Curve) crypto.Signer { k, _ := ecdsa.GenerateKey(c, rand.Reader); return k }

func (m *machines) Client(_ context.Context, id string) (identity.Principal, []identity.ClientKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return identity.Principal{}, nil, m.fail
	}
	who, ok := m.who[id]
	if !ok {
		return identity.Principal{}, nil, seva.Fail(seva.Unauthenticated, seva.Say("error.token"))
	}
	var keys []identity.ClientKey
	for _, k := range m.keys[id] {
		der, err := x509.MarshalPKIXPublicKey(k.private.Public())
		if err != nil {
			return who, nil, err
		}
		if !k.gone {
			keys = append(keys, identity.ClientKey{ID: k.id, Public: der, From: recorded})
		}
	}
	return who, keys, nil
}

func (m *machines) Fresh(_ context.Context, client, jti string, until time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := client + " " + jti
	fresh := !m.seen[key]
	m.seen[key] = true
	return fresh && until.After(recorded), nil
}

// ticket is a token on its way to be signed, good unless a test changes it.
type ticket struct {
	client, kid string
	signer      crypto.Signer // the client's key of that id, unless given
	method      jwt.SigningMethod
	secret      any // signs instead
	claims      jwt.MapClaims
	header      map[string]any
}

var jtis int

func (m *machines) ticket(client, kid string) *ticket {
	jtis++
	t := &ticket{client: client, kid: kid, method: jwt.SigningMethodEdDSA, header: map[string]any{}, claims: jwt.MapClaims{
		"iss": client, "aud": "duar", "iat": recorded.Unix(), "exp": recorded.Add(30 * time.Second).Unix(), "jti": "jti-" + strconv.Itoa(jtis),
	}}
	if i := slices.IndexFunc(m.keys[client], func(k signer) bool { return k.id == kid }); i >= 0 {
		t.signer = m.keys[client][i].private
		switch k := t.signer.(type) {
		case *ecdsa.PrivateKey:
			if t.method = jwt.SigningMethodES256; k.Curve == elliptic.P384() {
				t.method = jwt.SigningMethodES384
			}
		case *rsa.PrivateKey:
			t.method = jwt.SigningMethodRS256
		}
	}
	return t
}

func (k *ticket) sign(t testing.TB) string {
	t.Helper()
	token := jwt.NewWithClaims(k.method, k.claims)
	if k.kid != "" {
		token.Header["kid"] = k.kid
	}
	for name, value := range k.header {
		token.Header[name] = value
	}
	var key any = k.signer
	if k.secret != nil {
		key = k.secret
	}
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// F33: whatever is wrong with a token, the answer is the same 401, and nothing of it is
// used up. Each row is one change to a token that is good.
func TestTokensOfMachinesThatAreNoGood(t *testing.T) {
	w := newWorld(t)
	m := w.desks.machines
	unix := func(d time.Duration) int64 { return recorded.Add(d).Unix() }
	span := func(iat, exp time.Duration) func(*ticket) {
		return func(k *ticket) { k.claims["iat"], k.claims["exp"] = unix(iat), unix(exp) }
	}
	claim := func(name string, value any) func(*ticket) { return func(k *ticket) { k.claims[name] = value } }
	lacks := func(name string) func(*ticket) { return func(k *ticket) { delete(k.claims, name) } }
	public := func(client, kid string) []byte {
		i := slices.IndexFunc(m.keys[client], func(k signer) bool { return k.id == kid })
		der, err := x509.MarshalPKIXPublicKey(m.keys[client][i].private.Public())
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	for name, change := range map[string]func(*ticket){
		"alg none": func(k *ticket) { k.method, k.secret = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType },
		"alg NONE": func(k *ticket) { k.header["alg"] = "NONE" },
		"HS256 with the public key as the secret": func(k *ticket) {
			k.method, k.secret = jwt.SigningMethodHS256, public("cmo-desk", "2026-10")
		},
		"HS256 with the bytes of the curve": func(k *ticket) {
			k.method, k.secret = jwt.SigningMethodHS256, []byte(m.keys["cmo-desk"][1].private.Public().(ed25519.PublicKey))
		},
		"ES256 over an Ed25519 key": func(k *ticket) {
			k.method, k.signer = jwt.SigningMethodES256, p256()
		},
		"EdDSA named, ES256 signed": func(k *ticket) {
			k.kid, k.method, k.signer, k.header["alg"] = "2026-11", jwt.SigningMethodES256, p256(), "EdDSA"
		},
		"RS256":                      func(k *ticket) { *k = *m.ticket("lr-desk", "rsa") },
		"ES384":                      func(k *ticket) { *k = *m.ticket("lr-desk", "p384") },
		"another's key":              func(k *ticket) { k.signer = m.keys["lr-desk"][0].private },
		"kid of another client":      func(k *ticket) { o := m.ticket("lr-desk", "1"); k.kid, k.signer = "1", o.signer },
		"another's issuer":           claim("iss", "lr-desk"),
		"a rotated key":              func(k *ticket) { *k = *m.ticket("cmo-desk", "old") },
		"a suspended client":         func(k *ticket) { *k = *m.ticket("shut", "1") },
		"a client that there is not": claim("iss", "nobody"),
		"no issuer":                  lacks("iss"),
		"no kid":                     func(k *ticket) { k.kid = "" },
		"a kid that is a number":     func(k *ticket) { k.header["kid"] = 202610 },
		"a kid that is a path":       func(k *ticket) { k.kid = "../2026-10" },
		"an extension":               func(k *ticket) { k.header["crit"] = []string{"b64"}; k.header["b64"] = false },
		"wrong aud":                  claim("aud", "digit"),
		"aud among others":           claim("aud", []string{"duar", "digit"}),
		"no aud":                     lacks("aud"),
		"no exp":                     lacks("exp"),
		"no iat":                     lacks("iat"),
		"no jti":                     lacks("jti"),
		"an endless jti":             claim("jti", strings.Repeat("j", 129)),
		"expired":                    span(-61*time.Second, -31*time.Second),
		"far future":                 span(time.Hour, time.Hour+30*time.Second),
		"from 31 s ahead":            span(31*time.Second, 60*time.Second),
		"31 s long":                  span(0, 31*time.Second),
		"of the day":                 span(0, 24*time.Hour),
		"no length":                  span(0, 0),
		"backwards":                  span(20*time.Second, 0),
		"numbers beyond reason":      func(k *ticket) { k.claims["iat"], k.claims["exp"] = 1e300, 1e300 },
		"times that are words":       claim("exp", "soon"),
		"not before later":           claim("nbf", unix(time.Hour)),
		"over-long":                  claim("note", strings.Repeat("n", 1024)),
	} {
		t.Run(name, func(t *testing.T) {
			k := m.ticket("cmo-desk", "2026-10")
			change(k)
			used := len(m.seen)
			r := w.get(t, "/v1/inbox", "Authorization: Bearer "+k.sign(t))
			if p := problem(t, r); r.StatusCode != http.StatusUnauthorized || p.Code != "token" || r.Header.Get("WWW-Authenticate") != `Bearer realm="duar", error="invalid_token"` {
				t.Errorf("%d %s", r.StatusCode, r.Body)
			}
			if len(m.seen) != used {
				t.Error("a jti was used up")
			}
		})
	}
	good := m.ticket("cmo-desk", "2026-10").sign(t)
	head, rest, _ := strings.Cut(good, ".")
	body, signature, _ := strings.Cut(rest, ".")
	for name, token := range map[string]string{
		"two parts": head + "." + body, "four parts": good + ".", "no signature": head + "." + body + ".",
		"half a signature": good[:len(good)-20], "padded": good + "==", "loose bits": good[:len(good)-1] + "-",
		"no header": "." + body + "." + signature, "not base64": "a.b.c", "not JSON": "YQ.YQ.YQ", "null": "bnVsbA.bnVsbA." + signature, "dots": "..",
		"claims changed": head + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"cmo-desk"}`)) + "." + signature,
	} {
		if r := w.get(t, "/v1/inbox", "Authorization: Bearer "+token); r.StatusCode != 401 || problem(t, r).Code != "token" {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Body)
		}
	}
	if r := w.get(t, "/v1/inbox", "Authorization: Bearer "+good); r.StatusCode != 200 {
		t.Errorf("the good one, after all of that: %d %s", r.StatusCode, r.Body)
	}
}

// What is good: either algorithm, at the edges of time, once.
func TestTokensOfMachines(t *testing.T) {
	w := newWorld(t)
	m := w.desks.machines
	ask := func(k *ticket) int {
		return w.get(t, "/v1/inbox", "Authorization: Bearer "+k.sign(t)).StatusCode
	}
	for _, kid := range []string{"2026-10", "2026-11"} {
		k := m.ticket("cmo-desk", kid)
		if got := ask(k); got != 200 {
			t.Errorf("%s: %d", kid, got)
		}
		if got := ask(k); got != 401 {
			t.Errorf("%s, a second time: %d", kid, got)
		}
	}
	for _, edge := range [][2]time.Duration{{-59 * time.Second, -29 * time.Second}, {30 * time.Second, 60 * time.Second}, {0, time.Second}} {
		k := m.ticket("cmo-desk", "2026-11")
		k.claims["iat"], k.claims["exp"] = recorded.Add(edge[0]).Unix(), recorded.Add(edge[1]).Unix()
		if got := ask(k); got != 200 {
			t.Errorf("%v: %d", edge, got)
		}
	}
	// A jti is a client's own: another may have the same one.
	one, other := m.ticket("cmo-desk", "2026-10"), m.ticket("lr-desk", "1")
	other.claims["jti"] = one.claims["jti"]
	if ask(one) != 200 || ask(other) != 200 {
		t.Error("the jti of one client was another's")
	}
	// What cannot be told is not let in, and does not look like a bad token.
	m.fail = seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
	if got := ask(m.ticket("cmo-desk", "2026-10")); got != 503 {
		t.Errorf("without a register of clients: %d", got)
	}
	m.fail = nil
	// Without any machines a token with dots in it is one that nobody has.
	alone := newWorld(t, func(c *api.Config) { c.Clients = nil })
	if r := alone.get(t, "/v1/me", "Authorization: Bearer "+m.ticket("cmo-desk", "2026-10").sign(t)); r.StatusCode != 401 {
		t.Errorf("%d", r.StatusCode)
	}
}

// A machine works for its offices as an officer does, and does nothing of a person's.
func TestAMachineAtTheOffice(t *testing.T) {
	w := newWorld(t)
	m := w.desks.machines
	path := w.applied(t, asCitizen)
	as := func(client, kid string) string { return "Authorization: Bearer " + m.ticket(client, kid).sign(t) }
	if r := w.get(t, "/v1/inbox", as("cmo-desk", "2026-10")); r.StatusCode != 200 || !strings.Contains(r.Body, "GR2026000001") {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	if r := w.get(t, "/v1/inbox", as("lr-desk", "1")); r.StatusCode != 200 || strings.Contains(r.Body, "GR2026000001") {
		t.Errorf("another department's: %d %s", r.StatusCode, r.Body)
	}
	if r := w.get(t, path, as("lr-desk", "1")); r.StatusCode != 404 || problem(t, r).Code != "case.unknown" {
		t.Errorf("another department's: %d %s", r.StatusCode, r.Body)
	}
	if r := w.act(t, path, `{"version":1,"action":"take_up"}`, as("cmo-desk", "2026-11"), "m1"); r.StatusCode != 200 {
		t.Errorf("%d %s", r.StatusCode, r.Body)
	}
	for _, closed := range []string{"/v1/me", "/v1/cases", "/v1/me/consents", "/v1/staff", "/v1/requests", "/v1/drafts/x"} {
		if r := w.get(t, closed, as("cmo-desk", "2026-10")); r.StatusCode != 403 {
			t.Errorf("%s: %d %s", closed, r.StatusCode, r.Body)
		}
	}
	if w.desks.door.asked != 0 && strings.Contains(w.log.String(), "eyJ") {
		t.Errorf("the log holds a token: %s", w.log)
	}
}
