package catalogue

import (
	"io/fs"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/place"
)

// Registration is an office that registers deeds (ADSR, DSR), by the code in a deed's number.
type Registration struct {
	Code   string
	Name   seva.Names
	Blocks []string // directory codes of the blocks about whose land it registers deeds
}

// Registrations gives the registration offices by code.
func Registrations(a place.Atlas) (map[string]Registration, error) {
	return ReadRegistrations(contacts, a)
}

// ReadRegistrations reads office/registration.csv of a tree, strictly: a code has four
// digits and every block is one of the atlas. The state supplies its own file.
func ReadRegistrations(files fs.FS, a place.Atlas) (map[string]Registration, error) {
	t := open(files, "office/registration.csv", "office", "name_en", "name_bn", "name_hi", "blocks", "source", "sure")
	all := map[string]Registration{}
	for f, ok := t.next(); ok; f, ok = t.next() {
		t.digits("office", f[0], 4)
		r := Registration{Code: f[0], Name: t.names(f[1], f[2], f[3]), Blocks: strings.Fields(f[4])}
		for _, code := range r.Blocks {
			if !slices.ContainsFunc(a.Blocks, func(b place.Block) bool { return b.Code == code }) {
				t.flaw("block %q is none of place/blocks.csv", code)
			}
		}
		t.want("blocks", f[4])
		t.want("source", f[5])
		t.oneOf("sure", f[6], "yes", "no")
		all[r.Code] = r
	}
	return all, t.err
}
