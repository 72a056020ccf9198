package dialogue

import (
	"context"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// Which cases there are about a deed, a plot or a khatian is shown as the land portal shows it
// to everybody: where a case stands, its days and its hearing, and nothing of persons.

func showDeed(context.Context, *Machine, State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.ask.deed")}, Again: []seva.Text{seva.Say("phone.again.deed")}}, nil
}

func takeDeed(_ context.Context, m *Machine, s *State, a answer, out *Outcome) {
	m.seekDeed(s, split(a.text), out)
}

// seekDeed takes a deed as it is spoken of: its number, its year, and the code of the
// registration office, and the book where it is not I, with spaces, strokes or stars between them.
func (m *Machine) seekDeed(s *State, words []string, out *Outcome) {
	var parts []string
	for _, w := range m.plainly(words) {
		parts = append(parts, strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune("/-.,", r) })...)
	}
	if len(parts) != 3 && len(parts) != 4 { // with its book behind it where that is not I
		m.wrong(s, out, seva.Say("phone.wrong.deed"))
		return
	}
	key, err := casework.DeedKey(parts[2], parts[1], strings.Join(append(parts[:1:1], parts[3:]...), "/"))
	if err != nil {
		m.wrong(s, out, seva.Say("phone.wrong.deed"))
		return
	}
	m.trace(s, key)
}

// trace goes to the cases of a key, which has the kind and the value of one in a State.
func (m *Machine) trace(s *State, k casework.Key) {
	s.Line = k.Kind + ":" + k.Value
	s.push(nodeTraces)
}

// traced asks for the cases of the key in play: the oldest few.
func (m *Machine) traced(ctx context.Context, s State) ([]casework.Glance, error) {
	if m.desks.Cases == nil {
		return nil, closed()
	}
	kind, value, _ := strings.Cut(s.Line, ":")
	all, err := m.desks.Cases.Track(ctx, casework.Trace{Key: casework.Key{Kind: kind, Value: value}})
	return all[:min(len(all), maxPicks)], err
}

// showTraces tells of the only case at once, and lists several.
func showTraces(ctx context.Context, m *Machine, s State) (Screen, error) {
	all, err := m.traced(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	switch len(all) {
	case 0:
		return Screen{Body: []seva.Text{seva.Say("phone.trace.none")}}, nil
	case 1:
		return traceScreen(all[0]), nil
	}
	screen := Screen{Body: []seva.Text{seva.Say("phone.trace")}}
	for i, g := range all {
		screen.Items = append(screen.Items, Item{Number: i + 1, Text: seva.Say("phone.case.mine", seva.Args{
			"Number": g.Number, "Service": seva.Say("service." + g.Service),
		})})
	}
	return screen, nil
}

// traceScreen tells of a case that is perhaps somebody else's, and where to object: no phone
// takes an objection.
func traceScreen(g casework.Glance) Screen {
	body := append([]seva.Text{seva.Say("phone.number", seva.Args{"Number": g.Number})}, caseLines(g)...)
	if !g.End {
		body = append(body, seva.Say("phone.trace.object"))
	}
	return Screen{Body: body}
}

func takeTrace(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	all, err := m.traced(ctx, *s)
	switch {
	case seva.KindOf(err) == seva.TooMany:
		out.Reason = seva.Say("phone.wrong.tries")
	case err != nil:
		m.fail(s, out, err, "phone.wrong.choice")
	case len(all) < 2 || a.number < 1 || a.number > len(all):
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
	default:
		s.File = all[a.number-1].Number
		s.push(nodeTrace)
	}
}

func showTrace(ctx context.Context, m *Machine, s State) (Screen, error) {
	all, err := m.traced(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	at := slices.IndexFunc(all, func(g casework.Glance) bool { return g.Number == s.File })
	if at < 0 { // it has ended since
		return Screen{Body: []seva.Text{seva.Say("phone.trace.none")}}, nil
	}
	return traceScreen(all[at]), nil
}

// wantDeed is "DEED 1234 2026 1902"; alone it asks for them.
func wantDeed(_ context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if m.desks.Cases == nil {
		s.push(nodeKeywords)
		return
	}
	s.push(nodeLand)
	s.push(nodeDeed)
	if len(rest) > 0 {
		m.seekDeed(s, rest, out)
	}
}
