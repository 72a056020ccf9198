package paper_test

import (
	"strings"
	"testing"
	"time"

	"duar/paper/seal"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/land"
)

// Whatever stands in a name, a genuine paper is told as genuine: no name is taken for the
// mark of a signature, and none opens or closes an object.
func TestNamesThatLookLikeASignature(t *testing.T) {
	now := time.Now()
	ring, err := seal.Demo(t.TempDir(), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"a/ByteRange [0 1 2 3]", ")>>endobj /ByteRange[0 9 9 9]", "startxref 0 %%EOF", "Ram\u202e/ByteRange\x00", strings.Repeat("/ByteRange ", 40),
	} {
		c := content(document.RoR, seva.English)
		c.Khatian.Owner.Name, c.Khatian.Owner.Guardian = seva.Names{En: name, Bn: name}, seva.Names{En: name}
		c.Khatian.Owner.Address, c.Mouza.Name, c.Block = seva.Names{En: name}, seva.Names{En: name}, seva.Names{En: name}
		c.Signer, c.Case, c.AsOn.Source = name, name, name
		c.Khatian.Holdings[0].Remark = land.Remark{Text: seva.Names{En: name}, Rule: name}
		signed, err := seal.Sign(t.Context(), print(t, c), ring.Seals[0], seal.Signature{At: now, Reason: name, Place: name})
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if r, err := ring.Verify(signed); err != nil || !r.Genuine() {
			t.Errorf("%q: %+v, %v", name, r, err)
		}
	}
}
