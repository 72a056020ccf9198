package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238's own hash, and the only one that every authenticator app speaks
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// The time-based code of RFC 6238 as authenticator apps have it.
const (
	totpPeriod = 30 // seconds
	totpDrift  = 1  // steps that a phone's clock may be off, either way
	totpSecret = 20 // bytes, as RFC 4226 §4 recommends
	issuer     = "duar"
)

// hotp is RFC 4226 §5.3: a counter's code.
func hotp(secret []byte, counter uint64, digits int) string {
	h := hmac.New(sha1.New, secret)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], counter)
	h.Write(b[:])
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	tens := uint32(1)
	for range digits {
		tens *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%tens)
}

// step gives the time step a code belongs to, near now and behind the last one used. It
// compares all of them, so that its time tells nothing.
func step(secret []byte, code string, now time.Time, last int64) (at int64, ok bool) {
	present := now.Unix() / totpPeriod
	for n := present - totpDrift; n <= present+totpDrift; n++ {
		same := subtle.ConstantTimeCompare([]byte(hotp(secret, uint64(n), codeDigits)), []byte(code)) == 1
		if same && n > last && !ok {
			at, ok = n, true
		}
	}
	return at, ok
}

// CodeAt gives the code that an authenticator app shows at a moment for a secret as
// Enrolment has it; "" for no secret. For walks and tests, which have no app.
func CodeAt(secret string, at time.Time) string {
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return ""
	}
	return hotp(b, uint64(at.Unix()/totpPeriod), codeDigits)
}

// secretText is how a person types a secret into an app that cannot read the picture.
func secretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// otpauth gives the address that authenticator apps read (Key URI format).
func otpauth(login string, secret []byte) string {
	q := url.Values{"secret": {secretText(secret)}, "issuer": {issuer}, "algorithm": {"SHA1"},
		"digits": {strconv.Itoa(codeDigits)}, "period": {strconv.Itoa(totpPeriod)}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login, RawQuery: q.Encode()}
	return u.String()
}

// seal shuts an account's secret up, so that a stolen database signs nobody in. The
// account's id is sealed in with it: a secret moved to another account does not open.
func (d *Desk) seal(account string, secret []byte) []byte {
	box := d.box()
	nonce := d.World.Bytes(box.NonceSize())
	return box.Seal(nonce, nonce, secret, []byte(account))
}

func (d *Desk) unseal(account string, sealed []byte) ([]byte, error) {
	box := d.box()
	if len(sealed) < box.NonceSize() {
		return nil, errors.New("identity: a sealed secret is too short")
	}
	secret, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(account))
	if err != nil {
		return nil, errors.New("identity: a sealed secret does not open; was DUAR_SECRET changed?")
	}
	return secret, nil
}

func (d *Desk) box() cipher.AEAD {
	block, err := aes.NewCipher(d.seals)
	if err == nil {
		var box cipher.AEAD
		if box, err = cipher.NewGCM(block); err == nil {
			return box
		}
	}
	panic("identity: " + err.Error()) // a 32-byte key and AES's block always fit
}
