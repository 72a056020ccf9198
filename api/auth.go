package api

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// auth is one kind of caller, in the words of x-duar-auth. A route lists those that it is
// open to. What somebody may do there is for the desk to decide, over the caller that it is
// given.
type auth string

const (
	forNobody        auth = "nobody" // no sign-in is needed; a token is not looked at, unless route.known
	forCitizen       auth = "citizen"
	forStaff         auth = "staff"   // who works on applications, in whatever role
	forAuditor       auth = "auditor" // staff who read and change nothing
	forAdministrator auth = "administrator"
	forMachine       auth = "machine"  // a department's own system
	forAccounts      auth = "accounts" // staff who give money back
)

// The lists that routes have in common. Administrators and officers of accounts see no case and
// auditors change none: they are not among staff unless the account has another role besides.
var (
	anybody  = []auth{forNobody}
	persons  = []auth{forCitizen, forStaff, forAuditor, forAdministrator, forAccounts}
	entering = []auth{forCitizen, forStaff}                         // an application
	seeing   = []auth{forCitizen, forStaff, forAuditor, forMachine} // a case
	acting   = []auth{forCitizen, forStaff, forMachine}
	offices  = []auth{forStaff, forAuditor, forMachine} // an inbox
	citizens = []auth{forCitizen}
	clerks   = []auth{forStaff}
	readers  = []auth{forStaff, forAuditor}
	workers  = []auth{forStaff, forAuditor, forAdministrator, forAccounts}
	keepers  = []auth{forAdministrator}
	cashiers = []auth{forAccounts}
	machines = []auth{forMachine}
)

// admits tells whether somebody is of a kind.
func (a auth) admits(p identity.Principal) bool {
	works := func(r casework.Role) bool {
		return r != casework.Auditor && r != casework.Administrator && r != casework.Accounts
	}
	switch a {
	case forNobody:
		return true
	case forCitizen:
		return p.Kind == identity.Citizen
	case forStaff:
		return p.Kind == identity.Staff && slices.ContainsFunc(p.Roles, works)
	case forAuditor:
		return p.Kind == identity.Staff && p.Is(casework.Auditor)
	case forAdministrator:
		return p.Kind == identity.Staff && p.Is(casework.Administrator)
	case forAccounts:
		return p.Kind == identity.Staff && p.Is(casework.Accounts)
	case forMachine:
		return p.Kind == identity.Machine
	}
	return false
}

// open tells whether a route asks for no sign-in.
func (r *route) open() bool { return slices.Contains(r.auth, forNobody) }

// channels that a staff session may name in Duar-Channel. Where a citizen is follows from
// this face: nobody but staff is believed.
const (
	headerChannel = "Duar-Channel"
	onApp         = "app"
	onKiosk       = "kiosk"
	onWire        = "machine" // a department's own system, whatever it names
)

// identify finds out who asks, once, before anything of the request is read. A route for
// nobody that makes no difference between callers never looks.
func (q *call) identify() error {
	if q.route.open() && !q.route.known {
		return nil
	}
	token, sent := q.token()
	if !sent {
		if q.route.open() {
			return nil
		}
		return seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	who, err := q.s.whose(token)
	if err != nil {
		return err
	}
	q.in = &signedIn{who, token}
	if own := who.Lang.Base(); !q.chosen() && slices.Contains(seva.Langs(), own) {
		q.lang = own
	}
	if !slices.ContainsFunc(q.route.auth, func(a auth) bool { return a.admits(who) }) {
		return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return nil
}

// whose gives whose token it is: a session's, which is random, or one that a machine has
// signed, which alone has dots in it.
func (s *Server) whose(token string) (identity.Principal, error) {
	if r, ok := s.Door.(recalls); ok {
		if who, known := r.Recent(token); known {
			return who, nil
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.Limits.Answer)
	defer cancel()
	if s.Clients != nil && strings.Contains(token, ".") {
		return s.machine(ctx, token)
	}
	return s.Door.Who(ctx, token)
}

// recalls is a Door that remembers for a moment whose token it is: to ask it needs no
// patience, which costs more than the answer.
type recalls interface {
	Recent(token string) (identity.Principal, bool)
}

// longestToken is more than a session's and a machine's have, in bytes.
const longestToken = 1024

// token gives the bearer token (RFC 6750). Anything else in Authorization is a token that
// nobody has, so that it is refused and not overlooked.
func (q *call) token() (string, bool) {
	header := q.c.Context().Request.Header.Peek(fiber.HeaderAuthorization)
	if len(header) == 0 {
		return "", false
	}
	scheme, token, _ := bytes.Cut(header, []byte(" "))
	token = bytes.TrimSpace(token)
	if !bytes.EqualFold(scheme, []byte("Bearer")) || len(token) > longestToken || bytes.ContainsFunc(token, notVisible) {
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
	switch q.who().Kind {
	case identity.Machine:
		channel = onWire
	case identity.Staff:
		if string(q.c.Context().Request.Header.Peek(headerChannel)) == onKiosk {
			channel = onKiosk
		}
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
