package casework

import (
	"time"

	"duar/seva"
	"duar/seva/form"
)

// Standing is the clock of a case at some moment.
type Standing struct {
	Limit   int       // days of the legal limit; 0 where the law sets none
	Working bool      // they are working days
	Used    int       // days that have counted
	Left    int       // Limit - Used; negative when the limit has passed
	Running bool      // it counts; when not, Why is "clock.<reason>"
	Why     string    // "citizen" (your reply is awaited), "fee" (the money is), "decided", "none"
	Due     seva.Date // the last day; none while the clock waits for the citizen under Pause or Restart
	Passed  bool      // the due day is over
}

// Glance is a case as it may be said to whoever has its number and is entitled to hear:
// nothing of the answers, and no name.
type Glance struct {
	Number    string
	Service   string
	State     string
	Court     Court
	Standing  Standing
	Submitted time.Time
	Since     time.Time
	Decided   time.Time
	Marks     map[string]string
	Next      Next
	Good, Bad bool
	End       bool
	// Hearing is the day set for the hearing or the inspection that the state waits for; none
	// where it waits for none.
	Hearing seva.Date
	// Owed is what must be paid before the case goes on, by the demand of the id Demand; 0 and
	// "" where nothing is.
	Owed   seva.Money
	Demand string
}

// Next says what happens next: the key of the sentence and its values (Text), who must
// act, where, with which papers, and by when.
type Next struct {
	Text   seva.Text
	Who    string    // "who.<Who>"; "" where nobody must
	Where  string    // "where.<Where>"
	Papers []string  // ids, "paper.<id>"; the sentence names the fields asked for too
	By     seva.Date // none where there is no last day
	Brief  seva.Text // Text as an SMS says it, where that differs; see Short
}

// Short is the sentence as an SMS says it: what an office asks for is named where it is a few
// papers, and counted where it is more or something else, for an SMS that is longer than its
// template was registered with would not be sent at all.
func (n Next) Short() seva.Text {
	if n.Brief.IsZero() {
		return n.Text
	}
	return n.Brief
}

// View is a case for those who work on it or whose it is.
type View struct {
	Glance
	Version   int64
	Office    string
	Applicant Applicant    // Phone masked unless the right is an officer's of the office
	Answers   form.Answers // accounts and references masked
	FormOf    int
	Asked     []Item // Reason is here, as in a Step, the whole key "reason.<list>.<reason>"
	Findings  Findings
	Timeline  []Step
	Actions   []Offer // what the caller may do now
}

// Step is a line of the timeline.
type Step struct {
	Seq    int64
	At     time.Time
	Action string
	To     string
	Role   Role
	Reason string // "reason.<list>.<reason>" whole, or ""
	Note   string
	Items  []Item
	Day    seva.Date
	Found  string
	Given  map[string]string
}

// Offer is an action open to the caller and what it asks for.
type Offer struct {
	Action  string
	To      string
	Needs   []Need
	Reasons []string       // whole keys
	Fields  []form.Pointer // that may be asked about, for NeedItems
}

// Query asks for an inbox: cases of the caller's offices, those with the fewest days
// left first.
type Query struct {
	Courts  []Court // none: the office's court only
	Service string
	Cursor  string
	Limit   int // 1 to 100; 20 when 0
}

// Page is one page of an inbox. Next is empty on the last.
type Page struct {
	Cases []Glance
	Next  string
}
