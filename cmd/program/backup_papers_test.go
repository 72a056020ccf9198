package program

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duar/paper/seal"
	"duar/seva"
	"duar/store/backup"
)

// signedBefore gives a paper that the keys of a folder signed before they were renewed, twice.
func signedBefore(t *testing.T, e engines) (name string) {
	t.Helper()
	s, err := documentSettings{}.sealing(e, seva.RealWorld(), "http://127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := s.sign(t.Context(), littlePDF(), seal.Signature{})
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(t.TempDir(), "old.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		ok(t, "document", "renew", "--data", e.Data)
	}
	return name
}

// A disaster: the data folder is gone, the backup is there. Papers that were printed under keys
// which were over by then verify as before, and new ones are signed by the newest.
func TestPapersAfterARestore(t *testing.T) {
	data := acted(t, 5)
	old := signedBefore(t, engines{Data: data})
	identity, public := keyOfBackups(t)
	archive := filepath.Join(t.TempDir(), "papers.backup")
	ok(t, "backup", "--data", data, "--to", archive, "--recipient", public)
	had, err := files(filepath.Join(data, keyFolder))
	if err != nil || len(had) != 7 { // a root, and three of each
		t.Fatalf("%v %v", had, err)
	}
	var root []byte
	for _, name := range had {
		key, err := os.ReadFile(filepath.Join(data, keyFolder, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "root-specimen.pem" {
			root = key
		}
	}
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	if shut, err := os.ReadFile(archive); err != nil || bytes.Contains(shut, root[len(root)/2:]) {
		t.Errorf("a key can be read in the backup: %v", err)
	}

	there := filepath.Join(t.TempDir(), "new")
	said := ok(t, "restore", "--from", archive, "--identity", identity, "--data", there)
	if !strings.Contains(said, "the old ones too, are in "+filepath.Join(there, keyFolder)) || !strings.Contains(said, "links to papers are shut") {
		t.Errorf("it said: %s", said)
	}
	have, err := files(filepath.Join(there, keyFolder))
	if err != nil || strings.Join(have, " ") != strings.Join(had, " ") {
		t.Errorf("%v, had %v: %v", have, had, err)
	}
	for name, mode := range map[string]os.FileMode{"": 0o700, have[0]: 0o600, have[len(have)-1]: 0o600} {
		info, err := os.Stat(filepath.Join(there, keyFolder, name))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%q: %v %v", name, info, err)
		}
	}
	ok(t, "document", "verify", "--data", there, old)
	if told := ok(t, "document", "keys", "--data", there); strings.Count(told, " signs ") != 2 || strings.Count(told, " proves ") != 4 {
		t.Errorf("the keys are\n%s", told)
	}
	if r := duar(t, "document", "verify", "--data", t.TempDir(), old); r.code != 1 {
		t.Error("without the keys it verifies too: this test proves nothing")
	}
}

// Keys that lie elsewhere come along when their folder is named, and are put where a server
// without a setting looks for them. What is no key stays away, and of a file's password the
// backup says that it is not in it.
func TestBackupOfPaperKeysElsewhere(t *testing.T) {
	data, elsewhere := acted(t, 5), t.TempDir()
	old := signedBefore(t, engines{Data: elsewhere})
	folder := filepath.Join(elsewhere, keyFolder)
	for name, text := range map[string]string{"notes.txt": "x", ".hidden.pem": "x", "seal-shut.p12": "x"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	identity, public := keyOfBackups(t)
	archive := filepath.Join(t.TempDir(), "papers.backup")
	said := ok(t, "backup", "--data", data, "--document-keys", folder, "--to", archive, "--recipient", public)
	if !strings.Contains(said, "not in it: the password in DUAR_DOCUMENT_PASSWORD") {
		t.Errorf("it said: %s", said)
	}
	there := filepath.Join(t.TempDir(), "new")
	ok(t, "restore", "--from", archive, "--identity", identity, "--data", there)
	have, err := files(filepath.Join(there, keyFolder))
	if err != nil || len(have) != 8 || strings.Contains(strings.Join(have, " "), "notes") || strings.Contains(strings.Join(have, " "), "hidden") {
		t.Errorf("%v %v", have, err)
	}
	if err := os.Remove(filepath.Join(there, keyFolder, "seal-shut.p12")); err != nil {
		t.Fatal(err)
	}
	ok(t, "document", "verify", "--data", there, old)
}

// No name of a key leads out of its folder.
func TestNamesOfKeysInABackup(t *testing.T) {
	for name, good := range map[string]bool{
		"secret.key": true, "document-keys/seal-1.pem": true, "document-keys/code.p12": true, "document-keys/root.crt": true,
		"../secret.key": false, "document-keys/../x.pem": false, "document-keys/a/x.pem": false, "/etc/x.pem": false, "x.pem": false,
		"document-keys/.x.pem": false, "document-keys/..": false, "document-keys/": false, "document-keys/x.key": false,
		`document-keys/a\x.pem`: false, "document-keys//x.pem": false, "": false,
	} {
		if mayKeep(name) != good {
			t.Errorf("%q is kept: %v", name, !good)
		}
	}
	_, err := backup.SealKeys(map[string][]byte{"document-keys/seal.pem": make([]byte, 1<<20)})
	if err == nil || !strings.Contains(err.Error(), "is something else among them") {
		t.Errorf("a megabyte of keys: %v", err)
	}
}
