package program

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"duar/store/backup"
)

// The kinds of files in a folder of document keys that seal.Open reads: a key with its
// certificates (.p12, .pem), certificates alone (.crt), the name of a key in a token (.hsm).
var paperKeyKinds = []string{".p12", ".pem", ".crt", ".hsm"}

// paperKeys adds the keys that papers are signed with, and those that are over, under the
// names that they have below the data folder. Without the old ones papers that were printed
// years ago would be of an unknown signer after a restore.
func paperKeys(folder string, keys map[string][]byte, m *backup.Manifest) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // this server has signed nothing
	}
	for _, e := range entries {
		name := path.Join(keyFolder, e.Name())
		if e.IsDir() || !isPaperKey(name) {
			continue
		}
		key, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return err
		}
		keys[name] = key
		m.Keys = append(m.Keys, backup.KeyNote{Name: name, Check: backup.CheckOf(key), Kept: true})
	}
	return err
}

// isPaperKey tells whether a name in a backup is that of a document key. Whoever shuts an
// archive for a public key chooses its names: none may lead out of the folder, or hide there.
func isPaperKey(name string) bool {
	dir, base := path.Split(name)
	return dir == keyFolder+"/" && !strings.HasPrefix(base, ".") && !strings.ContainsRune(base, '\\') && base == filepath.Base(base) &&
		slices.Contains(paperKeyKinds, path.Ext(base))
}

// mayKeep tells whether a key that came in a backup is one that a data folder has.
func mayKeep(name string) bool {
	return isPaperKey(name) || name == filepath.Base(name) && filepath.Ext(name) == ".key"
}

// sayPaperKeys says what a restore of these keys needs besides: the password of key files and
// the tokens are not in it.
func sayPaperKeys(s *streams, m backup.Manifest) {
	has := func(kind string) bool {
		return slices.ContainsFunc(m.Keys, func(k backup.KeyNote) bool { return k.Kept && isPaperKey(k.Name) && path.Ext(k.Name) == kind })
	}
	if has(".p12") {
		fmt.Fprintln(s.out, "not in it: the password in DUAR_DOCUMENT_PASSWORD, which opens the key files of papers; keep it where you keep it")
	}
	if has(".hsm") {
		fmt.Fprintln(s.out, "not in it: keys of papers that lie in a token; only how they are found is")
	}
}
