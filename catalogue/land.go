package catalogue

import (
	"io/fs"
	"math/big"
	"sync"

	"duar/seva/land"
)

// Class is a land class as the record knows it. The words are messages under
// "class.<key>" and "classgroup.<group>".
type Class struct {
	Key   land.Class
	Group string
}

// AreaUnit is a unit of area as an exact number of square feet.
type AreaUnit struct {
	Key  string
	Feet *big.Rat
}

// classGroups are the groups a class may belong to. How land may be used and what a
// conversion costs follows the group.
var classGroups = []string{"agricultural", "commercial", "forest", "homestead", "industrial", "non_agri", "public", "water"}

// Classes gives the 43 land classes by key.
func Classes() ([]Class, error) { return readClasses(reference) }

func readClasses(files fs.FS) ([]Class, error) {
	t := open(files, "land/classes.csv", "key", "group", "confidence")
	var classes []Class
	for f, ok := t.next(); ok; f, ok = t.next() {
		t.oneOf("group", f[1], classGroups...)
		t.oneOf("confidence", f[2], "H", "M", "L")
		classes = append(classes, Class{Key: land.Class(f[0]), Group: f[1]})
	}
	return classes, t.err
}

// known is read once; the file is embedded and cannot change.
var known = sync.OnceValue(func() map[land.Class]bool {
	classes, _ := Classes() // a broken file knows no class; the check of definitions says why
	m := make(map[land.Class]bool, len(classes))
	for _, c := range classes {
		m[c.Key] = true
	}
	return m
})

// KnownClass tells whether the record knows the class. It fits land.Volume.Flaws.
func KnownClass(c land.Class) bool { return known()[c] }

// AreaUnits gives the eight units land is measured in, by key.
func AreaUnits() ([]AreaUnit, error) { return readUnits(reference) }

func readUnits(files fs.FS) ([]AreaUnit, error) {
	t := open(files, "land/units.csv", "key", "feet_num", "feet_den")
	var units []AreaUnit
	for f, ok := t.next(); ok; f, ok = t.next() {
		feet, ok := new(big.Rat).SetString(f[1] + "/" + f[2])
		if !ok || feet.Sign() <= 0 {
			t.flaw("%s/%s is not a positive fraction", f[1], f[2])
		}
		units = append(units, AreaUnit{Key: f[0], Feet: feet})
	}
	return units, t.err
}

// Outlines gives the village outlines by census code.
func Outlines() ([]Outline, error) {
	data, err := reference.ReadFile("outline/outlines.bin")
	if err != nil {
		return nil, err
	}
	return decodeOutlines(data)
}

// oneOf notes a flaw unless value is one of some.
func (t *table) oneOf(column, value string, some ...string) {
	for _, s := range some {
		if value == s {
			return
		}
	}
	t.flaw("%s is %q; one of %v wanted", column, value, some)
}
