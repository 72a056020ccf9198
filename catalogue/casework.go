package catalogue

import (
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// casework reads what cases need that no single service has: holidays, number series,
// and the phone's ledger of numbers.
func (r *reading) casework() {
	r.read.Calendar = casework.Calendar{Holidays: map[seva.Date]bool{}, Sundays: true}
	t := open(r.files, "casework/holidays.csv", "date", "name", "source")
	for f, ok := t.next(); ok; f, ok = t.next() {
		day, err := seva.ParseDate(f[0])
		if err != nil || !day.Full() {
			t.flaw("%q is not a day like 2026-01-26", f[0])
		}
		t.want("name", f[1])
		t.want("source", f[2])
		r.read.Calendar.Holidays[day] = true
	}
	r.table(t)

	r.read.Series = map[string]casework.Series{}
	prefixes := map[string]string{}
	t = open(r.files, "casework/series.csv", "series", "prefix", "yearly", "source")
	for f, ok := t.next(); ok; f, ok = t.next() {
		if was, taken := prefixes[f[1]]; taken {
			t.flaw("the prefix %s is that of %s already: two cases would have one number", f[1], was)
		}
		if f[1] == "" || strings.Trim(f[1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			t.flaw("prefix %q: capital letters A to Z only", f[1])
		}
		if f[2] != "yes" && f[2] != "no" {
			t.flaw("yearly is yes (numbers begin again each year) or no, not %q", f[2])
		}
		t.want("source", f[3])
		prefixes[f[1]] = f[0]
		r.read.Series[f[0]] = casework.Series{Prefix: f[1], Yearly: f[2] == "yes"}
	}
	r.table(t)

	var err error
	if r.ledger, err = readNumbers(r.files); err != nil {
		r.faults = append(r.faults, Fault{File: home + "phone/numbers.csv", What: err.Error()})
	}
}

// table takes over what a CSV file's reader found wrong; its sentence begins with the
// file and the line.
func (r *reading) table(t *table) {
	if t.err != nil {
		what := strings.TrimPrefix(t.err.Error(), t.name+":")
		if _, rest, found := strings.Cut(what, ": "); found {
			what = rest
		}
		r.faults = append(r.faults, Fault{File: home + t.name, Line: t.line, What: what})
	}
}
