package program

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"duar/store/backup"
)

// A forged archive opens, because anybody may shut one; its manifest betrays it.
func TestRestoreOfAForgery(t *testing.T) {
	_, archive, identity, public := backedUp(t)
	for name, change := range map[string]func(name string, content []byte) []byte{
		"a part exchanged": func(name string, content []byte) []byte {
			if name == backup.DatabasePart {
				return append(content, make([]byte, 4096)...)
			}
			return content
		},
		"a part missing": func(name string, content []byte) []byte {
			if name == backup.VaultPart {
				return nil
			}
			return content
		},
		"another head": func(name string, content []byte) []byte {
			if name == backup.HeadPart {
				return bytes.Replace(content, []byte(`"made":"2`), []byte(`"made":"1`), 1)
			}
			return content
		},
		"another manifest": func(name string, content []byte) []byte {
			if name == backup.ManifestPart {
				return bytes.Replace(content, []byte(`"entries":30`), []byte(`"entries":31`), 1)
			}
			return content
		},
		"no manifest": func(name string, content []byte) []byte {
			if name == backup.ManifestPart {
				return nil
			}
			return content
		},
	} {
		t.Run(name, func(t *testing.T) {
			forged := repacked(t, archive, identity, public, change)
			there := filepath.Join(t.TempDir(), "new")
			r := duar(t, "restore", "--from", forged, "--identity", identity, "--data", there)
			if r.code != 1 {
				t.Errorf("%d %s", r.code, r.out)
			}
			if _, err := os.Stat(there); err == nil {
				t.Error("something is left of a restore that failed")
			}
		})
	}
}

// repacked writes an archive anew, with parts changed; nil leaves one out.
func repacked(t *testing.T, archive, identity, public string, change func(name string, content []byte) []byte) string {
	t.Helper()
	secret, err := os.ReadFile(identity)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := backup.Identities(secret)
	if err != nil {
		t.Fatal(err)
	}
	to, err := backup.Recipients([]string{public})
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	r, err := backup.Open(in, ids...)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := backup.Create(&out, to...)
	if err != nil {
		t.Fatal(err)
	}
	for {
		name, content, err := r.Next()
		if err != nil {
			break
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(content); err != nil {
			t.Fatal(err)
		}
		if changed := change(name, b.Bytes()); changed != nil {
			if err := w.Put(name, changed); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, "forged", out.String())
}
