package casework

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// ids are public API and parts of message keys.
var ids = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// proving gathers what is wrong with a procedure. Each fault begins with what it is about
// ("state query: …", "action lapse: …"), so that a loader can say the line.
type proving struct {
	p      Procedure
	faults []string
}

func (s *proving) fault(about, format string, args ...any) {
	s.faults = append(s.faults, about+": "+fmt.Sprintf(format, args...))
}

// Prove gives everything that is wrong with a procedure, in English and in a fixed order,
// for whoever writes definitions; none for a sound one. A case of a sound procedure can
// always come to an end, somebody can always take the next step or the clock takes it, and
// whoever it goes against is told what to do.
func (p Procedure) Prove() []string {
	s := proving{p: p}
	s.names()
	s.states()
	s.actions()
	s.timers()
	s.lists()
	s.money()
	s.effects()
	s.paths()
	return s.faults
}

// Prove gives what is wrong with the procedure, and with the limit it is put under.
func (t Track) Prove() []string {
	s := proving{p: t.Procedure, faults: t.Procedure.Prove()}
	for _, id := range []string{t.Service, t.Department} {
		if !ids.MatchString(id) {
			s.fault("service", "the id %q must be small letters, digits and underscores", id)
		}
	}
	if t.Series == "" {
		s.fault("service", "its cases have no number series")
	}
	if !slices.Contains([]string{"mouza", "block", "subdivision", "district"}, t.By) {
		s.fault("service", "a case finds its office by mouza, block, subdivision or district, not %q", t.By)
	}
	s.limit(t.Limit)
	s.fee(t.Fee)
	return s.faults
}

// names: every id is one, and there once; no way on is there twice.
func (s *proving) names() {
	seen := map[string]bool{}
	once := func(kind, id string) {
		if !ids.MatchString(id) {
			s.fault(kind+" "+id, "the id must be small letters, digits and underscores")
		}
		if seen[kind+" "+id] {
			s.fault(kind+" "+id, "it is there twice")
		}
		seen[kind+" "+id] = true
	}
	once("procedure", s.p.ID)
	if s.p.Version < 1 {
		s.fault("procedure "+s.p.ID, "versions begin with 1")
	}
	for _, state := range s.p.States {
		once("state", state.ID)
	}
	for _, t := range s.p.Timers {
		once("timer", t.ID)
	}
	for _, l := range s.p.Reasons {
		once("reasons", l.ID)
		for i, reason := range l.Reasons {
			if !ids.MatchString(reason) || slices.Contains(l.Reasons[:i], reason) {
				s.fault("reasons "+l.ID, "%q is no id, or there twice", reason)
			}
		}
	}
	for _, e := range s.p.Edges() {
		way := fmt.Sprintf("%s by %s", e.From, e.Role)
		if seen["edge "+e.Action+" "+way] {
			s.fault("action "+e.Action, "from %s it is there twice", way)
		}
		seen["edge "+e.Action+" "+way] = true
	}
}

// states: what a state says of itself goes together, and whoever is to act there can.
func (s *proving) states() {
	if _, known := s.p.state(s.p.Start); !known {
		s.fault("procedure "+s.p.ID, "it starts in the unknown state %q", s.p.Start)
	}
	for _, state := range s.p.States {
		about := "state " + state.ID
		if !slices.Contains([]Court{OfficeCourt, CitizenCourt, NoCourt}, state.Court) {
			s.fault(about, "there is no court %q", state.Court)
		}
		if state.Good && state.Bad {
			s.fault(about, "it cannot be both for and against the citizen")
		}
		if state.Runs && (state.decided() || state.Court != OfficeCourt) {
			s.fault(about, "the clock cannot run there: only an undecided case in the office's court is on the clock")
		}
		if state.End && state.Court != NoCourt {
			s.fault(about, "it is an end, so it is in nobody's court")
		}
		s.remedy(about, state)
		s.movers(about, state)
	}
}

func (s *proving) remedy(about string, state State) {
	r := state.Remedy
	switch needs := state.Bad || state.Court == CitizenCourt; {
	case needs && r == nil:
		s.fault(about, "it is against the citizen or waits for the citizen, so it needs a remedy: who acts, where, with which papers, by when")
	case !needs && r != nil:
		s.fault(about, "nothing there is to be remedied; take the remedy away")
	case r == nil:
	case !ids.MatchString(r.Who) || !ids.MatchString(r.Where):
		s.fault(about, "the remedy must say who and where")
	case r.Days < 0:
		s.fault(about, "the remedy has %d days", r.Days)
	default:
		// What a citizen is told must be what the clock does.
		for _, t := range s.p.Timers {
			if state.Court == CitizenCourt && slices.Contains(t.In, state.ID) && t.Days != r.Days && s.leaves(t.Action, state.ID) {
				s.fault(about, "the citizen is told %d days, and the timer %s acts after %d", r.Days, t.ID, t.Days)
			}
		}
	}
}

// leaves tells whether the clock's action takes a case out of a state.
func (s *proving) leaves(action, state string) bool {
	a, open := s.p.clockMay(state, action)
	return open && a.target(state) != state
}

// movers: somebody whose court it is has a way on from a state.
func (s *proving) movers(about string, state State) {
	roles := map[Court][]Role{
		OfficeCourt:  {Clerk, Verifier, Sanctioner},
		CitizenCourt: {Citizen, Operator, Institution},
	}[state.Court]
	if roles == nil || state.End || state.Owes { // paying is the way on
		return
	}
	for _, e := range s.p.Edges() {
		if e.From == state.ID && slices.Contains(roles, e.Role) {
			return
		}
	}
	s.fault(about, "it is in the court of the %s, who can do nothing there", state.Court)
}

// paths: every state can be reached, and from every one an end.
func (s *proving) paths() {
	reached := s.reach([]string{s.p.Start}, func(e Edge) (string, string) { return e.From, e.To })
	var over []string
	for _, state := range s.p.States {
		if state.End {
			over = append(over, state.ID)
		}
	}
	ends := s.reach(over, func(e Edge) (string, string) { return e.To, e.From })
	for _, state := range s.p.States {
		if !reached[state.ID] {
			s.fault("state "+state.ID, "no way leads there from %s", s.p.Start)
		}
		switch {
		case ends[state.ID]:
		case state.Runs:
			s.fault("state "+state.ID, "its clock has no end: no action, timer or limit leads from it to an end")
		default:
			s.fault("state "+state.ID, "it is a dead end: no way leads from it to an end")
		}
	}
}

// reach gives the states that some others lead to, over edges taken in a direction.
func (s *proving) reach(from []string, along func(Edge) (string, string)) map[string]bool {
	reached := map[string]bool{}
	for _, id := range from {
		reached[id] = true
	}
	edges := s.p.Edges()
	for before := -1; before != len(reached); {
		before = len(reached)
		for _, e := range edges {
			if a, b := along(e); reached[a] {
				reached[b] = true
			}
		}
	}
	return reached
}

// unused gives the reason lists that no action names.
func (s *proving) unused() []string {
	used := map[string]bool{}
	for _, a := range s.p.Actions {
		used[a.Reasons] = true
	}
	left := map[string]bool{}
	for _, l := range s.p.Reasons {
		if !used[l.ID] {
			left[l.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(left))
}
