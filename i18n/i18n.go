// Package i18n puts seva's texts into words. It knows every message in every language
// and how each language writes numbers, dates, money, area and lists.
//
// It does not know why anything is said, to whom, or how much room there is for it
// (ussd/page measures). The message files under messages/ are its only words; no
// sentence stands in Go.
package i18n

import (
	"embed"
	"maps"
	"slices"
	"sync"

	"duar/seva"
)

//go:embed messages/active.*.toml
var files embed.FS

// spoken is everything duar can say, read once, on first use.
var spoken = sync.OnceValue(func() *speech { return read(files) })

// Say puts a text into words for a reader of l. A message that l lacks is said in
// English: a romanised language never borrows its own-script sister, whose letters a
// GSM-7 screen cannot carry. A key that nobody has is shown as ⟪key⟫, and a value
// that was not given as ⟪Name⟫. Safe for concurrent use; a message without
// placeholders costs no allocation.
func Say(l seva.Lang, t seva.Text) string { return spoken().say(l, t) }

// Has tells whether l itself, without any fallback, has a sentence for key.
func Has(l seva.Lang, key string) bool {
	tongue := spoken().tongues[l]
	return tongue != nil && tongue.messages[key] != nil
}

// Keys gives every key that l itself has, in order.
func Keys(l seva.Lang) []string {
	tongue := spoken().tongues[l]
	if tongue == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(tongue.messages))
}

// Placeholders gives the names of the values that l's sentence for key asks for, in
// order, each once; nil when there are none or no such sentence.
func Placeholders(l seva.Lang, key string) []string {
	tongue := spoken().tongues[l]
	if tongue == nil || tongue.messages[key] == nil {
		return nil
	}
	return tongue.messages[key].placeholders()
}

// Number writes n with Indian grouping in l's digits: 1,23,45,678 or ১,২৩,৪৫,৬৭৮.
func Number(l seva.Lang, n int) string {
	return string(spoken().tongue(l).appendInt(nil, n))
}

// Digits writes the ASCII digits of s in l's digits and leaves the rest: "165/1201"
// is "১৬৫/১২০১" in Bengali.
func Digits(l seva.Lang, s string) string {
	tongue := spoken().tongue(l)
	if tongue.ascii {
		return s
	}
	return string(tongue.appendDigits(nil, s))
}
