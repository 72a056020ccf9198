package dialogue

import (
	"context"
	"strings"

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
	n, err := number(a.key)
	if err != nil {
		m.wrong(s, out, seva.Say("phone.wrong.number"))
		return
	}
	s.Number = n
	switch s.Node {
	case nodeKhatian:
		s.push(nodeKhatianAnswer)
	case nodeFormer:
		s.push(nodeCrosswalk)
	default:
		s.push(nodePlotAnswer)
	}
}

// number reads what a keypad makes of 165/1201: there the stroke is often a star.
func number(s string) (land.Number, error) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "#", ""), "*", "/")
	return land.ParseNumber("number", s)
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

func showPlot(ctx context.Context, m *Machine, s State) (Screen, error) {
	plot, name, err := m.plot(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: plotLines(plot, name), Items: m.items[listPlot]}, nil
}

func (m *Machine) plot(ctx context.Context, s State) (land.Plot, seva.Names, error) {
	plot, err := m.land.Plot(ctx, s.Mouza, s.Number, land.At{})
	if err != nil {
		return land.Plot{}, seva.Names{}, err
	}
	name, err := m.known(ctx, s.Mouza)
	return plot, name, err
}

// plotLines is a plot in plain words. Warnings belong on the first screen, so they
// come first: whatever follows may be cut off to a later page.
func plotLines(p land.Plot, mouza seva.Names) []seva.Text {
	args := plotArgs(p, mouza)
	var lines []seva.Text
	if len(p.Flags) > 0 {
		lines = append(lines, seva.Say("phone.plot.flags", args))
	}
	return append(lines, seva.Say("phone.plot.answer", args), seva.Say("phone.plot.count", args))
}

func plotArgs(p land.Plot, mouza seva.Names) seva.Args {
	flags := make([]seva.Text, len(p.Flags))
	for i, f := range p.Flags {
		flags[i] = seva.Say("flag." + string(f))
	}
	return seva.Args{
		"Plot": p.Number, "Mouza": mouza, "IDN": p.Mouza, "Area": p.Area.In(seva.InAcre),
		"Class": seva.Say("class." + string(p.Class)), "Count": len(p.Holdings),
		"Flags": flags, "Date": p.AsOn.Valid,
	}
}

func leavePlot(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	switch id {
	case "owners":
		s.push(nodeOwners)
	case "crosswalk":
		s.From = fromLR
		s.push(nodeCrosswalk)
	case "sms":
		plot, name, err := m.plot(ctx, *s)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.plot")
			return
		}
		key := "sms.plot"
		if len(plot.Flags) > 0 {
			key = "sms.plot.flags"
		}
		m.send(s, out, seva.Say(key, plotArgs(plot, name)))
	}
}

// send makes a text an effect and says that it is on its way. No name of a person is
// ever in one: an SMS stays on a phone that others use too.
func (m *Machine) send(s *State, out *Outcome, sms seva.Text) {
	out.Effects = append(out.Effects, Effect{SMS: sms})
	s.push(nodeSent)
}

func showSent(context.Context, *Machine, State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.sent")}}, nil
}

func showOwners(ctx context.Context, m *Machine, s State) (Screen, error) {
	plot, _, err := m.plot(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: ownerLines(plot)}, nil
}

func ownerLines(p land.Plot) []seva.Text {
	lines := make([]seva.Text, len(p.Holdings))
	for i, h := range p.Holdings {
		lines[i] = seva.Say("phone.plot.owner", seva.Args{"Name": h.Owner.Name, "Share": h.Share, "Khatian": h.Khatian})
	}
	return lines
}

func showKhatian(ctx context.Context, m *Machine, s State) (Screen, error) {
	k, name, err := m.khatian(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: khatianLines(k, name), Items: m.items[listKhatian]}, nil
}

func (m *Machine) khatian(ctx context.Context, s State) (land.Khatian, seva.Names, error) {
	k, err := m.land.Khatian(ctx, s.Mouza, s.Number, land.At{})
	if err != nil {
		return land.Khatian{}, seva.Names{}, err
	}
	name, err := m.known(ctx, s.Mouza)
	return k, name, err
}

func khatianLines(k land.Khatian, mouza seva.Names) []seva.Text {
	args := khatianArgs(k, mouza)
	return []seva.Text{seva.Say("phone.khatian.answer", args), seva.Say("phone.khatian.count", args)}
}

func khatianArgs(k land.Khatian, mouza seva.Names) seva.Args {
	return seva.Args{
		"Khatian": k.Number, "Mouza": mouza, "IDN": k.Mouza, "Name": k.Owner.Name,
		"Area": k.Area.In(seva.InAcre), "Count": len(k.Holdings), "Date": k.AsOn.Valid,
	}
}

func leaveKhatian(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	switch id {
	case "plots":
		s.push(nodeKhatianPlots)
	case "sms":
		k, name, err := m.khatian(ctx, *s)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.khatian")
			return
		}
		m.send(s, out, seva.Say("sms.khatian", khatianArgs(k, name)))
	}
}

func showKhatianPlots(ctx context.Context, m *Machine, s State) (Screen, error) {
	k, _, err := m.khatian(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: holdingLines(k)}, nil
}

func holdingLines(k land.Khatian) []seva.Text {
	lines := make([]seva.Text, len(k.Holdings))
	for i, h := range k.Holdings {
		lines[i] = seva.Say("phone.khatian.plot", seva.Args{
			"Plot": h.Plot, "Area": h.Recorded.In(seva.InAcre), "Class": seva.Say("class." + string(h.Class)),
		})
	}
	return lines
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
