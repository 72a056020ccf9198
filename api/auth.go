package api

import (
	"bytes"
	"slices"

	"github.com/gofiber/fiber/v2"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// auth is who a route is open to, in the words of x-duar-auth. What somebody may do
// there is for the desk to decide, over the caller that it is given.
type auth string

const (
	forNobody  auth = "nobody" // no sign-in is needed; a token is not looked at, unless route.known
	forAny     auth = "any"    // anybody who is signed in
	forCitizen auth = "citizen"
	forStaff   auth = "staff"
)

// admits tells whether a route is open to a kind of principal.
func (a auth) admits(k identity.Kind) bool {
	switch a {
	case forNobody:
		return true
	case forAny:
		return k == identity.Citizen || k == identity.Staff
	case forCitizen:
		return k == identity.Citizen
	case forStaff:
		return k == identity.Staff
	}
	return false
}

// channels that a staff session may name in Duar-Channel. Where a citizen is follows from
// this face: nobody but staff is believed.
const (
	headerChannel = "Duar-Channel"
	onApp         = "app"
	onKiosk       = "kiosk"
)

// identify finds out who asks, once, before anything of the request is read. A route for
// nobody that makes no difference between callers never looks.
func (q *call) identify() error {
	if q.route.auth == forNobody && !q.route.known {
		return nil
	}
	token, sent := q.token()
	if !sent {
		if q.route.auth == forNobody {
			return nil
		}
		return seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	ctx, cancel := q.patience()
	defer cancel()
	who, err := q.s.Door.Who(ctx, token)
	if err != nil {
		return err
	}
	q.in = &signedIn{who, token}
	if own := who.Lang.Base(); !q.chosen() && slices.Contains(seva.Langs(), own) {
		q.lang = own
	}
	if !q.route.auth.admits(who.Kind) {
		return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return nil
}

// token gives the bearer token (RFC 6750). Anything else in Authorization is a token that
// nobody has, so that it is refused and not overlooked.
func (q *call) token() (string, bool) {
	header := q.c.Context().Request.Header.Peek(fiber.HeaderAuthorization)
	if len(header) == 0 {
		return "", false
	}
	scheme, token, _ := bytes.Cut(header, []byte(" "))
	token = bytes.TrimSpace(token)
	if !bytes.EqualFold(scheme, []byte("Bearer")) || len(token) > 512 || bytes.ContainsFunc(token, notVisible) {
		return "", true
	}
	return string(token), true
}

func notVisible(r rune) bool { return r <= ' ' || r > '~' }

// chosen tells whether the request names a language; who names none is spoken to in
// their own.
func (q *call) chosen() bool {
	ctx := q.c.Context()
	return len(ctx.Request.Header.Peek(fiber.HeaderAcceptLanguage)) > 0 || bytes.Contains(ctx.URI().QueryString(), []byte("lang="))
}

// caller is who asks as the desks of services and cases know it.
func (q *call) caller() casework.Caller {
	channel := onApp
	if q.who().Kind == identity.Staff && string(q.c.Context().Request.Header.Peek(headerChannel)) == onKiosk {
		channel = onKiosk
	}
	c := q.who().Caller(channel)
	if c.Lang == "" || q.chosen() {
		c.Lang = q.lang
	}
	return c
}

// wanted is what WWW-Authenticate says of a 401 (RFC 6750 section 3): what to bring, and
// whether what was brought is no good.
func (q *call) wanted() string {
	if _, sent := q.token(); sent {
		return `Bearer realm="duar", error="invalid_token"`
	}
	return `Bearer realm="duar"`
}
