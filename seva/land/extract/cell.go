package extract

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// refused makes the error about a column; kind is the last part of the key.
func refused(column, kind string) error {
	return seva.Refuse(column, seva.Say("error.extract."+kind, seva.Args{"Column": column}))
}

// text cleans a name, an address or a remark. The same text comes again and again in
// a register, so the draft remembers it: this saves the work and the memory.
func (d *draft) text(column string, raw []byte) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	if s, known := d.texts[string(raw)]; known {
		return s, nil
	}
	s, err := cleanText(column, string(raw))
	if err == nil {
		d.texts[string(raw)] = s
	}
	return s, err
}

func cleanText(column, raw string) (string, error) {
	s, err := seva.Clean(column, raw)
	switch {
	case err != nil:
		return "", err
	case strings.ContainsRune(raw, utf8.RuneError):
		return "", seva.Refuse(column, seva.Say("error.text.encoding")) // something was lost before
	case utf8.RuneCountInString(s) > maxText:
		return "", seva.Refuse(column, seva.Say("error.extract.long", seva.Args{"Column": column, "Limit": maxText}))
	case formula(s):
		return "", refused(column, "formula")
	}
	return s, nil
}

// formula tells whether a spreadsheet would run the text instead of showing it. No
// name begins like that, and whoever opens an export should be safe.
func formula(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("=+-@＝＋－＠", r) && s != ""
}

// number reads a plot or khatian number. Plain digits, which nearly all are, take the
// short way.
func number(column string, raw []byte) (land.Number, error) {
	main, rest := digits(raw)
	switch {
	case main > 0 && len(rest) == 0:
		return land.Number{Main: main}, nil
	case main > 0 && rest[0] == '/':
		if bata, none := digits(rest[1:]); bata > 0 && len(none) == 0 {
			return land.Number{Main: main, Bata: bata}, nil
		}
	}
	return land.ParseNumber(column, string(raw))
}

// digits reads up to six leading ASCII digits.
func digits(raw []byte) (int32, []byte) {
	var n int32
	i := 0
	for i < len(raw) && i < 6 && raw[i] >= '0' && raw[i] <= '9' {
		n = n*10 + int32(raw[i]-'0')
		i++
	}
	return n, raw[i:]
}

func numbers(column string, raw []byte) ([]land.Number, error) {
	var all []land.Number
	for part := range bytes.SplitSeq(raw, []byte("|")) {
		n, err := number(column, part)
		if err != nil {
			return nil, err
		}
		if slices.Contains(all, n) {
			return nil, refused(column, "value")
		}
		all = append(all, n)
	}
	slices.SortFunc(all, land.Number.Compare)
	return all, nil
}

func area(column string, raw []byte) (seva.Area, error) {
	a, err := seva.ParseArea(string(raw))
	if err != nil {
		return 0, refused(column, "area")
	}
	return a, nil
}

func share(column string, raw []byte) (seva.Share, error) {
	s, err := seva.ParseShare(string(raw))
	if err != nil {
		return 0, refused(column, "share")
	}
	return s, nil
}

func mouza(raw []byte) (place.IDN, error) {
	idn, err := place.ParseIDN(strings.TrimSpace(string(raw)))
	if err == nil && idn == 0 {
		err = seva.Refuse("mouza", seva.Say("error.mouza.number"))
	}
	return idn, err
}

// day reads a date that must be full.
func day(column string, raw []byte) (seva.Date, error) {
	d, err := seva.ParseDate(seva.Digits(string(raw)))
	if err != nil || !d.Full() {
		return seva.Date{}, refused(column, "date")
	}
	return d, nil
}

// class reads a class key. Whether there is such a class is not known here, but no
// key is anything but small letters and underscores.
func class(column string, raw []byte) (land.Class, error) {
	for _, c := range raw {
		if (c < 'a' || c > 'z') && c != '_' {
			return "", refused(column, "value")
		}
	}
	if len(raw) == 0 || len(raw) > 32 {
		return "", refused(column, "value")
	}
	return land.Class(raw), nil
}

// word reads one of a few words; empty is the zero word.
func word[W ~string](column string, raw []byte, words ...W) (W, error) {
	if len(raw) == 0 {
		return "", nil
	}
	for _, w := range words {
		if string(raw) == string(w) {
			return w, nil
		}
	}
	return "", refused(column, "value")
}

func ownerType(column string, raw []byte) (land.OwnerType, error) {
	if len(raw) == 0 {
		return land.Individual, nil
	}
	return word(column, raw, land.Individual, land.Institution, land.Government)
}

func relation(column string, raw []byte) (land.Relation, error) {
	return word(column, raw, land.Father, land.Husband)
}

func possession(column string, raw []byte) (land.Possession, error) {
	return word(column, raw, land.Bargadar, land.Permissive, land.PublicUse)
}

// flags reads a list, and puts it in the order in which flags are shown.
func flags(column string, raw []byte) ([]land.Flag, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var all []land.Flag
	for part := range bytes.SplitSeq(raw, []byte("|")) {
		f, err := word(column, part, land.Flags()...)
		if err != nil || f == "" || slices.Contains(all, f) {
			return nil, refused(column, "value")
		}
		all = append(all, f)
	}
	return orderFlags(all), nil
}

func orderFlags(all []land.Flag) []land.Flag {
	slices.SortFunc(all, func(a, b land.Flag) int {
		return slices.Index(land.Flags(), a) - slices.Index(land.Flags(), b)
	})
	return all
}

// ulpin reads the national parcel id; it is opaque, only its form is known.
func ulpin(column string, raw []byte) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	for _, c := range raw {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return "", refused(column, "ulpin")
		}
	}
	if len(raw) != 14 {
		return "", refused(column, "ulpin")
	}
	return string(raw), nil
}

// degrees reads a coordinate exactly: decimal degrees with at most six places.
func degrees(raw []byte, most int32) (int32, bool) {
	sign := int64(1)
	if len(raw) > 0 && raw[0] == '-' {
		sign, raw = -1, raw[1:]
	}
	whole, frac, _ := bytes.Cut(raw, []byte("."))
	if len(whole) == 0 || len(whole) > 3 || len(frac) > 6 {
		return 0, false
	}
	v := int64(0)
	for _, c := range slices.Concat(whole, frac, []byte("000000")[len(frac):]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int64(c-'0')
	}
	if v > int64(most)*1_000_000 || v > math.MaxInt32 {
		return 0, false
	}
	return int32(sign * v), true
}
