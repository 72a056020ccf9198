package api

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// route is one row of the table of routes: what openapi.yaml describes, a test compares.
type route struct {
	method string
	path   string   // as OpenAPI writes it: /v1/land/mouzas/{idn}
	query  []string // the parameters it takes; "lang" goes without saying under /v1
	// fields tells which parameters of this route may carry what a desk calls a field,
	// where the names differ.
	fields map[string][]string
	cache  string // Cache-Control of a good answer
	handle func(call) error
	cost   cost // in the caller's budget; of a route under /v1 without one it is a call's
	weight int  // how many times that cost, for what takes the server as long; 0 is once

	auth    []auth   // who it is open to; none is a mount's or of no route
	known   bool     // for nobody, but a token makes a difference
	body    body     // what it reads
	members []string // of a JSON body, that a desk's error may name
	answers whence   // where answers that a desk finds fault with were given

	timings map[int]prometheus.Observer // by status, of method; made once so that a hit costs no look-up
}

// body is what a route reads besides its address and headers.
type body int

const (
	noBody   body = iota
	jsonBody      // read strictly
	fileBody      // bytes of a file, up to form.MaxUpload
	formBody      // what a browser posts
)

// whence is where an answer at fault stands: it decides what a problem points with.
type whence int

const (
	inDraft whence = iota // inside the draft, as GET gives it
	inBody                // in this request, a pointer as a key of "answers"
	inPath                // the address names it
)

// Cache-Control by what an answer holds. Answers that name people are kept by nobody on
// the way and by no app unasked: no-store is for the people named, and stays although a
// client that obeys it (RFC 9111) has nothing to revalidate. Their ETag does no harm and
// is there for whoever was told to keep a record, and for If-Match once records change.
const (
	cachePlaces   = "public, max-age=86400, stale-while-revalidate=604800"
	cacheRegister = "public, max-age=300, stale-while-revalidate=3600"
	cacheMap      = "public, max-age=3600, stale-while-revalidate=86400"
	cachePersonal = "private, no-store"
	cacheNever    = "no-store"
)

// table is every route of the API, the most asked first: Fiber tries them in order.
func (s *Server) table() []*route {
	type names = map[string][]string
	mouza := names{"mouza": {"idn"}}
	code := names{"district": {"code"}, "block": {"code"}}
	at := []string{"as_on", "as_recorded"}
	page := []string{"limit", "cursor"}
	get := func(path, cache string, query []string, fields names, handle func(call) error) *route {
		return &route{method: fiber.MethodGet, path: path, query: query, fields: fields, cache: cache, handle: handle, auth: anybody}
	}
	lookup := func(c cost, r *route) *route {
		r.cost = c
		return r
	}
	routes := []*route{
		lookup(record, get("/v1/land/mouzas/{idn}/plots/{plot}", cachePersonal, at, mouza, s.plot)),
		lookup(record, get("/v1/land/mouzas/{idn}/khatians/{khatian}", cachePersonal, at, mouza, s.khatian)),
		lookup(mapped, get("/v1/land/mouzas/{idn}/plots/{plot}/map", cacheMap, []string{"size"}, mouza, s.plotMap)),
		lookup(crossed, get("/v1/land/mouzas/{idn}/crosswalk", cacheRegister, []string{"rs", "lr"}, names{"mouza": {"idn"}, "plot": {"rs", "lr"}}, s.crosswalk)),
		get("/v1/land/mouzas/{idn}", cacheRegister, nil, mouza, s.mouza),
		get("/v1/places/districts", cachePlaces, page, nil, s.districts),
		get("/v1/places/districts/{code}/blocks", cachePlaces, page, code, s.blocks),
		get("/v1/places/blocks/{code}/mouzas", cachePlaces, page, code, s.mouzas),
		get("/v1/places/search", cachePlaces, []string{"q", "kind", "block", "limit"}, names{"name": {"q"}}, s.search),
		get("/livez", cacheNever, nil, nil, s.livez),
		get("/readyz", cacheNever, []string{"lang"}, nil, s.readyz),
		get("/openapi.yaml", cacheMap, nil, nil, s.document),
		get("/", cacheNever, []string{"lang"}, nil, s.home),
		get("/docs", cacheMap, []string{"lang"}, nil, s.docs),
		get("/problems/{code}", cacheMap, []string{"lang"}, nil, s.problemPage),
	}
	if s.Maps != nil {
		r := lookup(mapped, get("/v1/land/mouzas/{idn}/map", cacheMap, []string{"size"}, mouza, s.mouzaMap))
		r.weight = 10
		routes = append(routes, r)
	}
	return append(routes, s.counters()...)
}

// lay puts the routes, then the mounts, then the answer for everything else into the app.
func (s *Server) lay() {
	s.routes = s.table()
	for _, r := range s.routes {
		if r.cost == free && strings.HasPrefix(r.path, "/v1/") {
			r.cost = oneCall
		}
		r.resolve(s.timings)
		if r.method == fiber.MethodGet { // and HEAD
			s.app.Get(fiberPath(r.path), s.frame(r, r.handle))
			continue
		}
		s.app.Add(r.method, fiberPath(r.path), s.frame(r, r.handle))
	}
	for _, m := range s.Mounts {
		r := &route{method: m.Method, path: m.Path, cache: cacheNever}
		r.resolve(s.timings)
		s.routes = append(s.routes, r)
		s.app.Add(m.Method, m.Path, s.frame(r, func(q call) error { return m.Handle(q.c) }))
	}
	none := &route{path: "none", cache: cacheNever}
	none.resolve(s.timings)
	s.app.Use(s.frame(none, s.nothingHere))
}

// fiberPath writes {name} as Fiber's :name.
func fiberPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// allowed gives the methods that a path answers, or nothing when it answers none. It
// looks at the table and not into Fiber, because our last route matches everything.
func (s *Server) allowed(path string) []string {
	var methods []string
	for _, r := range s.routes {
		if !matches(r.path, path) {
			continue
		}
		if methods = append(methods, r.method); r.method == fiber.MethodGet {
			methods = append(methods, fiber.MethodHead)
		}
	}
	return methods
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		free := strings.HasPrefix(w, "{") || strings.HasPrefix(w, ":")
		if w != got[i] && (!free || got[i] == "") {
			return false
		}
	}
	return true
}
