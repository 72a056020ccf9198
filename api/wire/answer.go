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

// Entries spells entries as a request has them: one object, the pointers its keys. No
// two may have the same pointer.
func Entries(entries []form.Entry) map[string]any {
	out := map[string]any{}
	for _, e := range entries {
		switch in := e.Input; {
		case in.Clear:
			out[string(e.At)] = nil
		case in.Again != "":
			out[string(e.At)] = map[string]string{"value": in.Text, "again": in.Again}
		case in.List != nil:
			out[string(e.At)] = in.List
		default:
			out[string(e.At)] = in.Text
		}
	}
	return out
}

// Escape writes one token of a JSON pointer (RFC 6901): ~ is ~0 and / is ~1.
func Escape(token string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(token) }
