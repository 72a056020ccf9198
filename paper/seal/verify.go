package seal

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
)

// Flaw is what is wrong with a signature; words under "seal.<flaw>".
type Flaw string

const (
	Changed       Flaw = "changed"        // what was signed is not what is there
	Appended      Flaw = "appended"       // more was put behind what was signed
	BadRange      Flaw = "range"          // it does not say soundly what it covers
	Unreadable    Flaw = "unreadable"     // it is no signature that can be read
	BadSignature  Flaw = "signature"      // the signature is not of this key
	Algorithm     Flaw = "algorithm"      // made in a way that is not taken
	WeakKey       Flaw = "weak_key"       // too short, or of a kind that is not taken
	NoCertificate Flaw = "no_certificate" // nothing says whose key it is
	Unnamed       Flaw = "unnamed"        // its certificate is not the one that it names
	Untrusted     Flaw = "untrusted"      // no root that is believed stands for the signer
	Expired       Flaw = "expired"        // the certificate did not hold when it was signed
	WrongUse      Flaw = "wrong_use"      // the certificate is not for signing
	BadStamp      Flaw = "stamp"          // the time stamp is not of this signature, or not proven
	Undated       Flaw = "undated"        // it does not say when
	Stranger      Flaw = "stranger"       // trusted, and not a key that papers are signed with
	Revoked       Flaw = "revoked"        // the certificate was taken back
)

// Flaws are all that there are.
func Flaws() []Flaw {
	return []Flaw{Changed, Appended, BadRange, Unreadable, BadSignature, Algorithm, WeakKey, NoCertificate,
		Unnamed, Untrusted, Expired, WrongUse, BadStamp, Undated, Stranger, Revoked}
}

// Report is what stands in a file.
type Report struct {
	Signatures []Found // in the order of the file; none in a file that nobody signed
}

// Genuine tells whether the file is, byte for byte, what a trusted signer signed: no
// signature has a flaw, and one covers the whole file. Of several, those that were made
// earlier cover the file as it then was, and are Appended.
func (r Report) Genuine() bool {
	whole := false
	for _, f := range r.Signatures {
		for _, flaw := range f.Flaws {
			if flaw != Appended {
				return false
			}
		}
		whole = whole || f.Whole
	}
	return whole
}

// Found is one signature of a file.
type Found struct {
	Signer    string // common name of the certificate; "" when it could not be read
	Key       string // the key's id, as in a Keyring
	Claimed   time.Time
	Stamped   time.Time // by an authority; zero without one
	Authority string    // who stamped
	Covered   int       // bytes from the beginning of the file that it speaks of
	Whole     bool      // nothing was put behind them
	Listed    bool      // lists in the file say that no certificate of it was taken back
	Flaws     []Flaw
	Specimen  bool   // by a certificate that is of nobody
	Reason    string // as the signer says; of a paper its number
	public    []byte // the signer's key
}

// Level is the PAdES level of a signature as it says: "B-B", "B-T" or "B-LT".
func (f Found) Level() string {
	switch {
	case f.Stamped.IsZero():
		return "B-B"
	case f.Listed:
		return "B-LT"
	}
	return "B-T"
}

// Bounds of what a hostile file may cost: each signature reads the file once.
const (
	mostSignatures = 16
	mostContents   = 1 << 20
	mostDictionary = 2*mostContents + 1<<16
)

// ErrTooMany is a file with more signatures than a paper ever has.
var ErrTooMany = errors.New("seal: the file holds too many signatures")

// Verify finds every signature of a file and proves it; roots are those that are believed,
// of signers and of time-stamp authorities. A file that can be read has a report, however
// wrong it is. An error is ErrNotPDF, ErrTooLarge or ErrTooMany.
//
// The certificate has to hold when the file was signed: at the stamped time, or without a
// stamp at the time the signer claims. So old papers go on proving when keys rotate; a stolen
// key that expired could claim an old time, which only a time stamp or the issuer's own
// record of numbers shows.
//
// A certificate that was taken back proves nothing from then on, by the lists that are given and
// those in the file; where nothing was stamped, and the key may have been another's, nothing at all.
func Verify(pdf []byte, roots *x509.CertPool, lists ...*x509.RevocationList) (Report, error) {
	var r Report
	if len(pdf) > Most {
		return r, ErrTooLarge
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return r, ErrNotPDF
	}
	// What is signed is known by its bytes alone: a signature that covers all of the file but
	// its own hexadecimal string needs no reading of the rest. So no trick in tables or
	// objects can show another file than the one that was signed.
	mark := []byte("/ByteRange")
	inside := stored(pdf)
	t := trust{roots: roots, lists: slices.Concat(lists, inside)}
	for at := 0; ; {
		next := bytes.Index(pdf[at:], mark)
		if next < 0 {
			return r, nil
		}
		if len(r.Signatures) == mostSignatures {
			return r, ErrTooMany
		}
		at += next + len(mark)
		r.Signatures = append(r.Signatures, prove(pdf, at, t, inside))
	}
}

// Verify is Verify with the roots of a keyring, and with its seals as the only signers: below
// the root of a certifying authority stands everybody who ever bought a certificate.
func (r *Keyring) Verify(pdf []byte) (Report, error) {
	report, err := Verify(pdf, r.Roots, r.Lists...)
	for i := range report.Signatures {
		f := &report.Signatures[i]
		// By the whole key: of two keys with one id one was sought for that.
		if !slices.ContainsFunc(r.Seals, func(k Key) bool { return bytes.Equal(k.Chain[0].RawSubjectPublicKeyInfo, f.public) }) {
			f.Flaws = append(f.Flaws, Stranger)
		}
	}
	return report, err
}

