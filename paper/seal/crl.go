package seal

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// trust is what signatures are proved by.
type trust struct {
	roots *x509.CertPool
	lists []*x509.RevocationList // of certificates that were taken back
	sure  bool                   // the time of the signature is stamped, and not only claimed
}

// Reasons for which a certificate is taken back while its key is still nobody else's
// (RFC 5280, 5.3.1): what was signed before goes on proving, also without a time stamp.
const (
	reasonAffiliation = 3
	reasonSuperseded  = 4
	reasonOver        = 5
	reasonTakenOff    = 8 // of a list: it holds again
)

// Extensions of lists.
var (
	oidDelta   = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidScope   = asn1.ObjectIdentifier{2, 5, 29, 28}
	oidInvalid = asn1.ObjectIdentifier{2, 5, 29, 24}
)

// taken looks for the certificates of a chain in the lists of their authorities. back: one was
// taken back before the signature, or may have been. listed: for each there is a list that
// speaks of that time, and none is back.
func (t trust) taken(chain []*x509.Certificate, at time.Time) (back, listed bool) {
	listed = true
	for i := 0; i+1 < len(chain); i++ {
		known := false
		for _, l := range t.lists {
			if !speaks(l, chain[i+1]) {
				continue
			}
			known = known || l.NextUpdate.IsZero() || !at.After(l.NextUpdate)
			for _, e := range l.RevokedCertificateEntries {
				back = back || e.SerialNumber.Cmp(chain[i].SerialNumber) == 0 && t.counts(e, at)
			}
		}
		listed = listed && known
	}
	return back, listed && !back
}

// counts tells whether an entry is against a signature. Without a stamp whoever has the key can
// claim any time, so a key that may be another's counts whenever that became known.
func (t trust) counts(e x509.RevocationListEntry, at time.Time) bool {
	since := e.RevocationTime
	switch e.ReasonCode {
	case reasonTakenOff:
		return false
	case reasonAffiliation, reasonSuperseded, reasonOver:
	default:
		if !t.sure {
			return true
		}
		for _, x := range e.Extensions {
			var from time.Time // since when the key is another's, which is known later
			if x.Id.Equal(oidInvalid) {
				if _, err := asn1.UnmarshalWithParams(x.Value, &from, "generalized"); err == nil && from.Before(since) {
					since = from
				}
			}
		}
	}
	return !at.Before(since)
}

// speaks tells whether a list is an authority's own, of all that it issued. Parts of lists and
// those that others keep for it are not read.
func speaks(l *x509.RevocationList, issuer *x509.Certificate) bool {
	if !bytes.Equal(l.RawIssuer, issuer.RawSubject) || l.CheckSignatureFrom(issuer) != nil {
		return false
	}
	for _, x := range l.Extensions {
		switch {
		case x.Id.Equal(oidDelta):
			return false
		case x.Id.Equal(oidScope):
			var scope struct {
				Point    asn1.RawValue  `asn1:"optional,tag:0"`
				Users    bool           `asn1:"optional,tag:1"`
				CAs      bool           `asn1:"optional,tag:2"`
				Reasons  asn1.BitString `asn1:"optional,tag:3"`
				Indirect bool           `asn1:"optional,tag:4"`
				Others   bool           `asn1:"optional,tag:5"`
			}
			if rest, err := asn1.Unmarshal(x.Value, &scope); err != nil || len(rest) > 0 || scope.Indirect || scope.Others || scope.Reasons.BitLength > 0 {
				return false
			}
		}
	}
	return true
}

// mostList bounds a list in bytes: those of large authorities have some megabytes.
const mostList = 8 << 20

// ReadLists reads lists of certificates that were taken back out of a file, DER or PEM.
func ReadLists(name string) ([]*x509.RevocationList, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > mostList {
		return nil, fmt.Errorf("%s: %w", name, ErrTooLarge)
	}
	text, err := os.ReadFile(name) //nolint:gosec // whoever runs the program names it
	if err != nil {
		return nil, err
	}
	all, err := parseLists(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

func parseLists(text []byte) (all []*x509.RevocationList, err error) {
	if !bytes.Contains(text, []byte("-----BEGIN")) {
		l, err := x509.ParseRevocationList(text)
		return []*x509.RevocationList{l}, err
	}
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		if text = rest; block.Type != "X509 CRL" {
			continue
		}
		l, err := x509.ParseRevocationList(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if len(all) == 0 {
		err = errors.New("seal: no list of certificates that were taken back")
	}
	return all, err
}

// folderLists reads the *.crl of a folder.
func folderLists(folder string) (all []*x509.RevocationList, err error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.crl"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		lists, err := ReadLists(name)
		if err != nil {
			return nil, err
		}
		all = append(all, lists...)
	}
	return all, nil
}
