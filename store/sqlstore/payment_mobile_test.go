package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/fee"
	"duar/seva/identity"
	"duar/seva/payment"
	"duar/seva/registry"
	"duar/store/sqlstore"
)

// The mobile of whose a demand is stands in one place of its row, whatever becomes of the
// demand, and in none when the account is erased or the time is over.
func TestAMobileIsKeptOnce(t *testing.T) {
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "duar.db")
	s, err := sqlstore.Open(ctx, "sqlite:"+file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	const mobile = "919831012345"
	d := fee.Demand{ID: "D00000000000000000001", Case: "CAF2026000001", Citizen: "c1", Phone: mobile, Payer: "Rahima Bewa", Amount: 100, Raised: time.Now(),
		Lines: []fee.Due{{Head: "h", Amount: 100}}}
	change := func(fn func(payment.Tx) error) {
		t.Helper()
		if err := s.Payments().Change(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(what, phone string, inBody bool) {
		t.Helper()
		var column string
		var body []byte
		if err := db.QueryRowContext(ctx, "SELECT phone, body FROM payment_demand").Scan(&column, &body); err != nil {
			t.Fatal(err)
		}
		if column != phone || bytes.Contains(body, []byte(mobile)) != inBody {
			t.Errorf("%s: the column is %q, and the body holds it %v", what, column, bytes.Contains(body, []byte(mobile)))
		}
		all, err := s.Payments().Debts(ctx, []string{d.ID})
		if err != nil || len(all) != 1 || all[0].Phone != seva.Phone(phone) {
			t.Errorf("%s: %+v, %v", what, all, err)
		}
	}
	change(func(tx payment.Tx) error { return tx.Owe(ctx, d) })
	holds("raised", mobile, false)
	// A row of an older program has it twice, until it changes: field 6 of the body.
	var body []byte
	if err := db.QueryRowContext(ctx, "SELECT body FROM payment_demand").Scan(&body); err != nil {
		t.Fatal(err)
	}
	older := append([]byte{body[0] + 1}, body[1:]...)
	at := bytes.Index(older, []byte("\x07\x6bRahima Bewa")) // the payer, field 7
	older = append(older[:at:at], append(append([]byte("\x06\x6c"), mobile...), older[at:]...)...)
	if _, err := db.ExecContext(ctx, "UPDATE payment_demand SET body = ?", older); err != nil {
		t.Fatal(err)
	}
	holds("older", mobile, true)
	change(func(tx payment.Tx) error {
		all, err := tx.Debts(ctx, []string{d.ID})
		if err != nil {
			return err
		}
		all[0].Of, all[0].Ended = payment.Met, time.Now()
		return tx.PutDebt(ctx, all[0])
	})
	holds("paid", mobile, false)
	if _, err := db.ExecContext(ctx, "UPDATE payment_demand SET body = ?", older); err != nil {
		t.Fatal(err)
	}
	if all, err := s.Registry().Payments(ctx, "c1", ""); err != nil || len(all) != 1 || all[0].Phone != mobile {
		t.Errorf("the citizen's data: %+v, %v", all, err)
	}
	err = s.Accounts().Change(ctx, func(tx identity.Tx) error {
		return tx.PutAccount(ctx, identity.Account{ID: "c1", Kind: identity.Citizen, Handle: mobile, Made: time.Now()})
	})
	if err != nil {
		t.Fatal(err)
	}
	erase(t, s, "c1")
	holds("erased", "", false)
}

// erase drops an account as an erasure does.
func erase(t *testing.T, s *sqlstore.Store, id string) {
	t.Helper()
	err := s.Registry().Change(context.Background(), func(tx registry.Tx) error {
		dropped, err := tx.DropAccount(context.Background(), id)
		if err == nil && !dropped {
			err = errors.New("there is no such account")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
