package vault

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"duar/seva"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// example is a number of UIDAI's own test environment; nobody has it.
const example = "999941057058"

func opened(t *testing.T, dir, key string) *Vault {
	t.Helper()
	v, err := Open(t.Context(), dir, key, seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return v
}

func keep(t *testing.T, v *Vault, number string) string {
	t.Helper()
	ref, err := v.Keep(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestKeep(t *testing.T) {
	dir := t.TempDir()
	v := opened(t, dir, "")
	ref := keep(t, v, example)
	if len(ref) != 26 || strings.Contains(ref, example) {
		t.Errorf("reference %s", ref)
	}
	if again := keep(t, v, example); again != ref {
		t.Errorf("the same number is %s and %s", ref, again)
	}
	if other := keep(t, v, "999971658847"); other == ref {
		t.Error("two numbers have one reference")
	}
	_ = v.Close()
	if again := keep(t, opened(t, dir, ""), example); again != ref {
		t.Errorf("opened anew it is %s, was %s", again, ref)
	}
	// A reference says nothing: in another vault the same number has another.
	if other := keep(t, opened(t, t.TempDir(), ""), example); other == ref {
		t.Error("two vaults give one reference")
	}
}

// What is sealed is the number, and opens at its own reference only.
func TestSealed(t *testing.T) {
	v := opened(t, t.TempDir(), "")
	ref := keep(t, v, example)
	var sealed []byte
	if err := v.db.QueryRowContext(t.Context(), `SELECT sealed FROM kept WHERE ref = ?`, ref).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	if number, err := v.open(ref, sealed); err != nil || number != example {
		t.Errorf("%s, %v", number, err)
	}
	if _, err := v.open("another", sealed); err == nil {
		t.Error("it opens at another reference")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := v.open(ref, sealed); err == nil {
		t.Error("it opens although it was changed")
	}
}

// Nowhere in the files is there the number, packed in any way that we could think of, or a
// hash of it that everybody can compute.
func TestNumberIsNowhere(t *testing.T) {
	dir := t.TempDir()
	v := opened(t, dir, "")
	for i := range 200 {
		keep(t, v, fmt.Sprintf("%s%03d", example[:9], i))
	}
	keep(t, v, example)
	look := func(when string) {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) < 2 {
			t.Fatal(files, err)
		}
		packed, err := hex.DecodeString(example)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, trace := range [][]byte{[]byte(example), []byte(example[:9]), packed, {0xe8, 0xd1, 0x21, 0xaa, 0x22}} {
				if bytes.Contains(b, trace) {
					t.Errorf("%s: %x is in %s", when, trace, filepath.Base(file))
				}
			}
		}
	}
	look("open")
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	look("closed")
}

func TestFilesAreTheOwnersOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	v := opened(t, dir, "")
	keep(t, v, example)
	for _, name := range []string{fileName, fileName + "-wal", keyName} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, keyName+".*")); len(left) != 0 {
		t.Errorf("drafts are left: %v", left)
	}
	if err := os.Chmod(filepath.Join(dir, keyName), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, "", seva.RealWorld()); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others can read: %v", err)
	}
}

func TestKeys(t *testing.T) {
	one, two := strings.Repeat("01", 32), strings.Repeat("02", 32)
	dir := t.TempDir()
	v := opened(t, dir, one)
	ref := keep(t, v, example)
	_ = v.Close()
	if exists(filepath.Join(dir, keyName)) {
		t.Error("a key file was made although the key was given")
	}
	for name, key := range map[string]string{"another key": two, "no key": ""} {
		if v, err := Open(t.Context(), dir, key, seva.RealWorld()); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v, %v", name, v, err)
		}
	}
	if exists(filepath.Join(dir, keyName)) {
		t.Error("a key was made for a vault that it cannot open")
	}
	if again := keep(t, opened(t, dir, one), example); again != ref {
		t.Errorf("with its own key: %s, was %s", again, ref)
	}
	for _, bad := range []string{"x", one[:62], one + "00", strings.Repeat("zz", 32)} {
		if _, err := Open(t.Context(), t.TempDir(), bad, seva.RealWorld()); err == nil {
			t.Errorf("key %q was taken", bad)
		}
	}
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, keyName), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), damaged, "", seva.RealWorld()); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged key: %v", err)
	}
}

// Many at once, in two programs' worth of connections: one number, one reference.
func TestKeepAtOnce(t *testing.T) {
	dir := t.TempDir()
	vaults := []*Vault{opened(t, dir, ""), opened(t, dir, "")}
	var mu sync.Mutex
	refs := map[string]map[string]bool{}
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			number := fmt.Sprintf("99994105%04d", i%4)
			ref, err := vaults[i%2].Keep(context.Background(), number)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if refs[number] == nil {
				refs[number] = map[string]bool{}
			}
			refs[number][ref] = true
		})
	}
	wg.Wait()
	all := map[string]bool{}
	for number, some := range refs {
		if len(some) != 1 {
			t.Errorf("number %s has %d references", number[8:], len(some))
		}
		for ref := range some {
			all[ref] = true
		}
	}
	if len(all) != 4 {
		t.Errorf("%d references for 4 numbers", len(all))
	}
}

// Programs that start together on a new folder share one key.
func TestOpenAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	refs := make([]string, 6)
	for i := range refs {
		wg.Go(func() {
			v, err := Open(context.Background(), dir, "", seva.RealWorld())
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = v.Close() }()
			if refs[i], err = v.Keep(context.Background(), example); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, ref := range refs {
		if ref != refs[0] {
			t.Errorf("references %v", refs)
			break
		}
	}
}

// What is no number is refused, and no error repeats what was given.
func TestKeepRefuses(t *testing.T) {
	v := opened(t, t.TempDir(), "")
	for _, bad := range []string{"", "99994105705", "9999410570588", "99994105705x", "৯৯৯৯৪১০৫৭০৫৮", " 99994105705"} {
		_, err := v.Keep(t.Context(), bad)
		if seva.KindOf(err) != seva.Internal || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := v.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	_ = v.Close()
	_, err := v.Keep(t.Context(), example)
	if seva.KindOf(err) != seva.Unavailable || strings.Contains(err.Error(), example) {
		t.Errorf("closed: %v", err)
	}
}
