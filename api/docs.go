package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the document and the pages are part of the program
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	yaml "github.com/oasdiff/yaml3"

	"duar/i18n"
	"duar/seva"
)

//go:embed openapi.yaml
var openapi []byte

//go:embed page.css
var pageStyle string

//go:embed docs.html
var docsHTML string

//go:embed problem.html
var problemHTML string

// document answers GET /openapi.yaml with the document as it was written.
func (s *Server) document(q call) error { return q.send(seal(typeYAML, openapi), "") }

// docs answers GET /docs: the operations of the document with their examples, in one
// page that needs nothing from anywhere else.
func (s *Server) docs(q call) error {
	ops, err := operations()
	if err != nil {
		return seva.Broken(err)
	}
	return q.page(docsPage(), struct {
		Page
		Operations []operation
	}{q.frameOfPage("docs.title"), ops})
}

// problemPage answers GET /problems/{code}: what an error means, in all three languages.
func (s *Server) problemPage(q call) error {
	code, err := q.path("code")
	if err != nil {
		return err
	}
	if !i18n.Has(seva.English, "error."+code) {
		return seva.Fail(seva.NotFound, seva.Say("error.route.unknown"))
	}
	return q.page(problemsPage(), struct {
		Page
		Code, Key string
	}{q.frameOfPage("problem.title"), code, "error." + code})
}

// Page is what every HTML page of ours begins with.
type Page struct {
	Lang  seva.Lang
	Langs []seva.Lang
	Title string
	Style template.CSS
}

func (q *call) frameOfPage(title string) Page {
	return Page{
		Lang: q.lang, Langs: seva.Langs(), Title: i18n.Say(q.lang, seva.Say(title)),
		Style: template.CSS(pageStyle), //nolint:gosec // our own file
	}
}

var (
	docsPage     = sync.OnceValue(func() *template.Template { return parsePage("docs", docsHTML) })
	problemsPage = sync.OnceValue(func() *template.Template { return parsePage("problem", problemHTML) })
	operations   = sync.OnceValues(readOperations)
	stylePolicy  = sync.OnceValue(func() string {
		sum := sha256.Sum256([]byte(pageStyle))
		return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	})
)

// say and bare are what a page can ask for: a sentence, and a message as it stands with
// its placeholders shown as …, for the description of an error.
func parsePage(name, text string) *template.Template {
	return template.Must(template.New(name).Funcs(template.FuncMap{
		"say": func(l seva.Lang, key string) string { return i18n.Say(l, seva.Say(key)) },
		"bare": func(l seva.Lang, key string) string {
			args := seva.Args{}
			for _, name := range i18n.Placeholders(l, key) {
				args[name] = "…"
			}
			return i18n.Say(l, seva.Say(key, args))
		},
	}).Parse(text))
}

func (q *call) page(t *template.Template, data any) error {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return seva.Broken(err)
	}
	q.c.Set(fiber.HeaderContentSecurityPolicy, stylePolicy())
	q.c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	q.c.Set(fiber.HeaderXFrameOptions, "DENY")
	return q.send(seal(typeHTML, b.Bytes()), "Accept-Language")
}

// operation is one operation of the document as the page shows it.
type operation struct {
	Method, Path, Auth, Try string
	Summary                 map[string]string // by language
	Parameters              []parameter
	Examples                []example
}

type parameter struct {
	Name, In, About, Example string
	Required                 bool
}

// example is one answer; Name is its language, or any.
type example struct{ Name, Type, Text string }

// The parts of an OpenAPI document that the page reads. References are followed one step.
type (
	document struct {
		Paths      map[string]map[string]documentOperation `yaml:"paths"`
		Components struct {
			Parameters map[string]documentParameter `yaml:"parameters"`
			Examples   map[string]documentExample   `yaml:"examples"`
		} `yaml:"components"`
	}
	documentOperation struct {
		Summary    string                      `yaml:"summary"`
		SummaryBn  string                      `yaml:"x-summary-bn"`
		SummaryHi  string                      `yaml:"x-summary-hi"`
		Auth       string                      `yaml:"x-duar-auth"`
		Parameters []documentParameter         `yaml:"parameters"`
		Responses  map[string]documentResponse `yaml:"responses"`
	}
	documentParameter struct {
		Ref      string `yaml:"$ref"`
		Name     string `yaml:"name"`
		In       string `yaml:"in"`
		About    string `yaml:"description"`
		Required bool   `yaml:"required"`
		Example  any    `yaml:"example"`
	}
	documentResponse struct {
		Content map[string]struct {
			Examples map[string]documentExample `yaml:"examples"`
		} `yaml:"content"`
	}
	documentExample struct {
		Ref   string `yaml:"$ref"`
		Value any    `yaml:"value"`
	}
)

func readOperations() ([]operation, error) {
	var doc document
	if err := yaml.Unmarshal(openapi, &doc); err != nil {
		return nil, err
	}
	var ops []operation
	for path, methods := range doc.Paths {
		for method, o := range methods {
			ops = append(ops, doc.operation(method, path, o))
		}
	}
	slices.SortFunc(ops, func(a, b operation) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return ops, nil
}

func (d document) operation(method, path string, o documentOperation) operation {
	op := operation{
		Method: strings.ToUpper(method), Path: path, Auth: o.Auth, Try: path,
		Summary: map[string]string{"en": o.Summary, "bn": o.SummaryBn, "hi": o.SummaryHi},
	}
	ask := url.Values{}
	for _, p := range o.Parameters {
		if p.Ref != "" {
			p = d.Components.Parameters[lastPart(p.Ref)]
		}
		shown := parameter{Name: p.Name, In: p.In, About: p.About, Required: p.Required}
		if p.Example != nil {
			shown.Example = text(p.Example)
		}
		op.Parameters = append(op.Parameters, shown)
		switch {
		case p.In == "path":
			op.Try = strings.ReplaceAll(op.Try, "{"+p.Name+"}", url.PathEscape(shown.Example))
		// The crosswalk wants one of two, so neither is required by itself.
		case p.In == "query" && shown.Example != "" && (p.Required || p.Name == "lr"):
			ask.Set(p.Name, shown.Example)
		}
	}
	if len(ask) > 0 {
		op.Try += "?" + ask.Encode()
	}
	for kind, media := range o.Responses["200"].Content {
		for name, e := range media.Examples {
			if e.Ref != "" {
				e = d.Components.Examples[lastPart(e.Ref)]
			}
			op.Examples = append(op.Examples, example{Name: name, Type: kind, Text: text(e.Value)})
		}
	}
	slices.SortFunc(op.Examples, func(a, b example) int { return strings.Compare(a.Type+a.Name, b.Type+b.Name) })
	return op
}

func lastPart(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// text shows an example: a word as it is, anything else as indented JSON.
func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(v) != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}
