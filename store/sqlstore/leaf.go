package sqlstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"

	"duar/seva/audit"
)

// Audit implements casework.Leave. The leaf gets its place in the log at the end of the
// transaction: the place is given under a lock that every act waits for.
func (t *tx) Audit(_ context.Context, l audit.Leaf) error {
	t.leaves = append(t.leaves, l)
	return nil
}

// seal writes the leaves, and what was put off until now.
func (t *tx) seal(ctx context.Context) error {
	if len(t.leaves) == 0 {
		return t.flush(ctx)
	}
	var size int64
	if err := one(ctx, t.c, "audit.grow", []any{int64(len(t.leaves))}, &size); err != nil {
		return err
	}
	for i, l := range t.leaves {
		data, err := leafJSON(l)
		if err != nil {
			return err
		}
		t.later("audit.add", size-int64(len(t.leaves)-i), string(data), leafHash(data))
	}
	return t.flush(ctx)
}

// Leaves gives leaves of the audit log from a place on, at most limit, to fn: the place
// (from 0, without gaps), the canonical JSON, and its hash as leaf of the tree.
func (s *Store) Leaves(ctx context.Context, from int64, limit int, fn func(seq int64, data, hash []byte) error) error {
	return explain(each(ctx, s.engine, "audit.leaves", []any{from, int64(limit)}, func(r rows) error {
		var seq int64
		var data string
		var hash []byte
		if err := r.Scan(&seq, &data, &hash); err != nil {
			return err
		}
		return fn(seq, []byte(data), hash)
	}))
}

// leafJSON writes a leaf as RFC 8785 has it: keys by their letters, no spaces, and
// nothing escaped that need not be. All values are texts.
func leafJSON(l audit.Leaf) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(struct {
		Act     string `json:"act"`
		Actor   string `json:"actor"`
		At      string `json:"at"`
		Digest  string `json:"digest"`
		Role    string `json:"role"`
		Subject string `json:"subject"`
	}{l.Act, l.Actor, l.At.UTC().Format(leafTime), l.Digest, l.Role, l.Subject})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// leafTime is RFC 3339 in UTC with all microseconds, which is what the store keeps.
const leafTime = "2006-01-02T15:04:05.000000Z"

// leafHash is the hash of a leaf in a Merkle tree (RFC 6962, 2.1): the 0x00 in front
// keeps a leaf from passing for an inner node.
func leafHash(data []byte) []byte {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(data)
	return h.Sum(nil)
}
