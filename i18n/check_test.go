package i18n

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"duar/seva"
)

// bundle makes message files; a language that is not given has an empty one.
func bundle(files map[seva.Lang]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for _, l := range seva.PhoneLangs() {
		fs["messages/active."+string(l)+".toml"] = &fstest.MapFile{Data: []byte(files[l])}
	}
	return fs
}

// TestCheckFinds plants one defect at a time into sound files and wants exactly it.
func TestCheckFinds(t *testing.T) {
	sound := map[seva.Lang]string{
		seva.Bengali:      "\"sms.a\" = \"দাগ {{.Plot}}।\"\n\"plot.n\" = { one = \"{{.Count}}টি\", other = \"{{.Count}}টি\" }",
		seva.English:      "\"sms.a\" = \"Plot {{.Plot}}.\"\n\"plot.n\" = { one = \"{{.Count}} plot\", other = \"{{.Count}} plots\" }",
		seva.Hindi:        "\"sms.a\" = \"दाग {{.Plot}}।\"\n\"plot.n\" = { one = \"{{.Count}} दाग\", other = \"{{.Count}} दाग\" }",
		seva.BengaliRoman: "\"sms.a\" = \"Dag {{.Plot}}.\"",
		seva.HindiRoman:   "\"sms.a\" = \"Dag {{.Plot}}.\"",
	}
	if got := read(bundle(sound)).check(); len(got) != 0 {
		t.Fatalf("sound files: %v", got)
	}
	for name, c := range map[string]struct {
		lang     seva.Lang
		old, new string
		want     []string // of Problem.String, each a part
	}{
		"missing in Bengali":        {seva.Bengali, "sms.a", "sms.b", []string{"active.bn.toml: sms.a: missing", "active.en.toml: sms.b: missing", "active.hi.toml: sms.b: missing"}},
		"missing romanised":         {seva.HindiRoman, "\"sms.a\" = \"Dag {{.Plot}}.\"", "", []string{"hi-Latn.toml: sms.a: missing"}},
		"romanised alone":           {seva.BengaliRoman, "\"sms.a\"", "\"plot.x\" = \"x\"\n\"sms.a\"", []string{"bn-Latn.toml: plot.x: English has no such key", "hi-Latn.toml: plot.x: missing"}},
		"romanised in one only":     {seva.BengaliRoman, "\"sms.a\"", "\"plot.n\" = \"{{.Count}}\"\n\"sms.a\"", []string{"hi-Latn.toml: plot.n: missing"}},
		"placeholder differs":       {seva.Hindi, "{{.Plot}}", "{{.Dag}}", []string{"hi.toml: sms.a: placeholders [Dag] differ"}},
		"placeholder lost":          {seva.Hindi, "{{.Plot}}", "", []string{"hi.toml: sms.a: placeholders [] differ"}},
		"empty":                     {seva.Hindi, "दाग {{.Plot}}।", "", []string{"hi.toml: sms.a: empty"}},
		"blank":                     {seva.Hindi, "दाग {{.Plot}}।", " ", []string{"hi.toml: sms.a: placeholders", "hi.toml: sms.a: empty"}},
		"outside GSM-7":             {seva.BengaliRoman, "Dag", "Dåg", []string{"bn-Latn.toml: sms.a: 'å' (U+00E5)"}},
		"backtick":                  {seva.HindiRoman, "Dag", "`Dag", []string{"hi-Latn.toml: sms.a: '`' (U+0060)"}},
		"English quotes on phone":   {seva.English, "Plot {", "Plot’s {", []string{"en.toml: sms.a: '’' (U+2019)"}},
		"Devanagari in Bengali":     {seva.Bengali, "দাগ", "দाগ", []string{"bn.toml: sms.a: 'ा' (U+093E) is a letter of another script"}},
		"Bengali in Hindi":          {seva.Hindi, "दाग {{.P", "দাগ {{.P", []string{"hi.toml: sms.a: 'দ' (U+09A6) is a letter of another script"}},
		"bidi control":              {seva.Bengali, "দাগ", "দাগ\u202e", []string{"bn.toml: sms.a: invisible or direction-changing character U+202E"}},
		"escape":                    {seva.Bengali, "দাগ", "দাগ\\u001b", []string{"bn.toml: sms.a: invisible or direction-changing character U+001B"}},
		"not NFC":                   {seva.Bengali, "দাগ", "দা\u09dc", []string{"bn.toml: sms.a: not in Unicode NFC"}},
		"brace":                     {seva.Hindi, "{{.Plot}}", "{.Plot}", []string{"hi.toml: sms.a: brace"}},
		"template language":         {seva.English, "{{.Plot}}", "{{if .Plot}}x{{end}}", []string{"en.toml: sms.a: brace"}},
		"plural form missing":       {seva.Bengali, "one = \"{{.Count}}টি\", ", "two = \"{{.Count}}টি\", ", []string{"bn.toml: plot.n: the plural form one is missing", "bn.toml: plot.n: the language has no plural form two"}},
		"other missing":             {seva.Bengali, ", other = \"{{.Count}}টি\"", "", []string{"bn.toml: plot.n: empty, or without the form other"}},
		"one does not say how many": {seva.Bengali, "one = \"{{.Count}}টি\"", "one = \"একটি\"", []string{"bn.toml: plot.n: the plural form one does not say {{.Count}}"}},
		"key twice":                 {seva.Hindi, "\"sms.a\"", "\"sms.a\" = \"x\"\n\"sms.a\"", []string{"hi.toml: file cannot be read", "hi.toml: plot.n: missing", "hi.toml: sms.a: missing"}},
		"not TOML":                  {seva.Hindi, "\"sms.a\"", "sms a", []string{"hi.toml: file cannot be read", "hi.toml: plot.n: missing", "hi.toml: sms.a: missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[seva.Lang]string{}
			for l, text := range sound {
				files[l] = text
			}
			files[c.lang] = strings.Replace(files[c.lang], c.old, c.new, 1)
			if files[c.lang] == sound[c.lang] {
				t.Fatal("nothing was planted")
			}
			got := read(bundle(files)).check()
			for _, want := range c.want {
				if !slices.ContainsFunc(got, func(p Problem) bool { return strings.Contains(p.String(), want) }) {
					t.Errorf("not found: %s", want)
				}
			}
			if len(got) != len(c.want) {
				t.Errorf("%d problems, want %d: %v", len(got), len(c.want), got)
			}
		})
	}
}

func TestCheckWithoutFiles(t *testing.T) {
	s := read(fstest.MapFS{})
	if got := len(s.check()); got != len(seva.PhoneLangs()) {
		t.Errorf("%d problems for %d missing files", got, len(seva.PhoneLangs()))
	}
	if got := s.say(seva.Bengali, seva.Say("yes")); got != "⟪yes⟫" {
		t.Error(got)
	}
	// With no shapes at all a date is still a date.
	if got := string(s.append(nil, s.tongue(seva.Bengali), "X", seva.Date{Year: 2026, Month: 11, Day: 3})); got != "2026-11-3" {
		t.Error(got)
	}
}
