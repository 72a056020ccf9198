package client

import (
	"context"
	"net/http"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/identity"
)

// Door is an identity.Door over HTTP.
type Door struct{ server *Server }

// Ask has a code sent to a mobile.
func (d Door) Ask(ctx context.Context, p seva.Phone, l seva.Lang) (identity.Challenge, error) {
	r := post("sign-in", "codes")
	r.json = map[string]string{"mobile": p.E164(), "lang": string(l)}
	return told[wire.Challenge](ctx, d.server, r)
}

// Enter proves a challenge.
func (d Door) Enter(ctx context.Context, challenge, code string, device identity.Device) (identity.Session, error) {
	r := post("sign-in", "codes", part(challenge))
	in := map[string]string{"code": code}
	if device != "" {
		in["device_key"] = string(device)
	}
	r.json = in
	return told[wire.Session](ctx, d.server, r)
}

// Refresh renews a session.
func (d Door) Refresh(ctx context.Context, refresh, proof string) (identity.Session, error) {
	r := post("sign-in", "refresh")
	r.json = map[string]string{"refresh": refresh, "proof": proof}
	return told[wire.Session](ctx, d.server, r)
}

// SignIn lets staff in.
func (d Door) SignIn(ctx context.Context, login, password, code string) (identity.Session, error) {
	r := post("sign-in", "staff")
	r.json = map[string]string{"login": login, "password": password, "code": code}
	return told[wire.Session](ctx, d.server, r)
}

// Who asks whose token it is.
func (d Door) Who(ctx context.Context, token string) (identity.Principal, error) {
	return told[wire.Principal](ctx, d.server, request{parts: []string{"me"}, token: someToken(token)})
}

// Leave ends a session.
func (d Door) Leave(ctx context.Context, token string) error {
	_, err := d.server.do(ctx, request{method: http.MethodDelete, parts: []string{"me", "session"}, token: someToken(token)}, nil)
	return err
}

// someToken keeps an empty token one that nobody has: without any, the server would say
// that one is missing.
func someToken(token string) string {
	if token == "" {
		return "none"
	}
	return token
}

func post(parts ...string) request { return request{method: http.MethodPost, parts: parts} }

// told sends a request and gives the facts of its answer.
func told[W answer[F], F any](ctx context.Context, s *Server, r request) (F, error) {
	var w W
	var none F
	if _, err := s.do(ctx, r, &w); err != nil {
		return none, err
	}
	facts, err := w.Facts()
	if err != nil {
		return none, seva.Broken(err)
	}
	return facts, nil
}
