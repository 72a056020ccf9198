package casework

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/ledger"
)

// Parts is what a desk of cases is made of.
type Parts struct {
	Book Book
	// Tracks are how services' cases go today, by service. Former are those under which
	// older cases began (another version of a procedure) and which those cases keep to.
	Tracks   map[string]Track
	Former   []Track
	Series   map[string]Series // of numbers, by id
	Calendar Calendar
	World    seva.World
	// Say puts a text into words, for SMS.
	Say func(seva.Lang, seva.Text) string
	// Form gives the form that a case's answers are to; it may be nil. With it the desk
	// knows which fields can be asked about and which answers are mobiles.
	Form func(service string, version int) (form.Form, bool)
	// Keyed names a phone that has no identity in the audit log, by a keyed hash. Nil: a
	// hash under a key that this desk makes up and forgets with the process.
	Keyed func(seva.Phone) string
	// Effects and Fees are what procedures and services name; Observers hear of every event.
	Effects   map[string]Effect
	Fees      map[string]FeeRule
	Observers []Observer
}

// Series is a number series: "CAF" and the year, beginning again each year, or one that
// runs on.
type Series struct {
	Prefix string
	Yearly bool
}

// Desk is where cases are moved. It is safe for concurrent use.
type Desk struct {
	parts  Parts
	tracks map[path]Track
	looks  seen
}

// path names the definition a case keeps to.
type path struct {
	service, procedure string
	revision           int
}

// NewDesk makes the desk. It refuses a track that Prove finds fault with: on an unsound
// procedure a case could be stuck, or its clock have no end.
func NewDesk(p Parts) (*Desk, error) {
	if p.Keyed == nil {
		key := p.World.Bytes(32)
		p.Keyed = func(phone seva.Phone) string {
			h := hmac.New(sha256.New, key)
			h.Write([]byte(phone))
			return hex.EncodeToString(h.Sum(nil)[:16])
		}
	}
	d := &Desk{parts: p, tracks: map[path]Track{}}
	var faults []string
	add := func(t Track) {
		for _, fault := range t.Prove() {
			faults = append(faults, t.Service+": "+fault)
		}
		series := []string{t.Series}
		for _, a := range t.Procedure.Actions {
			series = append(series, a.Gives)
			if _, known := p.Effects[a.Does]; !known && a.Does != "" {
				faults = append(faults, t.Service+": no effect "+a.Does)
			}
		}
		if _, known := p.Fees[t.Fee]; !known && t.Fee != "" {
			faults = append(faults, t.Service+": no fee rule "+t.Fee)
		}
		for _, id := range series {
			if _, known := p.Series[id]; !known && id != "" {
				faults = append(faults, t.Service+": no number series "+id)
			}
		}
		d.tracks[path{t.Service, t.Procedure.ID, t.Procedure.Version}] = t
	}
	for _, t := range p.Former {
		add(t)
	}
	for id, t := range p.Tracks {
		if id != t.Service {
			faults = append(faults, id+": its track is of "+t.Service)
		}
		add(t)
	}
	if len(faults) > 0 {
		slices.Sort(faults)
		return nil, fmt.Errorf("casework: %s", strings.Join(faults, "; "))
	}
	return d, nil
}

// track gives the definition a case keeps to. One that is not known is of a newer program:
// while servers are exchanged one by one, or where the old one was started again. The error is
// Unavailable, for another server knows it, or this one in a while.
func (d *Desk) track(c Case) (Track, error) {
	t, known := d.tracks[path{c.Service, c.Procedure, c.Revision}]
	if !known {
		return Track{}, &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"),
			Err: fmt.Errorf("casework: no procedure %s version %d for %s", c.Procedure, c.Revision, c.Service)}
	}
	return t, nil
}

// For gives the desk's counter for a caller. The clock's role is nobody's to claim.
func (d *Desk) For(c Caller) Counter {
	c.Roles = slices.DeleteFunc(slices.Clone(c.Roles), func(r Role) bool { return r == System })
	return counter{d, c}
}

type counter struct {
	desk   *Desk
	caller Caller
}

// Keyed names a phone by a keyed hash, as the audit log and the ledger do; "" of none.
func (d *Desk) Keyed(p seva.Phone) string {
	if p == "" {
		return ""
	}
	return d.parts.Keyed(p)
}

// actor names a caller in events and in the audit log.
func (d *Desk) actor(c Caller) string {
	if c.ID == "" && c.Phone != "" {
		return "phone:" + d.parts.Keyed(c.Phone)
	}
	return c.ID
}

func (c counter) Case(ctx context.Context, number string) (View, error) {
	number, err := ParseNumber(number)
	if err != nil {
		return View{}, err
	}
	return c.read(ctx, number)
}

// read gives the case of a number, or of an application that has one line. Where it has
// several, only who may see one of them learns so. Who is not its citizen leaves a look.
func (c counter) read(ctx context.Context, number string) (View, error) {
	files, err := c.desk.parts.Book.Files(ctx, number)
	if err != nil || len(files) == 0 {
		return View{}, explain(err, number)
	}
	v, r, err := c.show(files[0])
	if err == nil && len(files) > 1 {
		return View{}, seva.Refuse("number", seva.Say("error.case.line", seva.Args{"Count": len(files), "Example": files[0].Number}))
	}
	if err != nil {
		return v, err
	}
	if l, looks := c.desk.look(r, c.caller, files[0].Case, ledger.View, c.desk.parts.World.Now()); looks {
		if err := c.desk.noted(ctx, l); err != nil {
			return View{}, err
		}
	}
	return v, nil
}

