package dialogue

import (
	"context"

	"duar/seva"
	"duar/seva/place"
)

// people says who can help: the helpline, if there is one, and the nearest BSK, which
// is at the block office of the mouza in play or else at any of the usual houses.
func (m *Machine) people(ctx context.Context, s State) []seva.Text {
	var lines []seva.Text
	if m.helpline != "" {
		lines = append(lines, seva.Say("phone.people.helpline", seva.Args{"Number": m.helpline}))
	}
	if s.Mouza != 0 {
		if block, err := m.block(ctx, s.Mouza); err == nil && block != (seva.Names{}) {
			return append(lines, seva.Say("phone.people.block", seva.Args{"Block": block}))
		}
	}
	return append(lines, seva.Say("phone.people.any"))
}

// block names the block a mouza lies in; empty when the directory knows none.
func (m *Machine) block(ctx context.Context, idn place.IDN) (seva.Names, error) {
	mouza, err := m.places.Mouza(ctx, idn)
	if err != nil {
		return seva.Names{}, err
	}
	blocks, err := m.places.Blocks(ctx, portal(idn))
	if err != nil {
		return seva.Names{}, err
	}
	for _, b := range blocks {
		if b.Code == mouza.Block {
			return b.Name, nil
		}
	}
	return seva.Names{}, nil
}

func showHelp(ctx context.Context, m *Machine, s State) (Screen, error) {
	return Screen{Body: append([]seva.Text{seva.Say("phone.help")}, m.people(ctx, s)...)}, nil
}

// showKeywords is the help of an SMS: what can be sent.
func showKeywords(ctx context.Context, m *Machine, s State) (Screen, error) {
	return Screen{Body: append([]seva.Text{keywords()}, m.people(ctx, s)...)}, nil
}

// showPeople is the end after three wrong answers, under the reason for the last. Nothing
// more can be asked then, so it says only where to go.
func showPeople(ctx context.Context, m *Machine, s State) (Screen, error) {
	return Screen{Body: m.people(ctx, s), End: true}, nil
}

// showAway is the end when not even the question can be shown.
func showAway(context.Context, *Machine, State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.away")}, End: true}, nil
}
