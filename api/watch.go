package api

import (
	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/watch"
)

// watchRoutes are those of who watches land: a citizen, by the mobile they signed in with.
func (s *Server) watchRoutes() []*route {
	return []*route{
		{method: fiber.MethodGet, path: "/v1/watches", cache: cachePersonal, handle: s.watches, auth: citizens},
		{method: fiber.MethodPost, path: "/v1/watches", cache: cachePersonal, handle: s.watch, auth: citizens,
			body: jsonBody, members: []string{"kind", "land", "version"},
			fields: map[string][]string{"mouza": {"land"}, "plot": {"land"}, "khatian": {"land"}}},
		{method: fiber.MethodDelete, path: "/v1/watches/{id}", cache: cachePersonal, handle: s.unwatch, auth: citizens},
	}
}

// watching is the desk of watches as the caller sees it.
func (q *call) watching() watch.Counter { return q.s.Watches(q.caller()) }

// watches answers GET /v1/watches: what the caller watches.
func (s *Server) watches(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.watching().Watches(ctx)
	if err != nil {
		return err
	}
	page, voice := wire.Page[wire.Watch]{Items: []wire.Watch{}}, q.voice()
	for _, w := range all {
		page.Items = append(page.Items, wire.NewWatch(voice, w))
	}
	return q.json(page)
}

// watch answers POST /v1/watches. It asks for no key: land is watched once by one phone,
// however often it is asked for, and asking again begins the year anew.
func (s *Server) watch(q call) error {
	var in struct {
		Kind    string `json:"kind"`
		Land    string `json:"land"`
		Version string `json:"version"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	land, err := seva.Clean("land", in.Land)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	w, err := q.watching().Watch(ctx, watch.Ask{Kind: in.Kind, Land: land, Version: in.Version})
	if err != nil {
		return err
	}
	return q.json(wire.NewWatch(q.voice(), w))
}

// unwatch answers DELETE /v1/watches/{id}.
func (s *Server) unwatch(q call) error {
	id, err := q.word("id")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := q.watching().Unwatch(ctx, id); err != nil {
		return err
	}
	return q.done()
}
