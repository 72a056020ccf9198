package land

import (
	"strconv"
	"strings"

	"duar/seva"
)

// Number is the number of a plot or a khatian: a main part and an optional second
// one, the bata (165/1201). Its natural order is the numeric one: 9 before 10 before 10/1.
type Number struct {
	Main, Bata int32
}

// maxNumber keeps either part at six digits, more than any register in the state uses.
const maxNumber = 999_999

// ParseNumber reads "165", "165/1201", "165-1201", "165 1201" and "165 বাটা 1201"
// alike, in digits of any of the three scripts. The error is Invalid about field.
func ParseNumber(field, s string) (Number, error) {
	s = seva.Digits(strings.TrimSpace(s))
	refused := func() (Number, error) {
		return Number{}, seva.Refuse(field, seva.Say("error.number.form", seva.Args{"Example": Number{165, 1201}}))
	}
	main, bata, two := strings.Cut(foldBata(s), "/")
	n, ok := part(main)
	if !ok {
		return refused()
	}
	if !two {
		return Number{Main: n}, nil
	}
	m, ok := part(bata)
	if !ok {
		return refused()
	}
	return Number{n, m}, nil
}

// foldBata turns every way of writing the bata stroke into a slash. Most numbers have
// none, or are written as the record does or as a URL does.
func foldBata(s string) string {
	i := strings.IndexFunc(s, notDigit)
	if i < 0 || (s[i] == '/' || s[i] == '-') && strings.IndexFunc(s[i+1:], notDigit) < 0 {
		return strings.Replace(s, "-", "/", 1)
	}
	for _, stroke := range []string{"বাটা", "बटा", "bata", "BATA", "Bata", "-", "–", "\\"} {
		s = strings.ReplaceAll(s, stroke, "/")
	}
	if f := strings.Fields(s); len(f) == 2 && !strings.Contains(s, "/") {
		s = f[0] + "/" + f[1]
	}
	return s
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

func part(s string) (int32, bool) {
	s = strings.TrimSpace(s)
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return int32(n), err == nil && n > 0 && n <= maxNumber
}

// String writes 165 or 165/1201, as the record does.
func (n Number) String() string { return n.join("/") }

// Path writes 165 or 165-1201, as a URL or a file name has it.
func (n Number) Path() string { return n.join("-") }

func (n Number) join(stroke string) string {
	s := strconv.Itoa(int(n.Main))
	if n.Bata != 0 {
		s += stroke + strconv.Itoa(int(n.Bata))
	}
	return s
}

// Compare orders numbers as a clerk does.
func (n Number) Compare(m Number) int {
	if n.Main != m.Main {
		return int(n.Main) - int(m.Main)
	}
	return int(n.Bata) - int(m.Bata)
}
