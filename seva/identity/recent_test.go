package identity

import (
	"context"
	"errors"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// counting counts how often a session is read. After, when set, is called once a session was
// read and before the answer is given; lost is what a change that was kept answers.
type counting struct {
	Register
	reads int
	after func()
	lost  error
}

func (c *counting) Sitting(ctx context.Context, hash string) (Sitting, Account, error) {
	c.reads++
	s, a, err := c.Register.Sitting(ctx, hash)
	if then := c.after; then != nil {
		c.after = nil
		then()
	}
	return s, a, err
}

func (c *counting) Change(ctx context.Context, fn func(Tx) error) error {
	return errors.Join(c.Register.Change(ctx, fn), c.lost)
}

// counted is a desk with a counter before its register, and somebody who sits at it.
func counted(t *testing.T) (front, *counting, string) {
	t.Helper()
	f := open(t)
	c := &counting{Register: f.kept}
	f.Register = watched{c, &f.recent}
	e := enrol(t, f, officer)
	s, err := f.SignIn(t.Context(), officer.Login, e.Password, e.now(t, f))
	if err != nil {
		t.Fatal(err)
	}
	return f, c, s.Token
}

func known(t *testing.T, f front, token string) Principal {
	t.Helper()
	p, err := f.Who(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestASessionIsReadOnceASecond(t *testing.T) {
	f, c, token := counted(t)
	for range 100 {
		known(t, f, token)
	}
	if c.reads != 1 {
		t.Errorf("read %d times within a moment", c.reads)
	}
	f.pass(time.Second - time.Microsecond)
	if known(t, f, token); c.reads != 1 {
		t.Errorf("read %d times within a second", c.reads)
	}
	f.pass(time.Microsecond)
	if known(t, f, token); c.reads != 2 {
		t.Errorf("read %d times after a second", c.reads)
	}
	f.pass(-time.Hour) // a clock that was put right
	if known(t, f, token); c.reads != 3 {
		t.Errorf("read %d times after the clock went back", c.reads)
	}
	for range 3 { // nobody's token is not remembered: it might be somebody's a moment later
		if _, err := f.Who(t.Context(), token[1:]+"A"); err == nil {
			t.Error("a token of nobody's")
		}
	}
	if c.reads != 6 {
		t.Errorf("read %d times", c.reads)
	}
}

func TestASessionEndsInItsSecond(t *testing.T) {
	f, _, token := counted(t)
	f.pass(8*time.Hour - time.Millisecond)
	known(t, f, token)
	f.pass(time.Millisecond)
	_, err := f.Who(t.Context(), token)
	is(t, err, seva.Unauthenticated, "token")
}

// Whatever this server changes counts with the very next request.
func TestWhatIsChangedHereCountsAtOnce(t *testing.T) {
	gone := func(t *testing.T, f front, token string) {
		_, err := f.Who(t.Context(), token)
		is(t, err, seva.Unauthenticated, "token")
	}
	for name, c := range map[string]struct {
		change func(context.Context, front, string) error
		then   func(*testing.T, front, string)
	}{
		"left":             {func(ctx context.Context, f front, token string) error { return f.Leave(ctx, token) }, gone},
		"left everywhere":  {func(ctx context.Context, f front, token string) error { return f.LeaveAll(ctx, token) }, gone},
		"suspended":        {func(ctx context.Context, f front, _ string) error { return f.Suspend(ctx, officer.Login, true) }, gone},
		"sessions revoked": {func(ctx context.Context, f front, _ string) error { return f.Revoke(ctx, officer.Login) }, gone},
		"secrets renewed":  {func(ctx context.Context, f front, _ string) error { _, err := f.Renew(ctx, officer.Login); return err }, gone},
		"another role": {func(ctx context.Context, f front, _ string) error {
			return f.SetRoles(ctx, officer.Login, []casework.Role{casework.Auditor}, officer.Offices)
		}, func(t *testing.T, f front, token string) {
			if p, err := f.Who(t.Context(), token); err == nil && p.Is(casework.Sanctioner) {
				t.Errorf("%+v", p)
			}
		}},
	} {
		f, _, token := counted(t)
		known(t, f, token)
		if err := c.change(t.Context(), f, token); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Log(name)
		c.then(t, f, token)
	}
}

// What was read before a change and arrives after it is not remembered; nor is anything
// once a change was kept whose answer was lost.
func TestWhatWasReadBeforeAChangeIsNotRemembered(t *testing.T) {
	f, c, token := counted(t)
	c.after = func() {
		if err := f.Revoke(t.Context(), officer.Login); err != nil {
			t.Error(err)
		}
	}
	known(t, f, token) // it was good when it was asked
	_, err := f.Who(t.Context(), token)
	is(t, err, seva.Unauthenticated, "token")

	f, c, token = counted(t)
	known(t, f, token)
	c.lost = errors.New("the connection broke")
	if err := f.Revoke(t.Context(), officer.Login); err == nil {
		t.Error("the answer was not lost")
	}
	_, err = f.Who(t.Context(), token)
	is(t, err, seva.Unauthenticated, "token")
}

// Nobody can write into what is remembered, and it does not grow.
func TestWhatIsRememberedIsOnesOwn(t *testing.T) {
	f, _, token := counted(t)
	known(t, f, token).Roles[0] = casework.Administrator
	if p := known(t, f, token); p.Is(casework.Administrator) {
		t.Error("somebody made themselves administrator")
	}
	for i := range 3 * recentMost {
		f.recent.put(f.recent.turn.Load(), tokenHash{byte(i), byte(i >> 8), byte(i >> 16)}, seen{at: f.Now()})
	}
	if n := len(f.recent.all); n > recentMost {
		t.Errorf("%d are remembered", n)
	}
}
