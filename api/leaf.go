package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/office"
	"duar/seva/payment"
)

const kindPDF = "application/pdf"

// Leaves draw what is printed and not signed: the notice of a hearing, the challan that is
// taken to a bank, a receipt. One that is nil is not offered as a PDF. from names the office
// that a case lies with; the zero Office is one that nobody knows.
type Leaves struct {
	Hearing func(h casework.Hearing, from office.Office, langs []seva.Lang) ([]byte, error)
	Challan func(v payment.View, from func(id string) office.Office, langs []seva.Lang) ([]byte, error)
	Receipt func(s payment.Slip, from office.Office, langs []seva.Lang) ([]byte, error)
}

// wantsPDF tells whether the caller would rather have an answer as a PDF than as JSON.
func (q *call) wantsPDF(offered bool) (bool, error) {
	offers := []string{fiber.MIMEApplicationJSON}
	if offered {
		offers = append(offers, kindPDF)
	}
	kind := accepted(string(q.c.Context().Request.Header.Peek(fiber.HeaderAccept)), offers)
	if kind == "" {
		return false, refused(http.StatusNotAcceptable, "error.accept.none")
	}
	return kind == kindPDF, nil
}

// leafLangs are the languages of what others read too: the reader's, and English beside it,
// which a bank and a treasury read.
func (q *call) leafLangs() []seva.Lang {
	if q.lang == seva.English {
		return []seva.Lang{q.lang}
	}
	return []seva.Lang{q.lang, seva.English}
}

// office gives the office of an id, or the zero Office: that somebody does not know where it
// is must not keep them from what they owe.
func (q *call) office(ctx context.Context, id string) office.Office {
	if q.s.Offices == nil {
		return office.Office{}
	}
	o, err := q.s.Offices.Office(ctx, id)
	if err != nil {
		return office.Office{}
	}
	return o
}

// sendLeaf answers with a leaf. What it is and the number on it are its name when it is kept.
func (q *call) sendLeaf(pdf []byte, err error, name string) error {
	if err != nil {
		return seva.Broken(err)
	}
	q.c.Set(fiber.HeaderContentDisposition, attachment(strings.ReplaceAll(name, "/", "-")+".pdf"))
	q.c.Set(fiber.HeaderContentSecurityPolicy, sandbox)
	return q.send(seal(kindPDF, pdf), "Accept, Accept-Language")
}

// challan answers GET /v1/payments/{dpr} as what is taken to the counter of a bank.
func (q *call) challan(ctx context.Context, v payment.View) error {
	numbered := false
	for _, l := range v.Lines {
		numbered = numbered || l.GRN != ""
	}
	if v.Mode != payment.ByChallan || !numbered {
		return &seva.Error{Kind: seva.NotFound, Field: "dpr", Text: seva.Say("error.payment.challan")}
	}
	from := func(id string) office.Office { return q.office(ctx, id) }
	pdf, err := q.s.Leaves.Challan(v, from, q.leafLangs())
	return q.sendLeaf(pdf, err, "challan-"+v.DPR)
}
