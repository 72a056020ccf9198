package mutation

import (
	"strconv"
	"strings"

	"duar/seva/form"
	"duar/seva/land"
)

// answers are the deed as the form of the service has it, for officers and the citizen: areas
// and shares with their four places, as a form keeps them.
func (d Deed) answers() form.Answers {
	a := form.Answers{
		"deed_number": {Text: strconv.FormatInt(d.Number, 10)}, "deed_year": {Text: strconv.Itoa(d.Year)},
		"deed_book": {Text: strings.ToLower(d.Shelf())}, "registration_office": {Text: d.Office}, "deed_date": {Text: d.Registered.String()}, "transfer": {Text: string(d.Kind)},
	}
	if d.Consideration > 0 {
		a["consideration"] = form.Value{Text: strconv.FormatInt(int64(d.Consideration), 10)}
	}
	if m := d.Buyers[0].Mobile; m != "" {
		a["mobile"] = form.Value{Text: string(m)}
	}
	add := func(roster string, row form.Answers) {
		for id, v := range row {
			if v.Text == "" {
				delete(row, id)
			}
		}
		a[roster] = form.Value{Rows: append(a[roster].Rows, row)}
	}
	at := func(l Line, n land.Number) string { return strings.Join([]string{l.Mouza.String(), n.String()}, "/") }
	for _, s := range d.Sellers {
		add("sellers", form.Answers{"seller_name": {Text: s.Name}, "guardian_name": {Text: s.Guardian},
			"khatian": {Text: at(Line{Mouza: s.Mouza}, s.Khatian)}})
	}
	for _, b := range d.Buyers {
		share := ""
		if b.Share > 0 {
			share = b.Share.String()
		}
		add("buyers", form.Answers{"buyer_name": {Text: b.Name}, "guardian_name": {Text: b.Guardian}, "address": {Text: b.Address}, "share": {Text: share}})
	}
	for _, l := range d.Schedule {
		add("schedule", form.Answers{"plot": {Text: at(l, l.Plot)}, "khatian": {Text: at(l, l.Khatian)},
			"area_sold": {Text: l.Area.String()}})
	}
	return a
}
