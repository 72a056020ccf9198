package wire

import (
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/document"
	"duar/seva/place"
)

// Document is document.View: what anybody hears of a paper. Kind, status and subject are
// plain words of a fixed vocabulary, for the page that checks papers reads them without any
// table; Text says the same to a person.
type Document struct {
	Number       string `json:"number"`
	Kind         string `json:"kind"`
	Status       string `json:"status"`
	IssuedOn     string `json:"issued_on"`
	AsOn         string `json:"as_on"`
	Digest       string `json:"digest"` // hex of the first sixteen bytes
	SupersededBy string `json:"superseded_by,omitempty"`
	RevokedOn    string `json:"revoked_on,omitempty"`
	Specimen     bool   `json:"specimen"`
	Mouza        string `json:"mouza"`
	Subject      string `json:"subject"`
	Text         string `json:"text"`
}

// NewDocument spells a paper for a reader.
func NewDocument(v Voice, d document.View) Document {
	said := document.Sentences(d, document.OnPhone)
	words := make([]string, len(said))
	for i, t := range said {
		words[i] = v.Say(t)
	}
	return Document{
		Number: d.Number, Kind: string(d.Kind), Status: string(d.Status), IssuedOn: d.Issued.String(), AsOn: d.AsOn.String(),
		Digest: hex.EncodeToString(d.Digest[:]), SupersededBy: d.Newer, RevokedOn: d.Void.String(), Specimen: d.Specimen,
		Mouza: d.Mouza.String(), Subject: d.Subject, Text: strings.Join(words, " "),
	}
}

// Facts gives the paper back.
func (d Document) Facts() (document.View, error) {
	var r reading
	v := document.View{
		Number: d.Number, Kind: document.Kind(d.Kind), Status: document.Status(d.Status), Subject: d.Subject,
		Issued: r.date(d.IssuedOn), AsOn: r.date(d.AsOn), Newer: d.SupersededBy, Void: r.date(d.RevokedOn), Specimen: d.Specimen,
	}
	idn, err := place.ParseIDN(d.Mouza)
	v.Mouza = idn
	digest, err2 := hex.DecodeString(d.Digest)
	if err2 == nil && len(digest) != len(v.Digest) {
		err2 = errors.New("wire: a digest of another length")
	}
	copy(v.Digest[:], digest)
	return v, errors.Join(r.err, err, err2)
}

// LinkSent says that a link is on its way to a phone, and until when it will be good.
type LinkSent struct {
	Until time.Time `json:"until"`
}

// NewLinkSent spells it.
func NewLinkSent(until time.Time) LinkSent { return LinkSent{until.In(seva.IST)} }

// Signed is document.Signed: what became of one case of a batch.
type Signed struct {
	Number string `json:"number"`
	Signed bool   `json:"signed"`
	Kind   string `json:"kind,omitempty"` // of what went wrong, as in a problem
	Code   string `json:"code,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// NewSigned spells one for a reader.
func NewSigned(v Voice, s document.Signed) Signed {
	if s.Err == nil {
		return Signed{Number: s.Number, Signed: true}
	}
	e := seva.Broken(s.Err)
	return Signed{Number: s.Number, Kind: string(e.Kind), Code: e.Code(), Detail: v.Say(e.Text)}
}

// Facts gives it back; of an error its kind and code.
func (s Signed) Facts() document.Signed {
	if s.Signed {
		return document.Signed{Number: s.Number}
	}
	return document.Signed{Number: s.Number, Err: seva.Fail(seva.Kind(s.Kind), seva.Say("error."+s.Code))}
}
