package mutation

import (
	"slices"

	"duar/seva"
	"duar/seva/land"
)

// Course is what becomes of a deed. The worst of its rules decides.
type Course int

const (
	AtOnce  Course = iota // the record changes now, with no application and no hearing
	Window                // after thirty days, unless somebody objects
	Hearing               // an officer hears the parties
)

// String names a course, as the API and i18n ("course.<name>") have it.
func (c Course) String() string { return [...]string{"at_once", "window", "hearing"}[c] }

// Facts are what the record says of a line of the schedule, as of the transaction in which
// the deed is judged.
type Facts struct {
	Plot    land.Plot // whole
	There   bool      // the plot is in the record
	Khatian bool      // the khatian that the deed names is in the record
	// Holding is the share out of which the line is sold: the one in the khatian that the
	// deed names, or in one that an earlier deed out of it opened for the seller.
	Holding land.Holding
	Held    bool // there is such a share
	Seller  Likeness
	Sold    seva.Share // out of this holding, by this deed up to and with this line
	Group   string     // of the plot's class: "agricultural", "public"
	Reaches bool       // the registration office registers deeds of this mouza
	Office  string     // that keeps the mouza's record: "lr.2786"
	// Opened is since when the seller's khatian stands as it does: when the deed was registered
	// by which it does, or of which day another order is.
	Opened seva.Date
	// Before says that an older deed on the same share waits, whose seller is the recorded
	// raiyat or nearly so.
	Before bool
	// Contested says that somebody's case about this khatian is open of which nobody knows yet
	// whose land it will leave: an appeal, a death, another sale.
	Contested bool
}

// Owed is what the mutation costs as far as is known.
type Owed struct {
	Fee   seva.Money
	Known bool // a rate was found for every line: unknown is never nought
	Spent bool // the payment that the deed names is another deed's
}

// Rule is one thing that must hold of a deed. Words: "rule.deed.<ID>".
type Rule struct {
	ID string
	// Else is what becomes of a deed of which it does not hold.
	Else Course
	// Hard: where it does not hold the record cannot change, whoever orders it.
	Hard  bool
	holds func(d Deed, l Line, f Facts) bool
}

// Rules lists the rules that are held against each line, in the order in which they are told.
func Rules() []Rule {
	return []Rule{
		{"office_reaches", Hearing, false, func(_ Deed, _ Line, f Facts) bool { return f.Reaches }},
		{"plot_recorded", Hearing, true, func(_ Deed, _ Line, f Facts) bool { return f.There }},
		{"khatian_recorded", Hearing, true, func(_ Deed, _ Line, f Facts) bool { return f.Khatian || f.Held }},
		{"khatian_holds", Hearing, true, func(_ Deed, _ Line, f Facts) bool { return f.Held || !f.There || !f.Khatian }},
		{"shares_whole", Hearing, true, func(_ Deed, _ Line, f Facts) bool { return !f.There || f.Plot.Shares() == seva.Whole }},
		{"not_vested", Hearing, true, notVested},
		{"share_held", Hearing, true, func(_ Deed, _ Line, f Facts) bool { return !f.Held || f.Sold <= f.Holding.Share }},
		{"area_recorded", Hearing, false, func(_ Deed, l Line, f Facts) bool { return !f.Held || l.Area <= f.Holding.Recorded }},
		{"area_of_share", Hearing, false, areaOfShare},
		{"divisible", Hearing, true, divisible},
		{"moves", Hearing, true, moves},
		{"not_to_self", Hearing, false, notToSelf},
		{"transferable", Hearing, false, transferable},
		{"no_court_case", Hearing, false, func(_ Deed, _ Line, f Facts) bool { return !slices.Contains(f.Plot.Flags, land.Court) }},
		{"no_open_case", Hearing, false, func(_ Deed, _ Line, f Facts) bool { return !f.Contested }},
		{"seller_spelled", Window, false, func(_ Deed, _ Line, f Facts) bool { return !f.Held || f.Seller != Near }},
		{unlike, Window, false, func(_ Deed, _ Line, f Facts) bool { return !f.Held || f.Seller != Other }},
		{"no_later_deed", Window, false, func(d Deed, _ Line, f Facts) bool { return f.Opened.Number() <= d.Registered.Number() }},
		{"first_in_line", Window, false, func(_ Deed, _ Line, f Facts) bool { return !f.Before }},
		{"class_recorded", Window, false, func(_ Deed, l Line, f Facts) bool { return !f.There || l.Class == f.Plot.Class }},
		{"no_mortgage", Window, false, func(_ Deed, _ Line, f Facts) bool { return !slices.Contains(f.Plot.Flags, land.Mortgage) }},
		{"no_bargadar", Window, false, func(_ Deed, _ Line, f Facts) bool { return f.Holding.Possession != land.Bargadar }},
	}
}

