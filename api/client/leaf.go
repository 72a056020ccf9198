package client

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"

	"duar/seva"
)

// Leaves ask a server for what it draws as PDF and does not sign: the notice of a hearing, a
// challan, a receipt. A server that draws none refuses with error.accept.none.
type Leaves struct {
	server *Server
	token  string
}

// Leaves gives what the server draws for whoever has the token of a session.
func (s *Server) Leaves(token string) Leaves { return Leaves{s, token} }

// Hearing asks for the notice of the hearing of a case.
func (l Leaves) Hearing(ctx context.Context, number string, lang seva.Lang) ([]byte, error) {
	return l.leaf(ctx, lang, "cases", caseNumber(number), "hearing")
}

// Challan asks for what is taken to the counter of a bank.
func (l Leaves) Challan(ctx context.Context, dpr string, lang seva.Lang) ([]byte, error) {
	return l.leaf(ctx, lang, "payments", part(dpr))
}

// Receipt asks for the receipt of money that came.
func (l Leaves) Receipt(ctx context.Context, grn string, lang seva.Lang) ([]byte, error) {
	return l.leaf(ctx, lang, "receipts", part(grn))
}

func (l Leaves) leaf(ctx context.Context, lang seva.Lang, parts ...string) ([]byte, error) {
	r := request{parts: parts, lang: lang, token: l.token}
	req, err := l.server.request(ctx, r)
	if err != nil {
		return nil, seva.Broken(err)
	}
	content, _, err := l.server.pdf(req, r)
	return content, err
}

// pdf asks for a PDF and gives its bytes, and the name that it is to be kept under, without
// ".pdf". What is none is not given as one, whatever the server calls it.
func (s *Server) pdf(req *http.Request, r request) (content []byte, name string, err error) {
	req.Header.Set("Accept", "application/pdf, application/problem+json")
	res, err := s.patient(r).Do(req) //nolint:gosec // to the one server that the kiosk was given; parts of the path are escaped
	if err != nil {
		return nil, "", away(err)
	}
	defer res.Body.Close()
	content, err = io.ReadAll(io.LimitReader(res.Body, mostBytes+1))
	switch {
	case err != nil:
		return nil, "", away(err)
	case res.StatusCode != http.StatusOK:
		return nil, "", restore(res, content)
	case len(content) > mostBytes || !bytes.HasPrefix(content, []byte("%PDF")):
		return nil, "", seva.Broken(io.ErrUnexpectedEOF)
	}
	name, _, _ = strings.Cut(strings.TrimPrefix(res.Header.Get("Content-Disposition"), `attachment; filename="`), ".pdf")
	return content, name, nil
}
