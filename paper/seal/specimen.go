package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// specimenUnit marks the certificates of the demo: it is nobody's, and papers signed with
// it prove nothing to anybody.
const specimenUnit = "SPECIMEN"

// SpecimenName is the name on the demo's certificates.
const SpecimenName = "duar SPECIMEN - no authority"

func isSpecimen(c *x509.Certificate) bool {
	return slices.Contains(c.Subject.OrganizationalUnit, specimenUnit)
}

// Specimen tells whether the newest seal is the demo's.
func (r *Keyring) Specimen() bool { return len(r.Seals) > 0 && isSpecimen(r.Seals[0].Chain[0]) }

const (
	rootName = "root-specimen.pem" // certificate and key: it signs the next keys too
	// A root outlives all that it stands for.
	rootYears = 30
	keyYears  = 2
)

// Demo opens the keyring of a folder, having made a root, a seal and a code key there when
// it held none that holds now. Two programs that start at once agree on what is there.
func Demo(folder string, now time.Time) (*Keyring, error) {
	r, err := Open(folder, "")
	if err == nil {
		_, err1 := Newest(r.Seals, now)
		_, err2 := Newest(r.Codes, now)
		if err1 == nil && err2 == nil {
			return r, nil
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := Renew(folder, now); err != nil {
		return nil, err
	}
	return Open(folder, "")
}

// Renew puts a new seal and a new code key of the demo into a folder, from now on; the old
// ones stay and go on proving old papers.
func Renew(folder string, now time.Time) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	root, err := specimenRoot(filepath.Join(folder, rootName), now)
	if err != nil {
		return err
	}
	for _, role := range []string{"seal", "code"} {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return err
		}
		leaf, err := issue(specimen(SpecimenName, now, keyYears), key, root)
		if err != nil {
			return err
		}
		name := filepath.Join(folder, fmt.Sprintf("%s-%s-%s.pem", role, now.UTC().Format("20060102"), KeyID(leaf)))
		if err := writeKey(name, key, leaf); err != nil {
			return err
		}
	}
	return nil
}

// specimen is what the certificates of the demo have in common.
func specimen(name string, now time.Time, years int) *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: name, OrganizationalUnit: []string{specimenUnit}},
		// A day earlier, for whoever has another clock.
		NotBefore: now.AddDate(0, 0, -1).Truncate(time.Second).UTC(), NotAfter: now.AddDate(years, 0, 0).UTC(),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, BasicConstraintsValid: true,
	}
}

func specimenRoot(name string, now time.Time) (Key, error) {
	text, err := readSmall(name)
	if errors.Is(err, fs.ErrNotExist) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return Key{}, err
		}
		t := specimen("duar SPECIMEN root - no authority", now.AddDate(-1, 0, 0), rootYears)
		t.KeyUsage, t.IsCA, t.MaxPathLenZero = x509.KeyUsageCertSign, true, true
		root, err := issue(t, key, Key{Signer: key})
		if err != nil {
			return Key{}, err
		}
		if err := writeKey(name, key, root); err != nil && !errors.Is(err, fs.ErrExist) {
			return Key{}, err
		}
		if text, err = readSmall(name); err != nil { // of two that start together one was first
			return Key{}, err
		}
	} else if err != nil {
		return Key{}, err
	}
	chain, signer, err := readPEM(text)
	if err == nil && (signer == nil || len(chain) != 1) {
		err = errors.New("it is no root with its key")
	}
	if err != nil {
		return Key{}, fmt.Errorf("%s: %w", name, err)
	}
	return Key{Signer: signer, Chain: chain}, nil
}

// issue signs a certificate; by without a chain signs its own.
func issue(t *x509.Certificate, key crypto.Signer, by Key) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	t.SerialNumber = serial.Add(serial, big.NewInt(1))
	parent := t
	if len(by.Chain) > 0 {
		parent = by.Chain[0]
	}
	raw, err := x509.CreateCertificate(rand.Reader, t, parent, key.Public(), by.Signer)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(raw)
}

// writeKey puts a key with its certificates into a file for its owner only, whole or not at
// all; one that is there stays and is fs.ErrExist.
func writeKey(name string, key crypto.Signer, chain ...*x509.Certificate) error {
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, c := range chain {
		text.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	text.Write(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}))
	draft, err := os.CreateTemp(filepath.Dir(name), ".key-*") // for its owner only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(text.String())
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	err = os.Link(draft.Name(), name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(draft.Name(), name) // a file system without links
}
