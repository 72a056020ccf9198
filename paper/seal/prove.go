package seal

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"reflect"
	"slices"
)

// The shapes of RFC 5652 that are read.
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue // [0] around the SignedData
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      encapsulated
		Certificates asn1.RawValue `asn1:"optional,tag:0"`
		Revocations  asn1.RawValue `asn1:"optional,tag:1"`
		Signers      []signerInfo  `asn1:"set"`
	}
	encapsulated struct {
		Type    asn1.ObjectIdentifier
		Content []byte `asn1:"optional,explicit,tag:0"`
	}
	signerInfo struct {
		Version   int
		Signer    issuerAndSerial
		Digest    pkix.AlgorithmIdentifier
		Signed    asn1.RawValue `asn1:"optional,tag:0"`
		Method    pkix.AlgorithmIdentifier
		Signature []byte
		Unsigned  asn1.RawValue `asn1:"optional,tag:1"`
	}
	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attributeValue struct {
		Type   asn1.ObjectIdentifier
		Values asn1.RawValue
	}
	// certificateV2 is ESSCertIDv2, certificateV1 the ESSCertID of old time stamps; what
	// stands behind the hash repeats the certificate and is passed over.
	certificateV2 struct {
		Hash       pkix.AlgorithmIdentifier `asn1:"optional"`
		Sum        []byte
		IssuerName asn1.RawValue `asn1:"optional"`
	}
	certificateV1 struct {
		Sum        []byte
		IssuerName asn1.RawValue `asn1:"optional"`
	}
)

// read takes in one element that is all of raw. What would be written otherwise is refused:
// encoding/asn1 passes over what stands behind the last field and does not look at every bit
// of a tag, and there a byte could be changed unseen.
func read(raw []byte, v any) bool {
	rest, err := asn1.Unmarshal(raw, v)
	if err != nil || len(rest) > 0 {
		return false
	}
	again, err := asn1.Marshal(reflect.ValueOf(v).Elem().Interface())
	return err == nil && bytes.Equal(again, raw)
}

// grouped tells whether a tagged set is absent, or is built of elements.
func grouped(v asn1.RawValue) bool { return len(v.FullBytes) == 0 || v.IsCompound }

// bare tells whether an algorithm has no parameters, or says so with NULL.
func bare(a pkix.AlgorithmIdentifier) bool {
	return len(a.Parameters.FullBytes) == 0 || bytes.Equal(a.Parameters.FullBytes, asn1.NullBytes)
}

func (a attributeValue) isSet() bool {
	return len(a.Values.FullBytes) > 0 && a.Values.FullBytes[0] == tagSet
}

// mostCertificates bounds what one signature may carry along.
const mostCertificates = 16

// proven is what a CMS says once it was read; flaws are what is wrong with it.
type proven struct {
	leaf      *x509.Certificate
	others    []*x509.Certificate
	content   []byte // that lies inside, of a time stamp
	signature []byte
	token     []byte // a time stamp of the signature
	flaws     []Flaw
}

func (p *proven) flaw(f Flaw) {
	if !slices.Contains(p.flaws, f) {
		p.flaws = append(p.flaws, f)
	}
}

// proveCMS reads a signature over content of type kind. sum gives the digest of what is
// signed outside; for content inside the signature it is nil.
func proveCMS(raw []byte, kind asn1.ObjectIdentifier, sum func(crypto.Hash) []byte) (p proven) {
	var outer contentInfo
	var data signedData
	version := 3
	if kind.Equal(oidData) {
		version = 1
	}
	if !read(raw, &outer) || !outer.Type.Equal(oidSignedData) || outer.Content.FullBytes[0] != tagContext0 || !read(outer.Content.Bytes, &data) ||
		data.Version != version || len(data.Signers) != 1 || !data.Content.Type.Equal(kind) ||
		(sum == nil) != (data.Content.Content != nil) || len(data.Revocations.Bytes) > 0 || !grouped(data.Certificates) {
		p.flaw(Unreadable)
		return p
	}
	certificates, err := x509.ParseCertificates(data.Certificates.Bytes)
	if err != nil || len(certificates) > mostCertificates {
		p.flaw(Unreadable)
		return p
	}
	s := data.Signers[0]
	hash := hashOf(s.Digest.Algorithm)
	if s.Version != 1 || hash == 0 || len(data.Digests) != 1 || !data.Digests[0].Algorithm.Equal(s.Digest.Algorithm) ||
		!bare(data.Digests[0]) || !bare(s.Digest) || !bare(s.Method) || !grouped(s.Signed) || !grouped(s.Unsigned) {
		p.flaw(Algorithm)
		return p
	}
	for _, c := range certificates {
		switch {
		case fit(c.PublicKey) != nil:
			p.flaw(WeakKey)
			return p
		case p.leaf == nil && bytes.Equal(c.RawIssuer, s.Signer.Issuer.FullBytes) && s.Signer.Serial != nil && c.SerialNumber.Cmp(s.Signer.Serial) == 0:
			p.leaf = c
		default:
			p.others = append(p.others, c)
		}
	}
	if p.leaf == nil {
		p.flaw(NoCertificate)
		return p
	}
	p.content, p.signature = data.Content.Content, s.Signature
	if sum == nil {
		sum = func(h crypto.Hash) []byte { return digest(h, p.content) }
	}
	p.attributes(s, kind, sum(hash))
	method := methodOf(s.Method.Algorithm, hash)
	if method == x509.UnknownSignatureAlgorithm {
		p.flaw(Algorithm)
		return p
	}
	if len(s.Signed.Bytes) == 0 || p.leaf.CheckSignature(method, der(tagSet, s.Signed.Bytes), s.Signature) != nil {
		p.flaw(BadSignature)
	}
	p.unsigned(s.Unsigned.Bytes)
	return p
}

