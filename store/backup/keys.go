package backup

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"filippo.io/age"

	"duar/seva"
)

// CheckOf gives what tells a key from another one and says nothing of it: 64 bits derived
// from it. Keys here have 256 random bits, so nobody finds one by trying.
func CheckOf(key []byte) string {
	sum, err := hkdf.Key(sha256.New, key, nil, "duar backup check", 8)
	if err != nil {
		panic("backup: " + err.Error()) // eight bytes are never too many
	}
	return hex.EncodeToString(sum)
}

// SealKeys shuts the keys of a data folder, by their files' names, once more for
// themselves: whoever may look into the archive's data, or makes it, need not be who may
// open what the data is shut with.
func SealKeys(keys map[string][]byte, to ...age.Recipient) ([]byte, error) {
	text, err := json.Marshal(keys) // bytes are base64 there
	if err != nil {
		return nil, err
	}
	if len(text) > largest-sealing {
		return nil, fmt.Errorf("backup: the keys have %d kB, and a backup takes %d: is something else among them?", len(text)>>10, (largest-sealing)>>10)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to...)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(text)
	err = errors.Join(err, w.Close()) // which writes the end
	return b.Bytes(), err
}

// sealing is more than what shutting adds: a line of a header for each recipient, and 16
// bytes for each 64 kB.
const sealing = 64 << 10

// ErrKeys is that the archive opens and the keys in it do not.
var ErrKeys = errors.New("backup: the keys in this backup were shut for another key; give that one too (--identity)")

// OpenKeys opens what SealKeys shut.
func OpenKeys(sealed []byte, with ...age.Identity) (keys map[string][]byte, err error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), with...)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, ErrKeys
	}
	if err != nil {
		return nil, fmt.Errorf("%w (the keys: %w)", ErrAltered, err)
	}
	text, err := io.ReadAll(io.LimitReader(r, largest))
	if err != nil {
		return nil, fmt.Errorf("%w (the keys: %w)", ErrAltered, err)
	}
	return keys, strictly(text, &keys)
}

// Small reads a part that must be small.
func Small(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, largest+1))
	if err == nil && len(b) > largest {
		err = fmt.Errorf("%w (a part is too large)", ErrAltered)
	}
	return b, err
}

// Recipients reads public keys as `duar backup keygen` prints them (age1…). At least one.
func Recipients(texts []string) ([]age.Recipient, error) {
	var all []age.Recipient
	for _, text := range texts {
		r, err := age.ParseRecipients(strings.NewReader(strings.TrimSpace(text) + "\n"))
		if err != nil || len(r) != 1 {
			return nil, fmt.Errorf("%q is no public key of a backup; it begins with age1 and `duar backup keygen` prints one", text)
		}
		all = append(all, r...)
	}
	if len(all) == 0 {
		return nil, errors.New("a backup is shut for whoever may open it: name that public key with --recipient (make one with `duar backup keygen`)")
	}
	return all, nil
}

// Identities reads the content of key files.
func Identities(contents ...[]byte) ([]age.Identity, error) {
	var all []age.Identity
	for _, c := range contents {
		ids, err := age.ParseIdentities(bytes.NewReader(c))
		if err != nil {
			// The library's error would show the line.
			return nil, errors.New("this is no key file of `duar backup keygen`: a line of it is AGE-SECRET-KEY-1…")
		}
		all = append(all, ids...)
	}
	return slices.Clip(all), nil
}

// MakeIdentity draws a key pair: the content of the file that opens archives, and the
// public key that shuts them.
func MakeIdentity(w seva.World) (secret []byte, public string, err error) {
	id, err := age.GenerateX25519Identity() // from the system's chance; age takes no other
	if err != nil {
		return nil, "", err
	}
	public = id.Recipient().String()
	text := fmt.Sprintf("# opens backups of duar; made %s\n# public key: %s\n%s\n", w.Now().Format("2006-01-02T15:04:05Z07:00"), public, id)
	return []byte(text), public, nil
}
