package casework

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duar/seva"
)

// wrongFacts is how many wrong second facts a day may be tried on one number, by
// everybody together.
const wrongFacts = 5

// errRight takes back the count of a try that was right.
var errRight = errors.New("casework: the fact is right")

// Check gives all lines of an application, or the one line of a number with a stroke. A
// number that there is not, and a fact that is wrong, get the same answer and count alike,
// so that nobody learns from it which numbers there are.
func (c counter) Check(ctx context.Context, number, fact string) ([]Glance, error) {
	number, fact, lines, err := c.sought(ctx, number, fact)
	if err != nil {
		return nil, err
	}
	open, err := c.open(lines)
	if err != nil {
		return nil, err
	}
	if !open {
		if err := c.prove(ctx, application(number), lines, fact); err != nil {
			return nil, err
		}
	}
	return c.desk.tell(lines)
}

// sought reads the lines of a number, none when there is no such, and a fact as it is held
// against them.
func (c counter) sought(ctx context.Context, number, fact string) (_, _ string, lines []File, err error) {
	if number, err = ParseNumber(number); err != nil {
		return "", "", nil, err
	}
	fact = strings.TrimSpace(seva.Digits(fact))
	if fact != "" && (len(fact) != 4 || strings.Trim(fact, "0123456789") != "") {
		return "", "", nil, seva.Refuse("fact", seva.Say("error.case.fact"))
	}
	lines, err = c.desk.parts.Book.Standings(ctx, number)
	if err != nil && !errors.Is(err, ErrNone) {
		return "", "", nil, seva.Broken(err)
	}
	return number, fact, lines, nil
}

// Present gives whose application a number is, to who helps that person at a desk: an
// operator who has the second fact from them, or whoever entered the application. It proves,
// counts and answers as Check does; a service that is not about a person opens nothing here
// without the fact. Errors: those of Check, Forbidden under error.forbidden to who helps
// nobody.
func (d *Desk) Present(ctx context.Context, caller Caller, number, fact string) (Applicant, error) {
	c := counter{d, caller}
	helps := caller.Is
	switch {
	case caller.ID == "":
		return Applicant{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !slices.ContainsFunc([]Role{Operator, Entry, Institution}, helps):
		return Applicant{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	number, fact, lines, err := c.sought(ctx, number, fact)
	if err != nil {
		return Applicant{}, err
	}
	entered := len(lines) > 0 && !slices.ContainsFunc(lines, func(l File) bool { return l.Applicant.Entered != caller.ID })
	if !entered {
		if !caller.Is(Operator) { // whose citizens are not at the desk
			fact = ""
		}
		if err := c.prove(ctx, application(number), lines, fact); err != nil {
			return Applicant{}, err
		}
	}
	return lines[0].Applicant, nil
}

// Proves holds a second fact against the applicant of a number, whoever asks and whoever
// entered it: for a desk that lets somebody do more than read. It counts and answers as Check
// does where the service is about a person.
func (d *Desk) Proves(ctx context.Context, number, fact string) error {
	c := counter{desk: d}
	number, fact, lines, err := c.sought(ctx, number, fact)
	if err != nil {
		return err
	}
	return c.prove(ctx, application(number), lines, fact)
}

// open tells whether lines may be told of without a second fact: none is personal, or all
// are the caller's own.
func (c counter) open(lines []File) (bool, error) {
	for _, l := range lines {
		track, err := c.desk.track(l.Case)
		if err != nil {
			return false, err
		}
		a := l.Applicant
		own := c.caller.owns(a) || c.caller.ID != "" && (c.caller.ID == a.Citizen || c.caller.ID == a.Entered)
		if track.Personal && !own {
			return false, nil
		}
	}
	return len(lines) > 0, nil
}

// prove holds a second fact against the applicant: the last four digits of the mobile or
// the year of birth. No fact is no try.
func (c counter) prove(ctx context.Context, number string, lines []File, fact string) error {
	none := &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.unknown_or_fact")}
	if fact == "" {
		return none
	}
	// Once the day's tries are used up the right fact is of no use either, or guessing
	// would go on. So each try is counted first, and taken back with the transaction when
	// it is right.
	today := c.desk.parts.World.Today().Number()
	err := c.desk.parts.Book.Change(ctx, func(tx Tx) error {
		tries, err := tx.Try(ctx, "check:"+number, today)
		switch {
		case err != nil:
			return err
		case tries > wrongFacts:
			return seva.Fail(seva.TooMany, seva.Say("error.case.tries"))
		case right4(lines, fact):
			return errRight
		}
		return nil
	})
	switch {
	case errors.Is(err, errRight):
		return nil
	case err != nil:
		return seva.Broken(err)
	}
	return none
}

// right4 tells whether four digits are the last of the applicant's mobile or the year of
// birth, of every line.
func right4(lines []File, fact string) bool {
	for _, l := range lines {
		a := l.Applicant
		mobile := len(a.Phone) >= 4 && same(string(a.Phone[len(a.Phone)-4:]), fact)
		born := !a.Born.IsZero() && same(fmt.Sprintf("%04d", a.Born.Year), fact)
		if !mobile && !born {
			return false
		}
	}
	return len(lines) > 0
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