// Rules of a deed as a whole.
const (
	oneOffice = "one_office" // all of it lies under one land office
	feePaid   = "fee_paid"   // what was collected is what is owed
	feeOnce   = "fee_once"   // and it was paid for this deed
)

// unlike is the rule against a seller whom the record does not name at all.
const unlike = "seller_recorded"

// hard tells whether a rule is one against which nobody can order.
func hard(id string) bool {
	return slices.ContainsFunc(Rules(), func(r Rule) bool { return r.ID == id && r.Hard })
}

// vested is the khatian of the state, by custom.
var vested = land.Number{Main: 1}

// notVested: land of the state passes to nobody by a deed (notice on automated mutation,
// point 4).
func notVested(_ Deed, l Line, f Facts) bool {
	return l.Khatian != vested && (!f.Held || f.Holding.Khatian != vested && f.Holding.Owner.Type != land.Government)
}

// areaOfShare: what moves in the record is the share, and what is paid for and read by people
// is the area beside it. A deed that passes on a whole field and writes a corner of it would
// have the field for the fee of the corner. A tenth less is how people round, and on a very
// small area twice the smallest there is: once the deed is rounded, and once the record was,
// by an order before. More than is recorded is another rule's.
func areaOfShare(_ Deed, l Line, f Facts) bool {
	const tenth = 10
	h := f.Holding
	if !f.Held || l.Share > h.Share {
		return true
	}
	written, recorded := int64(l.Area)*int64(h.Share), int64(h.Recorded)*int64(l.Share)
	return written*tenth >= recorded*(tenth-1) || recorded-written <= 2*int64(h.Share)
}

// divisible: everybody who takes gets something of the share.
func divisible(d Deed, l Line, _ Facts) bool {
	parts := d.takers(l)
	for i, b := range d.Buyers {
		if (l.Buyer == i+1 || l.Buyer == 0 && b.Share > 0) && parts[i] == 0 {
			return false
		}
	}
	return true
}

// moves: something passes from one person to another. Where everybody who takes a line is
// surely its seller, there is nothing that an order could write.
func moves(d Deed, l Line, _ Facts) bool {
	return slices.ContainsFunc(d.selves(l), func(a Likeness) bool { return a != Same })
}

// notToSelf: nobody sells to themselves. The law lets a person give land to themselves and
// others (Transfer of Property Act 1882, s. 5), and two people may share a name: so a person
// looks, and what stays with the seller does not move (see selves).
func notToSelf(d Deed, l Line, _ Facts) bool {
	return !slices.ContainsFunc(d.selves(l), func(a Likeness) bool { return a != Other })
}

// transferable: paths, canals and burning grounds stay what they are to everybody.
func transferable(_ Deed, _ Line, f Facts) bool {
	return f.Group != "public" && f.Holding.Possession != land.PublicUse
}

// Finding is a rule that does not hold, of a line from 0, or of the whole at -1.
type Finding struct {
	Rule string
	Line int
}

// Text is the finding in words, with the plot it is about.
func (f Finding) Text(d Deed) seva.Text {
	t := seva.Say("rule.deed." + f.Rule)
	if f.Line >= 0 && f.Line < len(d.Schedule) {
		t.Args = seva.Args{"Plot": d.Schedule[f.Line].Plot}
	}
	return t
}

// Verdict is what the rules say of a deed.
type Verdict struct {
	Course   Course
	Findings []Finding
	Hard     bool // the record cannot change
}

// Judge holds a deed against every rule. It is a pure function: facts has one for each line.
func Judge(d Deed, facts []Facts, owed Owed) Verdict {
	var v Verdict
	note := func(r Rule, line int) {
		v.Findings = append(v.Findings, Finding{r.ID, line})
		v.Course, v.Hard = max(v.Course, r.Else), v.Hard || r.Hard
	}
	for i, l := range d.Schedule {
		for _, r := range Rules() {
			if !r.holds(d, l, facts[i]) { //nolint:gosec // one for each line
				note(r, i)
			}
		}
		if facts[i].Office != facts[0].Office { //nolint:gosec // as above
			note(Rule{ID: oneOffice, Else: Hearing}, i)
		}
	}
	if !owed.Known || owed.Fee != d.Fee {
		note(Rule{ID: feePaid, Else: Hearing}, -1)
	}
	if owed.Spent {
		note(Rule{ID: feeOnce, Else: Hearing}, -1)
	}
	return v
}

// RuleIDs lists every rule by id, for whoever must have words for each.
func RuleIDs() []string {
	ids := []string{oneOffice, feePaid, feeOnce}
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}
