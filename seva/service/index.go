package service

import (
	"duar/seva/casework"
	"duar/seva/form"
)

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
