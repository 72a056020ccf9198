package form

import (
	"context"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Pointer says where an answer stands: "name", or "members/2/name" for a column of the
// third row of a roster. It is a JSON pointer without its first stroke.
type Pointer string

// Value is an accepted answer in its canonical form. Exactly one of the fields is set, or
// none when there is no answer. As JSON it is a string, a list of strings, or a list of
// objects.
//
// Text holds every single value as ASCII text that stands for it exactly (Field.Typed gives
// it as it is typed): "12" (number), "150000" (paise), "0.7500" (acres, shares), "2001",
// "2001-07", "2001-07-16" (dates), "yes", an option's id, "919831012345",
// "1027001/165/1201", a file's id, a vault's reference with the last four digits; and
// people's own text in NFC. List holds choices in the order of the options. The zero Value
// in Answers is an optional question that was asked and answered with nothing.
type Value struct {
	Text string
	List []string
	Rows []Answers
}

// Answers are the accepted answers by field id.
type Answers map[string]Value

// Input is an answer as a person or an app gave it: any script's digits, spaces, one
// of many ways to write a date. Again repeats an account number. Clear takes an answer,
// or at "members/2" a row, away. Empty Text answers an optional question with nothing.
type Input struct {
	Text  string
	Again string
	List  []string
	Clear bool
}

// Entry is one answer given to one question. At "members/-" it begins a new row.
type Entry struct {
	At    Pointer
	Input Input
}

// Desks are what answers are looked up on: what an answer names must be there.
type Desks struct {
	Land   land.Counter // for Plot and Khatian
	Places place.Desk   // for Place
	Vault  Vault        // for Aadhaar
	Files  Files        // for File
	World  seva.World
}

// Vault keeps Aadhaar numbers where nothing else can reach them (Aadhaar Data Vault,
// UIDAI circular 11020/205/2017). Keep takes twelve digits that have been checked and
// gives a random reference; the same number gives the same reference.
type Vault interface {
	Keep(ctx context.Context, aadhaar string) (reference string, err error)
}

// Files tells of an upload what its content was found to be. It knows only uploads of whose
// answers these are: another's is NotFound.
type Files interface {
	File(ctx context.Context, id string) (Upload, error)
}

// Upload is a file whose bytes were looked at before they were kept.
type Upload struct {
	ID     string // made by duar
	Name   string // as it was called, cleaned; shown, never a path
	Type   string // by its bytes: "application/pdf", "image/jpeg", "image/png"
	Size   int64
	SHA256 string // lower-case hex
}

// Facts are what a condition may ask besides answers: small named values that a Go rule
// found ("age" is "61"). Values are written as in Value.Text.
type Facts map[string]string
