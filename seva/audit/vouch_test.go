package audit_test

import (
	"testing"

	"duar/seva"
	"duar/seva/audit"
)

// What a key vouches for is read under its own kind only, and never passes for a checkpoint.
func TestVouch(t *testing.T) {
	key, err := audit.MakeKey(seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	w, err := audit.NewWitness(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.Vouch("duar backup", `{"a":1}`)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := w.Vouched("duar backup", signed); text != `{"a":1}` || err != nil {
		t.Errorf("%q %v", text, err)
	}
	if _, err := w.Vouched("duar else", signed); err == nil {
		t.Error("it was read under another kind")
	}
	if _, err := w.Open(signed); err == nil {
		t.Error("it passed for a checkpoint")
	}
	for _, bad := range [][2]string{{"", "x"}, {"duar audit", "5"}, {"duar audit\n5", "x"}, {"duar backup", "one\ntwo"}} {
		if _, err := key.Vouch(bad[0], bad[1]); err == nil {
			t.Errorf("%q was vouched for", bad)
		}
	}
}
