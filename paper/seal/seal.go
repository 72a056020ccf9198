// Package seal signs finished PDF files with PAdES baseline signatures and checks such
// signatures.
//
// It knows enough of PDF to append a revision to a file, enough of CMS (RFC 5652) and of
// time stamps (RFC 3161) to make and prove what stands in one, and how keys are kept. It
// does not know what a document says, how it is drawn, who may sign or any sentence.
//
// Signatures are of level B-B, or B-T with a time-stamp authority (ETSI EN 319 142-1):
// SubFilter ETSI.CAdES.detached, the signed attributes content-type, message-digest and
// signing-certificate-v2, no signing-time (the claimed time is /M of the dictionary). A file
// is signed by an incremental update, so that what was drawn stays byte for byte.
package seal

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Most is the size in bytes of the largest file that is signed or checked.
const Most = 64 << 20

// Signature is how one file is signed.
type Signature struct {
	// At is the time the signer claims; it is needed.
	At time.Time
	// Reason and Place are shown by readers beside the signer's name; both may be empty.
	Reason, Place string
	// Page, from 0, holds the signature's field. Box is its rectangle there in points from
	// the lower left corner (left, bottom, right, top); the zero Box is invisible. The file
	// draws what is seen in it: the field itself is clear.
	Page int
	Box  [4]float64
	// Stamp gives a time-stamp token for the signature, level B-T; nil is level B-B. When it
	// fails, nothing is signed: a paper is never of a lower level than was asked for.
	Stamp func(ctx context.Context, signature []byte) ([]byte, error)
	// Lists are kept in the file, and covered by the signature, so that it goes on proving that no
	// certificate was taken back (Lists.Prepare); none is a level below B-LT.
	Lists []*x509.RevocationList
}

// stampRoom is how many bytes are kept free for a time-stamp token with its certificates.
const stampRoom = 12 << 10

// Sign gives pdf with a signature over all of its bytes. The file must be whole, not
// encrypted, and have a classic cross-reference table. pdf is not changed.
func Sign(ctx context.Context, pdf []byte, key Key, s Signature) ([]byte, error) {
	if err := key.check(); err != nil {
		return nil, err
	}
	if s.At.IsZero() {
		return nil, errors.New("seal: a signature says when it was made")
	}
	f, err := open(pdf)
	if err != nil {
		return nil, err
	}
	room := 1024 + signatureRoom(key.Signer.Public())
	for _, c := range key.Chain {
		room += len(c.Raw)
	}
	if s.Stamp != nil {
		room += stampRoom
	}
	out, gap, err := f.append(s, room, key.Chain)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	hash.Write(out[:gap.from])
	hash.Write(out[gap.to:])
	cms, err := signCMS(ctx, key, hash.Sum(nil), s.Stamp)
	if err != nil {
		return nil, err
	}
	if len(cms) > room {
		return nil, fmt.Errorf("seal: the signature takes %d bytes and %d were kept for it", len(cms), room)
	}
	hex.Encode(out[gap.from+1:], cms)
	return out, nil
}

// gap is what a signature leaves out of a file: its own hexadecimal string, with < and >.
type gap struct{ from, to int }

func signatureRoom(public crypto.PublicKey) int {
	if k, ok := public.(*rsa.PublicKey); ok {
		return k.Size()
	}
	return 160
}

// fit refuses keys that are too weak to sign with or that no reader knows.
func fit(public crypto.PublicKey) error {
	switch k := public.(type) {
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n < 2048 || n > mostRSA {
			return fmt.Errorf("seal: an RSA key of %d bits: 2048 to %d are taken", n, mostRSA)
		}
		return nil
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() || k.Curve == elliptic.P384() {
			return nil
		}
		return fmt.Errorf("seal: the curve %s: P-256 and P-384 are taken", k.Curve.Params().Name)
	}
	return fmt.Errorf("seal: a key of %T: RSA and ECDSA are taken", public)
}

