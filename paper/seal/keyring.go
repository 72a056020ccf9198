package seal

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

// Key is one that papers are signed with, or were. It holds from and until the times that
// its certificate says.
type Key struct {
	ID     string        // KeyID of its certificate
	Signer crypto.Signer // nil of a key that is over, or kept elsewhere
	Chain  []*x509.Certificate
}

// From and Until are when the key is to be used.
func (k Key) From() time.Time  { return k.Chain[0].NotBefore }
func (k Key) Until() time.Time { return k.Chain[0].NotAfter }

// KeyID names a key for good: the first four bytes of SHA-256 over its public half, in
// hexadecimal. A keyring in which two agree is refused.
func KeyID(c *x509.Certificate) string {
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:4])
}

// Keyring is a folder of keys:
//
//	seal*.p12, seal*.pem     sign files; a PEM holds the key and its certificates, leaf first
//	seal*.hsm                names a key in a PKCS#11 token (JSON, see HSM); seal*.crt beside it
//	                         holds the certificates
//	seal*.crt                certificates only: a key that is over
//	code*.p12, .pem, .hsm, .crt   the same of keys that sign the facts in QR codes, ECDSA P-256
//	root*.crt, root*.pem     roots that are believed
//	*.crl                    lists of certificates that their authorities took back, DER or PEM
//
// Other files are passed over. Files and codes have keys of their own, so that nothing that
// was signed as one can be shown as the other.
type Keyring struct {
	Seals, Codes []Key // the newest first
	Roots        *x509.CertPool
	Anchors      []*x509.Certificate // those in Roots
	// Lists are those of certificates that were taken back.
	Lists   []*x509.RevocationList
	closers []io.Closer
}

// ErrNoKey is a keyring without a key that holds now.
var ErrNoKey = errors.New("seal: no key that holds now")

// Open reads the keys of a folder. password opens its PKCS#12 files. A folder that is not
// there is fs.ErrNotExist.
func Open(folder, password string) (*Keyring, error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	r := &Keyring{Roots: x509.NewCertPool()}
	for _, file := range files {
		name := filepath.Join(folder, file.Name())
		role, kind := file.Name(), filepath.Ext(name)
		if file.IsDir() || !slices.Contains([]string{".p12", ".pem", ".hsm", ".crt"}, kind) {
			continue
		}
		switch {
		case strings.HasPrefix(role, "root"):
			err = r.addRoots(name)
		case strings.HasPrefix(role, "seal"):
			err = r.add(&r.Seals, name, kind, password)
		case strings.HasPrefix(role, "code"):
			err = r.add(&r.Codes, name, kind, password)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", name, err), r.Close())
		}
	}
	if r.Lists, err = folderLists(folder); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	for _, keys := range []*[]Key{&r.Seals, &r.Codes} {
		slices.SortStableFunc(*keys, func(a, b Key) int {
			return cmp.Or(b.From().Compare(a.From()), strings.Compare(a.ID, b.ID))
		})
	}
	return r, nil
}

// Close ends what talks to tokens.
func (r *Keyring) Close() error {
	var errs []error
	for _, c := range r.closers {
		errs = append(errs, c.Close())
	}
	r.closers = nil
	return errors.Join(errs...)
}

// Newest gives the key that new papers are signed with: of those that can sign and hold at a
// time, the one that began last.
func Newest(keys []Key, at time.Time) (Key, error) {
	for _, k := range keys {
		if k.Signer != nil && !at.Before(k.From()) && !at.After(k.Until()) {
			return k, nil
		}
	}
	return Key{}, ErrNoKey
}

func (r *Keyring) addRoots(name string) error {
	text, err := readSmall(name)
	if err != nil {
		return err
	}
	certificates, _, err := readPEM(text)
	for _, c := range certificates {
		r.Roots.AddCert(c)
		r.Anchors = append(r.Anchors, c)
	}
	return err
}

