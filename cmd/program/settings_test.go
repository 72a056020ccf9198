package program

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"duar/seva"
)

func TestSecretIsMadeOnceAndReused(t *testing.T) {
	data := filepath.Join(t.TempDir(), "new", "data")
	e := engines{Data: data}
	first, err := e.secret(seva.RealWorld(), "")
	if err != nil || len(first) != 32 {
		t.Fatalf("%d bytes, %v", len(first), err)
	}
	name := filepath.Join(data, secretFile)
	for path, want := range map[string]os.FileMode{name: 0o600, data: 0o700 | os.ModeDir} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want mode %v", filepath.Base(path), info.Mode(), err, want)
		}
	}
	if again, err := e.secret(seva.RealWorld(), ""); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the second start has another key, %v", err)
	}
	if left, _ := os.ReadDir(data); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	// A key that was given counts, and nothing is written for it.
	given := strings.Repeat("5eed", 16)
	e.Data = filepath.Join(t.TempDir(), "unused")
	key, err := e.secret(seva.RealWorld(), given)
	if err != nil || hex.EncodeToString(key) != given {
		t.Errorf("%x, %v", key, err)
	}
	if _, err := os.Stat(e.Data); err == nil {
		t.Error("a folder was made for a key that was given")
	}
}

// Two programs that start at once on a new folder must come to one key, or what the
// one keeps the other cannot find.
func TestSecretIsOneForAllWhoStartAtOnce(t *testing.T) {
	e := engines{Data: filepath.Join(t.TempDir(), "data")}
	keys := make([][]byte, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			var err error
			if keys[i], err = e.secret(seva.RealWorld(), ""); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, k := range keys[1:] {
		if !bytes.Equal(k, keys[0]) {
			t.Fatal("they have different keys")
		}
	}
}

func TestAddresses(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:8080": true, "localhost:1": true, "[::1]:80": true, "127.9.9.9:1": true,
		"0.0.0.0:8080": false, ":8080": false, "[::]:80": false, "192.0.2.1:80": false,
		"example.org:80": false, "127.0.0.1": false, "": false,
	} {
		if got := loopback(addr); got != want {
			t.Errorf("loopback(%q) is %v", addr, got)
		}
	}
}
