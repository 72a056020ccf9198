package seal

import (
	"crypto"
	_ "crypto/sha1" // #nosec G505 -- only to name certificates in time stamps of RFC 3161, never to sign
	"crypto/sha256"
	_ "crypto/sha512" // what others sign with
	"crypto/x509"
	"encoding/asn1"
	"time"
)

// chain proves the signer's certificate up to a root, as it was at a time, and that none below it
// was taken back. listed: lists say so of each.
func (p *proven) chain(t trust, at time.Time, use x509.ExtKeyUsage) (flaw Flaw, listed bool) {
	whole, flaw := p.chains(t.roots, at, use)
	if flaw != "" {
		return flaw, false
	}
	back, listed := t.taken(whole, at)
	if back {
		return Revoked, false
	}
	return "", listed
}

// chains gives the certificates from the signer's up to a root that is believed.
func (p *proven) chains(roots *x509.CertPool, at time.Time, use x509.ExtKeyUsage) ([]*x509.Certificate, Flaw) {
	between := x509.NewCertPool()
	for _, c := range p.others {
		between.AddCert(c)
	}
	if roots == nil {
		roots = x509.NewCertPool() // nil would be the system's, which know nothing of land
	}
	if u := p.leaf.KeyUsage; u != 0 && u&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return nil, WrongUse
	}
	options := x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{use}}
	found, err := p.leaf.Verify(options)
	if invalid, ok := err.(x509.CertificateInvalidError); ok { //nolint:errorlint // Verify gives it bare
		switch invalid.Reason { //nolint:exhaustive // all else is not trusted
		case x509.Expired:
			return nil, Expired
		case x509.IncompatibleUsage:
			return nil, WrongUse
		}
	}
	if err != nil || len(found) == 0 {
		return nil, Untrusted
	}
	return found[0], ""
}

func hashOf(id asn1.ObjectIdentifier) crypto.Hash {
	switch {
	case id.Equal(oidSHA256):
		return crypto.SHA256
	case id.Equal(oidSHA384):
		return crypto.SHA384
	case id.Equal(oidSHA512):
		return crypto.SHA512
	}
	return 0
}

// methodOf gives how to check a signature, where hash and key agree.
func methodOf(id asn1.ObjectIdentifier, hash crypto.Hash) x509.SignatureAlgorithm {
	type way struct {
		id     asn1.ObjectIdentifier
		hash   crypto.Hash
		method x509.SignatureAlgorithm
	}
	for _, w := range []way{
		{oidRSA, crypto.SHA256, x509.SHA256WithRSA}, {oidRSA, crypto.SHA384, x509.SHA384WithRSA}, {oidRSA, crypto.SHA512, x509.SHA512WithRSA},
		{oidRSAWithSHA256, crypto.SHA256, x509.SHA256WithRSA}, {oidRSAWithSHA384, crypto.SHA384, x509.SHA384WithRSA}, {oidRSAWithSHA512, crypto.SHA512, x509.SHA512WithRSA},
		{oidECWithSHA256, crypto.SHA256, x509.ECDSAWithSHA256}, {oidECWithSHA384, crypto.SHA384, x509.ECDSAWithSHA384}, {oidECWithSHA512, crypto.SHA512, x509.ECDSAWithSHA512},
	} {
		if w.id.Equal(id) && w.hash == hash {
			return w.method
		}
	}
	return x509.UnknownSignatureAlgorithm
}

func digest(h crypto.Hash, b []byte) []byte {
	if h == crypto.SHA256 {
		sum := sha256.Sum256(b)
		return sum[:]
	}
	if !h.Available() {
		return nil
	}
	w := h.New()
	w.Write(b)
	return w.Sum(nil)
}
