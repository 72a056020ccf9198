package ussd

import (
	"context"
	"testing"

	"duar/seva"
)

// remembered is Preferences that notes the key it is written under.
type remembered struct {
	Preferences
	key string
}

func (r *remembered) SetLang(_ context.Context, key string, _ seva.Lang) error {
	r.key = key
	return nil
}

func TestPreferenceKeys(t *testing.T) {
	secret := []byte("a secret of some length")
	kept := &remembered{}
	if err := NewExchange(Parts{Preferences: kept, Secret: secret}).Remember(t.Context(), "919800000001", seva.Hindi); err != nil {
		t.Fatal(err)
	}
	if got := PreferenceKeys(secret)("919800000001"); got != kept.key || got == PreferenceKeys([]byte("another"))("919800000001") {
		t.Errorf("%q, and a phone's language is under %q", got, kept.key)
	}
}
