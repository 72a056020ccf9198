package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"duar/seva/audit"
)

// statement is the first line of a signed manifest: what kind of thing the key vouches for.
const statement = "duar backup"

// largest is how much a head, a manifest or the keys may be: a few thousand tables.
const largest = 1 << 20

// Sign writes the manifest as the log's key vouches for it: the statement, the JSON on one
// line, and the signature of a note.
func (m Manifest) Sign(key audit.Key) ([]byte, error) {
	m.Key = key.Public()
	text, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	signed, err := key.Vouch(statement, string(text))
	return []byte(signed), err
}

// ReadManifest reads a manifest and proves its signature. believed are the public keys that
// the holder of the archive trusts; without any, the key that the manifest itself names is
// taken, which shows a damaged archive and not a forged one.
func ReadManifest(signed []byte, believed ...string) (m Manifest, err error) {
	if len(believed) == 0 {
		// What is signed stands between the first line and the empty one.
		_, text, _ := strings.Cut(string(signed), "\n")
		text, _, _ = strings.Cut(text, "\n\n")
		var named struct {
			Key string `json:"key"`
		}
		if err := json.Unmarshal([]byte(text), &named); err != nil {
			return m, fmt.Errorf("%w (its manifest cannot be read)", ErrAltered)
		}
		believed = []string{named.Key}
	}
	w, err := audit.NewWitness(believed...)
	if err != nil {
		return m, err
	}
	text, err := w.Vouched(statement, string(signed))
	if err != nil {
		return m, fmt.Errorf("backup: the manifest is not signed by a key that is believed: %w", err)
	}
	return m, strictly([]byte(text), &m)
}

// JSON writes the first part.
func (h Head) JSON() ([]byte, error) { return json.Marshal(h) }

// ReadHead reads the first part.
func ReadHead(content []byte) (h Head, err error) {
	if err := strictly(content, &h); err != nil {
		return h, err
	}
	if h.Format != Format {
		return h, fmt.Errorf("backup: the archive has format %d, and this program reads %d: take a newer duar", h.Format, Format)
	}
	return h, nil
}

func strictly(content []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w (%w)", ErrAltered, err)
	}
	return nil
}

// Agrees demands that head and manifest tell of the same database.
func (h Head) Agrees(m Manifest) error {
	one, err := json.Marshal(h)
	other, err2 := json.Marshal(m.Head)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if !bytes.Equal(one, other) {
		return fmt.Errorf("%w (its head is not that of its manifest)", ErrAltered)
	}
	return nil
}
