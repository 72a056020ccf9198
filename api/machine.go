package api

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"duar/seva"
	"duar/seva/identity"
)

// What a machine's token is held to. It is signed anew for each request, so that one which
// somebody overhears is of no use.
const (
	machineAudience = "duar"
	machineLife     = 30 * time.Second // between iat and exp, at most
	machineSkew     = 30 * time.Second // that a machine's clock may be wrong by
	longestID       = 128              // bytes of a jti
)

// machineTokens reads them. The time is looked at in timely, by the world's clock.
var machineTokens = jwt.NewParser(jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation(),
	jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg(), jwt.SigningMethodES256.Alg()}))

// machine gives whose signed token it is (RFC 7519): iss is the client's id, kid its key.
// Every failure has one answer. The algorithm is the key's: a token that names another is
// judged by a key that nobody has, and so is one of a client or a key that there is not, so
// that each pays for one signature and the time taken says nothing.
func (s *Server) machine(ctx context.Context, token string) (identity.Principal, error) {
	var (
		who    identity.Principal
		lost   error // the client, for whichever reason
		claims jwt.RegisteredClaims
	)
	_, err := machineTokens.ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
		var found identity.Principal
		var keys []identity.ClientKey
		found, keys, lost = s.Clients.Client(ctx, claims.Issuer)
		if lost == nil && t.Header["crit"] == nil { // we know none of its extensions (RFC 7515 section 4.1.11)
			who = found
			if key, alg := keyNamed(keys, t.Header["kid"]); alg == t.Method.Alg() {
				return key, nil
			}
		}
		return nobodysKeys()[t.Method.Alg()], nil
	})
	switch {
	case lost != nil && seva.KindOf(lost) != seva.Unauthenticated:
		return identity.Principal{}, lost
	case err != nil || who.Kind != identity.Machine || !timely(claims, s.World.Now()):
		return identity.Principal{}, unknownToken()
	}
	// Only now: whoever cannot sign must not be able to use up what others have signed.
	fresh, err := s.Clients.Fresh(ctx, claims.Issuer, claims.ID, claims.ExpiresAt.Add(machineSkew))
	if err != nil {
		return identity.Principal{}, err
	}
	if !fresh {
		return identity.Principal{}, unknownToken()
	}
	return who, nil
}

func unknownToken() error { return seva.Fail(seva.Unauthenticated, seva.Say("error.token")) }

// keyNamed gives the key that a token names and the one algorithm that goes with it; none
// where there is no such key, or one of a kind that we do not take.
func keyNamed(keys []identity.ClientKey, kid any) (key any, alg string) {
	id, _ := kid.(string)
	i := slices.IndexFunc(keys, func(k identity.ClientKey) bool { return k.ID == id && id != "" })
	if i < 0 {
		return nil, ""
	}
	key, ok := identity.ReadKey(keys[i].Public)
	switch _, edwards := key.(ed25519.PublicKey); {
	case !ok:
		return nil, ""
	case edwards:
		return key, jwt.SigningMethodEdDSA.Alg()
	}
	return key, jwt.SigningMethodES256.Alg()
}

// timely tells whether a token is for us, of now, and of one use.
func timely(c jwt.RegisteredClaims, now time.Time) bool {
	if len(c.Audience) != 1 || c.Audience[0] != machineAudience || c.IssuedAt == nil || c.ExpiresAt == nil {
		return false
	}
	if c.ID == "" || len(c.ID) > longestID {
		return false
	}
	life := c.ExpiresAt.Sub(c.IssuedAt.Time)
	return life > 0 && life <= machineLife && now.Before(c.ExpiresAt.Add(machineSkew)) &&
		!c.IssuedAt.After(now.Add(machineSkew)) && (c.NotBefore == nil || !c.NotBefore.After(now.Add(machineSkew)))
}

// nobodysKeys are good keys whose private half is forgotten at once.
var nobodysKeys = sync.OnceValue(func() map[string]any {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("api: " + err.Error()) // the system's chance never fails
	}
	edwards, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic("api: " + err.Error())
	}
	return map[string]any{jwt.SigningMethodES256.Alg(): &curve.PublicKey, jwt.SigningMethodEdDSA.Alg(): edwards}
})