// mostRSA bounds what one check may cost; larger keys exist only to cost.
const mostRSA = 8192

// check proves that a key can sign and is the one that its certificate names.
func (k Key) check() error {
	if k.Signer == nil || len(k.Chain) == 0 {
		return errors.New("seal: a key with its certificate is needed")
	}
	if err := fit(k.Signer.Public()); err != nil {
		return err
	}
	public, ok := k.Chain[0].PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(k.Signer.Public()) {
		return errors.New("seal: the certificate is of another key")
	}
	return nil
}

// Name is who a certificate is of, as people are told.
func Name(c *x509.Certificate) string {
	switch {
	case c == nil:
		return ""
	case c.Subject.CommonName != "":
		return c.Subject.CommonName
	}
	return c.Subject.String()
}

// append writes a revision with an empty signature of room bytes behind the file.
func (f *file) append(s Signature, room int, chain []*x509.Certificate) ([]byte, gap, error) {
	root, rootRef, err := f.dictOf("Root", f.trailer)
	if err != nil {
		return nil, gap{}, err
	}
	page, pageRef, err := f.page(root, s.Page)
	if err != nil {
		return nil, gap{}, err
	}
	sign, field, look := f.size, f.size+1, f.size+2
	visible := s.Box[2] > s.Box[0] && s.Box[3] > s.Box[1]
	if !visible {
		look = field // nothing is seen, and the next number is free
	}

	if root, err = f.addField(root, field); err != nil {
		return nil, gap{}, err
	}
	if page, err = f.addTo(page, "Annots", field); err != nil {
		return nil, gap{}, err
	}
	u := update{f: f}
	u.b.Grow(len(f.b) + 2*room + len(f.trailer)*8 + 4096)
	u.b.Write(f.b)
	if !bytes.HasSuffix(f.b, []byte("\n")) {
		u.b.WriteByte('\n')
	}
	next := look + 1
	root, next = u.store(root, next, s.Lists, chain)
	u.object(rootRef, root.bytes())
	if pageRef.number == rootRef.number {
		return nil, gap{}, fmt.Errorf("%w: the catalog is a page", errStructure)
	}
	u.object(pageRef, page.bytes())

	u.begin(ref{sign, 0})
	u.b.WriteString("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached")
	// No /Name: the certificate names the signer, and a name beside it could say another.
	u.b.WriteString("/M" + moment(s.At) + text("Reason", s.Reason) + text("Location", s.Place))
	u.b.WriteString("/ByteRange[0 ")
	numbers := u.b.Len()
	u.b.WriteString("0000000000 0000000000 0000000000]/Contents")
	hole := gap{from: u.b.Len()}
	u.b.WriteByte('<')
	u.b.Write(bytes.Repeat([]byte("0"), 2*room))
	u.b.WriteByte('>')
	hole.to = u.b.Len()
	u.b.WriteString(">>")
	u.end()

	widget := fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal%d)/V %d 0 R/P %s/F 132/Rect[%s %s %s %s]", sign, sign, pageRef,
		real(s.Box[0]), real(s.Box[1]), real(s.Box[2]), real(s.Box[3]))
	if !visible {
		widget = fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal%d)/V %d 0 R/P %s/F 132/Rect[0 0 0 0]", sign, sign, pageRef)
	} else {
		widget += fmt.Sprintf("/AP<</N %d 0 R>>", look)
	}
	u.object(ref{field, 0}, []byte(widget+">>"))
	if visible {
		u.object(ref{look, 0}, fmt.Appendf(nil, "<</Type/XObject/Subtype/Form/BBox[0 0 %s %s]/Length 0>>\nstream\n\nendstream", real(s.Box[2]-s.Box[0]), real(s.Box[3]-s.Box[1])))
	}
	u.close(next)
	out := u.b.Bytes()
	copy(out[numbers:], fmt.Sprintf("%010d %010d %010d", hole.from, hole.to, len(out)-hole.to))
	return out, hole, nil
}

func real(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
