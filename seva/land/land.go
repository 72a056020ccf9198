// Package land is the land desk: it finds a plot, a khatian, the plots that
// correspond between two settlements, and the map of a plot, and it says what must
// hold in a register before it may be kept.
//
// It knows the record and its rules. It does not know how the record is stored
// (Register is a port), how it is drawn, or any sentence about it.
package land

import (
	"strings"
	"time"

	"duar/seva"
	"duar/seva/place"
)

// Class is the key of a land class ("sali", "bastu"); the catalogue lists them and
// i18n has the words under "class.<key>".
type Class string

// OwnerType is who holds a khatian; words are under "owner.<key>".
type OwnerType string

const (
	Individual  OwnerType = "individual"
	Institution OwnerType = "institution"
	Government  OwnerType = "government" // vested land, by custom khatian 1
)

// Relation is how the guardian named in a record is related; words under "relation.<key>".
type Relation string

const (
	Father  Relation = "father"
	Husband Relation = "husband"
)

// Possession is by what right somebody other than the owner holds the land; words
// under "possession.<key>". Empty means nobody does.
type Possession string

const (
	Bargadar   Possession = "bargadar"   // sharecropper, protected by law
	Permissive Possession = "permissive" // there by permission
	PublicUse  Possession = "public_use" // used by the public
)

// Flag is a warning that belongs on the first screen; words under "flag.<key>".
type Flag string

const (
	Mortgage Flag = "mortgage" // a bank or other lender has a charge
	Court    Flag = "court"    // a court case or an injunction
	Pending  Flag = "pending"  // a mutation or conversion case is open
)

// Flags lists every flag in the order they are shown.
func Flags() []Flag { return []Flag{Mortgage, Court, Pending} }

// Owner is the raiyat as the khatian names him or her. A value that the caller may
// not see is masked or empty; see Right.
type Owner struct {
	Name     seva.Names
	Type     OwnerType
	Guardian seva.Names
	Relation Relation
	Address  seva.Names
}

// Remark is a note in the record and the section of law it rests on.
type Remark struct {
	Text seva.Names
	Rule string // "WBLR Act s. 14T(3)"; empty when none is given
}

// Holding is one khatian's share of one plot, seen from the plot or from the khatian.
type Holding struct {
	Plot    Number
	Khatian Number
	Class   Class // of the plot
	Share   seva.Share
	// Recorded is the share area as written in the record, in 1/10,000 acre. Computed
	// is Share of the plot's area. They often differ by a little and both are shown:
	// the exact quantum follows the share.
	Recorded, Computed seva.Area
	Owner              Owner // without the address, which only the khatian itself tells
	Possession         Possession
	Possessor          seva.Names // who possesses; shown only where the right allows
	Remark             Remark
}

// Plot is one parcel of the record (dag) with everybody who holds a share of it.
type Plot struct {
	Mouza    place.IDN
	Number   Number
	Class    Class
	Area     seva.Area
	Flags    []Flag
	Holdings []Holding // by khatian
	ULPIN    string    // the national parcel id, 14 letters and digits, or empty
	HasMap   bool
	AsOn     AsOn
}

// Shares adds up the shares of the plot; in a sound register it is seva.Whole.
func (p Plot) Shares() seva.Share {
	var sum seva.Share
	for _, h := range p.Holdings {
		sum += h.Share
	}
	return sum
}

// Khatian is an owner's folio: who, and every share of a plot held.
type Khatian struct {
	Mouza    place.IDN
	Number   Number
	Owner    Owner
	Area     seva.Area // the sum of the recorded share areas
	Holdings []Holding // by plot
	AsOn     AsOn
}

// AsOn says of when an answer is. Valid is the day on which the facts were so in the
// world; Recorded is when this version of the record was written, to the microsecond.
// Source names the extract it came from.
type AsOn struct {
	Valid    seva.Date
	Recorded time.Time
	Source   string
}

// DemoSource is the source of records about people and land that do not exist.
const DemoSource = "demo"

// Specimen tells whether the record is made up, which whoever shows it must say. What an
// order changed in a made-up record is made up too: "demo MN2026000123".
func (a AsOn) Specimen() bool {
	return a.Source == DemoSource || strings.HasPrefix(a.Source, DemoSource+" ")
}

// At asks for the past: what the record said at Known of how things were on Valid.
// A zero field means now; the zero At is the present record.
type At struct {
	Valid seva.Date
	Known time.Time
}

// Day is the day asked for: the one on which the facts were so, or else the one of the
// record; none for the present.
func (a At) Day() seva.Date {
	if a.Valid.IsZero() && !a.Known.IsZero() {
		return seva.DateOf(a.Known)
	}
	return a.Valid
}

// Check refuses a day after today: nobody knows yet how things will be then. Whoever
// reads a day from a person asks it. A moment of the record that has not come is now.
func (a At) Check(today seva.Date) error {
	if a.Valid.Number() > today.Number() && !a.Valid.IsZero() {
		return seva.Refuse("as_on", seva.Say("error.date.future", seva.Args{"Today": today}))
	}
	return nil
}

// IsNow tells whether the present record is asked for.
func (a At) IsNow() bool { return a.Valid.IsZero() && a.Known.IsZero() }

// Survey is one of the two settlements whose plot numbers people still use.
type Survey string

const (
	RS Survey = "rs" // revisional settlement; the former number, sabek dag
	LR Survey = "lr" // land reforms; the present number, hal dag
)

// Pair says that a former plot and a present plot overlap. It is n to n.
type Pair struct {
	RS, LR Number
}

// Summary is what the register holds of one mouza.
type Summary struct {
	Mouza    place.IDN
	Plots    int
	Khatians int
	Area     seva.Area
	Maps     int // plots that have a parcel on the map
	AsOn     AsOn
}
