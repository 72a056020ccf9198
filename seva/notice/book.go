package notice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"duar/seva"
)

// When a message of the categories that need a consent may go out (TCCCPR 2018 as amended;
// operators refuse the rest with 651).
const (
	windowOpens  = 10 // o'clock, IST
	windowCloses = 21
)

// BookParts is what a Book is made of.
type BookParts struct {
	Templates []Template
	// Registered is what the operators have; none means that no ids were handed to us, and
	// carriers that demand one refuse.
	Registered []Registered
	// Measure says how many SMS a text takes and whether it is sent in UCS-2.
	Measure func(body string) (segments int, wide bool)
	// Stops may be nil: then nobody has said STOP. Consent tells whether somebody agreed to
	// messages of a key that need it; nil means that nobody did.
	Stops   Stops
	Consent func(ctx context.Context, to seva.Phone, key string) (bool, error)
	World   seva.World
}

// Book is the Registry over templates that are data. It is safe for concurrent use.
type Book struct {
	parts BookParts
	pages map[page][]entry
}

type page struct {
	key  string
	lang seva.Lang
}

// entry is a template ready to be held against a message. drift is why it cannot be sent
// under what is registered, or "".
type entry struct {
	Template
	pattern      pattern
	registration Registration
	drift        string
}

// NewBook makes the book, or says which templates are no templates. A registered row that
// is not ours any more is no error here: its template is refused, and Verify tells of it.
func NewBook(p BookParts) (*Book, error) {
	b := &Book{parts: p, pages: map[page][]entry{}}
	rows := map[string]Registered{}
	for _, r := range p.Registered {
		rows[r.ID()] = r
	}
	seen, errs := map[string]bool{}, []error{}
	for _, t := range p.Templates {
		compiled, err := compile(t.Text, t.Vars, t.Lang)
		if err == nil && seen[t.ID()] {
			err = errors.New("it is there twice")
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", t.ID(), err))
			continue
		}
		seen[t.ID()] = true
		e := entry{Template: t, pattern: compiled, registration: Registration{Header: t.Header, Category: t.Category}}
		if r, there := rows[t.ID()]; there {
			e.registration = r.Registration
			if e.drift = r.Complete(); e.drift == "" {
				e.drift = t.Drift(r)
			}
		}
		at := page{t.Key, t.Lang}
		b.pages[at] = append(b.pages[at], e)
	}
	// A text whose fixed words a variable of another could hold is looked at before it.
	for _, all := range b.pages {
		slices.SortStableFunc(all, func(x, y entry) int { return y.pattern.fixed() - x.pattern.fixed() })
	}
	return b, errors.Join(errs...)
}

// Register implements Registry. A message without a key is an answer in a conversation by
// SMS: its words are nobody's template, and it goes out without a registration where the
// carrier lets it.
func (b *Book) Register(ctx context.Context, m Message) (Registration, error) {
	segments, wide := b.parts.Measure(m.Body)
	if m.Key == "" {
		return Registration{Unicode: wide, Segments: segments}, nil
	}
	e, err := b.find(m)
	r := e.registration
	r.Unicode, r.Segments = wide, segments
	switch {
	case err != nil:
		return r, err
	case segments > e.Segments:
		return r, Fail(TooLong, "", fmt.Errorf("notice: %s takes %d SMS, more than %d", e.ID(), segments, e.Segments))
	case e.Category.Windowed() && !open(b.parts.World.Now()):
		return r, Fail(OutOfHours, "", nil)
	}
	return r, b.wanted(ctx, m, e.Template)
}

// find gives the template that a message was made from. Error texts name templates and
// variables and never hold the message.
func (b *Book) find(m Message) (entry, error) {
	all := b.pages[page{m.Key, m.Lang}]
	if len(all) == 0 {
		return entry{}, Fail(Unregistered, "", fmt.Errorf("notice: no template %s in %s", m.Key, m.Lang))
	}
	body, worst := fold(m.Body), misfit{}
	for _, e := range all {
		bad := e.pattern.match(body)
		if bad == nil && e.drift != "" {
			return e, Fail(Unmatched, "drift", fmt.Errorf("notice: %s: %s", e.ID(), e.drift))
		}
		if bad == nil {
			return e, nil
		}
		if bad.variable != "" {
			worst = *bad
		}
	}
	switch {
	case worst.variable == "":
		return all[0], Fail(Unmatched, "words", fmt.Errorf("notice: the words are not those of %s in %s", m.Key, m.Lang))
	case worst.long:
		return all[0], Fail(Unmatched, "variable_long", fmt.Errorf("notice: %s in %s: %s has too many characters", m.Key, m.Lang, worst.variable))
	}
	return all[0], Fail(Unmatched, "variable_kind", fmt.Errorf("notice: %s in %s: %s is not of its kind", m.Key, m.Lang, worst.variable))
}

// wanted holds a message against what the person wants. When that cannot be read it is
// tried again later: better a late message than one to somebody who said STOP.
func (b *Book) wanted(ctx context.Context, m Message, t Template) error {
	if t.Heeds() && b.parts.Stops != nil {
		switch stopped, err := b.parts.Stops.Stopped(ctx, m.To); {
		case err != nil:
			return Fail(Unknown, "stops", err)
		case stopped:
			return Fail(OptedOut, "stop", nil)
		}
	}
	if !t.Category.Windowed() {
		return nil
	}
	if b.parts.Consent != nil {
		switch agreed, err := b.parts.Consent(ctx, m.To, m.Key); {
		case err != nil:
			return Fail(Unknown, "consent", err)
		case agreed:
			return nil
		}
	}
	return Fail(OptedOut, "no_consent", nil)
}

// Templates gives all templates of the book in the order of their ids.
func (b *Book) Templates() []Template {
	var all []Template
	for _, entries := range b.pages {
		for _, e := range entries {
			all = append(all, e.Template)
		}
	}
	slices.SortFunc(all, func(x, y Template) int {
		if x.ID() < y.ID() {
			return -1
		}
		return 1
	})
	return all
}

// open tells whether the window of those who need a consent is open.
func open(now time.Time) bool {
	hour := now.In(seva.IST).Hour()
	return hour >= windowOpens && hour < windowCloses
}
