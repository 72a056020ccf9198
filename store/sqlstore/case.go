package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// noDue stands for no due day: behind all that are.
const noDue = 99999999

// cases is the store as a book of cases.
type cases struct{ s *Store }

// Cases gives the store as the book of casework.
func (s *Store) Cases() casework.Book { return cases{s} }

// Case implements casework.Book.
func (b cases) Case(ctx context.Context, number string) (casework.Case, error) {
	c, err := oneCase(ctx, b.s.engine, "case", number)
	if err != nil && !errors.Is(err, casework.ErrNone) {
		err = explain(err)
	}
	return c, err
}

// Lines implements casework.Book: a case without lines, or the lines in their order.
// There are none where there is no such application.
//
// Most applications are one case under their own number. It is looked for first: for one
// key PostgreSQL keeps its plan, while it would plan every range anew.
func (b cases) Lines(ctx context.Context, application string) ([]casework.Case, error) {
	only, err := oneCase(ctx, b.s.engine, "case", application)
	if !errors.Is(err, casework.ErrNone) {
		if err != nil {
			return nil, explain(err)
		}
		return []casework.Case{only}, nil
	}
	all, err := manyCases(ctx, b.s.engine, "case.lines", application, application+"0")
	lines := all[:0]
	for _, c := range all {
		if isLine(application, c.Number) {
			lines = append(lines, c)
		}
	}
	// The tenth line is not the second.
	slices.SortFunc(lines, func(x, y casework.Case) int { return compareLines(x.Number, y.Number) })
	return lines, explain(err)
}

// isLine tells whether a number is that of an application or of a line of it: whatever
// else sorts between a number and its lines is neither.
func isLine(application, number string) bool {
	rest := strings.TrimPrefix(number, application)
	return rest == "" || rest[0] == '/'
}

// Files implements casework.Book.
func (b cases) Files(ctx context.Context, number string) ([]casework.File, error) {
	return files(ctx, b.s.engine, number, unpackCase)
}

// Standings implements casework.Book.
func (b cases) Standings(ctx context.Context, number string) ([]casework.File, error) {
	return files(ctx, b.s.engine, number, unpackStanding)
}

// files reads a case with its log, or the lines of an application with theirs. What has a
// case of its own number has no lines, and most applications are such: they are found by
// one number, which is quicker than a range.
func files(ctx context.Context, a asker, number string, unpack func([]byte) (casework.Case, error)) ([]casework.File, error) {
	f, err := oneFile(ctx, a, number, unpack)
	switch {
	case err == nil:
		return []casework.File{f}, nil
	case !errors.Is(err, casework.ErrNone):
		return nil, explain(err)
	case strings.Contains(number, "/"):
		return nil, nil
	}
	lines, err := lineFiles(ctx, a, number, unpack)
	return lines, explain(err)
}

// oneFile reads the case of a number and its log.
func oneFile(ctx context.Context, a asker, number string, unpack func([]byte) (casework.Case, error)) (f casework.File, err error) {
	found := false
	err = each(ctx, a, "case.file", []any{number}, func(r rows) (err error) {
		var seq int64
		var b []byte
		if err := r.Scan(&seq, &b); err != nil {
			return err
		}
		if seq == 0 {
			f.Case, err = unpack(b)
			f.Events, found = slices.Grow(f.Events, int(max(0, min(f.Version, 16)))), true
			return err
		}
		e, err := unpackEvent(b)
		f.Events = append(f.Events, e)
		return err
	})
	if err == nil && !found {
		err = casework.ErrNone
	}
	eventsInOrder(f.Events)
	return f, err
}

// lineFiles reads the lines of an application and their logs.
func lineFiles(ctx context.Context, a asker, application string, unpack func([]byte) (casework.Case, error)) ([]casework.File, error) {
	at := map[string]*casework.File{}
	err := each(ctx, a, "case.files", []any{application, application + "0"}, func(r rows) (err error) {
		var number string
		var seq int64
		var b []byte
		if err := r.Scan(&number, &seq, &b); err != nil || !isLine(application, number) {
			return err
		}
		f := at[number]
		if f == nil {
			f = new(casework.File)
			at[number] = f
		}
		if seq == 0 {
			f.Case, err = unpack(b)
			return err
		}
		e, err := unpackEvent(b)
		f.Events = append(f.Events, e)
		return err
	})
	var files []casework.File
	for _, number := range slices.SortedFunc(maps.Keys(at), compareLines) {
		eventsInOrder(at[number].Events)
		files = append(files, *at[number])
	}
	return files, err
}

// eventsInOrder puts the rows of a log into their order: of two tables in one question the
// engines promise none.
func eventsInOrder(events []casework.Event) {
	slices.SortFunc(events, func(x, y casework.Event) int { return cmp.Compare(x.Seq, y.Seq) })
}

// Events implements casework.Book.
func (b cases) Events(ctx context.Context, number string) ([]casework.Event, error) {
	all, err := events(ctx, b.s.engine, number)
	return all, explain(err)
}

// Change implements casework.Book.
func (b cases) Change(ctx context.Context, fn func(casework.Tx) error) error {
	return b.s.transact(ctx, func(t *tx) error { return fn(t) })
}

func oneCase(ctx context.Context, a asker, name, number string) (casework.Case, error) {
	var b []byte
	if err := one(ctx, a, name, []any{number}, &b); err != nil {
		if errors.Is(err, errNone) {
			err = casework.ErrNone
		}
		return casework.Case{}, err
	}
	return unpackCase(b)
}

func manyCases(ctx context.Context, a asker, name string, args ...any) ([]casework.Case, error) {
	var all []casework.Case
	err := each(ctx, a, name, args, func(r rows) error {
		var b []byte
		if err := r.Scan(&b); err != nil {
			return err
		}
		c, err := unpackCase(b)
		all = append(all, c)
		return err
	})
	return all, err
}

func events(ctx context.Context, a asker, number string) ([]casework.Event, error) {
	var all []casework.Event
	err := each(ctx, a, "case.events", []any{number}, func(r rows) error {
		var b []byte
		if err := r.Scan(&b); err != nil {
			return err
		}
		e, err := unpackEvent(b)
		all = append(all, e)
		return err
	})
	return all, err
}

// caseRow gives the columns of a case behind its number, in the order of case.add and
// case.move. They are ids: what is in none of them is refused, because the engines do
// not agree on what they would make of it.
func caseRow(c casework.Case) ([]any, error) {
	department := department(c.Office)
	a := c.Applicant
	if !plain(c.Number, c.Service, c.Office, c.State, a.Citizen, string(a.Phone)) {
		return nil, seva.Refuse("case", seva.Say("error.text.control"))
	}
	b, err := packCase(c)
	return []any{c.Version, c.Service, department, c.Office, c.State, a.Citizen, string(a.Phone),
		packMoment(c.Submitted), dueColumn(c.Due), packMoment(c.Wake), b}, err
}

// department is the part of an office before its dot; an office without one is in none.
func department(office string) string {
	d, _, dotted := strings.Cut(office, ".")
	if !dotted {
		return ""
	}
	return d
}

func dueColumn(d seva.Date) int64 {
	if d.IsZero() {
		return noDue
	}
	return d.Number()
}
