package i18n

import (
	"fmt"
	"strings"
)

// segment is a piece of a message: words, or the name of the value that stands there.
type segment struct {
	words string
	name  string // empty for words
}

// pattern is one form of a message cut at its placeholders. go-i18n would run
// text/template here, which costs microseconds a sentence; a phone hop has five in all.
type pattern []segment

// compile cuts src. The only placeholder is {{.Name}}, an upper-case Latin letter
// followed by letters and digits; any other brace is refused, so that a slip of the
// pen is found when the files are checked and not on somebody's phone.
func compile(src string) (pattern, error) {
	var p pattern
	for rest := src; rest != ""; {
		brace := strings.IndexAny(rest, "{}")
		if brace < 0 {
			p = append(p, segment{words: rest})
			break
		}
		if brace > 0 {
			p = append(p, segment{words: rest[:brace]})
		}
		name, after, closed := strings.Cut(rest[brace:], "}}")
		name, opened := strings.CutPrefix(name, "{{.")
		if !closed || !opened || !isName(name) {
			return nil, fmt.Errorf("brace that is not part of a placeholder like {{.Name}} at %q", clip(rest[brace:]))
		}
		p = append(p, segment{name: name})
		rest = after
	}
	return p, nil
}

func isName(s string) bool {
	for i, r := range s {
		upper, lower := r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z'
		digit := r >= '0' && r <= '9'
		if !upper && (i == 0 || !lower && !digit) {
			return false
		}
	}
	return s != ""
}

// clip keeps a complaint short.
func clip(s string) string {
	if r := []rune(s); len(r) > 16 {
		return string(r[:16]) + "…"
	}
	return s
}

// words gives all that is not a placeholder.
func (p pattern) words() string {
	var b strings.Builder
	for _, s := range p {
		b.WriteString(s.words)
	}
	return b.String()
}

// static tells whether the pattern has no placeholder.
func (p pattern) static() bool { return len(p) == 0 || len(p) == 1 && p[0].name == "" }

// fill appends the pattern to b and lets value append what stands at each placeholder.
func (p pattern) fill(b []byte, value func(b []byte, name string) []byte) []byte {
	for _, s := range p {
		if s.name == "" {
			b = append(b, s.words...)
			continue
		}
		b = value(b, s.name)
	}
	return b
}
