//go:build pkcs11

package seal

import (
	"bytes"
	"crypto"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/ThalesGroup/crypto11"
)

// openHSM finds a key in a PKCS#11 token. The private half never leaves it.
func openHSM(text []byte) (crypto.Signer, io.Closer, error) {
	var h HSM
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil {
		return nil, nil, err
	}
	pin := os.Getenv(h.PIN)
	if h.PIN == "" || pin == "" {
		return nil, nil, fmt.Errorf("set %s to the PIN of the token", h.PIN)
	}
	token, err := crypto11.Configure(&crypto11.Config{Path: h.Module, TokenLabel: h.Token, Pin: pin})
	if err != nil {
		return nil, nil, err
	}
	key, err := token.FindKeyPair(nil, []byte(h.Label))
	if err == nil && key == nil {
		err = fmt.Errorf("the token %q has no key %q", h.Token, h.Label)
	}
	if err != nil {
		_ = token.Close()
		return nil, nil, err
	}
	return key, token, nil
}
