package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certifier is an authority that keeps a list of what it took back.
type certifier struct {
	root  Key
	roots *x509.CertPool
	seal  Key
	*httptest.Server
	served []byte
	asked  int
}

func newCertifier(t testing.TB) *certifier {
	t.Helper()
	c := &certifier{roots: x509.NewCertPool()}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if c.asked++; c.served == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(c.served)
	}))
	t.Cleanup(c.Close)
	key := freshKey(t)
	template := specimen("Certifier", noon.AddDate(-1, 0, 0), 9)
	template.KeyUsage, template.IsCA = x509.KeyUsageCertSign|x509.KeyUsageCRLSign, true
	root, err := issue(template, key, Key{Signer: key})
	if err != nil {
		t.Fatal(err)
	}
	c.root = Key{Signer: key, Chain: []*x509.Certificate{root}}
	c.roots.AddCert(root)
	own := freshKey(t)
	template = specimen("An Office", noon.AddDate(0, -1, 0), 2)
	template.CRLDistributionPoints = []string{"ldap://x/", c.URL + "/list.crl"}
	leaf, err := issue(template, own, c.root)
	if err != nil {
		t.Fatal(err)
	}
	c.seal = Key{ID: KeyID(leaf), Signer: own, Chain: []*x509.Certificate{leaf}}
	return c
}

func freshKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// list is of a moment and good for a week; entries are of the office's certificate unless they
// say another.
func (c *certifier) list(t testing.TB, at time.Time, entries ...x509.RevocationListEntry) *x509.RevocationList {
	t.Helper()
	return listBy(t, c.root, c.seal.Chain[0].SerialNumber, at, nil, entries...)
}

func listBy(t testing.TB, root Key, serial *big.Int, at time.Time, more []pkix.Extension, entries ...x509.RevocationListEntry) *x509.RevocationList {
	t.Helper()
	for i := range entries {
		entries[i].SerialNumber = serial
	}
	raw, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(at.Unix()), ThisUpdate: at, NextUpdate: at.AddDate(0, 0, 7), RevokedCertificateEntries: entries, ExtraExtensions: more,
	}, root.Chain[0], root.Signer)
	if err != nil {
		t.Fatal(err)
	}
	l, err := x509.ParseRevocationList(raw)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What a list says of the signer's certificate counts by when and why it was taken back.
