package seal

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC)

// plainPDF is the least that readers take as a file of so many pages.
func plainPDF(pages int) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(at))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 5+i)
	}
	object("<</Type/Pages/Count %d/Kids[%s]>>", pages, kids.String())
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	const draw = "BT /F 12 Tf 60 780 Td (khatian 12) Tj ET"
	object("<</Length %d>>\nstream\n%s\nendstream", len(draw), draw)
	for range pages {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>")
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// demo is a keyring of the demo in a folder of the test.
func demo(t testing.TB) (*Keyring, Key) {
	t.Helper()
	r, err := Demo(filepath.Join(t.TempDir(), "keys"), noon)
	if err != nil {
		t.Fatal(err)
	}
	k, err := Newest(r.Seals, noon)
	if err != nil {
		t.Fatal(err)
	}
	return r, k
}

// made issues a key of another kind under the demo's root.
func made(t testing.TB, folder string, key crypto.Signer, change func(*x509.Certificate)) Key {
	t.Helper()
	root, err := specimenRoot(filepath.Join(folder, rootName), noon)
	if err != nil {
		t.Fatal(err)
	}
	template := specimen("Made For A Test", noon, 1)
	if change != nil {
		change(template)
	}
	leaf, err := issue(template, key, root)
	if err != nil {
		t.Fatal(err)
	}
	return Key{ID: KeyID(leaf), Signer: key, Chain: []*x509.Certificate{leaf}}
}

func signed(t testing.TB, pdf []byte, k Key, s Signature) []byte {
	t.Helper()
	if s.At.IsZero() {
		s.At = noon
	}
	out, err := Sign(context.Background(), pdf, k, s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func only(t testing.TB, pdf []byte, roots *x509.CertPool) Found {
	t.Helper()
	r, err := Verify(pdf, roots)
	if err != nil || len(r.Signatures) != 1 {
		t.Fatalf("%d signatures, %v", len(r.Signatures), err)
	}
	return r.Signatures[0]
}

func TestASignedFileIsGenuine(t *testing.T) {
	folder := t.TempDir()
	ring, err := Demo(folder, noon)
	if err != nil {
		t.Fatal(err)
	}
	r2048, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]Key{
		"demo": ring.Seals[0], "rsa": made(t, folder, r2048, nil), "p384": made(t, folder, p384, nil),
	} {
		for _, s := range []Signature{{}, {Page: 2, Box: [4]float64{50, 50, 200, 90}, Reason: "নমুনা (specimen)", Place: "Ghatal"}} {
			before := plainPDF(3)
			kept := bytes.Clone(before)
			out := signed(t, before, k, s)
			if !bytes.Equal(before, kept) || !bytes.HasPrefix(out, before) {
				t.Errorf("%s: what was drawn is not there byte for byte", name)
			}
			report, err := Verify(out, ring.Roots)
			if err != nil || !report.Genuine() {
				t.Fatalf("%s: %+v %v", name, report, err)
			}
			f := report.Signatures[0]
			if f.Signer != Name(k.Chain[0]) || f.Key != k.ID || !f.Claimed.Equal(noon) || f.Level() != "B-B" || f.Covered != len(out) || !f.Specimen {
				t.Errorf("%s: %+v", name, f)
			}
			if f := only(t, out, nil); !slices.Equal(f.Flaws, []Flaw{Untrusted}) {
				t.Errorf("%s: without a root it is %v", name, f.Flaws)
			}
			if f := only(t, append(bytes.Clone(out), '\n'), ring.Roots); !slices.Equal(f.Flaws, []Flaw{Appended}) {
				t.Errorf("%s: with a byte behind it is %v", name, f.Flaws)
			}
		}
	}
}

// No byte of a signed file can be another, of whatever key and level, and wherever it lies.
func TestOneChangedByteIsDetected(t *testing.T) {
	ring, k := demo(t)
	stand := newStandIn(t)
	both := map[string][]byte{
		"B-B": signed(t, plainPDF(2), k, Signature{}),
		"B-T": signed(t, plainPDF(1), k, Signature{Stamp: stand.authority().Stamp}),
	}
	for _, a := range ring.Anchors {
		stand.roots.AddCert(a)
	}
	for level, pdf := range both {
		if r, err := Verify(pdf, stand.roots); err != nil || !r.Genuine() || r.Signatures[0].Level() != level {
			t.Fatalf("%s: %+v %v", level, r, err)
		}
		detects := func(t *rapid.T, at int, bit byte) {
			other := bytes.Clone(pdf)
			other[at] ^= bit
			if r, err := Verify(other, stand.roots); err == nil && r.Genuine() {
				t.Fatalf("%s: byte %d may be %q for %q", level, at, other[at], pdf[at])
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			detects(t, rapid.IntRange(0, len(pdf)-1).Draw(t, "at"), byte(1)<<rapid.IntRange(0, 7).Draw(t, "bit"))
		})
		// The signature's own string is what it does not sign; there every letter is tried, and
		// some of the zeros behind it.
		from := bytes.Index(pdf, []byte("/Contents<")) + len("/Contents")
		to := from + bytes.IndexByte(pdf[from:], '>') + 1
		padding := from + len(bytes.TrimRight(pdf[from:to-1], "0"))
		for at := from; at < to; at++ {
			for _, with := range []byte{pdf[at] + 1, pdf[at] ^ 2, pdf[at] &^ 0x20, ' '} {
				if with == pdf[at] || at > padding && at < to-2 && at%97 > 0 {
					continue
				}
				other := bytes.Clone(pdf)
				other[at] = with
				if r, err := Verify(other, stand.roots); err == nil && r.Genuine() {
					t.Fatalf("%s: letter %d of the signature may be %q for %q", level, at-from, with, pdf[at])
				}
			}
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	folder := t.TempDir()
	ring, err := Demo(folder, noon)
	if err != nil {
		t.Fatal(err)
	}
	k := ring.Seals[0]
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := signed(t, plainPDF(1), k, Signature{})
	swap := func(from, to string) []byte {
		if !bytes.Contains(good, []byte(from)) {
			t.Fatalf("no %q", from)
		}
		return bytes.Replace(good, []byte(from), []byte(to), 1)
	}
	_, other := demo(t)
	for name, c := range map[string]struct {
		pdf  []byte
		want Flaw
	}{
		"a word on the page":    {swap("khatian 12", "khatian 13"), Changed},
		"the claimed time":      {swap("D:2026", "D:2027"), Changed},
		"no sound range":        {swap("/ByteRange[0 ", "/ByteRange[1 "), BadRange},
		"another kind":          {swap("ETSI.CAdES.detached", "ETSI.CAdES.xxxxxxxx"), Unreadable},
		"somebody else's root":  {signed(t, plainPDF(1), other, Signature{}), Untrusted},
		"before the key":        {signed(t, plainPDF(1), k, Signature{At: noon.AddDate(-1, 0, 0)}), Expired},
		"after the key":         {signed(t, plainPDF(1), k, Signature{At: noon.AddDate(3, 0, 0)}), Expired},
		"a key for other uses":  {signed(t, plainPDF(1), made(t, folder, key, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement }), Signature{}), WrongUse},
		"an update behind it":   {append(bytes.Clone(good), "\n9 0 obj\n<<>>\nendobj\n"...), Appended},
		"a signature cut short": {swap("/Contents<3082", "/Contents<3081"), Unreadable},
	} {
		if f := only(t, c.pdf, ring.Roots); !slices.Contains(f.Flaws, c.want) {
			t.Errorf("%s is told as %v, want %s", name, f.Flaws, c.want)
		}
	}
	if r, err := Verify(plainPDF(1), ring.Roots); err != nil || len(r.Signatures) != 0 || r.Genuine() {
		t.Errorf("a file that nobody signed: %+v %v", r, err)
	}
	for name, pdf := range map[string][]byte{"nothing": nil, "text": []byte("hello"), "a cut head": []byte("%PDF")} {
		if _, err := Verify(pdf, nil); !errors.Is(err, ErrNotPDF) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Verify([]byte("%PDF-1.7"+strings.Repeat("/ByteRange[0 1 9 9]", 40)), nil); !errors.Is(err, ErrTooMany) {
		t.Errorf("a file of signatures: %v", err)
	}
	if _, err := Verify(make([]byte, Most+1), nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a huge file: %v", err)
	}
}

// Whoever has a certificate under the same root is not an office: a keyring takes its own keys.
func TestOthersUnderTheSameRoot(t *testing.T) {
	folder := t.TempDir()
	ring, err := Demo(folder, noon)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	theirs := signed(t, plainPDF(1), made(t, folder, key, nil), Signature{})
	if r, err := Verify(theirs, ring.Roots); err != nil || !r.Genuine() {
		t.Fatalf("%+v %v", r, err)
	}
	if r, err := ring.Verify(theirs); err != nil || r.Genuine() || !slices.Equal(r.Signatures[0].Flaws, []Flaw{Stranger}) {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := ring.Verify(signed(t, plainPDF(1), ring.Seals[0], Signature{})); err != nil || !r.Genuine() {
		t.Errorf("%+v %v", r, err)
	}
	// An id is four bytes: whoever makes keys until one has that of the office, and buys a
	// certificate for it, is a stranger all the same.
	ring.Seals[0].ID = only(t, theirs, ring.Roots).Key
	if r, err := ring.Verify(theirs); err != nil || r.Genuine() {
		t.Errorf("with the id of the office's key: %+v %v", r, err)
	}
}

// The worst that a file may hold costs seconds, not minutes, and a bounded memory.
func TestHostileFilesAreCheap(t *testing.T) {
	ring, _ := demo(t)
	size := 48 << 20
	for name, fill := range map[string]string{
		"entries": "/a 1", "depth": "[", "strings": "((\\", "comments": "%", "references": "1 0 R ", "signatures": "",
	} {
		pdf := bytes.Repeat([]byte(" "), size)
		copy(pdf, "%PDF-1.7")
		for i := range mostSignatures {
			from := 1000 + i*2<<20
			head := fmt.Sprintf("1 0 obj<</SubFilter/ETSI.CAdES.detached/ByteRange[0 %d %d %d]/Contents<3080>", size-100, size-90, 90)
			copy(pdf[from:], head)
			for at := from + len(head); fill != "" && at < from+1<<20; at += len(fill) {
				copy(pdf[at:], fill)
			}
		}
		copy(pdf[size-100:], "<30820000>")
		start := time.Now()
		if r, err := Verify(pdf, ring.Roots); err != nil || r.Genuine() || len(r.Signatures) != mostSignatures {
			t.Errorf("%s: %d signatures, %v", name, len(r.Signatures), err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}

// Two officers sign one after the other: both hold, and the second covers the whole.
func TestASecondSignature(t *testing.T) {
	ring, k := demo(t)
	first := signed(t, plainPDF(1), k, Signature{})
	r, err := Verify(signed(t, first, k, Signature{At: noon.Add(time.Hour), Box: [4]float64{1, 1, 9, 9}}), ring.Roots)
	if err != nil || len(r.Signatures) != 2 || !r.Genuine() || r.Signatures[0].Covered != len(first) || !r.Signatures[1].Whole {
		t.Fatalf("%+v %v", r, err)
	}
}

func TestFilesThatAreNotSigned(t *testing.T) {
	_, k := demo(t)
	pdf := string(plainPDF(1))
	for name, c := range map[string]struct {
		pdf  string
		want error
	}{
		"nothing":              {"", ErrNotPDF},
		"encrypted":            {strings.Replace(pdf, "/Root 1 0 R", "/Root 1 0 R/Encrypt 3 0 R", 1), ErrEncrypted},
		"a stream of xrefs":    {strings.Replace(pdf, "xref\n0 6", "12 0 obj<<>>", 1), ErrStream},
		"a hybrid":             {strings.Replace(pdf, "/Root 1 0 R", "/Root 1 0 R/XRefStm 9", 1), ErrStream},
		"no root":              {strings.Replace(pdf, "/Root", "/Boot", 1), errStructure},
		"a circle":             {strings.Replace(pdf, "/Root 1 0 R", fmt.Sprintf("/Root 1 0 R/Prev %d", strings.Index(pdf, "xref\n")), 1), errStructure},
		"pages in a circle":    {strings.Replace(pdf, "/Kids[5 0 R ]", "/Kids[2 0 R ]", 1), errStructure},
		"no pages":             {strings.Replace(pdf, "/Kids[5 0 R ]", "/Kids[      ]", 1), errStructure},
		"cut":                  {pdf[:len(pdf)/2], errStructure},
		"too deep":             {strings.Replace(pdf, "<</Size", "<</X"+strings.Repeat("[", 5000)+"/Size", 1), errStructure},
		"a table out of place": {strings.Replace(pdf, "startxref\n", "startxref\n9", 1), errStructure},
	} {
		if out, err := Sign(context.Background(), []byte(c.pdf), k, Signature{At: noon}); !errors.Is(err, c.want) {
			t.Errorf("%s: %d bytes, %v", name, len(out), err)
		}
	}
	if _, err := Sign(context.Background(), []byte(pdf), k, Signature{At: noon, Page: 1}); !errors.Is(err, errStructure) {
		t.Errorf("a page that is not there: %v", err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err == nil {
		if _, err := Sign(context.Background(), []byte(pdf), Key{Signer: weak, Chain: k.Chain}, Signature{At: noon}); err == nil {
			t.Error("a weak key signs")
		}
	}
	_, other := demo(t)
	if _, err := Sign(context.Background(), []byte(pdf), Key{Signer: other.Signer, Chain: k.Chain}, Signature{At: noon}); err == nil {
		t.Error("a key signs under somebody else's certificate")
	}
}

func FuzzVerify(f *testing.F) {
	ring, err := Demo(filepath.Join(f.TempDir(), "keys"), noon)
	if err != nil {
		f.Fatal(err)
	}
	good := signed(f, plainPDF(1), ring.Seals[0], Signature{})
	f.Add(good, 100, byte('x'))
	f.Add([]byte("%PDF-1.7 1 0 obj<</SubFilter/ETSI.CAdES.detached/Contents<30820000>/ByteRange[0 9 19 4]>>"), 0, byte(0))
	f.Add([]byte("%PDF-1.7/ByteRange[0 999999999999 -1 4]"), 0, byte(0))
	f.Fuzz(func(t *testing.T, pdf []byte, at int, with byte) {
		if r, err := Verify(pdf, ring.Roots); err == nil && r.Genuine() && !bytes.Equal(pdf, good) {
			t.Fatal("a forged file is genuine")
		}
		other := bytes.Clone(good)
		if at >= 0 && at < len(other) && other[at] != with {
			other[at] = with
			if r, err := Verify(other, ring.Roots); err == nil && r.Genuine() {
				t.Fatalf("byte %d may be %q", at, with)
			}
		}
		if out, err := Sign(context.Background(), pdf, ring.Seals[0], Signature{At: noon}); err == nil {
			if r, err := Verify(out, ring.Roots); err != nil && !errors.Is(err, ErrTooMany) || err == nil && !slices.ContainsFunc(r.Signatures, func(f Found) bool { return f.Whole && len(f.Flaws) == 0 }) {
				t.Fatalf("what was signed does not prove: %+v %v", r, err)
			}
		}
	})
}
