package casework

import (
	"context"
	"regexp"
	"slices"
	"time"

	"duar/seva"
)

// Trace asks which cases there are about something, of a desk that is told no number: those
// a deed led to, the open ones of a plot or a khatian, or those of a name in one office and
// some days. One of Key and Name is set.
type Trace struct {
	Key    Key    // of a plot, a khatian or a deed
	Name   string // of a party as somebody writes it; what sounds like it is found
	Office string // "lr.2412", with Name
	From   seva.Date
	Until  seva.Date // the last day; both with Name
}

// Bounds of a trace.
const (
	traceDays  = 92 // from the first day to the last, with Name
	traceMost  = 50 // cases of an answer, oldest first
	tracesDay  = 20 // by name a day, of one account
	tracesDesk = 200
	tracesSeen = 60 // by plot, khatian or deed a day, of one phone that a gateway asserts
)

// places are offices a trace by name can be of.
var places = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[0-9]{1,8}$`)

// Track implements Counter. What it gives is what the land portal shows to everybody: number,
// service, where it stands, days and the day of a hearing; of no case anything about persons,
// what they are asked or what they owe. Only cases about land are shown so: a service whose
// cases lie in a mouza.
//
// By name it is for who is signed in, and counted, for with names and days somebody could
// read a register through: TooMany under error.case.traces.
func (c counter) Track(ctx context.Context, q Trace) ([]Glance, error) {
	f, err := c.finding(q)
	if err != nil {
		return nil, err
	}
	if err := c.countTrace(ctx, q); err != nil {
		return nil, err
	}
	found, err := c.desk.parts.Book.Find(ctx, f)
	if err != nil {
		return nil, seva.Broken(err)
	}
	found = slices.DeleteFunc(found, func(one Case) bool {
		track, err := c.desk.track(one)
		// One that ended under an older program is not marked so.
		return err != nil || track.By != "mouza" || f.Live && c.desk.Ended(one)
	})
	for i := range found {
		found[i].Asked = nil
	}
	glances, err := c.desk.glances(ctx, found)
	for i := range glances {
		g := &glances[i]
		if g.Owed > 0 { // what comes next names the sum
			g.Next = Next{Text: seva.Say("clock.fee")}
		}
		g.Marks, g.Owed, g.Demand = nil, 0, ""
	}
	return glances, err
}

// finding turns a trace into what a book is asked.
func (c counter) finding(q Trace) (Find, error) {
	if q.Name == "" {
		if !slices.Contains([]string{KeyPlot, KeyKhatian, KeyDeed}, q.Key.Kind) || q.Key.Value == "" {
			return Find{}, seva.Refuse("by", seva.Say("error.case.trace"))
		}
		return Find{Key: q.Key, Live: q.Key.Kind != KeyDeed, Limit: traceMost}, nil
	}
	if c.caller.ID == "" {
		return Find{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	name, err := seva.Clean("name", q.Name)
	if err != nil {
		return Find{}, err
	}
	key, named := NameKey(name)
	first, last := dayAt(q.From), dayAt(q.Until)
	switch {
	case !named || q.Key != Key{}:
		return Find{}, seva.Refuse("name", seva.Say("error.case.trace"))
	case !places.MatchString(q.Office):
		return Find{}, seva.Refuse("office", seva.Say("error.case.trace"))
	case !q.From.Full() || !q.Until.Full() || last < first || last-first >= traceDays:
		return Find{}, seva.Refuse("from", seva.Say("error.case.trace_days", seva.Args{"Most": traceDays}))
	}
	return Find{Key: key, Offices: []string{q.Office}, From: first.begins(), Until: (last + 1).begins(), Limit: traceMost}, nil
}

// countTrace counts a trace against the day's: by name always, of a phone that nobody proved
// also by what everybody may ask. What is asked over the network without a name is counted
// where its callers are, by their networks.
func (c counter) countTrace(ctx context.Context, q Trace) error {
	who, most := "trace:"+c.caller.ID, tracesDay
	switch {
	case q.Name != "" && len(c.caller.Offices) > 0:
		most = tracesDesk
	case q.Name != "":
	case c.caller.ID == "" && c.caller.Phone != "":
		who, most = "trace:"+c.desk.actor(c.caller), tracesSeen
	default:
		return nil
	}
	today := c.desk.parts.World.Today().Number()
	err := c.desk.parts.Book.Change(ctx, func(tx Tx) error {
		n, err := tx.Try(ctx, who, today)
		if err == nil && n > most {
			err = seva.Fail(seva.TooMany, seva.Say("error.case.traces"))
		}
		return err
	})
	if err != nil {
		return seva.Broken(err)
	}
	return nil
}

// Hearing is what a notice of a hearing or an inspection says: who is asked to be where, on
// which day, about which land.
type Hearing struct {
	Number    string
	Service   string
	State     string
	Office    string // "lr.2412": where it is held
	Day       seva.Date
	Set       time.Time // when the day was set
	Applicant string
	Land      []Key // plots and khatians
	Submitted time.Time
}

// Hearing implements Counter.
func (c counter) Hearing(ctx context.Context, number string) (Hearing, error) {
	number, err := ParseNumber(number)
	if err != nil {
		return Hearing{}, err
	}
	v, err := c.read(ctx, number)
	if err != nil {
		return Hearing{}, err
	}
	if v.Glance.Hearing.IsZero() || v.Applicant.Name == "" {
		return Hearing{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.no_hearing")}
	}
	keys, err := c.desk.parts.Book.Keys(ctx, v.Number)
	if err != nil {
		return Hearing{}, seva.Broken(err)
	}
	h := Hearing{Number: v.Number, Service: v.Service, State: v.State, Office: v.Office, Day: v.Glance.Hearing,
		Applicant: v.Applicant.Name, Submitted: v.Submitted}
	for _, k := range keys {
		if k.Kind == KeyPlot || k.Kind == KeyKhatian {
			h.Land = append(h.Land, k)
		}
	}
	for _, s := range slices.Backward(v.Timeline) {
		if s.Day == h.Day {
			h.Set = s.At
			break
		}
	}
	return h, nil
}
