package casework

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/sound"
)

// PlotKey finds cases about a plot.
func PlotKey(idn place.IDN, plot land.Number) Key {
	return Key{KeyPlot, fmt.Sprintf("%s/%s", idn, plot.Path())}
}

// KhatianKey finds cases about a khatian.
func KhatianKey(idn place.IDN, khatian land.Number) Key {
	return Key{KeyKhatian, fmt.Sprintf("%s/%s", idn, khatian.Path())}
}

// NameKey finds cases by how a party's name sounds, all of it; false for a name without a
// letter. Mandal and Mondal are one, and so are the three scripts.
func NameKey(name string) (Key, bool) {
	heard := sound.Key(name)
	return Key{KeyName, heard}, heard != ""
}

// offices is how a registration office is called in a deed's key: its code.
var offices = regexp.MustCompile(`^[0-9a-z]{1,12}$`)

// Years and numbers of deeds: the Registration Act is of 1908, and no office comes near the
// number.
const (
	firstDeed = 1865
	lastDeed  = 2100
	mostDeeds = 9_999_999_999
)

// books are those of a registration office's register as people say them (Registration Act
// 1908, s. 51). Each counts its deeds from 1 in every year; who names none means Book I.
var books = map[string]string{"i": "", "1": "", "ii": "/II", "2": "/II", "iii": "/III", "3": "/III", "iv": "/IV", "4": "/IV"}

// DeedKey finds the cases that a deed led to: the code of the registration office, the year
// and the number, as the deed has them, the number with its book behind it where that is not
// Book I ("1234/IV", "1234 4"). Digits are of any of the three scripts. The error is Invalid
// about "office", "year" or "number".
func DeedKey(office, year, number string) (Key, error) {
	refused := func(field string) (Key, error) {
		return Key{}, seva.Refuse(field, seva.Say("error.deed.form", seva.Args{"Example": "1902 2026 1234"}))
	}
	office = strings.ToLower(strings.TrimSpace(seva.Digits(office)))
	if !offices.MatchString(office) {
		return refused("office")
	}
	y, err := strconv.Atoi(strings.TrimSpace(seva.Digits(year)))
	if err != nil || y < firstDeed || y > lastDeed {
		return refused("year")
	}
	words := strings.FieldsFunc(seva.Digits(number), func(r rune) bool { return r == ' ' || r == '/' })
	if len(words) == 0 || len(words) > 2 {
		return refused("number")
	}
	book, known := "", true
	if len(words) == 2 {
		book, known = books[strings.ToLower(words[1])]
	}
	n, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil || n < 1 || n > mostDeeds || !known {
		return refused("number")
	}
	return Key{KeyDeed, fmt.Sprintf("%s/%d/%d%s", office, y, n, book)}, nil
}

// LandKey reads the key of a plot or a khatian as a form answers it ("1027001/165/1201") or
// as a URL has it ("1027001/165-1201"). The error is Invalid about the kind.
func LandKey(kind, text string) (Key, error) {
	idn, number, err := mouzaAnd(kind, text)
	if err != nil {
		return Key{}, err
	}
	if kind == KeyKhatian {
		return KhatianKey(idn, number), nil
	}
	return PlotKey(idn, number), nil
}

// mouzaAnd cuts a mouza from a number.
func mouzaAnd(kind, text string) (place.IDN, land.Number, error) {
	mouza, rest, two := strings.Cut(text, "/")
	idn, err := place.ParseIDN(mouza)
	if err == nil && !two {
		err = seva.Refuse(kind, seva.Say("error.number.form", seva.Args{"Example": land.Number{Main: 165, Bata: 1201}}))
	}
	if err != nil {
		return 0, land.Number{}, err
	}
	number, err := land.ParseNumber(kind, rest)
	return idn, number, err
}

// Land gives the mouza and the number of a plot's or a khatian's key; false of another key.
func (k Key) Land() (idn place.IDN, number land.Number, ok bool) {
	if k.Kind != KeyPlot && k.Kind != KeyKhatian {
		return 0, land.Number{}, false
	}
	idn, number, err := mouzaAnd(k.Kind, k.Value)
	return idn, number, err == nil
}
