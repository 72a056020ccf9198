package document_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/document"
)

func TestParseNumber(t *testing.T) {
	for _, good := range []string{"4829103847566", " 4829 1038 4756 6 ", "4829-1038-4756-6", "৪৮২৯১০৩৮৪৭৫৬৬", "४८२९ १०३८ ४७५६ ६", "4829.1038.4756.6", "4829\u00a01038\u20134756/6"} {
		if n, err := document.ParseNumber(good); err != nil || n != "4829103847566" {
			t.Errorf("%q is %q, %v", good, n, err)
		}
	}
	for _, bad := range []string{"", "482910384756", "48291038475660", "48291038475x6", "0829103847566", strings.Repeat("4", 1000), "4829103847566;", "-"} {
		_, err := document.ParseNumber(bad)
		wants(t, bad, err, seva.Invalid, "document.number")
	}
	_, err := document.ParseNumber("4829103847565")
	wants(t, "a wrong digit", err, seva.Invalid, "document.digit")
}

// Every single digit that is wrong, and every two neighbours that changed places, are told.
func TestEverySlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := document.NewNumber(seva.FrozenWorld(time.Unix(0, 0), rapid.Uint64().Draw(t, "seed")))
		if got, err := document.ParseNumber(n); err != nil || got != n {
			t.Fatalf("%s is %s, %v", n, got, err)
		}
		for i := range len(n) {
			for d := byte('0'); d <= '9'; d++ {
				slip := n[:i] + string(d) + n[i+1:]
				if _, err := document.ParseNumber(slip); d != n[i] && err == nil {
					t.Fatalf("%s passes for %s", slip, n)
				}
			}
			if i > 0 && n[i] != n[i-1] {
				slip := n[:i-1] + n[i:i+1] + n[i-1:i] + n[i+1:]
				if _, err := document.ParseNumber(slip); err == nil {
					t.Fatalf("%s passes for %s", slip, n)
				}
			}
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, seed := range []string{"4829103847566", "৪৮২৯ ১০৩৮ ৪৭৫৬ ৬", "", "\xff", "4829\u202e1038"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := document.ParseNumber(s)
		if err != nil {
			if seva.KindOf(err) != seva.Invalid || n != "" {
				t.Fatalf("%q: %q, %v", s, n, err)
			}
			return
		}
		if again, err := document.ParseNumber(document.Spaced(n)); len(n) != 13 || err != nil || again != n {
			t.Fatalf("%q is %q and again %q, %v", s, n, again, err)
		}
	})
}
