package page_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"duar/i18n"
	"duar/seva"
	"duar/ussd/page"
)

// hole is where a value goes in a message.
var hole = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// The messages that duar sends, with a value of the usual length in each place: what the
// tables would save on a route that reads them. Digits are written once as duar writes them
// and once as ASCII, because no pair of tables has both the danda and Bengali digits. Run
// with -v for the table.
func TestTablesOnTheMessages(t *testing.T) {
	for _, lang := range []seva.Lang{seva.Bengali, seva.Hindi} {
		var words map[string]any
		if _, err := toml.DecodeFile(fmt.Sprintf("../../i18n/messages/active.%s.toml", lang), &words); err != nil {
			t.Fatal(err)
		}
		say := func(key string) string {
			s, ok := words[key].(string)
			if !ok {
				t.Fatalf("%s: no message %s", lang, key)
			}
			return s
		}
		values := map[string]string{
			"Service": say("service.mutation_sale"),
			"State":   say("state.hearing_set"),
			"Next":    say("next.hearing_set"),
			"Number":  "CAF2026000123",
			"Date":    "12-10-2026",
			"By":      "12-10-2026",
		}
		fill := func(text string, digits func(string) string) string {
			return hole.ReplaceAllStringFunc(text, func(at string) string {
				name := hole.FindStringSubmatch(at)[1]
				value, known := values[name]
				switch {
				case name == "Number":
					return value // is written as it stands, in every language
				case !known:
					value = "165"
				}
				return digits(value)
			})
		}
		count := func(key, text string) (plain, shifted int) {
			before, err := page.Encode(text, page.Plain)
			if err != nil {
				t.Fatal(key, err)
			}
			after, err := page.Encode(text, page.Shifted)
			if err != nil {
				t.Fatal(key, err)
			}
			plain, shifted = len(before.Segments), len(after.Segments)
			if shifted > plain {
				t.Errorf("%s %s: %d parts became %d", lang, key, plain, shifted)
			}
			if before.Scheme != after.Scheme && shifted == plain {
				t.Errorf("%s %s: tables that save nothing: %v", lang, key, after.Scheme)
			}
			lock, _ := after.Lock.MarshalText()
			single, _ := after.Single.MarshalText()
			t.Logf("%s  %-22s %3d units  %d -> %d  %s %s %s", lang, key, page.Measure(text).Units, plain, shifted, after.Coding, lock, single)
			return plain, shifted
		}
		for _, way := range []struct {
			name   string
			digits func(string) string
		}{
			{"digits of the language", func(s string) string { return i18n.Digits(lang, s) }},
			{"ASCII digits", func(s string) string { return s }},
		} {
			t.Logf("-- %s, %s", lang, way.name)
			plain, shifted := 0, 0
			for _, key := range slices.Sorted(maps.Keys(words)) {
				if strings.HasPrefix(key, "sms.") {
					p, s := count(key, fill(say(key), way.digits))
					plain, shifted = plain+p, shifted+s
				}
			}
			t.Logf("== %s, %s: %d parts become %d", lang, way.name, plain, shifted)
			if shifted >= plain && (lang == seva.Hindi || way.name == "ASCII digits") {
				t.Errorf("%s, %s: the tables save nothing", lang, way.name)
			}
		}
	}
}
