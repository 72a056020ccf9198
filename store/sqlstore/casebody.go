package sqlstore

import (
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// A case as it is kept in one value: a CBOR map by small numbers. What is not there is
// zero, and a number that is not known is passed over, so a row of an older program is
// read by a newer one and the other way round. A number is never used for anything else.
// Only what has a value is written; nil and empty maps come back as they were.
type caseBody struct {
	Number      string            `cbor:"1,keyasint,omitzero"`
	Service     string            `cbor:"2,keyasint,omitzero"`
	Procedure   string            `cbor:"3,keyasint,omitzero"`
	Revision    int               `cbor:"4,keyasint,omitzero"`
	Office      string            `cbor:"5,keyasint,omitzero"`
	State       string            `cbor:"6,keyasint,omitzero"`
	Version     int64             `cbor:"7,keyasint,omitzero"`
	Since       int64             `cbor:"8,keyasint,omitzero"`
	Name        string            `cbor:"9,keyasint,omitzero"` // of the applicant, as all until Channel
	Phone       string            `cbor:"10,keyasint,omitzero"`
	Lang        string            `cbor:"11,keyasint,omitzero"`
	Born        int64             `cbor:"12,keyasint,omitzero"`
	Citizen     string            `cbor:"13,keyasint,omitzero"`
	Entered     string            `cbor:"14,keyasint,omitzero"`
	Channel     string            `cbor:"15,keyasint,omitzero"`
	Answers     []byte            `cbor:"16,keyasint,omitzero"`
	FormOf      int               `cbor:"17,keyasint,omitzero"`
	Asked       []itemBody        `cbor:"18,keyasint,omitzero"`
	Marks       map[string]string `cbor:"19,keyasint,omitzero"`
	Rules       string            `cbor:"20,keyasint,omitzero"`
	Failed      []string          `cbor:"21,keyasint,omitzero"`
	Submitted   int64             `cbor:"22,keyasint,omitzero"`
	Due         int64             `cbor:"23,keyasint,omitzero"`
	Wake        int64             `cbor:"24,keyasint,omitzero"`
	Decided     int64             `cbor:"25,keyasint,omitzero"`
	LastOfficer string            `cbor:"26,keyasint,omitzero"`
	Ended       bool              `cbor:"27,keyasint,omitzero"`
}

type itemBody struct {
	Field  string `cbor:"1,keyasint,omitzero"`
	Reason string `cbor:"2,keyasint,omitzero"`
	Note   string `cbor:"3,keyasint,omitzero"`
}

type eventBody struct {
	Seq    int64             `cbor:"1,keyasint,omitzero"`
	At     int64             `cbor:"2,keyasint,omitzero"`
	Noted  int64             `cbor:"3,keyasint,omitzero"`
	Action string            `cbor:"4,keyasint,omitzero"`
	From   string            `cbor:"5,keyasint,omitzero"`
	To     string            `cbor:"6,keyasint,omitzero"`
	Actor  string            `cbor:"7,keyasint,omitzero"`
	Role   string            `cbor:"8,keyasint,omitzero"`
	Reason string            `cbor:"9,keyasint,omitzero"`
	Note   string            `cbor:"10,keyasint,omitzero"`
	Items  []itemBody        `cbor:"11,keyasint,omitzero"`
	Day    int64             `cbor:"12,keyasint,omitzero"`
	Found  string            `cbor:"13,keyasint,omitzero"`
	Given  map[string]string `cbor:"14,keyasint,omitzero"`
	Fields []string          `cbor:"15,keyasint,omitzero"`
	Salt   string            `cbor:"16,keyasint,omitzero"`
}

// body reads what packBody wrote. A text that is no UTF-8 was let in by somebody else;
// it is not a reason to lose the case it stands in.
var body = func() cbor.DecMode {
	mode, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode()
	if err != nil {
		panic(err) // the options are constants
	}
	return mode
}()

func packCase(c casework.Case) ([]byte, error) {
	a := c.Applicant
	return cbor.Marshal(caseBody{
		Number: c.Number, Service: c.Service, Procedure: c.Procedure, Revision: c.Revision, Office: c.Office,
		State: c.State, Version: c.Version, Since: packMoment(c.Since),
		Name: a.Name, Phone: string(a.Phone), Lang: string(a.Lang), Born: packDate(a.Born), Citizen: a.Citizen,
		Entered: a.Entered, Channel: a.Channel,
		Answers: packAnswers(c.Answers), FormOf: c.FormOf, Asked: packItems(c.Asked), Marks: c.Marks,
		Rules: c.Findings.Rules, Failed: c.Findings.Failed, Submitted: packMoment(c.Submitted), Due: packDate(c.Due),
		Wake: packMoment(c.Wake), Decided: packMoment(c.Decided), LastOfficer: c.LastOfficer, Ended: c.Ended,
	})
}

func unpackCase(b []byte) (casework.Case, error) {
	c, answers, ok := quickCase(b)
	if !ok {
		return slowCase(b)
	}
	var err error
	c.Answers, err = readAnswers(answers)
	return c, err
}

// unpackStanding is unpackCase without the answers.
func unpackStanding(b []byte) (casework.Case, error) {
	if c, _, ok := quickCase(b); ok {
		return c, nil
	}
	c, err := slowCase(b)
	c.Answers = nil
	return c, err
}

// slowCase reads any row of a case there may ever be.
func slowCase(b []byte) (casework.Case, error) {
	var c caseBody
	if err := body.Unmarshal(b, &c); err != nil {
		return casework.Case{}, fmt.Errorf("sqlstore: a case: %w", err)
	}
	answers, err := unpackAnswers(c.Answers)
	if err != nil {
		return casework.Case{}, err
	}
	return casework.Case{
		Number: c.Number, Service: c.Service, Procedure: c.Procedure, Revision: c.Revision, Office: c.Office,
		State: c.State, Version: c.Version, Since: unpackMoment(c.Since),
		Applicant: casework.Applicant{
			Name: c.Name, Phone: seva.Phone(c.Phone), Lang: seva.Lang(c.Lang), Born: seva.DateFromNumber(c.Born),
			Citizen: c.Citizen, Entered: c.Entered, Channel: c.Channel,
		},
		Answers: answers, FormOf: c.FormOf, Asked: unpackItems(c.Asked), Marks: c.Marks,
		Findings:  casework.Findings{Rules: c.Rules, Failed: c.Failed},
		Submitted: unpackMoment(c.Submitted), Due: seva.DateFromNumber(c.Due),
		Wake: unpackMoment(c.Wake), Decided: unpackMoment(c.Decided), LastOfficer: c.LastOfficer, Ended: c.Ended,
	}, nil
}

func packEvent(e casework.Event) ([]byte, error) {
	return cbor.Marshal(eventBody{
		Seq: e.Seq, At: packMoment(e.At), Noted: packMoment(e.Noted), Action: e.Action, From: e.From, To: e.To,
		Actor: e.Actor, Role: string(e.Role), Reason: e.Reason, Note: e.Note, Items: packItems(e.Items),
		Day: packDate(e.Day), Found: e.Found, Given: e.Given, Fields: e.Fields, Salt: e.Salt,
	})
}

func unpackEvent(b []byte) (casework.Event, error) {
	if e, ok := quickEvent(b); ok {
		return e, nil
	}
	return slowEvent(b)
}

// slowEvent reads any row of an event there may ever be.
func slowEvent(b []byte) (casework.Event, error) {
	var e eventBody
	if err := body.Unmarshal(b, &e); err != nil {
		return casework.Event{}, fmt.Errorf("sqlstore: an event: %w", err)
	}
	return casework.Event{
		Seq: e.Seq, At: unpackMoment(e.At), Noted: unpackMoment(e.Noted), Action: e.Action, From: e.From, To: e.To,
		Actor: e.Actor, Role: casework.Role(e.Role), Reason: e.Reason, Note: e.Note, Items: unpackItems(e.Items),
		Day: seva.DateFromNumber(e.Day), Found: e.Found, Given: e.Given, Fields: e.Fields, Salt: e.Salt,
	}, nil
}

func packItems(items []casework.Item) []itemBody {
	if items == nil {
		return nil
	}
	all := make([]itemBody, len(items))
	for i, it := range items {
		all[i] = itemBody{string(it.Field), it.Reason, it.Note}
	}
	return all
}

func unpackItems(items []itemBody) []casework.Item {
	if items == nil {
		return nil
	}
	all := make([]casework.Item, len(items))
	for i, it := range items {
		all[i] = casework.Item{Field: form.Pointer(it.Field), Reason: it.Reason, Note: it.Note}
	}
	return all
}

// packMoment keeps microseconds; no moment is 0.
func packMoment(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return micros(t)
}

func unpackMoment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return fromMicros(n)
}

// packDate keeps what is known of a date, also when that is only its year: unlike
// seva.Date.Number it reads back exactly. seva.DateFromNumber undoes it.
func packDate(d seva.Date) int64 {
	return int64(d.Year)*10_000 + int64(d.Month)*100 + int64(d.Day)
}
