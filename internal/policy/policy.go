// Package policy says who may import whom, and finds those who do not keep to it.
//
// It knows only import paths. The list is short on purpose and edited on purpose: a
// package without a rule is an offence, so that a new room is placed in the house
// before it is furnished. The reasons are in docs/adr/0002.
package policy

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Module is the path that every room's import path begins with.
const Module = "duar"

// Rule says what the packages named by Who may import besides the standard library.
// A name that ends in /... covers the package and all below it. Rooms are in this
// module, without its name; Libraries are path prefixes elsewhere.
type Rule struct {
	Who       string
	Rooms     []string
	Libraries []string
}

// Rules is the statement of policy. The first rule that matches a package is its rule.
func Rules() []Rule {
	text := []string{"golang.org/x/text"}
	return []Rule{
		// The core: the standard library, the text and Merkle arithmetic of x/, itself.
		// Passwords need argon2id, which the standard library does not have.
		{"seva/identity", []string{"seva/..."}, []string{"golang.org/x/text", "golang.org/x/crypto/argon2"}},
		{"seva/...", []string{"seva/..."}, []string{"golang.org/x/text", "golang.org/x/mod"}},

		// Words and definitions.
		{"i18n", []string{"seva/..."}, append(text, "github.com/nicksnyder/go-i18n/v2", "github.com/BurntSushi/toml")},
		{"catalogue/importer", []string{"seva/...", "catalogue/..."}, text},
		{"catalogue/...", []string{"seva/...", "catalogue/outline"}, append(text, "github.com/BurntSushi/toml")},
		{"demo", []string{"seva/..."}, nil},

		// Background work over the desks' ports.
		{"worker", []string{"seva/..."}, nil},

		// The archive of a backup knows no database; the stores give what goes in.
		{"store/backup", []string{"seva/..."}, []string{"filippo.io/age"}},
		// What stands behind ports. Database and Redis drivers live here and nowhere else.
		// The ports of the phone's sessions are the phone's own, so store may see ussd.
		{"store/queue", []string{"store/..."}, []string{"github.com/riverqueue/river", "github.com/jackc/pgx/v5", "modernc.org/sqlite"}},
		{"store/...", []string{"seva/...", "ussd", "store/..."}, []string{
			"github.com/jackc/pgx/v5", "modernc.org/sqlite", "github.com/redis/go-redis/v9",
			"github.com/pressly/goose/v3", "github.com/fxamacker/cbor/v2", "github.com/alicebob/miniredis/v2",
			"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/anishathalye/porcupine"}},
		// Papers: fonts and shaping, QR codes, signatures.
		{"paper/...", []string{"seva/...", "i18n", "paper/..."}, append(text, "golang.org/x/image",
			"github.com/go-text/typesetting", "github.com/skip2/go-qrcode", "github.com/fxamacker/cbor/v2",
			"github.com/veraison/go-cose", "software.sslmate.com/src/go-pkcs12", "github.com/ThalesGroup/crypto11",
			"github.com/clipperhouse/uax29/v2")},

		// Systems of others that we talk to, each with a stand-in.
		{"outside/...", []string{"seva/...", "outside/..."}, nil},

		// The faces: thin, blind to each other and to what stands behind the ports.
		{"api/client", []string{"seva/...", "api/wire"}, nil},
		{"api/wire", []string{"seva/..."}, nil},
		{"api", []string{"seva/...", "i18n", "api/..."}, []string{
			"github.com/gofiber/fiber/v2", "github.com/valyala/fasthttp", "github.com/maypok86/otter/v2",
			"github.com/prometheus/client_golang", "golang.org/x/text", "github.com/oasdiff/yaml3",
			"github.com/golang-jwt/jwt/v5"}},
		{"ussd/page", nil, []string{"github.com/clipperhouse/uax29/v2"}},
		{"ussd/dialogue", []string{"seva/..."}, nil},
		{"ussd/gateway/all", []string{"seva/...", "ussd/..."}, nil},
		{"ussd/gateway/gatewaytest", []string{"seva/...", "ussd", "ussd/gateway"}, []string{"github.com/google/go-cmp"}},
		{"ussd/gateway/twilio", gatewayRooms, []string{"github.com/twilio/twilio-go"}},
		{"ussd/gateway/smpp/pdu", nil, nil},
		{"ussd/gateway/smpp/smpptest", []string{"ussd/gateway/smpp/pdu"}, nil},
		{"ussd/gateway/smpp", append([]string{"ussd/gateway/smpp/pdu"}, gatewayRooms...), nil},
		{"ussd/gateway/*", gatewayRooms, nil},
		{"ussd/gateway", []string{"seva/...", "ussd", "ussd/page"}, []string{"github.com/gofiber/fiber/v2"}},
		{"ussd", []string{"seva/...", "i18n", "ussd/dialogue", "ussd/page"}, nil},
		{"tui/...", []string{"seva/...", "i18n", "tui/..."}, []string{
			"github.com/charmbracelet", "github.com/clipperhouse/uax29/v2", "github.com/muesli/termenv", "golang.org/x/text"}},

		// Who ties it together, and who plays it through.
		{"cmd/...", []string{"..."}, []string{""}},
		{"walks", []string{"..."}, []string{""}},
		{"walks/faults", nil, nil},
		{"internal/policy", nil, nil},
		{"internal/load", nil, nil},
	}
}

