package gateway

import (
	"net/netip"
	"net/url"
	"strings"
	"time"

	"duar/seva"
)

// Request is a call from an operator, free of any web framework so that it can be
// written down in a test.
type Request struct {
	Method   string
	Path     string // without the query
	RawQuery string
	Header   func(name string) string
	Body     []byte
	RemoteIP netip.Addr // of the operator's machine, as far as it can be trusted
	Received time.Time
}

// Response is what goes back to the operator.
type Response struct {
	Status int
	Type   string // the Content-Type, with its charset
	Body   []byte
	// Header is what a dialect says beside its text, a value for each name; it may be nil.
	Header map[string]string
}

// Text makes a plain response.
func Text(status int, body string) Response {
	return Response{Status: status, Type: "text/plain; charset=utf-8", Body: []byte(body)}
}

// Fields are the values of a form or a query, each given once.
type Fields map[string]string

// Form reads the body as an urlencoded form.
func (r Request) Form() (Fields, error) { return fields("form", string(r.Body)) }

// Query reads the query.
func (r Request) Query() (Fields, error) { return fields("query", r.RawQuery) }

// fields refuses a repeated key: signatures cover one of the values only, and which
// value counts differs from library to library.
func fields(where, raw string) (Fields, error) {
	f := make(Fields, 8)
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(key)
		if err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil || strings.Contains(pair, ";") { // net/url refuses ";" too: some take it for "&"
			return nil, Bad("the " + where + " is not urlencoded")
		}
		if _, again := f[key]; again {
			return nil, Bad("a " + where + " key is repeated")
		}
		f[key] = value
	}
	return f, nil
}

// Phone reads the field that holds the person's number.
func (f Fields) Phone(key string) (seva.Phone, error) {
	p, err := seva.ParsePhone(f[key])
	if err != nil {
		return "", Bad(key + " is not a telephone number")
	}
	return p, nil
}

// ID reads a field that must be there and is a short opaque name.
func (f Fields) ID(key string) (string, error) { return ID(key, f[key]) }

// maxID is far above what operators send and keeps keys in stores short.
const maxID = 128

// ID makes sure that an operator's id is there, short and printable.
func ID(key, value string) (string, error) {
	if value == "" || len(value) > maxID {
		return "", Bad(key + " must have 1 to 128 characters")
	}
	for _, c := range []byte(value) {
		if c <= ' ' || c > '~' {
			return "", Bad(key + " must be printable ASCII")
		}
	}
	return value, nil
}

var lines = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// Typed makes what a person typed safe to pass on: line breaks and tabs become spaces,
// then it is cleaned as seva.Clean does. What cannot be cleaned is refused.
func Typed(key, s string) (string, error) {
	s = lines.Replace(s)
	s, err := seva.Clean(key, s)
	if err != nil {
		return "", Bad(key + " holds broken or control characters")
	}
	return s, nil
}
