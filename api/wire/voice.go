// Package wire is the shape of duar's answers in JSON: what api writes and api/client
// reads, side by side, so that neither can drift from the other.
//
// It knows how each fact is spelled (areas and shares as decimal strings, names in
// three scripts, keys with their words) and how to get the facts back. It does not
// know HTTP, who may see what, or any sentence: words come from the Voice it is given.
//
// A fact is never a float and never only a sentence: everything in an answer that is
// in the reader's language stands beside the fact it was made from, and is ignored on
// the way back.
package wire

import "duar/seva"

// Voice puts texts into the language of one reader. It spells one answer at a time.
type Voice struct {
	Lang seva.Lang
	say  func(seva.Lang, seva.Text) string
	has  func(seva.Lang, string) bool // nil when every key is worth trying
	area seva.Args                    // of every area in turn: an answer is full of them
}

// NewVoice speaks l with say.
func NewVoice(l seva.Lang, say func(seva.Lang, seva.Text) string) Voice {
	return Voice{Lang: l, say: say, area: seva.Args{}}
}

// Knowing gives the same voice that asks has whether there are words for a key, so that
// what needs none (a line of help) is left out, and what has none yet is called by its id.
func (v Voice) Knowing(has func(seva.Lang, string) bool) Voice { v.has = has; return v }

func (v Voice) knows(key string) bool { return v.has == nil || v.has(v.Lang, key) }

// Say puts a text into words.
func (v Voice) Say(t seva.Text) string { return v.say(v.Lang, t) }

// Label is a key of a fixed vocabulary with its word: {"key":"sali","name":"শালি"}.
type Label struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// label names an id by the words under key; the zero Label, which is left out, for none.
func (v Voice) label(id, key string) Label {
	switch {
	case id == "":
		return Label{}
	case !v.knows(key):
		return Label{Key: id, Name: id}
	}
	return Label{Key: id, Name: v.Say(seva.Say(key))}
}

// labels names a list of ids, each by the words under the key that keyOf gives it.
func labels[K ~string](v Voice, ids []K, keyOf func(string) string) []Label {
	out := make([]Label, len(ids))
	for i, id := range ids {
		out[i] = v.label(string(id), keyOf(string(id)))
	}
	return out
}

// under gives the keys of a room: under("state.")("open") is "state.open".
func under(room string) func(string) string { return func(id string) string { return room + id } }

// keys undoes labels.
func keys[K ~string](all []Label) []K {
	var out []K
	for _, l := range all {
		out = append(out, K(l.Key))
	}
	return out
}

// word is a value of one of seva's fixed vocabularies.
type word interface {
	~string
	Text() seva.Text
}

// labelOf speaks a word of a vocabulary; the zero Label, which is left out, when there is none.
func labelOf[W word](v Voice, w W) Label {
	if w == "" {
		return Label{}
	}
	return Label{Key: string(w), Name: v.Say(w.Text())}
}

// Names is one name in the three scripts; a form that is not known is left out, and so
// is a name of which none is known.
type Names struct {
	Bn string `json:"bn,omitempty"`
	En string `json:"en,omitempty"`
	Hi string `json:"hi,omitempty"`
}

// Facts gives the name back.
func (n Names) Facts() seva.Names { return seva.Names(n) }
