//go:build !pkcs11

package seal

import (
	"crypto"
	"errors"
	"io"
)

// ErrNoPKCS11 is a key in a token that a program without PKCS#11 is asked to use. That needs
// cgo, so it is a build of its own: go build -tags pkcs11.
var ErrNoPKCS11 = errors.New("seal: this program was built without PKCS#11; build it with -tags pkcs11")

func openHSM([]byte) (crypto.Signer, io.Closer, error) { return nil, nil, ErrNoPKCS11 }
