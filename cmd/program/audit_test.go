package program

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/seva/audit"
	"duar/seva/casework"
	"duar/store/sqlstore"
)

// acted gives a data folder with n entries in its log.
func acted(t *testing.T, n int) string {
	t.Helper()
	data := t.TempDir()
	ok(t, "migrate", "--data", data)
	act(t, opened(t, data), n)
	return data
}

func act(t *testing.T, s *sqlstore.Store, n int) {
	t.Helper()
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		for i := range n {
			if err := tx.Audit(t.Context(), audit.Leaf{At: time.Unix(int64(i), 0), Actor: "officer1", Act: "case.<approve> & more", Subject: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAudit(t *testing.T) {
	data := acted(t, 600)
	key := strings.TrimSpace(ok(t, "audit", "key", "--data", data))
	if info, err := os.Stat(filepath.Join(data, auditKeyFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	if again := strings.TrimSpace(ok(t, "audit", "key", "--data", data)); again != key {
		t.Error("the key has changed")
	}
	first := ok(t, "audit", "checkpoint", "--data", data)
	if !strings.HasPrefix(first, "duar audit\n600\n") || ok(t, "audit", "checkpoint", "--data", data) != first {
		t.Errorf("checkpoint: %q", first)
	}
	act(t, opened(t, data), 100)
	if got := ok(t, "audit", "verify", "--data", data, "--checkpoint", write(t, "first", first)); !strings.Contains(got, "700 entries are as they were written; 600 of them are signed, by 1 checkpoints") ||
		!strings.Contains(got, "1 checkpoints from elsewhere agree") {
		t.Errorf("verify: %s", got)
	}

	// A proof needs the public key and nothing else.
	proof := ok(t, "audit", "prove", "--data", data, "--entry", "650")
	file, nowhere := write(t, "proof", proof), t.TempDir()
	if got := ok(t, "audit", "prove", "--data", nowhere, "--check", file, "--key", key); !strings.Contains(got, "it holds: entry 650 of the log of 700 entries") ||
		!strings.Contains(got, `"act":"case.<approve> & more"`) {
		t.Errorf("check: %s", got)
	}
	if left, err := os.ReadDir(nowhere); err != nil || len(left) > 0 {
		t.Errorf("checking left %v, %v", left, err)
	}
	growth := ok(t, "audit", "prove", "--data", data, "--since", write(t, "first", first))
	if got := ok(t, "audit", "prove", "--data", nowhere, "--check", write(t, "growth", growth), "--key", key); !strings.Contains(got, "the log of 700 entries") || !strings.Contains(got, "begins with the 600") {
		t.Errorf("check: %s", got)
	}

	// Without a database, every line hashes to what a checkpoint signs.
	out := filepath.Join(t.TempDir(), "log.jsonl")
	ok(t, "audit", "export", "--data", data, "--out", out)
	if text, err := os.ReadFile(out); err != nil || string(text) != ok(t, "audit", "export", "--data", data) || bytes.Count(text, []byte("\n")) != 701 {
		t.Errorf("export: %v", err)
	}
	if got := ok(t, "audit", "verify", "--data", nowhere, "--export", out, "--key", key); !strings.Contains(got, "700 entries are as they were signed") {
		t.Errorf("verify: %s", got)
	}
	checkRootByHand(t, out)
}

// checkRootByHand computes the root as RFC 6962, 2.1 writes it, without the library.
func checkRootByHand(t *testing.T, name string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []string
	for s := bufio.NewScanner(f); s.Scan(); {
		lines = append(lines, s.Text())
	}
	var hash func(leaves []string) [32]byte
	hash = func(leaves []string) [32]byte {
		if len(leaves) == 1 {
			return sha256.Sum256([]byte("\x00" + leaves[0]))
		}
		k := 1
		for k*2 < len(leaves) {
			k *= 2
		}
		left, right := hash(leaves[:k]), hash(leaves[k:])
		return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
	}
	root := hash(lines[:len(lines)-1])
	var last struct{ Checkpoint string }
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil {
		t.Fatal(err)
	}
	want, _ := json.Marshal(root[:]) // base64
	if !strings.Contains(last.Checkpoint, strings.Trim(string(want), `"`)) {
		t.Errorf("root by hand %s, signed %s", want, last.Checkpoint)
	}
}

func TestAuditNamesWhatIsWrong(t *testing.T) {
	data := acted(t, 600)
	newer := ok(t, "audit", "checkpoint", "--data", data)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	do := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	fails := func(says string, args ...string) {
		t.Helper()
		r := duar(t, args...)
		if r.code != 1 || !strings.Contains(r.out+r.err, says) {
			t.Errorf("duar %v: %d\n%s%s", args, r.code, r.out, r.err)
		}
	}
	do(`UPDATE audit_leaf SET data = replace(data, 'officer1', 'officer2') WHERE seq = 321`)
	fails("entry 321: edited", "audit", "verify", "--data", data)
	fails("entry 321: edited", "audit", "prove", "--data", data, "--entry", "321")
	ok(t, "audit", "prove", "--data", data, "--entry", "320")
	do(`UPDATE audit_leaf SET data = replace(data, 'officer2', 'officer1') WHERE seq = 321`)
	ok(t, "audit", "verify", "--data", data)

	do(`DELETE FROM audit_leaf WHERE seq >= 590`)
	fails("entries 590 to 599: truncated", "audit", "verify", "--data", data)
	do(`UPDATE audit_tree SET size = 590`)
	fails("nothing was signed", "audit", "checkpoint", "--data", data)
	do(`DELETE FROM audit_checkpoint`)
	do(`DELETE FROM audit_tile`)
	ok(t, "audit", "verify", "--data", data) // all is gone that could tell, except what was kept elsewhere
	fails("entry 590: rolled back", "audit", "verify", "--data", data, "--checkpoint", write(t, "newer", newer))
}

func TestAuditRefuses(t *testing.T) {
	data := acted(t, 3)
	elsewhere := t.TempDir()
	other := strings.TrimSpace(ok(t, "audit", "key", "--data", elsewhere))
	first := ok(t, "audit", "checkpoint", "--data", data)
	proof := ok(t, "audit", "prove", "--data", data, "--entry", "1")
	pg := "postgres://127.0.0.1:1/none"
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"prove", "--data", data, "--entry", "3"}, 1, "there is no entry 3"},
		{[]string{"prove", "--data", data, "--entry=-1"}, 1, "there is no entry -1"},
		{[]string{"prove", "--data", data}, 2, "--entry"},
		{[]string{"prove", "--data", data, "--entry", "1", "--check", "x"}, 2, "--check"},
		{[]string{"prove", "--data", data, "--check", write(t, "p", proof), "--key", other[1:]}, 1, "no public key"},
		{[]string{"prove", "--data", elsewhere, "--check", write(t, "p", proof)}, 1, "no key that is known"},
		{[]string{"prove", "--data", data, "--check", write(t, "p", strings.Replace(proof, "officer1", "officer2", 1))}, 1, "the proof does not hold"},
		{[]string{"prove", "--data", data, "--check", write(t, "p", strings.Replace(proof, `"entry": 1`, `"entry": 2`, 1))}, 1, "the proof does not hold"},
		{[]string{"prove", "--data", data, "--check", write(t, "p", proof+"{}")}, 1, "is no proof"},
		{[]string{"prove", "--data", data, "--check", write(t, "p", "[]")}, 1, "is no proof"},
		{[]string{"prove", "--data", data, "--since", write(t, "c", first[1:])}, 1, "audit:"},
		{[]string{"verify", "--data", data, "--checkpoint", write(t, "c", strings.Replace(first, "3", "2", 1))}, 1, "signature does not hold"},
		{[]string{"verify", "--data", t.TempDir()}, 1, "name the public one with --key"},
		{[]string{"verify", "--data", t.TempDir(), "--key", other, "--export", write(t, "e", `{"a":1}`)}, 1, "the end of the file is missing"},
		{[]string{"checkpoint", "--database", pg}, 1, "the database cannot be opened"},
		{[]string{"key", "--database", pg}, 1, "DUAR_AUDIT_KEY"},
	} {
		if r := duar(t, append([]string{"audit"}, c.args...)...); r.code != c.code || !strings.Contains(r.err, c.says) {
			t.Errorf("duar audit %q: %d\n%s%s", c.args, r.code, r.out, r.err)
		}
	}
}

// A key that was lost is not replaced in silence; with its public half named, a new one
// takes over and all that was signed stays good.
func TestAuditKeyLost(t *testing.T) {
	data := acted(t, 10)
	old := strings.TrimSpace(ok(t, "audit", "key", "--data", data))
	first := ok(t, "audit", "checkpoint", "--data", data)
	file := filepath.Join(data, auditKeyFile)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if r := duar(t, "audit", "checkpoint", "--data", data); r.code != 1 || !strings.Contains(r.err, "is gone") {
		t.Errorf("%d %s", r.code, r.err)
	}
	act(t, opened(t, data), 10)
	t.Setenv("DUAR_AUDIT_KEYS", old)
	second := ok(t, "audit", "checkpoint", "--data", data)
	if got := ok(t, "audit", "verify", "--data", data, "--checkpoint", write(t, "a", first), "--checkpoint", write(t, "b", second)); !strings.Contains(got, "2 checkpoints from elsewhere agree") {
		t.Error(got)
	}
	private, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DUAR_AUDIT_KEY", string(private))
	if got := ok(t, "audit", "key", "--data", t.TempDir()); got == old+"\n" || !strings.HasPrefix(got, "duar-audit+") {
		t.Error(got)
	}
	t.Setenv("DUAR_AUDIT_KEY", "secret words")
	if r := duar(t, "audit", "key", "--data", data); r.code != 1 || strings.Contains(r.err, "secret words") {
		t.Errorf("%+v", r)
	}
}

func TestEveryFaultHasWords(t *testing.T) {
	said := map[string]audit.Kind{}
	for _, k := range audit.Kinds() {
		words := sayFault(audit.Fault{Kind: k, Entry: 7, Last: 7})
		if strings.HasSuffix(words, ": "+string(k)) || said[words] != "" {
			t.Errorf("%s: %q", k, words)
		}
		said[words] = k
	}
}

// A server signs what it finds when it starts and what was written when it stops, and its
// log holds the checkpoints.
func TestServerSigns(t *testing.T) {
	data := acted(t, 5)
	logged, stop := running(t, `"entries":5`, "serve", "--data", data, "--listen", "127.0.0.1:0", "--metrics", "", "--notice", "0s")
	act(t, opened(t, data), 2)
	if code := stop(); code != 0 {
		t.Errorf("exit %d", code)
	}
	if got := logged.String(); !strings.Contains(got, `"entries":7`) || strings.Contains(got, "PRIVATE") {
		t.Errorf("logged:\n%s", got)
	}
	if got := ok(t, "audit", "verify", "--data", data); !strings.Contains(got, "7 of them are signed, by 2 checkpoints") {
		t.Error(got)
	}
}
