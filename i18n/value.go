package i18n

import (
	"fmt"
	"time"

	"duar/seva"
)

// append writes one value of a sentence as its type is written in t; the types are
// those of seva.Args and time.Time. Any other type is a mistake of the caller and
// shows as ⟪Name⟫: printing its Go form could show what nobody should see.
func (s *speech) append(b []byte, t *tongue, name string, value any) []byte {
	switch v := value.(type) {
	case string:
		return append(b, v...)
	case int:
		return t.appendInt(b, v)
	case seva.Text:
		return append(b, s.sayIn(t, v)...)
	case []seva.Text:
		for i, text := range v {
			if i > 0 {
				b = append(b, t.comma...)
			}
			b = append(b, s.sayIn(t, text)...)
		}
		return b
	case seva.Names:
		return append(b, v.In(t.lang)...)
	case seva.Date:
		return t.appendDate(b, v)
	case time.Time:
		return t.appendMoment(b, v)
	case seva.Money:
		return t.appendMoney(b, v)
	case seva.Measure:
		return t.measure.fill(b, func(b []byte, name string) []byte {
			if name == "Unit" {
				return append(b, s.say(t.lang, seva.Say("unit."+string(v.Unit)))...)
			}
			return t.appendDigits(b, v.String())
		})
	case seva.Lang:
		return append(b, s.ownName(t.lang, v)...)
	case fmt.Stringer: // seva.Area and seva.Share are among these
		return t.appendDigits(b, v.String())
	}
	return append(append(append(b, "⟪"...), name...), "⟫"...)
}

// ownName gives the name of l as its own speakers write it, so that they find it on a
// screen they cannot otherwise read. For a reader of Latin letters it is written in
// those: one বাংলা would halve what a GSM-7 screen holds.
func (s *speech) ownName(reader, l seva.Lang) string {
	said := l
	if reader.Roman() {
		said = l.InScript(true)
	}
	return s.say(said, seva.Say("lang."+string(l)))
}
