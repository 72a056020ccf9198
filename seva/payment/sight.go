package payment

import (
	"context"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
)

const (
	// presence is how long an operator sees what a case owes whose citizen was at the desk.
	presence = time.Hour
	// shift is how long an operator sees what they entered or began themselves: as long as
	// they can have been signed in since.
	shift = 8 * time.Hour
)

// officers are who works on cases of an office and may see what those owe and paid.
var officers = []casework.Role{casework.Clerk, casework.Verifier, casework.Sanctioner, casework.Auditor}

// sight is what the caller may see of some demands.
type sight struct {
	counter
	// present are the cases that were opened to an operator at this desk.
	present map[string]bool
}

// sight finds out what the caller may see of some demands. Only of an operator the book is
// asked, and only about those that they do not see otherwise.
//
// Whoever merely knows the number of a case may neither see what it owes nor pay it: a
// payment that was begun keeps others from paying until it has ended, and a stranger could
// keep a case from going on that way. Who pays for somebody else does so at a kiosk with
// what only that person knows, with the challan at a bank, or with the way to the treasury
// that the citizen was given.
func (c counter) sight(ctx context.Context, debts ...Debt) (sight, error) {
	s := sight{counter: c}
	if c.who.ID == "" || !c.who.Is(casework.Operator) {
		return s, nil
	}
	var rest []string
	for _, d := range debts {
		if s.as(d) == "" && d.Case != "" && !slices.Contains(rest, d.Case) {
			rest = append(rest, d.Case)
		}
	}
	if len(rest) == 0 {
		return s, nil
	}
	opened, err := c.desk.Book.Presented(ctx, c.who.ID, c.desk.World.Now().Add(-presence))
	if err != nil {
		return s, explain(err)
	}
	s.present = map[string]bool{}
	for _, number := range rest {
		application, _, _ := strings.Cut(number, "/")
		at := opened[number]
		if opened[application].After(at) {
			at = opened[application]
		}
		if !at.IsZero() && !at.After(c.desk.World.Now()) { // a clock that was put back opens nothing for longer
			s.present[number] = true
		} else if s.present[number], err = c.entered(ctx, number); err != nil {
			return s, err
		}
	}
	return s, nil
}

// entered tells whether the caller entered a case themselves, lately.
func (c counter) entered(ctx context.Context, number string) (bool, error) {
	if _, err := c.desk.Cases.Present(ctx, c.who, number, ""); err != nil {
		if k := seva.KindOf(err); k == seva.Unavailable || k == seva.Internal {
			return false, err
		}
		return false, nil
	}
	lines, err := c.desk.Cases.Lines(ctx, number)
	if err != nil || len(lines) == 0 {
		return false, err
	}
	return c.desk.World.Now().Sub(lines[0].Submitted) < shift, nil
}

// as gives the role in which the caller may see a demand: whose it is, by identity or by the
// mobile, also one that a gateway only asserts; who works for its office or audits it; and an
// operator to whom its case was opened. "" for none.
func (s sight) as(d Debt) casework.Role {
	who := s.who
	switch {
	case who.ID != "" && who.ID == d.Citizen && who.Is(casework.Citizen):
		return casework.Citizen
	case who.Phone != "" && who.Phone == d.Phone && !(who.Proved && d.Citizen != "" && d.Citizen != who.ID):
		return casework.Citizen // not of a number that has changed hands
	}
	if who.ID != "" && who.Serves(d.Office) {
		if i := slices.IndexFunc(officers, who.Is); i >= 0 {
			return officers[i]
		}
	}
	if s.present[d.Case] {
		return casework.Operator
	}
	return ""
}

// sees tells whether the caller may see a demand.
func (s sight) sees(d Debt) bool { return s.as(d) != "" }

// pays tells whether the caller may begin a payment of a demand that they see: whose it is
// proved to be, an operator with the citizen there, a clerk of its office.
func (s sight) pays(d Debt) bool {
	who := s.who
	own := who.ID != "" && who.ID == d.Citizen && who.Is(casework.Citizen) ||
		who.Proved && who.Phone != "" && who.Phone == d.Phone && (d.Citizen == "" || d.Citizen == who.ID)
	return own || s.present[d.Case] || who.ID != "" && who.Is(casework.Clerk) && who.Serves(d.Office)
}

// looked writes the looks that the caller leaves who is shown demands of somebody else, and
// what came of them. Who cannot be noted is shown nothing.
func (s sight) looked(ctx context.Context, debts ...Debt) error {
	var looks []ledger.Look
	for _, d := range debts {
		as := s.as(d)
		if as == "" {
			as = casework.Operator // who began it in this shift
		}
		have := slices.ContainsFunc(looks, func(l ledger.Look) bool { return l.Number == d.Case })
		if have || as == casework.Citizen || s.who.ID == "" || s.who.ID == d.Citizen || d.Citizen == "" && d.Phone == "" {
			continue
		}
		l := ledger.Look{Citizen: d.Citizen, Number: d.Case, Who: s.who.ID, Role: string(as), Why: ledger.Pays, Channel: s.who.Channel, At: s.desk.World.Now()}
		if l.Citizen == "" {
			l.Phone = s.desk.Cases.Keyed(d.Phone)
		}
		if as != casework.Operator {
			l.Office = d.Office
		}
		if as == casework.Auditor {
			l.Why = ledger.Audits
		}
		looks = append(looks, l)
	}
	return s.desk.Cases.Noted(ctx, looks)
}

// hidden is the answer about what the caller may not see: the same as about what there is not.
// An operator hears how to open it.
func (c counter) hidden() error {
	if c.who.ID != "" && c.who.Is(casework.Operator) {
		return &seva.Error{Kind: seva.NotFound, Field: "payment", Text: seva.Say("error.payment.present")}
	}
	return unknown(nil)
}