// prove checks the signature whose /ByteRange ends at.
func prove(pdf []byte, at int, t trust, inside []*x509.RevocationList) (f Found) {
	hole, end, ok := readRange(pdf, at)
	if !ok {
		f.Flaws = []Flaw{BadRange}
		return f
	}
	f.Covered, f.Whole = end, end == len(pdf)
	d := around(pdf, at)
	kind := strings.TrimPrefix(string(d.get("SubFilter")), "/")
	if d == nil || kind != "ETSI.CAdES.detached" && kind != "adbe.pkcs7.detached" || !bytes.Equal(d.get("Contents"), pdf[hole.from:hole.to]) {
		f.Flaws = []Flaw{Unreadable}
		return f
	}
	f.Claimed, f.Reason = readMoment(string(d.get("M"))), readText(d.get("Reason"))
	raw, ok := contents(pdf[hole.from+1 : hole.to-1])
	if !ok {
		f.Flaws = []Flaw{Unreadable}
		return f
	}
	p := proveCMS(raw, oidData, func(h crypto.Hash) []byte {
		w := h.New()
		w.Write(pdf[:hole.from])
		w.Write(pdf[hole.to:end])
		return w.Sum(nil)
	})
	if p.leaf != nil {
		f.Signer, f.Key, f.Specimen = Name(p.leaf), KeyID(p.leaf), isSpecimen(p.leaf)
		f.public = p.leaf.RawSubjectPublicKeyInfo
	}
	if p.token != nil {
		stamp, err := readStamp(p.token, p.signature, t)
		if err != nil {
			p.flaw(BadStamp)
		} else {
			f.Stamped, f.Authority, t.sure = stamp.at, stamp.by, true
			kept, _ := readStamp(p.token, p.signature, trust{roots: t.roots, lists: inside})
			f.Listed = kept.listed
		}
	}
	when := f.Stamped
	if when.IsZero() {
		when = f.Claimed
	}
	switch {
	case when.IsZero():
		p.flaw(Undated)
	case p.leaf != nil:
		if flaw, _ := p.chain(t, when, x509.ExtKeyUsageAny); flaw != "" {
			p.flaw(flaw)
		}
		_, kept := p.chain(trust{roots: t.roots, lists: inside, sure: t.sure}, when, x509.ExtKeyUsageAny)
		f.Listed = f.Listed && kept
	}
	if !f.Whole {
		p.flaw(Appended)
	}
	f.Flaws = p.flaws
	return f
}

// readRange reads "[0 a b c]" and gives the gap and where the second part ends. The gap is
// one hexadecimal string and nothing else.
func readRange(pdf []byte, at int) (gap, int, bool) {
	l := lexer{b: pdf, at: at}
	l.skip()
	if l.at >= len(pdf) || pdf[l.at] != '[' {
		return gap{}, 0, false
	}
	l.at++
	var n [4]int
	for i := range n {
		var ok bool
		if n[i], ok = l.integer(); !ok || n[i] > len(pdf) {
			return gap{}, 0, false
		}
	}
	l.skip()
	if l.at >= len(pdf) || pdf[l.at] != ']' {
		return gap{}, 0, false
	}
	g, end := gap{n[1], n[2]}, n[2]+n[3]
	if n[0] != 0 || g.from < 1 || g.to < g.from+2 || end < g.to || end > len(pdf) || g.to-g.from > mostContents*2 ||
		pdf[g.from] != '<' || pdf[g.to-1] != '>' {
		return gap{}, 0, false
	}
	return g, end, true
}

// around gives the dictionary of the object that holds a place.
func around(pdf []byte, at int) dict {
	from := max(0, at-mostDictionary)
	start := bytes.LastIndex(pdf[from:at], []byte("obj"))
	if start < 0 {
		return nil
	}
	l := lexer{b: pdf[:min(len(pdf), at+mostDictionary)], at: from + start + len("obj")}
	raw, err := l.value(0)
	if err != nil || l.at < at {
		return nil
	}
	d, err := readDict(raw)
	if err != nil {
		return nil
	}
	return d
}

// contents undoes the hexadecimal string and cuts the zeros behind the signature. It is
// written in one case only: another letter is another file.
func contents(text []byte) ([]byte, bool) {
	if lower := bytes.ToLower(text); !bytes.Equal(text, lower) && !bytes.Equal(text, bytes.ToUpper(text)) {
		return nil, false
	}
	raw := make([]byte, hex.DecodedLen(len(text)))
	if _, err := hex.Decode(raw, text); err != nil || len(raw) < 4 || raw[0] != tagSequence {
		return nil, false
	}
	n, head := int(raw[1]), 2
	if n >= 0x80 {
		if head += n & 0x7f; n == 0x80 || head > 6 || head > len(raw) {
			return nil, false
		}
		n = 0
		for _, b := range raw[2:head] {
			n = n<<8 | int(b)
		}
	}
	if n > len(raw)-head || len(bytes.TrimRight(raw[head+n:], "\x00")) > 0 {
		return nil, false
	}
	return raw[:head+n], true
}

// readMoment reads "(D:20261124120000+05'30')"; the zero time when it is none.
func readMoment(s string) time.Time {
	s = strings.NewReplacer("(", "", ")", "", "'", "").Replace(s)
	s = strings.TrimPrefix(s, "D:")
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z", "20060102150405Z0000", "20060102150405"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
