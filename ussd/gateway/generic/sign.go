package generic

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"duar/ussd/gateway"
)

// The headers of a signed request.
const (
	SignatureHeader = "X-Duar-Signature" // Sign's result
	TimestampHeader = "X-Duar-Timestamp" // seconds since 1970, within Window of our clock
	NonceHeader     = "X-Duar-Nonce"     // 16 to 64 of A-Z a-z 0-9 - _, never used twice
)

// Window is how far the operator's clock may be from ours. A nonce is remembered for
// twice as long, so a request that is too old for the nonces is too old for the clock.
const Window = 300 * time.Second

// Sign gives the signature of a request: the HMAC-SHA256, in hexadecimal, of method, path,
// timestamp, nonce and body, each but the last followed by a newline.
func Sign(secret []byte, method, path, timestamp, nonce string, body []byte) string {
	return hex.EncodeToString(mac(secret, method, path, timestamp, nonce, body))
}

func mac(secret []byte, method, path, timestamp, nonce string, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	for _, line := range []string{method, path, timestamp, nonce} {
		h.Write([]byte(line + "\n"))
	}
	h.Write(body)
	return h.Sum(nil)
}

// verify lets a request through once. The nonce is noted last, so that nobody without a
// secret can use one up.
func (g *Gateway) verify(ctx context.Context, r gateway.Request) error {
	if r.RawQuery != "" {
		return gateway.Bad("a query is not signed and not allowed")
	}
	timestamp, nonce := r.Header(TimestampHeader), r.Header(NonceHeader)
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return gateway.Unknown("the timestamp is missing or not in seconds")
	}
	if age := r.Received.Sub(time.Unix(seconds, 0)).Abs(); age > Window {
		return gateway.Unknown("the timestamp is more than 300 seconds from this server's clock")
	}
	if !wellFormed(nonce) {
		return gateway.Unknown("the nonce is missing or not 16 to 64 letters, digits, - and _")
	}
	signature, err := hex.DecodeString(r.Header(SignatureHeader))
	if err != nil || !g.signed(signature, r, timestamp, nonce) {
		return gateway.Unknown("the signature is missing or wrong")
	}
	fresh, err := g.nonces.Fresh(ctx, g.Name()+" "+nonce, r.Received.Add(2*Window))
	if err != nil {
		return fmt.Errorf("generic: nonces: %w", err)
	}
	if !fresh {
		return gateway.Unknown("the nonce has been used")
	}
	return nil
}

func (g *Gateway) signed(signature []byte, r gateway.Request, timestamp, nonce string) bool {
	good := false
	for _, secret := range g.secrets { // all of them, so that time tells nothing
		good = hmac.Equal(signature, mac(secret, r.Method, r.Path, timestamp, nonce, r.Body)) || good
	}
	return good
}

// wellFormed keeps newlines out of what is joined by newlines.
func wellFormed(nonce string) bool {
	if len(nonce) < 16 || len(nonce) > 64 {
		return false
	}
	for _, c := range []byte(nonce) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
