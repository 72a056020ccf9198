package client

import (
	"context"
	"io"
	"net/url"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

// Services is a service.Counter over HTTP.
type Services struct {
	server *Server
	token  string
}

// Services asks what is offered, each service whole.
func (s Services) Services(ctx context.Context, q service.Query) ([]service.Service, error) {
	ask := url.Values{"with": {"definition"}}
	for name, value := range map[string]string{"area": string(q.Area), "q": q.Words} {
		if value != "" {
			ask.Set(name, value)
		}
	}
	var page wire.Page[wire.Service]
	if _, err := s.server.do(ctx, request{parts: []string{"services"}, ask: ask, lang: q.Lang.Base()}, &page); err != nil {
		return nil, err
	}
	var found []service.Service
	for _, w := range page.Items {
		one, err := w.Facts()
		if err != nil {
			return nil, seva.Broken(err)
		}
		found = append(found, one)
	}
	return found, nil
}

// Service asks for one service, whole.
func (s Services) Service(ctx context.Context, id string) (service.Service, error) {
	return told[wire.Service](ctx, s.server, request{parts: []string{"services", part(id)}, lang: seva.English})
}

// Reply answers what a case asks.
func (s Services) Reply(ctx context.Context, a casework.Act, key string) (casework.View, error) {
	r := s.signed(post("cases", caseNumber(a.Number), "reply"))
	r.key = key
	r.json = map[string]any{"version": a.Version, "action": a.Action, "note": a.Note, "answers": wire.Entries(a.Answers)}
	return told[wire.View](ctx, s.server, r)
}

// Upload sends a file for a reply.
func (s Services) Upload(ctx context.Context, number string, at form.Pointer, name string, content io.Reader) (form.Upload, error) {
	r, err := s.sending(post("cases", caseNumber(number), "files", part(string(at))), name, content)
	if err != nil {
		return form.Upload{}, err
	}
	return told[wire.Upload](ctx, s.server, r)
}

// signed puts the caller's token to a request.
func (s Services) signed(r request) request {
	r.token = s.token
	return r
}

// sending puts a file to a request. One byte more than a file may have is enough for the
// desk to see that it is too large.
func (s Services) sending(r request, name string, content io.Reader) (request, error) {
	bytes, err := io.ReadAll(io.LimitReader(content, form.MaxUpload+1))
	if err != nil {
		return r, seva.Broken(err)
	}
	r.token, r.file, r.ask = s.token, bytes, url.Values{"name": {name}}
	return r, nil
}
