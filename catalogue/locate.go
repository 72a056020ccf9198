package catalogue

import (
	"strconv"
	"strings"
)

// locate tells on which line of a TOML text each table, key and element stands. A path is
// written "form.section[1].field[0].options[2]", an element of an array by its place from
// 0. The text must be TOML already: what is not is not told of here.
func locate(text string) map[string]int {
	l := locator{text: text, line: 1, lines: map[string]int{}, arrays: map[string]int{}}
	for l.space(true); l.at < len(l.text); l.space(true) {
		if l.peek() == '[' {
			l.header()
		} else {
			l.pair(l.table)
		}
	}
	return l.lines
}

// locator walks a text once. arrays holds how many elements of each array of tables have
// begun; table is the path of the table that keys belong to.
type locator struct {
	text   string
	at     int
	line   int
	table  string
	lines  map[string]int
	arrays map[string]int
}

func (l *locator) peek() byte {
	if l.at < len(l.text) {
		return l.text[l.at]
	}
	return 0
}

// next takes a byte; at the end it takes nothing, so that no loop goes beyond.
func (l *locator) next() byte {
	c := l.peek()
	if c == '\n' {
		l.line++
	}
	l.at = min(l.at+1, len(l.text))
	return c
}

// space passes blanks and comments, and line ends where they mean nothing.
func (l *locator) space(lines bool) {
	for l.at < len(l.text) {
		switch c := l.peek(); {
		case c == '#':
			for l.at < len(l.text) && l.peek() != '\n' {
				l.next()
			}
		case c == ' ' || c == '\t' || c == '\r' || lines && c == '\n':
			l.next()
		default:
			return
		}
	}
}

// header reads [a.b] or [[a.b]]. A part that is an array of tables means its last element.
func (l *locator) header() {
	line, element := l.line, strings.HasPrefix(l.text[l.at:], "[[")
	l.next()
	if element {
		l.next()
	}
	parts := l.key()
	for l.at < len(l.text) && l.peek() == ']' {
		l.next()
	}
	path := ""
	for i, part := range parts {
		path = join(path, part)
		if i == len(parts)-1 && element {
			if l.arrays[path]++; l.arrays[path] == 1 {
				l.lines[path] = line
			}
		}
		if n := l.arrays[path]; n > 0 {
			path = nth(path, n-1)
		}
	}
	l.table, l.lines[path] = path, line
}

// pair reads key = value in a table.
func (l *locator) pair(table string) {
	line, path := l.line, table
	for _, part := range l.key() {
		path = join(path, part)
		if _, known := l.lines[path]; !known {
			l.lines[path] = line
		}
	}
	l.next() // the equals sign, on which key stopped
	l.value(path)
}

// key reads a key with its dots and stops at what ends it.
func (l *locator) key() []string {
	var parts []string
	for {
		l.space(false)
		begin := l.at
		if c := l.peek(); c == '"' || c == '\'' {
			l.quoted()
			parts = append(parts, strings.Trim(l.text[begin:l.at], `"'`))
		} else {
			for l.at < len(l.text) && !strings.ContainsRune(" \t.=]\n", rune(l.peek())) {
				l.next()
			}
			parts = append(parts, l.text[begin:l.at])
		}
		l.space(false)
		if l.peek() != '.' {
			return parts
		}
		l.next()
	}
}

// value passes one value and notes where the values inside it stand.
func (l *locator) value(path string) {
	l.space(true)
	switch l.peek() {
	case '[':
		l.next()
		for i := 0; ; i++ {
			if l.space(true); l.peek() == ']' || l.at >= len(l.text) {
				break
			}
			l.lines[nth(path, i)] = l.line
			l.value(nth(path, i))
			if l.space(true); l.peek() != ']' {
				l.next() // the comma
			}
		}
		l.next()
	case '{':
		l.next()
		for {
			if l.space(true); l.peek() == '}' || l.at >= len(l.text) {
				break
			}
			l.pair(path)
			if l.space(true); l.peek() == ',' {
				l.next()
			}
		}
		l.next()
	case '"', '\'':
		l.quoted()
	default:
		for l.at < len(l.text) && !strings.ContainsRune(",]}#\n", rune(l.peek())) {
			l.next()
		}
	}
}

// quoted passes a string of any of TOML's four kinds.
func (l *locator) quoted() {
	quote := string(l.peek())
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(l.text[l.at:], triple) {
		quote = triple
	}
	for range quote {
		l.next()
	}
	for l.at < len(l.text) && !strings.HasPrefix(l.text[l.at:], quote) {
		if l.next() == '\\' && quote[0] == '"' {
			l.next()
		}
	}
	for range quote {
		l.next()
	}
	for len(quote) == 3 && l.peek() == quote[0] { // """a"""" ends in a quote of its own
		l.next()
	}
}

func join(table, key string) string {
	if table == "" {
		return key
	}
	return table + "." + key
}

func nth(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
