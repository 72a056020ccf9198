package client

import (
	"context"
	"net/url"

	"duar/api/wire"
	"duar/seva/payment"
)

// Accounts is a payment.Cashbook over HTTP.
type Accounts struct {
	server *Server
	token  string
}

var _ payment.Cashbook = Accounts{}

// Accounts gives the server's desk of money that goes back, for whoever has the token.
func (s *Server) Accounts(token string) Accounts { return Accounts{s, token} }

// Refunds asks for money in one place.
func (c Accounts) Refunds(ctx context.Context, h payment.Heap) ([]payment.Refund, error) {
	ask := url.Values{"in": {string(h.In)}}
	if h.After != "" {
		ask.Set("after", h.After)
	}
	all, err := list[wire.Refund](ctx, c.server, request{parts: []string{"refunds"}, token: c.token, ask: ask})
	if h.Limit > 0 && len(all) > h.Limit {
		all = all[:h.Limit]
	}
	return all, err
}

// Ask asks for an errand.
func (c Accounts) Ask(ctx context.Context, grn string, e payment.Errand, reference string) (payment.Refund, error) {
	return c.do(ctx, grn, "ask", map[string]any{"errand": string(e), "reference": reference})
}

// Approve does what another asked for.
func (c Accounts) Approve(ctx context.Context, grn string) (payment.Refund, error) {
	return c.do(ctx, grn, "approve", nil)
}

// Decline takes what was asked for off the table.
func (c Accounts) Decline(ctx context.Context, grn string) (payment.Refund, error) {
	return c.do(ctx, grn, "decline", nil)
}

// Arrived notes what became of money that was sent.
func (c Accounts) Arrived(ctx context.Context, grn string, back bool) (payment.Refund, error) {
	return c.do(ctx, grn, "arrived", map[string]any{"back": back})
}

func (c Accounts) do(ctx context.Context, grn, what string, body map[string]any) (payment.Refund, error) {
	r := post("refunds", part(grn), what)
	r.token = c.token
	if body != nil {
		r.json = body
	}
	return told[wire.Refund](ctx, c.server, r)
}
