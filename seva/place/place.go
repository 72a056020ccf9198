// Package place knows where things are: districts, subdivisions, blocks, the land
// offices under them (BL&LRO units), mouzas and census villages, with their official
// codes, and finds one by a name spelled as people spell it.
//
// It does not know what is recorded about the land there (seva/land), nor where the
// names are kept: it is given them once, as an Atlas, and answers from memory.
package place

import (
	"context"
	"fmt"
	"strconv"

	"duar/seva"
)

// IDN is the land portal's own number of a mouza: district (2 digits), BL&LRO unit (2)
// and mouza, which is its JL number (3). 1027001 is mouza 001 of unit 27 of district 10.
type IDN int32

// ParseIDN reads the seven digits, in any of the three scripts.
func ParseIDN(s string) (IDN, error) {
	s = seva.Digits(s)
	n, err := strconv.ParseUint(s, 10, 31)
	if len(s) != 7 || err != nil {
		return 0, seva.Refuse("mouza", seva.Say("error.mouza.number"))
	}
	return IDN(n), nil
}

// MakeIDN puts a number together from the portal's district, unit and JL number.
func MakeIDN(district, unit, jl int) IDN { return IDN(district*100_000 + unit*1_000 + jl) }

// String writes the seven digits.
func (i IDN) String() string { return fmt.Sprintf("%07d", int32(i)) }

// JL is the mouza's number in the jurisdiction list of its thana.
func (i IDN) JL() int { return int(i % 1_000) }

// Unit is the four-digit code of the BL&LRO unit: district and unit, "1027".
func (i IDN) Unit() string { return fmt.Sprintf("%04d", int32(i)/1_000) }

// Kind tells what sort of place something is.
type Kind string

const (
	KindDistrict Kind = "district"
	KindBlock    Kind = "block"
	KindMouza    Kind = "mouza"
	KindVillage  Kind = "village" // of the 2011 census; towns that the census lists among them too
)

// District is one of the 23. Code is the Local Government Directory's (three
// digits, "318"); Portal is the land portal's ("10"), which is also its permanent
// number in phone menus.
type District struct {
	Code, Portal string
	Name         seva.Names
}

// Subdivision lies between district and block. The directory has no such level, so
// the id ("318-02") is ours.
type Subdivision struct {
	ID, District string
	Name         seva.Names
}

// Block is a community development block. Code is the directory's ("2786"). Units
// are the land offices that serve it, by their four-digit portal codes; a few new
// blocks have none of their own yet.
type Block struct {
	Code, District, Subdivision string
	Name                        seva.Names
	Units                       []string
}

// Unit is a BL&LRO unit: a land office's area, which is mostly a block but sometimes
// a town. Code is "1027". Block is empty when the directory knows no block for it.
type Unit struct {
	Code, District, Block string
	Name                  seva.Names
}

// Mouza is a revenue village with its own jurisdiction list number and its own
// register. Village is the census code where the two were matched by name.
type Mouza struct {
	IDN     IDN
	Block   string // directory code of the block
	Village string // census 2011 code, empty when not matched
	Name    seva.Names
}

// Village is a census 2011 village: the finest place known for the whole state.
// Block is the directory code of the block, empty when none is known.
type Village struct {
	Code, District, Block string
	Name                  seva.Names
}

// Atlas is everything that is known of places, as one value: what a store keeps and
// what New takes.
type Atlas struct {
	Districts    []District
	Subdivisions []Subdivision
	Blocks       []Block
	Units        []Unit
	Mouzas       []Mouza
	Villages     []Village
}

// Match is one answer of a search: a place, what it lies in, and how well it fits.
type Match struct {
	Kind  Kind
	Code  string // directory, portal (IDN) or census code, as Kind has it
	Name  seva.Names
	Block seva.Names // the block it lies in; empty for a block or a district
	In    seva.Names // the district it lies in; empty for a district
	// Score ranks the matches of one answer, up to 1000 for the very name. It is no
	// measure of certainty: places bear one name by the dozen, and a person chooses.
	Score int
}

// Query is what is searched for. Limit is at most 50; 0 means 10.
type Query struct {
	Name  string // in any of the three scripts or romanised, whole or the beginning
	Kinds []Kind // empty means all
	Block string // only in this block, by directory code; empty means anywhere
	Limit int
}

// Desk answers questions about places. The in-process desk and the HTTP client both
// are one, and neither a kiosk nor a test can tell them apart.
type Desk interface {
	Districts(ctx context.Context) ([]District, error)
	// Blocks gives the blocks of a district by its directory or portal code.
	Blocks(ctx context.Context, district string) ([]Block, error)
	// Mouzas gives the mouzas of a block, by number; empty when no list is known for it.
	Mouzas(ctx context.Context, block string) ([]Mouza, error)
	// Mouza gives one mouza by its number.
	Mouza(ctx context.Context, idn IDN) (Mouza, error)
	// Search ranks candidates, best first. It never decides: even a single candidate is only that.
	Search(ctx context.Context, q Query) ([]Match, error)
}
