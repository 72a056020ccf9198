package identity

import (
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"
)

// RFC 6238 appendix B, the rows for SHA-1.
func TestRFC6238(t *testing.T) {
	secret := []byte("12345678901234567890")
	for unix, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := hotp(secret, uint64(unix/totpPeriod), 8); got != want {
			t.Errorf("at %d: %s, want %s", unix, got, want)
		}
		now := time.Unix(unix, 0)
		if at, ok := step(secret, want[2:], now, 0); !ok || at != unix/totpPeriod {
			t.Errorf("at %d: step %d, %v", unix, at, ok)
		}
	}
}

// RFC 4226 appendix D.
func TestRFC4226(t *testing.T) {
	for counter, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := hotp([]byte("12345678901234567890"), uint64(counter), 6); got != want {
			t.Errorf("%d: %s, want %s", counter, got, want)
		}
	}
}

func TestStep(t *testing.T) {
	secret := []byte("12345678901234567890")
	now := time.Date(2026, 11, 24, 3, 30, 15, 0, time.UTC)
	present := now.Unix() / totpPeriod
	code := func(n int64) string { return hotp(secret, uint64(n), codeDigits) }
	for _, c := range []struct {
		name string
		code string
		last int64
		want int64 // 0 for none
	}{
		{"now", code(present), 0, present},
		{"one behind", code(present - 1), 0, present - 1},
		{"one ahead", code(present + 1), 0, present + 1},
		{"two behind", code(present - 2), 0, 0},
		{"two ahead", code(present + 2), 0, 0},
		{"used", code(present), present, 0},
		{"older than one used", code(present - 1), present, 0},
		{"the next after one used", code(present + 1), present, present + 1},
		{"nothing", "", 0, 0},
		{"no number", "abcdef", 0, 0},
	} {
		if at, ok := step(secret, c.code, now, c.last); at != c.want || ok != (c.want != 0) {
			t.Errorf("%s: step %d, %v", c.name, at, ok)
		}
	}
}

func TestOtpauth(t *testing.T) {
	secret := []byte("12345678901234567890")
	u, err := url.Parse(otpauth("s.mondal", secret))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/duar:s.mondal" || q.Get("issuer") != "duar" ||
		q.Get("digits") != "6" || q.Get("period") != "30" || q.Get("algorithm") != "SHA1" {
		t.Errorf("%s", u)
	}
	if got, err := base32.StdEncoding.DecodeString(q.Get("secret")); err != nil || string(got) != string(secret) {
		t.Errorf("secret %s, %v", q.Get("secret"), err)
	}
}

func TestSeal(t *testing.T) {
	f := open(t)
	sealed := f.seal("a", []byte("secret"))
	if strings.Contains(string(sealed), "secret") {
		t.Error("it is there to be read")
	}
	if got, err := f.unseal("a", sealed); err != nil || string(got) != "secret" {
		t.Errorf("%s, %v", got, err)
	}
	if string(f.seal("a", []byte("secret"))) == string(sealed) {
		t.Error("the same secret is sealed the same twice")
	}
	damaged := append([]byte{}, sealed...)
	damaged[len(damaged)-1] ^= 1
	parts := f.Parts
	parts.Secret = []byte("another")
	other := NewDesk(parts)
	for name, try := range map[string]func() ([]byte, error){
		"of another account": func() ([]byte, error) { return f.unseal("b", sealed) },
		"damaged":            func() ([]byte, error) { return f.unseal("a", damaged) },
		"short":              func() ([]byte, error) { return f.unseal("a", sealed[:5]) },
		"another key":        func() ([]byte, error) { return other.unseal("a", sealed) },
	} {
		if _, err := try(); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}
