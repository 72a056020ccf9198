package paper

import (
	"slices"
	"strings"

	"duar/i18n"
	"duar/paper/font"
	"duar/seva"
)

// wording says things in the one or two languages of a paper. What is the same in both is
// said once.
type wording []seva.Lang

// mostLangs is how many languages stand side by side: three would fill the page.
const mostLangs = 2

// script is that of the first language; signs that belong to none are drawn in it.
func (w wording) script() font.Script {
	switch w[0] {
	case seva.Bengali:
		return font.Bengali
	case seva.Hindi:
		return font.Devanagari
	}
	return font.Latin
}

// each collects what a language says, in order, each different saying once.
func (w wording) each(say func(seva.Lang) string) saying {
	var out saying
	for _, l := range w {
		if s := say(l); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (w wording) say(key string, args ...seva.Args) saying {
	return w.each(func(l seva.Lang) string { return i18n.Say(l, seva.Say(key, args...)) })
}

func (w wording) names(n seva.Names) saying { return w.each(n.In) }

// digits writes a number or a code in the digits of each language.
func (w wording) digits(s string) saying {
	return w.each(func(l seva.Lang) string { return i18n.Digits(l, s) })
}

func (w wording) date(d seva.Date) saying {
	if d.IsZero() {
		return nil
	}
	return w.each(func(l seva.Lang) string { return say(l, "leaf.day", seva.Args{"Date": d}) })
}

// word is a key's word, or nothing for an empty name.
func (w wording) word(room, name string) saying {
	if name == "" {
		return nil
	}
	return w.say(room + "." + name)
}

// saying is what stands in one place of a paper: a saying for each language, or several
// sayings, one under the other.
type saying []string

// line puts the sayings side by side.
func (c saying) line() string { return strings.Join(c, " / ") }

// say says something in one language.
func say(l seva.Lang, key string, args seva.Args) string { return i18n.Say(l, seva.Say(key, args)) }
