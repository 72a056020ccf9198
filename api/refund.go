package api

import (
	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/payment"
)

// cashbook is the desk of money that goes back, as the caller sees it.
func (q *call) cashbook() payment.Cashbook { return q.s.Accounts(q.caller()) }

func (s *Server) refundRoutes() []*route {
	const one = "/v1/refunds/{grn}"
	return []*route{
		{method: fiber.MethodGet, path: "/v1/refunds", query: []string{"in", "after"}, cache: cachePersonal, handle: s.refunds, auth: cashiers},
		{method: fiber.MethodPost, path: one + "/ask", cache: cachePersonal, handle: s.askRefund, auth: cashiers,
			body: jsonBody, members: []string{"errand", "reference"}},
		{method: fiber.MethodPost, path: one + "/approve", cache: cachePersonal, handle: s.refunded(approve), auth: cashiers},
		{method: fiber.MethodPost, path: one + "/decline", cache: cachePersonal, handle: s.refunded(decline), auth: cashiers},
		{method: fiber.MethodPost, path: one + "/arrived", cache: cachePersonal, handle: s.arrived, auth: cashiers,
			body: jsonBody, members: []string{"back"}},
	}
}

// refunds answers GET /v1/refunds: money that is to go back, was sent, or stands in suspense.
func (s *Server) refunds(q call) error {
	in, after := payment.Place(q.query["in"]), q.query["after"]
	if in == "" {
		in = payment.RefundDue
	}
	after, err := seva.Clean("after", after)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.cashbook().Refunds(ctx, payment.Heap{In: in, After: after})
	if err != nil {
		return err
	}
	page, voice := wire.Page[wire.Refund]{Items: []wire.Refund{}}, q.voice()
	for _, r := range all {
		page.Items = append(page.Items, wire.NewRefund(voice, r))
	}
	return q.json(page)
}

// askRefund answers POST /v1/refunds/{grn}/ask: one officer asks for what another approves.
func (s *Server) askRefund(q call) error {
	var in struct {
		Errand    string `json:"errand"`
		Reference string `json:"reference"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	return q.refund(func(c *call, grn string) (payment.Refund, error) {
		ctx, cancel := c.patience()
		defer cancel()
		return c.cashbook().Ask(ctx, grn, payment.Errand(in.Errand), in.Reference)
	})
}

func approve(q *call, grn string) (payment.Refund, error) {
	ctx, cancel := q.patience()
	defer cancel()
	return q.cashbook().Approve(ctx, grn)
}

func decline(q *call, grn string) (payment.Refund, error) {
	ctx, cancel := q.patience()
	defer cancel()
	return q.cashbook().Decline(ctx, grn)
}

// refunded makes a handler of what is done with the money of a GRN.
func (s *Server) refunded(do func(*call, string) (payment.Refund, error)) func(call) error {
	return func(q call) error { return q.refund(do) }
}

// arrived answers POST /v1/refunds/{grn}/arrived: a refund that was sent has arrived, or has
// come back.
func (s *Server) arrived(q call) error {
	var in struct {
		Back bool `json:"back"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	return q.refund(func(c *call, grn string) (payment.Refund, error) {
		ctx, cancel := c.patience()
		defer cancel()
		return c.cashbook().Arrived(ctx, grn, in.Back)
	})
}

// refund does something with the money of the path's GRN and says how it then stands.
func (q *call) refund(do func(*call, string) (payment.Refund, error)) error {
	grn, err := q.word("grn")
	if err != nil {
		return err
	}
	r, err := do(q, grn)
	if err != nil {
		return err
	}
	return q.json(wire.NewRefund(q.voice(), r))
}
