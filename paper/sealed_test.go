package paper_test

import (
	"crypto/ecdsa"
	"encoding/hex"
	"image"
	_ "image/png"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"duar/paper/seal"
	"duar/paper/token"
	"duar/seva"
	"duar/seva/document"
)

// A paper as it is issued: the facts signed into its QR code, the file signed over all of
// its bytes, and both proved from what is printed.
func TestPaperIsSealedAndProved(t *testing.T) {
	now := time.Now()
	ring, err := seal.Demo(t.TempDir(), now)
	if err != nil {
		t.Fatal(err)
	}
	id, err := hex.DecodeString(ring.Codes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := token.New("https://duar.example", token.Key{ID: id,
		Public: ring.Codes[0].Chain[0].PublicKey.(*ecdsa.PublicKey), Signer: ring.Codes[0].Signer})
	if err != nil {
		t.Fatal(err)
	}
	every(t, func(t *testing.T, c document.Content) {
		facts := document.Facts{Number: c.Number, Kind: c.Kind, Mouza: c.Mouza.IDN, Subject: "khatian 539/1", Name: "লক্ষ্মী চট্টোপাধ্যায়",
			Plots: 12, Area: 30246, AsOn: c.AsOn.Valid, Issued: seva.DateOf(c.Issued), Digest: [16]byte{1, 2, 3}, Specimen: true}
		if c.Link, err = codes.Link(facts); err != nil {
			t.Fatal(err)
		}
		signed, err := seal.Sign(t.Context(), print(t, c), ring.Seals[0], seal.Signature{At: now, Reason: "নমুনা"})
		if err != nil {
			t.Fatal(err)
		}
		if r, err := seal.Verify(signed, ring.Roots); err != nil || !r.Genuine() {
			t.Errorf("%+v, %v", r, err)
		}
		name := file(t, signed)
		if said := tool(t, "qpdf", "--check", name); !strings.Contains(said, "No syntax or stream encoding errors") {
			t.Error(said)
		}
		if said := tool(t, "pdfsig", "-nocert", name); !strings.Contains(said, "Signature is Valid") || !strings.Contains(said, "Total document signed") {
			t.Error(said)
		}
		if c.Kind != document.RoR {
			return
		}
		// The reader, a port of ZXing, now and then fails on one sampling of a code, as phones
		// do on one frame; they take the next.
		var link string
		for _, dots := range []string{"150", "200", "240"} {
			if link = codeOf(t, name, dots); link != "" {
				break
			}
		}
		got, err := codes.Read(token.Payload(link))
		if err != nil || got != facts {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// The QR code of the printed page is read at the resolutions of an old scanner and a phone.
func TestQRCodeIsRead(t *testing.T) {
	c := content(document.RoR, seva.Bengali)
	name := file(t, print(t, c))
	for _, dots := range []string{"100", "150", "200"} {
		if got := codeOf(t, name, dots); got != c.Link {
			t.Errorf("%s dots an inch: %q", dots, got)
		}
	}
}

// codeOf reads the QR code of a file's first page as a scanner sees it; "" when it fails.
func codeOf(t *testing.T, name, dots string) string {
	t.Helper()
	picture := strings.TrimSuffix(name, ".pdf") + dots
	tool(t, "pdftoppm", "-r", dots, "-png", "-singlefile", name, picture)
	f, err := os.Open(picture + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Logf("%s dots an inch: %v", dots, err)
		return ""
	}
	return got.GetText()
}
