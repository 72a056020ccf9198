// Package caseworktest has a book of cases in memory, for the tests of whoever keeps or
// moves cases. It knows all that casework.Book promises (one transaction after the other,
// nothing of one that fails, version checks) and nothing of cases.
package caseworktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/ledger"
	"duar/seva/notice"
)

// Book is a casework.Book in memory. It is safe for concurrent use; transactions run one
// after the other. What it gives and takes is copied, so that nobody changes it by hand.
type Book struct {
	mu   sync.RWMutex
	have shelf
	// Fault, when set, is asked before each call of a transaction, by its method's name
	// ("Put"); what it answers fails that call. To be set before the book is used.
	Fault func(call, number string) error
}

// shelf is all that a book has.
type shelf struct {
	cases  map[string]casework.Case
	events map[string][]casework.Event
	series map[string]int64
	tries  map[string]int
	done   map[string]done
	leaves []audit.Leaf
	told   []notice.Message

	consents []ledger.Consent
	looks    []ledger.Look
	record
}

type done struct {
	fingerprint string
	answer      []byte
}

// NewBook makes an empty book.
func NewBook() *Book {
	return &Book{have: shelf{
		cases: map[string]casework.Case{}, events: map[string][]casework.Event{}, series: map[string]int64{},
		tries: map[string]int{}, done: map[string]done{}, record: record{}.copied(),
	}}
}

// copied copies the shelf itself; cases and logs on it are only ever replaced.
func (s shelf) copied() shelf {
	s.cases, s.events, s.series = maps.Clone(s.cases), maps.Clone(s.events), maps.Clone(s.series)
	s.tries, s.done = maps.Clone(s.tries), maps.Clone(s.done)
	s.leaves, s.told = slices.Clone(s.leaves), slices.Clone(s.told)
	s.consents, s.looks = slices.Clone(s.consents), slices.Clone(s.looks)
	s.record = s.record.copied()
	return s
}

// Leaves gives the audit leaves that were committed, in order.
func (b *Book) Leaves() []audit.Leaf {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.have.leaves)
}

// Told gives the messages that were committed, in order.
func (b *Book) Told() []notice.Message {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.have.told)
}

// Consents gives the lines of consent that were committed, in order.
func (b *Book) Consents() []ledger.Consent {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.have.consents)
}

// Looks gives the looks that were committed, in order.
func (b *Book) Looks() []ledger.Look {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.have.looks)
}

// Case implements casework.Book.
func (b *Book) Case(_ context.Context, number string) (casework.Case, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.have.read(number)
}

func (s shelf) read(number string) (casework.Case, error) {
	c, ok := s.cases[number]
	if !ok {
		return casework.Case{}, casework.ErrNone
	}
	return copyCase(c), nil
}

// Lines implements casework.Book.
func (b *Book) Lines(_ context.Context, application string) ([]casework.Case, error) {
	return b.all(func(c casework.Case) bool {
		return c.Number == application || strings.HasPrefix(c.Number, application+"/")
	}, func(x, y casework.Case) int {
		if n := len(x.Number) - len(y.Number); n != 0 { // the tenth line behind the second
			return n
		}
		return strings.Compare(x.Number, y.Number)
	}, 0), nil
}

// Files implements casework.Book.
func (b *Book) Files(ctx context.Context, number string) ([]casework.File, error) {
	lines, err := b.Lines(ctx, number)
	b.mu.RLock()
	defer b.mu.RUnlock()
	var files []casework.File
	for _, c := range lines {
		now, _ := b.have.read(c.Number) // no case goes away
		files = append(files, casework.File{Case: now, Events: copyEvents(b.have.events[c.Number])})
	}
	return files, err
}

// Standings implements casework.Book.
func (b *Book) Standings(ctx context.Context, number string) ([]casework.File, error) {
	files, err := b.Files(ctx, number)
	for i := range files {
		files[i].Answers = nil
	}
	return files, err
}

// Events implements casework.Book.
func (b *Book) Events(_ context.Context, number string) ([]casework.Event, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return copyEvents(b.have.events[number]), nil
}

// Keys implements casework.Book.
func (b *Book) Keys(ctx context.Context, number string) ([]casework.Key, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return (&Tx{now: b.have}).Keys(ctx, number)
}

