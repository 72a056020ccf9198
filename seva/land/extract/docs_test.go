package extract

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The examples of docs/extract.md are what people copy: they are read here, and every
// column is named in the text.
func TestDocs(t *testing.T) {
	raw, err := os.ReadFile("../../../docs/extract.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for _, f := range []Format{CSV, JSONL} {
		block := regexp.MustCompile("(?s)```" + string(f) + "\n(.*?)```").FindStringSubmatch(text)
		if block == nil {
			t.Fatalf("no example of %s", f)
		}
		g := read(block[1], f, Options{})
		if g.err != nil || len(g.faults) > 0 || len(g.all) != 1 {
			t.Fatalf("%s: %v, %v", f, g.err, g.faults)
		}
		if v := g.all[0].Volume; len(v.Plots) != 2 || len(v.Crosswalk) != 2 || v.Source != "blro-1027" {
			t.Errorf("%s: %+v", f, v)
		}
	}
	for _, column := range Columns() {
		if !strings.Contains(text, "`"+column+"`") {
			t.Errorf("column %s is not described", column)
		}
	}
}
