package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
)

// What is told of, in the order in which an act is looked at: words under "sms.watch.<what>".
const (
	newCase    = "case"
	newOrder   = "order"
	newRecord  = "record"
	newHearing = "hearing"
	newNotice  = "objection"
	newOver    = "withdrawn"
)

// Observe tells whoever watches the land of a case of an act in it, once for each phone,
// in the act's own transaction: a casework.Observer. Nothing in it names a party.
func (d *Desk) Observe(ctx context.Context, tx casework.Tx, w casework.Work) error {
	what, args := happened(w)
	if what == "" {
		return nil
	}
	var keys []casework.Key
	for _, k := range slices.Concat(w.Keys, w.Changed) {
		if (k.Kind == casework.KeyPlot || k.Kind == casework.KeyKhatian) && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	watches, can := tx.(Reader)
	if !can {
		return seva.Broken(errors.New("watch: no watches are kept beside these cases"))
	}
	all, err := watches.Watchers(ctx, keys, d.World.Now())
	if err != nil {
		return err
	}
	told := map[seva.Phone]bool{}
	for _, one := range all {
		if told[one.Phone] {
			continue // who watches the plot and its khatian hears of it once
		}
		told[one.Phone] = true
		ref := fmt.Sprintf("watch:%s:%s#%d", one.ID, w.Case.Number, w.Event.Seq)
		if err := tx.Tell(ctx, d.message(what, ref, one, args)); err != nil {
			return err
		}
	}
	return nil
}

// happened says what an act is to somebody who watches the land it is about; "" of one that
// is nothing to them.
func happened(w casework.Work) (what string, args seva.Args) {
	state := w.State()
	args = seva.Args{"Number": w.Case.Number, "Service": seva.Say("service." + w.Case.Service), "State": seva.Say("state." + w.Case.State)}
	entered := w.Event.To != w.Event.From
	switch {
	case w.Event.From == "":
		return newCase, args
	case len(w.Changed) > 0:
		return newRecord, args
	case entered && (state.Good || state.Bad):
		return newOrder, args
	case entered && state.End: // neither: whoever applied took it back, and a hearing with it
		return newOver, args
	case !w.Event.Day.IsZero() && !w.Day().IsZero():
		args["Day"] = w.Day()
		return newHearing, args
	case entered && !w.Objection().IsZero():
		args["By"] = w.Objection()
		return newNotice, args
	}
	return "", nil
}

// message puts what happened into the words of whoever watches. Its words have {{.Land}},
// which is phone.watch.plot or phone.watch.khatian with {{.Plot}} or {{.Khatian}} and {{.IDN}},
// {{.No}}, and of a case {{.Number}}, {{.Service}}, {{.State}}, {{.Day}} and {{.By}}.
func (d *Desk) message(what, ref string, w Watch, args seva.Args) notice.Message {
	all := seva.Args{"Land": w.Text(), "No": w.No}
	for name, value := range args {
		all[name] = value
	}
	key := "sms.watch." + what
	return notice.Message{Ref: ref, To: w.Phone, Lang: w.Lang, Key: key, Body: d.Say(w.Lang, seva.Say(key, all))}
}

// Text says which land is watched: phone.watch.plot or phone.watch.khatian.
func (w Watch) Text() seva.Text {
	idn, number, _ := w.Key.Land()
	if w.Key.Kind == casework.KeyKhatian {
		return seva.Say("phone.watch.khatian", seva.Args{"Khatian": number.String(), "IDN": idn.String()})
	}
	return seva.Say("phone.watch.plot", seva.Args{"Plot": number.String(), "IDN": idn.String()})
}
