package identity

import (
	"context"
	"slices"
	"testing"
)

// inOrder is a Register that notes in which order each transaction takes rows for itself.
type inOrder struct {
	Register
	all [][]string
}

func (r *inOrder) Change(ctx context.Context, fn func(Tx) error) error {
	var taken []string
	err := r.Register.Change(ctx, func(tx Tx) error {
		taken = nil
		return fn(taking{tx, &taken})
	})
	r.all = append(r.all, taken)
	return err
}

type taking struct {
	Tx
	taken *[]string
}

func (t taking) take(what string) {
	if !slices.Contains(*t.taken, what) {
		*t.taken = append(*t.taken, what)
	}
}

func (t taking) Tally(ctx context.Context, key string) (Tally, error) {
	t.take("tally")
	return t.Tx.Tally(ctx, key)
}

func (t taking) PutTally(ctx context.Context, key string, v Tally) error {
	t.take("tally")
	return t.Tx.PutTally(ctx, key, v)
}

func (t taking) Account(ctx context.Context, kind Kind, handle string) (Account, error) {
	t.take("account")
	return t.Tx.Account(ctx, kind, handle)
}

// Of a login the tally is taken before the account in every transaction: whoever guesses at
// a login must not be able to hold its owner up by a deadlock at each sign-in.
func TestSignInTakesTheTallyFirst(t *testing.T) {
	f := open(t)
	e := enrol(t, f, officer)
	order := &inOrder{Register: f.Desk.Register}
	f.Desk.Register = order
	if _, err := f.SignIn(t.Context(), officer.Login, e.Password, e.now(t, f)); err != nil {
		t.Fatal(err)
	}
	if len(order.all) != 2 {
		t.Fatalf("%d transactions", len(order.all))
	}
	for i, taken := range order.all {
		if !slices.Equal(taken, []string{"tally", "account"}) {
			t.Errorf("transaction %d takes %v", i+1, taken)
		}
	}
}
