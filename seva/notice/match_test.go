package notice

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"duar/seva"
)

var (
	number = Variable{Name: "Number", Kind: Alphanumeric, Most: 20}
	code   = Variable{Name: "Code", Kind: Numeric, Most: 6}
	papers = Variable{Name: "Papers", Kind: Alphanumeric, Most: 80, Wide: true}
	day    = Variable{Name: "Day", Kind: Alphanumeric, Most: 10}
)

func TestMatch(t *testing.T) {
	vars := []Variable{number, code, papers, day,
		{Name: "Link", Kind: URL, Most: 40}, {Name: "Call", Kind: CallBack, Most: 20}, {Name: "Mail", Kind: Email, Most: 40}}
	for _, c := range []struct {
		text, body string
		lang       seva.Lang
		want       string // "", "words", or the variable that does not fit, with ! when it is too long
	}{
		{"duar: your code is {{.Code}}.", "duar: your code is 482913.", seva.English, ""},
		{"duar: your code is {{.Code}}.", "duar  your\ncode is 482913", seva.English, ""}, // what operators pass over
		{"duar: your code is {{.Code}}.", "Duar: your code is 482913.", seva.English, "words"},
		{"duar: your code is {{.Code}}.", "duar: your code is .", seva.English, "words"}, // nothing in the place
		{"duar: your code is {{.Code}}.", "duar: your code is 48291a.", seva.English, "Code"},
		{"duar: your code is {{.Code}}.", "duar: your code is 48 29.", seva.English, "Code"},
		{"duar: your code is {{.Code}}.", "duar: your code is 4829131.", seva.English, "Code!"},
		{"duar: your code is {{.Code}}.", "duar: your code is 482913. Pay here", seva.English, "Code!"},
		{"কোড {{.Code}}। চলবে", "কোড ৪৮২৯১৩। চলবে", seva.Bengali, "Code"}, // digits are ASCII
		{"{{.Number}}: {{.Papers}}।", "GR2026000123/1: দলিল, খাজনার রসিদ।", seva.Bengali, ""},
		{"{{.Number}}: {{.Papers}}।", "GR2026000123/1: deed <b>।", seva.Bengali, "Papers"},
		{"{{.Number}}: {{.Papers}}.", "GR2026000123/1: দলিল.", seva.BengaliRoman, "Papers"}, // would not be GSM-7
		{"{{.Number}}টি দাগ", "12টি দাগ", seva.Bengali, ""},
		{"{{.Number}} {{.Code}}", "GR1 123456", seva.English, ""},
		{"{{.Number}} by {{.Day}} by noon", "a by b by 1/1/2026 by noon", seva.English, ""}, // the words stand in the value too
		{"{{.Number}} by {{.Day}} by noon", "a by 1/1/2026 by midnight", seva.English, "words"},
		{"plain words", "plain, words!", seva.English, ""},
		{"plain words", "plain words more", seva.English, "words"},
		{"see {{.Link}} now", "see https://duar.example/a now", seva.English, ""},
		{"see {{.Link}} now", "see https://duar.example/ a now", seva.English, "Link"},
		{"ring {{.Call}} now", "ring +91 33 2214 5555 now", seva.English, ""},
		{"write {{.Mail}} now", "write a@b.in now", seva.English, ""},
		{"write {{.Mail}} now", "write ab.in now", seva.English, "Mail"},
	} {
		p, err := compile(c.text, vars, c.lang)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if bad := p.match(fold(c.body)); bad != nil {
			got = "words"
			if bad.variable != "" {
				got = bad.variable
			}
			if bad.long {
				got += "!"
			}
		}
		if got != c.want {
			t.Errorf("%q against %q: %q, want %q", c.body, c.text, got, c.want)
		}
	}
}

func TestNoTemplate(t *testing.T) {
	for _, text := range []string{"a {{.Code", "a {{.Nobody}}", "a {b}", "a {{.Code}} }", "{{Code}}"} {
		if _, err := compile(text, []Variable{code}, seva.English); err == nil {
			t.Errorf("%q is a template", text)
		}
	}
}

