package api

import (
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/identity"
)

// done answers a request whose effect is all there is to say.
func (q *call) done() error {
	q.c.Set(fiber.HeaderCacheControl, q.route.cache)
	q.c.Status(http.StatusNoContent)
	return nil
}

// purposes that a code can be asked for by whoever is signed in.
var purposes = []identity.Purpose{identity.ToPIN, identity.ToMove, identity.ToLeave}

// askOwnCode answers POST /v1/me/codes: a code for one purpose. It goes to the account's own
// number, or to the one that is to be bound.
func (s *Server) askOwnCode(q call) error {
	var in struct {
		Purpose string `json:"purpose"`
		Mobile  string `json:"mobile"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	purpose := identity.Purpose(in.Purpose)
	if !slices.Contains(purposes, purpose) {
		return seva.Refuse("purpose", seva.Say("error.code.purpose"))
	}
	var to seva.Phone
	if purpose == identity.ToMove || in.Mobile != "" {
		var err error
		if to, err = seva.ParsePhone(in.Mobile); err != nil {
			return err
		}
	}
	ctx, cancel := q.patience()
	defer cancel()
	challenge, err := s.Own.AskFor(ctx, q.in.token, purpose, to)
	if err != nil {
		return err
	}
	q.c.Status(http.StatusAccepted)
	return q.json(wire.NewChallenge(challenge))
}

// setPIN answers PUT /v1/me/pin.
func (s *Server) setPIN(q call) error {
	var in struct {
		Challenge string `json:"challenge"`
		Code      string `json:"code"`
		PIN       string `json:"pin"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	if in.PIN == "" { // which would take it away
		return flawAt("/pin", "error.json.missing", seva.Args{"Name": "pin"})
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := s.Own.SetPIN(ctx, q.in.token, in.Challenge, seva.Digits(in.Code), seva.Digits(in.PIN)); err != nil {
		return err
	}
	return q.done()
}

// dropPIN answers DELETE /v1/me/pin, which takes a code as setting one does.
func (s *Server) dropPIN(q call) error {
	var in struct {
		Challenge string `json:"challenge"`
		Code      string `json:"code"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := s.Own.SetPIN(ctx, q.in.token, in.Challenge, seva.Digits(in.Code), ""); err != nil {
		return err
	}
	return q.done()
}

// move answers POST /v1/me/number: the account is bound to another number, and every
// session of it ends, this one too.
func (s *Server) move(q call) error {
	var in struct {
		Challenge    string `json:"challenge"`
		Code         string `json:"code"`
		Proof        string `json:"proof"`
		PIN          string `json:"pin"`
		OldChallenge string `json:"old_challenge"`
		OldCode      string `json:"old_code"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := s.Own.Move(ctx, q.in.token, identity.Move{
		Challenge: in.Challenge, Code: seva.Digits(in.Code), Proof: in.Proof, PIN: seva.Digits(in.PIN),
		OldChallenge: in.OldChallenge, OldCode: seva.Digits(in.OldCode),
	}); err != nil {
		return err
	}
	return q.done()
}

// unlock answers POST /v1/me/unlock: a kiosk whose screen is locked asks whether whoever
// signed in is still who sits there.
func (s *Server) unlock(q call) error {
	var in struct {
		Password string `json:"password"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := s.Own.Unlock(ctx, q.in.token, in.Password); err != nil {
		return err
	}
	return q.done()
}

// leaveAll answers POST /v1/me/sign-out-everywhere.
func (s *Server) leaveAll(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	if err := s.Own.LeaveAll(ctx, q.in.token); err != nil {
		return err
	}
	return q.done()
}
