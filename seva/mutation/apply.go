package mutation

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
)

// amendSale makes the record what an application for mutation says: the area that was sold
// out of a khatian's share of a plot goes to the buyers. The share that goes is to the share
// that is held as the area sold is to the area written beside it.
func amendSale(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
	a := w.Case.Answers
	idn, seller, err := spot("khatian", a["khatian"].Text)
	if err != nil {
		return casework.Done{}, err
	}
	in, plot, err := spot("plot", a["plot"].Text)
	if err != nil {
		return casework.Done{}, err
	}
	area, err := whole("area_sold", a)
	if err != nil {
		return casework.Done{}, err
	}
	owners, shares, err := rows(a["buyers"], "buyer_name")
	if err != nil {
		return casework.Done{}, err
	}
	deed, named := deedIn(a)
	if named {
		if err := recorded(ctx, tx, deed); err != nil {
			return casework.Done{}, err
		}
	}
	o := order(ctx, tx, w, idn)
	p, err := o.plot(plot)
	if err != nil {
		return casework.Done{}, err
	}
	i := slices.IndexFunc(p.Holdings, func(h land.Holding) bool { return h.Khatian == seller })
	if i < 0 || in != idn {
		return casework.Done{}, refuse("khatian", "error.record.holds", seva.Args{"Plot": plot, "Khatian": seller})
	}
	h := p.Holdings[i]
	if err := o.vested(seller, h.Owner); err != nil {
		return casework.Done{}, err
	}
	if area <= 0 || seva.Area(area) > h.Recorded {
		return casework.Done{}, refuse("area_sold", "error.record.area", seva.Args{"Plot": plot, "Khatian": seller, "Area": h.Recorded})
	}
	share := max(seva.Share((2*area*int64(h.Share)+int64(h.Recorded))/(2*int64(h.Recorded))), 1)
	if err := o.divide(plot, seller, share, owners, shares, nil); err != nil {
		return casework.Done{}, err
	}
	if len(o.fresh) < len(owners) { // somebody bought and would be left out
		return casework.Done{}, refuse("buyers", "error.record.tiny")
	}
	done := left(o)
	if named {
		done.Keys = append(done.Keys, casework.Key{Kind: casework.KeyDeed, Value: deed.String()})
	}
	return done, o.keep(true)
}

// deedIn gives the deed that an application rests on, where the applicant knew the code of
// the registration office; most write its name.
func deedIn(a form.Answers) (ID, bool) {
	number, e1 := strconv.ParseInt(a["deed_number"].Text, 10, 64)
	year, e2 := strconv.Atoi(a["deed_year"].Text)
	office := seva.Digits(a["registration_office"].Text)
	return ID{office, year, number, BookI}, e1 == nil && e2 == nil && offices.MatchString(office)
}

// recorded refuses a deed that has changed the record by itself: its buyer who applies as well
// would have the land twice, for the seller may hold as much again.
func recorded(ctx context.Context, tx casework.Tx, id ID) error {
	deeds, err := deedsOf(tx)
	if err != nil {
		return err
	}
	k, err := deeds.DeedBy(ctx, id)
	if errors.Is(err, ErrNone) {
		return nil
	}
	if err != nil {
		return seva.Broken(err)
	}
	c, err := tx.Case(ctx, k.Case)
	if err == nil && c.State == recordedState {
		return refuse("deed_number", "error.record.deed", seva.Args{"Case": k.Case})
	}
	if errors.Is(err, casework.ErrNone) {
		return nil
	}
	return err
}

// recordedState is where a deed's case ends when the record says what the deed does.
const recordedState = "recorded"

// divide moves a share of a plot to owners by their parts. numbers has their khatians, as far
// as they have been opened; nil where this is the only plot.
func (o *ordering) divide(plot, from land.Number, share seva.Share, owners []land.Owner, shares []seva.Share, numbers []land.Number) error {
	if numbers == nil {
		numbers = make([]land.Number, len(owners))
	}
	for i, part := range divided(share, shares) {
		if part == 0 {
			continue
		}
		if numbers[i] == (land.Number{}) {
			n, err := o.open(owners[i])
			if err != nil {
				return err
			}
			numbers[i] = n
		}
		if err := o.move(plot, from, numbers[i], part); err != nil {
			return err
		}
	}
	return nil
}

