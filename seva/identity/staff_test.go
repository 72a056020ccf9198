package identity

import (
	"context"
	"encoding/base32"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

var officer = NewStaff{Login: "S.Mondal", Name: "Sutapa Mondal", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.2412"}}

func enrol(t *testing.T, f front, n NewStaff) Enrolment {
	t.Helper()
	e, err := f.Enrol(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// now gives the code that the member of staff's phone shows.
func (e Enrolment) now(t *testing.T, f front) string {
	t.Helper()
	return CodeAt(e.Secret, f.Now())
}

func TestStaffSignsIn(t *testing.T) {
	f := open(t)
	e := enrol(t, f, officer)
	s, err := f.SignIn(t.Context(), " s.MONDAL ", e.Password, e.now(t, f))
	if err != nil {
		t.Fatal(err)
	}
	who, err := f.Who(t.Context(), s.Token)
	if err != nil || who.Kind != Staff || who.Name != "Sutapa Mondal" || !who.Is(casework.Sanctioner) ||
		!slices.Equal(who.Offices, []string{"lr.2412"}) || who.Phone != "" {
		t.Errorf("%+v, %v", who, err)
	}
	if want := f.Now().Add(8 * time.Hour); !s.Expires.Equal(want) {
		t.Errorf("until %v, want %v", s.Expires, want)
	}
	acts := []string{}
	for _, l := range f.kept.leaves {
		acts = append(acts, l.Act)
		if l.Subject != who.ID || len(l.Digest) != 64 {
			t.Errorf("leaf %+v", l)
		}
	}
	if !slices.Equal(acts, []string{"staff.enrol", "staff.sign_in"}) {
		t.Errorf("acts %v", acts)
	}
	f.pass(8 * time.Hour)
	_, err = f.Who(t.Context(), s.Token)
	is(t, err, seva.Unauthenticated, "token")
}

func TestEnrolmentIsSecret(t *testing.T) {
	f := open(t)
	e := enrol(t, f, officer)
	if len(e.Password) != 19 || strings.Count(e.Password, "-") != 3 || len(e.Secret) != 32 {
		t.Errorf("%d, %d", len(e.Password), len(e.Secret))
	}
	if u, err := url.Parse(e.URL); err != nil || u.Query().Get("secret") != e.Secret {
		t.Errorf("URL %v", err)
	}
	a := f.kept.accounts["staffs.mondal"]
	if !strings.HasPrefix(a.Password, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(a.Password, e.Password) {
		t.Errorf("password kept as %s", a.Password)
	}
	raw, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(e.Secret)
	if strings.Contains(string(a.Secret), string(raw)) {
		t.Error("the secret is kept open")
	}
	if other := enrol(t, f, NewStaff{Login: "other", Name: "O", Roles: officer.Roles, Offices: officer.Offices}); other.Password == e.Password || other.Secret == e.Secret {
		t.Error("two are handed the same")
	}
}

// Whatever is wrong, the answer is one.
func TestOneAnswer(t *testing.T) {
	f := open(t)
	e := enrol(t, f, officer)
	good := e.now(t, f)
	bad := "000000"
	if good == bad {
		bad = "000001"
	}
	var first *seva.Error
	for name, try := range map[string][3]string{
		"login":         {"nobody", e.Password, good},
		"password":      {"s.mondal", "aaaa-bbbb-cccc-dddd", good},
		"no password":   {"s.mondal", "", good},
		"long password": {"s.mondal", strings.Repeat("a", 100_000), good},
		"code":          {"s.mondal", e.Password, bad},
		"no code":       {"s.mondal", e.Password, ""},
		"all":           {"", "", ""},
	} {
		_, err := f.SignIn(t.Context(), try[0], try[1], try[2])
		got := is(t, err, seva.Unauthenticated, "sign_in")
		if first == nil {
			first = got
		}
		if got.Error() != first.Error() || len(got.Text.Args) != 0 || got.Field != "" || got.Err != nil {
			t.Errorf("%s: %v differs from %v", name, got, first)
		}
	}
	if _, err := f.SignIn(t.Context(), "s.mondal", e.Password, good); err != nil {
		t.Errorf("the right ones: %v", err)
	}
}

// An unknown login costs the same work as a wrong password of a real one: argon2id's
// memory is filled for both. (Time itself is no test on a busy machine.)
func TestUnknownLoginCostsTheSame(t *testing.T) {
	f := open(t)
	enrol(t, f, officer)
	filled := func(login string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := f.SignIn(t.Context(), login, "aaaa-bbbb-cccc-dddd", "123456")
		runtime.ReadMemStats(&after)
		is(t, err, seva.Unauthenticated, "sign_in")
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, login := range []string{"s.mondal", "nobody"} {
		if n := filled(login); n < 19<<20 {
			t.Errorf("%s: %d bytes, less than argon2id takes", login, n)
		}
	}
}

func TestCodeOfAStepIsUsedOnce(t *testing.T) {
	f := open(t)
	e := enrol(t, f, officer)
	code := e.now(t, f)
	var wg sync.WaitGroup
	var mu sync.Mutex
	in := 0
	for range 4 {
		wg.Go(func() {
			_, err := f.SignIn(context.Background(), "s.mondal", e.Password, code)
			mu.Lock()
			defer mu.Unlock()
			in += b2i(err == nil)
		})
	}
	wg.Wait()
	if in != 1 {
		t.Errorf("one code let %d in", in)
	}
	f.pass(30 * time.Second)
	if _, err := f.SignIn(t.Context(), "s.mondal", e.Password, e.now(t, f)); err != nil {
		t.Errorf("the next code: %v", err)
	}
}

func TestTenFailuresShutALogin(t *testing.T) {
	for _, login := range []string{"s.mondal", "nobody"} {
		f := open(t)
		e := enrol(t, f, officer)
		for range 10 {
			_, err := f.SignIn(t.Context(), login, "wrong", "123456")
			is(t, err, seva.Unauthenticated, "sign_in")
		}
		_, err := f.SignIn(t.Context(), login, e.Password, e.now(t, f))
		is(t, err, seva.Unauthenticated, "sign_in")
		f.pass(15*time.Minute - time.Microsecond)
		_, err = f.SignIn(t.Context(), login, e.Password, e.now(t, f))
		is(t, err, seva.Unauthenticated, "sign_in")
		f.pass(time.Microsecond)
		if _, err = f.SignIn(t.Context(), login, e.Password, e.now(t, f)); (err == nil) != (login == "s.mondal") {
			t.Errorf("%s after 15 minutes: %v", login, err)
		}
	}
}

// Failures that lie further apart shut nothing, and a good sign-in wipes them away.
func TestCount(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var tally Tally
	for range 50 {
		var open bool
		if tally, open = tally.count(now); !open {
			t.Fatal("shut, and never were ten within 15 minutes")
		}
		now = now.Add(15*time.Minute/9 + time.Second)
	}
	if len(tally.Moments) > failMost {
		t.Errorf("%d moments are kept", len(tally.Moments))
	}
	f := open2(t)
	for range 3 {
		for range 9 {
			_, err := f.SignIn(t.Context(), "s.mondal", "wrong", "123456")
			is(t, err, seva.Unauthenticated, "sign_in")
		}
		f.pass(30 * time.Second)
		if _, err := f.SignIn(t.Context(), "s.mondal", f.e.Password, f.e.now(t, f.front)); err != nil {
			t.Fatal(err)
		}
	}
}

type enrolled struct {
	front
	e Enrolment
}

func open2(t *testing.T) enrolled {
	f := open(t)
	return enrolled{f, enrol(t, f, officer)}
}

// A thousand guesses at once are no more than ten one after the other.
func TestGuessesAtOnce(t *testing.T) {
	f := open(t)
	var wg sync.WaitGroup
	hashed := make(chan bool, 100)
	for range 100 {
		wg.Go(func() {
			_, open, err := f.attempt(context.Background(), "s.mondal", f.Now())
			if err != nil {
				t.Error(err)
			}
			hashed <- open
		})
	}
	wg.Wait()
	close(hashed)
	n := 0
	for open := range hashed {
		n += b2i(open)
	}
	if n != failMost {
		t.Errorf("%d were looked at", n)
	}
}

// What is taken away is gone at once, and whoever sits signs in anew.
func TestSessionsEndWithChanges(t *testing.T) {
	for name, change := range map[string]func(front) error{
		"roles": func(f front) error {
			return f.SetRoles(t.Context(), "s.mondal", []casework.Role{casework.Clerk}, []string{"lr.*"})
		},
		"suspension": func(f front) error { return f.Suspend(t.Context(), "s.mondal", true) },
		"renewal":    func(f front) error { _, err := f.Renew(t.Context(), "s.mondal"); return err },
	} {
		f := open2(t)
		s, err := f.SignIn(t.Context(), "s.mondal", f.e.Password, f.e.now(t, f.front))
		if err != nil {
			t.Fatal(err)
		}
		if err := change(f.front); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, err = f.Who(t.Context(), s.Token)
		is(t, err, seva.Unauthenticated, "token")
		f.pass(time.Minute)
		s, err = f.SignIn(t.Context(), "s.mondal", f.e.Password, f.e.now(t, f.front))
		if (err == nil) != (name == "roles") {
			t.Errorf("%s: the old password and code: %v", name, err)
		}
		if name == "roles" && (!slices.Equal(s.Who.Roles, []casework.Role{casework.Clerk}) || !slices.Equal(s.Who.Offices, []string{"lr.*"})) {
			t.Errorf("%+v", s.Who)
		}
	}
}

// What another server changed counts within a second, session or not.
func TestRolesOfAnotherServerCountWithinASecond(t *testing.T) {
	f := open2(t)
	s, err := f.SignIn(t.Context(), "s.mondal", f.e.Password, f.e.now(t, f.front))
	if err != nil {
		t.Fatal(err)
	}
	a := f.kept.accounts["staffs.mondal"]
	a.Roles = []casework.Role{casework.Clerk}
	f.kept.accounts["staffs.mondal"] = a
	f.pass(time.Second)
	if who, err := f.Who(t.Context(), s.Token); err != nil || who.Is(casework.Sanctioner) {
		t.Errorf("%+v, %v", who, err)
	}
	a.Suspended = f.Now()
	f.kept.accounts["staffs.mondal"] = a
	f.pass(time.Second)
	_, err = f.Who(t.Context(), s.Token)
	is(t, err, seva.Unauthenticated, "token")
}

func TestSuspendedAndBack(t *testing.T) {
	f := open2(t)
	if err := f.Suspend(t.Context(), "S.Mondal", true); err != nil {
		t.Fatal(err)
	}
	_, err := f.SignIn(t.Context(), "s.mondal", f.e.Password, f.e.now(t, f.front))
	is(t, err, seva.Unauthenticated, "sign_in")
	if err := f.Suspend(t.Context(), "s.mondal", false); err != nil {
		t.Fatal(err)
	}
	if _, err := f.SignIn(t.Context(), "s.mondal", f.e.Password, f.e.now(t, f.front)); err != nil {
		t.Error(err)
	}
}

func TestRenew(t *testing.T) {
	f := open2(t)
	e, err := f.Renew(t.Context(), "s.mondal")
	if err != nil || e.Password == f.e.Password || e.Secret == f.e.Secret {
		t.Fatal(err)
	}
	if _, err := f.SignIn(t.Context(), "s.mondal", e.Password, e.now(t, f.front)); err != nil {
		t.Error(err)
	}
	_, err = f.Renew(t.Context(), "nobody")
	is(t, err, seva.NotFound, "staff.unknown")
}

func TestEnrolRefuses(t *testing.T) {
	f := open(t)
	enrol(t, f, officer)
	with := func(change func(*NewStaff)) NewStaff {
		n := officer
		n.Login = "another"
		change(&n)
		return n
	}
	for _, c := range []struct {
		n    NewStaff
		kind seva.Kind
		code string
	}{
		{with(func(n *NewStaff) { n.Login = "ab" }), seva.Invalid, "staff.login"},
		{with(func(n *NewStaff) { n.Login = "a b c" }), seva.Invalid, "staff.login"},
		{with(func(n *NewStaff) { n.Login = "1abc" }), seva.Invalid, "staff.login"},
		{with(func(n *NewStaff) { n.Login = strings.Repeat("a", 33) }), seva.Invalid, "staff.login"},
		{with(func(n *NewStaff) { n.Name = " " }), seva.Invalid, "staff.name"},
		{with(func(n *NewStaff) { n.Name = strings.Repeat("স", 101) }), seva.Invalid, "staff.name"},
		{with(func(n *NewStaff) { n.Name = "a\x1bb" }), seva.Invalid, "text.control"},
		{with(func(n *NewStaff) { n.Roles = nil }), seva.Invalid, "staff.role"},
		{with(func(n *NewStaff) { n.Roles = []casework.Role{casework.Citizen} }), seva.Invalid, "staff.role"},
		{with(func(n *NewStaff) { n.Roles = []casework.Role{casework.System} }), seva.Invalid, "staff.role"},
		{with(func(n *NewStaff) { n.Roles = []casework.Role{"king"} }), seva.Invalid, "staff.role"},
		{with(func(n *NewStaff) { n.Offices = nil }), seva.Invalid, "staff.office"},
		{with(func(n *NewStaff) { n.Offices = []string{"*"} }), seva.Invalid, "staff.office"},
		{with(func(n *NewStaff) { n.Offices = []string{"lr."} }), seva.Invalid, "staff.office"},
		{with(func(n *NewStaff) { n.Offices = []string{"lr.24*"} }), seva.Invalid, "staff.office"},
		{with(func(n *NewStaff) { n.Login = "s.MONDAL" }), seva.Conflict, "staff.exists"},
	} {
		_, err := f.Enrol(t.Context(), c.n)
		is(t, err, c.kind, c.code)
	}
	enrol(t, f, with(func(n *NewStaff) { n.Roles, n.Offices = []casework.Role{casework.Operator}, nil }))
	for _, err := range []error{
		f.SetRoles(t.Context(), "nobody", officer.Roles, officer.Offices),
		f.Suspend(t.Context(), "nobody", true),
	} {
		is(t, err, seva.NotFound, "staff.unknown")
	}
	is(t, f.SetRoles(t.Context(), "s.mondal", nil, nil), seva.Invalid, "staff.role")
	all, err := f.Staff(t.Context())
	if err != nil || len(all) != 2 || all[0].Handle != "another" || all[1].Handle != "s.mondal" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestCheckPassword(t *testing.T) {
	hash := encodePassword("right", []byte("0123456789abcdef"))
	for password, want := range map[string]bool{"right": true, "wrong": false, "": false, "Right": false} {
		if got, err := checkPassword(hash, password); got != want || err != nil {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	// A hash of other costs is still checked: they are written in it. Made with the
	// reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1.
	const other = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if got, err := checkPassword(other, "password"); !got || err != nil {
		t.Errorf("the reference's own: %v, %v", got, err)
	}
	for _, bad := range []string{"", "x", "$argon2i$v=19$m=256,t=2,p=1$c29tc2FsdA$nf65", "$argon2id$v=18$m=256,t=2,p=1$c29tc2FsdA$nf65",
		"$argon2id$v=19$m=256,t=0,p=1$c29tc2FsdA$nf65", "$argon2id$v=19$m=256$c29tc2FsdA$nf65", "$argon2id$v=19$m=256,t=2,p=1$!$nf65",
		"$argon2id$v=19$m=256,t=2,p=1$c29tc2FsdA$"} {
		if got, err := checkPassword(bad, "password"); got || err == nil {
			t.Errorf("%s: %v, %v", bad, got, err)
		}
	}
}

func TestCanceledWhileWaiting(t *testing.T) {
	f := open(t)
	for range hashing {
		f.gate <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.SignIn(ctx, "x", "y", "123456")
	is(t, err, seva.Unavailable, "unavailable")
}

// Between looking at the secrets and beginning the session something may happen; what was
// true a moment ago lets nobody in.
func TestAdmitLooksAgain(t *testing.T) {
	for name, meanwhile := range map[string]func(*Account){
		"nothing":    func(*Account) {},
		"renewed":    func(a *Account) { a.Password = "another" },
		"suspended":  func(a *Account) { a.Suspended = a.Made },
		"used":       func(a *Account) { a.Step = 100 },
		"used later": func(a *Account) { a.Step = 101 },
	} {
		f := open2(t)
		seen := f.kept.accounts["staffs.mondal"]
		now := seen
		meanwhile(&now)
		f.kept.accounts["staffs.mondal"] = now
		_, err := f.admit(t.Context(), seen, 100)
		if name == "nothing" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		is(t, err, seva.Unauthenticated, "sign_in")
		if len(f.kept.sittings) != 0 {
			t.Errorf("%s: a session was begun", name)
		}
	}
}
