package seva

import (
	"log/slog"
	"strings"
)

// Phone is a telephone number in E.164 digits without the plus: "919831012345".
// Its String and its log value are masked, so that printing one by accident tells
// nobody's number; E164 gives the whole.
type Phone string

// ParsePhone reads a number as people and gateways write it: "+91 98310-12345",
// "09831012345", "9831012345", in digits of any of the three scripts. Ten digits
// that begin with 6 to 9 are Indian. Numbers of other countries need the plus or
// their 11 to 15 digits.
func ParsePhone(s string) (Phone, error) {
	var b strings.Builder
	for i, r := range Digits(strings.TrimSpace(s)) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '(' || r == ')' || (r == '+' && i == 0):
		default:
			return "", Refuse("phone", Say("error.phone.invalid"))
		}
	}
	n := strings.TrimLeft(b.String(), "0")
	if len(n) == 10 && n[0] >= '6' {
		n = "91" + n
	}
	if len(n) < 11 || len(n) > 15 {
		return "", Refuse("phone", Say("error.phone.invalid"))
	}
	return Phone(n), nil
}

// E164 gives the whole number with its plus, for the one who must dial it.
func (p Phone) E164() string { return "+" + string(p) }

// Masked shows the last three digits only.
func (p Phone) Masked() string {
	if len(p) < 4 {
		return "***"
	}
	return strings.Repeat("*", len(p)-3) + string(p[len(p)-3:])
}

// String is Masked.
func (p Phone) String() string { return p.Masked() }

// LogValue is Masked.
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.Masked()) }
