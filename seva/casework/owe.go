package casework

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/fee"
)

// Marks that the engine keeps of what a case owes: the demand's id, and the sum in paise.
// They are for the desks; a citizen is told them as Glance.Owed and Glance.Demand.
const (
	demandMark = "demand"
	owedMark   = "owed"
)

// MoneyMark tells whether a mark is the engine's own note of what a case owes, and no number
// that anybody is to be shown.
func MoneyMark(name string) bool { return name == demandMark || name == owedMark }

// owe reckons what a case owes that has just entered a state which Owes, writes the demand
// and notes it in the case and the event. A state entered again is owed for again. It tells
// whether nothing is owed.
//
// A refusal of the fee rule is the act's: who cannot be told a fee is not left standing at a
// till that has none.
func (w *writing) owe(ctx context.Context, c *Case, ev *Event) (free bool, err error) {
	state, _ := w.track.Procedure.state(ev.To)
	if !state.Owes || ev.To == ev.From {
		return false, nil
	}
	rule, known := w.desk.parts.Fees[w.track.Fee]
	if !known {
		return false, seva.Broken(fmt.Errorf("casework: no fee rule %q for %s", w.track.Fee, c.Service))
	}
	estimate, err := rule(ctx, w.tx, *c)
	if err != nil {
		return false, err
	}
	if estimate.Total < 0 {
		return false, seva.Broken(fmt.Errorf("casework: the fee of %s is %d paise", c.Number, estimate.Total))
	}
	marks := map[string]string{owedMark: strconv.FormatInt(int64(estimate.Total), 10)}
	if estimate.Total > 0 {
		d, err := demandOf(*c, estimate)
		if err != nil {
			return false, err
		}
		world := w.desk.parts.World
		d.ID, d.Raised = "D"+strings.ToUpper(world.ID()[:demandLetters]), world.Now()
		if err := w.tx.Owe(ctx, d); err != nil {
			return false, err
		}
		marks[demandMark] = d.ID
	}
	kept := c.mark(ev, marks)
	if estimate.Total == 0 {
		delete(kept, demandMark) // of an earlier demand nothing stays
	}
	return estimate.Total == 0, nil
}

// demandLetters is how many capital letters and digits follow the D of a demand's id: 100
// bits, so that nobody guesses one.
const demandLetters = 20

// demandOf makes a demand of an estimate: lines of one head of account are one.
func demandOf(c Case, e fee.Estimate) (fee.Demand, error) {
	a := c.Applicant
	d := fee.Demand{Case: c.Number, Service: c.Service, Office: c.Office, Citizen: a.Citizen, Phone: a.Phone, Payer: a.Name, Lang: a.Lang,
		Amount: e.Total}
	at := map[string]int{}
	var sum seva.Money
	for _, l := range e.Lines {
		sum += l.Amount
		if l.Amount == 0 {
			continue
		}
		if i, there := at[l.Rate.Head]; there {
			d.Lines[i].Amount += l.Amount
			continue
		}
		at[l.Rate.Head] = len(d.Lines)
		d.Lines = append(d.Lines, fee.Due{Head: l.Rate.Head, Amount: l.Amount, Source: l.Rate.Source})
	}
	if rest := e.Total - sum; rest != 0 && len(d.Lines) > 0 { // whole rupees: what rounding adds is the first head's
		d.Lines[0].Amount += rest
	}
	if len(d.Lines) == 0 {
		return d, seva.Broken(fmt.Errorf("casework: the fee of %s has a sum and no lines", c.Number))
	}
	return d, nil
}

// mark keeps marks in a case, and in the event that brought them; it gives the case's.
func (c *Case) mark(ev *Event, marks map[string]string) map[string]string {
	if len(marks) == 0 {
		return c.Marks
	}
	kept, given := maps.Clone(c.Marks), maps.Clone(ev.Given)
	if kept == nil {
		kept = map[string]string{}
	}
	if given == nil {
		given = map[string]string{}
	}
	maps.Copy(kept, marks)
	maps.Copy(given, marks)
	c.Marks, ev.Given = kept, given
	return kept
}

// owed gives what a case owes as it stands, and by which demand; nothing where its state is
// not one that Owes.
func owed(state State, c Case) (seva.Money, string) {
	if !state.Owes || c.Marks[demandMark] == "" {
		return 0, ""
	}
	paise, err := strconv.ParseInt(c.Marks[owedMark], 10, 64)
	if err != nil {
		return 0, ""
	}
	return seva.Money(paise), c.Marks[demandMark]
}

// shown are marks that may be shown to whoever may see the case: numbers it was given, and
// what effects left.
func shown(marks map[string]string) map[string]string {
	marks = maps.Clone(marks)
	maps.DeleteFunc(marks, func(name, _ string) bool { return MoneyMark(name) })
	return marks
}
