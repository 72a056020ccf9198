package casework

import "slices"

// actions: each can be taken by somebody, leads somewhere, and asks what can be given.
func (s *proving) actions() {
	for _, a := range s.p.Actions {
		about := "action " + a.ID
		if !ids.MatchString(a.ID) || slices.Contains([]string{Warn80, WarnTwo, BreachAction}, a.ID) {
			s.fault(about, "the id must be small letters, digits and underscores, and none of the clock's own")
		}
		if len(a.Roles) == 0 {
			s.fault(about, "nobody may take it")
		}
		for i, r := range a.Roles {
			if !slices.Contains(Roles(), r) {
				s.fault(about, "there is no role %q", r)
			}
			if a.enters() && slices.Contains(a.Roles[:i], r) {
				s.fault(about, "the role %s is there twice", r)
			}
		}
		s.ways(about, a)
		s.demands(about, a)
		// A desk that takes an action of the System's may have a reason and words to give; the
		// clock has none (timers and limit see to that).
		asks := slices.ContainsFunc(a.Needs, func(n Need) bool { return n != NeedNote })
		if slices.Contains(a.Roles, System) && (asks || len(a.Documents) > 0 || a.FourEyes) {
			s.fault(about, "the system takes it, which has no answer, paper or other eyes to give")
		}
	}
}

// ways: an action leads from states that are to one that is.
func (s *proving) ways(about string, a Action) {
	if a.enters() {
		if a.To != "" && a.To != s.p.Start {
			s.fault(about, "submitting leads to %s, where the procedure starts, not to %s", s.p.Start, a.To)
		}
		if slices.ContainsFunc(a.Roles, func(r Role) bool { return r.office() || r == System }) {
			s.fault(about, "citizens, operators and institutions submit, nobody else")
		}
		return
	}
	if a.ID == SubmitAction {
		s.fault(about, "it begins a case, so it comes from no state")
	}
	if len(a.From) == 0 {
		s.fault(about, "it can be taken in no state")
	}
	for _, from := range a.From {
		state, known := s.p.state(from)
		if !known {
			s.fault(about, "it comes from the unknown state %q", from)
		}
		if from == a.To {
			s.fault(about, "it leads from %s to itself: leave its to out", from)
		}
		if known && slices.Contains(a.Needs, NeedAnswers) && state.Court != CitizenCourt {
			s.fault(about, "it answers what is asked, and in %s nothing is: it is not in the citizen's court", from)
		}
	}
	to, known := s.p.state(a.To)
	if a.To != "" && !known {
		s.fault(about, "it leads to the unknown state %q", a.To)
	}
	if known && a.Tells == "" && (to.Good || to.Bad || to.Court == CitizenCourt) {
		s.fault(about, "it leads to %s, and the citizen is not told", a.To)
	}
	if slices.Contains(a.Needs, NeedItems) && to.Court != CitizenCourt {
		s.fault(about, "it asks the citizen, so it must lead to a state in the citizen's court")
	}
}

// demands: what an action asks for is something that can be asked for.
func (s *proving) demands(about string, a Action) {
	for i, n := range a.Needs {
		if !slices.Contains([]Need{NeedNote, NeedItems, NeedAnswers, NeedDay, NeedFinding}, n) || slices.Contains(a.Needs[:i], n) {
			s.fault(about, "there is no need %q, or it is there twice", n)
		}
	}
	if list, known := s.p.reasons(a.Reasons); a.Reasons != "" && (!known || len(list.Reasons) == 0) {
		s.fault(about, "the reason list %q is unknown or empty", a.Reasons)
	}
	if a.Reasons == "" && slices.Contains(a.Needs, NeedItems) {
		s.fault(about, "each thing it asks has a reason, so it needs a reason list")
	}
	for _, id := range append([]string{a.Gives, a.Tells}, a.Documents...) {
		if id != "" && !ids.MatchString(id) {
			s.fault(about, "%q must be small letters, digits and underscores", id)
		}
	}
}

