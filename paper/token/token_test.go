package token

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/document"
	"duar/seva/place"
)

func freshKey(t testing.TB) Key {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := k.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(point)
	return Key{ID: sum[:4], Public: &k.PublicKey, Signer: k}
}

func newSeal(t testing.TB, keys ...Key) *Seal {
	t.Helper()
	s, err := New("https://duar.example", keys...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var khatian = document.Facts{
	Number: "0260000012348", Kind: document.RoR, Mouza: 1027001, Subject: "khatian 12", Name: "সুব্রত মণ্ডল", Plots: 3, Area: 20600,
	AsOn: seva.Date{Year: 2026, Month: 11, Day: 23}, Issued: seva.Date{Year: 2026, Month: 11, Day: 24},
	Digest: [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, Specimen: true,
}

func TestALinkReadsBack(t *testing.T) {
	s := newSeal(t, freshKey(t))
	rapid.Check(t, func(t *rapid.T) {
		date := rapid.Custom(func(t *rapid.T) seva.Date {
			return seva.Date{Year: rapid.IntRange(1900, 2100).Draw(t, "y"), Month: rapid.IntRange(1, 12).Draw(t, "m"), Day: rapid.IntRange(1, 28).Draw(t, "d")}
		})
		want := document.Facts{
			Number: rapid.StringMatching(`[0-9]{13}`).Draw(t, "number"), Kind: rapid.SampledFrom([]document.Kind{document.RoR, document.PlotIndex, document.PlotMap}).Draw(t, "kind"),
			Mouza: place.IDN(rapid.IntRange(0, 9999999).Draw(t, "mouza")), Subject: rapid.StringN(0, 12, 48).Draw(t, "subject"),
			Name: rapid.StringN(0, 40, LongestName).Draw(t, "name"), Plots: rapid.IntRange(0, 2000).Draw(t, "plots"),
			Area: seva.Area(rapid.Int64Range(0, 1e9).Draw(t, "area")), AsOn: date.Draw(t, "as on"), Issued: date.Draw(t, "issued"), Specimen: rapid.Bool().Draw(t, "specimen"),
		}
		copy(want.Digest[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "digest"))
		link, err := s.Link(want)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(link, "HTTPS://DUAR.EXAMPLE/V/") || strings.Trim(link, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/.") != "" {
			t.Fatalf("a camera or the alphanumeric mode does not take %q", link)
		}
		for _, form := range []string{link, Payload(link), strings.ToLower(link), " " + Payload(link) + "\n", "https://duar.example/verify#" + Payload(link)} {
			got, err := s.Read(form)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("%v %s", err, diff)
			}
		}
	})
}

// A change of any letter, or of any bit of what is signed, is told.
func TestChangesAreTold(t *testing.T) {
	s := newSeal(t, freshKey(t))
	payload, err := s.Payload(khatian)
	if err != nil {
		t.Fatal(err)
	}
	for at := range payload {
		for _, with := range []byte{payload[at] ^ 1, payload[at] ^ 0x20, 'A', '7', ' ', '='} {
			other := payload[:at] + string(with) + payload[at+1:]
			if other == payload {
				continue
			}
			if f, err := s.Read(other); err == nil {
				t.Fatalf("letter %d may be %q: %+v", at, with, f)
			}
		}
	}
	raw, err := encoding.DecodeString(payload)
	if err != nil {
		t.Fatal(err)
	}
	for at := range raw {
		for bit := range 8 {
			other := bytes.Clone(raw)
			other[at] ^= 1 << bit
			if _, err := s.Read(encoding.EncodeToString(other)); err == nil {
				t.Fatalf("bit %d of byte %d is not told", bit, at)
			}
		}
	}
	for at := range payload {
		if _, err := s.Read(payload[:at]); err == nil {
			t.Fatalf("cut at %d it is taken", at)
		}
	}
	if _, err := s.Read(payload + "AA"); !errors.Is(err, ErrUnread) {
		t.Errorf("with more behind it: %v", err)
	}
}

// Keys rotate: what an old one signed goes on proving; what an unknown one signed is told so.
func TestKeysRotate(t *testing.T) {
	first, second := freshKey(t), freshKey(t)
	old, err := newSeal(t, first).Payload(khatian)
	if err != nil {
		t.Fatal(err)
	}
	first.Signer = nil // it is over: its public half is kept
	both := newSeal(t, second, first)
	if _, err := both.Read(old); err != nil {
		t.Errorf("an old paper: %v", err)
	}
	fresh, err := both.Payload(khatian)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newSeal(t, first).Read(fresh); !errors.Is(err, ErrKey) {
		t.Errorf("a key that is not known: %v", err)
	}
	forged := freshKey(t)
	forged.ID = first.ID
	lie, err := newSeal(t, forged).Payload(khatian)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := both.Read(lie); !errors.Is(err, ErrChanged) {
		t.Errorf("a forger under a known id: %v", err)
	}
	if len(both.Keys()) != 2 || len(both.Keys()[0].Point) != 65 || both.Keys()[1].ID != hex.EncodeToString(first.ID) {
		t.Errorf("%+v", both.Keys())
	}
	if _, err := newSeal(t, first).Payload(khatian); err == nil {
		t.Error("a key that is over signs")
	}
	if _, err := New("https://duar.example", first, first); err == nil {
		t.Error("two keys of one id")
	}
	for _, base := range []string{"", "duar.example", "ftp://x", "https://x/y", "https://u:p@x", "https://x?y", "https://দুয়ার.example"} {
		if _, err := New(base, first); err == nil {
			t.Errorf("%q is taken as a host", base)
		}
	}
}

// A server that runs on signs with the key that holds, and with none when all are over; and a
// code that says a day on which its key did not sign is one of a stranger's, sound as it is.
func TestKeysHaveTerms(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, seva.IST) }
	old, fresh := freshKey(t), freshKey(t)
	old.From, old.Until = day(1), day(20)
	fresh.From, fresh.Until = day(18), day(28)
	now := day(10)
	s := newSeal(t, fresh, old).At(func() time.Time { return now })
	on := func(n int) document.Facts {
		f := khatian
		f.AsOn, f.Issued = seva.DateOf(day(n)), seva.DateOf(day(n))
		return f
	}
	for n, want := range map[int]Key{10: old, 18: fresh, 25: fresh, 29: {}} {
		now = day(n)
		payload, err := s.Payload(on(n))
		if want.Signer == nil {
			if err == nil {
				t.Errorf("on day %d a key that is over signed", n)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newSeal(t, want).Read(payload); err != nil {
			t.Errorf("on day %d another key signed: %v", n, err)
		}
		if f, err := s.Read(payload); err != nil || f.Issued != on(n).Issued {
			t.Errorf("day %d: %v", n, err)
		}
	}
	// A key that leaked after its time, and one that is to begin.
	thief := newSeal(t, Key{ID: old.ID, Public: old.Public, Signer: old.Signer})
	for n, want := range map[int]error{1: nil, 20: nil, 21: ErrKey, 30: ErrKey} {
		payload, err := thief.Payload(on(n))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Read(payload); !errors.Is(err, want) {
			t.Errorf("of day %d: %v", n, err)
		}
	}
	if keys := s.Keys(); len(keys) != 2 || keys[1].From != seva.DateOf(old.From) || keys[1].Until != seva.DateOf(old.Until) {
		t.Errorf("%+v", keys)
	}
}

func TestFactsThatCannotBeSaid(t *testing.T) {
	s := newSeal(t, freshKey(t))
	for name, change := range map[string]func(*document.Facts){
		"a short number":      func(f *document.Facts) { f.Number = "12" },
		"a number of letters": func(f *document.Facts) { f.Number = "02600000x2348" },
		"no kind":             func(f *document.Facts) { f.Kind = "" },
		"a month":             func(f *document.Facts) { f.AsOn.Day = 0 },
		"not issued":          func(f *document.Facts) { f.Issued = seva.Date{} },
		"an area below 0":     func(f *document.Facts) { f.Area = -1 },
		"a long subject":      func(f *document.Facts) { f.Subject = strings.Repeat("x", 49) },
	} {
		f := khatian
		change(&f)
		if p, err := s.Payload(f); err == nil {
			t.Errorf("%s is said: %s", name, p)
		}
	}
	f := khatian
	f.Name = strings.Repeat("সুব্রত কুমার মণ্ডল ", 20)
	link, err := s.Link(f)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Read(link)
	if err != nil || len(got.Name) > LongestName || !strings.HasSuffix(got.Name, "…") || !strings.HasPrefix(f.Name, strings.TrimSuffix(got.Name, "…")+" ") {
		t.Errorf("a long name is %q, %v", got.Name, err)
	}
	if rows, err := Matrix(link); err != nil || len(rows) > 97 {
		t.Errorf("its code is %d modules wide, %v", len(rows), err)
	}
}

// The code is read back from its picture, by two readers that are not ours.
func TestACodeIsRead(t *testing.T) {
	s := newSeal(t, freshKey(t))
	link, err := s.Link(khatian)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := PNG(link, 4)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil || read.GetText() != link {
		t.Errorf("gozxing reads %v, %v", read, err)
	}
	rows, err := Matrix(link)
	if err != nil || len(rows) > 65 { // version 12, as long as the facts stay short
		t.Errorf("%d modules of %d letters, %v", len(rows), len(link), err)
	}
	svg, err := SVG(link)
	if err != nil || bytes.Count(svg, []byte("M")) < 500 || len(svg) > 30<<10 {
		t.Errorf("%d bytes of SVG, %v", len(svg), err)
	}
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatal("zbarimg is required and not here")
		}
		t.Skip("zbarimg is not here (scripts/with-engines.sh installs it)")
	}
	name := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(name, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(zbar, "--quiet", "--raw", name).Output()
	if err != nil || strings.TrimSpace(string(out)) != link {
		t.Errorf("zbarimg reads %q, %v", out, err)
	}
}

func FuzzRead(f *testing.F) {
	s := newSeal(f, freshKey(f))
	good, err := s.Payload(khatian)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good, "", "2KCFUAJGAQ", strings.ToLower(good), good[:100], "HTTPS://X/V/" + good, strings.Repeat("A", 2000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := s.Read(text)
		if err == nil && (got != khatian || !strings.EqualFold(Payload(text), good)) {
			t.Fatalf("%q is read as %+v", text, got)
		}
		if err != nil && !errors.Is(err, ErrUnread) && !errors.Is(err, ErrKey) && !errors.Is(err, ErrChanged) {
			t.Fatal(err)
		}
	})
}

// Writing and proving a code, beside the bare arithmetic of the same run.
func BenchmarkToken(b *testing.B) {
	k := freshKey(b)
	s := newSeal(b, k)
	link, err := s.Link(khatian)
	if err != nil {
		b.Fatal(err)
	}
	sum := make([]byte, 32)
	bare, err := k.Signer.Sign(rand.Reader, sum, crypto.SHA256)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor/sign", func(b *testing.B) {
		for b.Loop() {
			_, _ = k.Signer.Sign(rand.Reader, sum, crypto.SHA256)
		}
	})
	b.Run("sign", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Link(khatian); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signatures/s")
	})
	b.Run("floor/verify", func(b *testing.B) {
		for b.Loop() {
			ecdsa.VerifyASN1(k.Public, sum, bare)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Read(link); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "verifications/s")
	})
	b.Run("matrix", func(b *testing.B) {
		for b.Loop() {
			if _, err := Matrix(link); err != nil {
				b.Fatal(err)
			}
		}
	})
}
