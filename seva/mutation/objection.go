package mutation

import (
	"context"
	"errors"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
)

// WindowDays is for how long anybody may object after the notice (notice on automated
// mutation, 2019/20, point 2).
const WindowDays = 30

// noticed is the state in which anybody may object.
const noticed = "notice_issued"

// Object takes an objection to a mutation from anybody who is signed in, or from who helps a
// person that is present: the case goes to a hearing. words are the objector's own. The same
// person twice is once.
//
// Errors: Unauthenticated; NotFound under error.case.unknown; Invalid under
// error.objection.words, error.objection.late (with Day: an appeal remains) and
// error.objection.none for a case that takes none; Forbidden under error.objection.own, and
// under error.objection.officer to officers of the case's own office;
// TooMany under error.objection.many.
func (d *Desk) Object(ctx context.Context, who casework.Caller, number, words string) (casework.Case, error) {
	if who.ID == "" {
		return casework.Case{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	number, err := casework.ParseNumber(number)
	if err != nil {
		return casework.Case{}, err
	}
	words, err = seva.Clean("words", words)
	if err != nil {
		return casework.Case{}, err
	}
	if n := len([]rune(words)); n < 3 || n > mostWords {
		return casework.Case{}, seva.Refuse("words", seva.Say("error.objection.words", seva.Args{"Limit": mostWords}))
	}
	var c casework.Case
	var refusal error
	err = d.parts.Book.Change(ctx, func(tx Tx) (err error) {
		refusal = nil
		c, err = d.object(ctx, tx, who, number, words)
		if e, ok := errors.AsType[*seva.Error](err); ok && e.Kind != seva.Internal && e.Kind != seva.Unavailable {
			refusal = err
		}
		return err
	})
	if refusal != nil {
		return casework.Case{}, refusal
	}
	return c, broken(err)
}

// mostObjections is how many a person may make on one day, of all cases together.
const mostObjections = 10

// mostEntered is how many an operator may enter on one day, for whoever comes.
const mostEntered = 100

// mostWords is how long an objection may be, in characters: what a note of a case holds.
const mostWords = 1000

func (d *Desk) object(ctx context.Context, tx Tx, who casework.Caller, number, words string) (casework.Case, error) {
	c, err := tx.Case(ctx, number)
	if errors.Is(err, casework.ErrNone) {
		return c, &seva.Error{Kind: seva.NotFound, Field: "number", Err: err,
			Text: seva.Say("error.case.unknown", seva.Args{"Number": number})}
	}
	if err != nil {
		return c, err
	}
	events, err := tx.Events(ctx, number)
	if err != nil {
		return c, err
	}
	now := d.parts.World.Now()
	if officer(who, c.Office) {
		return c, seva.Fail(seva.Forbidden, seva.Say("error.objection.officer"))
	}
	i := slices.IndexFunc(events, func(e casework.Event) bool { return e.To == noticed && e.From != noticed })
	switch {
	case i < 0:
		return c, seva.Refuse("number", seva.Say("error.objection.none"))
	case owns(who, c.Applicant):
		return c, seva.Fail(seva.Forbidden, seva.Say("error.objection.own"))
	}
	last := lastDay(events[i].At)
	if seva.DateOf(now).Number() > last.Number() {
		return c, seva.Refuse("number", seva.Say("error.objection.late", seva.Args{"Day": last}))
	}
	day := d.parts.World.Today().Number()
	if n, err := tx.Try(ctx, "object:"+who.ID, day); err != nil {
		return c, err
	} else if n > mostObjections && !who.Is(casework.Operator) || n > mostEntered {
		return c, seva.Fail(seva.TooMany, seva.Say("error.objection.many"))
	}
	fresh, err := tx.PutObjection(ctx, number, objector(who, words), now)
	if err != nil || !fresh {
		return c, err
	}
	leaf := audit.Leaf{At: now, Actor: who.ID, Role: string(role(who)), Act: "case.object", Subject: number}
	if err := tx.Audit(ctx, leaf); err != nil {
		return c, err
	}
	action := objectAgain
	if c.State == noticed {
		action = object
	}
	c, err = d.parts.Cases.Advance(ctx, tx, casework.Act{Number: number, Action: action, Note: words})
	if seva.KindOf(err) == seva.Invalid && err != nil { // it has been heard, or has ended
		return c, seva.Refuse("number", seva.Say("error.objection.late", seva.Args{"Day": last}))
	}
	return c, err
}

// officer tells whether somebody is here as an officer of the office that decides a case: who
// decides is no party to it. What they know they write into the case; what they have against
// it as a person they say as one, with a citizen's account or at a kiosk.
func officer(who casework.Caller, office string) bool {
	return who.Serves(office) && slices.ContainsFunc([]casework.Role{casework.Clerk, casework.Verifier, casework.Sanctioner, casework.Entry,
		casework.Auditor, casework.Accounts}, who.Is)
}

// lastDay is the last one on which somebody may object.
func lastDay(noticed time.Time) seva.Date {
	return seva.DateOf(noticed.AddDate(0, 0, WindowDays))
}

// owns tells whether a case is the caller's own, or entered by them.
func owns(who casework.Caller, a casework.Applicant) bool {
	return who.ID == a.Citizen || who.ID == a.Entered || who.Phone != "" && who.Phone == a.Phone
}

// objector names who objects. An operator enters for many people: there what they say tells
// them apart.
func objector(who casework.Caller, words string) string {
	if who.Is(casework.Operator) {
		return who.ID + "|" + digest(words)
	}
	return who.ID
}

func role(who casework.Caller) casework.Role {
	if len(who.Roles) > 0 {
		return who.Roles[0]
	}
	return casework.Citizen
}