// amendHeirs gives all that a khatian holds to the heirs, each a khatian of their own, and so
// closes it.
func amendHeirs(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
	a := w.Case.Answers
	idn, dead, err := spot("khatian", a["khatian"].Text)
	if err != nil {
		return casework.Done{}, err
	}
	owners, shares, err := rows(a["heirs"], "heir_name")
	if err != nil {
		return casework.Done{}, err
	}
	k, err := tx.HoldKhatian(ctx, idn, dead)
	if errors.Is(err, land.ErrNone) {
		return casework.Done{}, refuse("khatian", "error.record.khatian", seva.Args{"Khatian": dead})
	}
	if err != nil {
		return casework.Done{}, err
	}
	o := order(ctx, tx, w, idn)
	if err := o.vested(dead, k.Owner); err != nil {
		return casework.Done{}, err
	}
	for i, r := range a["heirs"].Rows {
		if r["heir_relation"].Text == "wife" { // of whom else it is known whose they are
			owners[i].Guardian, owners[i].Relation = k.Owner.Name, land.Husband
		}
	}
	numbers := make([]land.Number, len(owners))
	for _, h := range k.Holdings {
		if err := o.divide(h.Plot, dead, h.Share, owners, shares, numbers); err != nil {
			return casework.Done{}, err
		}
	}
	if len(o.fresh) < len(owners) {
		return casework.Done{}, refuse("heirs", "error.record.small")
	}
	return left(o), o.keep(true)
}

// amendName puts right what a slip of the pen made wrong: a name, whose son or wife, an
// address, a class or an area. It never moves land.
func (p Parts) amendName(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
	a := w.Case.Answers
	what := a["correct_what"].Text
	if what == "class" || what == "area" {
		return p.amendPlot(ctx, tx, w)
	}
	idn, n, err := spot("khatian", a["khatian"].Text)
	if err != nil {
		return casework.Done{}, err
	}
	k, err := tx.HoldKhatian(ctx, idn, n)
	if errors.Is(err, land.ErrNone) {
		return casework.Done{}, refuse("khatian", "error.record.khatian", seva.Args{"Khatian": n})
	}
	if err != nil {
		return casework.Done{}, err
	}
	o := order(ctx, tx, w, idn)
	if err := o.vested(n, k.Owner); err != nil { // the state's name is no slip of the pen
		return casework.Done{}, err
	}
	o.later(k.AsOn)
	owner := k.Owner
	field := map[string]*seva.Names{"name": &owner.Name, "guardian": &owner.Guardian, "address": &owner.Address}[what]
	text := a["correct_name"].Text
	if what == "address" {
		text = a["correct_address"].Text
	}
	if field == nil || text == "" {
		return casework.Done{}, refuse("correct_what", "error.record.answer")
	}
	spell(field, text)
	if owner == k.Owner {
		return casework.Done{}, refuse("correct_what", "error.record.same")
	}
	o.c.Folios = []land.Folio{{Number: n, Owner: owner}}
	// Every plot of the khatian says the name, and the warning of this case comes off there.
	for _, h := range k.Holdings {
		if _, err := o.plot(h.Plot); err != nil {
			return casework.Done{}, err
		}
	}
	return left(o), o.keep(true)
}

// spell replaces a name in the script in which it was put right; others stay.
func spell(n *seva.Names, text string) {
	is := inScript(text)
	switch {
	case is.Bn != "":
		n.Bn = is.Bn
	case is.Hi != "":
		n.Hi = is.Hi
	default:
		n.En = is.En
	}
}

// mostArea is more than any plot has: a slip of digits is no order. The parts of it that are
// reckoned here stay below what a number holds.
const mostArea = 100_000 * seva.Acre

// amendPlot puts a plot's class or area right. The areas written beside its shares follow in
// proportion.
func (p Parts) amendPlot(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
	a := w.Case.Answers
	idn, n, err := spot("plot", a["plot"].Text)
	if err != nil {
		return casework.Done{}, err
	}
	o := order(ctx, tx, w, idn)
	plot, err := o.plot(n)
	if err != nil {
		return casework.Done{}, err
	}
	if a["correct_what"].Text == "class" {
		err := p.reclass(o, plot, land.Class(a["correct_class"].Text))
		return left(o), err
	}
	area, err := whole("correct_area", a)
	switch {
	case err != nil:
		return casework.Done{}, err
	case area <= 0 || seva.Area(area) > mostArea:
		return casework.Done{}, refuse("correct_area", "error.record.answer")
	case seva.Area(area) == plot.Area:
		return casework.Done{}, refuse("correct_area", "error.record.same")
	}
	for i := range plot.Holdings {
		h := &plot.Holdings[i]
		h.Recorded = seva.Area((2*int64(h.Recorded)*area + int64(plot.Area)) / (2 * int64(plot.Area)))
	}
	plot.Area, o.c.Areas = seva.Area(area), true
	return left(o), o.keep(true)
}
