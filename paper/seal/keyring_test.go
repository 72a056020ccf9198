package seal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"software.sslmate.com/src/go-pkcs12"
)

// Keys rotate: new papers by the newest, old papers by what is kept of the old ones.
func TestKeysRotate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	first, err := Demo(folder, noon)
	if err != nil {
		t.Fatal(err)
	}
	if !first.Specimen() || len(first.Seals) != 1 || len(first.Codes) != 1 || len(first.Anchors) != 1 || first.Seals[0].ID == first.Codes[0].ID {
		t.Fatalf("%+v", first)
	}
	old := signed(t, plainPDF(1), first.Seals[0], Signature{})
	later := noon.AddDate(1, 11, 0)
	if err := Renew(folder, later); err != nil {
		t.Fatal(err)
	}
	ring, err := Demo(folder, later)
	if err != nil || len(ring.Seals) != 2 || len(ring.Codes) != 2 || len(ring.Anchors) != 1 {
		t.Fatalf("%+v %v", ring, err)
	}
	for at, want := range map[int]string{0: first.Seals[0].ID, 23: ring.Seals[0].ID, 30: ring.Seals[0].ID} {
		k, err := Newest(ring.Seals, noon.AddDate(0, at, 0))
		if err != nil || k.ID != want {
			t.Errorf("after %d months it is %s, %v", at, k.ID, err)
		}
	}
	if _, err := Newest(ring.Seals, noon.AddDate(9, 0, 0)); !errors.Is(err, ErrNoKey) {
		t.Errorf("when all are over: %v", err)
	}
	if r, err := Verify(old, ring.Roots); err != nil || !r.Genuine() {
		t.Errorf("an old paper: %+v %v", r, err)
	}
	// The private half of an old key is taken away; its certificate stays.
	name := filepath.Join(folder, "seal-20261124-"+first.Seals[0].ID+".pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: first.Seals[0].Chain[0].Raw})
	if err := errors.Join(os.Remove(name), os.WriteFile(strings.TrimSuffix(name, ".pem")+".crt", text, 0o600)); err != nil {
		t.Fatal(err)
	}
	if ring, err = Open(folder, ""); err != nil || len(ring.Seals) != 2 || ring.Seals[1].Signer != nil {
		t.Fatalf("%+v %v", ring, err)
	}
	if _, err := Newest(ring.Seals, noon); !errors.Is(err, ErrNoKey) {
		t.Errorf("a key without its private half signs: %v", err)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is for others to read: %v", f.Name(), info.Mode())
		}
	}
}

// Two servers that start at once on a new folder believe the same root.
func TestTwoStartAtOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := Demo(folder, noon); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	ring, err := Open(folder, "")
	if err != nil || len(ring.Anchors) != 1 {
		t.Fatalf("%+v %v", ring, err)
	}
	for _, k := range append(ring.Seals, ring.Codes...) {
		if _, err := k.Chain[0].Verify(x509.VerifyOptions{Roots: ring.Roots, CurrentTime: noon}); err != nil {
			t.Errorf("%s: %v", k.ID, err)
		}
	}
}

func TestKeysOfManyKinds(t *testing.T) {
	folder := t.TempDir()
	demo, err := Demo(folder, noon)
	if err != nil {
		t.Fatal(err)
	}
	r2048, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	k := made(t, folder, r2048, nil)
	p12, err := pkcs12.Modern.Encode(r2048, k.Chain[0], demo.Anchors, "open sesame")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("seal-office.p12", p12)
	write("readme.txt", []byte("passed over"))
	ring, err := Open(folder, "open sesame")
	if err != nil || len(ring.Seals) != 2 {
		t.Fatalf("%+v %v", ring, err)
	}
	i := slices.IndexFunc(ring.Seals, func(s Key) bool { return s.ID == k.ID })
	if i < 0 || len(ring.Seals[i].Chain) != 1 {
		t.Fatalf("the root goes along: %+v", ring.Seals)
	}
	if r, err := Verify(signed(t, plainPDF(1), ring.Seals[i], Signature{}), ring.Roots); err != nil || !r.Genuine() {
		t.Errorf("signed from a PKCS#12 file: %+v %v", r, err)
	}
	if _, err := Open(folder, "another"); err == nil || strings.Contains(err.Error(), "another") {
		t.Errorf("with another password: %v", err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(weak)
	if err != nil {
		t.Fatal(err)
	}
	stranger := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
	leaf := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Chain[0].Raw})
	other := made(t, folder, p384, nil)
	for name, text := range map[string][]byte{
		"seal-a.pem": leaf,                      // no private key
		"seal-b.pem": stranger,                  // no certificate
		"seal-c.pem": append(stranger, leaf...), // of two
		"seal-d.pem": []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
		"seal-e.p12": []byte("junk"),
		"code-f.crt": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: other.Chain[0].Raw}), // P-384
		"seal-g.crt": {},
		"root-h.pem": []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
	} {
		write(name, text)
		if _, err := Open(folder, "open sesame"); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(filepath.Join(folder, "none"), ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := ReadRoots(filepath.Join(folder, "readme.txt")); err == nil {
		t.Error("a text holds roots")
	}
}
