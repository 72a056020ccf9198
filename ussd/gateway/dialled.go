package gateway

import "strings"

// Code is the service code that people dial, as an administrator writes it: "*384*7#" or
// "384*7". Dialects that mark no beginning of a session are told by it.
type Code struct {
	Code string `help:"Service code people dial, such as *384*7#." env:"CODE"`
}

// Set tells whether there is a code of digits and stars.
func (c Code) Set() bool {
	bare := bareCode(c.Code)
	return bare != "" && strings.Trim(bare, "0123456789*") == ""
}

// Dialled gives what was typed after the service code, when text begins with it: "" for
// *384*7#, "1027001*165" for *384*7*1027001*165#. Without the code in front it is false,
// and the text is an answer. Some networks strip the first star and the hash.
func (c Code) Dialled(text string) (after string, dialled bool) {
	code := bareCode(c.Code)
	after, dialled = strings.CutPrefix(bareCode(text), code)
	if !dialled || code == "" || after != "" && after[0] != '*' {
		return "", false
	}
	return strings.TrimPrefix(after, "*"), true
}

func bareCode(s string) string {
	return strings.TrimPrefix(strings.TrimSuffix(strings.TrimSpace(s), "#"), "*")
}
