package dialogue

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/document"
)

// Whether a signed paper is genuine anybody asks by its number: "papers" in the first menu,
// or CHECK and the number, as the papers themselves say. The answer names nobody.

func showPapers(context.Context, *Machine, State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.ask.paper")}, Again: []seva.Text{seva.Say("phone.again.paper")}}, nil
}

func takePaper(_ context.Context, m *Machine, s *State, a answer, out *Outcome) {
	m.seekPaper(s, a.text, out)
}

// seekPaper goes to a paper's answer. That a digit is wrong is told without looking for it.
func (m *Machine) seekPaper(s *State, typed string, out *Outcome) {
	number, err := document.ParseNumber(strings.Trim(typed, stray))
	if err != nil {
		if why, of := document.Refusal(err, document.OnPhone); of {
			m.wrong(s, out, why[0])
			return
		}
		m.fail(s, out, err, "phone.document.number")
		return
	}
	s.File = number
	s.push(nodePaper)
}

func showPaper(ctx context.Context, m *Machine, s State) (Screen, error) {
	v, err := m.paper(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{
		Body: document.Sentences(v, document.OnPhone), Posted: document.Sentences(v, document.OnSMS), Items: m.items[listPaper],
	}, nil
}

func (m *Machine) paper(ctx context.Context, s State) (document.View, error) {
	if m.desks.Papers == nil {
		return document.View{}, closed()
	}
	return m.desks.Papers.Document(ctx, s.File)
}

// leavePaper sends the answer by SMS.
func leavePaper(ctx context.Context, m *Machine, s *State, _ string, out *Outcome) {
	v, err := m.paper(ctx, *s)
	if err != nil {
		m.fail(s, out, err, "phone.document.unknown")
		return
	}
	m.send(ctx, s, out, document.Sentences(v, document.OnSMS)...)
}

// wantPaper is "CHECK 4829 1038 4756 6"; alone it asks for the number.
func wantPaper(_ context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if m.desks.Papers == nil {
		s.push(nodeKeywords)
		return
	}
	s.push(nodePapers)
	if words := m.plainly(rest); len(words) > 0 {
		m.seekPaper(s, strings.Join(words, ""), out)
	}
}

// plainly leaves out words that only say what a number is: "CHECK NO 4829…".
func (m *Machine) plainly(words []string) []string {
	var rest []string
	for _, w := range words {
		if m.keywords[folded(w)].Intent != intentNoun {
			rest = append(rest, w)
		}
	}
	return rest
}
