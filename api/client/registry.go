package client

import (
	"context"
	"net/url"
	"strconv"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// Registry is a registry.Counter over HTTP. Whose a consent is and at whose case somebody
// looked is not said: it is the caller's.
type Registry struct {
	server *Server
	token  string
}

// Notice asks what a purpose is put before a person as.
func (c Registry) Notice(ctx context.Context, purpose string) (registry.Notice, error) {
	return told[wire.Notice](ctx, c.server, request{parts: []string{"notices", part(purpose)}, lang: seva.English})
}

// Consents asks for the caller's lines of the ledger.
func (c Registry) Consents(ctx context.Context) ([]ledger.Consent, error) {
	return list[wire.Consent](ctx, c.server, c.signed("me", "consents"))
}

// Give agrees to a purpose.
func (c Registry) Give(ctx context.Context, purpose, version string) (ledger.Consent, error) {
	r := post("me", "consents")
	r.token, r.json = c.token, map[string]string{"purpose": purpose, "version": version}
	return told[wire.Consent](ctx, c.server, r)
}

// Withdraw takes a consent back.
func (c Registry) Withdraw(ctx context.Context, id string) (ledger.Consent, error) {
	r := post("me", "consents", part(id), "withdrawal")
	r.token = c.token
	return told[wire.Consent](ctx, c.server, r)
}

// Looks asks who looked.
func (c Registry) Looks(ctx context.Context, limit int) (registry.Looks, error) {
	r := c.signed("me", "looks")
	r.ask = url.Values{"limit": {strconv.Itoa(limit)}}
	return told[wire.Looks](ctx, c.server, r)
}

// Data asks for all that is held about the caller.
func (c Registry) Data(ctx context.Context) (registry.Export, error) {
	return told[wire.Export](ctx, c.server, c.signed("me", "data"))
}

// Ask has an office mend or erase.
func (c Registry) Ask(ctx context.Context, q registry.Request, key string) (registry.Request, error) {
	r := post("me", "requests")
	r.token, r.key = c.token, key
	in := map[string]string{"kind": string(q.Kind)}
	for name, value := range map[string]string{"number": q.Number, "field": q.Field, "note": q.Note} {
		if value != "" {
			in[name] = value
		}
	}
	r.json = in
	return told[wire.Request](ctx, c.server, r)
}

// Requests asks for the caller's own requests.
func (c Registry) Requests(ctx context.Context) ([]registry.Request, error) {
	return list[wire.Request](ctx, c.server, c.signed("me", "requests"))
}

// Waiting asks for the requests that the caller's offices are to answer.
func (c Registry) Waiting(ctx context.Context) ([]registry.Request, error) {
	return list[wire.Request](ctx, c.server, c.signed("requests"))
}

// Answer answers a request.
func (c Registry) Answer(ctx context.Context, id string, granted bool, reason, key string) (registry.Request, error) {
	r := post("requests", part(id), "answer")
	r.token, r.key = c.token, key
	r.json = map[string]any{"granted": granted, "reason": reason}
	return told[wire.Request](ctx, c.server, r)
}

func (c Registry) signed(parts ...string) request { return request{parts: parts, token: c.token} }

// list sends a request that a list answers, and gives the facts of it.
func list[W answer[F], F any](ctx context.Context, s *Server, r request) ([]F, error) {
	var page wire.Page[W]
	if _, err := s.do(ctx, r, &page); err != nil {
		return nil, err
	}
	var found []F
	for _, w := range page.Items {
		facts, err := w.Facts()
		if err != nil {
			return nil, seva.Broken(err)
		}
		found = append(found, facts)
	}
	return found, nil
}
