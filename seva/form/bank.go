package form

import (
	"regexp"
	"strings"

	"duar/seva"
)

// ifsc: the bank's four letters, a zero kept for later use, the branch (RBI).
var ifsc = regexp.MustCompile(`^[A-Z]{4}0[A-Z0-9]{6}$`)

// CheckIFSC gives a branch code in its canonical form, capitals without gaps; false for
// what is none. The fifth place is always a zero, so the letter O there is read as one.
// Whether the branch exists is not known here.
func CheckIFSC(code string) (string, bool) {
	code = strings.ToUpper(plain(code))
	if len(code) == 11 && code[4] == 'O' {
		code = code[:4] + "0" + code[5:]
	}
	return code, ifsc.MatchString(code)
}

func (f Field) readIFSC(text string) (string, error) {
	code, ok := CheckIFSC(text)
	if !ok {
		return "", f.refuse("error.ifsc.form", seva.Args{"Example": sample("SBIN0001234")})
	}
	return code, nil
}

// readAccount takes an account number that was typed twice alike (order 4869-F(Y) of the
// Finance Department, 4.12.2024, rule 1), in whatever script and grouping each time.
func (f Field) readAccount(text, again string) (string, error) {
	number := plain(text)
	switch {
	case !isDigits(number) || len(number) < 9 || len(number) > 18 || strings.Trim(number, "0") == "":
		return "", f.refuse("error.account.form")
	case strings.TrimSpace(again) == "":
		return "", f.refuse("error.account.again")
	case plain(strings.TrimSpace(again)) != number:
		return "", f.refuse("error.account.differs")
	}
	return number, nil
}
