package casework

import "slices"

// SystemActor is the Actor of what the clock does.
const SystemActor = "system"

// clockCaller is the clock at the counter. Nobody else has its role: Desk.For takes it
// from whoever claims it.
func clockCaller() Caller { return Caller{ID: SystemActor, Roles: []Role{System}} }

// right is what a caller may do with one case: the roles that count here, and how much is
// seen.
type right struct {
	roles []Role
	// withheld are roles of an office that the caller has and that do not count here: the
	// application is the caller's own, or entered by them.
	withheld []Role
	sees     sight
	// helps: as an operator only to enter what the citizen, who is present, answers.
	helps bool
}

// own tells whether somebody could take an action, were the application not their own.
func (r right) own(a Action) bool {
	return slices.ContainsFunc(a.Roles, func(role Role) bool { return slices.Contains(r.withheld, role) })
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
	part          // no name, and no answers but those asked about: an operator with the citizen present, an asserted phone
	whole         // all, with the mobile masked: whose it is, who entered it
	insight       // all: who works on it
)

// rightOf gives what a caller may do with a case as it stands.
//
// Staff: who serves the case's office; of an applicant who gave no name they get no whole
// mobile either, which would name one, and of an application that is their own, or that
// they entered, they take no action. An auditor of the office looks. A citizen: the
// applicant, by identity or by a mobile that a code has proved; one that a gateway only
// asserts may look and not act. An operator, institution or data entry: who entered it; and any operator for the answer that is awaited,
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
			switch {
			case !caller.Is(role):
			case concerned(caller, c.Applicant):
				grant(whole)
				r.withheld = append(r.withheld, role)
			default:
				grant(works, role)
			}
		}
		if caller.Is(Auditor) {
			grant(whole, Auditor)
		}
	}
	switch a := c.Applicant; {
	case caller.ID != "" && caller.ID == a.Citizen, caller.Proved && caller.owns(a):
		if caller.Is(Citizen) {
			grant(whole, Citizen)
		}
	case caller.owns(a):
		grant(part)
	}
	for _, role := range []Role{Operator, Entry, Institution} {
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

// owns tells whether a caller's mobile makes the application theirs. Of an application that
// a citizen filed as somebody, whoever is proved to be somebody else has only the number in
// common: it has changed hands. A phone that nobody proved goes by its number.
func (c Caller) owns(a Applicant) bool {
	other := c.Proved && a.Citizen != "" && a.Citizen != c.ID
	return c.Phone != "" && c.Phone == a.Phone && !other
}

// concerned tells whether an application is somebody's own, or entered by them: nobody
// decides over what they filed.
func concerned(caller Caller, a Applicant) bool {
	return caller.ID != "" && (caller.ID == a.Citizen || caller.ID == a.Entered) || caller.Proved && caller.owns(a)
}

// office tells whether a role is one of an office.
func (r Role) office() bool { return r == Clerk || r == Verifier || r == Sanctioner }
