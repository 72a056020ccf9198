package api

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"duar/seva"
	"duar/seva/identity"
	"duar/seva/place"
)

// call is one request on its way to an answer.
type call struct {
	c     *fiber.Ctx
	s     *Server
	route *route
	id    string
	lang  seva.Lang
	query query

	in   *signedIn // where the route asks who it is, and somebody is
	room room      // in the caller's budgets, where the route is counted

	mouza place.IDN // of a look-up, once it was read
}

// signedIn is who asks, and the token that said so.
type signedIn struct {
	who   identity.Principal
	token string
}

// who gives who asks; the zero Principal is nobody.
func (q *call) who() identity.Principal {
	if q.in == nil {
		return identity.Principal{}
	}
	return q.in.who
}

// frame is the one thing around every handler: the request's id, its language and
// parameters, a guard against panics, the headers every answer has, its timing, its
// line in the log. It is one function on purpose: a plot answered from memory takes
// little more than a microsecond, and a chain of middlewares would double that.
func (s *Server) frame(r *route, handle func(call) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		start := time.Now() // a stopwatch, not a fact: the world's clock has no monotonic part
		q := call{c: c, s: s, route: r, id: s.requestID(c.Context())}
		err := q.answer(handle)
		if err != nil {
			q.refuse(err)
		}
		header := &c.Response().Header
		set(header, nameRequestID, q.id)
		set(header, nameNoSniff, "nosniff")
		q.sayRoom()
		took := time.Since(start)
		r.observe(s.timings, c.Context().Method(), c.Response().StatusCode(), took)
		q.log(err, took)
		return nil
	}
}

// answer runs the handler; a panic becomes an internal error, and its stack goes to the log.
func (q *call) answer(handle func(call) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			q.s.Log.Error("panic", "id", q.id, "route", q.route.path, "what", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = seva.Broken(fmt.Errorf("panic: %v", r))
		}
	}()
	// The language first, and of whatever was asked: a refusal has to speak it too.
	ctx := q.c.Context()
	q.lang = q.s.tongues.choose(ctx.Request.Header.Peek("Accept-Language"), ctx.URI().QueryString())
	if q.route.handle == nil { // a mount or no route reads its own input
		return handle(*q)
	}
	known := q.identify()
	if err := q.spend(); err != nil { // also of who was refused: trying tokens is asking too
		return err
	}
	if known != nil {
		return known
	}
	if err := q.read(); err != nil {
		return err
	}
	return handle(*q)
}

// requestID takes over the caller's id when it is harmless, and makes one otherwise.
func (s *Server) requestID(ctx *fasthttp.RequestCtx) string {
	given := ctx.Request.Header.Peek("X-Request-Id")
	if len(given) < 8 || len(given) > 64 {
		return s.World.ID()
	}
	for _, b := range given {
		if !(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.') {
			return s.World.ID()
		}
	}
	return string(given)
}

// log writes one line for everything but a good answer to a public question: which plot
// somebody looks at is nobody's business, and the metrics count it anyway. A line holds
// the route's template, never the path, the query or what the caller's program is.
func (q *call) log(err error, took time.Duration) {
	status := q.c.Response().StatusCode()
	if q.room.again > 0 && !q.room.first { // a flood must not fill the log; its beginning is there
		return
	}
	if status < 400 && (q.c.Method() == fiber.MethodGet || q.c.Method() == fiber.MethodHead) {
		return
	}
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	if !q.s.Log.Enabled(q.c.Context(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("id", q.id), slog.String("method", methodLabel(q.c.Context().Method())),
		slog.String("route", q.route.path), slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if err != nil {
		e := seva.Broken(err)
		attrs = append(attrs, slog.String("code", e.Code()))
		if status >= 500 {
			why := e.Error()
			attrs = append(attrs, slog.String("error", why[:min(len(why), q.s.Limits.Records)]))
		}
	}
	q.s.Log.LogAttrs(q.c.Context(), level, "request", attrs...)
}

// knownMethods answers a method that Fiber has never heard of in our own way; Fiber
// would say 400 in plain text before any route is tried.
func (s *Server) knownMethods(inner fasthttp.RequestHandler) fasthttp.RequestHandler {
	none := s.frame(&route{path: "none", cache: cacheNever}, s.nothingHere)
	return func(ctx *fasthttp.RequestCtx) {
		if methodLabel(ctx.Method()) != "OTHER" {
			inner(ctx)
			return
		}
		c := s.app.AcquireCtx(ctx)
		defer s.app.ReleaseCtx(c)
		_ = none(c) // a frame has no error to give
	}
}