// Whatever values its variables hold, a template is matched by what is made of it; and with
// one letter of its words changed it is not.
func TestMatchHoldsWhatIsFilled(t *testing.T) {
	value := func(t *rapid.T, v Variable, label string) string {
		letters := "ABCxyz0123456789"
		switch {
		case v.Kind == Numeric:
			letters = "0123456789"
		case v.Wide:
			letters += "কখগাি"
		}
		n := rapid.IntRange(1, v.Most).Draw(t, label)
		s := rapid.StringOfN(rapid.RuneFrom([]rune(letters)), n, n, -1).Draw(t, label)
		if v.Kind == Alphanumeric && n > 2 && rapid.Bool().Draw(t, label) { // marks inside
			s = s[:len(s)-lastSize(s)]
			s = s[:len(s)-lastSize(s)] + string(rapid.RuneFrom([]rune(marks)).Draw(t, label)) + "7"
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		vars := []Variable{number, code, papers, day}
		var text strings.Builder
		words := rapid.SampledFrom([]string{"", " ", "duar ", "দপ্তর জানতে চায়। ", " by ", "7 ", ", "})
		text.WriteString("duar ")
		for _, v := range vars {
			text.WriteString(words.Draw(t, "words"))
			text.WriteString("{{." + v.Name + "}}")
		}
		text.WriteString(" end")
		p, err := compile(text.String(), vars, seva.Bengali)
		if err != nil {
			t.Fatal(err)
		}
		tpl := Template{Text: text.String(), Vars: vars}
		body := tpl.Fill(func(v Variable) string { return value(t, v, v.Name) })
		if bad := p.match(fold(body)); bad != nil {
			t.Fatalf("%q does not match %q: %+v", body, text.String(), *bad)
		}
		if p.match(fold(body+"s")) == nil || p.match(fold("d"+body)) == nil {
			t.Fatalf("%q matches with other words", body)
		}
	})
}

func lastSize(s string) int {
	_, n := utf8.DecodeLastRuneInString(s)
	return n
}

// No body brings the matcher down or holds it up, and none is matched whose letters are not
// in it.
func FuzzMatch(f *testing.F) {
	p, err := compile("a {{.Number}} a {{.Papers}} a {{.Day}} a", []Variable{number, papers, day}, seva.Bengali)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a 1 a 2 a 3 a")
	f.Add(strings.Repeat("a ", 200))
	f.Add("a \xff a \u200d a কা a")
	f.Fuzz(func(t *testing.T, body string) {
		folded := fold(body)
		if len(folded.at) != len(folded.text) {
			t.Fatalf("%q: %d places for %d bytes", body, len(folded.at), len(folded.text))
		}
		for i := range min(len(folded.text), 20) {
			for _, j := range []int{i + 1, len(folded.text)} {
				if utf8.ValidString(body) && utf8.RuneStart(folded.text[i]) && (j == len(folded.text) || utf8.RuneStart(folded.text[j])) &&
					!strings.Contains(body, folded.value(i, j)) {
					t.Fatalf("%q: %q is not in it", body, folded.value(i, j))
				}
			}
		}
		if bad := p.match(folded); bad == nil && (!strings.HasPrefix(folded.text, "a") || !strings.HasSuffix(folded.text, "a")) {
			t.Fatalf("%q matched", body)
		}
	})
}

func TestFoldValue(t *testing.T) {
	f := fold("ab ক, গ/1.")
	if f.text != "abকগ1" {
		t.Fatalf("%q", f.text)
	}
	if got := f.value(2, len(f.text)); got != "ক, গ/1" {
		t.Errorf("%q", got)
	}
	if got := f.value(0, 2+len("ক")); got != "ab ক" {
		t.Errorf("%q", got)
	}
}

func BenchmarkMatch(b *testing.B) {
	p, err := compile("duar {{.Number}} Old Age Pension: the office asks you. {{.Papers}}. Last day: {{.Day}}.", []Variable{number, papers, day}, seva.English)
	if err != nil {
		b.Fatal(err)
	}
	body := "duar OP2026000123 Old Age Pension: the office asks you. Deed, Tax receipt. Last day: 23/11/2026."
	for b.Loop() {
		if p.match(fold(body)) != nil {
			b.Fatal("no match")
		}
	}
}
