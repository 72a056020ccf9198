package seal

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/asn1"
	"slices"
)

// Object identifiers of what a signature is made of.
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificateV1 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidStampToken    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidStampInfo     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidRSAWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	oidRSAWithSHA384 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}
	oidRSAWithSHA512 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13}
	oidECWithSHA256  = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidECWithSHA384  = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}
	oidECWithSHA512  = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}
)

// Tags of DER.
const (
	tagInteger  = 0x02
	tagOctets   = 0x04
	tagNull     = 0x05
	tagOID      = 0x06
	tagSequence = 0x30
	tagSet      = 0x31
	tagContext0 = 0xa0
	tagContext1 = 0xa1
)

// der writes one element around its parts.
func der(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := make([]byte, 0, n+6)
	out = append(out, tag)
	switch {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func derOID(id asn1.ObjectIdentifier) []byte {
	out, err := asn1.Marshal(id)
	if err != nil {
		panic("seal: " + err.Error()) // a constant of ours
	}
	return out
}

// attribute is one of a CMS: its type and a set of one value.
func attribute(id asn1.ObjectIdentifier, value []byte) []byte {
	return der(tagSequence, derOID(id), der(tagSet, value))
}

// signCMS gives a detached signature of content whose SHA-256 is digest (RFC 5652, in DER).
func signCMS(ctx context.Context, key Key, digest []byte, stamp func(context.Context, []byte) ([]byte, error)) ([]byte, error) {
	var hashes, certificates [][]byte
	for _, c := range key.Chain {
		sum := sha256.Sum256(c.Raw)
		// ESSCertIDv2 with the default hash (RFC 5035). Every certificate that goes along is
		// named, so that none can be changed for another.
		hashes = append(hashes, der(tagSequence, der(tagOctets, sum[:])))
		certificates = append(certificates, c.Raw)
	}
	attributes := [][]byte{
		attribute(oidContentType, derOID(oidData)),
		attribute(oidMessageDigest, der(tagOctets, digest)),
		attribute(oidCertificateV2, der(tagSequence, der(tagSequence, hashes...))),
	}
	slices.SortFunc(attributes, bytes.Compare) // a SET OF in DER is in order
	sum := sha256.Sum256(der(tagSet, attributes...))
	signature, err := key.Signer.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var unsigned []byte
	if stamp != nil {
		token, err := stamp(ctx, signature)
		if err != nil {
			return nil, err
		}
		unsigned = der(tagContext1, attribute(oidStampToken, token))
	}
	hash := der(tagSequence, derOID(oidSHA256))
	method := der(tagSequence, derOID(oidECWithSHA256))
	if _, ok := key.Signer.Public().(*rsa.PublicKey); ok {
		method = der(tagSequence, derOID(oidRSA), der(tagNull))
	}
	leaf := key.Chain[0]
	serial, err := asn1.Marshal(leaf.SerialNumber)
	if err != nil {
		return nil, err
	}
	version := der(tagInteger, []byte{1})
	signer := der(tagSequence, version, der(tagSequence, leaf.RawIssuer, serial), hash,
		der(tagContext0, attributes...), method, der(tagOctets, signature), unsigned)
	data := der(tagSequence, version, der(tagSet, hash), der(tagSequence, derOID(oidData)),
		der(tagContext0, certificates...), der(tagSet, signer))
	return der(tagSequence, derOID(oidSignedData), der(tagContext0, data)), nil
}
