package dialogue

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"duar/seva"
)

// answer is what a person typed, in the two ways a room may want it: as words, and as
// the number it is once stray punctuation is forgiven.
type answer struct {
	text   string // clean, digits in ASCII
	key    string // text without punctuation around it: "1." and "(1)" are "1"
	number int    // of key, when it is nothing but digits; otherwise -1
}

// stray is the punctuation people put around a number without meaning it.
const stray = " \t.,;:#*()[]{}<>'\"`!?।॥-_=+/\\|~"

// read makes an answer of raw input; the text says what is wrong with it, if anything.
func read(input string) (answer, seva.Text) {
	if len(input) > maxAnswer && utf8.RuneCountInString(input) > maxAnswer {
		return answer{}, seva.Say("phone.wrong.long")
	}
	text := input
	if !plain(input) {
		clean, err := seva.Clean("answer", input)
		if err != nil {
			return answer{}, seva.Say("phone.wrong.text")
		}
		text = seva.Digits(clean)
	}
	a := answer{text: text, key: strings.Trim(text, stray), number: -1}
	if len(a.key) > 0 && len(a.key) <= 9 && strings.Trim(a.key, "0123456789") == "" {
		a.number, _ = strconv.Atoi(a.key)
	}
	return a, seva.Text{}
}

// plain tells whether input is printable ASCII, which is clean as it is: nearly every
// answer is, and a hop should cost nothing more for the others' sake.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// is tells whether the answer is exactly this key.
func (a answer) is(key string) bool { return a.key == key }

// empty tells whether nothing was said.
func (a answer) empty() bool { return a.key == "" }
