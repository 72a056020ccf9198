package client

import (
	"context"
	"net/url"

	"duar/api/wire"
	"duar/seva/payment"
)

// Payments is a payment.Counter over HTTP.
type Payments struct {
	server *Server
	token  string
}

var _ payment.Counter = Payments{}

// Payments gives the server's desk of payments for whoever has the token of a session.
func (s *Server) Payments(token string) Payments { return Payments{s, token} }

// Dues asks for open demands.
func (c Payments) Dues(ctx context.Context, number string) ([]payment.Due, error) {
	r := request{parts: []string{"dues"}, token: c.token}
	if number != "" {
		r.ask = url.Values{"number": {number}}
	}
	return list[wire.Due](ctx, c.server, r)
}

// Present opens what a case owes to an operator, the citizen being there.
func (c Payments) Present(ctx context.Context, number, fact string) ([]payment.Due, error) {
	r := post("dues", "check")
	r.token, r.json = c.token, map[string]any{"number": number, "fact": fact}
	return list[wire.Due](ctx, c.server, r)
}

// Resume asks how to go on with a payment.
func (c Payments) Resume(ctx context.Context, dpr string) (payment.Handoff, error) {
	r := post("payments", part(dpr), "resume")
	r.token = c.token
	return told[wire.Handoff](ctx, c.server, r)
}

// Abandon gives a payment up.
func (c Payments) Abandon(ctx context.Context, dpr string) (payment.View, error) {
	r := post("payments", part(dpr), "abandon")
	r.token = c.token
	return told[wire.Payment](ctx, c.server, r)
}

// Begin begins a payment.
func (c Payments) Begin(ctx context.Context, demands []string, m payment.Mode, key string) (payment.Handoff, error) {
	r := post("payments")
	r.token, r.key, r.json = c.token, key, map[string]any{"demands": demands, "mode": string(m)}
	return told[wire.Handoff](ctx, c.server, r)
}

// Payment asks how a payment stands.
func (c Payments) Payment(ctx context.Context, dpr string) (payment.View, error) {
	return told[wire.Payment](ctx, c.server, request{parts: []string{"payments", part(dpr)}, token: c.token})
}

// Told says that a challan was paid at a counter.
func (c Payments) Told(ctx context.Context, dpr string) (payment.View, error) {
	r := post("payments", part(dpr), "told")
	r.token = c.token
	return told[wire.Payment](ctx, c.server, r)
}

// Receipt asks what a receipt says.
func (c Payments) Receipt(ctx context.Context, grn string) (payment.Slip, error) {
	return told[wire.Slip](ctx, c.server, request{parts: []string{"receipts", part(grn)}, token: c.token})
}
