package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
)

func TestVerhoeff(t *testing.T) {
	for _, number := range append(aadhaars, "2363", "0") {
		if !Verhoeff(number) {
			t.Errorf("%s refused", number)
		}
	}
	for _, number := range []string{"123456789012", "2364", "", "x", "12 3", "৯"} {
		if Verhoeff(number) {
			t.Errorf("%s passes", number)
		}
	}
}

// The check catches every single wrong digit and every swap of neighbours: that is what
// it is for.
func TestVerhoeffProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := []byte(rapid.StringMatching(`[0-9]{1,17}`).Draw(t, "digits"))
		digits = append(digits, '0')
		for !Verhoeff(string(digits)) {
			digits[len(digits)-1]++
			if digits[len(digits)-1] > '9' {
				t.Fatal("no check digit fits")
			}
		}
		at := rapid.IntRange(0, len(digits)-1).Draw(t, "at")
		wrong := append([]byte{}, digits...)
		wrong[at] = '0' + (wrong[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "off")))%10
		if Verhoeff(string(wrong)) {
			t.Fatalf("%s passes for %s", wrong, digits)
		}
		if at > 0 && digits[at] != digits[at-1] {
			digits[at], digits[at-1] = digits[at-1], digits[at]
			if Verhoeff(string(digits)) {
				t.Fatalf("%s passes with two swapped", digits)
			}
		}
	})
}

// TestNoAadhaarStays: whatever way a number comes in and whatever fails, it is in the
// vault or nowhere: not in answers, flaws, errors, or what is shown.
func TestNoAadhaarStays(t *testing.T) {
	f := wide()
	vault := &safe{}
	d := desks(t)
	d.Vault = vault
	tellers := []error{nil, errAway, errors.New("keep 999941057058: away"),
		&seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"), Err: errors.New("999941057058")},
		seva.Refuse("aadhaar", seva.Say("error.aadhaar.check"))}
	for _, number := range aadhaars {
		for _, written := range []string{number, number[:4] + " " + number[4:8] + " " + number[8:], bengali(number)} {
			for _, at := range []Pointer{"aadhaar", "roster/0/id", "roster/-/id", "text", "email", "person", "number", "pin", "mobile",
				"file", "plot", "place", "choice", "date", "money", Pointer(number), "roster/" + Pointer(number), "text/" + Pointer(number)} {
				for _, fail := range tellers {
					vault.err = fail
					a, flaws, err := f.Put(t.Context(), d, Answers{}, nil, Entry{at, Input{Text: written}},
						Entry{"choices", Input{List: []string{written}}})
					stands, _ := json.Marshal(a)
					shown, _ := json.Marshal(f.Shown(a))
					all := fmt.Sprintf("%s %s %+v %#v %v", stands, shown, flaws, flaws, err)
					for e := err; e != nil; e = errors.Unwrap(e) {
						all += fmt.Sprintf(" %+v", e)
					}
					if strings.Contains(seva.Digits(all), number) || strings.Contains(all, written) {
						t.Fatalf("%s: %s", at, all)
					}
				}
			}
		}
	}
	if len(vault.held) == 0 {
		t.Error("the vault was handed nothing")
	}
}

func bengali(s string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '০' }, s)
}

// A vault that hands the number back, or nothing, has not kept it.
func TestVaultMustGiveAReference(t *testing.T) {
	for _, given := range []string{aadhaars[0], aadhaars[1], "", "short", "a/b/c/d/e/f", "ref-" + aadhaars[0]} {
		d := desks(t)
		d.Vault = fixed(given)
		a, _, err := wide().Put(t.Context(), d, Answers{}, nil, Entry{"aadhaar", Input{Text: aadhaars[0]}})
		if seva.KindOf(err) != seva.Internal || err == nil || len(a) != 0 || strings.Contains(err.Error(), aadhaars[0]) {
			t.Errorf("%q: %v, %v", given, a, err)
		}
	}
}