// show gives a case that was read to its caller, with the right that opens it, or says
// that there is none.
func (c counter) show(found File) (View, right, error) {
	track, err := c.desk.track(found.Case)
	if err != nil {
		return View{}, right{}, err
	}
	r := rightOf(track.Procedure, found.Case, c.caller)
	if r.sees == blind && !(c.caller.Is(Operator) && helped(found.Events, c.caller)) {
		return View{}, right{}, unknown(found.Number, nil)
	}
	return c.desk.view(track, found.Case, upTo(found.Events, found.Version), r, c.caller, c.desk.parts.World.Now()), r, nil
}

// helped tells whether an operator has entered something in a case: who did may see where
// it stands, also when the answer to that was lost on the way.
func helped(events []Event, caller Caller) bool {
	return slices.ContainsFunc(events, func(e Event) bool { return e.Role == Operator && e.Actor == caller.ID && caller.ID != "" })
}

// upTo leaves out events that were written after the case was read.
func upTo(events []Event, version int64) []Event {
	if int64(len(events)) > version {
		return events[:version]
	}
	return events
}

// glances reads the logs of some cases and gives each as it may be told. A list leaves out a
// case of a newer program: the others do not wait for it.
func (d *Desk) glances(ctx context.Context, cases []Case) ([]Glance, error) {
	files := make([]File, 0, len(cases))
	for _, c := range cases {
		if _, err := d.track(c); err != nil {
			continue
		}
		events, err := d.parts.Book.Events(ctx, c.Number)
		if err != nil {
			return nil, explain(err, c.Number)
		}
		files = append(files, File{c, events})
	}
	return d.tell(files)
}

// tell gives cases as they may be told.
func (d *Desk) tell(files []File) ([]Glance, error) {
	now := d.parts.World.Now()
	all := make([]Glance, len(files))
	for i, f := range files {
		track, err := d.track(f.Case)
		if err != nil {
			return nil, err
		}
		all[i] = d.glance(track, f.Case, upTo(f.Events, f.Version), now)
	}
	return all, nil
}

// mineMax is how many of a caller's own cases are listed.
const mineMax = 100

func (c counter) Mine(ctx context.Context) ([]Glance, error) {
	cases, err := c.own(ctx, mineMax)
	if err != nil {
		return nil, err
	}
	return c.desk.glances(ctx, cases)
}

// Own gives every case of a citizen's, newest first, each whole as Counter.Case shows it to
// whose it is.
func (d *Desk) Own(ctx context.Context, caller Caller) ([]View, error) {
	c := counter{d, caller}
	cases, err := c.own(ctx, 0)
	if err != nil {
		return nil, err
	}
	var all []View
	for _, one := range cases {
		events, err := d.parts.Book.Events(ctx, one.Number)
		if err != nil {
			return nil, explain(err, one.Number)
		}
		v, r, err := c.show(File{one, events})
		if err != nil {
			return nil, err
		}
		if slices.Contains(r.roles, Citizen) {
			all = append(all, v)
		}
	}
	return all, nil
}

// Ended tells whether a case stands where nothing leads on from.
func (d *Desk) Ended(c Case) bool {
	track, err := d.track(c)
	state, _ := track.Procedure.state(c.State)
	return err == nil && state.End
}

// own finds the caller's own cases, newest first, at most so many (0: all).
func (c counter) own(ctx context.Context, limit int) ([]Case, error) {
	var finds []Find
	if c.caller.ID != "" && c.caller.Is(Citizen) {
		finds = append(finds, Find{Citizen: c.caller.ID, Limit: limit})
	}
	if c.caller.Phone != "" { // also what was entered at a kiosk for this mobile
		finds = append(finds, Find{Phone: string(c.caller.Phone), Limit: limit})
	}
	if finds == nil {
		return nil, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	var cases []Case
	for _, f := range finds {
		found, err := c.desk.parts.Book.Find(ctx, f)
		if err != nil {
			return nil, seva.Broken(err)
		}
		for _, one := range found {
			a := one.Applicant
			if c.caller.ID != "" && c.caller.ID != a.Citizen && !c.caller.owns(a) {
				continue // somebody else's, who had this number before
			}
			if !slices.ContainsFunc(cases, func(have Case) bool { return have.Number == one.Number }) {
				cases = append(cases, one)
			}
		}
	}
	slices.SortStableFunc(cases, func(a, b Case) int {
		if n := b.Submitted.Compare(a.Submitted); n != 0 {
			return n
		}
		return strings.Compare(a.Number, b.Number)
	})
	if limit > 0 {
		cases = cases[:min(len(cases), limit)]
	}
	return cases, nil
}

// explain turns a book's error into one a person can act on; nil is a case that is not
// there.
func explain(err error, number string) error {
	switch {
	case err == nil || errors.Is(err, ErrNone):
		return unknown(number, err)
	case errors.Is(err, ErrMoved):
		return moved(err)
	}
	return seva.Broken(err)
}
