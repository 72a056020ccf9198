package seal

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

// standIn is a time-stamp authority on loopback that misbehaves on demand.
type standIn struct {
	*httptest.Server
	roots *x509.CertPool
	key   Key
	how   string

	root    *x509.Certificate
	rootKey crypto.Signer
}

func newStandIn(t testing.TB) *standIn {
	t.Helper()
	s := &standIn{roots: x509.NewCertPool()}
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := specimen("Stand-in Root", noon.AddDate(0, 0, -1), 9)
	template.KeyUsage, template.IsCA = x509.KeyUsageCertSign|x509.KeyUsageCRLSign, true
	root, err := issue(template, rootKey, Key{Signer: rootKey})
	if err != nil {
		t.Fatal(err)
	}
	s.roots.AddCert(root)
	s.key = s.leaf(t, root, rootKey, 8)
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

// leaf issues a certificate for one use: 8 is time stamps, 1 the web (RFC 5280, 4.2.1.12).
func (s *standIn) leaf(t testing.TB, root *x509.Certificate, rootKey crypto.Signer, use int) Key {
	t.Helper()
	s.root, s.rootKey = root, rootKey
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := specimen("Stand-in Clock", noon.AddDate(0, 0, -1), 3)
	list, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, use}})
	if err != nil {
		t.Fatal(err)
	}
	template.ExtraExtensions = []pkix.Extension{{Id: oidKeyUse, Critical: true, Value: list}}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	leaf, err := issue(template, key, Key{Signer: rootKey, Chain: []*x509.Certificate{root}})
	if err != nil {
		t.Fatal(err)
	}
	return Key{Signer: key, Chain: []*x509.Certificate{leaf}}
}

func (s *standIn) authority() *Authority {
	return &Authority{URL: s.URL, Roots: s.roots, Now: func() time.Time { return noon }, Patience: time.Second}
}

func (s *standIn) answer(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var q stampRequest
	if rest, err := asn1.Unmarshal(body, &q); err != nil || len(rest) > 0 || q.Version != 1 || !q.Send || r.Header.Get("Content-Type") != "application/timestamp-query" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	at, policy := noon, asn1.ObjectIdentifier{1, 2, 3, 4}
	switch s.how {
	case "late":
		select {
		case <-r.Context().Done():
		case <-time.After(5 * time.Second):
		}
		return
	case "away":
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case "page":
		w.Header().Set("Content-Type", "text/html")
	default:
		w.Header().Set("Content-Type", "application/timestamp-reply")
	}
	switch s.how {
	case "garbage":
		_, _ = w.Write(bytes.Repeat([]byte{0x30, 0x84}, 500))
		return
	case "huge":
		_, _ = w.Write(make([]byte, 10<<20))
		return
	case "rejected":
		_, _ = w.Write(der(tagSequence, der(tagSequence, der(tagInteger, []byte{2}))))
		return
	case "another imprint":
		q.Imprint.Sum = bytes.Repeat([]byte{7}, 32)
	case "another nonce":
		q.Nonce = big.NewInt(1)
	case "no nonce":
		q.Nonce = nil
	case "a slow clock":
		at = noon.Add(-time.Hour)
	}
	info, err := asn1.Marshal(stampInfo{Version: 1, Policy: policy, Imprint: q.Imprint, Serial: big.NewInt(77), Time: at, Nonce: q.Nonce})
	if err != nil {
		panic(err)
	}
	token := s.token(info)
	if s.how == "a broken signature" {
		token[len(token)-1] ^= 1
	}
	_, _ = w.Write(der(tagSequence, der(tagSequence, der(tagInteger, []byte{0})), token))
}

