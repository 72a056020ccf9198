// Package casework moves cases through offices: a procedure is data, a case is where one
// application stands in it, and one function takes a case from state to state.
//
// It knows states, actions, roles, reasons, the legal clock and what a citizen is told at
// each step. It does not know what a case is about (forms and schemes do), any sentence,
// or where cases are kept.
package casework

import "duar/seva"

// Role is who may take an action. Roles are given by seva/identity and are public API.
type Role string

const (
	Citizen     Role = "citizen"
	Operator    Role = "bsk_operator"        // enters for a citizen who is present
	Institution Role = "institution"         // a school or college, for its students
	Clerk       Role = "department_clerk"    // receives, schedules, records
	Verifier    Role = "verifying_officer"   // scrutinises, asks, inspects, forwards
	Sanctioner  Role = "sanctioning_officer" // decides
	System      Role = "system"              // the clock

	// These take no action in any procedure.
	Entry         Role = "data_entry"    // enters applications from signed paper, for an office
	Auditor       Role = "auditor"       // reads cases and the log of their offices, and changes nothing
	Administrator Role = "administrator" // keeps the accounts of staff, and sees no case
	// Accounts gives money back: one such officer asks, another approves. They see receipts of
	// their offices, and no case.
	Accounts Role = "accounts_officer"
	// RegistrationOffice is a machine that sends the deeds of its office ("reg.1902").
	RegistrationOffice Role = "registration_office"
)

// Roles lists every role a procedure may name.
func Roles() []Role {
	return []Role{Citizen, Operator, Institution, Clerk, Verifier, Sanctioner, System}
}

// Posts lists every role that an account of staff or a machine may have.
func Posts() []Role {
	return []Role{Operator, Entry, Institution, Clerk, Verifier, Sanctioner, Auditor, Administrator, RegistrationOffice, Accounts}
}

// Court is whose move it is.
type Court string

const (
	OfficeCourt  Court = "office"
	CitizenCourt Court = "citizen"
	NoCourt      Court = "none" // the case has ended, or waits for nobody (a quota, a date)
)

// Procedure is a way through offices. Words: "state.<id>" for a state's name,
// "next.<id>" for what happens next, "action.<id>" for an action.
type Procedure struct {
	ID      string
	Version int
	Start   string // the state that submitting leads to
	States  []State
	Actions []Action
	Timers  []Timer
	Reasons []ReasonList
}

// State is where a case may stand.
type State struct {
	ID    string
	Court Court
	Runs  bool // the legal clock runs here
	End   bool
	// Good and Bad mark decisions for and against the citizen. A Bad one carries a Remedy.
	Good, Bad bool
	Remedy    *Remedy
	// Owes: entering it makes a demand by the track's fee rule, and the System's PaidAction
	// leads on when it is paid; where nothing is owed, WaiveAction does so at once.
	Owes bool
}

// Remedy says of a state against the citizen (or waiting for the citizen) who must act,
// where, with which papers and by when. Words: "remedy.<state>" with Who, Where, Papers
// and By in it; Who is "who.<Who>", Where "where.<Where>", papers "paper.<id>".
type Remedy struct {
	Who    string
	Where  string
	Papers []string
	Days   int // to act, counted from the day the state began; 0 for no limit
}

// Action is an edge, or several that mean the same. To is empty where the state stays.
type Action struct {
	ID    string
	From  []string
	To    string
	Roles []Role
	// Needs lists what must come with it.
	Needs []Need
	// Reasons names a reason list; a reason of it must be given.
	Reasons string
	// Documents are field ids of files that must be in the case by then.
	Documents []string
	// Gives names a number series: the action allocates one (a licence, a final
	// registration); it is kept under Case.Marks[Gives].
	Gives string
	// FourEyes: not by whoever took the last action of an office in this case.
	FourEyes bool
	// Tells is the key of the SMS to the citizen ("sms.case.<Tells>"); "" tells nobody.
	Tells string
	// Does names an Effect, done in the transaction of the act.
	Does string
}

// Need is something an action asks of whoever takes it.
type Need string

const (
	NeedNote    Need = "note"    // a remark in free text, kept and shown to the citizen
	NeedItems   Need = "items"   // fields or documents asked about, a reason for each
	NeedAnswers Need = "answers" // the asked fields answered anew
	NeedDay     Need = "day"     // a day to come: of a hearing, an inspection
	NeedFinding Need = "finding" // yes or no, of an inspection or a hearing
)

// Timer fires an action of the System by itself: so many days after one of the states In
// was entered, if the case stands in one of them still. Words: "timer.<ID>".
type Timer struct {
	ID      string
	In      []string
	Days    int
	Working bool // counts working days of the calendar, else calendar days
	Action  string
}

// ReasonList is a list of reasons to choose from, words under "reason.<ID>.<reason>".
type ReasonList struct {
	ID      string
	Reasons []string
}

// Policy is what the clock does when the citizen is asked.
type Policy string

const (
	Pause   Policy = "pause"   // it stops, and goes on where it was
	Restart Policy = "restart" // it begins again with the reply
	Run     Policy = "run"     // it runs on
)

// Limit is a service's time limit: the legal clock of its cases. Source names the order.
type Limit struct {
	Days    int
	Working bool // Sundays and holidays of the calendar do not count
	Policy  Policy
	OnDue   string // the System's action when the day after the due day begins; "" only warns
	Source  string
}

// Track is how a service's cases go: its procedure under its own limit and number series.
type Track struct {
	Service    string
	Department string
	Procedure  Procedure
	Limit      Limit
	Series     string // of its case numbers
	Personal   bool   // its status needs a second fact from a stranger
	// By names by which place a case finds its office: "mouza", "block", "subdivision" or "district".
	By string
	// Fee names the FeeRule of states that Owe; "" where the procedure has none.
	Fee string
}

// Calendar tells days that do not count: Sundays and holidays.
type Calendar struct {
	Holidays map[seva.Date]bool
	Sundays  bool // Sundays are excluded
}