// Find implements casework.Book.
func (b *Book) Find(_ context.Context, f casework.Find) ([]casework.Case, error) {
	newest := func(x, y casework.Case) int { return y.Submitted.Compare(x.Submitted) }
	switch {
	case f.Key != casework.Key{}:
		b.mu.RLock()
		defer b.mu.RUnlock()
		found := b.have.about(f)
		if f.Limit > 0 {
			found = found[:min(f.Limit, len(found))]
		}
		return found, nil
	case f.Citizen != "":
		return b.all(func(c casework.Case) bool { return c.Applicant.Citizen == f.Citizen }, newest, f.Limit), nil
	case f.Phone != "":
		return b.all(func(c casework.Case) bool { return string(c.Applicant.Phone) == f.Phone }, newest, f.Limit), nil
	case len(f.Offices) > 0:
		staff := casework.Caller{Offices: f.Offices}
		return b.all(func(c casework.Case) bool {
			return staff.Serves(c.Office) && (len(f.States) == 0 || slices.Contains(f.States, c.State)) &&
				(f.Service == "" || c.Service == f.Service) && casework.After(c) > f.After
		}, func(x, y casework.Case) int { return strings.Compare(casework.After(x), casework.After(y)) }, f.Limit), nil
	}
	return b.all(func(c casework.Case) bool { return !c.Wake.IsZero() && !c.Wake.After(f.Woken) },
		func(x, y casework.Case) int { return x.Wake.Compare(y.Wake) }, f.Limit), nil
}

// all gives the cases that match, in an order, at most so many (0: all).
func (b *Book) all(match func(casework.Case) bool, order func(x, y casework.Case) int, limit int) []casework.Case {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var found []casework.Case
	for _, number := range slices.Sorted(maps.Keys(b.have.cases)) {
		if c := b.have.cases[number]; match(c) {
			found = append(found, copyCase(c))
		}
	}
	slices.SortStableFunc(found, order)
	if limit > 0 {
		found = found[:min(limit, len(found))]
	}
	return found
}

// Change implements casework.Book.
func (b *Book) Change(_ context.Context, fn func(casework.Tx) error) error {
	return b.Transact(func(t *Tx) error { return fn(t) })
}

// Transact is Change with the transaction's own type, for books that add to it.
func (b *Book) Transact(fn func(*Tx) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := &Tx{now: b.have.copied(), fault: b.Fault}
	if err := fn(t); err != nil {
		return err
	}
	if t.failed != nil { // a transaction with a failure in it keeps nothing, minded or not
		return t.failed
	}
	b.have = t.now
	return nil
}

// Tx is one transaction: it works on a copy, which becomes the book when it commits.
type Tx struct {
	now    shelf
	fault  func(call, number string) error
	failed error
}

func (t *Tx) fails(call, number string) error {
	if t.fault == nil {
		return nil
	}
	err := t.fault(call, number)
	if err != nil {
		t.failed = err
	}
	return err
}

// Number implements casework.Tx.
func (t *Tx) Number(_ context.Context, series string, year int) (int64, error) {
	key := fmt.Sprintf("%s %d", series, year)
	t.now.series[key]++
	return t.now.series[key], t.fails("Number", series)
}

// Case implements casework.Tx.
func (t *Tx) Case(_ context.Context, number string) (casework.Case, error) {
	if err := t.fails("Case", number); err != nil {
		return casework.Case{}, err
	}
	return t.now.read(number)
}

// Hold implements casework.Tx.
func (t *Tx) Hold(ctx context.Context, numbers []string) ([]casework.File, error) {
	var files []casework.File
	for _, number := range slices.Sorted(slices.Values(numbers)) {
		c, err := t.Case(ctx, number)
		if errors.Is(err, casework.ErrNone) {
			continue
		}
		events, err2 := t.Events(ctx, number)
		if err := errors.Join(err, err2); err != nil {
			return nil, err
		}
		files = append(files, casework.File{Case: c, Events: events})
	}
	return files, nil
}

// Events implements casework.Tx.
func (t *Tx) Events(_ context.Context, number string) ([]casework.Event, error) {
	return copyEvents(t.now.events[number]), t.fails("Events", number)
}

