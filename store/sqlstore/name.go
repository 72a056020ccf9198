package sqlstore

import (
	"strings"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// separator stands between the scripts of a name. seva.Clean lets no control character
// into a text, so it can never be part of one.
const separator = "\x1f"

// packNames makes one text of a name's three forms. Most names have only the first one
// or two, so nothing is written for what is missing behind the last; a Bengali name alone
// is itself, and reads as such in any SQL shell.
func packNames(n seva.Names) string {
	switch {
	case n.Hi != "":
		return n.Bn + separator + n.En + separator + n.Hi
	case n.En != "":
		return n.Bn + separator + n.En
	}
	return n.Bn
}

func unpackNames(s string) seva.Names {
	bn, rest, _ := strings.Cut(s, separator)
	en, hi, _ := strings.Cut(rest, separator)
	return seva.Names{Bn: bn, En: en, Hi: hi}
}

// plain tells whether texts are what both engines keep unchanged: UTF-8 without
// control characters. PostgreSQL refuses NUL, and the separator must stay ours.
func plain(texts ...string) bool {
	for _, s := range texts {
		for i := 0; i < len(s); i++ {
			if s[i] < ' ' || s[i] == 0x7f {
				return false
			}
		}
		if !utf8.ValidString(s) {
			return false
		}
	}
	return true
}

func plainNames(names ...seva.Names) bool {
	for _, n := range names {
		if !plain(n.Bn, n.En, n.Hi) {
			return false
		}
	}
	return true
}

// batas is one more than the greatest bata.
const batas = 1_000_000

// packNumber keeps the natural order: 9, 10, 10/1.
func packNumber(n land.Number) int64 { return int64(n.Main)*batas + int64(n.Bata) }

// packSpot is a mouza and a plot number as one integer: 1027001 000165 001201.
func packSpot(mouza place.IDN, n land.Number) int64 {
	return int64(mouza)*batas*batas + packNumber(n)
}

func unpackNumber(n int64) land.Number {
	return land.Number{Main: int32(n / batas), Bata: int32(n % batas)}
}

// packFlags keeps the order it is given, which is the order of showing.
func packFlags(flags []land.Flag) string {
	if len(flags) == 0 {
		return ""
	}
	words := make([]string, len(flags))
	for i, f := range flags {
		words[i] = string(f)
	}
	return strings.Join(words, ",")
}

func unpackFlags(s string) []land.Flag {
	if s == "" {
		return nil
	}
	words := strings.Split(s, ",")
	flags := make([]land.Flag, len(words))
	for i, w := range words {
		flags[i] = land.Flag(w)
	}
	return flags
}
