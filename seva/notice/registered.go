package notice

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"duar/seva"
)

// Registered is a template as an operator's DLT platform has it: one row of the file that
// whoever registered them brings back. Nothing in it is ours to make up.
type Registered struct {
	Key     string
	Lang    seva.Lang
	Version int
	Form    string
	Registration
	Text string // as registered, with {#numeric#} and its like
}

// ID names the template that it is of.
func (r Registered) ID() string {
	return Template{Key: r.Key, Lang: r.Lang, Version: r.Version, Form: r.Form}.ID()
}

// Tag is how a variable of this kind is written in a text that is registered (TRAI's
// direction of 18 November 2025).
func (k VarKind) Tag() string { return "{#" + string(k) + "#}" }

// ToRegister gives the text as it is handed in: each variable as the tag of its kind, once
// for each place.
func (t Template) ToRegister() string {
	text := t.Text
	for _, v := range t.Vars {
		text = strings.ReplaceAll(text, "{{."+v.Name+"}}", strings.Repeat(v.Kind.Tag(), v.Places()))
	}
	return text
}

var tags = regexp.MustCompile(`\{#[a-z]*#\}`)

// Drift says how a registered text differs from the template, in words for whoever keeps
// the registration; "" when operators take the one for the other. Spaces, line breaks and
// punctuation do not count.
func (t Template) Drift(r Registered) string {
	ours, theirs := t.ToRegister(), r.Text
	if have, want := tags.FindAllString(theirs, -1), tags.FindAllString(ours, -1); !slices.Equal(have, want) {
		return fmt.Sprintf("registered with the variables %s, ours are %s", strings.Join(have, " "), strings.Join(want, " "))
	}
	a, b := tags.Split(ours, -1), tags.Split(theirs, -1)
	for i := range a {
		if fold(a[i]).text != fold(b[i]).text {
			return fmt.Sprintf("registered as %q, ours is %q", strings.TrimSpace(b[i]), strings.TrimSpace(a[i]))
		}
	}
	switch {
	case r.Category != t.Category:
		return fmt.Sprintf("registered as %s, ours is %s", r.Category, t.Category)
	case r.Unicode == t.Lang.Roman():
		return fmt.Sprintf("registered with unicode=%v", r.Unicode)
	}
	return ""
}

// Complete tells what a row lacks that operators ask of every message, or "".
func (r Registered) Complete() string {
	switch {
	case !digits19(r.Template):
		return "the template id is not 19 digits"
	case !digits19(r.Entity):
		return "the entity id is not 19 digits"
	case !header(r.Header):
		return "the header is not six letters"
	case !slices.Contains(Categories(), r.Category):
		return "there is no such category"
	}
	return ""
}

func digits19(s string) bool {
	return len(s) == 19 && strings.Trim(s, "0123456789") == ""
}

func header(s string) bool {
	return len(s) == 6 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
