package api

import (
	"net/http"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// bureau is the desk of staff's accounts for who asks: an administrator.
func (q *call) bureau() identity.Bureau { return q.s.Bureau(q.who()) }

// staff answers GET /v1/staff: all accounts by login, in pages.
func (s *Server) staff(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.bureau().Staff(ctx)
	if err != nil {
		return err
	}
	return pageOf(q, somePage, all, func(a identity.Account) string { return a.Handle }, wire.NewAccount)
}

// enrol answers POST /v1/staff: an account, and once the password and the secret that go
// with it. The login makes a repetition harmless, a 409: what was shown once is not kept, so
// it cannot be shown again, under the same key either. Whoever lost it asks for a renewal.
func (s *Server) enrol(q call) error {
	if _, err := q.key(); err != nil {
		return err
	}
	var in struct {
		Login   string   `json:"login"`
		Name    string   `json:"name"`
		Roles   []string `json:"roles"`
		Offices []string `json:"offices"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	e, err := q.bureau().Enrol(ctx, identity.NewStaff{Login: in.Login, Name: in.Name, Roles: roles(in.Roles), Offices: in.Offices})
	if err != nil {
		return err
	}
	q.c.Status(http.StatusCreated)
	return q.json(wire.Enrolment(e))
}

func roles(words []string) []casework.Role {
	out := make([]casework.Role, len(words))
	for i, w := range words {
		out[i] = casework.Role(w)
	}
	return out
}

// setRoles answers PUT /v1/staff/{login}/roles: these, in place of all there were.
func (s *Server) setRoles(q call) error {
	login, err := q.word("login")
	if err != nil {
		return err
	}
	var in struct {
		Roles   []string `json:"roles"`
		Offices []string `json:"offices"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := q.bureau().SetRoles(ctx, login, roles(in.Roles), in.Offices); err != nil {
		return err
	}
	return q.done()
}

// renew answers POST /v1/staff/{login}/renewal: a new password and a new secret.
func (s *Server) renew(q call) error {
	login, err := q.word("login")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	e, err := q.bureau().Renew(ctx, login)
	if err != nil {
		return err
	}
	return q.json(wire.Enrolment(e))
}

// suspend answers PUT and DELETE of /v1/staff/{login}/suspension.
func (s *Server) suspend(suspended bool) func(call) error {
	return func(q call) error {
		login, err := q.word("login")
		if err != nil {
			return err
		}
		ctx, cancel := q.patience()
		defer cancel()
		if err := q.bureau().Suspend(ctx, login, suspended); err != nil {
			return err
		}
		return q.done()
	}
}

// revoke answers DELETE /v1/staff/{login}/sessions: a kiosk was stolen.
func (s *Server) revoke(q call) error {
	login, err := q.word("login")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := q.bureau().Revoke(ctx, login); err != nil {
		return err
	}
	return q.done()
}

// bar answers PUT and DELETE of /v1/suspended-numbers. The number is in the body: an address
// is written down by whatever is on the way.
func (s *Server) bar(barred bool) func(call) error {
	return func(q call) error {
		var in struct {
			Mobile string `json:"mobile"`
		}
		if err := q.body(&in); err != nil {
			return err
		}
		phone, err := seva.ParsePhone(in.Mobile)
		if err != nil {
			return err
		}
		ctx, cancel := q.patience()
		defer cancel()
		if err := q.bureau().Bar(ctx, phone, barred); err != nil {
			return err
		}
		return q.done()
	}
}
