package dialogue

import (
	"context"
	"strings"

	"duar/seva"
)

// What no phone does about land, and where it is done instead: a copy needs money and a link, an
// appeal and an objection need a person and their papers, and a name would let anybody read a
// register through (ADR 27). Whoever asks is told, instead of being told what else can be sent.

// intentElsewhere begins the intents of words that ask for such a thing: "elsewhere:copy".
const intentElsewhere = "elsewhere:"

// elsewhere are such things, as the menu names them.
func elsewhere() []string { return []string{"copy", "appeal", "object", "name"} }

func leaveElsewhere(_ context.Context, _ *Machine, s *State, id string, _ *Outcome) {
	s.Line = id
	s.push(nodeThere)
}

func showThere(_ context.Context, _ *Machine, s State) (Screen, error) {
	for _, id := range elsewhere() {
		if s.Line == id {
			return Screen{Body: []seva.Text{seva.Say("phone.there." + id)}}, nil
		}
	}
	return Screen{}, closed()
}

// wantElsewhere goes there by way of the list, so that the way back shows what else there is.
func wantElsewhere(id string) intent {
	return func(ctx context.Context, m *Machine, s *State, _ []string, out *Outcome) {
		if !m.desks.open() {
			s.push(nodeKeywords)
			return
		}
		s.push(nodeLand)
		s.push(nodeElsewhere)
		leaveElsewhere(ctx, m, s, id, out)
	}
}

// sought finds what a message asks for that begins with such a word and says more: "NAME
// Subrata Mondal". It is heard only where no question is open, whose answer it could be.
func (m *Machine) sought(words []string) (Keyword, bool) {
	if len(words) == 0 {
		return Keyword{}, false
	}
	k := m.keywords[folded(words[0])]
	return k, strings.HasPrefix(k.Intent, intentElsewhere)
}
