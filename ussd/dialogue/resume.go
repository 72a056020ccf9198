package dialogue

import "context"

// Offer asks a person who dials again whether to go on where the last conversation
// broke off; false when there is nothing worth going on with. What follows is never
// somebody's record: the state is cut back to the question that asked its number, and
// the number is forgotten, because the phone may be in other hands now.
func (m *Machine) Offer(old State) (State, bool) {
	if old.Menu != m.version || old.Node >= nodeCount {
		return State{}, false
	}
	s := old
	s.back[min(int(s.depth), maxDepth-1)] = s.Node
	way := s.back[:min(int(s.depth)+1, maxDepth)]
	keep := len(way)
	for i, n := range way {
		if m.rooms[n].personal || n == nodeResume || n == nodePeople || n == nodeAway {
			keep = i
			break
		}
	}
	// The confirmation, the crosswalk and what is done elsewhere stand above what has been
	// forgotten.
	for keep > 0 && (way[keep-1] == nodeSent || way[keep-1] == nodeCrosswalk || way[keep-1] == nodeThere) {
		keep--
	}
	if keep <= 1 || way[0] != nodeHome {
		return State{}, false
	}
	at := way[keep-1]
	s.depth = uint8(keep - 1)
	clear(s.back[keep-1:])
	s.enter(at)
	s.Number.Main, s.Number.Bata = 0, 0
	s.File, s.Fact, s.Line, s.Broken = "", "", "", s.Draft != ""
	s.disown()
	s.Wrong, s.Turns, s.Blank = 0, 0, false
	s.push(nodeResume)
	return s, true
}

func leaveResume(_ context.Context, _ *Machine, s *State, id string, _ *Outcome) {
	if id == "continue" {
		s.pop()
		return
	}
	s.home()
}
