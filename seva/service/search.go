package service

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/sound"
)

// Limits of a search: what is typed is a name or a part of one.
const (
	minQuery = 2
	maxQuery = 64
	audible  = 620 // of 1000: below this a service is not what was asked for
)

// spoken is a service as it is searched for: the words of each of its names, folded to
// how they sound.
type spoken struct {
	id    string
	names [][]heard
}

// heard is one word of a name: its sounds, and its consonants.
type heard struct{ latin, key string }

// spell folds all names of a service: those in each language, aliases, and the id, which
// an app may show and people read aloud.
func spell(s Service, names []string) spoken {
	sp := spoken{id: s.ID}
	for _, name := range append(slices.Concat(names, s.Aliases), strings.ReplaceAll(s.ID, "_", " ")) {
		if words := hear(name); len(words) > 0 {
			sp.names = append(sp.names, words)
		}
	}
	return sp
}

func hear(name string) []heard {
	var words []heard
	for word := range strings.FieldsSeq(sound.Latin(seva.Digits(name))) {
		words = append(words, heard{word, sound.Skeleton(word)})
	}
	return words
}

// search scores every service whose name may be meant, up to 1000 for the very name. It is
// nil when nothing was typed: then all are meant.
func (d *Desk) search(typed string) (map[string]int, error) {
	typed, err := seva.Clean("q", typed)
	if err != nil || typed == "" {
		return nil, err
	}
	letters := 0
	for _, r := range typed {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			letters++
		}
	}
	switch {
	case letters < minQuery:
		return nil, seva.Refuse("q", seva.Say("error.query.short", seva.Args{"Min": minQuery}))
	case utf8.RuneCountInString(typed) > maxQuery:
		return nil, seva.Refuse("q", seva.Say("error.query.long", seva.Args{"Max": maxQuery}))
	}
	query := hear(typed)
	rank := map[string]int{}
	for _, sp := range d.index {
		best := 0
		for _, name := range sp.names {
			best = max(best, fits(query, name))
		}
		if best >= audible {
			rank[sp.id] = best
		}
	}
	return rank, nil
}

// fits is how well what was typed fits a name: each word typed is held against the word
// of the name that it sounds most like. Words of the name that were not typed cost little,
// because people type the beginning; a word that is not in the name costs all its part.
func fits(query, name []heard) int {
	if len(query) == 0 {
		return 0
	}
	sum := 0
	for _, q := range query {
		best := 0
		for _, n := range name {
			best = max(best, alike(q, n))
		}
		sum += best
	}
	return sum/len(query) - 8*min(max(len(name)-len(query), 0), 10)
}

// alike compares two words by their sounds and by their consonants.
func alike(q, n heard) int {
	switch {
	case q.latin == n.latin:
		return 1000
	case q.key == n.key && len(q.key) > 1:
		return 950
	case len(q.latin) >= 3 && strings.HasPrefix(n.latin, q.latin):
		return 900
	case len(q.key) < 2 || len(n.key) < 2 || q.key[0] != n.key[0]:
		return 0 // hardly anybody gets the first consonant wrong
	}
	return (sound.Alike(q.latin, n.latin) + sound.Alike(q.key, n.key)) / 2 * 95 / 100
}
