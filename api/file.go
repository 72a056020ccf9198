package api

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// sandbox keeps a file that a browser shows after all from doing anything: it came from
// somebody's phone.
const sandbox = "sandbox; default-src 'none'"

// download answers GET /v1/files/{id}: the bytes of a file that came with an application,
// for whoever gave it and whoever sees the answer that it is.
func (s *Server) download(q call) error {
	id, err := q.word("id")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	f, err := s.Archive(q.caller()).File(ctx, id)
	if err != nil {
		return err
	}
	q.c.Set(fiber.HeaderContentDisposition, attachment(f.Name))
	q.c.Set(fiber.HeaderContentSecurityPolicy, sandbox)
	return q.send(seal(f.Type, f.Content), "")
}

// attachment names a file to be saved (RFC 6266): plainly for old programs, and whole.
func attachment(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
