package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	yaml "github.com/oasdiff/yaml3"

	"duar/i18n"
	"duar/seva"
)

// guide is the document as the page of it shows it.
type guide struct {
	Operations []operation
	Problems   []shownProblem // those that the document has examples of, by status
	Codes      []string       // every code that there is
}

type operation struct {
	Method, Path, Try string
	Auth              []string
	Summary           map[string]string // by language
	Request           string            // an example of its JSON body
	Parameters        []parameter
	Examples          []example

	room int // its tag's place in the document
}

type parameter struct {
	Name, In, Example string
	About             map[string]string // by language
	Required          bool
}

// example is one answer; Name is its language, or any.
type example struct{ Name, Type, Text string }

type shownProblem struct {
	Code     string
	Status   int
	Examples []example
}

// The parts of an OpenAPI document that the page reads. References are followed one step.
type (
	document struct {
		Tags []struct {
			Name string `yaml:"name"`
		} `yaml:"tags"`
		Paths      map[string]map[string]documentOperation `yaml:"paths"`
		Components struct {
			Parameters map[string]documentParameter `yaml:"parameters"`
			Responses  map[string]documentResponse  `yaml:"responses"`
			Examples   map[string]documentExample   `yaml:"examples"`
		} `yaml:"components"`
	}
	documentOperation struct {
		Tags       []string            `yaml:"tags"`
		Summary    string              `yaml:"summary"`
		SummaryBn  string              `yaml:"x-summary-bn"`
		SummaryHi  string              `yaml:"x-summary-hi"`
		Auth       []string            `yaml:"x-duar-auth"`
		Parameters []documentParameter `yaml:"parameters"`
		Request    struct {
			Content map[string]struct {
				Example any `yaml:"example"`
			} `yaml:"content"`
		} `yaml:"requestBody"`
		Responses map[string]documentResponse `yaml:"responses"`
	}
	documentParameter struct {
		Ref      string `yaml:"$ref"`
		Name     string `yaml:"name"`
		In       string `yaml:"in"`
		About    string `yaml:"description"`
		AboutBn  string `yaml:"x-description-bn"`
		AboutHi  string `yaml:"x-description-hi"`
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

func makeGuide() (guide, error) {
	var doc document
	if err := yaml.Unmarshal(openapi, &doc); err != nil {
		return guide{}, err
	}
	g := guide{Problems: doc.problems()}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			g.Operations = append(g.Operations, doc.operation(method, path, o))
		}
	}
	// In the order of the tags: what people come for first, the server itself last.
	slices.SortFunc(g.Operations, func(a, b operation) int {
		return cmp.Or(a.room-b.room, cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	for _, key := range i18n.Keys(seva.English) {
		if code, ok := strings.CutPrefix(key, "error."); ok {
			g.Codes = append(g.Codes, code)
		}
	}
	return g, nil
}

func (d document) operation(method, path string, o documentOperation) operation {
	op := operation{
		Method: strings.ToUpper(method), Path: path, Auth: o.Auth, Try: path, room: len(d.Tags),
		Summary: threefold(o.Summary, o.SummaryBn, o.SummaryHi),
	}
	for _, status := range []string{"200", "201", "202"} {
		op.Examples = append(op.Examples, d.examples(o.Responses[status])...)
	}
	if body := o.Request.Content["application/json"].Example; body != nil {
		op.Request = text(body)
	}
	for i, tag := range d.Tags {
		if slices.Contains(o.Tags, tag.Name) {
			op.room = i
		}
	}
	ask := url.Values{}
	for _, p := range o.Parameters {
		if p.Ref != "" {
			p = d.Components.Parameters[lastPart(p.Ref)]
		}
		shown := parameter{Name: p.Name, In: p.In, About: threefold(p.About, p.AboutBn, p.AboutHi), Required: p.Required}
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
	_, file := o.Responses["200"].Content["application/pdf"]                                 // whose link nobody has for trying
	if op.Method != http.MethodGet || file || !slices.Contains(op.Auth, string(forNobody)) { // a link can neither send nor sign in
		op.Try = ""
	}
	return op
}

func threefold(en, bn, hi string) map[string]string {
	return map[string]string{"en": en, "bn": bn, "hi": hi}
}

// examples gives the examples of an answer, by form and language.
func (d document) examples(r documentResponse) []example {
	var out []example
	for kind, media := range r.Content {
		for name, e := range media.Examples {
			if e.Ref != "" {
				e = d.Components.Examples[lastPart(e.Ref)]
			}
			out = append(out, example{Name: name, Type: kind, Text: text(e.Value)})
		}
	}
	slices.SortFunc(out, func(a, b example) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name)) })
	return out
}

// problems gathers the examples of problems, those of one code together. An example is
// named by its language, after its code where an answer has more codes than one.
func (d document) problems() []shownProblem {
	var out []shownProblem
	for _, r := range d.Components.Responses {
		for _, e := range d.examples(r) {
			var p struct {
				Code   string
				Status int
			}
			if json.Unmarshal([]byte(e.Text), &p) != nil || p.Code == "" {
				continue
			}
			e.Name = e.Name[strings.LastIndexByte(e.Name, '.')+1:]
			i := slices.IndexFunc(out, func(o shownProblem) bool { return o.Code == p.Code })
			if i < 0 {
				i = len(out)
				out = append(out, shownProblem{Code: p.Code, Status: p.Status})
			}
			out[i].Examples = append(out[i].Examples, e)
		}
	}
	slices.SortFunc(out, func(a, b shownProblem) int { return cmp.Or(a.Status-b.Status, cmp.Compare(a.Code, b.Code)) })
	return out
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
