package dialogue

import (
	"context"
	"strings"

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
// another: 1*1*1027001*165. It stops at the first that is refused. A line with spaces
// ("1027001 165 bata 1201") is read as an SMS would be.
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
	coded := strings.ContainsAny(a.key, "*#") && !strings.Contains(a.key, " ")
	if words := split(a.key); !coded && len(words) > 1 && isIDN(words[0]) {
		if !m.look(ctx, s, "land", words, out) {
			m.wrong(s, out, seva.Say("phone.wrong.number"))
		}
		return
	}
	tokens := strings.FieldsFunc(a.key, func(r rune) bool { return r == '*' || r == '#' })
	tokens = tokens[:min(len(tokens), maxTokens)]
	if len(tokens) > 0 && isIDN(tokens[0]) {
		tokens = m.code(ctx, s, tokens, out)
	}
	for _, t := range tokens {
		if !out.Reason.IsZero() || s.Node == nodePIN { // what is dialled stays in the phone's list of calls
			return
		}
		a, bad := read(t)
		m.step(ctx, s, a, bad, out)
	}
}

// beforePIN cuts a code that is to be kept behind the choice in the owner's account, where a
// PIN may follow.
func (m *Machine) beforePIN(dialed string) string {
	a, bad := read(dialed)
	tokens := strings.FieldsFunc(a.key, func(r rune) bool { return r == '*' || r == '#' })
	if !bad.IsZero() || len(tokens) < 3 {
		return dialed
	}
	first, _ := read(tokens[0])
	for _, e := range m.whole.lists[listHome] {
		if e.id == "account" && e.number == first.number {
			return tokens[0] + "*" + tokens[1]
		}
	}
	return dialed
}

// code takes a direct code, and gives back the tokens that are answers to what it shows.
func (m *Machine) code(ctx context.Context, s *State, tokens []string, out *Outcome) []string {
	idn, tokens := tokens[0], tokens[1:]
	w := lookup{goal: goalPlot}
	switch {
	case len(tokens) == 0:
		w.goal = goalPlace
	case strings.TrimSpace(tokens[0]) == "0":
		w.goal = goalKhatian
		tokens = tokens[1:]
	}
	var n land.Number
	var bad error
	if len(tokens) > 0 {
		n, tokens, bad = codedNumber(tokens)
	}
	m.seek(ctx, s, w, idn, n, bad, out)
	return tokens
}

// codedNumber takes a number, and a bata when the next token is one, off tokens. A next
// token that is no answer to a menu either is a bata that cannot be read.
func codedNumber(tokens []string) (land.Number, []string, error) {
	n, err := number(tokens[0])
	if err != nil || n.Bata != 0 || len(tokens) < 2 {
		return n, tokens[1:], err
	}
	if two, err := number(tokens[0] + "/" + tokens[1]); err == nil {
		return two, tokens[2:], nil
	}
	if a, bad := read(tokens[1]); !bad.IsZero() || a.number < 0 {
		_, err = number(tokens[1])
		return land.Number{}, nil, err
	}
	return n, tokens[1:], nil
}

// seek goes straight to what is asked of a mouza. The way back is the one a person
// would have walked. A number that could not be read (bad) is asked for.
func (m *Machine) seek(ctx context.Context, s *State, w lookup, idn string, n land.Number, bad error, out *Outcome) {
	s.home()
	s.Goal, s.From = w.goal, w.from
	if w.goal != goalPlace {
		s.push(nodeLand)
	}
	s.push(nodeMouza)
	code, err := place.ParseIDN(strings.Trim(idn, stray))
	if err != nil {
		m.wrong(s, out, seva.Say("phone.wrong.mouza"))
		return
	}
	if bad == nil {
		s.Number = n
	}
	m.arrive(ctx, s, code, out)
	if bad != nil && out.Reason.IsZero() {
		m.wrong(s, out, seva.Say("phone.wrong.number"))
	}
}