// gatewayRooms is what one operator's dialect may see: the turn, the carrier's port,
// how text is measured. Never a sibling.
var gatewayRooms = []string{"seva", "seva/notice", "ussd", "ussd/page", "ussd/gateway"}

// Offence is one import that the rules do not allow, or a package with no rule
// (Import is empty then).
type Offence struct {
	File, Package, Import string
}

func (o Offence) String() string {
	if o.Import == "" {
		return fmt.Sprintf("%s: package %s has no rule in internal/policy", o.File, o.Package)
	}
	return fmt.Sprintf("%s: %s may not import %s", o.File, o.Package, o.Import)
}

// Offences reads the imports of every Go file below root. Test files may also use
// other rooms and test libraries, but even they never import cmd or walks, except
// that walks play the program.
func Offences(root fs.FS) ([]Offence, error) {
	var found []Offence
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Dir(name)
		rule, ok := ruleOf(pkg)
		if !ok {
			found = append(found, Offence{File: name, Package: pkg})
			return nil
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if !allowed(rule, pkg, imported, strings.HasSuffix(name, "_test.go")) {
				found = append(found, Offence{name, pkg, imported})
			}
		}
		return nil
	})
	return found, err
}

func ruleOf(pkg string) (Rule, bool) {
	for _, r := range Rules() {
		if covers(r.Who, pkg) {
			return r, true
		}
	}
	return Rule{}, false
}

func allowed(r Rule, pkg, imported string, test bool) bool {
	room, ours := strings.CutPrefix(imported, Module+"/")
	switch {
	case ours && (covers("cmd/...", room) || covers("walks", room)):
		return covers("cmd/...", pkg) || pkg == "walks"
	case test || room == pkg && ours:
		return true
	case ours:
		return slices.ContainsFunc(r.Rooms, func(w string) bool { return covers(w, room) })
	case !strings.Contains(strings.Split(imported, "/")[0], "."):
		return true // the standard library
	}
	return slices.ContainsFunc(r.Libraries, func(lib string) bool {
		return lib == "" || imported == lib || strings.HasPrefix(imported, lib+"/")
	})
}

// covers tells whether a name in a rule means the package: "a/..." is a and all
// below, "a/*" is what lies directly below a, "..." is everything.
func covers(who, pkg string) bool {
	if who == "..." {
		return true
	}
	if base, ok := strings.CutSuffix(who, "/..."); ok {
		return pkg == base || strings.HasPrefix(pkg, base+"/")
	}
	if base, ok := strings.CutSuffix(who, "/*"); ok {
		return path.Dir(pkg) == base
	}
	return who == pkg
}
