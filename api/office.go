package api

import (
	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/place"
)

func (s *Server) officeRoutes() []*route {
	return []*route{
		{method: fiber.MethodGet, path: "/v1/offices", query: []string{"mouza"}, cache: cachePlaces, handle: s.officesOf, auth: anybody},
		{method: fiber.MethodGet, path: "/v1/offices/{id}", cache: cachePlaces, handle: s.office, auth: anybody,
			fields: map[string][]string{"office": {"id"}}},
	}
}

// officesOf answers GET /v1/offices?mouza=: the offices of a mouza, the nearest first.
func (s *Server) officesOf(q call) error {
	text, given := q.query["mouza"]
	if !given {
		return seva.Refuse("mouza", seva.Say("error.query.missing", seva.Args{"Name": "mouza"}))
	}
	idn, err := place.ParseIDN(text)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := s.Offices.Of(ctx, idn)
	if err != nil {
		return err
	}
	page := wire.Page[wire.Office]{Items: make([]wire.Office, len(all))}
	for i, o := range all {
		page.Items[i] = wire.NewOffice(q.voice(), o)
	}
	return q.json(page)
}

// office answers GET /v1/offices/{id}.
func (s *Server) office(q call) error {
	id, err := q.path("id")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	o, err := s.Offices.Office(ctx, id)
	if err != nil {
		return err
	}
	return q.json(wire.NewOffice(q.voice(), o))
}
