package form

import (
	"slices"
	"strings"
	"unicode/utf8"

	"duar/seva"
)

// maxInput is how much of an answer is looked at, in bytes: more than the longest text
// can have in any script. What is longer is refused unread.
const maxInput = 8 * MaxText

// refuse makes the error of an answer to this question. Its values are bounds and
// examples, never anything that was typed.
func (f Field) refuse(key string, args ...seva.Args) error {
	return seva.Refuse(f.ID, seva.Say(key, args...))
}

// sample is a value shown as an example: its digits are written as the reader's.
type sample string

func (s sample) String() string { return string(s) }

// read gives an answer in its canonical form, as far as that can be told without asking
// anybody else: kind and bounds. The error is Invalid.
func (f Field) read(in Input) (Value, error) {
	if len(in.Text) > maxInput || len(in.Again) > maxInput {
		return Value{}, f.refuse("error.text.long", seva.Args{"Max": MaxText})
	}
	text, err := seva.Clean(f.ID, in.Text)
	if err != nil {
		return Value{}, err
	}
	switch f.Kind {
	case Choices:
		return f.readChoices(text, in.List)
	case Roster: // its rows are answered one by one
		return Value{}, f.refuse("error.roster.input")
	}
	if len(in.List) > 0 {
		return Value{}, f.refuse("error.field.single")
	}
	if text == "" {
		return Value{}, f.refuse("error.field.missing")
	}
	text, err = f.readOne(text, in.Again)
	return Value{Text: text}, err
}

// readOne reads one cleaned value that is not empty.
func (f Field) readOne(text, again string) (string, error) {
	switch f.Kind {
	case Text:
		return f.readText(text)
	case Person:
		return f.readPerson(text)
	case Email:
		return f.readEmail(text)
	case Mobile:
		return f.readMobile(text)
	case Number:
		return f.readNumber(text)
	case Money:
		return f.readMoney(text)
	case Area:
		return f.readArea(text)
	case Share:
		return f.readShare(text)
	case Date:
		return f.readDate(text)
	case Choice:
		return f.readChoice(text)
	case YesNo:
		return f.readYesNo(text)
	case Declaration:
		return f.readDeclaration(text)
	case PIN:
		return f.readPIN(text)
	case IFSC:
		return f.readIFSC(text)
	case Account:
		return f.readAccount(text, again)
	case Aadhaar:
		return f.readAadhaar(text)
	case Place:
		return f.readPlace(text)
	case Plot, Khatian:
		return f.readNumbered(text)
	case File:
		return f.readFile(text)
	}
	return "", f.refuse("error.field.unknown")
}

// sound tells whether a kept value is still one that this question takes: a definition
// may have changed since it was given. Bounds that move with the day are not asked again.
func (f Field) sound(v Value) bool {
	if f.Kind == Aadhaar {
		return isKept(v.Text) && v.List == nil && v.Rows == nil
	}
	if f.Kind == Roster {
		return v.Text == "" && v.List == nil
	}
	again, err := f.read(f.typed(v))
	return err == nil && again.Text == v.Text && slices.Equal(again.List, v.List) && v.Rows == nil
}

func (f Field) readChoice(text string) (string, error) {
	if option := strings.ToLower(text); slices.Contains(f.Options, option) {
		return option, nil
	}
	return "", f.refuse("error.choice.unknown")
}

// readChoices takes a list, or one text with commas or spaces between. What is chosen is
// kept in the order of the options, each once.
func (f Field) readChoices(text string, list []string) (Value, error) {
	chosen := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	if len(list)+len(chosen) > 2*len(f.Options)+1 { // nobody means that; do not read it
		return Value{}, f.refuse("error.choices.unknown")
	}
	picked := make(map[string]bool, len(f.Options))
	for _, one := range slices.Concat(chosen, list) {
		one = strings.ToLower(strings.TrimSpace(one))
		if !slices.Contains(f.Options, one) {
			return Value{}, f.refuse("error.choices.unknown")
		}
		picked[one] = true
	}
	var v Value
	for _, option := range f.Options {
		if picked[option] {
			v.List = append(v.List, option)
		}
	}
	n := int64(len(v.List))
	switch {
	case n == 0:
		return Value{}, f.refuse("error.field.missing")
	case n < f.Min:
		return Value{}, f.refuse("error.choices.few", seva.Args{"Min": int(f.Min)})
	case f.Max != 0 && n > f.Max:
		return Value{}, f.refuse("error.choices.many", seva.Args{"Max": int(f.Max)})
	}
	return v, nil
}

// The two answers of a YesNo; each face has its own keys and words for them.
const (
	saidYes = "yes"
	saidNo  = "no"
)

func (f Field) readYesNo(text string) (string, error) {
	if said := strings.ToLower(text); said == saidYes || said == saidNo {
		return said, nil
	}
	return "", f.refuse("error.yes_no.form")
}

func (f Field) readDeclaration(text string) (string, error) {
	if strings.ToLower(text) == saidYes {
		return saidYes, nil
	}
	return "", f.refuse("error.declaration.no")
}

// within bounds the length of a text in characters.
func (f Field) within(text string, most int64) error {
	if f.Max != 0 {
		most = f.Max
	}
	switch n := int64(utf8.RuneCountInString(text)); {
	case n > most:
		return f.refuse("error.text.long", seva.Args{"Max": int(most)})
	case n < f.Min:
		return f.refuse("error.text.short", seva.Args{"Min": int(f.Min)})
	}
	return nil
}
