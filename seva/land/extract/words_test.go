package extract

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
)

// Every reason for which a line can be refused has words in every language. Most keys
// are put together by refused, so that nobody else could find them in the source.
func TestReasonsHaveWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`refused\([^,]+, "([a-z_]+)"\)|"error\.extract\.([a-z_]+)"`)
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range written.FindAllStringSubmatch(string(source), -1) {
			found++
			for _, l := range seva.PhoneLangs() {
				if key := "error.extract." + m[1] + m[2]; !i18n.Has(l, key) {
					t.Errorf("%s: %s has no words in %s", file, key, l)
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d reasons found in the source", found)
	}
}
