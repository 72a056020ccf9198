package client

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// Bureau is an identity.Bureau over HTTP.
type Bureau struct {
	server *Server
	token  string
}

// do sends a request about staff, which answers with nothing.
func (b Bureau) do(ctx context.Context, method string, body any, parts ...string) error {
	_, err := b.server.do(ctx, request{method: method, parts: parts, token: b.token, json: body}, nil)
	return err
}

// Staff lists all accounts, page by page.
func (b Bureau) Staff(ctx context.Context) ([]identity.Account, error) {
	var found []identity.Account
	for ask := (url.Values{"limit": {"100"}}); ; {
		var page wire.Page[wire.Account]
		if _, err := b.server.do(ctx, request{parts: []string{"staff"}, ask: ask, token: b.token}, &page); err != nil {
			return nil, err
		}
		for _, w := range page.Items {
			a, err := w.Facts()
			if err != nil {
				return nil, seva.Broken(err)
			}
			found = append(found, a)
		}
		if page.Next == "" {
			return found, nil
		}
		ask.Set("cursor", page.Next)
	}
}

// Enrol makes an account. What it answers is shown once and never again, so that each call
// is an intention of its own.
func (b Bureau) Enrol(ctx context.Context, n identity.NewStaff) (identity.Enrolment, error) {
	r := post("staff")
	r.token, r.key = b.token, rand.Text()
	r.json = map[string]any{"login": n.Login, "name": n.Name, "roles": some(n.Roles), "offices": some(n.Offices)}
	return told[wire.Enrolment](ctx, b.server, r)
}

// Renew gives an account a new password and a new secret.
func (b Bureau) Renew(ctx context.Context, login string) (identity.Enrolment, error) {
	r := post("staff", part(login), "renewal")
	r.token = b.token
	return told[wire.Enrolment](ctx, b.server, r)
}

// SetRoles gives an account other roles and offices.
func (b Bureau) SetRoles(ctx context.Context, login string, roles []casework.Role, offices []string) error {
	return b.do(ctx, http.MethodPut, map[string]any{"roles": some(roles), "offices": some(offices)}, "staff", part(login), "roles")
}

// Suspend shuts an account out, or lets it in again.
func (b Bureau) Suspend(ctx context.Context, login string, suspended bool) error {
	return b.do(ctx, putOrDelete(suspended), nil, "staff", part(login), "suspension")
}

// Revoke ends every session of a login.
func (b Bureau) Revoke(ctx context.Context, login string) error {
	return b.do(ctx, http.MethodDelete, nil, "staff", part(login), "sessions")
}

// Bar suspends a number, or lets it in again.
func (b Bureau) Bar(ctx context.Context, p seva.Phone, barred bool) error {
	return b.do(ctx, putOrDelete(barred), map[string]string{"mobile": p.E164()}, "suspended-numbers")
}

func putOrDelete(put bool) string {
	if put {
		return http.MethodPut
	}
	return http.MethodDelete
}

// some writes a list that JSON has as one, also an empty one.
func some[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}
