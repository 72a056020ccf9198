package mutation

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// Rival is a deed that came under the number of another, beside the one that was first.
type Rival struct {
	ID       ID
	Case     string // of the first
	From     string // the machine that sent the other
	Received time.Time
	First    Deed // empty once the case was emptied
	Other    Deed
	More     int // others under this number that came when MostRivals were kept
}

// Conflict is a Rival as it is listed: enough to look into the case and ask the registration
// office, and nobody's name. What the two deeds say is asked of that office, on paper.
type Conflict struct {
	ID       ID
	Case     string
	From     string
	Received time.Time
	// Differs are the members of the deed that say another thing ("buyers", "schedule"), as
	// Input has them; none where the first is not kept any more.
	Differs []string
	// More others came under this number and were counted, not kept.
	More int
}

// MostRivals is how many others under one number are kept with what they say: enough to see
// what is going on. A machine that has gone wrong, or is in wrong hands, could send others
// without end; those that follow are counted.
const MostRivals = 5

// mostConflicts is how many are listed.
const mostConflicts = 200

// Conflicts gives what came under the number of another deed in the caller's offices, the
// newest first: for who sanctions there, and for auditors. Errors: Unauthenticated; Forbidden
// under error.forbidden to everybody else.
func (d *Desk) Conflicts(ctx context.Context, caller casework.Caller) ([]Conflict, error) {
	switch {
	case caller.ID == "":
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !caller.Is(casework.Sanctioner) && !caller.Is(casework.Auditor):
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	found, err := d.parts.Book.Rivals(ctx, caller.Offices, mostConflicts)
	if err != nil {
		return nil, seva.Broken(err)
	}
	var all []Conflict
	for _, r := range found {
		all = append(all, Conflict{ID: r.ID, Case: r.Case, From: r.From, Received: r.Received, Differs: differs(r.First, r.Other), More: r.More})
	}
	return all, nil
}

// differs names the members of two deeds that are not the same.
func differs(first, other Deed) []string {
	if len(first.Schedule) == 0 {
		return nil
	}
	one, two := members(first), members(other)
	var names []string
	for name, value := range one {
		if !bytes.Equal(value, two[name]) {
			names = append(names, name)
		}
	}
	for name := range two {
		if _, there := one[name]; !there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func members(d Deed) (all map[string]json.RawMessage) {
	body, err := d.Body()
	if err == nil {
		err = json.Unmarshal(body, &all)
	}
	if err != nil {
		panic("mutation: not JSON: " + err.Error()) // only texts and numbers are in it
	}
	return all
}
