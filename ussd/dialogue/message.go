package dialogue

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// intent does what a keyword wants with the words after it.
type intent func(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome)

// intents says every intent a keyword may have. A language's tag is an
// intent too, so that LANG BN and BANGLA say the same.
func intents() map[string]intent {
	all := map[string]intent{
		"land":       wantLand,
		"plot":       want("plot"),
		"khatian":    want("khatian"),
		"rs":         want("rs"),
		"lr":         want("lr"),
		"mouza":      want("mouza"),
		"status":     wantStatus,
		"apply":      wantRoom(nodeServices),
		"help":       wantRoom(nodeKeywords),
		"stop":       wishTo(true),
		"start":      wishTo(false),
		"looks":      wantRoom(nodeAccount, nodeLooks),
		"consents":   wantRoom(nodeAccount, nodeConsents),
		"lang":       wantLang,
		"check":      wantPaper,
		"deed":       wantDeed,
		"watch":      wantWatch,
		"fee":        wantFee,
		"office":     wantOffice,
		"menu":       func(context.Context, *Machine, *State, []string, *Outcome) {},
		intentNoun:   nil,
		intentBata:   nil,
		intentPlease: nil,
	}
	for _, id := range elsewhere() {
		all[intentElsewhere+id] = wantElsewhere(id)
	}
	for _, use := range uses() {
		all[intentUse+use] = nil
	}
	for _, l := range seva.PhoneLangs() {
		all[string(l)] = func(_ context.Context, _ *Machine, _ *State, _ []string, out *Outcome) {
			out.Effects = append(out.Effects, Effect{Lang: l})
		}
	}
	return all
}

// Message takes an SMS. One that begins with a keyword or a mouza number asks afresh;
// any other is the next answer of a conversation that goes on (live). With neither, or
// where the answer is none, the person is told what can be sent. No SMS ever ends a
// conversation: hours may lie between two, so wrong ones are not added up.
func (m *Machine) Message(ctx context.Context, s State, live bool, input string) (State, Outcome) {
	var out Outcome
	words, k, ok := m.Keyword(input)
	switch {
	case ok:
		s = m.Start()
		out.Lang = k.Lang
		m.intents[k.Intent](ctx, m, &s, words, &out)
	case len(words) > 0 && isIDN(words[0]) && (len(words) > 1 || !live):
		s, out = m.Dial(ctx, m.Start(), input)
	case live:
		s.Wrong, s.Blank = 0, false
		if s, out = m.Take(ctx, s, input); s.Blank || misunderstood(out.Reason) {
			out.Reason = keywords()
		}
	default:
		s = m.Start()
		if k, ok := m.sought(words); ok {
			out.Lang = k.Lang
			m.intents[k.Intent](ctx, m, &s, nil, &out)
			break
		}
		s.push(nodeKeywords)
	}
	s.Turns = max(s.Turns, 1)
	return s, out
}

// misunderstood tells an answer that was none from one that a question refused.
func misunderstood(why seva.Text) bool {
	switch why.Key {
	case "phone.wrong.choice", "phone.wrong.empty", "phone.wrong.long", "phone.wrong.text":
		return true
	}
	return false
}

// keywords says what can be sent, with lines to copy.
func keywords() seva.Text {
	return seva.Say("phone.keywords", seva.Args{
		"IDN": place.MakeIDN(10, 27, 1), "Plot": land.Number{Main: 165}, "Khatian": land.Number{Main: 12},
	})
}

// Stranger begins with the language for somebody whose SMS has no keyword to tell it.
// A mouza number and what follows waits until the language is chosen.
func (m *Machine) Stranger(input string) State {
	if words, _, _ := m.Keyword(input); len(words) > 0 && isIDN(words[0]) {
		a, _ := read(input)
		return m.First(a.text)
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
	words = words[:min(len(words), maxTokens)]
	if k, ok := m.lone(words); ok {
		return nil, k, true
	}
	for i, w := range words {
		k, ok := m.keywords[folded(w)]
		if !ok || alone(k.Intent) || k.Intent == intentPlease || strings.HasPrefix(k.Intent, intentUse) {
			break
		}
		if k.Intent != intentNoun && k.Intent != intentBata { // "my land …"
			return words[i+1:], k, true
		}
	}
	return words, Keyword{}, false
}

// folded is a word of a message as keywords are kept.
func folded(word string) string { return fold(strings.Trim(word, stray)) }

// wantRoom goes to a room by way of those before it.
func wantRoom(way ...Node) intent {
	return func(_ context.Context, _ *Machine, s *State, _ []string, _ *Outcome) {
		for _, n := range way {
			s.push(n)
		}
	}
}

// wantLand is the choice of lookups, or the plot when more is said.
func wantLand(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if words, _, _ := m.nouns("land", rest); len(words) == 0 {
		s.push(nodeLand)
		return
	}
	want("land")(ctx, m, s, rest, out)
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

func want(asked string) intent {
	return func(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
		if !m.look(ctx, s, asked, rest, out) {
			s.push(nodeKeywords)
		}
	}
}

// look looks for a thing in a mouza: "1027001 165", or "Ranjapur 165", where the name
// gives candidates and the number waits until one is chosen. False when the words
// contradict each other; nothing has happened then.
func (m *Machine) look(ctx context.Context, s *State, asked string, words []string, out *Outcome) bool {
	rest, asked, clear := m.nouns(asked, words)
	if !clear {
		return false
	}
	w := m.lookups[asked]
	idn, name, digits := parts(rest)
	var n land.Number
	var bad error
	if strings.Trim(strings.Join(digits, ""), stray) != "" {
		n, bad = numberIn(digits)
		if w.goal == goalPlace {
			w.goal = goalPlot // a number is asked about, not only its mouza
		}
	}
	if idn != "" {
		m.seek(ctx, s, w, idn, n, bad, out)
		return true
	}
	s.home()
	s.Goal, s.From = w.goal, w.from
	if w.goal != goalPlace {
		s.push(nodeLand)
	}
	s.push(nodeMouza)
	switch {
	case bad != nil:
		m.wrong(s, out, seva.Say("phone.wrong.number"))
	case len(name) > 0:
		a, _ := read(strings.Join(name, " "))
		if m.find(ctx, s, a, "", out); s.Node == nodePicks {
			s.Number = n
		}
	case len(digits) > 0:
		m.wrong(s, out, seva.Say("phone.wrong.mouza"))
	}
	return true
}
