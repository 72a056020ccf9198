package client

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/document"
)

var _ document.Counter = Documents{}

// Documents is a document.Counter over HTTP.
type Documents struct {
	server *Server
	token  string
}

// Documents gives the server's desk of papers for whoever has the token of a session; with
// none, where papers stand.
func (s *Server) Documents(token string) Documents { return Documents{s, token} }

// Document asks where a paper stands.
func (d Documents) Document(ctx context.Context, number string) (document.View, error) {
	return d.view(ctx, request{parts: []string{"documents", part(number)}})
}

// File asks for the bytes of a paper.
func (d Documents) File(ctx context.Context, number string) (document.File, error) {
	r := request{parts: []string{"documents", part(number), "file"}, token: d.token}
	req, err := d.server.request(ctx, r)
	if err != nil {
		return document.File{}, seva.Broken(err)
	}
	return d.file(req, r)
}

// Linked asks for the bytes of a paper by the token of a link.
func (d Documents) Linked(ctx context.Context, token string) (document.File, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.server.base+"/d/"+url.PathEscape(part(token)), nil)
	if err != nil {
		return document.File{}, seva.Broken(err)
	}
	return d.file(req, request{})
}

func (d Documents) file(req *http.Request, r request) (document.File, error) {
	content, name, err := d.server.pdf(req, r)
	if err != nil {
		return document.File{}, err
	}
	kind, number, _ := strings.Cut(name, "-") // it is called after what it is: "ror-4829103847566.pdf"
	return document.File{Number: number, Kind: document.Kind(kind), Content: content}, nil
}

// Mine asks for the caller's own papers.
func (d Documents) Mine(ctx context.Context) ([]document.View, error) {
	var page wire.Page[wire.Document]
	if _, err := d.server.do(ctx, request{parts: []string{"documents"}, token: d.token}, &page); err != nil {
		return nil, err
	}
	all := make([]document.View, len(page.Items))
	for i, one := range page.Items {
		v, err := one.Facts()
		if err != nil {
			return nil, seva.Broken(err)
		}
		all[i] = v
	}
	return all, nil
}

// SignAll signs cases.
func (d Documents) SignAll(ctx context.Context, numbers []string, key string) ([]document.Signed, error) {
	r := post("documents", "sign")
	r.token, r.key, r.json = d.token, key, map[string]any{"cases": numbers}
	var page wire.Page[wire.Signed]
	if _, err := d.server.do(ctx, r, &page); err != nil {
		return nil, err
	}
	all := make([]document.Signed, len(page.Items))
	for i, one := range page.Items {
		all[i] = one.Facts()
	}
	return all, nil
}

// Revoke takes a paper back.
func (d Documents) Revoke(ctx context.Context, number, reason, key string) (document.View, error) {
	r := post("documents", part(number), "revoke")
	r.token, r.key, r.json = d.token, key, map[string]string{"reason": reason}
	return d.view(ctx, r)
}

// SendLink has a fresh link sent to the phone of the application.
func (d Documents) SendLink(ctx context.Context, number, fact, key string) (time.Time, error) {
	r := post("documents", part(number), "links")
	r.token, r.key, r.json = d.token, key, map[string]string{"fact": fact}
	var sent wire.LinkSent
	_, err := d.server.do(ctx, r, &sent)
	return sent.Until, err
}

// CutLinks ends every link to a paper.
func (d Documents) CutLinks(ctx context.Context, number string) error {
	_, err := d.server.do(ctx, request{method: http.MethodDelete, parts: []string{"documents", part(number), "links"}, token: d.token}, nil)
	return err
}

func (d Documents) view(ctx context.Context, r request) (document.View, error) {
	var one wire.Document
	if _, err := d.server.do(ctx, r, &one); err != nil {
		return document.View{}, err
	}
	v, err := one.Facts()
	if err != nil {
		return document.View{}, seva.Broken(err)
	}
	return v, nil
}
