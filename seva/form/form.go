// Package form is the only validator: it says what a form asks, what to ask next, whether
// an answer is good, and what is still missing, alike for an app, a kiosk and a phone.
//
// It knows kinds of fields, their bounds, conditions between answers, rosters, and how a
// value is written once it is accepted. It does not know which services there are, any
// sentence (words are keys), how a form is drawn, or where drafts are kept.
package form

import "duar/seva"

// Limits of any form, whatever a definition says.
const (
	MaxText   = 2000    // characters of one text answer
	MaxRows   = 40      // rows of a roster
	MaxFields = 400     // fields of a form, rosters' columns counted once
	MaxUpload = 2 << 20 // bytes of one file
)

// Kind is what a field takes. The values are public API and stand in definitions.
type Kind string

const (
	Text        Kind = "text"        // one line in any script, NFC; Min and Max count characters
	Number      Kind = "number"      // a whole number; Min and Max bound it, below 0 only with a Min there
	Money       Kind = "money"       // rupees and paise in, paise kept; Min and Max in paise
	Area        Kind = "area"        // acres with four places; Min and Max in 1/10,000 acre
	Share       Kind = "share"       // a part of 1.0000; Min and Max in 1/10,000
	Date        Kind = "date"        // a day; with Partial also a month or a year, see Resolve
	Choice      Kind = "choice"      // one of Options
	Choices     Kind = "choices"     // some of Options; Min and Max count them
	YesNo       Kind = "yes_no"      // "yes" or "no"
	Mobile      Kind = "mobile"      // an Indian mobile number, kept as E.164 digits
	Email       Kind = "email"       // in plain form, the domain in small letters
	PIN         Kind = "pin"         // six digits, the first not 0
	IFSC        Kind = "ifsc"        // four letters, 0, six letters or digits (RBI)
	Account     Kind = "account"     // a bank account, 9 to 18 digits, typed twice (SOP 4869-F(Y) rule 1)
	Aadhaar     Kind = "aadhaar"     // checked and handed to the Vault; "<its reference>/<last four>" is kept
	Person      Kind = "person"      // a person's name in any script
	Place       Kind = "place"       // a census village, or a block in a town; kept as "block/village" or "block"
	Plot        Kind = "plot"        // "1027001/165/1201": mouza and plot, found on the land desk
	Khatian     Kind = "khatian"     // "1027001/12": mouza and khatian, found on the land desk
	File        Kind = "file"        // an upload's id; Accept and Max (bytes) bound it
	Roster      Kind = "roster"      // rows of Fields; Min and Max count rows
	Declaration Kind = "declaration" // must be "yes"; its words are what is agreed to
)

// Kinds lists every kind; each face has a table over it and a test that none is missing.
func Kinds() []Kind {
	return []Kind{Text, Number, Money, Area, Share, Date, Choice, Choices, YesNo, Mobile, Email, PIN, IFSC,
		Account, Aadhaar, Person, Place, Plot, Khatian, File, Roster, Declaration}
}

// Form is a definition. ID is public API; Version goes up with any change of meaning and
// is kept beside what was answered.
type Form struct {
	ID       string
	Version  int
	Short    bool // few enough questions to be asked one at a time on a phone
	Sections []Section
	Checks   []Check
}

// Section is a page of a form, words under "section.<ID>". With When it appears only then.
type Section struct {
	ID     string
	When   *Condition
	Fields []Field
}

// Field is one question. ID is unique in its form (a column: in its roster). Two forms
// that share an id mean the same thing by it, so that one answer serves both (Merge).
type Field struct {
	ID       string
	Kind     Kind
	Words    string // the label's key without "field."; ID when empty
	Optional bool
	When     *Condition // asked only then; an answer that is not asked for is not kept
	Min, Max int64      // by Kind; 0 is no bound
	// Since and Until bound a date: "2000-01-01", "today", or "today-60y" (also +, m, d).
	Since, Until string
	Partial      bool     // a date of which only the month or year may be known
	Options      []string // words under "option.<Words>.<option>"
	Fields       []Field  // a roster's columns
	Accept       []string // a file's media types
	Kiosk        bool     // asked where somebody helps or a screen shows it, never on a phone
	Secret       bool     // shown masked once given (Account and Aadhaar always are)
}

// Key gives the key of the field's label; under it ".help" may hold a line of help.
func (f Field) Key() string {
	if f.Words != "" {
		return "field." + f.Words
	}
	return "field." + f.ID
}

// OptionKey gives the key of an option's words.
func (f Field) OptionKey(option string) string {
	if f.Words != "" {
		return "option." + f.Words + "." + option
	}
	return "option." + f.ID + "." + option
}

// Check is a rule across fields: Must holds, or the flaw is about the field About, with
// words under "check.<ID>". With Rule a named Go rule decides instead (see Rules).
type Check struct {
	ID    string
	About string
	When  *Condition
	Must  *Condition
	Rule  string
}

// Face is who asks.
type Face string

const (
	OnApp   Face = "app"
	OnKiosk Face = "kiosk"
	OnPhone Face = "phone"
)

// Flaw is what is wrong with an answer, or that it is missing. At says where.
type Flaw struct {
	At   Pointer
	Text seva.Text // under "error.", its stable code the rest of the key; or "check.<ID>"
}

// Flaws is every flaw of a form, in the order of its questions. As the Err of a
// seva.Error of kind Invalid it reaches a face that can show them all.
type Flaws []Flaw

func (f Flaws) Error() string { return "form: not complete" }
