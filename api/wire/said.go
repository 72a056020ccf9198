package wire

import (
	"fmt"
	"math"

	"duar/seva"
)

// Said is a text: its words for this reader, and what they were made from.
type Said struct {
	Text   string            `json:"text"`
	Key    string            `json:"key"`
	Values map[string]any    `json:"values,omitempty"`
	Types  map[string]string `json:"types,omitempty"`
}

// NewSaid says a text to a reader; nothing of one that is none. A text that has no words
// yet leaves Text empty.
func NewSaid(v Voice, t seva.Text) Said {
	s := Said{Key: t.Key}
	s.Values, s.Types = Spell(t.Args)
	if !t.IsZero() && v.knows(t.Key) {
		s.Text = v.Say(t)
	}
	return s
}

// Facts gives the text back.
func (s Said) Facts() seva.Text { return seva.Text{Key: s.Key, Args: Args(s.Values, s.Types)} }

// Code is a code that came over the wire, a plot's number say: a word of which only the
// digits are put into the reader's script.
type Code string

func (c Code) String() string { return string(c) }

// The types of values. A value without one is a number or a string as it stands.
const (
	typeCode  = "code"
	typeArea  = "area"  // acres, "0.7500"
	typeShare = "share" // of one, "0.0364"
	typeMoney = "money" // paise
	typeDate  = "date"  // "2026-11-23", or only its beginning
	typeLang  = "lang"
	typeNames = "names" // an object of bn, en, hi
	typeText  = "text"  // an object of key, values, types
	typeTexts = "texts" // a list of them
)

// Spell spells the values of a text in JSON: plain ones as they are, so that a program
// can put them into its own sentence, and beside them the type of each that is more than
// a number or a string.
func Spell(args seva.Args) (values map[string]any, types map[string]string) {
	for name, arg := range args {
		value, kind := spell(arg)
		if value == nil {
			continue
		}
		if values == nil {
			values = map[string]any{}
		}
		values[name] = value
		if kind == "" {
			continue
		}
		if types == nil {
			types = map[string]string{}
		}
		types[name] = kind
	}
	return values, types
}

func spell(arg any) (value any, kind string) {
	switch v := arg.(type) {
	case int, string:
		return v, ""
	case seva.Area:
		return v.String(), typeArea
	case seva.Share:
		return v.String(), typeShare
	case seva.Money:
		return int64(v), typeMoney
	case seva.Date:
		return v.String(), typeDate
	case seva.Lang:
		return string(v), typeLang
	case seva.Names:
		return Names(v), typeNames
	case seva.Text:
		return spellText(v), typeText
	case []seva.Text:
		all := make([]any, len(v))
		for i, t := range v {
			all[i] = spellText(t)
		}
		return all, typeTexts
	case fmt.Stringer:
		return v.String(), typeCode
	}
	return nil, ""
}

func spellText(t seva.Text) map[string]any {
	out := map[string]any{"key": t.Key}
	if values, types := Spell(t.Args); values != nil {
		out["values"] = values
		if types != nil {
			out["types"] = types
		}
	}
	return out
}

// Args undoes Spell, on what encoding/json made of it. A code comes back as a Code. What
// cannot be read is left out: words that lack it say so.
func Args(values map[string]any, types map[string]string) seva.Args {
	var args seva.Args
	for name, value := range values {
		arg := unspell(value, types[name])
		if arg == nil {
			continue
		}
		if args == nil {
			args = seva.Args{}
		}
		args[name] = arg
	}
	return args
}

func unspell(value any, kind string) any {
	switch v := value.(type) {
	case float64: // what encoding/json makes of a number
		if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
			return nil
		}
		if kind == typeMoney {
			return seva.Money(v)
		}
		return int(v)
	case string:
		return unspellWord(v, kind)
	case map[string]any:
		if kind == typeText {
			return unspellText(v)
		}
		bn, _ := v["bn"].(string)
		en, _ := v["en"].(string)
		hi, _ := v["hi"].(string)
		return seva.Names{Bn: bn, En: en, Hi: hi}
	case []any:
		all := make([]seva.Text, 0, len(v))
		for _, t := range v {
			if m, ok := t.(map[string]any); ok {
				all = append(all, unspellText(m))
			}
		}
		return all
	}
	return nil
}

func unspellWord(v, kind string) any {
	var out any
	var err error
	switch kind {
	case typeCode:
		return Code(v)
	case typeLang:
		return seva.Lang(v)
	case typeArea:
		out, err = seva.ParseArea(v)
	case typeShare:
		out, err = seva.ParseShare(v)
	case typeDate:
		if v == "" {
			return seva.Date{}
		}
		out, err = seva.ParseDate(v)
	default:
		return v
	}
	if err != nil {
		return v
	}
	return out
}

func unspellText(m map[string]any) seva.Text {
	key, _ := m["key"].(string)
	values, _ := m["values"].(map[string]any)
	types := map[string]string{}
	if named, ok := m["types"].(map[string]any); ok {
		for name, kind := range named {
			types[name], _ = kind.(string)
		}
	}
	return seva.Text{Key: key, Args: Args(values, types)}
}
