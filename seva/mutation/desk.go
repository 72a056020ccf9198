package mutation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
)

// Receipt is what a registration office is answered: which case its deed became, where that
// stands, and why the record did not change at once where it did not.
type Receipt struct {
	ID       ID
	Case     string
	State    string // of the case as it stands by now
	Course   Course // as it was decided when the deed came
	Reasons  []seva.Text
	Received time.Time
	Again    bool // it was here before
}

// Desk takes deeds in, answers what is asked before registration, and takes objections. It
// is safe for concurrent use.
type Desk struct {
	parts Parts
}

// NewDesk makes the desk.
func NewDesk(p Parts) *Desk { return &Desk{p} }

// Receive takes a deed of the caller's own office: the deed, its case, and the order where
// the rules allow one, in one transaction or not at all. The same deed again has the same
// answer and happens once.
//
// Errors: those of Input.Deed; Unauthenticated; Forbidden under error.forbidden to who is no registration office
// and under error.deed.office for a deed of another office; Conflict under error.deed.other
// where another deed has this number: it is kept for a person to look at, and changes
// nothing.
func (d *Desk) Receive(ctx context.Context, caller casework.Caller, deed Deed) (Receipt, error) {
	if err := sends(caller, deed.Office); err != nil {
		return Receipt{}, err
	}
	// Whoever made the deed: what is kept can be read again.
	if _, err := deed.Written().Deed(d.parts.World.Today()); err != nil {
		return Receipt{}, err
	}
	k := Kept{Deed: deed, Print: deed.Print(), From: caller.ID, Received: d.parts.World.Now()}
	var r Receipt
	var other error
	err := d.parts.Book.Change(ctx, func(tx Tx) (err error) {
		r, other = Receipt{}, nil
		r, err = d.receive(ctx, tx, caller, k)
		if errors.Is(err, errOther) { // what there is to say of it is kept
			other, err = err, nil
		}
		return err
	})
	switch {
	case err != nil:
		return Receipt{}, seva.Broken(err)
	case other != nil:
		return Receipt{}, other
	}
	if !r.Again {
		// Deeds that waited for this one. Whatever keeps them is no matter of the sender's:
		// the worker comes by again.
		_, _ = d.Again(context.WithoutCancel(ctx), waitedFor)
	}
	return r, nil
}

// waitedFor is how many deeds are looked at again before a sender is answered.
const waitedFor = 16

// errOther is behind the Conflict of a number that another deed has.
var errOther = errors.New("mutation: another deed has this number")

// sends tells whether a caller may send an office's deeds.
func sends(caller casework.Caller, office string) error {
	switch {
	case caller.ID == "":
		return seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !caller.Is(casework.RegistrationOffice):
		return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	case !caller.Serves(registration + office):
		return &seva.Error{Kind: seva.Forbidden, Field: "office", Text: seva.Say("error.deed.office", seva.Args{"Office": office})}
	}
	return nil
}

// registration is the department of registration offices among offices: "reg.1902".
const registration = "reg."

// receive is Receive inside its transaction.
func (d *Desk) receive(ctx context.Context, tx Tx, caller casework.Caller, k Kept) (Receipt, error) {
	fresh, err := tx.ClaimDeed(ctx, k)
	if err != nil {
		return Receipt{}, err
	}
	if !fresh {
		return d.known(ctx, tx, k)
	}
	// The number before the record: an application takes its own of the same series, and then
	// holds the record for its fee.
	number, err := d.parts.Cases.Number(ctx, tx, d.parts.Series)
	if err != nil {
		return Receipt{}, err
	}
	deed := k.Deed
	v, facts, err := d.parts.judge(ctx, tx, tx, deed, "")
	if err != nil {
		return Receipt{}, err
	}
	if facts[0].Office == "" { // nobody could ever decide it
		return Receipt{}, seva.Refuse("schedule/0/mouza", seva.Say("error.deed.nowhere"))
	}
	k.Case, k.Verdict = number, v
	if err := tx.SettleDeed(ctx, k); err != nil {
		return Receipt{}, err
	}
	who := deed.applicant()
	_, err = d.parts.Cases.Open(ctx, tx, casework.Opening{
		Number: number, Service: Service, Office: facts[0].Office, Applicant: who, Answers: deed.answers(), FormOf: d.parts.FormOf,
		Findings: casework.Findings{Failed: v.rules()}, Caller: caller, Keys: deed.keys(),
	})
	if err != nil {
		return Receipt{}, err
	}
	action := map[Course]string{AtOnce: autoOrder, Window: openWindow, Hearing: toHearing}[v.Course]
	c, err := d.parts.Cases.Advance(ctx, tx, casework.Act{Number: number, Action: action})
	if err != nil {
		return Receipt{}, err
	}
	return k.receipt(c.State, false), nil
}

