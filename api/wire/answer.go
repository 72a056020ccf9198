package wire

import (
	"strings"

	"duar/seva/form"
)

// Upload is form.Upload.
type Upload struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Facts gives the upload back.
func (u Upload) Facts() (form.Upload, error) { return form.Upload(u), nil }

// Entries spells entries as a request has them: a list of objects, the pointers their
// keys, so that they come in their order and a pointer can come twice.
func Entries(entries []form.Entry) []map[string]any {
	out := make([]map[string]any, len(entries))
	for i, e := range entries {
		var value any
		switch in := e.Input; {
		case in.Clear:
		case in.Again != "":
			value = map[string]string{"value": in.Text, "again": in.Again}
		case in.List != nil:
			value = in.List
		default:
			value = in.Text
		}
		out[i] = map[string]any{string(e.At): value}
	}
	return out
}

// Escape writes one token of a JSON pointer (RFC 6901): ~ is ~0 and / is ~1.
func Escape(token string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(token) }
