package program

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/store/vault"
)

// keyOfBackups makes a key pair.
func keyOfBackups(t *testing.T) (file, public string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "backup.key")
	return file, strings.TrimSpace(ok(t, "backup", "keygen", "--out", file))
}

// backedUp gives a backup of a data folder with entries in its log and a number in its
// vault, and the key that opens it.
func backedUp(t *testing.T) (data, archive, identity, public string) {
	t.Helper()
	data = acted(t, 30)
	ok(t, "audit", "checkpoint", "--data", data)
	if err := os.WriteFile(filepath.Join(data, secretFile), bytes.Repeat([]byte{7}, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	safe, err := vault.Open(t.Context(), data, "", seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := safe.Keep(t.Context(), "999941057058"); err != nil {
		t.Fatal(err)
	}
	if err := safe.Close(); err != nil {
		t.Fatal(err)
	}
	identity, public = keyOfBackups(t)
	archive = filepath.Join(t.TempDir(), "one.backup")
	ok(t, "backup", "--data", data, "--to", archive, "--recipient", public)
	return data, archive, identity, public
}

func TestBackup(t *testing.T) {
	data, archive, identity, public := backedUp(t)
	text, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(archive)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	for name := range map[string]bool{secretFile: true, auditKeyFile: true, "vault.key": true} {
		key, err := os.ReadFile(filepath.Join(data, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, key) {
			t.Errorf("%s can be read in the backup", name)
		}
	}
	if bytes.Contains(text, []byte("SQLite format")) || !bytes.HasPrefix(text, []byte("age-encryption.org/v1\n")) {
		t.Error("the backup is not shut")
	}
	if left, _ := filepath.Glob(filepath.Join(data, ".backup*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}

	there := filepath.Join(t.TempDir(), "new", "folder")
	said := ok(t, "restore", "--from", archive, "--identity", identity, "--data", there)
	if !strings.Contains(said, "30 entries of the log as they were signed") || !strings.Contains(said, "nobody is signed in") {
		t.Errorf("it said: %s", said)
	}
	for _, name := range []string{secretFile, auditKeyFile, "vault.key"} {
		was, err := os.ReadFile(filepath.Join(data, name))
		is, err2 := os.ReadFile(filepath.Join(there, name))
		info, err3 := os.Stat(filepath.Join(there, name))
		if err != nil || err2 != nil || err3 != nil || !bytes.Equal(was, is) || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v %v", name, err, err2, err3)
		}
	}
	before, err := vault.Open(t.Context(), data, "", seva.RealWorld())
	after, err2 := vault.Open(t.Context(), there, "", seva.RealWorld())
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	defer before.Close()
	defer after.Close()
	one, err := before.Keep(t.Context(), "999941057058")
	other, err2 := after.Keep(t.Context(), "999941057058")
	if one != other || err != nil || err2 != nil {
		t.Errorf("the vault: %s %v, %s %v", one, err, other, err2)
	}
	if got := ok(t, "audit", "verify", "--data", there); !strings.Contains(got, "30 entries are as they were written") {
		t.Errorf("the log: %s", got)
	}

	// Into a folder it is named after the moment; a second backup is another file.
	folder := t.TempDir()
	for range 2 {
		ok(t, "backup", "make", "--data", there, "--to", folder, "--recipient", public)
		time.Sleep(1100 * time.Millisecond)
	}
	if names, _ := filepath.Glob(filepath.Join(folder, "duar-*Z.backup")); len(names) != 2 {
		t.Errorf("%v", names)
	}
}

// Keys may be for somebody else than the data is.
func TestBackupKeysApart(t *testing.T) {
	data, _, identity, public := backedUp(t)
	second, secondPublic := keyOfBackups(t)
	archive := filepath.Join(t.TempDir(), "apart.backup")
	ok(t, "backup", "--data", data, "--to", archive, "--recipient", public, "--key-recipient", secondPublic)
	there := filepath.Join(t.TempDir(), "new")
	if r := duar(t, "restore", "--from", archive, "--identity", identity, "--data", there); r.code != 1 || !strings.Contains(r.err, "shut for another key") {
		t.Errorf("%d %s", r.code, r.err)
	}
	if _, err := os.Stat(there); err == nil {
		t.Error("something is left of a restore that failed")
	}
	ok(t, "restore", "--from", archive, "--identity", identity, "--identity", second, "--data", there)
}

// A key that was set in a variable is kept by whoever set it, and must be the same again.
func TestBackupKeysInVariables(t *testing.T) {
	data, _, identity, public := backedUp(t)
	t.Setenv(secretVariable, strings.Repeat("ab", 32))
	archive := filepath.Join(t.TempDir(), "set.backup")
	if said := ok(t, "backup", "--data", data, "--to", archive, "--recipient", public); !strings.Contains(said, "not in it: the key set in DUAR_SECRET") {
		t.Errorf("it said: %s", said)
	}
	for set, good := range map[string]bool{"": false, strings.Repeat("cd", 32): false, strings.Repeat("AB", 32): true} {
		t.Setenv(secretVariable, set)
		there := filepath.Join(t.TempDir(), "new")
		r := duar(t, "restore", "--from", archive, "--identity", identity, "--data", there)
		if (r.code == 0) != good || !good && !strings.Contains(r.err, "set DUAR_SECRET as it was") {
			t.Errorf("%.4s: %d %s", set, r.code, r.err)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	data, archive, identity, _ := backedUp(t)
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(name string, change func(b []byte) []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, change(bytes.Clone(whole)), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	another, _ := keyOfBackups(t)
	// Another server's log key: it signs as well, and is not the one that is known.
	strange := strings.TrimSpace(ok(t, "audit", "key", "--data", t.TempDir()))
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "notes"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from, identity, want string
		more                 []string
	}{
		"another key":        {archive, another, "it was made for another one", nil},
		"a key that is none": {archive, write(t, "none", "AGE-SECRET-KEY-1X"), "no key file", nil},
		"cut in the middle":  {changed("cut", func(b []byte) []byte { return b[:len(b)*2/3] }), identity, "cut off, or was altered", nil},
		"cut at the end":     {changed("end", func(b []byte) []byte { return b[:len(b)-1] }), identity, "cut off, or was altered", nil},
		"a byte changed":     {changed("byte", func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), identity, "cut off, or was altered", nil},
		"a byte more":        {changed("more", func(b []byte) []byte { return append(b, 0) }), identity, "cut off, or was altered", nil},
		"nothing":            {changed("nothing", func([]byte) []byte { return nil }), identity, "no backup of duar", nil},
		"something else":     {filepath.Join(data, "duar.db"), identity, "no backup of duar", nil},
		"a strange signer":   {archive, identity, "not signed by a key that is believed", []string{"--key", strange}},
		"a full folder":      {archive, identity, "is not empty (notes)", []string{"--data", full}},
		"the wrong engine":   {archive, identity, "leave --database out", []string{"--database", "postgres://nobody@127.0.0.1:1/none"}},
	} {
		t.Run(name, func(t *testing.T) {
			there := filepath.Join(t.TempDir(), "new")
			t.Setenv(secretVariable, "")
			r := duar(t, append([]string{"restore", "--from", c.from, "--identity", c.identity, "--data", there}, c.more...)...)
			if r.code != 1 || !strings.Contains(r.err, c.want) {
				t.Errorf("%d %s, want %q", r.code, r.err, c.want)
			}
			if _, err := os.Stat(there); err == nil {
				t.Error("something is left of a restore that failed")
			}
		})
	}
}

// behind changes a database behind everybody's back.
func behind(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestBackupRefuses(t *testing.T) {
	data, _, _, public := backedUp(t)
	to := filepath.Join(t.TempDir(), "x.backup")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no recipient":        {[]string{"--data", data, "--to", to}, "name that public key with --recipient"},
		"a recipient of none": {[]string{"--data", data, "--to", to, "--recipient", "age1qqqq"}, "is no public key of a backup"},
		"no database":         {[]string{"--data", t.TempDir(), "--to", to, "--recipient", public}, "there is no database in"},
		"no such folder":      {[]string{"--data", data, "--to", filepath.Join(to, "no", "folder"), "--recipient", public}, "no such file or directory"},
	} {
		if r := duar(t, append([]string{"backup"}, c.args...)...); r.code != 1 || !strings.Contains(r.err, c.want) {
			t.Errorf("%s: %d %s, want %q", name, r.code, r.err, c.want)
		}
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("a backup that failed has left a file")
	}
	identity, _ := keyOfBackups(t)
	if r := duar(t, "backup", "keygen", "--out", identity); r.code != 1 {
		t.Error("a key was overwritten")
	}
	// A log that was tampered with is said, and not copied in silence.
	tampered := acted(t, 20)
	ok(t, "audit", "checkpoint", "--data", tampered)
	db := opened(t, tampered)
	act(t, db, 5)
	behind(t, tampered, `UPDATE audit_leaf SET data = replace(data, 'officer1', 'officer2') WHERE seq = 22`)
	if r := duar(t, "backup", "--data", tampered, "--to", to, "--recipient", public); r.code != 1 || !strings.Contains(r.err, "22") {
		t.Errorf("a log that was edited: %d %s", r.code, r.err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := duarWith(ctx, strings.NewReader(""), "backup", "--data", data, "--to", to, "--recipient", public); r.code != 1 {
		t.Errorf("stopped: %d %s", r.code, r.out)
	}
}
