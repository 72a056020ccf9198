package dialogue

import (
	"context"
	"strings"
	"unicode"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Dial takes what was dialled after the service code, its parts joined by stars. One
// that begins with a mouza's seven digits is a direct code and needs no menu:
//
//	1027001*165         plot 165
//	1027001*165*1201    plot 165/1201
//	1027001*0*539*1     khatian 539/1
//	1027001             the mouza itself
//
// Whatever follows, and any other code, is fed to the menu as one answer after
// another: 1*1*1027001*165. It stops at the first that is refused.
func (m *Machine) Dial(ctx context.Context, s State, dialed string) (State, Outcome) {
	var out Outcome
	s.home()
	m.dial(ctx, &s, dialed, &out)
	s.Turns = max(s.Turns, 1) // somebody who dials a code can read the answer
	return s, out
}

func (m *Machine) dial(ctx context.Context, s *State, dialed string, out *Outcome) {
	a, bad := read(dialed)
	if !bad.IsZero() {
		m.wrong(s, out, bad)
		return
	}
	tokens := strings.FieldsFunc(a.text, func(r rune) bool { return r == '*' || r == '#' })
	tokens = tokens[:min(len(tokens), maxTokens)]
	if len(tokens) > 0 && isIDN(tokens[0]) {
		goal := goalPlot
		switch {
		case len(tokens) == 1:
			goal = goalPlace
		case strings.TrimSpace(tokens[1]) == "0":
			goal = goalKhatian
			tokens = append(tokens[:1:1], tokens[2:]...)
		}
		tokens = m.seek(ctx, s, goal, 0, tokens, out)
	}
	for _, t := range tokens {
		if !out.Reason.IsZero() {
			return
		}
		a, bad := read(t)
		m.step(ctx, s, a, bad, out)
	}
}

// seek goes straight to what is asked of a mouza: tokens are its number, then the plot
// or khatian and perhaps the bata. It gives back the tokens it did not need. The way
// back is the one a person would have walked.
func (m *Machine) seek(ctx context.Context, s *State, goal Goal, from uint8, tokens []string, out *Outcome) []string {
	s.home()
	s.Goal, s.From = goal, from
	if goal != goalPlace {
		s.push(nodeLand)
	}
	s.push(nodeMouza)
	idn, err := place.ParseIDN(strings.Trim(tokens[0], stray))
	if err != nil {
		m.wrong(s, out, seva.Say("phone.wrong.mouza"))
		return nil
	}
	tokens = tokens[1:]
	var bad error
	if len(tokens) > 0 && goal != goalPlace {
		var n land.Number
		if n, tokens, bad = numberOf(tokens); bad == nil {
			s.Number = n
		}
	}
	m.arrive(ctx, s, idn, out)
	if bad != nil && out.Reason.IsZero() {
		m.wrong(s, out, seva.Say("phone.wrong.number"))
	}
	return tokens
}

// numberOf takes a number, and a bata when the next token is one, off tokens.
func numberOf(tokens []string) (land.Number, []string, error) {
	n, err := number(strings.Trim(tokens[0], stray))
	if err != nil || n.Bata != 0 || len(tokens) < 2 {
		return n, tokens[1:], err
	}
	if two, err := number(tokens[0] + "/" + tokens[1]); err == nil {
		return two, tokens[2:], nil
	}
	return n, tokens[1:], nil
}

// split cuts a line typed as an SMS, or as a direct code at a question, into its words.
func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '*' || r == '#' || r == ',' || r == ';' || r == ':'
	})
}