// attributes checks what is signed: the type and digest of the content, and the names of the
// certificates. Each stands exactly once.
func (p *proven) attributes(s signerInfo, kind asn1.ObjectIdentifier, want []byte) {
	seen := map[string]int{}
	for rest := s.Signed.Bytes; len(rest) > 0; {
		var a attributeValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &a); err != nil || !a.isSet() {
			p.flaw(Unreadable)
			return
		}
		seen[a.Type.String()]++
		value := a.Values.Bytes
		switch {
		case a.Type.Equal(oidContentType):
			if !bytes.Equal(value, derOID(kind)) {
				p.flaw(Unreadable)
			}
		case a.Type.Equal(oidMessageDigest):
			if !bytes.Equal(value, der(tagOctets, want)) {
				p.flaw(Changed)
			}
		case a.Type.Equal(oidCertificateV2):
			p.named(namesV2(value))
		case a.Type.Equal(oidCertificateV1):
			p.named(namesV1(value))
		}
	}
	if seen[oidContentType.String()] != 1 || seen[oidMessageDigest.String()] != 1 {
		p.flaw(Unreadable)
	}
	if seen[oidCertificateV2.String()]+seen[oidCertificateV1.String()] == 0 {
		p.flaw(Unnamed)
	}
}

// sumOf is how an attribute names a certificate.
type sumOf struct {
	hash crypto.Hash
	sum  []byte
}

func namesV2(value []byte) (out []sumOf) {
	var list struct {
		Certificates []certificateV2
		Policies     asn1.RawValue `asn1:"optional"`
	}
	if rest, err := asn1.Unmarshal(value, &list); err != nil || len(rest) > 0 {
		return nil
	}
	for _, c := range list.Certificates {
		hash := crypto.SHA256
		if c.Hash.Algorithm != nil {
			hash = hashOf(c.Hash.Algorithm)
		}
		out = append(out, sumOf{hash, c.Sum})
	}
	return out
}

func namesV1(value []byte) (out []sumOf) {
	var list struct {
		Certificates []certificateV1
		Policies     asn1.RawValue `asn1:"optional"`
	}
	if rest, err := asn1.Unmarshal(value, &list); err != nil || len(rest) > 0 {
		return nil
	}
	for _, c := range list.Certificates {
		out = append(out, sumOf{crypto.SHA1, c.Sum})
	}
	return out
}

// named checks that the first certificate named is the signer's; where more are named, that
// no other goes along.
func (p *proven) named(names []sumOf) {
	is := func(c *x509.Certificate, n sumOf) bool {
		return n.hash != 0 && bytes.Equal(digest(n.hash, c.Raw), n.sum)
	}
	if len(names) == 0 || len(names) > mostCertificates || !is(p.leaf, names[0]) {
		p.flaw(Unnamed)
		return
	}
	for _, c := range p.others {
		if len(names) > 1 && !slices.ContainsFunc(names, func(n sumOf) bool { return is(c, n) }) {
			p.flaw(Unnamed)
		}
	}
}

// unsigned takes in what stands beside the signature. Only a time stamp may: all else could
// have been put there by anybody.
func (p *proven) unsigned(rest []byte) {
	for len(rest) > 0 {
		var a attributeValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &a); err != nil || !a.isSet() || !a.Type.Equal(oidStampToken) || p.token != nil || len(a.Values.Bytes) == 0 {
			p.flaw(Unreadable)
			return
		}
		p.token = a.Values.Bytes
	}
}
