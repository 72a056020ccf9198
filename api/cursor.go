package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
)

// macSize is how many bytes of the HMAC a cursor carries; enough that nobody guesses one.
const macSize = 16

// sign makes the cursor "after the item named key of the list at path". It is signed so
// that clients cannot come to depend on what is inside, and bound to the path so that
// one list's cursor is no other's.
func (s *Server) sign(path, key string) string {
	return base64.RawURLEncoding.EncodeToString(append(s.mac(path, key), key...))
}

// unsign gives the key of a cursor that we signed for path.
func (s *Server) unsign(path, cursor string) (string, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) < macSize {
		return "", false
	}
	key := string(b[macSize:])
	return key, hmac.Equal(b[:macSize], s.mac(path, key))
}

func (s *Server) mac(path, key string) []byte {
	h := hmac.New(sha256.New, s.Secret)
	h.Write([]byte("cursor\x00" + path + "\x00" + key))
	return h.Sum(nil)[:macSize]
}

// pageOf answers with one page of a list whose items have unique keys and a fixed order.
func pageOf[F, W any](q call, usual int, all []F, key func(F) string, spell func(wire.Voice, F) W) error {
	limit, err := q.limit(usual, mostPage)
	if err != nil {
		return err
	}
	path := string(q.c.Context().URI().PathOriginal())
	if cursor, given := q.query["cursor"]; given {
		after, ok := q.s.unsign(path, cursor)
		i := slices.IndexFunc(all, func(f F) bool { return key(f) == after })
		if !ok || i < 0 {
			return seva.Refuse("cursor", seva.Say("error.cursor.bad"))
		}
		all = all[i+1:]
	}
	page, voice := wire.Page[W]{Items: []W{}}, q.voice()
	for _, f := range all[:min(limit, len(all))] {
		page.Items = append(page.Items, spell(voice, f))
	}
	if len(all) > limit {
		page.Next = q.s.sign(path, key(all[limit-1]))
		next := url.Values{"cursor": {page.Next}, "limit": {strconv.Itoa(limit)}}
		if tag, given := q.query["lang"]; given {
			next.Set("lang", tag)
		}
		q.c.Set(fiber.HeaderLink, "<"+path+"?"+next.Encode()+`>; rel="next"`)
	}
	return q.json(page)
}
