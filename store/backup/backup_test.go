package backup_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/audit"
	"duar/store/backup"
)

// pair makes a key pair and reads it back.
func pair(t testing.TB) (secret []byte, public string) {
	t.Helper()
	secret, public, err := backup.MakeIdentity(seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	return secret, public
}

// packed writes parts.
func packed(t testing.TB, public string, names []string, contents [][]byte) ([]byte, []backup.Part) {
	t.Helper()
	to, err := backup.Recipients([]string{public})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := backup.Create(&b, to...)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if err := w.Put(name, contents[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.Parts()
}

// unpacked reads all parts and proves them.
func unpacked(archive, secret []byte, m backup.Manifest) (names []string, contents [][]byte, err error) {
	ids, err := backup.Identities(secret)
	if err != nil {
		return nil, nil, err
	}
	r, err := backup.Open(bytes.NewReader(archive), ids...)
	if err != nil {
		return nil, nil, err
	}
	for {
		name, content, err := r.Next()
		if errors.Is(err, io.EOF) {
			return names, contents, r.Prove(m)
		}
		if err != nil {
			return nil, nil, err
		}
		b, err := io.ReadAll(content)
		if err != nil {
			return nil, nil, err
		}
		names, contents = append(names, name), append(contents, b)
	}
}

// What goes in comes out, whatever its length, also over several pieces.
func TestParts(t *testing.T) {
	secret, public := pair(t)
	long := bytes.Repeat([]byte("row\tof a table\n"), 700_000) // 10 MB
	names := []string{"head", "table/a b", "table/empty", "duar.db", "exact"}
	contents := [][]byte{[]byte("{}"), []byte("x"), {}, long, make([]byte, 8<<20)}
	archive, parts := packed(t, public, names, contents)
	if len(archive) > 1<<20 {
		t.Errorf("%d bytes for what repeats", len(archive))
	}
	gotNames, gotContents, err := unpacked(archive, secret, backup.Manifest{Parts: parts})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if gotNames[i] != name || !bytes.Equal(gotContents[i], contents[i]) {
			t.Errorf("part %s: %s, %d bytes", name, gotNames[i], len(gotContents[i]))
		}
	}
	for what, other := range map[string][]backup.Part{"one less": parts[1:], "one more": append([]backup.Part{{Name: "y"}}, parts...), "none": nil} {
		if _, _, err := unpacked(archive, secret, backup.Manifest{Parts: other}); !errors.Is(err, backup.ErrAltered) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// An archive that was cut off or in which a byte was changed, anywhere, is never read to a
// good end.
func TestAnyDamageIsSeen(t *testing.T) {
	secret, public := pair(t)
	rapid.Check(t, func(rt *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(rt, "content")
		archive, parts := packed(t, public, []string{"head", "duar.db"}, [][]byte{[]byte("{}"), content})
		at := rapid.IntRange(0, len(archive)-1).Draw(rt, "at")
		damaged := bytes.Clone(archive)
		if rapid.Bool().Draw(rt, "cut") {
			damaged = damaged[:at]
		} else {
			damaged[at] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		}
		if _, _, err := unpacked(damaged, secret, backup.Manifest{Parts: parts}); err == nil {
			rt.Fatalf("byte %d of %d", at, len(archive))
		}
	})
}

func TestManifest(t *testing.T) {
	key, err := audit.MakeKey(seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	other, err := audit.MakeKey(seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	m := backup.Manifest{Head: backup.Head{Format: backup.Format, Engine: "sqlite", Schema: 4}, Entries: 7, Rows: map[string]int64{"meta": 1}}
	signed, err := m.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, believed := range [][]string{nil, {key.Public()}, {other.Public(), key.Public()}} {
		if got, err := backup.ReadManifest(signed, believed...); err != nil || got.Entries != 7 || got.Key != key.Public() {
			t.Errorf("%+v %v", got, err)
		}
	}
	if _, err := backup.ReadManifest(signed, other.Public()); err == nil {
		t.Error("a manifest of another key was believed")
	}
	edited := bytes.Replace(signed, []byte(`"entries":7`), []byte(`"entries":8`), 1)
	if _, err := backup.ReadManifest(edited); err == nil {
		t.Error("an edited manifest was believed")
	}
	// A checkpoint of the same key is no manifest, nor anything else that it vouches for.
	vouched, err := key.Vouch("duar something", `{"entries":7}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := backup.ReadManifest([]byte(vouched), key.Public()); err == nil {
		t.Error("something else was believed")
	}
	if _, err := backup.ReadHead([]byte(`{"format":2}`)); err == nil {
		t.Error("a head of another format was read")
	}
}

func TestKeys(t *testing.T) {
	secret, public := pair(t)
	another, _ := pair(t)
	to, err := backup.Recipients([]string{public})
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string][]byte{"vault.key": bytes.Repeat([]byte{9}, 32), "audit.key": []byte("PRIVATE+KEY")}
	sealed, err := backup.SealKeys(keys, to...)
	if err != nil || bytes.Contains(sealed, []byte("PRIVATE")) {
		t.Fatalf("%v", err)
	}
	ids, err := backup.Identities(another, secret)
	if err != nil {
		t.Fatal(err)
	}
	got, err := backup.OpenKeys(sealed, ids...)
	if err != nil || !bytes.Equal(got["vault.key"], keys["vault.key"]) || len(got) != 2 {
		t.Errorf("%v %v", got, err)
	}
	if _, err := backup.OpenKeys(sealed, ids[0]); !errors.Is(err, backup.ErrKeys) {
		t.Errorf("another key: %v", err)
	}
	one, two := backup.CheckOf([]byte("one")), backup.CheckOf([]byte("two"))
	if one == two || one != backup.CheckOf([]byte("one")) {
		t.Error("a check that tells nothing")
	}
	if _, err := backup.Identities([]byte("AGE-SECRET-KEY-1NOTONE")); err == nil || bytes.Contains([]byte(err.Error()), []byte("NOTONE")) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "age1", public + "\n" + public, "ssh-ed25519 AAAA"} {
		if _, err := backup.Recipients([]string{bad}); err == nil {
			t.Errorf("%q is a recipient", bad)
		}
	}
}

// An archive of nothing but air is not unpacked until the disk is full.
func TestSwell(t *testing.T) {
	secret, public := pair(t)
	to, err := backup.Recipients([]string{public})
	if err != nil {
		t.Fatal(err)
	}
	ids, err := backup.Identities(secret)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := backup.Create(&b, to...)
	if err != nil {
		t.Fatal(err)
	}
	p := w.Part(backup.DatabasePart)
	for range 512 {
		if _, err := p.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(p.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	size := int64(b.Len())
	r, err := backup.Open(&b, ids...)
	if err != nil {
		t.Fatal(err)
	}
	_, content, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, content)
	if !errors.Is(err, backup.ErrAltered) || n > 64<<20+100*size {
		t.Errorf("%d bytes out of %d: %v", n, size, err)
	}
}
