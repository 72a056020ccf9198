package casework

import (
	"slices"

	"duar/seva"
)

// SystemActor is the Actor of what the clock does.
const SystemActor = "system"

// clockCaller is the clock at the counter. Nobody else has its role: Desk.For takes it
// from whoever claims it.
func clockCaller() Caller { return Caller{ID: SystemActor, Roles: []Role{System}} }

// right is what a caller may do with one case: the roles that count here, and how much is
// seen.
type right struct {
	roles []Role
	sees  sight
	// helps: as an operator only to enter what the citizen, who is present, answers.
	helps bool
}

// may gives the role in which an action may be taken, where one of the caller's is.
func (r right) may(a Action) (Role, bool) {
	for _, role := range a.Roles {
		if role == Operator && r.helps && !slices.Contains(a.Needs, NeedAnswers) {
			continue
		}
		if slices.Contains(r.roles, role) {
			return role, true
		}
	}
	return "", false
}

// sight is how much of a case somebody sees.
type sight int

const (
	blind   sight = iota
	part          // no answers but those asked about: an operator with the citizen present, an asserted phone
	whole         // all, with the mobile masked: whose it is, who entered it
	insight       // all: who works on it
)

// rightOf gives what a caller may do with a case as it stands.
//
// Staff: who serves the case's office; of an applicant who gave no name they get no whole
// mobile either, which would name one. A citizen: the applicant, by identity or by a
// mobile that a code has proved; one that a gateway only asserts may look and not act. An
// operator or institution: who entered it; and any operator for the answer that is awaited,
// since whoever stands at a kiosk with a question from the office is helped at that kiosk.
func rightOf(p Procedure, c Case, caller Caller) right {
	var r right
	grant := func(s sight, roles ...Role) {
		r.roles, r.sees = append(r.roles, roles...), max(r.sees, s)
	}
	if caller.Is(System) {
		grant(insight, System)
	}
	if caller.Serves(c.Office) {
		works := insight
		if c.Applicant.Name == "" {
			works = whole
		}
		for _, role := range []Role{Clerk, Verifier, Sanctioner} {
			if caller.Is(role) {
				grant(works, role)
			}
		}
	}
	switch a := c.Applicant; {
	case caller.ID != "" && caller.ID == a.Citizen, caller.Proved && owns(caller.Phone, a):
		if caller.Is(Citizen) {
			grant(whole, Citizen)
		}
	case owns(caller.Phone, a):
		grant(part)
	}
	for _, role := range []Role{Operator, Institution} {
		if caller.ID != "" && caller.Is(role) && caller.ID == c.Applicant.Entered {
			grant(whole, role)
		}
	}
	if s, _ := p.state(c.State); s.Court == CitizenCourt && caller.ID != "" && caller.Is(Operator) && !slices.Contains(r.roles, Operator) {
		grant(part, Operator)
		r.helps = true
	}
	return r
}

// owns tells whether a mobile is the applicant's.
func owns(phone seva.Phone, a Applicant) bool { return phone != "" && phone == a.Phone }

// office tells whether a role is one of an office.
func (r Role) office() bool { return r == Clerk || r == Verifier || r == Sanctioner }
