package tui

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// PrintTo gives a Config.Print that writes to a folder, which it makes when needed. A
// printout holds names of people, so nobody else may read it; one that is there already
// is kept and the new one gets a number.
func PrintTo(folder string) func(name, text string) (string, error) {
	return func(name, text string) (string, error) {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return "", err
		}
		ext := filepath.Ext(name)
		stem := filepath.Join(folder, strings.TrimSuffix(filepath.Base(name), ext))
		path := stem + ext
		for n := 2; ; n++ {
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if errors.Is(err, fs.ErrExist) {
				path = stem + "-" + strconv.Itoa(n) + ext
				continue
			}
			if err != nil {
				return "", err
			}
			return path, keep(f, text)
		}
	}
}

// keep writes all of it to the disk, or leaves no half of it behind.
func keep(f *os.File, text string) error {
	_, err := f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
