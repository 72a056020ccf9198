package service

import (
	"context"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// Unindexed finds cases that nothing finds but their number.
type Unindexed interface {
	// Unkeyed gives cases without a key, by number, from behind one ("" for the first).
	Unkeyed(ctx context.Context, after string, limit int) ([]casework.Case, error)
}

// unkeyedAtOnce is how many cases are given their keys in one transaction.
const unkeyedAtOnce = 200

// Index gives keys to the cases that have none: those that a program took in which knew no
// keys, before it was exchanged or beside this one while servers are. Without them nobody who
// watches the land is told of such a case, no deed is held against it, and nobody finds it
// without its number. It gives how many got some. A case that was emptied, or is about no land
// and nobody, has none to get. Two servers at once do no harm.
func (d *Desk) Index(ctx context.Context, from Unindexed) (keyed int, err error) {
	for after := ""; ; {
		cases, err := from.Unkeyed(ctx, after, unkeyedAtOnce)
		if err != nil {
			return keyed, seva.Broken(err)
		}
		if len(cases) == 0 {
			return keyed, nil
		}
		after = cases[len(cases)-1].Number
		done := 0
		err = d.Book.Change(ctx, func(tx Tx) error {
			done = 0
			for _, c := range cases {
				keys := keysOf(d.byID[c.Service].Form, c.Answers, c.Applicant.Name)
				if len(keys) == 0 {
					continue
				}
				if err := d.file(ctx, tx, c.Number, keys); err != nil {
					return err
				}
				done++
			}
			return nil
		})
		if err != nil {
			return keyed, seva.Broken(err)
		}
		keyed += done
	}
}

// file gives a case its keys, and says of one that has ended that it has: programs before
// keys did not write that either, and a key would stand as that of an open case.
func (d *Desk) file(ctx context.Context, tx Tx, number string, keys []casework.Key) error {
	c, err := tx.Case(ctx, number)
	if err != nil {
		return err
	}
	if c.Applicant.Name == "" && c.Answers == nil {
		return nil // emptied since it was found
	}
	if c.Ended = d.Cases.Ended(c); c.Ended {
		if err := tx.Put(ctx, c, nil); err != nil {
			return err
		}
	}
	return tx.Index(ctx, number, keys)
}

// keysOf gives what a case is found by beside its number: the plots and khatians among its
// answers, those in rosters too, and the sound of the applicant's name, which somebody who
// has lost the number still knows.
func keysOf(f form.Form, a form.Answers, applicant string) []casework.Key {
	var keys []casework.Key
	for _, s := range f.Sections {
		keys = landKeys(keys, s.Fields, a)
	}
	if k, named := casework.NameKey(applicant); named {
		keys = append(keys, k)
	}
	return keys
}

func landKeys(keys []casework.Key, fields []form.Field, a form.Answers) []casework.Key {
	kinds := map[form.Kind]string{form.Plot: casework.KeyPlot, form.Khatian: casework.KeyKhatian}
	for _, field := range fields {
		v := a[field.ID]
		if kind := kinds[field.Kind]; kind != "" && v.Text != "" {
			if k, err := casework.LandKey(kind, v.Text); err == nil { // an answer that was accepted is one
				keys = append(keys, k)
			}
		}
		for _, row := range v.Rows {
			keys = landKeys(keys, field.Fields, row)
		}
	}
	return keys
}
