package notice

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"duar/seva"
)

// pattern is a template's text cut at its variables, as operators compare it: spaces, line
// breaks, punctuation and joiners do not count. There is one more of words than of vars.
type pattern struct {
	words []string // folded
	vars  []Variable
	roman bool
}

// fixed says how long the fixed words are together.
func (p pattern) fixed() int {
	n := 0
	for _, w := range p.words {
		n += len(w)
	}
	return n
}

// errText is a text that is no template.
var errText = errors.New("notice: the text has a brace that is not a variable")

// compile cuts a text at its placeholders, of which vars says what they hold.
func compile(text string, vars []Variable, l seva.Lang) (pattern, error) {
	p := pattern{roman: l.Roman()}
	for {
		words, rest, more := strings.Cut(text, "{{.")
		p.words = append(p.words, fold(words).text)
		if strings.ContainsAny(words, "{}") {
			return p, errText
		}
		if !more {
			return p, nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return p, errText
		}
		v, known := Variable{}, false
		for _, one := range vars {
			if one.Name == name {
				v, known = one, true
			}
		}
		if !known {
			return p, fmt.Errorf("notice: nothing says what the variable %s holds", name)
		}
		p.vars, text = append(p.vars, v), after
	}
}

// folded is a text without what operators pass over. at gives for each of its bytes where
// the character it belongs to begins in the whole.
type folded struct {
	text, whole string
	at          []int32
}

func fold(s string) folded {
	f := folded{whole: s, at: make([]int32, 0, len(s)+1)}
	b := make([]byte, 0, len(s))
	for i, r := range s {
		if passed(r) {
			continue
		}
		b = utf8.AppendRune(b, r)
		for len(f.at) < len(b) {
			f.at = append(f.at, int32(i))
		}
	}
	f.text = string(b)
	return f
}

// passed tells what does not count when texts are compared.
func passed(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7f || unicode.IsPunct(r)
	}
	return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.Is(unicode.Cf, r)
}

// value gives what stands at a run of folded bytes, with the marks inside of it and without
// those around it. It is not empty.
func (f folded) value(from, to int) string {
	last := f.at[to-1]
	_, size := utf8.DecodeRuneInString(f.whole[last:])
	return f.whole[f.at[from] : int(last)+size]
}

// misfit is why a body is not a template's, as near as can be said: the variable that does
// not hold what it may, or none when the words differ.
type misfit struct {
	variable string
	long     bool
}

// match holds a body to the pattern: nil when it is one of the template. Every way of
// giving its letters to the variables is tried, none twice.
func (p pattern) match(f folded) *misfit {
	first, last := p.words[0], p.words[len(p.words)-1]
	if len(p.vars) == 0 {
		if f.text == first {
			return nil
		}
		return &misfit{}
	}
	if len(f.text) < len(first)+len(last) || !strings.HasPrefix(f.text, first) || !strings.HasSuffix(f.text, last) {
		return &misfit{}
	}
	t := trial{pattern: p, body: f, end: len(f.text) - len(last), tried: make([]bool, len(p.vars)*(len(f.text)+1))}
	if t.from(0, len(first)) {
		return nil
	}
	return &t.worst
}

// trial is one attempt to match. worst is the misfit that came furthest.
type trial struct {
	pattern
	body  folded
	end   int // the last words begin there
	tried []bool
	worst misfit
	far   int // variables that fitted before it
}

// from tries variable i at a place and all behind it.
func (t *trial) from(i, start int) bool {
	key := i*(len(t.body.text)+1) + start
	if t.tried[key] {
		return false
	}
	t.tried[key] = true
	if i == len(t.vars)-1 {
		return start < t.end && t.fits(i, start, t.end)
	}
	words := t.words[i+1]
	for stop := start + 1; stop+len(words) < t.end; stop++ {
		if words != "" {
			next := strings.Index(t.body.text[stop:t.end], words)
			if next < 0 {
				return false
			}
			stop += next
		} else if !utf8.RuneStart(t.body.text[stop]) {
			continue
		}
		if t.fits(i, start, stop) && t.from(i+1, stop+len(words)) {
			return true
		}
	}
	return false
}

func (t *trial) fits(i, start, stop int) bool {
	v := t.vars[i]
	bad, long := v.holds(t.body.value(start, stop), t.roman)
	if bad && i >= t.far {
		t.worst, t.far = misfit{v.Name, long}, i
	}
	return !bad
}

// Holds tells whether a value may stand in the variable in a message of l.
func (v Variable) Holds(value string, l seva.Lang) bool {
	bad, _ := v.holds(value, l.Roman())
	return value != "" && !bad
}

// marks are the marks that our own words put into a variable that is letters and digits: of
// a plot number, a date, an amount, a list.
const marks = " /-.,()&'"

// holds tells whether a value may stand in a variable; bad says no, long that it has too
// many characters.
func (v Variable) holds(s string, roman bool) (bad, long bool) {
	if utf8.RuneCountInString(s) > v.Most {
		return true, true
	}
	for _, r := range s {
		ascii := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		ok := false
		switch v.Kind {
		case Numeric:
			ok = r >= '0' && r <= '9'
		case Alphanumeric:
			ok = ascii || strings.ContainsRune(marks, r) || v.Wide && !roman && indic(r)
		case URL, Email:
			ok = ascii || r > ' ' && r < utf8.RuneSelf
		case CallBack:
			ok = r >= '0' && r <= '9' || strings.ContainsRune("+- ", r)
		}
		if !ok {
			return true, false
		}
	}
	return v.Kind == Email && !strings.Contains(s, "@"), false
}

// indic tells the letters, signs and joiners of words in their own script.
func indic(r rune) bool {
	return r > utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || unicode.Is(unicode.Cf, r) || r == '।')
}
