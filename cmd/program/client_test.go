package program

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duar/seva"
	people "duar/seva/identity"
)

// pemFile writes a key as openssl does, and gives the file.
func pemFile(t *testing.T, kind string, der []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func publicFile(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pemFile(t, "PUBLIC KEY", der)
}

// A system gets a key, a second one beside it, and loses the first: at no moment has it none.
func TestClient(t *testing.T) {
	data := t.TempDir()
	if got := ok(t, "client", "list", "--data", data); !strings.Contains(got, "no systems") {
		t.Errorf("a new folder has systems: %s", got)
	}
	ok(t, "client", "add", "--data", data, "--client", "lr-register", "--name", "Land register", "--role", "department_clerk", "--office", "lr.*")
	d := staffDesk(t, data)
	keys := func() (ids string) {
		t.Helper()
		who, all, err := d.Client(t.Context(), "lr-register")
		if err != nil || who.Kind != people.Machine || who.ID != "client:lr-register" || who.Name != "Land register" || len(who.Roles) != 1 {
			t.Fatalf("%+v, %v", who, err)
		}
		for _, k := range all {
			ids += k.ID + " "
		}
		return ids
	}
	if got := keys(); got != "" {
		t.Errorf("keys %s", got)
	}
	first, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key := func(args ...string) []string {
		return append([]string{"client", "key", "--data", data, "--client", "lr-register"}, args...)
	}
	ok(t, key("--key", "a", "--file", publicFile(t, first))...)
	if got := keys(); got != "a " {
		t.Errorf("keys %s", got)
	}
	ok(t, key("--key", "b", "--file", publicFile(t, second.Public()))...)
	ok(t, key("--key", "later", "--file", publicFile(t, second.Public()), "--from", "2199-01-01T00:00:00+05:30")...)
	if got := keys(); got != "a b " {
		t.Errorf("keys %s", got)
	}
	ok(t, "client", "drop", "--data", data, "--client", "lr-register", "--key", "a")
	if got := keys(); got != "b " {
		t.Errorf("keys %s", got)
	}
	ok(t, "client", "drop", "--data", data, "--client", "lr-register", "--key", "b", "--at", "2199-01-02T00:00:00+05:30")
	list := ok(t, "client", "list", "--data", data)
	for _, want := range []string{"lr-register  Land register", "department_clerk", "key b", "until 2199-01-02T00:00:00+05:30", "from 2199-01-01T00:00:00+05:30"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list has no %s:\n%s", want, list)
		}
	}
	ok(t, "client", "suspend", "--data", data, "--client", "lr-register")
	if _, _, err := d.Client(t.Context(), "lr-register"); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("suspended: %v", err)
	}
	ok(t, "client", "suspend", "--data", data, "--client", "lr-register", "--lift")
	if got := keys(); got != "b " {
		t.Errorf("keys %s", got)
	}
}

func TestClientRefuses(t *testing.T) {
	data := t.TempDir()
	ok(t, "client", "add", "--data", data, "--client", "lr-register", "--name", "L", "--role", "department_clerk", "--office", "lr.*")
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := publicFile(t, public)
	ok(t, "client", "key", "--data", data, "--client", "lr-register", "--key", "a", "--file", good)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"add", "--client", "lr-register", "--name", "L", "--role", "department_clerk", "--office", "lr.*"}, 1, "already"},
		{[]string{"add", "--client", "Lr", "--name", "L", "--role", "department_clerk", "--office", "lr.*"}, 1, "3 to 40"},
		{[]string{"add", "--client", "other", "--name", "L", "--role", "department_clerk"}, 1, "lr.2412"},
		{[]string{"key", "--client", "lr-register", "--key", "a", "--file", good}, 1, "already"},
		{[]string{"key", "--client", "lr-register", "--key", "b c", "--file", good}, 1, "public key"},
		{[]string{"key", "--client", "lr-register", "--key", "b", "--file", publicFile(t, long.Public())}, 1, "Ed25519 or P-256"},
		{[]string{"key", "--client", "lr-register", "--key", "b", "--file", pemFile(t, "PRIVATE KEY", secret)}, 1, "must not leave"},
		{[]string{"key", "--client", "lr-register", "--key", "b", "--file", pemFile(t, "CERTIFICATE", secret)}, 1, "give a PUBLIC KEY"},
		{[]string{"key", "--client", "lr-register", "--key", "b", "--file", plain}, 1, "no PEM"},
		{[]string{"key", "--client", "lr-register", "--key", "b", "--file", good, "--until", "2001-01-01T00:00:00Z"}, 1, "end after"},
		{[]string{"key", "--client", "nobody", "--key", "b", "--file", good}, 1, "no system nobody"},
		{[]string{"drop", "--client", "lr-register", "--key", "z"}, 1, "no key z"},
		{[]string{"suspend", "--client", "nobody"}, 1, "no system nobody"},
		{[]string{"suspend"}, 2, "--client"},
	} {
		r := duar(t, append([]string{"client", c.args[0], "--data", data}, c.args[1:]...)...)
		if r.code != c.code || !strings.Contains(r.err, c.says) {
			t.Errorf("duar client %q: %d\n%s%s", c.args, r.code, r.out, r.err)
		}
	}
}
