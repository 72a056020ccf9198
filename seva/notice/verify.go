package notice

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"duar/seva"
)

// Fill gives the text with a value in each of its places.
func (t Template) Fill(value func(Variable) string) string {
	text := t.Text
	for _, v := range t.Vars {
		text = strings.ReplaceAll(text, "{{."+v.Name+"}}", value(v))
	}
	return text
}

// Longest gives a value as long as the variable may hold in a message of l.
func (v Variable) Longest(l seva.Lang) string {
	letter := "W"
	switch {
	case v.Kind == Numeric || v.Kind == CallBack:
		letter = "8"
	case v.Kind == Email:
		return strings.Repeat("w", v.Most-4) + "@a.b"
	case v.Wide && l == seva.Bengali:
		letter = "ক"
	case v.Wide && l == seva.Hindi:
		letter = "क"
	}
	return strings.Repeat(letter, v.Most)
}

// Finding is one row of what Verify found. One that is no Fault is to be known.
type Finding struct {
	ID    string // of the template, or of the registered row
	What  string
	Fault bool
}

// Example gives the value of a variable in an example of a template.
type Example func(Template, Variable) string

// Verify renders every template with every example and holds each to the book, as a message
// would be: it must be found again, fit its segments and stay GSM-7 in Latin letters. With
// demanded every template must also be registered, and as it is here. By id, faults first.
func (b *Book) Verify(demanded bool, examples map[string]Example) []Finding {
	var all []Finding
	note := func(fault bool, id, format string, args ...any) {
		all = append(all, Finding{id, fmt.Sprintf(format, args...), fault})
	}
	ours := map[string]bool{}
	for _, page := range b.pages {
		for _, e := range page {
			ours[e.ID()] = true
			for name, example := range examples {
				b.prove(e, name, example, note)
			}
			if !digits19(e.registration.Template) {
				if demanded {
					note(true, e.ID(), "is not registered")
				}
			} else if e.drift != "" {
				note(true, e.ID(), "%s", e.drift)
			}
			if names := e.wide(); len(names) > 0 {
				note(false, e.ID(), "may hold letters that are not ASCII in %s: ask the operator whether they pass", strings.Join(names, ", "))
			}
		}
	}
	for _, r := range b.parts.Registered {
		if !ours[r.ID()] {
			note(false, r.ID(), "is registered and not ours any more")
		}
	}
	slices.SortFunc(all, func(x, y Finding) int {
		if x.Fault != y.Fault {
			if x.Fault {
				return -1
			}
			return 1
		}
		if n := strings.Compare(x.ID, y.ID); n != 0 {
			return n
		}
		return strings.Compare(x.What, y.What)
	})
	return slices.Compact(all)
}

// prove holds one example of a template to the book.
func (b *Book) prove(e entry, name string, example Example, note func(bool, string, string, ...any)) {
	body := e.Fill(func(v Variable) string { return example(e.Template, v) })
	found, err := b.find(Message{Key: e.Key, Lang: e.Lang, Body: body})
	switch {
	case err != nil && e.drift == "":
		if f, ok := errors.AsType[*Failure](err); ok {
			err = f.Err
		}
		note(true, e.ID(), "with the %s values is not matched: %v", name, err)
	case err == nil && found.ID() != e.ID():
		note(true, e.ID(), "with the %s values is taken for %s", name, found.ID())
	}
	segments, wide := b.parts.Measure(body)
	if segments > e.Segments {
		note(true, e.ID(), "with the %s values takes %d SMS, more than %d", name, segments, e.Segments)
	}
	if wide && e.Lang.Roman() {
		note(true, e.ID(), "with the %s values is not GSM-7, though it is in Latin letters", name)
	}
}

// wide names the variables that may hold letters which are not ASCII.
func (t Template) wide() []string {
	var names []string
	for _, v := range t.Vars {
		if v.Wide && !t.Lang.Roman() {
			names = append(names, v.Name)
		}
	}
	return names
}
