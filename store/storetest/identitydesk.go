package storetest

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// aDesk is a desk on the store, and the codes it has sent.
func aDesk(s AccountStore) (*identity.Desk, func() []string) {
	var mu sync.Mutex
	var codes []string
	return identity.NewDesk(identity.Parts{
			Register: s.Accounts(), World: seva.FrozenWorld(identityDay(), 11), Secret: []byte("an example secret of 32 bytes..."),
			Say: func(_ seva.Lang, text seva.Text) string {
				mu.Lock()
				defer mu.Unlock()
				code, _ := text.Args["Code"].(string)
				codes = append(codes, code)
				return "the code is " + code
			},
		}), func() []string {
			mu.Lock()
			defer mu.Unlock()
			return codes
		}
}

// atOnce runs fn as often at the same time, and waits.
func atOnce(times int, fn func(i int)) {
	var wg sync.WaitGroup
	for i := range times {
		wg.Go(func() { fn(i) })
	}
	wg.Wait()
}

func asksAtOnce(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	var sent atomic.Int64
	atOnce(20, func(int) {
		switch _, err := d.Ask(t.Context(), "919831012345", seva.English); {
		case err == nil:
			sent.Add(1)
		case seva.KindOf(err) != seva.TooMany:
			t.Error(err)
		}
	})
	waiting, err := s.Outbox().Take(t.Context(), identityDay(), identityDay(), 100)
	if err != nil || len(waiting) != 3 || sent.Load() != 3 {
		t.Fatalf("%d were told that a code is sent, %d messages, %v", sent.Load(), len(waiting), err)
	}
	for _, w := range waiting {
		if w.Key != "sms.otp" || w.To != "919831012345" || w.Lang != seva.English || !strings.HasPrefix(w.Body, "the code is ") {
			t.Errorf("message %s to %s in %s", w.Key, w.To, w.Lang)
		}
	}
}

// asked asks for a code and gives what was sent.
func asked(t *testing.T, d *identity.Desk, codes func() []string) (challenge, code string) {
	t.Helper()
	c, err := d.Ask(t.Context(), "919831012345", seva.English)
	if err != nil {
		t.Fatal(err)
	}
	return c.ID, codes()[len(codes())-1]
}

func entersAtOnce(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	challenge, code := asked(t, d, codes)
	var in atomic.Int64
	atOnce(20, func(int) {
		if _, err := d.Enter(t.Context(), challenge, code, ""); err == nil {
			in.Add(1)
		} else if seva.KindOf(err) != seva.Invalid {
			t.Error(err)
		}
	})
	if in.Load() != 1 {
		t.Errorf("%d are in", in.Load())
	}
	challenge, code = asked(t, d, codes)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	var tries atomic.Int64
	atOnce(20, func(int) {
		if _, err := d.Enter(t.Context(), challenge, wrong, ""); seva.KindOf(err) == seva.Invalid {
			tries.Add(1)
		} else if seva.KindOf(err) != seva.TooMany {
			t.Error(err)
		}
	})
	if tries.Load() != 4 {
		t.Errorf("%d could try on, want 4 and a fifth that ends it", tries.Load())
	}
	if _, err := d.Enter(t.Context(), challenge, code, ""); seva.KindOf(err) != seva.TooMany {
		t.Errorf("the right code after that: %v", err)
	}
}

func provedAtOnce(t *testing.T, s AccountStore) {
	d, codes := aDesk(s)
	var challenge, code [3]string
	for i := range challenge {
		challenge[i], code[i] = asked(t, d, codes)
	}
	var who [3]identity.Session
	atOnce(3, func(i int) {
		var err error
		if who[i], err = d.Enter(t.Context(), challenge[i], code[i], ""); err != nil {
			t.Error(err)
		}
	})
	if who[0].Who.ID != who[1].Who.ID || who[1].Who.ID != who[2].Who.ID || who[0].Token == who[1].Token {
		t.Errorf("one number is %s, %s and %s", who[0].Who.ID, who[1].Who.ID, who[2].Who.ID)
	}
	for _, one := range who {
		if got, err := d.Who(t.Context(), one.Token); err != nil || got.Phone != "919831012345" {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

var aClerk = identity.NewStaff{Login: "clerk", Name: "Clerk", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.*"}}

func enrolsAtOnce(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	var made atomic.Int64
	atOnce(6, func(int) {
		if _, err := d.Enrol(t.Context(), aClerk); err == nil {
			made.Add(1)
		} else if seva.KindOf(err) != seva.Conflict {
			t.Error(err)
		}
	})
	if all, err := d.Staff(t.Context()); made.Load() != 1 || err != nil || len(all) != 1 {
		t.Errorf("%d were made, %d are there, %v", made.Load(), len(all), err)
	}
}

func signInsAtOnce(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	e, err := d.Enrol(t.Context(), aClerk)
	if err != nil {
		t.Fatal(err)
	}
	var in atomic.Int64
	atOnce(6, func(int) {
		if _, err := d.SignIn(t.Context(), "clerk", e.Password, identity.CodeAt(e.Secret, identityDay())); err == nil {
			in.Add(1)
		} else if seva.KindOf(err) != seva.Unauthenticated {
			t.Error(err)
		}
	})
	if in.Load() != 1 {
		t.Errorf("%d are in", in.Load())
	}
	var acts int
	err = s.Leaves(t.Context(), 0, 10, func(_ int64, data, _ []byte) error {
		acts++
		if !strings.Contains(string(data), `"act":"staff.`) {
			t.Errorf("leaf %s", data)
		}
		return nil
	})
	if err != nil || acts != 2 {
		t.Errorf("%d leaves, %v", acts, err)
	}
}

// Whichever comes first, nobody is left sitting with a suspended account.
func suspendsAtOnce(t *testing.T, s AccountStore) {
	d, _ := aDesk(s)
	for i := range 3 {
		n := aClerk
		n.Login = fmt.Sprintf("clerk%d", i)
		e, err := d.Enrol(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		var token string
		atOnce(2, func(who int) {
			if who == 0 {
				if err := d.Suspend(t.Context(), n.Login, true); err != nil {
					t.Error(err)
				}
				return
			}
			if sat, err := d.SignIn(t.Context(), n.Login, e.Password, identity.CodeAt(e.Secret, identityDay())); err == nil {
				token = sat.Token
			}
		})
		if token == "" {
			continue
		}
		if err := d.Suspend(t.Context(), n.Login, false); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Who(t.Context(), token); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("the session of a suspended account: %v", err)
		}
	}
}
