package document

import (
	"errors"
	"strings"

	"duar/seva"
)

// Room is where a paper's standing is said; it chooses how long the sentences are.
type Room string

const (
	OnSMS   Room = "sms"   // one message
	OnPhone Room = "phone" // a few short lines of a USSD screen
)

// Sentences says where a paper stands to whoever asked by its number: CHECK 4829103847566.
// They are one SMS, or the lines of a screen, and name nobody.
func Sentences(v View, r Room) []seva.Text {
	args := seva.Args{
		"Number": v.Number, "Kind": seva.Say("document." + string(v.Kind)), "About": code(v.About()), "IDN": v.Mouza,
		"Date": v.Issued, "Newer": v.Newer, "Day": v.Void,
	}
	key := string(v.Status)
	if v.Status == Superseded && v.Newer != "" {
		key += "_newer"
	}
	room := string(r) + ".document."
	if r == OnSMS {
		if v.Specimen {
			key = "specimen"
		}
		return []seva.Text{seva.Say(room+key, args)}
	}
	lines := []seva.Text{seva.Say(room+key, args)}
	if v.Specimen {
		lines = []seva.Text{seva.Say(room+"specimen", args), lines[0]}
	}
	return append(lines, seva.Say(room+"about", args))
}

// code is a number of an office, of which only the digits are put into the reader's script.
type code string

func (c code) String() string { return string(c) }

// mostAbout is what an SMS was registered to hold of a subject.
const mostAbout = 40

// About is what a paper is of, without the word for it, as short as an SMS wants it: "12",
// "165/1201", "165, 166", "165, 166 ...(18)".
func (v View) About() string {
	_, about, _ := strings.Cut(v.Subject, " ")
	return fitted(about, mostAbout)
}

// Refusal says why there is no answer about a number: a digit is wrong, it is no number, or
// there is no such paper; false for an error that is about something else.
func Refusal(err error, r Room) ([]seva.Text, bool) {
	e, ok := errors.AsType[*seva.Error](err)
	if !ok {
		return nil, false
	}
	room := string(r) + ".document."
	switch e.Code() {
	case "document.digit":
		return []seva.Text{seva.Say(room + "digit")}, true
	case "document.number":
		return []seva.Text{seva.Say(room + "number")}, true
	case "document.unknown":
		return []seva.Text{seva.Say(room + "unknown")}, true
	}
	return nil, false
}
