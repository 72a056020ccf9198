package mutation

import (
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/sound"
)

// Likeness is how sure two names are one person's.
type Likeness int

const (
	Other Likeness = iota // somebody else's
	Near                  // they sound alike: for a person to look at, never for a machine to trust
	Same                  // they sound the same, word for word
)

// nearly is from which Alike two names are near.
const nearly = 700

// honours are words before a name that are no part of it, folded; "late" is written before
// a guardian's.
var honours = func() []string {
	var all []string
	for _, w := range []string{"শ্রী", "শ্রীমতী", "মৃত", "স্বর্গীয়", "जनाब", "श्री", "श्रीमती", "स्वर्गीय", "मृत", "Sri", "Shri", "Smt", "Srimati", "Mr", "Mrs", "Late"} {
		all = append(all, sound.Latin(w))
	}
	return all
}()

// folded is a name as it sounds, without what is said before it.
func folded(name string) string {
	words := strings.Fields(sound.Latin(name))
	for len(words) > 1 && slices.Contains(honours, words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// alike compares the deed's spelling of a name with the record's, in whichever script it
// has. Equal sound is the only thing that is Same: a weak match is never taken for it.
func alike(said string, recorded seva.Names) Likeness {
	best := Other
	a := folded(said)
	for _, name := range recorded.All() {
		b := folded(name)
		switch {
		case a == "" || b == "":
		case a == b:
			return Same
		case sound.Skeleton(a) == sound.Skeleton(b) || sound.Alike(a, b) >= nearly:
			best = Near
		}
	}
	return best
}

// seller tells how sure it is that who sells is who the record names. Many people share a
// name: where the record names the father or husband too, the deed must name the same.
func (s Seller) likeness(o land.Owner) Likeness {
	like := alike(s.Name, o.Name)
	if like == Same && len(o.Guardian.All()) > 0 && alike(s.Guardian, o.Guardian) != Same {
		return Near
	}
	return like
}
