package sqlstore_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/identity"
	"duar/store/storetest"
)

func TestAccounts(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Accounts(t, func(t *testing.T) storetest.AccountStore { return open(t, url(t)) })
		})
	}
}

// Suspended on one server, a number is barred on every other within a second, and let in
// again as soon.
func TestBarredEverywhere(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			address := url(t)
			desk := func() *identity.Desk {
				return identity.NewDesk(identity.Parts{Register: open(t, address).Accounts(), World: seva.RealWorld(),
					Secret: []byte("an example secret of 32 bytes..."), Say: func(seva.Lang, seva.Text) string { return "" }})
			}
			here, there := desk(), desk()
			ctx, stop := context.WithCancel(t.Context())
			var watching sync.WaitGroup
			watching.Go(func() { there.Watch(ctx) })
			defer watching.Wait()
			defer stop()
			const phone = seva.Phone("919831012345")
			for _, want := range []bool{true, false, true} {
				if err := here.Bar(t.Context(), phone, want); err != nil {
					t.Fatal(err)
				}
				for begun := time.Now(); there.Barred(phone) != want; time.Sleep(10 * time.Millisecond) {
					if time.Since(begun) > time.Second {
						t.Fatalf("barred: %v, after a second", !want)
					}
				}
			}
		})
	}
}

// Who is on the way of every request to the API: one seek for the session, one for its
// account, among 20,000 of each.
func BenchmarkWho(b *testing.B) {
	s := open(b, urls()["sqlite"](b))
	now := time.Now()
	d := identity.NewDesk(identity.Parts{Register: s.Accounts(), World: seva.RealWorld(), Secret: make([]byte, 32),
		Say: func(_ seva.Lang, text seva.Text) string { return fmt.Sprint(text.Args["Code"]) }})
	const people = 20_000
	err := s.Accounts().Change(b.Context(), func(tx identity.Tx) error {
		for i := range people {
			id := fmt.Sprintf("%026d", i)
			if err := tx.PutAccount(b.Context(), identity.Account{ID: id, Kind: identity.Citizen, Handle: fmt.Sprintf("9198%08d", i), Made: now}); err != nil {
				return err
			}
			sat := identity.Sitting{Hash: fmt.Sprintf("%064x", i*7919), Account: id, Made: now, Expires: now.Add(time.Hour), Family: strings.Repeat("ab", 16)}
			if err := tx.PutSitting(b.Context(), sat); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	e, err := d.Enrol(b.Context(), identity.NewStaff{Login: "operator", Name: "O", Roles: identity.StaffRoles()[:1]})
	if err != nil {
		b.Fatal(err)
	}
	sat, err := d.SignIn(b.Context(), "operator", e.Password, identity.CodeAt(e.Secret, time.Now()))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("one token", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := d.Who(b.Context(), sat.Token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("any session", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, _, err := s.Accounts().Sitting(b.Context(), fmt.Sprintf("%064x", i%people*7919)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
