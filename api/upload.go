package api

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/valyala/fasthttp"

	"duar/seva"
	"duar/seva/form"
)

// allowance lets uploads be larger and slower than other requests, before their first
// byte is read. Every other request keeps the server's own limits, so that nobody can
// make us hold two megabytes for a sign-in. One byte more than a file may have is read, so
// that the desk is the one to say that it is too large.
func (s *Server) allowance(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if !header.IsPost() || s.Services == nil || !bytes.Contains(header.RequestURI(), []byte("/files/")) {
		return fasthttp.RequestConfig{}
	}
	if !s.takesFile(header.RequestURI()) {
		return fasthttp.RequestConfig{}
	}
	return fasthttp.RequestConfig{ReadTimeout: s.Limits.Upload, MaxRequestBodySize: form.MaxUpload + 1}
}

// takesFile tells whether the address is one that files are sent to.
func (s *Server) takesFile(uri []byte) bool {
	path, _, _ := bytes.Cut(uri, []byte("?"))
	return slices.ContainsFunc(s.routes, func(r *route) bool { return r.body == fileBody && matches(r.path, string(path)) })
}

// fileTypes are what a file may claim to be. What it is, its bytes say, to the desk.
var fileTypes = []string{"application/pdf", "image/jpeg", "image/png", "application/octet-stream"}

// headerFileName may carry the file's name, percent-encoded UTF-8; so may ?name=.
const headerFileName = "Duar-File-Name"

// sent is a file that was sent for the question at a pointer.
type sent struct {
	at      form.Pointer
	name    string
	content io.Reader
}

// file reads what is sent for the question that the path names.
func (q *call) file() (sent, error) {
	ctx := q.c.Context()
	if !slices.Contains(fileTypes, mediaType(ctx.Request.Header.ContentType())) {
		return sent{}, refused(http.StatusUnsupportedMediaType, "error.type.file")
	}
	text, err := q.word("pointer")
	if err != nil {
		return sent{}, err
	}
	at, err := cleanPointer(text)
	if err != nil {
		return sent{}, err
	}
	name, err := q.fileName()
	if err != nil {
		return sent{}, err
	}
	body := ctx.Request.Body()
	if len(body) == 0 {
		return sent{}, seva.Refuse("body", seva.Say("error.file.none"))
	}
	return sent{at: at, name: name, content: bytes.NewReader(body)}, nil
}

func (q *call) fileName() (string, error) {
	name, given := q.query["name"]
	if !given {
		raw := string(q.c.Context().Request.Header.Peek(headerFileName))
		unescaped, err := url.PathUnescape(raw)
		if err != nil || !utf8.ValidString(unescaped) {
			return "", seva.Refuse("name", seva.Say("error.text.encoding"))
		}
		name = unescaped
	}
	clean, err := seva.Clean("name", name)
	if err != nil {
		return "", err
	}
	if len(clean) > 200 {
		return "", seva.Refuse("name", seva.Say("error.file.name"))
	}
	return clean, nil
}