// Put implements casework.Tx.
func (t *Tx) Put(_ context.Context, c casework.Case, events []casework.Event) error {
	if err := t.fails("Put", c.Number); err != nil {
		return err
	}
	old := c.Version - int64(len(events))
	if t.now.cases[c.Number].Version != old {
		return casework.ErrMoved
	}
	for i, e := range events {
		if e.Seq != old+int64(i)+1 {
			t.failed = fmt.Errorf("caseworktest: case of version %d with event %d", c.Version, e.Seq)
			return t.failed
		}
	}
	t.now.cases[c.Number] = copyCase(c)
	t.now.events[c.Number] = append(slices.Clone(t.now.events[c.Number]), copyEvents(events)...)
	return nil
}

// Audit implements casework.Leave.
func (t *Tx) Audit(_ context.Context, l audit.Leaf) error {
	t.now.leaves = append(t.now.leaves, l)
	return t.fails("Audit", l.Subject)
}

// Tell implements casework.Leave.
func (t *Tx) Tell(_ context.Context, m notice.Message) error {
	if !slices.ContainsFunc(t.now.told, func(have notice.Message) bool { return have.Ref == m.Ref }) {
		t.now.told = append(t.now.told, m)
	}
	return t.fails("Tell", m.Ref)
}

// Try implements casework.Leave.
func (t *Tx) Try(_ context.Context, what string, day int64) (int, error) {
	key := fmt.Sprintf("%s %d", what, day)
	t.now.tries[key]++
	return t.now.tries[key], t.fails("Try", what)
}

// Done implements casework.Once.
func (t *Tx) Done(_ context.Context, scope, key string) (fingerprint string, answer []byte, found bool, err error) {
	d, found := t.now.done[scope+"\x00"+key]
	return d.fingerprint, slices.Clone(d.answer), found, t.fails("Done", key)
}

// Do implements casework.Once.
func (t *Tx) Do(_ context.Context, scope, key, fingerprint string, answer []byte, _ time.Time) error {
	t.now.done[scope+"\x00"+key] = done{fingerprint, slices.Clone(answer)}
	return t.fails("Do", key)
}

// PutConsent implements ledger.Writer.
func (t *Tx) PutConsent(_ context.Context, c ledger.Consent) error {
	same := func(have ledger.Consent) bool {
		return c.Number == "" && have.Number == "" && have.Withdrawn.IsZero() && have.Citizen == c.Citizen &&
			have.Phone == c.Phone && have.Purpose == c.Purpose && have.Version == c.Version
	}
	if !slices.ContainsFunc(t.now.consents, same) {
		t.now.consents = append(t.now.consents, c)
	}
	return t.fails("PutConsent", c.Number)
}

// PutLook implements ledger.Writer.
func (t *Tx) PutLook(_ context.Context, l ledger.Look) error {
	same := func(have ledger.Look) bool {
		return have.Who == l.Who && have.Number == l.Number && l.At.Sub(have.At) < ledger.OneLook
	}
	if !slices.ContainsFunc(t.now.looks, same) {
		t.now.looks = append(t.now.looks, l)
	}
	return t.fails("PutLook", l.Number)
}

func copyCase(c casework.Case) casework.Case {
	c.Answers = copyAnswers(c.Answers)
	c.Asked, c.Marks, c.Findings.Failed = slices.Clone(c.Asked), maps.Clone(c.Marks), slices.Clone(c.Findings.Failed)
	return c
}

func copyAnswers(a form.Answers) form.Answers {
	a = maps.Clone(a)
	for id, v := range a {
		v.List, v.Rows = slices.Clone(v.List), slices.Clone(v.Rows)
		for i := range v.Rows {
			v.Rows[i] = copyAnswers(v.Rows[i])
		}
		a[id] = v
	}
	return a
}

func copyEvents(events []casework.Event) []casework.Event {
	events = slices.Clone(events)
	for i := range events {
		e := &events[i]
		e.Items, e.Given, e.Fields = slices.Clone(e.Items), maps.Clone(e.Given), slices.Clone(e.Fields)
	}
	return events
}
