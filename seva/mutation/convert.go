package mutation

import (
	"context"
	"errors"
	"slices"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
)

// amendClass gives a plot another class, or a part of it: the part becomes a plot of its own
// first.
func (p Parts) amendClass(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
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
	if err := applies(a, idn, plot); err != nil {
		return casework.Done{}, err
	}
	class := land.Class(a["class_wanted"].Text)
	if text := a["area_converted"].Text; text != "" {
		area, err := whole("area_converted", a)
		if err != nil {
			return casework.Done{}, err
		}
		if seva.Area(area) < plot.Area {
			return p.amendPart(o, plot, seva.Area(area), class)
		}
	}
	err = p.reclass(o, plot, class)
	return left(o), err
}

// applies refuses to convert what the applicant has no share of, or the state has one of: the
// class of land is not for a stranger to change.
func applies(a form.Answers, idn place.IDN, plot *land.Plot) error {
	for _, h := range plot.Holdings {
		if h.Khatian == vested || h.Owner.Type == land.Government {
			return refuse("plot", "error.record.vested", seva.Args{"Khatian": h.Khatian})
		}
	}
	if a["khatian"].Text == "" {
		return nil
	}
	in, khatian, err := spot("khatian", a["khatian"].Text)
	if err == nil && (in != idn || !slices.ContainsFunc(plot.Holdings, func(h land.Holding) bool { return h.Khatian == khatian })) {
		err = refuse("khatian", "error.record.holds", seva.Args{"Plot": plot.Number, "Khatian": khatian})
	}
	return err
}

// reclass writes a class that the record knows.
func (p Parts) reclass(o *ordering, plot *land.Plot, c land.Class) error {
	if err := p.other(plot.Class, c); err != nil {
		return err
	}
	plot.Class = c
	return o.keep(true)
}

// amendPart makes a part of a plot a plot of its own, of another class, under a number of its
// own (docs/adr/0028): of the area that was applied and paid for, once the enquiry in the field
// has found the survey right, and on the map along the line that the survey gives where the
// plot has a map. The plot itself keeps its number, its class and the rest.
func (p Parts) amendPart(o *ordering, plot *land.Plot, area seva.Area, class land.Class) (casework.Done, error) {
	if err := p.other(plot.Class, class); err != nil {
		return casework.Done{}, err
	}
	if !surveyed(o.work.Events) {
		return casework.Done{}, refuse("area_converted", "error.record.survey", seva.Args{"Plot": plot.Number})
	}
	number, err := o.tx.FreePlot(o.ctx, o.mouza, plot.Number)
	if err != nil {
		return casework.Done{}, err
	}
	if _, err := land.ParseNumber("plot", number.String()); err != nil {
		return casework.Done{}, refuse("plot", "error.record.numbers", seva.Args{"IDN": o.mouza})
	}
	split := land.Split{Of: plot.Number, Part: number}
	if split.Rest, split.Piece, err = o.cut(*plot, area); err != nil {
		return casework.Done{}, err
	}
	part, ok := plot.Divide(number, area, class)
	if !ok {
		return casework.Done{}, refuse("area_converted", "error.record.answer")
	}
	o.c.Splits = append(o.c.Splits, split)
	o.was, o.c.Plots = append(o.was, land.Plot{Number: number}), append(o.c.Plots, part)
	return left(o), o.keep(true)
}

// other refuses a class that is not known, or no other.
func (p Parts) other(is, c land.Class) error {
	switch {
	case p.Group(c) == "":
		return refuse("class_wanted", "error.record.answer")
	case c == is:
		return refuse("class_wanted", "error.record.same")
	}
	return nil
}

// enquire is the act by which an officer says what was found in the field.
const enquire = "enquire"

// surveyed tells whether the last enquiry found what the application says to be so.
func surveyed(events []casework.Event) bool {
	for _, e := range slices.Backward(events) {
		if e.Action == enquire {
			return e.Found == "yes"
		}
	}
	return false
}

// cut gives the two pieces of a plot's parcel, by the outline of the part in the answers; nil
// where the plot has no map. The ground of the pieces must go with the areas: a tenth of the
// part's, or half a hundredth of the plot, is what a sheet may err by.
func (o *ordering) cut(plot land.Plot, area seva.Area) (rest, piece land.Ring, err error) {
	parcel, err := o.tx.HoldParcel(o.ctx, o.mouza, plot.Number)
	if errors.Is(err, land.ErrNone) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	outline, err := ParseOutline("part_outline", o.work.Case.Answers["part_outline"].Text)
	if err != nil {
		return nil, nil, refuse("part_outline", "error.record.outline", seva.Args{"Plot": plot.Number})
	}
	rest, piece, ok := parcel.Ring.Cut(outline)
	if !ok {
		return nil, nil, refuse("part_outline", "error.record.outline", seva.Args{"Plot": plot.Number})
	}
	const whole, tenth, least = 10_000, 10, 50
	drawn, said := piece.Twice()*whole/parcel.Ring.Twice(), int64(area)*whole/int64(plot.Area)
	if off := max(drawn-said, said-drawn); off*tenth > said && off > least {
		return nil, nil, refuse("part_outline", "error.record.drawn", seva.Args{"Plot": plot.Number,
			"Drawn": seva.Area(drawn * int64(plot.Area) / whole), "Area": area})
	}
	return rest, piece, nil
}
