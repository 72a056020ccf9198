package mutation

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
)

// spot is a plot or a khatian as a form or a key names it: "1027001/165/1201" or
// "1027001/165-1201".
func spot(field, text string) (place.IDN, land.Number, error) {
	at, rest, _ := strings.Cut(text, "/")
	idn, err := place.ParseIDN(at)
	if err != nil {
		return 0, land.Number{}, refuse(field, "error.record.answer")
	}
	n, err := land.ParseNumber(field, rest)
	return idn, n, err
}

// whole reads a number that a form keeps: paise, 1/10,000 acre, 1/10,000.
func whole(field string, a form.Answers) (int64, error) {
	n, err := strconv.ParseInt(a[field].Text, 10, 64)
	if err == nil {
		return n, nil
	}
	// Areas and shares may also stand as they are said: "0.2500".
	s, err := seva.ParseArea(a[field].Text)
	if err != nil {
		return 0, refuse(field, "error.record.answer")
	}
	return int64(s), nil
}

func keysOf[V any](m map[place.IDN]V) iter.Seq[place.IDN] { return maps.Keys(m) }

// about gives the plots that a case is about, by mouza.
func about(ctx context.Context, tx casework.Tx, w casework.Work) (map[place.IDN][]land.Number, error) {
	plots := map[place.IDN][]land.Number{}
	add := func(idn place.IDN, n land.Number) {
		if !slices.Contains(plots[idn], n) {
			plots[idn] = append(plots[idn], n)
		}
	}
	texts := []string{w.Case.Answers["plot"].Text}
	for _, k := range w.Keys {
		if k.Kind == casework.KeyPlot {
			texts = append(texts, k.Value)
		}
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		idn, n, err := spot("plot", text)
		if err != nil {
			return nil, err
		}
		add(idn, n)
	}
	khatian := w.Case.Answers["khatian"].Text
	if len(plots) > 0 || khatian == "" {
		return plots, nil
	}
	idn, n, err := spot("khatian", khatian)
	if err != nil {
		return nil, err
	}
	k, err := tx.HoldKhatian(ctx, idn, n)
	if errors.Is(err, land.ErrNone) {
		return plots, nil
	}
	for _, h := range k.Holdings {
		add(idn, h.Plot)
	}
	return plots, err
}

// rows reads who takes what from a roster: names and shares, which add up to 1.0000.
func rows(roster form.Value, name string) (owners []land.Owner, shares []seva.Share, err error) {
	var sum seva.Share
	for _, r := range roster.Rows {
		share, err := whole("share", r)
		if err != nil {
			return nil, nil, err
		}
		if share <= 0 { // one that takes nothing, or gives to another what is not theirs
			return nil, nil, refuse("share", "error.record.answer")
		}
		owners = append(owners, land.Owner{Name: inScript(r[name].Text), Type: land.Individual,
			Guardian: inScript(r["guardian_name"].Text), Address: inScript(r["address"].Text)})
		shares = append(shares, seva.Share(share))
		sum += seva.Share(share)
	}
	if len(owners) == 0 || sum != seva.Whole {
		return nil, nil, refuse("share", "error.record.sum", seva.Args{"Sum": sum})
	}
	return owners, shares, nil
}