func TestTakenBack(t *testing.T) {
	c, s := newCertifier(t), newStandIn(t)
	roots := c.roots.Clone()
	roots.AddCert(s.root)
	plain := signed(t, plainPDF(1), c.seal, Signature{At: noon})
	stamped := signed(t, plainPDF(1), c.seal, Signature{At: noon, Stamp: s.authority().Stamp})
	before, after := noon.Add(-time.Hour), noon.Add(time.Hour)
	invalid, err := asn1.MarshalWithParams(before.Truncate(time.Second), "generalized")
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]struct {
		entry                  x509.RevocationListEntry
		backPlain, backStamped bool
	}{
		"stolen, told before":   {x509.RevocationListEntry{RevocationTime: before, ReasonCode: 1}, true, true},
		"stolen, told after":    {x509.RevocationListEntry{RevocationTime: after, ReasonCode: 1}, true, false},
		"for no reason, before": {x509.RevocationListEntry{RevocationTime: before}, true, true},
		"for no reason, after":  {x509.RevocationListEntry{RevocationTime: after}, true, false},
		"another came, before":  {x509.RevocationListEntry{RevocationTime: before, ReasonCode: 4}, true, true},
		"another came, after":   {x509.RevocationListEntry{RevocationTime: after, ReasonCode: 4}, false, false},
		"office closed, after":  {x509.RevocationListEntry{RevocationTime: after, ReasonCode: 5}, false, false},
		"it holds again":        {x509.RevocationListEntry{RevocationTime: before, ReasonCode: 8}, false, false},
		"stolen before, told after": {x509.RevocationListEntry{RevocationTime: after, ReasonCode: 1,
			ExtraExtensions: []pkix.Extension{{Id: oidInvalid, Value: invalid}}}, true, true},
	} {
		l := c.list(t, noon.AddDate(0, 0, 1), e.entry)
		for i, file := range [][]byte{plain, stamped} {
			r, err := Verify(file, roots, l)
			want := []bool{e.backPlain, e.backStamped}[i]
			if err != nil || r.Genuine() == want || want && r.Signatures[0].Flaws[0] != Revoked {
				t.Errorf("%s, stamped %v: %+v, %v", name, i == 1, r, err)
			}
		}
	}
	entry := x509.RevocationListEntry{RevocationTime: before, ReasonCode: 1}
	for name, l := range map[string]*x509.RevocationList{
		"of another certificate": listBy(t, c.root, big.NewInt(7), noon, nil, entry),
		"a part of a list":       listBy(t, c.root, c.seal.Chain[0].SerialNumber, noon, []pkix.Extension{{Id: oidDelta, Critical: true, Value: []byte{2, 1, 1}}}, entry),
	} {
		if r, err := Verify(plain, roots, l); err != nil || !r.Genuine() {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	// One that another made in the authority's name is no list of its.
	bad := *c.list(t, noon, entry)
	bad.Signature = bytes.Repeat([]byte{1}, len(bad.Signature))
	if r, err := Verify(plain, roots, &bad); err != nil || !r.Genuine() {
		t.Errorf("a forged list: %+v, %v", r, err)
	}
}

// With lists a paper is of level B-LT: it keeps them, whole and signed over, and proves with them
// by itself. Without one of today nothing is signed, nor when the certificate was taken back.
func TestAFileKeepsItsLists(t *testing.T) {
	c, s := newCertifier(t), newStandIn(t)
	roots := c.roots.Clone()
	roots.AddCert(s.root)
	stampRoot := Key{Signer: s.rootKey, Chain: []*x509.Certificate{s.root}}
	folder := t.TempDir()
	l := &Lists{Folder: folder, Now: func() time.Time { return noon }, Patience: time.Second}
	prepare := func() (Signature, error) {
		how := Signature{At: noon}
		err := l.Prepare(t.Context(), &how, c.seal, c.roots, s.authority())
		return how, err
	}
	if _, err := prepare(); !errors.Is(err, ErrNoList) {
		t.Errorf("without a list: %v", err)
	}
	keep := func(name string, list *x509.RevocationList) {
		text := list.Raw
		if strings.HasSuffix(name, "2.crl") {
			text = pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: list.Raw})
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keep("old.crl", c.list(t, noon.AddDate(0, 0, -30)))
	if _, err := prepare(); !errors.Is(err, ErrNoList) {
		t.Errorf("with an old list: %v", err)
	}
	// From where the certificate says; the authority's own list is a file.
	l.Fetch, c.served = true, c.list(t, noon.Add(-time.Hour)).Raw
	if _, err := prepare(); !errors.Is(err, ErrNoList) || c.asked == 0 {
		t.Errorf("without a list of the time-stamp authority: %v", err)
	}
	keep("clock2.crl", listBy(t, stampRoot, big.NewInt(9), noon.Add(-time.Hour), nil))
	how, err := prepare()
	if err != nil || len(how.Lists) != 2 {
		t.Fatalf("%d lists, %v", len(how.Lists), err)
	}
	pdf := signed(t, plainPDF(2), c.seal, how)
	f := only(t, pdf, roots)
	if f.Level() != "B-LT" || !f.Whole || len(f.Flaws) > 0 {
		t.Errorf("%+v", f)
	}
	if bare := only(t, signed(t, plainPDF(2), c.seal, Signature{At: noon, Stamp: how.Stamp}), roots); bare.Level() != "B-T" {
		t.Errorf("without lists it is %s", bare.Level())
	}
	if r, err := Verify(bytes.Replace(pdf, []byte("/DSS"), []byte("/DSX"), 1), roots); err != nil || r.Genuine() {
		t.Error("a changed store is not told")
	}
	store := put(t, "lt.pdf", pdf)
	if out, err := run(t, need(t, "qpdf"), "--check", store); err != nil || strings.Contains(out, "WARNING") {
		t.Errorf("%s %v", out, err)
	}
	if out, _ := run(t, need(t, "pdfsig"), "-nocert", store); !strings.Contains(out, "Signature is Valid") || !strings.Contains(out, "Total document signed") {
		t.Error(out)
	}
	// Taken back: by the lists of today nobody signs any more.
	keep("taken.crl", c.list(t, noon.Add(-time.Minute), x509.RevocationListEntry{RevocationTime: noon.Add(-time.Minute), ReasonCode: 1}))
	l.known, c.served = nil, nil
	if _, err := prepare(); !errors.Is(err, ErrRevoked) {
		t.Errorf("with a certificate that was taken back: %v", err)
	}
}

// Lists that are no lists, or too large, are refused in few words.
func TestListsThatAreNone(t *testing.T) {
	c := newCertifier(t)
	folder := t.TempDir()
	l := &Lists{Folder: folder, Fetch: true, Now: func() time.Time { return noon }, Patience: time.Second}
	for _, bad := range [][]byte{nil, []byte("x"), bytes.Repeat([]byte{0x30, 0x84}, 100), make([]byte, mostList+1), []byte("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")} {
		c.served = bad
		how := Signature{At: noon}
		if err := l.Prepare(t.Context(), &how, c.seal, c.roots, nil); !errors.Is(err, ErrNoList) || len(how.Lists) > 0 {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "a.crl"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(folder, ""); err == nil || !strings.Contains(err.Error(), "a.crl") {
		t.Errorf("a folder with a file that is no list: %v", err)
	}
}
