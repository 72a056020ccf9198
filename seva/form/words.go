package form

import (
	"regexp"
	"strings"
	"unicode"

	"duar/seva"
)

// maxName is how long a person's name may be, in characters.
const maxName = 100

func (f Field) readText(text string) (string, error) {
	if err := f.within(text, MaxText); err != nil {
		return "", err
	}
	if f.tellsAadhaar(text) {
		return "", f.refuse("error.text.aadhaar")
	}
	return text, nil
}

// readPerson takes letters of any script with what stands in names here: "Md. Rafiq",
// "D'Souza", "Begum (Bibi)", "Ram @ Shyam". The first is a letter, so that no name can be
// taken for a formula where a list of names is opened.
func (f Field) readPerson(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	for i, r := range text {
		joiner := r == '\u200c' || r == '\u200d' // Clean has left only those between Indic letters
		switch {
		case unicode.IsLetter(r):
		case i > 0 && (unicode.IsMark(r) || joiner || strings.ContainsRune(" .'’-()@,/", r)):
		default:
			return "", f.refuse("error.person.form")
		}
	}
	if err := f.within(text, maxName); err != nil {
		return "", err
	}
	return text, nil
}

// mailbox is the plain form of an address, which is all that offices can answer to: no
// quotes, no comments, ASCII, a dot in the domain (RFC 5321 sections 4.1.2 and 4.5.3).
var mailbox = regexp.MustCompile(`^[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@` +
	`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)

func (f Field) readEmail(text string) (string, error) {
	local, domain, _ := strings.Cut(text, "@")
	text = local + "@" + strings.ToLower(domain)
	if len(text) > 254 || len(local) > 64 || !mailbox.MatchString(text) {
		return "", f.refuse("error.email.form")
	}
	return text, nil
}

// readMobile takes Indian mobiles only: it is where codes and news of the case go.
func (f Field) readMobile(text string) (string, error) {
	p, err := seva.ParsePhone(text)
	if err != nil || len(p) != 12 || p[:2] != "91" || p[2] < '6' {
		return "", f.refuse("error.mobile.form")
	}
	return string(p), nil
}

// readPIN: six digits, the first not 0 (India Post: it is the zone, 1 to 9).
func (f Field) readPIN(text string) (string, error) {
	text = plain(text)
	if len(text) != 6 || !isDigits(text) || text[0] == '0' {
		return "", f.refuse("error.pin.form")
	}
	return text, nil
}

// plain gives a number as people group it, without the gaps and in ASCII digits.
func plain(text string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(seva.Digits(text))
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
