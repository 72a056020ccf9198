package casework

import (
	"context"
	"slices"

	"duar/seva"
	"duar/seva/fee"
)

// Effect is what an action does beside moving its case, in the same transaction: it changes
// the record, or marks a paper as void. An error of its own (*seva.Error) refuses the act,
// and nothing is kept. It never asks anything but tx: what it read elsewhere would not be
// held.
type Effect func(ctx context.Context, tx Tx, w Work) (Done, error)

// Work is the act that an effect belongs to.
type Work struct {
	Case   Case    // as it stands with the act
	Events []Event // the whole log before it
	Event  Event
	Keys   []Key
	// Changed are plots and khatians whose record an effect of the act has changed; for
	// observers.
	Changed []Key

	track Track
	cal   Calendar
}

// State is where the act leads.
func (w Work) State() State {
	state, _ := w.track.Procedure.state(w.Case.State)
	return state
}

// Action is the act as the procedure has it.
func (w Work) Action() Action { return w.track.Procedure.takenBy(w.Event) }

// May tells whether somebody may take an action from where the case stands.
func (w Work) May(action string) bool {
	return slices.ContainsFunc(w.track.Procedure.Actions, func(a Action) bool {
		return a.ID == action && slices.Contains(a.From, w.Case.State)
	})
}

// Objection is the last day on which an objection may be taken where the case stands; none
// where none may.
func (w Work) Objection() seva.Date {
	return w.track.objection(w.cal, w.Case, append(slices.Clip(w.Events), w.Event))
}

// Day is the day that is set for what the case waits for.
func (w Work) Day() seva.Date { return hearing(w.State(), append(slices.Clip(w.Events), w.Event)) }

// Done is what an effect leaves in the case: marks beside those it has, in the event's
// Given too ("khatian" → "1027001/2531").
type Done struct {
	Marks map[string]string
	// Keys are what the case can be found by from now on, beside those it has.
	Keys []Key
	// Changed are plots and khatians whose record it changed: whoever watches one is told.
	Changed []Key
	// Says are values for the SMS of the act beside its usual ones ("Link"). They are kept
	// nowhere.
	Says seva.Args
}

// FeeRule reckons what a case owes on entering a state that Owes.
type FeeRule func(ctx context.Context, tx Tx, c Case) (fee.Estimate, error)

// Observer hears of every event of a case in its transaction, after it was written: whoever
// watches a plot is told.
type Observer func(ctx context.Context, tx Tx, w Work) error

// Actions of the System where a case Owes: the money is there, or nothing is owed.
const (
	PaidAction  = "paid"
	WaiveAction = "waive"
)

// Key is something a case can be found by besides its number. Kinds are public API.
type Key struct {
	Kind  string
	Value string
}

// Kinds of keys.
const (
	KeyPlot    = "plot"    // "1027001/165", "1027001/165-1201"
	KeyKhatian = "khatian" // "1027001/12"
	KeyDeed    = "deed"    // "1902/2026/1234": registration office, year, number; "1902/2026/1234/IV" of another book than I
	KeyName    = "name"    // the sound of a party's name, as place search spells it
)

// Index finds cases by what they are about.
type Index interface {
	// Index adds keys to a case; those it has already are left.
	// The case must be stored by then: an effect of submitting gives its keys in Done.
	Index(ctx context.Context, number string, keys []Key) error
	// Keys gives those of a case by kind and value, KeysOf those of several.
	Keys(ctx context.Context, number string) ([]Key, error)
	KeysOf(ctx context.Context, numbers []string) (map[string][]Key, error)
	// Open gives the numbers of cases with this key that have not ended, oldest first.
	Open(ctx context.Context, k Key) ([]string, error)
}
