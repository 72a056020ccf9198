package program

import (
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// There is nobody to begin with; the first administrator is made here, once, and makes the
// others through the bureau. Nobody takes the last one away, not even here.
func TestAdmin(t *testing.T) {
	data := t.TempDir()
	password, secret := handed(t, ok(t, "admin", "create", "--data", data, "--login", "A.Sen", "--name", "Anita Sen"))
	d := staffDesk(t, data)
	s, err := signIn(t, d, "a.sen", password, secret)
	if err != nil || !s.Who.Is(casework.Administrator) || len(s.Who.Roles) != 1 {
		t.Fatalf("%+v, %v", s.Who, err)
	}
	for _, again := range []string{"a.sen", "b.das"} {
		r := duar(t, "admin", "create", "--data", data, "--login", again, "--name", "B")
		if r.code != 1 || strings.Contains(r.out, "password") {
			t.Errorf("a second administrator %s: %d\n%s%s", again, r.code, r.out, r.err)
		}
	}
	for _, args := range [][]string{
		{"staff", "suspend", "--data", data, "--login", "a.sen"},
		{"staff", "role", "--data", data, "--login", "a.sen", "--role", "bsk_operator"},
	} {
		if r := duar(t, args...); r.code != 1 || !strings.Contains(r.err, "last administrator") {
			t.Errorf("%v: %d %s", args, r.code, r.err)
		}
	}
	if _, err := d.Who(t.Context(), s.Token); err != nil {
		t.Errorf("what was refused has ended the session: %v", err)
	}
	if got := ok(t, "staff", "revoke", "--data", data, "--login", "a.sen"); !strings.Contains(got, "signed out") {
		t.Errorf("revoke: %s", got)
	}
	// This desk is another server: it is told within a second.
	for end := time.Now().Add(2 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, err := d.Who(t.Context(), s.Token)
		if seva.KindOf(err) == seva.Unauthenticated {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("two seconds after it was revoked: %v", err)
		}
	}
	if r := duar(t, "staff", "revoke", "--data", data, "--login", "nobody"); r.code != 1 || !strings.Contains(r.err, "no account nobody") {
		t.Errorf("revoking nobody: %s", r.err)
	}
	// Another one, made by the house; then the first may go, and there is one still.
	handed(t, ok(t, "staff", "add", "--data", data, "--login", "b.das", "--name", "B", "--role", "administrator"))
	ok(t, "staff", "suspend", "--data", data, "--login", "a.sen")
	if r := duar(t, "admin", "create", "--data", data, "--login", "c.roy", "--name", "C"); r.code != 1 {
		t.Errorf("with two there: %d", r.code)
	}
}

// New posts are placed as their work asks for.
func TestNewPosts(t *testing.T) {
	data := t.TempDir()
	add := func(args ...string) run {
		return duar(t, append([]string{"staff", "add", "--data", data, "--name", "N"}, args...)...)
	}
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--login", "entry1", "--role", "data_entry"}, 1},
		{[]string{"--login", "entry1", "--role", "data_entry", "--office", "lr.2412"}, 0},
		{[]string{"--login", "audit1", "--role", "auditor"}, 1},
		{[]string{"--login", "audit1", "--role", "auditor", "--office", "lr.*"}, 0},
		{[]string{"--login", "admin1", "--role", "administrator"}, 0},
	} {
		if r := add(c.args...); r.code != c.code {
			t.Errorf("%v: %d %s", c.args, r.code, r.err)
		}
	}
}
