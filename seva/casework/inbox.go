package casework

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"duar/seva"
)

// An inbox's page, when nothing is said and at most.
const (
	inboxUsual = 20
	inboxMost  = 100
)

// Inbox gives the open cases of the caller's offices, those whose due day comes first
// before the others, and last those that have none. An auditor of the offices reads it too.
func (c counter) Inbox(ctx context.Context, q Query) (Page, error) {
	if !slices.ContainsFunc(c.caller.Roles, func(r Role) bool { return r.office() || r == Auditor }) || len(c.caller.Offices) == 0 {
		return Page{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	if q.Limit == 0 {
		q.Limit = inboxUsual
	}
	if q.Limit < 1 || q.Limit > inboxMost {
		return Page{}, seva.Refuse("limit", seva.Say("error.limit.range", seva.Args{"Least": 1, "Most": inboxMost}))
	}
	if len(q.Courts) == 0 {
		q.Courts = []Court{OfficeCourt}
	}
	f := Find{Offices: c.caller.Offices, States: c.desk.states(q.Courts), Service: q.Service, Limit: q.Limit + 1}
	if q.Cursor != "" {
		after, err := readCursor(q.Cursor)
		if err != nil {
			return Page{}, err
		}
		f.After = after
	}
	if len(f.States) == 0 {
		return Page{Cases: []Glance{}}, nil
	}
	cases, err := c.desk.parts.Book.Find(ctx, f)
	if err != nil {
		return Page{}, seva.Broken(err)
	}
	var page Page
	if len(cases) > q.Limit {
		cases = cases[:q.Limit]
		page.Next = writeCursor(After(cases[q.Limit-1]))
	}
	// Two procedures may have a state of one name in different courts.
	cases = slices.DeleteFunc(cases, func(one Case) bool {
		track, err := c.desk.track(one)
		state, _ := track.Procedure.state(one.State)
		return err == nil && !slices.Contains(q.Courts, state.Court)
	})
	page.Cases, err = c.desk.glances(ctx, cases)
	return page, err
}

// states lists the open states of some courts in all procedures.
func (d *Desk) states(courts []Court) []string {
	found := map[string]bool{}
	for _, t := range d.tracks {
		for _, s := range t.Procedure.States {
			if !s.End && slices.Contains(courts, s.Court) {
				found[s.ID] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// noDue stands where a case has no due day: behind every day.
const noDue = 9999_99_99

// After is where a case stands in the order of an inbox, as Find.After has it: its due day
// or 99999999, and its number.
func After(c Case) string {
	due := int64(noDue)
	if !c.Due.IsZero() {
		due = c.Due.Number()
	}
	return fmt.Sprintf("%08d|%s", due, c.Number)
}

// A cursor is the place in base64: faces hand it on and do not look into it.
func writeCursor(after string) string { return base64.RawURLEncoding.EncodeToString([]byte(after)) }

var afters = regexp.MustCompile(`^\d{8}\|[A-Z]{2,6}\d{10,13}(/\d{1,2})?$`)

func readCursor(s string) (string, error) {
	after, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(s))
	if err != nil || !afters.Match(after) {
		return "", seva.Refuse("cursor", seva.Say("error.cursor.bad"))
	}
	return string(after), nil
}
