package ussd

import "duar/seva"

// PreferenceKeys gives under which key of Preferences a number's language is kept, for
// whoever has to forget it. secret is Parts.Secret.
func PreferenceKeys(secret []byte) func(seva.Phone) string {
	x := NewExchange(Parts{Secret: secret})
	return func(p seva.Phone) string { return x.hash("l:", string(p)) }
}
