package notice

import (
	"context"
	"strconv"

	"duar/seva"
)

// Category is what kind of commercial communication a template was registered as (TCCCPR
// 2018, second amendment of 12 February 2025).
type Category string

const (
	Government      Category = "government"       // suffix -G; any hour
	ServiceImplicit Category = "service_implicit" // status, reminders, one-time codes; any hour
	ServiceExplicit Category = "service_explicit" // needs a consent; 10:00 to 21:00 IST
	Promotional     Category = "promotional"      // needs a consent; 10:00 to 21:00 IST
	Transactional   Category = "transactional"    // of banks only; any hour
)

// Categories lists them.
func Categories() []Category {
	return []Category{Government, ServiceImplicit, ServiceExplicit, Promotional, Transactional}
}

// VarKind is what a variable of a template was registered to hold (TRAI's direction of 18
// November 2025): what does not fit is refused by the operator and therefore by us.
type VarKind string

const (
	Numeric      VarKind = "numeric"      // digits
	Alphanumeric VarKind = "alphanumeric" // letters, digits, and the marks of our own words
	URL          VarKind = "url"          // an address that was registered before
	CallBack     VarKind = "cbn"          // a telephone number that was registered before
	Email        VarKind = "email"
)

// Place is the most characters that operators take in one variable of a template. What
// may be longer is registered as several, one behind the other.
const Place = 40

// Variable is a place in a template.
type Variable struct {
	Name string // the placeholder in our words: "Number"
	Kind VarKind
	Most int // characters; above Place it takes as many places as are needed
	// Wide says that it may hold letters which are not ASCII in a language written in its
	// own script. Whether operators let them through is not known: such variables are told
	// of by `duar sms templates verify`.
	Wide bool
}

// Places says how many variables of an operator it takes.
func (v Variable) Places() int { return max(1, (v.Most+Place-1)/Place) }

// Template is one message as it is registered: one language of one version of one key, and
// one choice of the fixed words in it. Its text is that of the message file, its fixed
// words said and its variables left as placeholders.
type Template struct {
	Key      string
	Lang     seva.Lang
	Version  int
	Form     string // which fixed words: "mutation_sale.approved"; "" where there is no choice
	Category Category
	Header   string // six letters, without the suffix that operators add
	Segments int    // the most SMS that it may take
	Vars     []Variable
	Text     string // "duar: your code is {{.Code}}. ..."
	// Asked says that the person asked for this message a moment ago: a one-time code, an
	// answer to their own question. Who has said STOP is sent these too.
	Asked bool
}

// ID names it for good: "sms.case.moved.bn.1.mutation_sale.approved".
func (t Template) ID() string {
	id := t.Key + "." + string(t.Lang) + "." + strconv.Itoa(t.Version)
	if t.Form != "" {
		id += "." + t.Form
	}
	return id
}

// Heeds tells whether a STOP keeps it back. Not what the person has just asked for, and not
// a notice of government, with which days begin to run: TCCCPR 2018 leaves those to every
// subscriber whatever their preference.
func (t Template) Heeds() bool {
	return !t.Asked && t.Category != Government && t.Category != Transactional
}

// Windowed tells whether it may go out between 10:00 and 21:00 IST only and needs a consent.
func (c Category) Windowed() bool { return c == ServiceExplicit || c == Promotional }

// Registration is what an operator asks of each message: who sends it, under which header
// and by which registered template. The zero one is of a message that is not registered.
type Registration struct {
	Entity   string // principal entity, 19 digits
	Template string // 19 digits
	Header   string
	Category Category
	Chain    string // hash or id of the chain of telemarketers, as the operator gave it; may be empty
	Unicode  bool   // registered as a Unicode template
	Segments int    // SMS that this message takes
}

// Registry tells whether a message may go out and under what it is registered.
//
// Errors are *Failure: Unregistered (no such template, or not yet given an id where ids are
// demanded), Unmatched (the words are not the template's, or a variable is not of its kind
// or too long), TooLong (more segments than registered), OutOfHours, and OptedOut (the
// person has said STOP, or never agreed where consent is needed).
type Registry interface {
	Register(ctx context.Context, m Message) (Registration, error)
}