// token is a CMS around info, as an authority makes one.
func (s *standIn) token(info []byte) []byte {
	leaf := s.key.Chain[0]
	sum, named := sha256.Sum256(info), sha256.Sum256(leaf.Raw)
	attributes := [][]byte{
		attribute(oidContentType, derOID(oidStampInfo)), attribute(oidMessageDigest, der(tagOctets, sum[:])),
		attribute(oidCertificateV2, der(tagSequence, der(tagSequence, der(tagSequence, der(tagOctets, named[:]))))),
	}
	slices.SortFunc(attributes, bytes.Compare)
	all := sha256.Sum256(der(tagSet, attributes...))
	signature, err := s.key.Signer.Sign(rand.Reader, all[:], crypto.SHA256)
	if err != nil {
		panic(err)
	}
	serial, _ := asn1.Marshal(leaf.SerialNumber)
	hash := der(tagSequence, derOID(oidSHA256))
	signer := der(tagSequence, der(tagInteger, []byte{1}), der(tagSequence, leaf.RawIssuer, serial), hash,
		der(tagContext0, attributes...), der(tagSequence, derOID(oidECWithSHA256)), der(tagOctets, signature))
	data := der(tagSequence, der(tagInteger, []byte{3}), der(tagSet, hash),
		der(tagSequence, derOID(oidStampInfo), der(tagContext0, der(tagOctets, info))), der(tagContext0, leaf.Raw), der(tagSet, signer))
	return der(tagSequence, derOID(oidSignedData), der(tagContext0, data))
}

func TestAStampedFile(t *testing.T) {
	ring, k := demo(t)
	s := newStandIn(t)
	out := signed(t, plainPDF(1), k, Signature{At: noon.Add(-time.Minute), Stamp: s.authority().Stamp})
	if f := only(t, out, ring.Roots); !slices.Contains(f.Flaws, BadStamp) {
		t.Errorf("an authority that nobody believes: %v", f.Flaws)
	}
	for _, a := range ring.Anchors {
		s.roots.AddCert(a)
	}
	f := only(t, out, s.roots)
	if len(f.Flaws) > 0 || f.Level() != "B-T" || !f.Stamped.Equal(noon) || f.Authority != "Stand-in Clock" {
		t.Errorf("%+v", f)
	}
}

// Whatever an authority does, a file is stamped as it was asked for or is not signed.
func TestAuthoritiesThatMisbehave(t *testing.T) {
	_, k := demo(t)
	s := newStandIn(t)
	good := s.key
	for _, how := range []string{"late", "away", "page", "garbage", "huge", "rejected", "another imprint", "another nonce",
		"no nonce", "a slow clock", "a broken signature", "a certificate for the web", "an unknown root", "another policy"} {
		s.how, s.key = how, good
		a := s.authority()
		switch how {
		case "late":
			a.Patience = 50 * time.Millisecond
		case "a certificate for the web":
			s.key = s.leaf(t, s.root, s.rootKey, 1)
		case "an unknown root":
			s.key = newStandIn(t).key
		case "another policy":
			a.Policy = asn1.ObjectIdentifier{1, 2, 3, 5}
		}
		out, err := Sign(context.Background(), plainPDF(1), k, Signature{At: noon, Stamp: a.Stamp})
		if !errors.Is(err, ErrStamp) || out != nil {
			t.Errorf("%s: %d bytes, %v", how, len(out), err)
		}
	}
}

func FuzzStamp(f *testing.F) {
	s := newStandIn(f)
	sum := sha256.Sum256([]byte("signature"))
	info, err := asn1.Marshal(stampInfo{Version: 1, Policy: asn1.ObjectIdentifier{1, 2}, Serial: big.NewInt(1), Time: noon,
		Imprint: imprint{pkix.AlgorithmIdentifier{Algorithm: oidSHA256}, sum[:]}})
	if err != nil {
		f.Fatal(err)
	}
	good := s.token(info)
	if _, err := readStamp(good, []byte("signature"), trust{roots: s.roots}); err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, token []byte) {
		if _, err := readStamp(token, []byte("signature"), trust{roots: s.roots}); err == nil && !bytes.Equal(token, good) {
			t.Fatal("a forged token is taken")
		}
	})
}