// known answers a deed that is here already.
func (d *Desk) known(ctx context.Context, tx Tx, k Kept) (Receipt, error) {
	was, err := tx.DeedBy(ctx, k.Deed.ID)
	if err != nil {
		return Receipt{}, err
	}
	if was.Print != k.Print {
		fresh, err := tx.PutConflict(ctx, k)
		if err != nil {
			return Receipt{}, err
		}
		other := &seva.Error{Kind: seva.Conflict, Field: "number", Err: errOther,
			Text: seva.Say("error.deed.other", seva.Args{"Case": was.Case})}
		if !fresh { // it was told of, or is one of too many: the log does not grow with them
			return Receipt{}, other
		}
		leaf := audit.Leaf{At: k.Received, Actor: k.From, Role: string(casework.RegistrationOffice), Act: "deed.conflict",
			Subject: was.Case, Digest: k.Print}
		if err := tx.Audit(ctx, leaf); err != nil {
			return Receipt{}, err
		}
		return Receipt{}, other
	}
	c, err := tx.Case(ctx, was.Case)
	if err != nil {
		return Receipt{}, err
	}
	was.Deed.ID = k.Deed.ID // also of one that was emptied with its case
	return was.receipt(c.State, true), nil
}

func (k Kept) receipt(state string, again bool) Receipt {
	r := Receipt{ID: k.Deed.ID, Case: k.Case, State: state, Course: k.Verdict.Course, Received: k.Received, Again: again}
	for _, f := range k.Verdict.Findings {
		r.Reasons = append(r.Reasons, f.Text(k.Deed))
	}
	return r
}

// rules names the rules that did not hold, each once.
func (v Verdict) rules() []string {
	var ids []string
	for _, f := range v.Findings {
		if !slices.Contains(ids, f.Rule) {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}

// Deed gives what became of a deed to the office that sent it. NotFound under
// error.deed.unknown.
func (d *Desk) Deed(ctx context.Context, caller casework.Caller, id ID) (Receipt, error) {
	if err := sends(caller, id.Office); err != nil {
		return Receipt{}, err
	}
	k, err := d.parts.Book.Deed(ctx, id)
	if errors.Is(err, ErrNone) {
		return Receipt{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.deed.unknown", seva.Args{"Deed": id}), Err: err}
	}
	if err != nil {
		return Receipt{}, seva.Broken(err)
	}
	k.Deed.ID = id // also of one that was emptied with its case
	var state string
	err = d.parts.Book.Change(ctx, func(tx Tx) error {
		c, err := tx.Case(ctx, k.Case)
		state = c.State
		return err
	})
	return k.receipt(state, true), broken(err)
}

// Again looks once more at deeds whose land has changed since they came, each in a
// transaction of its own: where every rule holds by now, the record changes. It gives how
// many orders that led to. To be called by a worker every minute or so.
func (d *Desk) Again(ctx context.Context, limit int) (orders int, err error) {
	var failed []error
	for range limit {
		ids, err := d.parts.Book.Stirred(ctx, 1+len(failed))
		if err != nil {
			return orders, seva.Broken(err)
		}
		if len(ids) <= len(failed) {
			break
		}
		done, err := d.again(ctx, ids[len(failed)])
		if err != nil { // it stays where it is; those behind it go on
			failed = append(failed, fmt.Errorf("deed %s: %w", ids[len(failed)], err))
		}
		if done {
			orders++
		}
	}
	return orders, errors.Join(failed...)
}

func (d *Desk) again(ctx context.Context, id ID) (ordered bool, err error) {
	k, err := d.parts.Book.Deed(ctx, id)
	if err != nil {
		return false, err
	}
	err = d.parts.Book.Change(ctx, func(tx Tx) error {
		ordered = false
		c, err := tx.Case(ctx, k.Case)
		if err != nil {
			return err
		}
		if !slices.Contains([]string{"received", "notice_issued", "hearing_due"}, c.State) {
			return tx.SettledDeed(ctx, id) // an officer has it, or it has ended
		}
		// The record is held before the deed, as by whoever changes it and stirs the deeds that
		// wait: else the two would wait for each other.
		v, _, err := d.parts.judge(ctx, tx, tx, k.Deed, k.Case)
		if err != nil {
			return err
		}
		if err := tx.SettledDeed(ctx, id); err != nil || v.Course != AtOnce {
			return err
		}
		_, err = d.parts.Cases.Advance(ctx, tx, casework.Act{Number: k.Case, Action: autoOrder})
		ordered = err == nil
		return err
	})
	return ordered, err
}

// broken makes any other error one that a face can answer; nil stays nil.
func broken(err error) error {
	if err == nil {
		return nil
	}
	return seva.Broken(err)
}
