package program

import (
	"bytes"
	"context"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	people "duar/seva/identity" // load.go has an identity of its own, that of a file
)

// staffDesk is the desk as a server on the same data folder has it.
func staffDesk(t *testing.T, data string) *people.Desk {
	t.Helper()
	secret, err := engines{Data: data}.secret(seva.RealWorld(), "")
	if err != nil {
		t.Fatal(err)
	}
	return people.NewDesk(people.Parts{Register: opened(t, data).Accounts(), World: seva.RealWorld(), Secret: secret, Say: i18n.Say})
}

// handed reads what an enrolment showed.
func handed(t *testing.T, out string) (password, secret string) {
	t.Helper()
	m := regexp.MustCompile(`(?m)^password  (\S+)\nsecret    (\S+)\napp       otpauth://totp/duar:\S+$`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("nothing was handed over:\n%s", out)
	}
	return m[1], m[2]
}

func signIn(t *testing.T, d *people.Desk, login, password, secret string) (people.Session, error) {
	t.Helper()
	return d.SignIn(t.Context(), login, password, people.CodeAt(secret, seva.RealWorld().Now()))
}

func TestStaff(t *testing.T) {
	data := t.TempDir()
	if got := ok(t, "staff", "list", "--data", data); !strings.Contains(got, "no accounts") {
		t.Errorf("a new folder has accounts: %s", got)
	}
	out := ok(t, "staff", "add", "--data", data, "--login", "S.Mondal", "--name", "Sutapa Mondal",
		"--role", "verifying_officer", "--role", "sanctioning_officer", "--office", "lr.2412", "--office", "window.*")
	password, secret := handed(t, out)
	list := ok(t, "staff", "list", "--data", data)
	if !strings.Contains(list, "s.mondal  Sutapa Mondal  verifying_officer,sanctioning_officer  lr.2412,window.*") ||
		strings.Contains(list, password) || strings.Contains(list, secret) {
		t.Errorf("list: %s", list)
	}
	d := staffDesk(t, data)
	s, err := signIn(t, d, "s.mondal", password, secret)
	if err != nil || s.Who.Name != "Sutapa Mondal" {
		t.Fatalf("%+v, %v", s.Who, err)
	}

	// Roles count at once, and the session has ended.
	ok(t, "staff", "role", "--data", data, "--login", "s.mondal", "--role", "bsk_operator")
	if _, err := d.Who(t.Context(), s.Token); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("after other roles: %v", err)
	}
	if got := ok(t, "staff", "list", "--data", data); !strings.Contains(got, "Sutapa Mondal  bsk_operator  -") {
		t.Errorf("list: %s", got)
	}

	password2, secret2 := handed(t, ok(t, "staff", "renew", "--data", data, "--login", "s.mondal"))
	if password2 == password || secret2 == secret {
		t.Error("nothing was renewed")
	}
	if s, err = signIn(t, d, "s.mondal", password2, secret2); err != nil || len(s.Who.Roles) != 1 {
		t.Errorf("%+v, %v", s.Who, err)
	}

	ok(t, "staff", "suspend", "--data", data, "--login", "s.mondal")
	if _, err := d.Who(t.Context(), s.Token); seva.KindOf(err) != seva.Unauthenticated {
		t.Errorf("after it was suspended: %v", err)
	}
	if got := ok(t, "staff", "list", "--data", data); !strings.Contains(got, "suspended 20") {
		t.Errorf("list: %s", got)
	}
	ok(t, "staff", "suspend", "--data", data, "--login", "s.mondal", "--lift")
	if got := ok(t, "staff", "list", "--data", data); strings.Contains(got, "suspended") {
		t.Errorf("list: %s", got)
	}
	if got := ok(t, "staff", "suspend", "--data", data, "--phone", "98310 12345"); !strings.Contains(got, "*********345 is suspended") {
		t.Errorf("a number: %s", got)
	}
}

func TestStaffRefuses(t *testing.T) {
	data := t.TempDir()
	add := func(args ...string) []string {
		return append([]string{"staff", "add", "--data", data, "--name", "N"}, args...)
	}
	ok(t, add("--login", "taken", "--role", "bsk_operator")...)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{add("--login", "taken", "--role", "bsk_operator"), 1, "There is an account taken already."},
		{add("--login", "x", "--role", "bsk_operator"), 1, "3 to 32"},
		{add("--login", "abc", "--role", "sanctioning_officer"), 1, "lr.2412"},
		{add("--login", "abc", "--role", "sanctioning_officer", "--office", "everywhere"), 1, "lr.2412"},
		{add("--login", "abc", "--role", "citizen"), 2, "--role"},
		{add("--login", "abc"), 2, "--role"},
		{add("--role", "bsk_operator"), 2, "--login"},
		{[]string{"staff", "role", "--data", data, "--login", "nobody", "--role", "bsk_operator"}, 1, "There is no account nobody."},
		{[]string{"staff", "renew", "--data", data, "--login", "nobody"}, 1, "There is no account nobody."},
		{[]string{"staff", "suspend", "--data", data, "--login", "nobody"}, 1, "There is no account nobody."},
		{[]string{"staff", "suspend", "--data", data, "--phone", "12"}, 1, "not a phone number"},
		{[]string{"staff", "suspend", "--data", data, "--phone", "+44 7700 900123"}, 1, "not a phone number"},
		{[]string{"staff", "suspend", "--data", data}, 2, "--login"},
		{[]string{"staff", "suspend", "--data", data, "--login", "a", "--phone", "9"}, 2, "--login"},
		{[]string{"staff", "list", "--database", "postgres://127.0.0.1:1/none"}, 1, "DUAR_SECRET"},
	} {
		r := duar(t, c.args...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || strings.Contains(r.out, "password") {
			t.Errorf("duar %q: %d\n%s%s", c.args, r.code, r.out, r.err)
		}
	}
}

// What is handed over goes to standard output only, and nothing of it is kept to be read.
func TestStaffSecretsAreShownOnce(t *testing.T) {
	data := t.TempDir()
	var out, errs bytes.Buffer
	if code := Run(context.Background(), []string{"staff", "add", "--data", data, "--login", "abc", "--name", "N", "--role", "bsk_operator"}, nil, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	password, secret := handed(t, out.String())
	if strings.Contains(errs.String(), password) || strings.Contains(errs.String(), secret) {
		t.Error("standard error has it too")
	}
	files, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(data + "/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(password)) || bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s has it", f.Name())
		}
	}
}

// The command line offers every role that staff may have, and no other.
func TestStaffRoles(t *testing.T) {
	field, _ := reflect.TypeFor[placement]().FieldByName("Role")
	if got, want := field.Tag.Get("enum"), words(people.StaffRoles()); got != want {
		t.Errorf("--role takes %s, staff may have %s", got, want)
	}
}
