package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"duar/seva"
)

// keyName is the name of the key on a signature line. A note's key has no space in its name.
const keyName = "duar-audit"

// ed25519Kind is the kind of key that note writes before the bytes of an Ed25519 key.
const ed25519Kind = 1

// Key signs checkpoints. It is written as golang.org/x/mod/sumdb/note writes keys.
type Key struct {
	private, public string
	signer          note.Signer
}

// MakeKey draws a key from the world.
func MakeKey(w seva.World) (Key, error) {
	seed := w.Bytes(ed25519.SeedSize)
	public, err := publicOf(seed)
	if err != nil {
		return Key{}, err
	}
	// "name+hash+key": a private key says the same name and hash, and its own bytes.
	parts := strings.SplitN(public, "+", 3)
	return ParseKey("PRIVATE+KEY+" + parts[0] + "+" + parts[1] + "+" +
		base64.StdEncoding.EncodeToString(append([]byte{ed25519Kind}, seed...)))
}

// ParseKey reads what Private wrote. The text of a key is in no error.
func ParseKey(private string) (Key, error) {
	private = strings.TrimSpace(private)
	signer, err := note.NewSigner(private)
	if err != nil || signer.Name() != keyName {
		return Key{}, errors.New("audit: this is no private key of an audit log")
	}
	last := private[strings.LastIndexByte(private, '+')+1:]
	if parts := strings.SplitN(private, "+", 5); len(parts) == 5 {
		last = parts[4] // base64 may hold a + of its own
	}
	seed, err := base64.StdEncoding.DecodeString(last)
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return Key{}, errors.New("audit: this is no private key of an audit log")
	}
	public, err := publicOf(seed[1:])
	return Key{private, public, signer}, err
}

func publicOf(seed []byte) (string, error) {
	public, _ := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(keyName, public)
}

// Private gives the key as text, for its file and nothing else.
func (k Key) Private() string { return k.private }

// Public gives the text of the key with which anybody checks what this one signed.
func (k Key) Public() string { return k.public }

// String keeps a private key out of logs.
func (k Key) String() string { return k.public }

// Witness holds the public keys that are believed: the present one and those before it.
type Witness struct{ keys note.Verifiers }

// NewWitness reads public keys as Public writes them; at least one.
func NewWitness(public ...string) (Witness, error) {
	seen := map[string]bool{}
	var all []note.Verifier
	for _, p := range public {
		p = strings.TrimSpace(p)
		if p == "" || seen[p] {
			continue
		}
		v, err := note.NewVerifier(p)
		if err != nil || v.Name() != keyName {
			return Witness{}, fmt.Errorf("audit: %q is no public key of an audit log", p)
		}
		seen[p], all = true, append(all, v)
	}
	if len(all) == 0 {
		return Witness{}, errors.New("audit: no public key")
	}
	return Witness{note.VerifierList(all...)}, nil
}

// open gives the text of a note that one of the keys has signed.
func (w Witness) open(signed []byte) (string, error) {
	n, err := note.Open(bytes.ReplaceAll(signed, []byte("\r\n"), []byte("\n")), w.keys)
	if err != nil {
		if _, unknown := errors.AsType[*note.UnverifiedNoteError](err); unknown {
			return "", errors.New("audit: the checkpoint is signed by no key that is known here")
		}
		return "", fmt.Errorf("audit: the checkpoint's signature does not hold: %w", err)
	}
	return n.Text, nil
}
