package casework

import "slices"

// money: a state that owes can be paid out of and is the citizen's to leave, and nothing is
// paid anywhere else.
func (s *proving) money() {
	for _, state := range s.p.States {
		about := "state " + state.ID
		for _, action := range []string{PaidAction, WaiveAction} {
			a, open := s.p.clockMay(state.ID, action)
			switch {
			case state.Owes && !open:
				s.fault(about, "it owes, so the system must lead on from it by %q", action)
			case state.Owes && a.target(state.ID) == state.ID:
				s.fault(about, "%q must lead on from it, or it would be owed again", action)
			case open && !state.Owes:
				s.fault(about, "the system may take %q there, where nothing is owed", action)
			}
		}
		if state.Owes && state.Court != CitizenCourt {
			s.fault(about, "it owes, so it is in the citizen's court: the office waits for the money")
		}
	}
	s.freeCircle()
}

// freeCircle: states that all turn out to owe nothing do not lead in a circle.
func (s *proving) freeCircle() {
	for _, state := range s.p.States {
		at := state.ID
		for range s.p.States {
			here, _ := s.p.state(at)
			a, open := s.p.clockMay(at, WaiveAction)
			if !here.Owes || !open {
				break
			}
			if at = a.target(at); at == state.ID {
				s.fault("state "+state.ID, "where nothing is owed, waiving leads from it back to it, for ever")
				break
			}
		}
	}
}

// effects: their names are ids, and what the clock does by itself and an effect may refuse
// has a way to whoever looks at it.
func (s *proving) effects() {
	for _, a := range s.p.Actions {
		if a.Does != "" && !ids.MatchString(a.Does) {
			s.fault("action "+a.ID, "%q must be small letters, digits and underscores", a.Does)
		}
		if a.ID == StuckAction && (a.Does != "" || !slices.Equal(a.Roles, []Role{System}) || slices.Contains(a.From, a.target(""))) {
			s.fault("action "+a.ID, "it is the system's, does nothing and leads to another state, for whoever looks at what the clock could not do")
		}
		if a.ID == StuckAction && a.To == "" {
			s.fault("action "+a.ID, "it must lead to another state")
		}
	}
	for _, t := range s.p.Timers {
		for _, in := range t.In {
			s.canStick("timer "+t.ID, in, t.Action)
		}
	}
}

// canStick: the clock's action from a state that may be refused has a way for that.
func (s *proving) canStick(about, state, action string) {
	a, open := s.p.clockMay(state, action)
	if !open || !s.refusable(a, state) {
		return
	}
	if _, held := s.p.clockMay(state, StuckAction); !held {
		s.fault(about, "%s may be refused by what it does, so the system must be able to take %q from %s", action, StuckAction, state)
	}
}

// refusable tells whether an action from a state can be refused by an effect or a fee rule.
func (s *proving) refusable(a Action, from string) bool {
	to, _ := s.p.state(a.target(from))
	return a.Does != "" || to.Owes && a.target(from) != from
}

// fee: the rule is there where something is owed, and only there.
func (s *proving) fee(name string) {
	owes := slices.ContainsFunc(s.p.States, func(state State) bool { return state.Owes })
	switch {
	case owes && name == "":
		s.fault("service", "its procedure has a state that owes, so it must name a fee rule")
	case !owes && name != "":
		s.fault("service", "no state of its procedure owes anything: take the fee rule away")
	case name != "" && !ids.MatchString(name):
		s.fault("service", "the fee rule %q must be small letters, digits and underscores", name)
	}
}
