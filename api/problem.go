package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
)

// status is the one table over the kinds of error.
var status = map[seva.Kind]int{
	seva.Invalid:         http.StatusBadRequest,
	seva.NotFound:        http.StatusNotFound,
	seva.Conflict:        http.StatusConflict,
	seva.Unauthenticated: http.StatusUnauthorized,
	seva.Forbidden:       http.StatusForbidden,
	seva.TooMany:         http.StatusTooManyRequests,
	seva.Unavailable:     http.StatusServiceUnavailable,
	seva.Internal:        http.StatusInternalServerError,
}

// retryAfter is how many seconds a caller who came too often or too early should wait.
const retryAfter = "5"

// transport is an error of HTTP itself, which has a finer status than its kind.
type transport struct {
	status int
	err    *seva.Error
}

func (t transport) Error() string { return t.err.Error() }
func (t transport) Unwrap() error { return t.err }

func refused(status int, key string, args ...seva.Args) error {
	return transport{status, seva.Fail(seva.Invalid, seva.Say(key, args...))}
}

// refuse answers with the error as a problem in the caller's language.
func (q *call) refuse(err error) {
	e := seva.Broken(err)
	code := status[e.Kind]
	if t, ok := errors.AsType[transport](err); ok {
		code = t.status
	}
	p := wire.Problem{
		Type: "/problems/" + e.Code(), Title: i18n.Say(q.lang, seva.Say("problem."+string(e.Kind))),
		Status: code, Detail: i18n.Say(q.lang, e.Text), Instance: q.id, Code: e.Code(), Kind: string(e.Kind),
		Values: wire.NewValues(e.Text.Args),
	}
	if e.Field != "" {
		p.Errors = []wire.Flaw{q.flaw(e, p.Detail)}
	}
	q.problem(p)
}

// flaw says which part of the request an error is about. Only a body has pointers.
func (q *call) flaw(e *seva.Error, detail string) wire.Flaw {
	f := wire.Flaw{Field: e.Field, Code: e.Code(), Detail: detail}
	if e.Field == "body" {
		f.Pointer = "/"
		return f
	}
	f.Parameter = e.Field
	for _, name := range q.route.fields[e.Field] {
		if _, asked := q.query[name]; asked || f.Parameter == e.Field {
			f.Parameter = name
		}
	}
	return f
}

// problem writes a problem and takes back whatever a handler had begun.
func (q *call) problem(p wire.Problem) {
	a, err := encode(typeProblem, p)
	if err != nil { // strings and ints always encode
		a = seal(typeProblem, fmt.Appendf(nil, `{"status":%d}`, p.Status))
	}
	r := q.c.Response()
	allow := string(r.Header.Peek(fiber.HeaderAllow))
	r.Reset()
	r.SetStatusCode(p.Status)
	h := &r.Header
	h.SetContentType(a.kind)
	h.Set(fiber.HeaderCacheControl, cacheNever)
	h.Set(fiber.HeaderContentLanguage, string(q.lang))
	h.Set(fiber.HeaderVary, "Accept-Language")
	switch {
	case p.Status == http.StatusTooManyRequests || p.Status == http.StatusServiceUnavailable:
		h.Set(fiber.HeaderRetryAfter, retryAfter)
	case allow != "":
		h.Set(fiber.HeaderAllow, allow)
	}
	r.SetBodyRaw(a.body)
}

// nothingHere answers what no route does: 405 when the path answers another method.
func (s *Server) nothingHere(q call) error {
	path := string(q.c.Context().URI().PathOriginal())
	if methods := s.allowed(path); len(methods) > 0 {
		q.c.Set(fiber.HeaderAllow, strings.Join(methods, ", "))
		return refused(http.StatusMethodNotAllowed, "error.method")
	}
	return seva.Fail(seva.NotFound, seva.Say("error.route.unknown"))
}

// wireKeys are the failures of reading a request, before any route is known.
var wireKeys = map[int]string{
	http.StatusRequestEntityTooLarge:       "error.too_large",
	http.StatusRequestHeaderFieldsTooLarge: "error.header.large",
	http.StatusRequestTimeout:              "error.request.slow",
}

// onWire answers a request that could not be read, or that Fiber itself refused. The
// connection ends: nobody knows where the next request on it would begin.
func (s *Server) onWire(c *fiber.Ctx, err error) error {
	code := http.StatusBadRequest
	if e, ok := errors.AsType[*fiber.Error](err); ok && wireKeys[e.Code] != "" {
		code = e.Code
	}
	key := wireKeys[code]
	if key == "" {
		key = "error.request.malformed"
	}
	_ = s.frame(&route{path: "unread", cache: cacheNever}, func(call) error { return refused(code, key) })(c)
	c.Context().SetConnectionClose()
	return nil
}
