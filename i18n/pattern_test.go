package i18n

import (
	"strings"
	"testing"
	"text/template"

	"duar/seva"
)

func TestCompileRefuses(t *testing.T) {
	for _, src := range []string{
		"{", "}", "{{", "}}", "{{}}", "{{.}}", "{.Name}", "{{Name}}", "{{.name}}", "{{ .Name }}",
		"{{.Name", "{{.Name}", "{{{.Name}}}", "{{.Name}}}", "{{.Na me}}", "{{.A.B}}", "{{.Née}}",
		"{{if .X}}y{{end}}", "{{.X | printf}}", "{{- .X}}", "{{/* x */}}", "{{.1}}", "{{.নাম}}",
	} {
		if p, err := compile(src); err == nil {
			t.Errorf("%q was taken as %v", src, p)
		}
	}
}

func TestCompile(t *testing.T) {
	for src, want := range map[string]string{
		"":                     "",
		"plain":                "plain",
		"{{.A}}":               "<A>",
		"{{.A}}{{.B2}}":        "<A><B2>",
		"দাগ {{.Plot}}, শেষ":   "দাগ <Plot>, শেষ",
		"a\n{{.PlotNumber}} %": "a\n<PlotNumber> %",
	} {
		p, err := compile(src)
		if err != nil {
			t.Errorf("%q: %v", src, err)
		}
		if got := marked(p); got != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	}
}

func marked(p pattern) string {
	return string(p.fill(nil, func(b []byte, name string) []byte { return append(b, "<"+name+">"...) }))
}

// What compile takes, text/template (which go-i18n would have used) takes too, and
// both say the same. What is refused is what has a brace that is no placeholder.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{"", "x", "{{.A}} b {{.C}}", "{{ .A }}", "{", "}}", "{{.A}}}", "{{.দ}}", "মৌজা {{.Mouza}}।"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		p, err := compile(src)
		if err != nil {
			if !strings.ContainsAny(src, "{}") {
				t.Fatalf("%q refused: %v", src, err)
			}
			return
		}
		data := map[string]string{}
		for _, s := range p {
			if s.name != "" {
				data[s.name] = "<" + s.name + ">"
			}
		}
		tmpl, err := template.New("").Parse(src)
		if err != nil {
			t.Fatalf("text/template refuses %q: %v", src, err)
		}
		var b strings.Builder
		if err := tmpl.Execute(&b, data); err != nil {
			t.Fatal(err)
		}
		if got := marked(p); got != b.String() {
			t.Fatalf("%q: %q, text/template says %q", src, got, b.String())
		}
	})
}

func BenchmarkSay(b *testing.B) {
	for _, c := range []struct {
		name string
		lang seva.Lang
		text seva.Text
	}{
		{"static", seva.Bengali, seva.Say("class.pukur")},
		{"two codes", seva.Bengali, seva.Say("error.plot.unknown", seva.Args{"Mouza": code("1027001"), "Number": code("165/1201")})},
		{"date", seva.Bengali, seva.Say("error.number.form", seva.Args{"Example": seva.Date{Year: 2026, Month: 11, Day: 23}})},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Say(c.lang, c.text)
			}
		})
	}
	three := read(bundle(map[seva.Lang]string{
		seva.Bengali: `"three" = { one = "{{.Count}} দাগ {{.Area}} একর {{.Name}}", other = "{{.Count}} দাগ {{.Area}} একর {{.Name}}" }`,
	}))
	b.Run("plural, three values", func(b *testing.B) {
		b.ReportAllocs()
		text := seva.Say("three", seva.Args{"Count": 12, "Area": seva.Area(7500), "Name": seva.Names{Bn: "ঘাটাল"}})
		for b.Loop() {
			three.say(seva.Bengali, text)
		}
	})
}

func TestStaticSayDoesNotAllocate(t *testing.T) {
	text := seva.Say("class.pukur")
	Say(seva.Bengali, text)
	if n := testing.AllocsPerRun(100, func() { Say(seva.Bengali, text) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
