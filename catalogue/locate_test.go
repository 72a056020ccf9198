package catalogue

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

func TestLocate(t *testing.T) {
	const text = `# [not.a.table]
id = "x" # = "y"
"quoted" = 'a # b'
a.b = 1

[table] # a comment
long = """
[no.table]
key = 1 \""" still
"""
list = [
  # one a line
  "one",
  { key = "]", deep = [1, 2] }, "three",
]
raw = '''
''a'''' # ends in a quote of its own

[[item]]
id = 1

  [[item.part]]
  id = 2

  [[item.part]]
  when = { all = [
    { field = "a" },
    { field = "b" },
  ] }

[[item]]
[[item.part]]
id = 3
`
	if _, err := toml.Decode(text, new(map[string]any)); err != nil {
		t.Fatal(err)
	}
	got := locate(text)
	for path, line := range map[string]int{
		"id": 2, "quoted": 3, "a": 4, "a.b": 4, "table": 6, "table.long": 7, "table.list": 11, "table.list[0]": 13,
		"table.list[1]": 14, "table.list[1].key": 14, "table.list[1].deep[1]": 14, "table.list[2]": 14, "table.raw": 16,
		"item": 19, "item[0]": 19, "item[0].id": 20, "item[0].part[0].id": 23, "item[0].part[1]": 25, "item[0].part[1].when": 26,
		"item[0].part[1].when.all[0].field": 27, "item[0].part[1].when.all[1].field": 28, "item[1]": 31, "item[1].part[0].id": 33,
	} {
		if got[path] != line {
			t.Errorf("%s is on line %d, found on %d", path, line, got[path])
		}
	}
	for _, path := range []string{"not", "no", "key", "table.key"} {
		if got[path] != 0 {
			t.Errorf("%s is nowhere, found on %d", path, got[path])
		}
	}
}

// Of every definition file each value is found on a line where it is written.
func TestLocateFindsEveryValue(t *testing.T) {
	seen := 0
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".toml") {
			return err
		}
		var faults Faults
		doc := read(Files(), name, &faults)
		if doc == nil {
			t.Fatal(faults)
		}
		each(doc.root, "", func(path string, value any) {
			seen++
			line := doc.lines[path]
			if line == 0 {
				t.Errorf("%s: %s is nowhere", name, path)
			} else if s, ok := value.(string); ok && !strings.Contains(doc.text[line-1], s) {
				t.Errorf("%s:%d has no %q, which %s is", name, line, s, path)
			}
		})
		return nil
	})
	if err != nil || seen < 1500 {
		t.Errorf("%d values, %v", seen, err)
	}
}

// each visits every value of a decoded file with its path.
func each(value any, path string, visit func(string, any)) {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Map:
		for _, key := range v.MapKeys() {
			p := join(path, key.String())
			visit(p, v.MapIndex(key).Interface())
			each(v.MapIndex(key).Interface(), p, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(nth(path, i), v.Index(i).Interface())
			each(v.Index(i).Interface(), nth(path, i), visit)
		}
	}
}

// Whatever TOML takes is walked to its end, and nothing is found outside of the text.
func FuzzLocate(f *testing.F) {
	f.Add("a = 1\n[b]\nc = [1, { d = '''x''' }]\n[[e.f]]\ng = \"\\\"\"")
	f.Add("a = \"\"\"x\"\"\"\"\"\nb = 1979-05-27 07:32:00\n\"\" = 2")
	f.Fuzz(func(t *testing.T, text string) {
		locate(text) // also of what is not TOML it only makes nonsense
		if _, err := toml.Decode(text, new(map[string]any)); err != nil {
			return
		}
		for path, line := range locate(text) {
			if line < 1 || line > 1+strings.Count(text, "\n") {
				t.Errorf("%q on line %d", path, line)
			}
		}
	})
}

func TestMeant(t *testing.T) {
	words := []string{"id", "kind", "options", "optional", "when"}
	for written, want := range map[string]string{
		"optoins": "; did you mean options?", "option": "; did you mean options?", "knid": "; did you mean kind?",
		"colour": "", "x": "", "wehn": "; did you mean when?", "di": "; did you mean id?",
	} {
		if got := meant(written, words); got != want {
			t.Errorf("%s: %q, want %q", written, got, want)
		}
	}
}
