// Package token writes what a paper says into its QR code, signed, and reads it back.
//
// It knows the compact form of document.Facts, COSE_Sign1 with ES256 (RFC 9052) and how the
// code is drawn. It does not know what a paper looks like, where keys are kept, whether a
// paper still holds, or any sentence.
//
// A code is an upper-case URL: letters that the alphanumeric mode of a QR code has, which
// makes it a third smaller, and that an ordinary camera opens. Behind /V/ stands, in base32
// (RFC 4648, no padding), a tagged COSE_Sign1:
//
//	18([ << {1: -7, 4: h'key id'} >>, {}, << facts >>, h'signature' ])
//
// facts is a map with the keys below. Its form is public: papers are in people's hands.
// A key is never given another meaning, and a reader passes over those that it does not know.
package token

import (
	"bytes"
	"crypto/elliptic"
	"crypto/rand"
	_ "crypto/sha256" // go-cose asks for it by name
	"encoding/base32"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"duar/seva"
	"duar/seva/document"
	"duar/seva/place"
)

// facts is document.Facts as it is signed; RFC 8949 section 4.2.1 fixes its bytes.
type facts struct {
	Number   uint64 `cbor:"1,keyasint"`
	Kind     string `cbor:"2,keyasint"`
	Mouza    uint32 `cbor:"3,keyasint"`
	Subject  string `cbor:"4,keyasint"`
	Name     string `cbor:"5,keyasint,omitempty"`
	Plots    uint32 `cbor:"6,keyasint,omitempty"`
	Area     int64  `cbor:"7,keyasint,omitempty"` // 1/10,000 acre
	AsOn     uint32 `cbor:"8,keyasint"`           // 20261123
	Issued   uint32 `cbor:"9,keyasint"`
	Digest   []byte `cbor:"10,keyasint"`
	Specimen bool   `cbor:"11,keyasint,omitempty"`
}

// Bounds of a code. The largest QR code at level M that phones read at ease, version 20, holds
// 970 letters; LongestName keeps a paper with any name within it.
const (
	LongestName    = 160 // bytes; a longer one is cut at a word, with …
	longestSubject = 48
	longestPayload = 1024
)

var (
	encoding = base32.StdEncoding.WithPadding(base32.NoPadding)
	encode   = must(cbor.CoreDetEncOptions().EncMode())
	// decode takes no second value of a key, no tags and no depth.
	decode = must(cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, MaxNestedLevels: 4, MaxMapPairs: 32, MaxArrayElements: 16}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic("token: " + err.Error()) // options of ours
	}
	return v
}

// What Read says of a payload.
var (
	ErrUnread  = errors.New("token: not the code of a paper")
	ErrKey     = errors.New("token: signed by a key that is not known")
	ErrChanged = errors.New("token: not what was signed")
)

// Seal signs with one key and reads what any of its keys signed: a document.Seal. It is made
// with New and may be used by many at once.
type Seal struct {
	base     string // "HTTPS://HOST/V/"
	verifier map[string]cose.Verifier
	keys     []Key
	now      func() time.Time // nil: terms are not looked at when signing
}

var _ document.Seal = (*Seal)(nil)