func (r *Keyring) add(to *[]Key, name, kind, password string) error {
	k, closer, err := readKey(name, kind, password)
	if err != nil {
		return err
	}
	if closer != nil {
		r.closers = append(r.closers, closer)
	}
	if k.Chain == nil {
		return errors.New("no certificate")
	}
	k.ID = KeyID(k.Chain[0])
	if err := fit(k.Chain[0].PublicKey); err != nil {
		return err
	}
	if k.Signer != nil {
		if err := k.check(); err != nil {
			return err
		}
	}
	if p, ok := k.Chain[0].PublicKey.(*ecdsa.PublicKey); to == &r.Codes && (!ok || p.Curve != elliptic.P256()) {
		return errors.New("codes are signed with ECDSA P-256")
	}
	for i, other := range *to {
		if other.ID != k.ID {
			continue
		}
		if !other.Chain[0].Equal(k.Chain[0]) {
			return fmt.Errorf("a key with the id %s is there already", k.ID)
		}
		if k.Signer != nil { // the certificates of a token's key, and the key
			(*to)[i] = k
		}
		return nil
	}
	*to = append(*to, k)
	return nil
}

func readKey(name, kind, password string) (Key, io.Closer, error) {
	text, err := readSmall(name)
	if err != nil {
		return Key{}, nil, err
	}
	switch kind {
	case ".p12":
		private, leaf, more, err := pkcs12.DecodeChain(text, password)
		if err != nil {
			return Key{}, nil, err
		}
		signer, ok := private.(crypto.Signer)
		if !ok {
			return Key{}, nil, errors.New("its key cannot sign")
		}
		return Key{Signer: signer, Chain: withoutRoots(append([]*x509.Certificate{leaf}, more...))}, nil, nil
	case ".hsm":
		signer, closer, err := openHSM(text)
		if err != nil {
			return Key{}, nil, err
		}
		beside, err := readSmall(strings.TrimSuffix(name, kind) + ".crt")
		if err != nil {
			return Key{}, closer, err
		}
		chain, _, err := readPEM(beside)
		return Key{Signer: signer, Chain: withoutRoots(chain)}, closer, err
	}
	chain, signer, err := readPEM(text)
	if kind == ".crt" {
		signer = nil
	} else if signer == nil && err == nil {
		err = errors.New("it holds no private key; certificates alone are .crt")
	}
	return Key{Signer: signer, Chain: withoutRoots(chain)}, nil, err
}

// withoutRoots leaves out certificates that stand for themselves behind the leaf: whoever
// checks has their own.
func withoutRoots(chain []*x509.Certificate) []*x509.Certificate {
	var out []*x509.Certificate
	for i, c := range chain {
		if i == 0 || string(c.RawIssuer) != string(c.RawSubject) {
			out = append(out, c)
		}
	}
	return out
}

// readPEM reads certificates and at most one private key.
func readPEM(text []byte) (chain []*x509.Certificate, signer crypto.Signer, err error) {
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return chain, signer, nil
		}
		text = rest
		var key any
		switch block.Type {
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, err
			}
			chain = append(chain, c)
			continue
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		default:
			continue
		}
		s, ok := key.(crypto.Signer)
		switch {
		case err != nil:
			return nil, nil, err
		case !ok || signer != nil:
			return nil, nil, errors.New("it holds more than one key, or one that cannot sign")
		}
		signer = s
	}
}

// CodeKey gives the public half of a key that signs codes.
func CodeKey(k Key) (*ecdsa.PublicKey, error) {
	public, ok := k.Chain[0].PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("seal: codes are signed with ECDSA P-256")
	}
	return public, nil
}

// ReadRoots reads certificates that are believed, out of a PEM file.
func ReadRoots(name string) (*x509.CertPool, error) {
	r := &Keyring{Roots: x509.NewCertPool()}
	if err := r.addRoots(name); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(r.Anchors) == 0 {
		return nil, fmt.Errorf("%s: no certificate", name)
	}
	return r.Roots, nil
}

// readSmall reads a file of keys, which is small, whatever it is.
func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<20+1))
	if err == nil && len(text) > 1<<20 {
		err = fs.ErrInvalid
	}
	return text, err
}
