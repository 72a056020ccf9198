package i18n

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"duar/seva"
)

// Problem is one thing wrong with the messages.
type Problem struct {
	Lang seva.Lang
	Key  string // empty when the whole file is meant
	What string // in English, for whoever writes messages
}

func (p Problem) String() string {
	if p.Key == "" {
		return fmt.Sprintf("active.%s.toml: %s", p.Lang, p.What)
	}
	return fmt.Sprintf("active.%s.toml: %s: %s", p.Lang, p.Key, p.What)
}

// Check gives everything that is wrong with the message files, in order of language
// and key, or nothing: a key that a language lacks, a form that its plural rule needs,
// placeholders that differ from English, an empty value, letters that do not belong.
func Check() []Problem { return spoken().check() }

// onPhone are the rooms whose sentences can reach a phone. Every key that English has
// in them must exist romanised too, and in English must fit GSM-7 as well.
var onPhone = []string{
	"phone.", "sms.", "class.", "flag.", "error.", "owner.", "possession.", "survey.",
	"lang.", "kind.", "unit.", "format.", "month.", "source.",
	"service.", "department.", "state.", "next.", "remedy.", "who.", "where.", "paper.", "clock.", "ask.",
}

func isOnPhone(key string) bool {
	return slices.ContainsFunc(onPhone, func(room string) bool { return strings.HasPrefix(key, room) })
}

func (s *speech) check() []Problem {
	c := checker{speech: s, found: slices.Clone(s.bad)}
	for _, key := range c.union(seva.Langs()) {
		c.everywhere(key)
	}
	for _, key := range c.union([]seva.Lang{seva.BengaliRoman, seva.HindiRoman}) {
		c.romanised(key)
	}
	for _, l := range seva.PhoneLangs() {
		for _, key := range slices.Sorted(maps.Keys(s.tongues[l].messages)) {
			c.message(l, key)
		}
	}
	order := seva.PhoneLangs()
	slices.SortStableFunc(c.found, func(a, b Problem) int {
		if a.Lang != b.Lang {
			return slices.Index(order, a.Lang) - slices.Index(order, b.Lang)
		}
		return strings.Compare(a.Key, b.Key)
	})
	return c.found
}

type checker struct {
	speech *speech
	found  []Problem
}

func (c *checker) report(l seva.Lang, key, format string, args ...any) {
	c.found = append(c.found, Problem{Lang: l, Key: key, What: fmt.Sprintf(format, args...)})
}

func (c *checker) get(l seva.Lang, key string) *message { return c.speech.tongues[l].messages[key] }

// union gives every key that one of the languages has.
func (c *checker) union(langs []seva.Lang) []string {
	all := map[string]bool{}
	for _, l := range langs {
		maps.Copy(all, c.speech.tongues[l].unread)
		for key := range c.speech.tongues[l].messages {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// has tells whether l's file has the key, if only to be told that it cannot be said:
// whoever wrote it did not forget it.
func (c *checker) has(l seva.Lang, key string) bool {
	return c.get(l, key) != nil || c.speech.tongues[l].unread[key]
}

// everywhere: a sentence exists in all three languages, and on the phone in both
// romanised scripts.
func (c *checker) everywhere(key string) {
	want := seva.Langs()
	if isOnPhone(key) && c.has(seva.English, key) {
		want = seva.PhoneLangs()
	}
	for _, l := range want {
		if !c.has(l, key) {
			c.report(l, key, "missing")
		}
	}
}

// romanised: the two romanised scripts say the same things, and nothing that English
// does not say.
func (c *checker) romanised(key string) {
	for _, l := range []seva.Lang{seva.BengaliRoman, seva.HindiRoman} {
		switch {
		case c.has(l, key) && !c.has(seva.English, key):
			c.report(l, key, "English has no such key")
		case !c.has(l, key) && !isOnPhone(key): // everywhere has told of the others
			c.report(l, key, "missing")
		}
	}
}

// message looks at one sentence: its forms, its placeholders, its letters.
func (c *checker) message(l seva.Lang, key string) {
	m := c.get(l, key)
	names := m.placeholders()
	if en := c.get(seva.English, key); en != nil && !slices.Equal(names, en.placeholders()) {
		c.report(l, key, "placeholders %v differ from %v in English", names, en.placeholders())
	}
	needed := c.speech.tongues[l].plurals.needed()
	for f, p := range m.forms {
		switch {
		case m.plural && needed[f] && !m.has[f]:
			c.report(l, key, "the plural form %s is missing", formNames[f])
		case m.has[f] && !needed[f]:
			c.report(l, key, "the language has no plural form %s", formNames[f])
		case m.plural && m.has[f] && !slices.ContainsFunc(p, func(s segment) bool { return s.name == "Count" }):
			// One is said of 0 as well in Bengali and Hindi: "one plot" would lie.
			c.report(l, key, "the plural form %s does not say {{.Count}}", formNames[f])
		}
		if m.has[f] {
			c.words(l, key, p)
		}
	}
}

func (c *checker) words(l seva.Lang, key string, p pattern) {
	words := p.words()
	if p.static() && strings.TrimSpace(words) == "" {
		c.report(l, key, "empty")
	}
	if what := letters(l, words); what != "" {
		c.report(l, key, "%s", what)
	}
	// English writes money with ₹, as on paper, at the price of a UCS-2 screen.
	roman := l.Roman() && (l != seva.English || isOnPhone(key) && key != "format.money")
	if what := phoneLetters(words); roman && what != "" {
		c.report(l, key, "%s", what)
	}
}
