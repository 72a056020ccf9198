package program

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duar/i18n"
	"duar/paper/seal"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/land"
)

// littlePDF is the least that is a file of one page.
func littlePDF() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, body := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}

// A paper that a server signed is proved by whoever has the file: in words, as JSON, and by
// the exit code.
func TestDocumentVerify(t *testing.T) {
	data := t.TempDir()
	world := seva.RealWorld()
	s, err := documentSettings{}.sealing(engines{Data: data}, world, "http://127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := s.sign(t.Context(), littlePDF(), seal.Signature{Reason: "specimen"})
	if err != nil {
		t.Fatal(err)
	}
	today := seva.DateOf(world.Now())
	facts := document.Facts{Number: "0260000012348", Kind: document.RoR, Mouza: 1027001, Subject: "khatian 12", Name: "সুব্রত মণ্ডল", Plots: 3, Area: 20600, AsOn: today, Issued: today, Specimen: true}
	link, err := s.codes.Link(facts)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(link, "HTTP://127.0.0.1:8080/V/") || s.signer() != seal.SpecimenName || len(s.pageKeys()) != 1 {
		t.Errorf("%s by %s", link, s.signer())
	}
	put := func(name string, b []byte) string {
		name = filepath.Join(data, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	good, longer := put("good.pdf", pdf), put("longer.pdf", append(bytes.Clone(pdf), '\n'))
	changed := put("changed.pdf", bytes.Replace(pdf, []byte("595 842"), []byte("595 843"), 1))
	bare := put("bare.pdf", littlePDF())

	for _, l := range seva.Langs() {
		say := func(key string, args ...seva.Args) string { return i18n.Say(l, seva.Say(key, args...)) }
		args := []string{"document", "verify", "--data", data, "--lang", string(l)}
		told := ok(t, append(args, "--code", link, good)...)
		for _, want := range []string{say("seal.genuine"), say("seal.whole"), say("seal.signer", seva.Args{"Name": seal.SpecimenName}), say("seal.specimen"),
			say("seal.code.genuine"), say("verify.owner") + ": সুব্রত মণ্ডল", say("verify.khatian") + ": " + i18n.Digits(l, "12"), i18n.Digits(l, "206.0000")} {
			if !strings.Contains(told, want) {
				t.Errorf("%s: %q is not told:\n%s", l, want, told)
			}
		}
		for name, wants := range map[string][]string{
			longer: {say("seal.not"), say("seal.appended")}, changed: {say("seal.not"), say("seal.changed")}, bare: {say("seal.none")},
		} {
			r := duar(t, append(args, name)...)
			for _, want := range wants {
				if r.code != 1 || !strings.Contains(r.out, want) || strings.Contains(r.out, say("seal.genuine")) {
					t.Errorf("%s of %s: %d\n%s", l, filepath.Base(name), r.code, r.out)
				}
			}
		}
		for _, flaw := range seal.Flaws() {
			if !i18n.Has(l, "seal."+string(flaw)) {
				t.Errorf("%s: no word for %s", l, flaw)
			}
		}
	}
	var v verdict
	if err := json.Unmarshal([]byte(ok(t, "document", "verify", "--data", data, "--json", "--code", link, good)), &v); err != nil {
		t.Fatal(err)
	}
	if !v.Genuine || len(v.Signatures) != 1 || v.Signatures[0].Level != "B-B" || !v.Signatures[0].Whole || v.Code.Number != facts.Number || v.Code.Area != "2.0600" {
		t.Errorf("%+v", v)
	}
	if r := duar(t, "document", "verify", "--data", data, "--json", "--code", link[:len(link)-30], good); r.code != 1 || !strings.Contains(r.out, `"says":"unread"`) {
		t.Errorf("a cut code: %+v", r)
	}
	// Elsewhere the signer is a stranger, until the root is named.
	if r := duar(t, "document", "verify", "--data", t.TempDir(), "--json", good); r.code != 1 || !strings.Contains(r.out, `"untrusted"`) {
		t.Errorf("a stranger: %+v", r)
	}
	ok(t, "document", "verify", "--data", t.TempDir(), "--roots", filepath.Join(data, keyFolder, "root-specimen.pem"), good)
	if r := duarWith(t.Context(), bytes.NewReader(pdf), "document", "verify", "--data", data, "-"); r.code != 0 {
		t.Errorf("from standard input: %+v", r)
	}
	if r := duar(t, "document", "verify", "--data", data, put("x.txt", []byte("hello"))); r.code != 1 || !strings.Contains(r.err, "not a PDF") {
		t.Errorf("a text: %+v", r)
	}
}

// A code is held against the file: that of another paper, sound as it is, does not belong to it.
// Nothing that an unsound file says of itself counts.
func TestDocumentVerifyCodeOfFile(t *testing.T) {
	data := t.TempDir()
	s, err := documentSettings{}.sealing(engines{Data: data}, seva.RealWorld(), "https://duar.example")
	if err != nil {
		t.Fatal(err)
	}
	today := seva.DateOf(s.world.Now())
	paperOf := func(number string) (link string, pdf []byte) {
		link, err := s.codes.Link(document.Facts{Number: number, Kind: document.RoR, Mouza: 1027001, Subject: "khatian 12", AsOn: today, Issued: today, Specimen: true})
		if err != nil {
			t.Fatal(err)
		}
		k := land.Khatian{Number: land.Number{Main: 12}}
		pdf, err = s.Print(t.Context(), document.Content{Kind: document.RoR, Number: number, Langs: []seva.Lang{seva.English}, Khatian: &k,
			Issued: s.world.Now(), Link: link, Specimen: true})
		if err != nil {
			t.Fatal(err)
		}
		return link, pdf
	}
	numbers := []string{document.NewNumber(s.world), document.NewNumber(s.world)}
	mine, pdf := paperOf(numbers[0])
	others, _ := paperOf(numbers[1])
	old, err := s.sign(t.Context(), littlePDF(), seal.Signature{Reason: numbers[0]}) // as before files carried their code
	if err != nil {
		t.Fatal(err)
	}
	blank, err := s.sign(t.Context(), littlePDF(), seal.Signature{Reason: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		pdf  []byte
		code string
		want string // File
		is   bool   // genuine
	}{
		"its own":                        {pdf, mine, "same", true},
		"its own, in small letters":      {pdf, strings.ToLower(mine), "same", true},
		"none given":                     {pdf, "", "same", true},
		"of another paper":               {pdf, others, "other", false},
		"spoilt":                         {pdf, mine[:len(mine)-8], "other", false},
		"an old file's":                  {old, mine, "same", true},
		"of another, of an old file":     {old, others, "other", false},
		"of a file that says none":       {blank, mine, "untold", true},
		"of a file that was changed":     {bytes.Replace(pdf, []byte("595.28"), []byte("595.29"), 1), mine, "untold", false},
		"of a file that was appended to": {append(bytes.Clone(pdf), "\n1 0 obj\n<</Number("+numbers[0]+")>>\nendobj\n"...), mine, "untold", false},
	} {
		file := filepath.Join(data, "a.pdf")
		if err := os.WriteFile(file, c.pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"document", "verify", "--data", data, "--json", file}
		if c.code != "" {
			args = append(args, "--code", c.code)
		}
		r := duar(t, args...)
		var v verdict
		if err := json.Unmarshal([]byte(r.out), &v); err != nil {
			t.Fatalf("%s: %s %s", name, r.out, r.err)
		}
		if v.Code == nil || v.Code.File != c.want || v.Genuine != c.is || (r.code == 0) != c.is {
			t.Errorf("%s: %d %s", name, r.code, r.out)
			continue
		}
		for _, l := range seva.Langs() {
			told := duar(t, append([]string{"document", "verify", "--data", data, "--lang", string(l), file}, args[6:]...)...).out
			if v.Code.Says == "genuine" && !strings.Contains(told, i18n.Say(l, seva.Say("seal.code."+c.want, seva.Args{"Number": v.Number}))) {
				t.Errorf("%s in %s:\n%s", name, l, told)
			}
		}
	}
}

// A list of what the authority took back is looked at, and one that is none is an error. A server
// that is to keep lists in its papers signs nothing without one.
func TestDocumentVerifyLists(t *testing.T) {
	data := t.TempDir()
	s, err := documentSettings{}.sealing(engines{Data: data}, seva.RealWorld(), "https://duar.example")
	if err != nil {
		t.Fatal(err)
	}
	root, err := tls.LoadX509KeyPair(filepath.Join(data, keyFolder, "root-specimen.pem"), filepath.Join(data, keyFolder, "root-specimen.pem"))
	if err != nil {
		t.Fatal(err)
	}
	// The demo's root signs no lists; one that does stands for an authority.
	issuer := *root.Leaf
	issuer.KeyUsage |= x509.KeyUsageCRLSign
	now := time.Now()
	raw, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now, NextUpdate: now.AddDate(0, 0, 7),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: s.ring.Seals[0].Chain[0].SerialNumber, RevocationTime: now, ReasonCode: 1}}},
		&issuer, root.PrivateKey.(crypto.Signer))
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := s.sign(t.Context(), littlePDF(), seal.Signature{})
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, b []byte) string {
		name = filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	good, list := put("good.pdf", pdf), put("a.crl", raw)
	// That the demo's root may not sign lists keeps this one from counting.
	ok(t, "document", "verify", "--data", data, "--crl", list, good)
	if r := duar(t, "document", "verify", "--data", data, "--crl", put("b.crl", []byte("x")), good); r.code != 1 || !strings.Contains(r.err, "b.crl") {
		t.Errorf("no list: %+v", r)
	}
	if s, err = (documentSettings{DocumentLists: "folder"}).sealing(engines{Data: data}, seva.RealWorld(), "https://duar.example"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.sign(t.Context(), littlePDF(), seal.Signature{}); !errors.Is(err, seal.ErrNoList) {
		t.Errorf("without a list: %v", err)
	}
}

// Three years on the keys are over: nothing is signed by a server that was not started anew, nor
// are codes, which had been signed with the key of its first day for ever.
func TestKeysEndWhileAServerRuns(t *testing.T) {
	now := time.Now()
	world := seva.RealWorld().At(func() time.Time { return now })
	s, err := documentSettings{}.sealing(engines{Data: t.TempDir()}, world, "https://duar.example")
	if err != nil {
		t.Fatal(err)
	}
	facts := func() document.Facts {
		day := seva.DateOf(now)
		return document.Facts{Number: "0260000012348", Kind: document.RoR, Mouza: 1027001, Subject: "khatian 12", AsOn: day, Issued: day}
	}
	if _, err := s.codes.Link(facts()); err != nil {
		t.Fatal(err)
	}
	now = now.AddDate(3, 0, 0)
	if _, err := s.codes.Link(facts()); err == nil {
		t.Error("a code was signed with a key that is over")
	}
	if _, err := s.sign(t.Context(), littlePDF(), seal.Signature{}); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("a file: %v", err)
	}
	c := document.Content{Kind: document.RoR, Number: "2600000000125", Langs: []seva.Lang{seva.English}, Khatian: &land.Khatian{}, Signer: "Another Office"}
	if _, err := s.Print(t.Context(), c); err == nil {
		t.Error("a paper names another than its signer")
	}
}

