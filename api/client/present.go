package client

import (
	"context"
	"net/url"
	"strconv"

	"duar/api/wire"
	"duar/seva/ledger"
	"duar/seva/registry"
)

var _ registry.Present = Registry{}

// LooksAt asks who looked at one application of the citizen's at the desk.
func (c Registry) LooksAt(ctx context.Context, number, fact string, limit int) (registry.Looks, error) {
	r := c.beside(number, fact, "desk", "looks")
	r.ask = url.Values{"limit": {strconv.Itoa(limit)}}
	return told[wire.Looks](ctx, c.server, r)
}

// ConsentsAt asks for what the citizen at the desk may take back.
func (c Registry) ConsentsAt(ctx context.Context, number, fact string) ([]ledger.Consent, error) {
	return list[wire.Consent](ctx, c.server, c.beside(number, fact, "desk", "consents"))
}

// WithdrawAt takes one of them back.
func (c Registry) WithdrawAt(ctx context.Context, number, fact, id string) (ledger.Consent, error) {
	return told[wire.Consent](ctx, c.server, c.beside(number, fact, "desk", "consents", part(id), "withdrawal"))
}

// beside is a request about the citizen at the desk: what proves who that is goes in the
// body and in no address.
func (c Registry) beside(number, fact string, parts ...string) request {
	r := post(parts...)
	r.token = c.token
	in := map[string]string{"number": number}
	if fact != "" {
		in["fact"] = fact
	}
	r.json = in
	return r
}
