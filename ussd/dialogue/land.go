package dialogue

import (
	"context"

	"duar/seva"
	"duar/seva/land"
)

// leaveLand goes to the mouza, which every lookup begins with.
func leaveLand(_ context.Context, _ *Machine, s *State, id string, _ *Outcome) {
	switch id {
	case "plot":
		s.Goal = goalPlot
	case "khatian":
		s.Goal = goalKhatian
	case "crosswalk":
		s.Goal = goalCrosswalk
	case "fee":
		s.Goal = goalFee
	case "office":
		s.Goal = goalOffice
	case "deed":
		s.push(nodeDeed)
		return
	case "watch":
		s.push(nodeWatches)
		return
	case "elsewhere":
		s.push(nodeElsewhere)
		return
	}
	s.push(nodeMouza)
}

// ask draws the question for a number within the mouza in play. Asked again it does
// without the mouza's name.
func ask(what string) func(context.Context, *Machine, State) (Screen, error) {
	again := []seva.Text{seva.Say("phone.again." + what)}
	return func(ctx context.Context, m *Machine, s State) (Screen, error) {
		name, err := m.known(ctx, s.Mouza)
		return Screen{Body: []seva.Text{seva.Say("phone.ask."+what, seva.Args{"Mouza": name})}, Again: again}, err
	}
}

func showFormer(ctx context.Context, m *Machine, s State) (Screen, error) {
	return ask("former."+string(survey(s.From)))(ctx, m, s)
}

// takeNumber takes a plot or khatian number in any of the ways its bata is written.
// Whether there is one, the register says when the answer is shown.
func takeNumber(_ context.Context, m *Machine, s *State, a answer, out *Outcome) {
	asked := s.asks()
	words, now, clear := m.nouns(asked, split(a.key))
	n, err := numberIn(words)
	if err != nil || !clear || now != asked { // "RS 165" is not the number that was asked
		m.wrong(s, out, seva.Say("phone.wrong.number"))
		return
	}
	s.Number = n
	switch {
	case s.Goal == goalWatchPlot, s.Goal == goalWatchKhatian:
		m.giveNotice(s)
	case s.Goal == goalFee:
		s.push(nodeUse)
	case s.Node == nodeKhatian:
		s.push(nodeKhatianAnswer)
	case s.Node == nodeFormer:
		s.push(nodeCrosswalk)
	default:
		s.push(nodePlotAnswer)
	}
}

func leaveSurvey(_ context.Context, m *Machine, s *State, id string, _ *Outcome) {
	s.From = fromRS
	if id == "lr" {
		s.From = fromLR
	}
	s.push(nodeFormer)
	if s.Number.Main != 0 {
		s.push(nodeCrosswalk)
	}
}

// Which settlement the number in play is of.
const (
	fromRS = 1
	fromLR = 2
)

func survey(from uint8) land.Survey {
	if from == fromRS {
		return land.RS
	}
	return land.LR
}

// send makes a text an effect, and says that it will come if the network takes it: it
// goes out only after this screen has. No name of a person is ever in one, for an SMS
// stays on a phone that others use too.
//
// Whoever has said STOP is told how to have SMS again instead.
func (m *Machine) send(ctx context.Context, s *State, out *Outcome, sms ...seva.Text) {
	if a := m.desks.Account; a != nil && a.Stops != nil {
		stopped, err := m.stopped(ctx)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.apply")
			return
		}
		if stopped {
			out.Reason = seva.Say("phone.wrong.stopped")
			return
		}
	}
	for _, text := range sms {
		out.Effects = append(out.Effects, Effect{SMS: text})
	}
	s.push(nodeSent)
}

func showSent(context.Context, *Machine, State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.sent")}}, nil
}

func showCrosswalk(ctx context.Context, m *Machine, s State) (Screen, error) {
	pairs, err := m.land.Crosswalk(ctx, s.Mouza, survey(s.From), s.Number)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: []seva.Text{crosswalkLine(survey(s.From), s.Number, pairs)}}, nil
}

func crosswalkLine(from land.Survey, n land.Number, pairs []land.Pair) seva.Text {
	others := make([]seva.Text, len(pairs))
	for i, p := range pairs {
		other := p.LR
		if from == land.LR {
			other = p.RS
		}
		others[i] = seva.Say("phone.number", seva.Args{"Number": other})
	}
	return seva.Say("phone.crosswalk."+string(from), seva.Args{"Plot": n, "Others": others})
}