// New keys sign; what the old ones signed goes on proving.
func TestDocumentKeysRotate(t *testing.T) {
	data := t.TempDir()
	s, err := documentSettings{}.sealing(engines{Data: data}, seva.RealWorld(), "http://127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := s.sign(t.Context(), littlePDF(), seal.Signature{})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(data, "old.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	ok(t, "document", "renew", "--data", data)
	ok(t, "document", "verify", "--data", data, name)
	told := ok(t, "document", "keys", "--data", data)
	if strings.Count(told, " signs ") != 2 || strings.Count(told, " proves ") != 2 || strings.Contains(told, "PRIVATE") {
		t.Errorf("the keys are\n%s", told)
	}
	if _, err := (documentSettings{}).sealing(engines{Data: data, Database: "postgres://x"}, seva.RealWorld(), "http://x"); err != errNoDocumentKeys { //nolint:errorlint // it itself
		t.Errorf("with a shared database: %v", err)
	}
	for _, c := range []documentSettings{{DocumentKeys: filepath.Join(data, "none")}, {DocumentLink: "ftp://x"}, {TSA: "http://127.0.0.1:1", TSAPolicy: "x"}, {TSA: "http://127.0.0.1:1", TSARoots: name}} {
		if _, err := c.sealing(engines{Data: data}, seva.RealWorld(), "http://x"); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	for listen, want := range map[string]string{"127.0.0.1:8080": "http://127.0.0.1:8080", ":8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80", "[::]:80": "http://127.0.0.1:80", "duar.example:80": "http://duar.example:80"} {
		if got := ownLink(listen); got != want {
			t.Errorf("%s is reached at %s", listen, got)
		}
	}
}
