package dialogue

import (
	"context"

	"duar/seva"
)

// chooseLanguage makes the choice an effect and goes on with what the person came for:
// the code that was dialled, or home, or back to where the language was changed.
func chooseLanguage(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	out.Effects = append(out.Effects, Effect{Lang: seva.Lang(id)})
	dialed := s.Dialed
	first := s.Node == nodeFirst
	if !first {
		s.pop()
		first = s.Node == nodeFirst
	}
	if !first {
		return
	}
	s.home()
	if dialed != "" {
		m.dial(ctx, s, dialed, out)
	}
}

// Script goes to the choice of languages in Latin letters, for a phone that perhaps
// shows no others. The way back leads to where the person was.
func (m *Machine) Script(s State) State {
	if s.Node != nodeScript {
		s.push(nodeScript)
	}
	return s
}

func showScript(_ context.Context, m *Machine, _ State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.script")}, Items: m.items[listLanguage], Roman: true}, nil
}
