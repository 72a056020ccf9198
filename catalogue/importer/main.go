// Command importer makes the reference data of package catalogue out of the source
// files that ORIGIN.md names:
//
//	go run ./catalogue/importer DIR
//
// DIR holds the source files; the result is written under ./catalogue and is the same
// for the same source, byte by byte. It knows the columns of the sources. It does not
// judge the result: that is the strict loader's work, whose test runs after it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./catalogue/importer DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1], "catalogue"); err != nil {
		fmt.Fprintln(os.Stderr, "importer:", err)
		os.Exit(1)
	}
}

// run reads the sources in from and writes the catalogue's files under to.
func run(from, to string) error {
	made := map[string][]byte{}
	for _, step := range []func(source, map[string][]byte) error{places, landWords, outlines} {
		if err := step(source(from), made); err != nil {
			return err
		}
	}
	for name, data := range made {
		if err := os.WriteFile(filepath.Join(to, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
