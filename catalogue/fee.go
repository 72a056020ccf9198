package catalogue

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/fee"
	"duar/seva/place"
)

//go:embed fee/*.csv
var fees embed.FS

// Fees gives the rates of all services, proved: no two rates answer one question, and each
// says to which head of account its money goes and on what it rests. Where the state has
// other rates, the program reads them from a folder laid out as fee/ is (ReadFees).
func Fees() (fee.Table, error) { return ReadFees(fees) }

// zones are the kinds of places that rates tell apart.
var zones = []string{"rural", "municipal", "kmda"}

// ReadFees reads the rates in fee/land.csv of a tree, strictly. An amount is in rupees, with
// two places for paise; a band is in acres, above over and up to up_to. The error says file,
// line and reason.
func ReadFees(files fs.FS) (fee.Table, error) {
	heads := map[string]bool{}
	h := open(files, "fee/heads.csv", "head", "name", "source")
	for f, ok := h.next(); ok; f, ok = h.next() {
		h.want("name", f[1])
		h.want("source", f[2])
		heads[f[0]] = true
	}
	if h.err != nil {
		return fee.Table{}, h.err
	}
	t := open(files, "fee/land.csv", "rate", "service", "use", "zone", "over", "up_to", "from", "until", "per", "amount", "head", "source", "sure")
	var rates []fee.Rate
	var lines []int
	for f, ok := t.next(); ok; f, ok = t.next() {
		if f[3] != "" {
			t.oneOf("zone", f[3], zones...)
		}
		t.oneOf("sure", f[12], "yes", "no")
		if !heads[f[10]] {
			t.flaw("head %q is not in fee/heads.csv", f[10])
		}
		rates = append(rates, fee.Rate{
			Service: f[1], Use: f[2], Zone: f[3], Over: t.acres("over", f[4]), UpTo: t.acres("up_to", f[5]),
			From: t.day("from", f[6]), Until: t.day("until", f[7]), Per: fee.Per(f[8]), Amount: t.rupees("amount", f[9]),
			Head: f[10], Source: f[11], Sure: f[12] == "yes",
		})
		lines = append(lines, t.line)
	}
	if t.err != nil {
		return fee.Table{}, t.err
	}
	if found := fee.Prove(rates); len(found) > 0 {
		return fee.Table{}, fmt.Errorf("fee/land.csv:%d: %s", lines[found[0].Row], found[0].What)
	}
	return fee.NewTable(rates)
}

// acres reads one end of a band; empty is no end.
func (t *table) acres(column, value string) seva.Area {
	if value == "" {
		return 0
	}
	a, err := seva.ParseArea(value)
	if err != nil || a == 0 {
		t.flaw("%s is %q; acres above 0 with up to four places wanted, or nothing", column, value)
	}
	return a
}

// day reads a whole day; empty is none.
func (t *table) day(column, value string) seva.Date {
	if value == "" {
		return seva.Date{}
	}
	d, err := seva.ParseDate(value)
	if err != nil || !d.Full() {
		t.flaw("%s is %q; a day like 2017-02-02 wanted", column, value)
	}
	return d
}

// rupees reads "100" or "0.50".
func (t *table) rupees(column, value string) seva.Money {
	whole, paise, dotted := strings.Cut(value, ".")
	if !dotted {
		paise = "00"
	}
	n, err := strconv.ParseUint(whole+paise, 10, 32)
	if err != nil || len(paise) != 2 || whole == "" {
		t.flaw("%s is %q; rupees wanted, with no places or two", column, value)
	}
	return seva.Money(n)
}

// Zones gives the zone of places that are not rural, by the number of a mouza ("1027001")
// or the code of a block ("2975"): what a rate is told apart by.
func Zones() (map[string]string, error) { return ReadZones(fees) }

// ReadZones reads fee/zones.csv of a tree. Which mouzas lie in a municipality or in the
// Kolkata Metropolitan area was not found as a list: the file ships empty, and the state
// supplies its own.
func ReadZones(files fs.FS) (map[string]string, error) {
	t := open(files, "fee/zones.csv", "place", "zone", "source")
	all := map[string]string{}
	for f, ok := t.next(); ok; f, ok = t.next() {
		t.oneOf("zone", f[1], zones...)
		t.want("source", f[2])
		if _, err := place.ParseIDN(f[0]); err != nil && strings.Trim(f[0], "0123456789") != "" {
			t.flaw("place %q is neither the number of a mouza nor the code of a block", f[0])
		}
		all[f[0]] = f[1]
	}
	return all, t.err
}
