package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duar/seva"
)

// TestSourceAsksOnlyForWordsThatExist reads every Go file of the module that is not a
// test and collects the message keys written in it: the literal handed to seva.Say, the
// Key of a seva.Text, and any literal under error. or flaw., which desks hand around. A
// literal that a variable is added to ("class." + key) must begin some key. Where the
// values are written beside the key, none that the sentence asks for may be forgotten.
func TestSourceAsksOnlyForWordsThatExist(t *testing.T) {
	root := moduleRoot(t)
	asked := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "i18n") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Logf("skipped: %v", err) // the compiler will say it louder
			return nil
		}
		for _, k := range keysIn(file) {
			asked++
			if !exists(k) {
				t.Errorf("%s: no language has the message %q", set.Position(k.pos), k.text)
			}
			for _, name := range Placeholders(seva.English, k.text) {
				if k.told && !slices.Contains(k.args, name) {
					t.Errorf("%s: %q asks for {{.%s}}, which is not given", set.Position(k.pos), k.text, name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if asked < 30 {
		t.Errorf("only %d keys found in the source: the search is broken", asked)
	}
}

// asked is a message key in the source; open means that more is added to it, told that
// args are the names of all values given with it.
type asked struct {
	text       string
	pos        token.Pos
	open, told bool
	args       []string
}

var (
	wholeKey  = regexp.MustCompile(`^[a-z0-9_]+(\.[A-Za-z0-9_-]+)*$`)
	deskKey   = regexp.MustCompile(`^(error|flaw)\.[a-z0-9_]+(\.[a-z0-9_]+)*$`)
	beginning = regexp.MustCompile(`^[a-z0-9_]+\.([A-Za-z0-9_-]+\.)*$`)
)

func keysIn(file *ast.File) []asked {
	var found []asked
	said := map[ast.Node]bool{}
	// take takes the key expression of a text.
	take := func(e ast.Expr) {
		switch e := e.(type) {
		case *ast.BasicLit:
			if s, ok := literal(e); ok && wholeKey.MatchString(s) {
				found, said[e] = append(found, asked{text: s, pos: e.Pos()}), true
			}
		case *ast.BinaryExpr:
			if s, ok := literal(e.X); ok && e.Op == token.ADD && beginning.MatchString(s) {
				found, said[e.X] = append(found, asked{text: s, pos: e.Pos(), open: true}), true
			}
		}
	}
	inSeva := file.Name.Name == "seva"
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if len(n.Args) > 0 && refers(n.Fun, "Say", inSeva) {
				before := len(found)
				take(n.Args[0])
				if len(found) > before {
					found[before].args, found[before].told = names(n.Args[1:])
				}
			}
		case *ast.CompositeLit:
			if !refers(n.Type, "Text", inSeva) {
				break
			}
			for i, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); !ok && i == 0 {
					take(e)
				} else if name, isName := identOf(kv); ok && isName && name == "Key" {
					take(kv.Value)
				}
			}
		case *ast.BasicLit:
			if s, ok := literal(n); ok && !said[n] && deskKey.MatchString(s) {
				found = append(found, asked{text: s, pos: n.Pos()})
			}
		}
		return true
	})
	return found
}

// names gives the names in seva.Args{"A": …}; false when the values come otherwise.
func names(args []ast.Expr) ([]string, bool) {
	if len(args) == 0 {
		return nil, true
	}
	lit, ok := args[0].(*ast.CompositeLit)
	if !ok || len(args) > 1 {
		return nil, false
	}
	var all []string
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if name, ok := literal(kv.Key); ok {
				all = append(all, name)
			}
		}
	}
	return all, true
}

// refers tells whether e is seva.name, or name itself inside package seva.
func refers(e ast.Expr, name string, inSeva bool) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		pkg, ok := e.X.(*ast.Ident)
		return ok && pkg.Name == "seva" && e.Sel.Name == name
	case *ast.Ident:
		return inSeva && e.Name == name
	}
	return false
}

func identOf(kv *ast.KeyValueExpr) (string, bool) {
	if kv == nil {
		return "", false
	}
	id, ok := kv.Key.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func exists(k asked) bool {
	if !k.open {
		return Has(seva.English, k.text)
	}
	for _, key := range Keys(seva.English) {
		if strings.HasPrefix(key, k.text) {
			return true
		}
	}
	return false
}

func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the package")
		}
	}
}

// The search itself is tried on a small file with every way of writing a key.
func TestKeysIn(t *testing.T) {
	const src = `package x
import "duar/seva"
var a = seva.Say("one.key", seva.Args{"X": "not.a.key"})
var b = seva.Text{Key: "two.key"}
var c = seva.Text{"three.key", nil}
var d = explain("error.four.key", "text/plain", "file.json")
var e = seva.Say("five." + name)
var f = other.Say("six.key")
var g = "the error.seven key"
`
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range keysIn(file) {
		got = append(got, fmt.Sprintf("%s %v %v", k.text, k.told, k.args))
	}
	want := []string{"one.key true [X]", "two.key false []", "three.key false []", "error.four.key false []", "five. true []"}
	if !slices.Equal(got, want) {
		t.Error(got)
	}
}
