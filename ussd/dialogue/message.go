package dialogue

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/land"
)

// intent does what a keyword wants with the words after it.
type intent func(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome)

// intents says every intent a keyword may have. A language's tag is an
// intent too, so that LANG BN and BANGLA say the same.
func intents() map[string]intent {
	all := map[string]intent{
		"land":    wantLand,
		"plot":    want(goalPlot, 0),
		"khatian": want(goalKhatian, 0),
		"rs":      want(goalCrosswalk, fromRS),
		"lr":      want(goalCrosswalk, fromLR),
		"mouza":   want(goalPlace, 0),
		"help":    wantRoom(nodeKeywords),
		"lang":    wantLang,
		"menu":    func(context.Context, *Machine, *State, []string, *Outcome) {},
	}
	for _, l := range seva.PhoneLangs() {
		all[string(l)] = func(_ context.Context, _ *Machine, _ *State, _ []string, out *Outcome) {
			out.Effects = append(out.Effects, Effect{Lang: l})
		}
	}
	return all
}

// Message takes an SMS. One that begins with a keyword or a mouza number asks afresh;
// any other is the next answer of a conversation that goes on (live). With neither,
// the person is told what can be sent.
func (m *Machine) Message(ctx context.Context, s State, live bool, input string) (State, Outcome) {
	var out Outcome
	words, k, ok := m.Keyword(input)
	switch {
	case ok:
		s = m.Start()
		out.Lang = k.Lang
		m.intents[k.Intent](ctx, m, &s, words, &out)
	case len(words) > 0 && isIDN(words[0]) && (len(words) > 1 || !live):
		s, out = m.Dial(ctx, m.Start(), strings.Join(words, "*"))
	case live:
		return m.Take(ctx, s, input)
	default:
		s = m.Start()
		s.push(nodeKeywords)
	}
	s.Turns = max(s.Turns, 1)
	return s, out
}

// Stranger begins with the language for somebody whose SMS has no keyword to tell it.
// A mouza number and what follows waits until the language is chosen.
func (m *Machine) Stranger(input string) State {
	words, _, _ := m.Keyword(input)
	if len(words) > 0 && isIDN(words[0]) {
		return m.First(strings.Join(words, "*"))
	}
	return m.First("")
}

// Keyword finds the keyword a message begins with, and gives the other words; all of
// them when there is none. A message that cannot be read has no words.
func (m *Machine) Keyword(input string) ([]string, Keyword, bool) {
	a, bad := read(input)
	if !bad.IsZero() {
		return nil, Keyword{}, false
	}
	words := split(a.text)
	if len(words) == 0 {
		return nil, Keyword{}, false
	}
	k, ok := m.keywords[fold(strings.Trim(words[0], stray))]
	if ok {
		words = words[1:]
	}
	return words[:min(len(words), maxTokens)], k, ok
}

func wantRoom(n Node) intent {
	return func(_ context.Context, _ *Machine, s *State, _ []string, _ *Outcome) { s.push(n) }
}

// wantLand is the choice of lookups, or the plot when more is said.
func wantLand(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if len(rest) == 0 {
		s.push(nodeLand)
		return
	}
	want(goalPlot, 0)(ctx, m, s, rest, out)
}

// wantLang takes a language by any of its names, or offers the list.
func wantLang(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if len(rest) > 0 {
		k := m.keywords[fold(strings.Join(rest, " "))]
		if k.Word == "" {
			k = m.keywords[fold(rest[0])]
		}
		if l, ok := seva.ParseLang(k.Intent); ok {
			out.Effects = append(out.Effects, Effect{Lang: l})
			return
		}
	}
	s.push(nodeLanguage)
}

// want looks for a thing in a mouza: "1027001 165", or "Ranjapur 165", where the name
// gives candidates and the number waits until one is chosen.
func want(goal Goal, from uint8) intent {
	return func(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
		if len(rest) > 0 && isIDN(rest[0]) {
			m.seek(ctx, s, goal, from, rest, out)
			return
		}
		s.Goal, s.From = goal, from
		if goal != goalPlace {
			s.push(nodeLand)
		}
		s.push(nodeMouza)
		name := len(rest)
		for name > 0 && strings.ContainsAny(rest[name-1], "0123456789") {
			name--
		}
		var n land.Number
		if name < len(rest) {
			n, _, _ = numberOf(rest[name:])
		}
		if name == 0 {
			if len(rest) > 0 {
				m.wrong(s, out, seva.Say("phone.wrong.mouza"))
			}
			return
		}
		a, _ := read(strings.Join(rest[:name], " "))
		if m.find(ctx, s, a, "", out); s.Node == nodePicks {
			s.Number = n
		}
	}
}
