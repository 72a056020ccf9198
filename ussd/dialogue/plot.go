package dialogue

import (
	"context"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
)

func showPlot(ctx context.Context, m *Machine, s State) (Screen, error) {
	plot, name, err := m.plot(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: plotLines(plot, name), Posted: []seva.Text{plotSMS(plot, name)}, Items: m.items[listPlot]}, nil
}

func (m *Machine) plot(ctx context.Context, s State) (land.Plot, seva.Text, error) {
	plot, err := m.land.Plot(ctx, s.Mouza, s.Number, land.At{})
	if err != nil {
		return land.Plot{}, seva.Text{}, err
	}
	name, err := m.known(ctx, s.Mouza)
	return plot, name, err
}

// plotLines is a plot in plain words. Warnings belong on the first screen, so they
// come first: whatever follows may be cut off to a later page.
func plotLines(p land.Plot, mouza seva.Text) []seva.Text {
	args := plotArgs(p, mouza)
	var lines []seva.Text
	if len(p.Flags) > 0 {
		lines = append(lines, seva.Say("phone.plot.flags", args))
	}
	return append(lines, seva.Say("phone.plot.answer", args), seva.Say("phone.plot.count", args))
}

// plotSMS is a plot in one message, with its number, warnings and date, and no names.
func plotSMS(p land.Plot, mouza seva.Text) seva.Text {
	if len(p.Flags) > 0 {
		return seva.Say("sms.plot.flags", plotArgs(p, mouza))
	}
	return seva.Say("sms.plot", plotArgs(p, mouza))
}

func plotArgs(p land.Plot, mouza seva.Text) seva.Args {
	return seva.Args{
		"Plot": p.Number, "Mouza": mouza, "IDN": p.Mouza, "Area": spoken(p.Area),
		"Class": p.Class.Text(), "Count": len(p.Holdings),
		"Flags": land.FlagTexts(p.Flags), "Date": p.AsOn.Valid,
	}
}

func leavePlot(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	switch id {
	case "owners":
		s.push(nodeOwners)
	case "crosswalk":
		s.From = fromLR
		s.push(nodeCrosswalk)
	case "measure":
		s.push(nodePlotMeasure)
	case "cases":
		m.trace(s, casework.PlotKey(s.Mouza, s.Number))
	case "watch":
		s.Goal = goalWatchPlot
		m.giveNotice(s)
	case "fee":
		s.Goal = goalFee
		s.push(nodeUse)
	case "sms":
		plot, name, err := m.plot(ctx, *s)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.plot")
			return
		}
		m.send(ctx, s, out, plotSMS(plot, name))
	}
}

// showOwners lists names as the counter gives them to an unknown phone: masked
// (land.Glance). They are shown, and by SMS sent, only to who has asked for them.
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

func showPlotMeasure(ctx context.Context, m *Machine, s State) (Screen, error) {
	plot, _, err := m.plot(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: measureLines(plot.Area, plot.AsOn)}, nil
}
