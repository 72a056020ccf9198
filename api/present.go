package api

import (
	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/registry"
)

// presentRoutes are what an operator asks for the citizen at their desk, where the registry
// has such a desk. All are POSTs: the number and the fact that the citizen gave are in the
// body, so that they are in no address, and so in no log on the way.
func (s *Server) presentRoutes() []*route {
	if _, can := s.Registry(casework.Caller{Channel: onApp}).(registry.Present); !can {
		return nil
	}
	of := []string{"number", "fact"}
	return []*route{
		{method: fiber.MethodPost, path: "/v1/desk/looks", query: []string{"limit"}, cache: cachePersonal, handle: s.looksAt, auth: clerks, body: jsonBody, members: of},
		{method: fiber.MethodPost, path: "/v1/desk/consents", cache: cachePersonal, handle: s.consentsAt, auth: clerks, body: jsonBody, members: of},
		{method: fiber.MethodPost, path: "/v1/desk/consents/{id}/withdrawal", cache: cachePersonal, handle: s.withdrawAt, auth: clerks, body: jsonBody, members: of},
	}
}

// present is the desk of presentRoutes as the caller sees it; laid routes have one.
func (q *call) present() registry.Present { return q.registry().(registry.Present) }

// proof is how the citizen at a desk is known: the number of an application and, unless the
// caller entered it, a second fact.
func (q *call) proof() (number, fact string, err error) {
	var in struct {
		Number string `json:"number"`
		Fact   string `json:"fact"`
	}
	if err = q.body(&in); err != nil {
		return "", "", err
	}
	if number, err = seva.Clean("number", in.Number); err != nil {
		return "", "", err
	}
	if fact, err = seva.Clean("fact", in.Fact); err != nil {
		return "", "", err
	}
	return number, seva.Digits(fact), nil
}

// looksAt answers POST /v1/desk/looks: who looked at one application of the citizen's.
func (s *Server) looksAt(q call) error {
	limit, err := q.limit(somePage, mostPage)
	if err != nil {
		return err
	}
	number, fact, err := q.proof()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	l, err := q.present().LooksAt(ctx, number, fact, limit)
	if err != nil {
		return err
	}
	return q.json(wire.NewLooks(q.voice(), l))
}

// consentsAt answers POST /v1/desk/consents: what the citizen may take back.
func (s *Server) consentsAt(q call) error {
	number, fact, err := q.proof()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.present().ConsentsAt(ctx, number, fact)
	if err != nil {
		return err
	}
	page, voice := wire.Page[wire.Consent]{Items: []wire.Consent{}}, q.voice()
	for _, c := range all {
		page.Items = append(page.Items, wire.NewConsent(voice, c))
	}
	return q.json(page)
}

// withdrawAt answers POST /v1/desk/consents/{id}/withdrawal.
func (s *Server) withdrawAt(q call) error {
	id, err := q.word("id")
	if err != nil {
		return err
	}
	number, fact, err := q.proof()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	c, err := q.present().WithdrawAt(ctx, number, fact, id)
	if err != nil {
		return err
	}
	return q.json(wire.NewConsent(q.voice(), c))
}