// timers: each fires an action that the clock may take, in states that are, and no two do
// the same in one state: the second would find it done.
func (s *proving) timers() {
	for i, t := range s.p.Timers {
		about := "timer " + t.ID
		if t.Days < 0 {
			s.fault(about, "%d days", t.Days)
		}
		if len(t.In) == 0 {
			s.fault(about, "it runs in no state")
		}
		for _, in := range t.In {
			if _, known := s.p.state(in); !known {
				s.fault(about, "it runs in the unknown state %q", in)
			} else if _, open := s.p.clockMay(in, t.Action); !open {
				s.fault(about, "the system may not take %q from %s, so it would run for ever", t.Action, in)
			}
			for _, other := range s.p.Timers[:i] {
				if other.Action == t.Action && slices.Contains(other.In, in) {
					s.fault(about, "timer %s does the same in %s", other.ID, in)
				}
			}
		}
	}
	for _, t := range s.p.Timers {
		s.wordless("timer "+t.ID, t.Action)
	}
	s.atOnce()
}

// wordless: what the clock takes needs no reason, for it has none to give.
func (s *proving) wordless(about, action string) {
	if slices.ContainsFunc(s.p.Actions, func(a Action) bool {
		return a.ID == action && slices.Contains(a.Roles, System) && (a.Reasons != "" || len(a.Needs) > 0)
	}) {
		s.fault(about, "the clock takes %s, which has no reason or note to give", action)
	}
}

// atOnce: timers of no days do not lead in a circle, which would never come to rest.
func (s *proving) atOnce() {
	next := func(state string) string {
		for _, t := range s.p.Timers {
			if t.Days == 0 && slices.Contains(t.In, state) {
				if a, open := s.p.clockMay(state, t.Action); open && a.target(state) != state {
					return a.target(state)
				}
			}
		}
		return ""
	}
	for _, state := range s.p.States {
		at := state.ID
		for range s.p.States {
			if at = next(at); at == state.ID {
				s.fault("state "+state.ID, "timers of 0 days lead from it back to it, for ever")
				break
			}
		}
	}
}

// lists: every reason list has reasons and is used.
func (s *proving) lists() {
	for _, l := range s.p.Reasons {
		if len(l.Reasons) == 0 {
			s.fault("reasons "+l.ID, "it is empty")
		}
	}
	for _, id := range s.unused() {
		s.fault("reasons "+id, "no action names it")
	}
}

// limit: the legal clock can run, and what it does at its end can be done wherever it may
// then stand.
func (s *proving) limit(l Limit) {
	if l.Days < 0 {
		s.fault("limit", "%d days", l.Days)
	}
	if !slices.Contains([]Policy{Pause, Restart, Run}, l.Policy) {
		s.fault("limit", "there is no policy %q", l.Policy)
	}
	if l.Source == "" {
		s.fault("limit", "it does not say which order it rests on")
	}
	if l.Days == 0 && l.OnDue != "" {
		s.fault("limit", "there is no limit, so %s would never be taken; what happens at once is a timer of 0 days", l.OnDue)
	}
	if l.Days <= 0 {
		return
	}
	if !slices.ContainsFunc(s.p.States, func(state State) bool { return state.Runs }) {
		s.fault("limit", "its clock runs in no state")
	}
	if l.OnDue == "" {
		return
	}
	s.wordless("limit", l.OnDue)
	for _, state := range s.p.States {
		s.canStick("limit", state.ID, l.OnDue)
	}
	for _, t := range s.p.Timers {
		if t.Action == l.OnDue {
			s.fault("limit", "timer %s takes %s too: the clock could not tell which of them did", t.ID, t.Action)
		}
	}
	// Where the limit's own action leads, the limit has passed: it is not taken again.
	before := s.reach([]string{s.p.Start}, func(e Edge) (string, string) {
		if e.Role == System && e.Action == l.OnDue {
			return "", ""
		}
		return e.From, e.To
	})
	for _, state := range s.p.States {
		runs := state.Runs || l.Policy == Run && state.Court == CitizenCourt
		if _, open := s.p.clockMay(state.ID, l.OnDue); runs && before[state.ID] && !open {
			s.fault("limit", "the system may not take %s from %s, where the clock runs", l.OnDue, state.ID)
		}
	}
}
