package identity

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"strings"

	"duar/seva"
)

const (
	longestDevice = 256 // letters; P-256 has 122, Ed25519 59
	longestProof  = 128 // letters; 72 bytes of ASN.1 have 96
	rsBytes       = 32  // of r and of s
)

// key gives the device's public key as PKIX DER, written as we would; nil for no device.
func (v Device) key() ([]byte, error) {
	if v == "" {
		return nil, nil
	}
	bad := seva.Refuse("device", seva.Say("error.device"))
	if len(v) > longestDevice {
		return nil, bad
	}
	der, err := unbase64(string(v))
	if err != nil {
		return nil, bad
	}
	key, ok := readKey(der)
	if !ok {
		return nil, bad
	}
	// As it was sent it may be written in more ways than one; two of them are one device.
	if der, err = x509.MarshalPKIXPublicKey(key); err != nil {
		return nil, bad
	}
	return der, nil
}

// ReadKey gives a public key of PKIX DER, an *ecdsa.PublicKey on P-256 or an
// ed25519.PublicKey; false for any other.
func ReadKey(der []byte) (any, bool) { return readKey(der) }

func readKey(der []byte) (any, bool) {
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, false
	}
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		return k, k.Curve == elliptic.P256() // the parser has seen that the point is on it
	case ed25519.PublicKey:
		return k, len(k) == ed25519.PublicKeySize
	}
	return nil, false
}

// signed tells whether a proof is a key's signature over a text (RefreshText, MoveText).
// Phones' key stores give ECDSA in ASN.1 (RFC 3279), browsers r and s (IEEE P1363).
func signed(der []byte, text, proof string) bool {
	key, ok := readKey(der)
	if !ok || len(proof) > longestProof {
		return false
	}
	signature, err := unbase64(proof)
	if err != nil {
		return false
	}
	switch k := key.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(k, []byte(text), signature)
	case *ecdsa.PublicKey:
		sum := sha256.Sum256([]byte(text))
		if ecdsa.VerifyASN1(k, sum[:], signature) {
			return true
		}
		if len(signature) != 2*rsBytes {
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:rsBytes]), new(big.Int).SetBytes(signature[rsBytes:])
		return ecdsa.Verify(k, sum[:], r, s)
	}
	return false
}

// unbase64 reads base64url with or without its filling.
func unbase64(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}
