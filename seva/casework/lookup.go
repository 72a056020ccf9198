package casework

import (
	"cmp"
	"slices"
)

// state finds a state by its id.
func (p Procedure) state(id string) (State, bool) {
	i := slices.IndexFunc(p.States, func(s State) bool { return s.ID == id })
	if i < 0 {
		return State{}, false
	}
	return p.States[i], true
}

// decided tells whether a case in the state has had its decision.
func (s State) decided() bool { return s.End || s.Good || s.Bad }

// reasons finds a reason list by its id.
func (p Procedure) reasons(id string) (ReasonList, bool) {
	i := slices.IndexFunc(p.Reasons, func(l ReasonList) bool { return l.ID == id })
	if i < 0 {
		return ReasonList{}, false
	}
	return p.Reasons[i], true
}

// edge finds the action by which somebody may go on from a state, and the role it is taken
// in. known tells whether anybody may take it there.
func (p Procedure) edge(state, action string, r right) (a Action, as Role, known, open bool) {
	for _, a := range p.Actions {
		if a.ID != action || !slices.Contains(a.From, state) {
			continue
		}
		known = true
		if as, open = r.may(a); open {
			return a, as, true, true
		}
	}
	return Action{}, "", known, false
}

// ownEdge tells whether an action would be open to somebody, were the application not
// their own.
func (p Procedure) ownEdge(state, action string, r right) bool {
	return slices.ContainsFunc(p.Actions, func(a Action) bool {
		return a.ID == action && slices.Contains(a.From, state) && r.own(a)
	})
}

// clockMay is edge for the clock.
func (p Procedure) clockMay(state, action string) (Action, bool) {
	a, _, _, open := p.edge(state, action, right{roles: []Role{System}})
	return a, open
}

// submitTells is what the citizen is told when a case begins, unless the procedure says
// otherwise: "sms.case.submitted".
const submitTells = "submitted"

// freeTells stands for it where the state that a case begins in owes, and this one does not.
const freeTells = "submitted_free"

// entry gives the action that submitting is. A procedure may define it, from no state, to
// give a number or to tell something of its own.
func (p Procedure) entry() Action {
	i := slices.IndexFunc(p.Actions, Action.enters)
	if i < 0 {
		return Action{ID: SubmitAction, To: p.Start, Tells: submitTells}
	}
	a := p.Actions[i]
	a.To, a.Tells = p.Start, cmp.Or(a.Tells, submitTells)
	return a
}

// enters tells whether an action is the one that begins a case.
func (a Action) enters() bool { return a.ID == SubmitAction && len(a.From) == 0 }

// takenBy gives the action an event was made by.
func (p Procedure) takenBy(e Event) Action {
	if e.From == "" {
		return p.entry()
	}
	a, _, _, _ := p.edge(e.From, e.Action, right{roles: []Role{e.Role}})
	return a
}

// Edge is one way on: from a state, by an action, in a role, to a state.
type Edge struct {
	From, Action string
	Role         Role
	To           string
	Act          Action // the definition it comes of
}

// Edges lists every way on, in the order of the definition. To is From where the state stays.
func (p Procedure) Edges() []Edge {
	var edges []Edge
	for _, a := range p.Actions {
		for _, from := range a.From {
			for _, r := range a.Roles {
				edges = append(edges, Edge{From: from, Action: a.ID, Role: r, To: a.target(from), Act: a})
			}
		}
	}
	return edges
}

// target gives the state an action leads to from another.
func (a Action) target(from string) string {
	if a.To == "" {
		return from
	}
	return a.To
}
