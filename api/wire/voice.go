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

// Voice puts texts into the language of one reader.
type Voice struct {
	Lang seva.Lang
	Say  func(seva.Text) string
}

// Label is a key of a fixed vocabulary with its word: {"key":"sali","name":"শালি"}.
type Label struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// label speaks the vocabulary word kept under room.key; nil when there is no key.
func (v Voice) label(room, key string) *Label {
	if key == "" {
		return nil
	}
	return &Label{Key: key, Name: v.Say(seva.Say(room + "." + key))}
}

func (l *Label) key() string {
	if l == nil {
		return ""
	}
	return l.Key
}

// Names is one name in the three scripts; a form that is not known is left out.
type Names struct {
	Bn string `json:"bn,omitempty"`
	En string `json:"en,omitempty"`
	Hi string `json:"hi,omitempty"`
}

// namesOf gives nil for a name of which no form is known, so that it is left out.
func namesOf(n seva.Names) *Names {
	if n == (seva.Names{}) {
		return nil
	}
	return &Names{Bn: n.Bn, En: n.En, Hi: n.Hi}
}

// Facts gives the name back; a nil name is no name.
func (n *Names) Facts() seva.Names {
	if n == nil {
		return seva.Names{}
	}
	return seva.Names{Bn: n.Bn, En: n.En, Hi: n.Hi}
}
