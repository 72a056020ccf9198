//go:build pkcs11

package seal

import (
	"crypto/elliptic"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/ThalesGroup/crypto11"
)

// A key that never leaves its token signs papers: SoftHSM stands for one.
func TestAKeyInAToken(t *testing.T) {
	util := need(t, "softhsm2-util")
	module := ""
	for _, name := range []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so"} {
		if _, err := os.Stat(name); err == nil {
			module = name
		}
	}
	dir, folder := t.TempDir(), t.TempDir()
	t.Setenv("SOFTHSM2_CONF", put(t, "conf", []byte("directories.tokendir = "+dir+"\nobjectstore.backend = file\nlog.level = ERROR\n")))
	t.Setenv("DUAR_TEST_PIN", "1234")
	if out, err := run(t, util, "--init-token", "--free", "--label", "duar", "--so-pin", "1234", "--pin", "1234"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	token, err := crypto11.Configure(&crypto11.Config{Path: module, TokenLabel: "duar", Pin: "1234"})
	if err != nil {
		t.Fatal(err)
	}
	key, err := token.GenerateECDSAKeyPairWithLabel([]byte{1}, []byte("office"), elliptic.P256())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Demo(folder, noon); err != nil {
		t.Fatal(err)
	}
	k := made(t, folder, key, nil)
	if err := token.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(HSM{Module: module, Token: "duar", Label: "office", PIN: "DUAR_TEST_PIN"})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"seal-office.hsm": text, "seal-office.crt": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Chain[0].Raw})} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ring, err := Open(folder, "")
	if err != nil || len(ring.Seals) != 2 {
		t.Fatalf("%+v %v", ring, err)
	}
	defer ring.Close()
	for _, s := range ring.Seals {
		if s.Signer == nil {
			t.Fatalf("%s cannot sign", s.ID)
		}
		if r, err := Verify(signed(t, plainPDF(1), s, Signature{}), ring.Roots); err != nil || !r.Genuine() {
			t.Errorf("%s: %+v %v", s.ID, r, err)
		}
	}
	t.Setenv("DUAR_TEST_PIN", "")
	if _, err := Open(folder, ""); err == nil {
		t.Error("a token opens without its PIN")
	}
}
