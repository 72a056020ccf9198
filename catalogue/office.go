package catalogue

import (
	"embed"
	"io/fs"
	"strings"
	"time"

	"duar/seva/office"
	"duar/seva/place"
)

//go:embed office/*.csv
var contacts embed.FS

// Offices gives the directory of land offices: of every block, subdivision and district of
// the atlas, with what is known of how to reach them.
func Offices(a place.Atlas) (*office.Directory, error) { return ReadOffices(contacts, a) }

// ReadOffices reads office/lr.csv of a tree, strictly: every row is of an office that there
// is. Its columns are told in office/README.md; the state supplies its own file.
func ReadOffices(files fs.FS, a place.Atlas) (*office.Directory, error) {
	t := open(files, "office/lr.csv", "office", "officer_en", "officer_bn", "officer_hi", "phone", "email",
		"address_en", "address_bn", "address_hi", "days", "opens", "closes", "source", "sure")
	bare := office.New(a, nil)
	all := map[string]office.Contact{}
	for f, ok := t.next(); ok; f, ok = t.next() {
		if !bare.Has(f[0]) {
			t.flaw("office %q is none: lr. and the code of a block, subdivision or district of place/, or lr.*", f[0])
		}
		c := office.Contact{Phone: f[4], Email: f[5], Days: office.Days(f[9]), Opens: f[10], Closes: f[11], Source: f[12], Sure: f[13] == "yes"}
		c.Officer.En, c.Officer.Bn, c.Officer.Hi = f[1], f[2], f[3]
		c.Address.En, c.Address.Bn, c.Address.Hi = f[6], f[7], f[8]
		if n := len(c.Phone); n > 0 && (n < 8 || n > 12 || strings.Trim(c.Phone, "0123456789") != "") {
			t.flaw("phone is %q; 8 to 12 digits wanted", c.Phone)
		}
		if c.Email != "" && (strings.Count(c.Email, "@") != 1 || strings.ContainsAny(c.Email, " ,;")) {
			t.flaw("email is %q", c.Email)
		}
		t.hours(c)
		t.want("source", c.Source)
		t.oneOf("sure", f[13], "yes", "no")
		all[f[0]] = c
	}
	if t.err != nil {
		return nil, t.err
	}
	return office.New(a, all), nil
}

// hours notes a flaw unless an office says all of its hours or none, and closes after it opens.
func (t *table) hours(c office.Contact) {
	if c.Days == "" && c.Opens == "" && c.Closes == "" {
		return
	}
	t.oneOf("days", string(c.Days), string(office.Weekdays), string(office.SixDays))
	opens, err := time.Parse("15:04", c.Opens)
	closes, err2 := time.Parse("15:04", c.Closes)
	if err != nil || err2 != nil || !closes.After(opens) {
		t.flaw("open from %q to %q; hours like 10:30 and 17:30 wanted, the later last", c.Opens, c.Closes)
	}
}
