package digilocker

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
)

// proved tells whether the header is the HMAC-SHA256 of these very bytes under the key, in
// base64 of what was agreed on.
func (i *Issuer) proved(header string, body []byte) bool {
	mac := hmac.New(sha256.New, []byte(i.Key))
	mac.Write(body)
	sum := mac.Sum(nil)
	if i.Hex {
		sum = []byte(hex.EncodeToString(sum))
	}
	want := base64.StdEncoding.EncodeToString(sum)
	return same(strings.TrimSpace(header), want)
}

// sent tells whether a request is for us and of now: its organisation, and the keyhash,
// which is SHA-256 over the key and the ts, in hex. All are looked at, whichever is wrong.
func (i *Issuer) sent(r request) bool {
	sum := sha256.Sum256([]byte(i.Key + r.ts))
	ours := same(r.org, i.OrgID)
	fresh := same(strings.ToLower(r.keyHash), hex.EncodeToString(sum[:]))
	return ours && fresh && r.txn != "" && i.timely(r.ts)
}

// once names a request for ever: what was overheard has the same txn and ts.
func (r request) once() string {
	sum := sha256.Sum256([]byte(r.txn + "\x00" + r.ts))
	return hex.EncodeToString(sum[:])
}

// timely tells whether a ts is as near to now as was agreed.
func (i *Issuer) timely(ts string) bool {
	if i.Skew <= 0 {
		return true
	}
	at, err := time.Parse(time.RFC3339, ts)
	if err != nil {
		return false
	}
	away := i.world.Now().Sub(at)
	return away.Abs() <= i.Skew
}

// same compares in a time that does not tell where two texts differ.
func same(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
