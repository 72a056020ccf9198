package identity

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"duar/seva"
	"duar/seva/casework"
)

// signedIn makes an account and signs it in.
func signedIn(t *testing.T, f front, login string, roles ...casework.Role) Session {
	t.Helper()
	e := enrol(t, f, NewStaff{Login: login, Name: login, Roles: roles, Offices: []string{"lr.2412"}})
	s, err := f.SignIn(t.Context(), login, e.Password, e.now(t, f))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBureau(t *testing.T) {
	f := open(t)
	admin := signedIn(t, f, "a.sen", casework.Administrator)
	clerk := signedIn(t, f, "clerk", casework.Clerk)
	b := f.For(admin.Who)
	e, err := b.Enrol(t.Context(), NewStaff{Login: "new", Name: "New", Roles: []casework.Role{casework.Entry}, Offices: []string{"lr.2412"}})
	if err != nil || e.Password == "" {
		t.Fatal(err)
	}
	if err := b.Revoke(t.Context(), "clerk"); err != nil {
		t.Fatal(err)
	}
	_, err = f.Who(t.Context(), clerk.Token)
	is(t, err, seva.Unauthenticated, "token")
	for _, err := range []error{
		b.SetRoles(t.Context(), "clerk", []casework.Role{casework.Auditor}, []string{"lr.*"}),
		b.Suspend(t.Context(), "clerk", true), b.Suspend(t.Context(), "clerk", false),
		b.Bar(t.Context(), mobile, true),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if _, err := b.Renew(t.Context(), "new"); err != nil {
		t.Error(err)
	}
	if all, err := b.Staff(t.Context()); err != nil || len(all) != 3 {
		t.Errorf("%d, %v", len(all), err)
	}
	// The log says who did it.
	for _, l := range f.kept.leaves[len(f.kept.leaves)-6:] {
		if l.Actor != admin.Who.ID || l.Role != "administrator" {
			t.Errorf("%s by %s, %s", l.Act, l.Actor, l.Role)
		}
	}
}

// Nobody else gets anything done at the bureau, whatever they have.
func TestBureauIsForAdministrators(t *testing.T) {
	f := open(t)
	signedIn(t, f, "clerk", casework.Clerk)
	posts := slices.DeleteFunc(casework.Posts(), func(r casework.Role) bool { return r == casework.Administrator })
	accounts := len(f.kept.accounts)
	for name, who := range map[string]Principal{
		"nobody": {}, "a phone": {Kind: Asserted, Phone: mobile},
		"a citizen who says so": {Kind: Citizen, ID: "x", Roles: []casework.Role{casework.Administrator}},
		"a machine":             {Kind: Machine, ID: "client:x", Roles: []casework.Role{casework.Administrator}},
		"every other post":      {Kind: Staff, ID: "x", Roles: posts, Offices: []string{"lr.*"}},
		"without an id":         {Kind: Staff, Roles: []casework.Role{casework.Administrator}},
	} {
		b := f.For(who)
		_, list := b.Staff(t.Context())
		_, enrol := b.Enrol(t.Context(), NewStaff{Login: "new", Name: "N", Roles: []casework.Role{casework.Operator}})
		_, renew := b.Renew(t.Context(), "clerk")
		for i, err := range []error{list, enrol, renew, b.SetRoles(t.Context(), "clerk", posts, []string{"lr.*"}),
			b.Suspend(t.Context(), "clerk", true), b.Revoke(t.Context(), "clerk"), b.Bar(t.Context(), mobile, true)} {
			if e := is(t, err, seva.Forbidden, "forbidden"); e == nil {
				t.Errorf("%s: %d", name, i)
			}
		}
	}
	if len(f.kept.accounts) != accounts {
		t.Error("something was done")
	}
}

func TestNobodyChangesThemselves(t *testing.T) {
	f := open(t)
	admin := signedIn(t, f, "a.sen", casework.Administrator)
	signedIn(t, f, "b.das", casework.Administrator)
	b := f.For(admin.Who)
	_, renew := b.Renew(t.Context(), "A.Sen")
	for _, err := range []error{renew, b.SetRoles(t.Context(), "a.sen", casework.Posts(), []string{"lr.*"}),
		b.Suspend(t.Context(), "a.sen", true), b.Suspend(t.Context(), "a.sen", false)} {
		is(t, err, seva.Forbidden, "staff.self")
	}
	if who, err := f.Who(t.Context(), admin.Token); err != nil || len(who.Roles) != 1 {
		t.Errorf("%+v, %v", who, err)
	}
}

// There is always an administrator, also when two would take each other away at once.
func TestTheLastAdministratorStays(t *testing.T) {
	f := open(t)
	a := signedIn(t, f, "a.sen", casework.Administrator)
	is(t, f.Suspend(t.Context(), "a.sen", true), seva.Conflict, "staff.last")
	is(t, f.SetRoles(t.Context(), "a.sen", []casework.Role{casework.Operator}, nil), seva.Conflict, "staff.last")
	if err := f.SetRoles(t.Context(), "a.sen", []casework.Role{casework.Administrator, casework.Operator}, nil); err != nil {
		t.Errorf("staying one: %v", err)
	}
	b := signedIn(t, f, "b.das", casework.Administrator)
	var done atomic.Int64
	var wg sync.WaitGroup
	wg.Go(func() { done.Add(int64(b2i(f.For(a.Who).Suspend(t.Context(), "b.das", true) == nil))) })
	wg.Go(func() { done.Add(int64(b2i(f.For(b.Who).Suspend(t.Context(), "a.sen", true) == nil))) })
	wg.Wait()
	if done.Load() != 1 {
		t.Errorf("%d were suspended", done.Load())
	}
}

func TestEnrolFirst(t *testing.T) {
	f := open(t)
	signedIn(t, f, "clerk", casework.Clerk)
	if _, err := f.EnrolFirst(t.Context(), "a.sen", "Anita Sen"); err != nil {
		t.Fatal(err)
	}
	_, err := f.EnrolFirst(t.Context(), "b.das", "B")
	if e := is(t, err, seva.Conflict, "staff.first"); e.Text.Args["Login"] != "a.sen" {
		t.Errorf("%v", e.Text.Args)
	}
	enrol(t, f, NewStaff{Login: "b.das", Name: "B", Roles: []casework.Role{casework.Administrator}})
	if err := f.Suspend(t.Context(), "a.sen", true); err != nil {
		t.Fatal(err)
	}
	_, err = f.EnrolFirst(t.Context(), "c.roy", "C")
	is(t, err, seva.Conflict, "staff.first")
}
