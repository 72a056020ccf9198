package i18n

import (
	"strconv"
	"time"

	"duar/seva"
)

// tongue is one language: its messages, its plural rules, and how it writes values.
// The ways of writing are messages too (format.*, month.*), so that a new language is
// one file and no Go.
type tongue struct {
	lang     seva.Lang
	messages map[string]*message
	unread   map[string]bool // keys that are in the file but cannot be said
	plurals  *plurals

	digits [10]string
	ascii  bool // digits are 0 to 9
	months [13]string
	comma  string // between the items of a list
	// The shapes, from format.date, format.month, format.moment, format.money and
	// format.measure.
	date, month, moment, money, measure pattern

	// wire is the language as SMS are written; nil in a tongue that is one itself.
	wire *tongue
}

// posted begins the keys of SMS. Their values are written in ASCII (ADR 0019): what may
// stand in a variable of a registered template is letters, digits and no more, and no
// operator says whether Bengali digits are among them.
const posted = "sms."

// settle takes the ways of writing out of the messages. What a file lacks is written
// as ISO 8601 and ASCII have it; check reports it as a missing key.
func (t *tongue) settle() {
	shape := func(key, missing string) pattern {
		if m := t.messages[key]; m != nil {
			return m.forms[other]
		}
		p, _ := compile(missing)
		return p
	}
	t.date = shape("format.date", "{{.Year}}-{{.Month}}-{{.Day}}")
	t.month = shape("format.month", "{{.Year}}-{{.Month}}")
	t.moment = shape("format.moment", "{{.Date}} {{.Time}}")
	t.money = shape("format.money", "{{.Amount}}")
	t.measure = shape("format.measure", "{{.Value}} {{.Unit}}")
	t.comma = shape("format.comma", ", ").words()
	for m := range t.months {
		t.months[m] = shape("month."+strconv.Itoa(m), strconv.Itoa(m)).words()
	}
	digits := []rune(shape("format.digits", "0123456789").words())
	if len(digits) != 10 {
		digits = []rune("0123456789")
	}
	for i, d := range digits {
		t.digits[i] = string(d)
	}
	t.ascii = string(digits) == "0123456789"
	t.wire = t.posting()
}

// posting gives the language with its words, plurals and units, and with ASCII digits,
// days as 23/11/2026 and money as Rs 1,200.
func (t *tongue) posting() *tongue {
	w := *t
	w.ascii = true
	for i := range w.digits {
		w.digits[i] = strconv.Itoa(i)
	}
	for m := range w.months {
		w.months[m] = strconv.Itoa(m)
	}
	w.date, _ = compile("{{.Day}}/{{.Month}}/{{.Year}}")
	w.month, _ = compile("{{.Month}}/{{.Year}}")
	w.moment, _ = compile("{{.Date}} {{.Time}}")
	w.money, _ = compile("Rs {{.Amount}}")
	return &w
}

// appendDigits writes s with its ASCII digits in the language's own.
func (t *tongue) appendDigits(b []byte, s string) []byte {
	if t.ascii {
		return append(b, s...)
	}
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' {
			b = append(b, t.digits[c-'0']...)
		} else {
			b = append(b, c)
		}
	}
	return b
}

// appendInt groups as India does: the last three digits, then by twos.
func (t *tongue) appendInt(b []byte, n int) []byte {
	var room [20]byte
	plain := strconv.AppendInt(room[:0], int64(n), 10)
	if plain[0] == '-' {
		b, plain = append(b, '-'), plain[1:]
	}
	for i, c := range plain {
		if left := len(plain) - i; i > 0 && left >= 3 && left%2 == 1 {
			b = append(b, ',')
		}
		b = append(b, t.digits[c-'0']...)
	}
	return b
}

func (t *tongue) appendPlain(b []byte, n int) []byte {
	var room [20]byte
	for _, c := range strconv.AppendInt(room[:0], int64(n), 10) {
		if c == '-' {
			b = append(b, c)
			continue
		}
		b = append(b, t.digits[c-'0']...)
	}
	return b
}

// appendDate writes as much of the date as is known: the year, month and year, or
// the day. A zero date writes nothing.
func (t *tongue) appendDate(b []byte, d seva.Date) []byte {
	if d.IsZero() {
		return b
	}
	if d.Month < 1 || d.Month > 12 {
		return t.appendPlain(b, d.Year)
	}
	shape := t.date
	if !d.Full() {
		shape = t.month
	}
	return shape.fill(b, func(b []byte, name string) []byte {
		switch name {
		case "Day":
			return t.appendPlain(b, d.Day)
		case "Month":
			return append(b, t.months[d.Month]...)
		}
		return t.appendPlain(b, d.Year)
	})
}

// appendMoment writes day and time of day in IST, on the 24-hour clock.
func (t *tongue) appendMoment(b []byte, at time.Time) []byte {
	return t.moment.fill(b, func(b []byte, name string) []byte {
		if name == "Date" {
			return t.appendDate(b, seva.DateOf(at))
		}
		return t.appendDigits(b, at.In(seva.IST).Format("15:04"))
	})
}

// appendMoney writes rupees, and paise when there are any.
func (t *tongue) appendMoney(b []byte, m seva.Money) []byte {
	rupees, paise := int(m/100), int(m%100)
	if m < 0 {
		b, rupees, paise = append(b, '-'), -rupees, -paise
	}
	return t.money.fill(b, func(b []byte, _ string) []byte {
		b = t.appendInt(b, rupees)
		if paise != 0 {
			b = append(b, '.')
			b = append(b, t.digits[paise/10]...)
			b = append(b, t.digits[paise%10]...)
		}
		return b
	})
}
