package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
	"duar/seva/form"
	"duar/seva/welfare"
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

// finer are the errors of desks that HTTP has a finer status for than their kind's.
var finer = map[string]int{
	"draft.moved": http.StatusPreconditionFailed,  // of If-Match
	"key.other":   http.StatusUnprocessableEntity, // the key came with another request before
	"eligible":    http.StatusUnprocessableEntity, // well written, and cannot stand
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

func refused(status int, key string) error {
	return transport{status, seva.Fail(seva.Invalid, seva.Say(key))}
}

// refuse answers with the error as a problem in the caller's language.
func (q *call) refuse(err error) {
	e := seva.Broken(err)
	code := status[e.Kind]
	if fine, ok := finer[e.Code()]; ok {
		code = fine
	}
	if t, ok := errors.AsType[transport](err); ok {
		code = t.status
	}
	p := wire.Problem{
		Type: "/problems/" + e.Code(), Title: i18n.Say(q.lang, seva.Say("problem."+string(e.Kind))),
		Status: code, Detail: i18n.Say(q.lang, e.Text), Instance: q.id, Code: e.Code(), Kind: string(e.Kind), Field: e.Field,
	}
	p.Values, p.Types = wire.Spell(e.Text.Args)
	p.Errors = q.flaws(err, p.Detail)
	if code == http.StatusUnauthorized {
		q.c.Set(fiber.HeaderWWWAuthenticate, q.wanted())
	}
	q.problem(p)
}

// flaws says which parts of the request an error is about: every answer that is not
// good, every rule that stops an application, or the one field that the error names.
func (q *call) flaws(err error, detail string) []wire.Flaw {
	e := seva.Broken(err)
	if all, ok := errors.AsType[form.Flaws](err); ok {
		where, _ := errors.AsType[located](err)
		return q.answerFlaws(all, where.at)
	}
	if all, ok := errors.AsType[welfare.Failures](err); ok {
		out := make([]wire.Flaw, len(all))
		for i, f := range all {
			out[i] = q.said(wire.Flaw{Field: f.Rule}, f.Text)
		}
		return out
	}
	if _, somewhere := errors.AsType[pointed](err); e.Field == "" && !somewhere {
		return nil
	}
	return []wire.Flaw{q.flaw(err, e, detail)}
}

// answerFlaws points at each answer where the request gave it: in the body by its
// pointer as a key, in an upload by the address, and where only the draft has it
// (submitting), inside the draft.
func (q *call) answerFlaws(all form.Flaws, where map[form.Pointer]string) []wire.Flaw {
	out := make([]wire.Flaw, len(all))
	for i, f := range all {
		at := wire.Flaw{Field: string(f.At)}
		switch q.route.answers {
		case inPath:
			at.Parameter = "pointer"
		case inBody:
			at.Pointer = cmp.Or(where[f.At], "/answers/"+wire.Escape(string(f.At)))
		default:
			at.Pointer = "/answers/" + string(f.At)
		}
		out[i] = q.said(at, f.Text)
	}
	return out
}

// said puts what is wrong into a flaw.
func (q *call) said(f wire.Flaw, t seva.Text) wire.Flaw {
	f.Code, f.Detail = wire.CodeOf(t), i18n.Say(q.lang, t)
	f.Values, f.Types = wire.Spell(t.Args)
	return f
}

// flaw says which part of the request an error is about: a pointer into the body, or the
// name of what stands in the address or a header.
func (q *call) flaw(err error, e *seva.Error, detail string) wire.Flaw {
	f := wire.Flaw{Field: e.Field, Code: e.Code(), Detail: detail}
	if p, ok := errors.AsType[pointed](err); ok {
		f.Pointer = p.pointer // "" is the whole body (RFC 6901), which Field says too
		return f
	}
	if e.Field == "body" || e.Field == "file" && q.route.body == fileBody {
		return f
	}
	for _, name := range append([]string{e.Field}, q.route.fields[e.Field]...) {
		if slices.Contains(q.route.members, name) {
			f.Pointer = "/" + name
			return f
		}
	}
	if at, err := q.path("pointer"); err == nil && at == e.Field && q.route.answers == inPath {
		f.Parameter = "pointer"
		return f
	}
	f.Parameter = cmp.Or(fieldHeaders[e.Field], e.Field)
	for _, name := range q.route.fields[e.Field] {
		if _, asked := q.query[name]; asked || f.Parameter == e.Field {
			f.Parameter = name
		}
	}
	return f
}

// fieldHeaders are the headers that carry what a desk calls a field.
var fieldHeaders = map[string]string{"key": headerKey, "version": fiber.HeaderIfMatch}

// keptHeaders are what a handler may say beside a problem: which methods there are, how
// to sign in, and the tag of a draft of which some answers were kept.
var keptHeaders = []string{fiber.HeaderAllow, fiber.HeaderWWWAuthenticate, fiber.HeaderETag}

// problem writes a problem and takes back whatever a handler had begun.
func (q *call) problem(p wire.Problem) {
	a, err := encode(typeProblem, p)
	if err != nil { // strings and ints always encode
		a = seal(typeProblem, fmt.Appendf(nil, `{"status":%d}`, p.Status))
	}
	r := q.c.Response()
	kept := map[string]string{}
	for _, name := range keptHeaders {
		if value := string(r.Header.Peek(name)); value != "" {
			kept[name] = value
		}
	}
	r.Reset()
	r.SetStatusCode(p.Status)
	h := &r.Header
	h.SetContentType(a.kind)
	h.Set(fiber.HeaderCacheControl, cacheNever)
	h.Set(fiber.HeaderContentLanguage, string(q.lang))
	h.Set(fiber.HeaderVary, "Accept-Language")
	if p.Status == http.StatusTooManyRequests || p.Status == http.StatusServiceUnavailable {
		h.Set(fiber.HeaderRetryAfter, q.patienceOf(p))
	}
	for name, value := range kept {
		h.Set(name, value)
	}
	r.SetBodyRaw(a.body)
}

// patienceOf is how many seconds to wait: what the caller's budget says, or as many minutes
// as the desk says, where one does.
func (q *call) patienceOf(p wire.Problem) string {
	if q.room.again > 0 {
		return strconv.FormatInt(seconds(q.room.again), 10)
	}
	if minutes, ok := p.Values["Minutes"].(int); ok && minutes > 0 {
		return strconv.Itoa(minutes * 60)
	}
	return retryAfter
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
	why := refused(code, key)
	if code == http.StatusRequestEntityTooLarge && s.takesFile(c.Request().Header.RequestURI()) { // a picture cannot be sent in parts
		why = transport{code, seva.Fail(seva.Invalid, seva.Say("error.file.large", seva.Args{"Max": form.MaxUpload >> 10}))}
	}
	_ = s.frame(&route{path: "unread", cache: cacheNever}, func(call) error { return why })(c)
	c.Context().SetConnectionClose()
	return nil
}
