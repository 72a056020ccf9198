package api

import (
	"net/http"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/identity"
)

// askCode answers POST /v1/sign-in/codes: a code goes to the mobile by SMS. The answer is
// the same for a number that is known and one that is not.
func (s *Server) askCode(q call) error {
	var in struct {
		Mobile string `json:"mobile"`
		Lang   string `json:"lang"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	phone, err := seva.ParsePhone(in.Mobile)
	if err != nil {
		return err
	}
	lang, err := q.spokenLang(in.Lang)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	challenge, err := s.Door.Ask(ctx, phone, lang)
	if err != nil {
		return err
	}
	q.c.Status(http.StatusAccepted)
	return q.json(wire.NewChallenge(challenge))
}

// enter answers POST /v1/sign-in/codes/{challenge}: the right code is a session.
func (s *Server) enter(q call) error {
	challenge, err := q.word("challenge")
	if err != nil {
		return err
	}
	var in struct {
		Code      string `json:"code"`
		DeviceKey string `json:"device_key"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	session, err := s.Door.Enter(ctx, challenge, seva.Digits(in.Code), identity.Device(in.DeviceKey))
	if err != nil {
		return err
	}
	return q.json(wire.NewSession(q.voice(), session))
}

// refresh answers POST /v1/sign-in/refresh: a new session and a new refresh token for an
// old one, which the device signs. It is no secret of the address or of a header, so that
// nothing on the way writes it down.
func (s *Server) refresh(q call) error {
	var in struct {
		Refresh string `json:"refresh"`
		Proof   string `json:"proof"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	session, err := s.Door.Refresh(ctx, in.Refresh, in.Proof)
	if err != nil {
		return err
	}
	return q.json(wire.NewSession(q.voice(), session))
}

// signIn answers POST /v1/sign-in/staff.
func (s *Server) signIn(q call) error {
	var in struct {
		Login    string `json:"login"`
		Password string `json:"password"`
		Code     string `json:"code"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	session, err := s.Door.SignIn(ctx, in.Login, in.Password, seva.Digits(in.Code))
	if err != nil {
		return err
	}
	return q.json(wire.NewSession(q.voice(), session))
}

// me answers GET /v1/me: who is signed in.
func (s *Server) me(q call) error { return q.json(wire.NewPrincipal(q.voice(), q.who())) }

// leave answers DELETE /v1/me/session: the token ends with it.
func (s *Server) leave(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	if err := s.Door.Leave(ctx, q.in.token); err != nil {
		return err
	}
	return q.done()
}

// spokenLang reads a language that somebody will be written to in: any of the phone's
// five; without one, the language of the request.
func (q *call) spokenLang(tag string) (seva.Lang, error) {
	if tag == "" {
		return q.caller().Lang, nil
	}
	l, ok := seva.ParseLang(tag)
	if !ok {
		return "", seva.Refuse("lang", seva.Say("error.lang.unknown"))
	}
	return l, nil
}

// word gives a part of the path that names something: clean, or refused.
func (q *call) word(name string) (string, error) {
	text, err := q.path(name)
	if err != nil {
		return "", err
	}
	return seva.Clean(name, text)
}
