package token

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"duar/seva/document"
)

var update = flag.Bool("update", false, "make the vectors anew, with a key that is then thrown away")

// vector is a payload for readers that others write.
type vector struct {
	Says    string          `json:"says"` // genuine, changed, unknown, unread
	Payload string          `json:"payload"`
	Facts   *document.Facts `json:"facts,omitempty"`
}

type vectors struct {
	ID, Point string // of the key, hexadecimal
	Vectors   []vector
}

const vectorFile = "testdata/vectors.json"

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	text, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var all vectors
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	id, err1 := hex.DecodeString(all.ID)
	point, err2 := hex.DecodeString(all.Point)
	public, err3 := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	s := newSeal(t, Key{ID: id, Public: public})
	for i, v := range all.Vectors {
		f, err := s.Read(v.Payload)
		says := map[error]string{nil: "genuine", ErrUnread: "unread", ErrChanged: "changed", ErrKey: "unknown"}[err]
		if says != v.Says {
			t.Errorf("%d is %s (%v), want %s", i, says, err, v.Says)
		}
		if v.Facts != nil && f != *v.Facts {
			t.Errorf("%d says %+v", i, f)
		}
	}
	if len(all.Vectors) < 9 {
		t.Errorf("only %d vectors", len(all.Vectors))
	}
}

func writeVectors(t *testing.T) {
	k := freshKey(t)
	s, other := newSeal(t, k), newSeal(t, freshKey(t))
	point, err := k.Public.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	all := vectors{ID: hex.EncodeToString(k.ID), Point: hex.EncodeToString(point)}
	add := func(s *Seal, says string, f document.Facts, change func(string) string) {
		p, err := s.Payload(f)
		if err != nil {
			t.Fatal(err)
		}
		v := vector{Says: says, Payload: p}
		if says == "genuine" {
			v.Facts = &f
		}
		if change != nil {
			v.Payload = change(p)
		}
		all.Vectors = append(all.Vectors, v)
	}
	index, plan := khatian, khatian
	index.Kind, index.Subject, index.Name, index.Specimen = document.PlotIndex, "plot 165/1201", "", false
	plan.Kind, plan.Subject, plan.Name, plan.Plots = document.PlotMap, "plot 165", "", 0
	for _, f := range []document.Facts{khatian, index, plan} {
		add(s, "genuine", f, nil)
	}
	// Each field changed under the old signature.
	for i := 1; i <= 11; i++ {
		add(s, "changed", khatian, func(p string) string { return altered(t, p, i) })
	}
	add(other, "unknown", khatian, nil)
	add(s, "unread", khatian, func(p string) string { return p[:len(p)-20] })
	add(s, "unread", khatian, func(p string) string { return p + "AAAAAAAA" })
	add(s, "unread", khatian, func(string) string { return "" })
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorFile, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

// altered gives a payload whose field says something else, with the signature as it was.
func altered(t *testing.T, payload string, field int) string {
	raw, err := encoding.DecodeString(payload)
	if err != nil {
		t.Fatal(err)
	}
	var tag cbor.RawTag
	if err := cbor.Unmarshal(raw, &tag); err != nil {
		t.Fatal(err)
	}
	var parts []cbor.RawMessage
	var body []byte
	m := map[int]any{}
	if err := errors.Join(cbor.Unmarshal(tag.Content, &parts), cbor.Unmarshal(parts[2], &body), cbor.Unmarshal(body, &m)); err != nil {
		t.Fatal(err)
	}
	switch v := m[field].(type) {
	case uint64:
		m[field] = v + 1
	case string:
		m[field] = v + "x"
	case []byte:
		v[0]++
	case bool:
		delete(m, field) // a specimen that claims to be none
	default:
		t.Fatalf("field %d is %T", field, v)
	}
	body, err1 := encode.Marshal(m)
	part, err2 := encode.Marshal(body)
	parts[2] = part
	content, err3 := encode.Marshal(parts)
	out, err4 := encode.Marshal(cbor.RawTag{Number: 18, Content: content})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	return encoding.EncodeToString(out)
}
