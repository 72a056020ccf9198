package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the document and the pages are part of the program
	"encoding/base64"
	"html/template"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
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
	g, err := readGuide()
	if err != nil {
		return seva.Broken(err)
	}
	return q.page(docsPage(), struct {
		Page
		guide
	}{q.frameOfPage("docs.title"), g})
}

// home answers GET /: whoever types the bare address is shown the guide.
func (s *Server) home(q call) error {
	to := "/docs"
	if tag, given := q.query["lang"]; given {
		to += "?lang=" + tag
	}
	q.c.Set(fiber.HeaderCacheControl, q.route.cache)
	return q.c.Redirect(to, fiber.StatusFound)
}

// problemPage answers GET /problems/{code}: what an error means, in all three languages.
func (s *Server) problemPage(q call) error {
	code, err := q.path("code")
	if err != nil {
		return err
	}
	key := wire.KeyOf(code)
	if !strings.HasPrefix(key, "error.") && !strings.HasPrefix(key, "check.") || !i18n.Has(seva.English, key) {
		return seva.Fail(seva.NotFound, seva.Say("error.route.unknown"))
	}
	return q.page(problemsPage(), struct {
		Page
		Code, Key string
	}{q.frameOfPage("problem.title"), code, key})
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
	readGuide    = sync.OnceValues(makeGuide)
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
