package dialogue

import (
	"context"

	"duar/seva"
)

// leaveHome goes to one of the parts.
func leaveHome(_ context.Context, _ *Machine, s *State, id string, _ *Outcome) {
	switch id {
	case "land":
		s.push(nodeLand)
	case "places":
		s.Goal = goalPlace
		s.push(nodeMouza)
	case "language":
		s.push(nodeLanguage)
	case "help":
		s.push(nodeHelp)
	case "status":
		s.push(nodeStatus)
	case "apply":
		s.push(nodeServices)
	case "papers":
		s.push(nodePapers)
	case "account":
		s.push(nodeAccount)
	}
}

// showList draws a room that is nothing but a list, under an optional title.
func showList(l list, title string) func(context.Context, *Machine, State) (Screen, error) {
	var body []seva.Text
	if title != "" {
		body = []seva.Text{seva.Say(title)}
	}
	return func(_ context.Context, m *Machine, _ State) (Screen, error) {
		return Screen{Body: body, Items: m.items[l]}, nil
	}
}
