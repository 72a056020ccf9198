package land

import (
	"strings"

	"duar/seva"
)

// Right is how much of other people's data a caller may see. It is given by the face
// that knows who asks; a desk without one gives the least.
type Right int

const (
	// Glance is for a phone whose number a gateway merely asserts: owner names are
	// masked, and nothing of guardians, addresses or possessors is said.
	Glance Right = iota
	// Public is for anybody without signing in, and shows what the open portal shows:
	// the owner's name and kind. Guardian, address and possessor's name are withheld.
	Public
	// Office is for signed-in staff acting for the person in front of them: all of it.
	Office
)

func (r Right) plot(p Plot) Plot {
	if r == Office {
		return p
	}
	held := make([]Holding, len(p.Holdings))
	for i, h := range p.Holdings {
		held[i] = r.holding(h)
	}
	p.Holdings = held
	return p
}

func (r Right) khatian(k Khatian) Khatian {
	if r == Office {
		return k
	}
	held := make([]Holding, len(k.Holdings))
	for i, h := range k.Holdings {
		held[i] = r.holding(h)
	}
	k.Holdings = held
	k.Owner = r.owner(k.Owner)
	return k
}

func (r Right) holding(h Holding) Holding {
	h.Owner = r.owner(h.Owner)
	h.Possessor = seva.Names{}
	return h
}

// owner withholds what the right does not reach. Offices and institutions are not
// persons: the name of a government or a school is never masked.
func (r Right) owner(o Owner) Owner {
	o.Guardian, o.Relation, o.Address = seva.Names{}, "", seva.Names{}
	if r == Glance && o.Type == Individual {
		o.Name = seva.Names{Bn: Mask(o.Name.Bn), En: Mask(o.Name.En), Hi: Mask(o.Name.Hi)}
	}
	return o
}

// Mask keeps the first letter of each word of a name with the signs that belong to
// it, and hides the rest behind a fixed number of stars, so that the length says
// nothing: "Subrata Mondal" is "S** M**", "সুব্রত মণ্ডল" is "সু** ম**".
func Mask(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = firstLetter(w) + "**"
	}
	return strings.Join(words, " ")
}
