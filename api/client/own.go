package client

import (
	"context"
	"net/http"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/identity"
)

// Own is an identity.Own over HTTP.
type Own struct{ server *Server }

// do sends a request about the account whose token it is, which answers with nothing.
func (o Own) do(ctx context.Context, method, token string, body any, parts ...string) error {
	r := request{method: method, parts: append([]string{"me"}, parts...), token: someToken(token), json: body}
	_, err := o.server.do(ctx, r, nil)
	return err
}

// AskFor has a code sent for a purpose.
func (o Own) AskFor(ctx context.Context, token string, p identity.Purpose, to seva.Phone) (identity.Challenge, error) {
	r := post("me", "codes")
	in := map[string]string{"purpose": string(p)}
	if to != "" {
		in["mobile"] = to.E164()
	}
	r.token, r.json = someToken(token), in
	return told[wire.Challenge](ctx, o.server, r)
}

// SetPIN sets the PIN, or takes it away.
func (o Own) SetPIN(ctx context.Context, token, challenge, code, pin string) error {
	in := map[string]string{"challenge": challenge, "code": code}
	if pin == "" {
		return o.do(ctx, http.MethodDelete, token, in, "pin")
	}
	in["pin"] = pin
	return o.do(ctx, http.MethodPut, token, in, "pin")
}

// Move binds the account to another number.
func (o Own) Move(ctx context.Context, token string, m identity.Move) error {
	in := map[string]string{"challenge": m.Challenge, "code": m.Code, "proof": m.Proof}
	for name, value := range map[string]string{"pin": m.PIN, "old_challenge": m.OldChallenge, "old_code": m.OldCode} {
		if value != "" {
			in[name] = value
		}
	}
	return o.do(ctx, http.MethodPost, token, in, "number")
}

// Unlock proves again who sits at the kiosk.
func (o Own) Unlock(ctx context.Context, token, password string) error {
	return o.do(ctx, http.MethodPost, token, map[string]string{"password": password}, "unlock")
}

// LeaveAll ends every session of the account.
func (o Own) LeaveAll(ctx context.Context, token string) error {
	return o.do(ctx, http.MethodPost, token, nil, "sign-out-everywhere")
}
