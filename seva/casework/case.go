package casework

import (
	"time"

	"duar/seva"
	"duar/seva/form"
)

// Case is where one application stands. All but Answers, Marks and who it is about follows
// from its events and is kept beside them so that it can be found.
type Case struct {
	Number  string // "CAF2026000123/2": the number of the application, and the line where it has several
	Service string
	// Procedure and Version name the definition the case began under and keeps to.
	Procedure   string
	Revision    int    // of the procedure
	Office      string // "lr.1027": department and place
	State       string
	Version     int64     // of the case: the number of its last event
	Since       time.Time // the state was entered
	Applicant   Applicant
	Answers     form.Answers
	FormOf      int               // version of the form the answers are to
	Asked       []Item            // what the citizen is asked at present
	Marks       map[string]string // numbers the case was given, by series: "mwin" → "MWIN2026000007"
	Findings    Findings
	Submitted   time.Time
	Due         seva.Date // the last day of the legal limit; none while the clock waits
	Wake        time.Time // when the clock must look at it again; zero for never
	Decided     time.Time // a Good or Bad state was entered
	LastOfficer string    // id of whoever acted last for an office, for FourEyes
	Ended       bool      // it stands where it ends; of cases older than this field it may be false
}

// Applicant is who a case is about and who entered it.
type Applicant struct {
	Name    string // as answered
	Phone   seva.Phone
	Lang    seva.Lang
	Born    seva.Date // partly, where the form asks for it
	Citizen string    // identity's id of the citizen, where signed in
	Entered string    // identity's id of the operator or institution, where assisted
	Channel string    // "app", "kiosk", "phone"
}

// Findings is what was found about eligibility when the case was submitted.
type Findings struct {
	Rules  string   // version of the rules that were applied; "" where a service has none
	Failed []string // ids of rules that failed and did not stop the application
}

// Item is one thing asked of the citizen: a field or document of the form and the reason.
type Item struct {
	Field  form.Pointer
	Reason string // of the action's reason list
	Note   string
}

// Event is one act in a case. The log is append-only; Seq counts from 1 (submitting).
type Event struct {
	Seq    int64
	At     time.Time // when it counts: for the clock's own acts, the moment the law names
	Noted  time.Time // when it was written
	Action string    // SubmitAction for the first
	From   string
	To     string
	Actor  string // identity's id, "system"
	Role   Role
	Reason string
	Note   string
	Items  []Item
	Day    seva.Date         // of a hearing or an inspection
	Found  string            // "yes", "no", ""
	Given  map[string]string // numbers allocated
	Fields []string          // of the form, that were answered anew
	// Salt is 128 random bits in hex beside what somebody wrote in their own words. It goes
	// when they do: whoever guesses them later cannot hold a guess against the leaf.
	Salt string
}

// SubmitAction is the action of every case's first event.
const SubmitAction = "submit"

// Warnings are the System's acts that leave the state alone: the authority is told that
// a case will pass its limit (Rules 2017, r. 5(1)(e)).
const (
	Warn80       = "warn_80"  // four fifths of the limit have passed
	WarnTwo      = "warn_two" // two days are left
	BreachAction = "breach"   // the due day has passed and no action of the limit follows
)

// Act is what somebody asks to be done in a case.
type Act struct {
	Number  string
	Version int64 // that the actor saw; another is a Conflict
	Action  string
	Reason  string
	Note    string
	Items   []Item
	Answers []form.Entry // a citizen's reply; checked, and in canonical form, by seva/service before it gets here
	Day     seva.Date
	Found   string
}

// Tombstone is what stays of a case when the time for which its answers are kept is over:
// that there was one, for what, when, and how it ended. It names nobody.
func (c Case) Tombstone() Case {
	return Case{
		Number: c.Number, Service: c.Service, Procedure: c.Procedure, Revision: c.Revision, Office: c.Office,
		State: c.State, Version: c.Version, Since: c.Since, Ended: c.Ended, Applicant: Applicant{Lang: c.Applicant.Lang, Channel: c.Applicant.Channel},
		FormOf: c.FormOf, Marks: c.Marks, Submitted: c.Submitted, Due: c.Due, Decided: c.Decided,
	}
}

// Tombstone is an event without what somebody wrote in their own words. The log of the case
// stays, and so does the event's leaf in the audit log, whose digest is of the whole event.
func (e Event) Tombstone() Event {
	e.Note, e.Salt = "", ""
	items := make([]Item, len(e.Items))
	for i, item := range e.Items {
		items[i] = Item{Field: item.Field, Reason: item.Reason}
	}
	if e.Items != nil {
		e.Items = items
	}
	return e
}
