package service

import (
	"cmp"
	"context"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/place"
)

// given is one answer where it stands.
type given struct {
	At    form.Pointer
	Field form.Field
	Value form.Value
}

// each gives every answer in the order of the form, rows of rosters one by one.
func each(f form.Form, a form.Answers) []given {
	var all []given
	for _, section := range f.Sections {
		for _, field := range section.Fields {
			value, there := a[field.ID]
			if !there {
				continue
			}
			all = append(all, given{form.Pointer(field.ID), field, value})
			for i, row := range value.Rows {
				for _, column := range field.Fields {
					if v, there := row[column.ID]; there {
						all = append(all, given{form.At(field.ID, i, column.ID), column, v})
					}
				}
			}
		}
	}
	return all
}

// first gives the first answer of some kind, of the field that is called so by convention
// when there is one, outside of rosters.
func first(f form.Form, a form.Answers, kind form.Kind, id string) string {
	if field, there := f.Field(form.Pointer(id)); there && field.Kind == kind && a[id].Text != "" {
		return a[id].Text
	}
	for _, section := range f.Sections {
		for _, field := range section.Fields {
			if field.Kind == kind && a[field.ID].Text != "" {
				return a[field.ID].Text
			}
		}
	}
	return ""
}

// applicant says who a case is about: applicant_name, mobile and birth_date of the form by
// convention, else its first person, mobile and date.
func (c counter) applicant(f form.Form, k Kept) casework.Applicant {
	who := casework.Applicant{
		Name:  first(f, k.Answers, form.Person, "applicant_name"),
		Phone: seva.Phone(cmp.Or(first(f, k.Answers, form.Mobile, "mobile"), string(k.Phone))),
		Lang:  k.Lang, Channel: k.face(c.who.Channel),
	}
	if born, err := seva.ParseDate(first(f, k.Answers, form.Date, "birth_date")); err == nil {
		who.Born = born
	}
	if c.role() == casework.Citizen {
		who.Citizen = c.who.ID
	} else {
		who.Entered = c.who.ID
	}
	return who
}

// located are the kinds of answers that lie somewhere.
func located(k form.Kind) bool { return k == form.Place || k == form.Plot || k == form.Khatian }

// office finds which office a case goes to: that of the department at the place the
// answers name. A plot or khatian lies in the block of its mouza, a place is a block or
// lies in one. By mouza the first plot or khatian decides, otherwise the first place;
// where there is none of these, the other one.
func (d *Desk) office(ctx context.Context, s Service, a form.Answers) (string, error) {
	var block, other string
	for _, g := range each(s.Form, a) {
		if !located(g.Field.Kind) || g.Value.Text == "" {
			continue
		}
		at, _, _ := strings.Cut(g.Value.Text, "/")
		wanted := (g.Field.Kind == form.Place) == (s.Track.By != "mouza")
		if wanted && block != "" || !wanted && other != "" {
			continue
		}
		if g.Field.Kind != form.Place {
			idn, err := place.ParseIDN(at)
			if err != nil {
				return "", err
			}
			m, err := d.Desks.Places.Mouza(ctx, idn)
			if err != nil {
				return "", seva.Broken(err)
			}
			at = m.Block
		}
		if wanted {
			block = at
		} else {
			other = at
		}
	}
	if block = cmp.Or(block, other); block == "" {
		return "", seva.Refuse("place", seva.Say("error.draft.place"))
	}
	by := s.by(a)
	if by != "subdivision" && by != "district" {
		return s.Department + "." + block, nil
	}
	above, err := d.above(ctx, block)
	at := above.District
	if by == "subdivision" {
		at = cmp.Or(above.Subdivision, above.District) // of a district that has none
	}
	return s.Department + "." + at, err
}

// by tells at which level a case is decided: that of the first tier whose condition holds,
// or the service's own.
func (s Service) by(a form.Answers) string {
	for _, t := range s.Tiers {
		if s.Form.Holds(t.When, a, nil, nil) {
			return t.By
		}
	}
	return s.Track.By
}

// above gives a block with the codes of what it lies in.
func (d *Desk) above(ctx context.Context, block string) (place.Block, error) {
	districts, err := d.Desks.Places.Districts(ctx)
	if err != nil {
		return place.Block{}, seva.Broken(err)
	}
	for _, district := range districts {
		blocks, err := d.Desks.Places.Blocks(ctx, district.Code)
		if err != nil {
			return place.Block{}, seva.Broken(err)
		}
		for _, b := range blocks {
			if b.Code == block {
				return b, nil
			}
		}
	}
	return place.Block{}, seva.Refuse("place", seva.Say("error.draft.place"))
}
