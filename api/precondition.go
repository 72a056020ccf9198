package api

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/seva"
)

const (
	headerKey = "Idempotency-Key"
	mostKey   = 200 // bytes
)

// key gives the request's Idempotency-Key, which makes a repetition harmless: the desks
// keep it beside the effect, for the one caller. Whoever sends none would not know after
// a lost answer whether there is one application or none.
func (q *call) key() (string, error) {
	key := string(q.c.Context().Request.Header.Peek(headerKey))
	if len(key) > 2 && key[0] == '"' && key[len(key)-1] == '"' {
		key = key[1 : len(key)-1] // a string of structured fields (RFC 9651), as some programs send it
	}
	if key == "" {
		return "", seva.Refuse("key", seva.Say("error.key.missing"))
	}
	harmless := strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") == ""
	if len(key) > mostKey || !harmless {
		return "", seva.Refuse("key", seva.Say("error.key.form"))
	}
	return key, nil
}

// A draft's ETag is strong as any other, and begins with the draft's version, which is
// all that If-Match is asked for: the same version reads differently in two languages.
func taggedWith(version int64, a answer) answer {
	a.etag = `"v` + strconv.FormatInt(version, 10) + "-" + strings.TrimPrefix(a.etag, `"`)
	return a
}

// version gives the version that If-Match names. Without it an answer could undo what
// another device of the same citizen has just written, so it must be there (428). A tag
// that is none of ours, a weak one, or several match nothing (412, RFC 9110 section
// 13.1.1); * would match anything and is as good as none.
func (q *call) version() (int64, error) {
	header := bytes.TrimSpace(q.c.Context().Request.Header.Peek(fiber.HeaderIfMatch))
	if len(header) == 0 || string(header) == "*" {
		return 0, transport{http.StatusPreconditionRequired, seva.Refuse("version", seva.Say("error.match.missing"))}
	}
	inside, opened := strings.CutPrefix(string(header), `"v`)
	inside, closed := strings.CutSuffix(inside, `"`)
	number, _, _ := strings.Cut(inside, "-")
	version, err := strconv.ParseInt(number, 10, 64)
	if !opened || !closed || err != nil || version < 1 || strings.Contains(inside, `"`) {
		return 0, transport{http.StatusPreconditionFailed, seva.Fail(seva.Conflict, seva.Say("error.draft.moved"))}
	}
	return version, nil
}
