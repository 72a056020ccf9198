package api

import (
	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/registry"
)

// registry is the desk of consents, looks and requests as the caller sees it.
func (q *call) registry() registry.Counter { return q.s.Registry(q.caller()) }

// notice answers GET /v1/notices/{purpose}: what is put before a person, the same for all.
func (s *Server) notice(q call) error {
	purpose, err := q.word("purpose")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	n, err := s.Registry(casework.Caller{Channel: onApp, Lang: q.lang}).Notice(ctx, purpose)
	if err != nil {
		return err
	}
	return q.json(wire.NewNotice(q.voice(), n))
}

// consents answers GET /v1/me/consents: every line of the ledger that is the caller's.
func (s *Server) consents(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.registry().Consents(ctx)
	if err != nil {
		return err
	}
	page, voice := wire.Page[wire.Consent]{Items: []wire.Consent{}}, q.voice()
	for _, c := range all {
		page.Items = append(page.Items, wire.NewConsent(voice, c))
	}
	return q.json(page)
}

// give answers POST /v1/me/consents. It asks for no key: a consent for a version of a notice
// is given once, however often it is asked for.
func (s *Server) give(q call) error {
	var in struct {
		Purpose string `json:"purpose"`
		Version string `json:"version"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	purpose, err := seva.Clean("purpose", in.Purpose)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	c, err := q.registry().Give(ctx, purpose, in.Version)
	if err != nil {
		return err
	}
	return q.json(wire.NewConsent(q.voice(), c))
}

// withdraw answers POST /v1/me/consents/{id}/withdrawal.
func (s *Server) withdraw(q call) error {
	id, err := q.word("id")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	c, err := q.registry().Withdraw(ctx, id)
	if err != nil {
		return err
	}
	return q.json(wire.NewConsent(q.voice(), c))
}

// looks answers GET /v1/me/looks: how often others looked at what is the caller's, and the
// last times.
func (s *Server) looks(q call) error {
	limit, err := q.limit(somePage, mostPage)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	l, err := q.registry().Looks(ctx, limit)
	if err != nil {
		return err
	}
	return q.json(wire.NewLooks(q.voice(), l))
}

// data answers GET /v1/me/data: all that is held about the caller, as a file to keep.
func (s *Server) data(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	e, err := q.registry().Data(ctx)
	if err != nil {
		return err
	}
	forms := map[string]form.Form{}
	for _, v := range e.Cases {
		one, err := q.offers().Service(ctx, v.Service)
		switch {
		case err == nil:
			forms[v.Service] = one.Form
		case seva.KindOf(err) != seva.NotFound:
			return err
		}
	}
	q.c.Set(fiber.HeaderContentDisposition, attachment("duar.json"))
	return q.json(wire.NewExport(q.voice(), e, forms))
}
