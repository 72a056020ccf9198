package dialogue

import (
	"context"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
)

func showKhatian(ctx context.Context, m *Machine, s State) (Screen, error) {
	k, name, err := m.khatian(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{
		Body: khatianLines(k, name), Items: m.items[listKhatian],
		Posted: []seva.Text{seva.Say("sms.khatian", khatianArgs(k, name))},
	}, nil
}

func (m *Machine) khatian(ctx context.Context, s State) (land.Khatian, seva.Text, error) {
	k, err := m.land.Khatian(ctx, s.Mouza, s.Number, land.At{})
	if err != nil {
		return land.Khatian{}, seva.Text{}, err
	}
	name, err := m.known(ctx, s.Mouza)
	return k, name, err
}

func khatianLines(k land.Khatian, mouza seva.Text) []seva.Text {
	args := khatianArgs(k, mouza)
	args["Name"] = k.Owner.Name
	return []seva.Text{seva.Say("phone.khatian.answer", args), seva.Say("phone.khatian.count", args)}
}

// khatianArgs holds no name: an SMS is made of it.
func khatianArgs(k land.Khatian, mouza seva.Text) seva.Args {
	return seva.Args{
		"Khatian": k.Number, "Mouza": mouza, "IDN": k.Mouza,
		"Area": spoken(k.Area), "Count": len(k.Holdings), "Date": k.AsOn.Valid,
	}
}

func leaveKhatian(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	switch id {
	case "plots":
		s.push(nodeKhatianPlots)
	case "measure":
		s.push(nodeKhatianMeasure)
	case "cases":
		m.trace(s, casework.KhatianKey(s.Mouza, s.Number))
	case "watch":
		s.Goal = goalWatchKhatian
		m.giveNotice(s)
	case "sms":
		k, name, err := m.khatian(ctx, *s)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.khatian")
			return
		}
		m.send(ctx, s, out, seva.Say("sms.khatian", khatianArgs(k, name)))
	}
}

func showKhatianPlots(ctx context.Context, m *Machine, s State) (Screen, error) {
	k, _, err := m.khatian(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: holdingLines(k)}, nil
}

// holdingLines is a line a plot, in decimals alone to keep it one.
func holdingLines(k land.Khatian) []seva.Text {
	lines := make([]seva.Text, len(k.Holdings))
	for i, h := range k.Holdings {
		lines[i] = seva.Say("phone.khatian.plot", seva.Args{
			"Plot": h.Plot, "Decimal": short(h.Recorded.In(seva.InDecimal)), "Class": h.Class.Text(),
		})
	}
	return lines
}

func showKhatianMeasure(ctx context.Context, m *Machine, s State) (Screen, error) {
	k, _, err := m.khatian(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: measureLines(k.Area, k.AsOn)}, nil
}
