package service

import (
	"context"
	"errors"
	"fmt"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// Archive gives files back, as one caller may see them.
type Archive interface {
	// File gives a file with its bytes to whoever gave it, and to whoever sees the answer
	// that it is: the officers of a case it came with, and the applicant. To anybody else
	// it is not there (error.file.unknown), nor to who gave it for somebody else and does not
	// see the case any more. Who is not the applicant leaves a look.
	File(ctx context.Context, id string) (Stored, error)
}

// Archive gives the archive for a caller.
func (d *Desk) Archive(who casework.Caller) Archive {
	return counter{desk: d, who: who, cases: d.Cases.For(who)}
}

// File is Archive's.
func (c counter) File(ctx context.Context, id string) (Stored, error) {
	file, err := c.desk.Book.File(ctx, id)
	switch {
	case errors.Is(err, ErrNone):
		return Stored{}, unknown("file", err)
	case err != nil:
		return Stored{}, seva.Broken(err)
	}
	owner, err := c.owner()
	if err != nil {
		return Stored{}, err
	}
	var seen bool
	if file.Owner == owner {
		seen, err = c.opens(ctx, file)
	} else {
		seen, err = c.sees(ctx, file)
	}
	if err != nil {
		return Stored{}, err
	}
	if !seen {
		return Stored{}, unknown("file", nil)
	}
	if file, err = c.desk.Book.Content(ctx, id); err != nil {
		return Stored{}, seva.Broken(err)
	}
	return file, nil
}

// opens tells whether who gave a file may have it back: see stillTheirs.
func (c counter) opens(ctx context.Context, file Stored) (bool, error) {
	if c.forOthers() {
		numbers, err := c.cameWith(ctx, file)
		if err != nil {
			return false, err
		}
		return c.stillTheirs(ctx, numbers)
	}
	return true, nil
}

// forOthers tells whether what the caller enters is somebody else's.
func (c counter) forOthers() bool { return c.who.ID != "" && !c.who.Is(casework.Citizen) }

// stillTheirs opens the cases of what the caller has entered for somebody, which leaves a
// look at each, and tells whether the caller may see one of them. Until it is handed in
// there is none, and it is theirs.
func (c counter) stillTheirs(ctx context.Context, numbers []string) (bool, error) {
	seen := len(numbers) == 0
	for _, number := range numbers {
		switch _, err := c.cases.Case(ctx, number); {
		case err == nil:
			seen = true
		case seva.KindOf(err) != seva.NotFound && seva.KindOf(err) != seva.Forbidden:
			return false, err
		}
	}
	return seen, nil
}

// cameWith gives the cases that a file came with; none while its draft is open.
func (c counter) cameWith(ctx context.Context, file Stored) ([]string, error) {
	switch kept, err := c.desk.Book.Draft(ctx, file.For); {
	case errors.Is(err, ErrNone): // it came with a reply, and For is the case
		return []string{file.For}, nil
	case err != nil:
		return nil, seva.Broken(err)
	default:
		return kept.numbers(), nil
	}
}

// sees tells whether a file is an answer in a case that the caller sees.
func (c counter) sees(ctx context.Context, file Stored) (bool, error) {
	numbers, err := c.cameWith(ctx, file)
	if err != nil {
		return false, err
	}
	for _, number := range numbers {
		view, err := c.cases.Case(ctx, number)
		if err != nil {
			if kind := seva.KindOf(err); kind == seva.NotFound || kind == seva.Forbidden {
				continue // not theirs to see; another line may be
			}
			return false, err
		}
		service, err := c.desk.service(view.Service)
		if err != nil {
			return false, err
		}
		for _, g := range each(service.Form, view.Answers) {
			if g.Field.Kind == form.File && g.Value.Text == file.ID {
				return true, nil
			}
		}
	}
	return false, nil
}

// numbers gives the numbers of the cases a draft became; none while it is open. Of several
// services each has its line.
func (k Kept) numbers() []string {
	switch {
	case k.Number == "":
		return nil
	case len(k.Services) == 1:
		return []string{k.Number}
	}
	numbers := make([]string, len(k.Services))
	for i := range numbers {
		numbers[i] = fmt.Sprintf("%s/%d", k.Number, i+1)
	}
	return numbers
}