// New makes a seal. base is where papers are checked, "https://duar.example"; keys are all
// that ever signed, the one to sign with first. Without one that can sign it only reads.
func New(base string, keys ...Key) (*Seal, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return nil, fmt.Errorf("token: %q is not where papers are checked; write https://host", base)
	}
	s := &Seal{base: strings.ToUpper(u.Scheme + "://" + u.Host + "/V/"), verifier: map[string]cose.Verifier{}, keys: keys}
	if strings.Trim(s.base, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/-") != "" {
		return nil, fmt.Errorf("token: the host of %q has letters that a QR code writes at length", base)
	}
	for _, k := range keys {
		if len(k.ID) != 4 || k.Public == nil || k.Public.Curve != elliptic.P256() {
			return nil, fmt.Errorf("token: the key %x is not ECDSA P-256", k.ID)
		}
		if s.verifier[string(k.ID)] != nil {
			return nil, fmt.Errorf("token: two keys have the id %x", k.ID)
		}
		v, err := cose.NewVerifier(cose.AlgorithmES256, k.Public)
		if err != nil {
			return nil, err
		}
		s.verifier[string(k.ID)] = v
		if k.Signer != nil {
			if _, err = cose.NewSigner(cose.AlgorithmES256, k.Signer); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// Link is document.Seal: the upper-case URL of a QR code.
func (s *Seal) Link(f document.Facts) (string, error) {
	payload, err := s.Payload(f)
	return s.base + payload, err
}

// Payload is the signed part of a link.
func (s *Seal) Payload(f document.Facts) (string, error) {
	key, ok := s.signer()
	if !ok {
		return "", errors.New("token: no key to sign with")
	}
	number, err := strconv.ParseUint(f.Number, 10, 64)
	if err != nil || len(f.Number) != 13 {
		return "", errors.New("token: the number of a paper has thirteen digits")
	}
	if f.Kind == "" || len(f.Kind) > 32 || !f.AsOn.Full() || !f.Issued.Full() || f.Area < 0 || f.Plots < 0 || len(f.Subject) > longestSubject {
		return "", errors.New("token: facts that a code cannot say")
	}
	body, err := encode.Marshal(facts{
		Number: number, Kind: string(f.Kind), Mouza: uint32(f.Mouza), Subject: f.Subject, Name: short(f.Name), Plots: uint32(f.Plots),
		Area: int64(f.Area), AsOn: uint32(f.AsOn.Number()), Issued: uint32(f.Issued.Number()), Digest: f.Digest[:], Specimen: f.Specimen,
	})
	if err != nil {
		return "", err
	}
	m := cose.Sign1Message{Payload: body, Headers: cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmES256, cose.HeaderLabelKeyID: key.ID}}}
	signer, err := cose.NewSigner(cose.AlgorithmES256, key.Signer)
	if err != nil {
		return "", err
	}
	if err := m.Sign(rand.Reader, nil, signer); err != nil {
		return "", err
	}
	raw, err := m.MarshalCBOR()
	if err != nil {
		return "", err
	}
	return encoding.EncodeToString(raw), nil
}

// short cuts a name that a code has no room for, between words where there is one.
func short(name string) string {
	if len(name) <= LongestName {
		return name
	}
	cut := LongestName - len("…")
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	if word := strings.LastIndexByte(name[:cut], ' '); word > 0 {
		cut = word
	}
	return name[:cut] + "…"
}

// Read is document.Seal: it proves the payload of a link, or a whole link. Its error is, or
// wraps, ErrUnread, ErrKey or ErrChanged.
//
// A paper has one form only: what decodes to the same but is written otherwise is refused,
// so that a changed letter is always told.
func (s *Seal) Read(payload string) (document.Facts, error) {
	payload = Payload(payload)
	if len(payload) > longestPayload {
		return document.Facts{}, ErrUnread
	}
	if payload == strings.ToLower(payload) {
		payload = strings.ToUpper(payload)
	}
	raw, err := encoding.DecodeString(payload)
	if err != nil || encoding.EncodeToString(raw) != payload {
		return document.Facts{}, ErrUnread
	}
	var m cose.Sign1Message
	if err := m.UnmarshalCBOR(raw); err != nil {
		return document.Facts{}, ErrUnread
	}
	if again, err := m.MarshalCBOR(); err != nil || !bytes.Equal(again, raw) || len(m.Headers.Unprotected) > 0 || len(m.Headers.Protected) != 2 {
		return document.Facts{}, ErrUnread
	}
	id, ok := m.Headers.Protected[cose.HeaderLabelKeyID].([]byte)
	if !ok {
		return document.Facts{}, ErrUnread
	}
	v := s.verifier[string(id)]
	if v == nil {
		return document.Facts{}, ErrKey
	}
	if err := m.Verify(nil, v); err != nil {
		return document.Facts{}, ErrChanged
	}
	// A sound signature over what is no paper would be one of our own keys used for
	// something else.
	var f facts
	if err := decode.Unmarshal(m.Payload, &f); err != nil || len(f.Digest) != 16 || f.Number > 9999999999999 {
		return document.Facts{}, ErrUnread
	}
	if k, ok := s.key(id); !ok || !k.signed(seva.DateFromNumber(int64(f.Issued))) {
		return document.Facts{}, ErrKey
	}
	out := document.Facts{
		Number: fmt.Sprintf("%013d", f.Number), Kind: document.Kind(f.Kind), Mouza: place.IDN(f.Mouza), Subject: f.Subject, Name: f.Name,
		Plots: int(f.Plots), Area: seva.Area(f.Area), AsOn: seva.DateFromNumber(int64(f.AsOn)), Issued: seva.DateFromNumber(int64(f.Issued)), Specimen: f.Specimen,
	}
	copy(out.Digest[:], f.Digest)
	return out, nil
}

// Payload gives the signed part of what a scanner read or a person pasted: a link, or that
// part itself.
func Payload(text string) string {
	text = strings.TrimSpace(text)
	for _, mark := range []string{"/V/", "/v/", "#"} {
		if _, behind, ok := strings.Cut(text, mark); ok {
			return behind
		}
	}
	return text
}
