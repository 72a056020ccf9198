package client

import (
	"context"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/watch"
)

// Watches is a watch.Counter over HTTP.
type Watches struct {
	server *Server
	token  string
}

// Watches gives the desk of watches to the bearer of a token.
func (s *Server) Watches(token string) Watches { return Watches{s, token} }

// Watch begins a watch.
func (c Watches) Watch(ctx context.Context, a watch.Ask) (watch.Watch, error) {
	r := post("watches")
	r.token = c.token
	r.json = map[string]string{"kind": a.Kind, "land": a.Land, "version": a.Version}
	return told[wire.Watch](ctx, c.server, r)
}

// Watches gives the caller's.
func (c Watches) Watches(ctx context.Context) ([]watch.Watch, error) {
	var page wire.Page[wire.Watch]
	if _, err := c.server.do(ctx, request{parts: []string{"watches"}, token: c.token}, &page); err != nil {
		return nil, err
	}
	var all []watch.Watch
	for _, w := range page.Items {
		one, err := w.Facts()
		if err != nil {
			return nil, seva.Broken(err)
		}
		all = append(all, one)
	}
	return all, nil
}

// Unwatch ends one.
func (c Watches) Unwatch(ctx context.Context, id string) error {
	_, err := c.server.do(ctx, request{method: "DELETE", parts: []string{"watches", part(id)}, token: c.token}, nil)
	return err
}
