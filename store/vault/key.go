package vault

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"duar/seva"
)

// readKey gives the key as set, or that of the file, which is made when there is no vault
// yet. For a vault that is there none is ever made: it would not open it.
func readKey(file, set string, vaultIsThere bool, w seva.World) ([]byte, error) {
	if set != "" {
		key, err := hex.DecodeString(set)
		if err != nil || len(key) != keySize {
			return nil, errors.New("vault: the key must be 64 hexadecimal digits; make one with `openssl rand -hex 32`")
		}
		return key, nil
	}
	key, err := keyFrom(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if vaultIsThere { // looked at before its key, which is made first
		return nil, fmt.Errorf("%w (%s is missing)", ErrKey, keyName)
	}
	if err := makeKey(file, w.Bytes(keySize)); err != nil {
		return nil, err
	}
	return keyFrom(file)
}

func keyFrom(file string) ([]byte, error) {
	key, err := os.ReadFile(file)
	if err == nil && len(key) != keySize {
		return nil, fmt.Errorf("vault: %s is damaged; restore it from its backup", keyName)
	}
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(file)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("vault: %s can be read by others; say `chmod 600` of it", keyName)
	}
	return key, err
}

// makeKey puts a key there whole or not at all, also on a full disk. When two programs
// start at once on a new folder, the key of the first one stands.
func makeKey(file string, key []byte) error {
	draft, err := os.CreateTemp(filepath.Dir(file), keyName+".*") // for its owner only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.Write(key)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), file); err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(draft.Name(), file) // a file system without links
}
