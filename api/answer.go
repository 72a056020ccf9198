package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"duar/seva"
)

// answer is a finished representation: its bytes and the strong ETag made from them.
// It is never changed once made, so it can be kept and given to many.
type answer struct {
	kind string // Content-Type
	body []byte
	etag string
}

const (
	typeJSON    = "application/json; charset=utf-8"
	typeGeoJSON = "application/geo+json; charset=utf-8"
	typeSVG     = "image/svg+xml; charset=utf-8"
	typeProblem = "application/problem+json; charset=utf-8"
	typeHTML    = "text/html; charset=utf-8"
	typeYAML    = "application/yaml; charset=utf-8"
)

// encode makes an answer of a value in JSON, without escaping < and & as if for HTML.
func encode(kind string, v any) (answer, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return answer{}, seva.Broken(err)
	}
	return seal(kind, b.Bytes()), nil
}

// seal makes an answer of bytes.
func seal(kind string, body []byte) answer {
	sum := sha256.Sum256(body)
	return answer{kind: kind, body: body, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`}
}

// json answers with a value.
func (q *call) json(v any) error {
	a, err := encode(typeJSON, v)
	if err != nil {
		return err
	}
	return q.send(a, "Accept-Language")
}

// send gives an answer, or 304 when the caller has it already. Vary names the request
// headers that chose it.
func (q *call) send(a answer, vary string) error {
	ctx := q.c.Context()
	h := &ctx.Response.Header
	set(h, nameETag, a.etag)
	set(h, nameCacheControl, q.route.cache)
	if vary != "" {
		set(h, nameVary, vary)
		set(h, nameContentLanguage, string(q.lang))
	}
	held := ctx.Request.Header.Peek(fiber.HeaderIfNoneMatch)
	if len(held) > 0 && (ctx.IsGet() || ctx.IsHead()) && holds(held, a.etag) {
		ctx.Response.SetStatusCode(fiber.StatusNotModified)
		return nil
	}
	h.SetContentType(a.kind)
	ctx.Response.SetBodyRaw(a.body)
	return nil
}

// The headers of every good answer, spelt as HTTP has them: fasthttp puts a name given
// as a string into that form anew each time, which is a tenth of an answer from memory.
var (
	nameETag            = []byte(fiber.HeaderETag)
	nameCacheControl    = []byte(fiber.HeaderCacheControl)
	nameVary            = []byte(fiber.HeaderVary)
	nameContentLanguage = []byte(fiber.HeaderContentLanguage)
	nameRequestID       = []byte("X-Request-Id")
	nameNoSniff         = []byte(fiber.HeaderXContentTypeOptions)
)

func set(h *fasthttp.ResponseHeader, name []byte, value string) { h.SetCanonical(name, []byte(value)) }

// holds tells whether an If-None-Match names the tag: any of a list, compared weakly,
// or * (RFC 9110 section 13.1.2). What is not well formed matches nothing.
func holds(header []byte, etag string) bool {
	for rest := bytes.TrimSpace(header); len(rest) > 0; rest = bytes.TrimLeft(rest, " \t,") {
		if rest[0] == '*' {
			return len(rest) == 1
		}
		rest = bytes.TrimPrefix(rest, []byte("W/"))
		if len(rest) == 0 || rest[0] != '"' {
			return false
		}
		end := bytes.IndexByte(rest[1:], '"')
		if end < 0 {
			return false
		}
		if string(rest[:end+2]) == etag {
			return true
		}
		rest = rest[end+2:]
	}
	return false
}
