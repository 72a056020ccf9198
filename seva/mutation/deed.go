// Package mutation takes deeds from registration offices and makes of each a case and, where
// the law lets it, the change of the record: at once when the recorded raiyat is the seller
// and every rule holds, after thirty days without an objection when somebody else sells, and
// after a hearing otherwise (notice on automated mutation of the Land and Land Reforms
// Department, 2019/20).
//
// It knows what a deed says, the rules it is held to, whose deed comes first, and what an
// order does to the record. It does not know how a case moves (casework), how the record and
// the deeds are kept (ports), what a rate is (fee), or any sentence.
package mutation

import (
	"fmt"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// Service and its procedure, both public API.
const Service = "mutation_contactless"

// ID is what a deed is known by for ever: the office's code, the year, and the number in one
// of the books of its register, each of which counts from 1 in every year.
type ID struct {
	Office string // "1902"
	Year   int
	Number int64
	Book   string // "I", "IV"; "" is Book I
}

// BookI is the register of deeds about land (Registration Act 1908, s. 51); whoever names no
// book means it.
const BookI = "I"

// ParseBook reads the book of a register; none is Book I.
func ParseBook(s string) (string, error) {
	s = ID{Book: strings.ToUpper(s)}.Shelf()
	if !books.MatchString(s) {
		return "", seva.Refuse("book", seva.Say("error.deed.book"))
	}
	return s, nil
}

// Shelf is the book whatever way it is said.
func (id ID) Shelf() string {
	if id.Book == "" {
		return BookI
	}
	return id.Book
}

// String writes 1902/2026/1234 of a deed in Book I and 1902/2026/1234/IV of another's, as a
// case's key has it.
func (id ID) String() string {
	s := fmt.Sprintf("%s/%d/%d", id.Office, id.Year, id.Number)
	if b := id.Shelf(); b != BookI {
		s += "/" + b
	}
	return s
}

// Kind is by what right land changes hands. Values are public API; words under "deed.<kind>".
type Kind string

const (
	Sale      Kind = "sale"
	Gift      Kind = "gift"
	GiftChild Kind = "gift_child" // of a parent to a child, whose mutation is free
	Exchange  Kind = "exchange"
	Partition Kind = "partition"
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Sale, Gift, GiftChild, Exchange, Partition} }

// assigned tells whether each line of the schedule goes to one taker: parties give and take.
func (k Kind) assigned() bool { return k == Exchange || k == Partition }

// Deed is a registered deed about land, as the registration office sends it.
type Deed struct {
	ID
	Registered seva.Date
	Presented  seva.Date // to the office, not after Registered
	Kind       Kind
	// Consideration is what was paid for the land; it is not used for any rule.
	Consideration seva.Money
	Sellers       []Seller
	Buyers        []Buyer
	Schedule      []Line
	Fee           seva.Money // for the mutation, collected with the registration
	GRN           string     // of its payment; empty where nothing was to be paid
}

// Seller is who gives.
type Seller struct {
	Name     string // as the deed writes it, in any script
	Guardian string
	Mouza    place.IDN
	Khatian  land.Number // of the mouza, in which the deed says that the seller stands
}

// sells tells whether a line is this seller's.
func (s Seller) sells(l Line) bool { return s.Mouza == l.Mouza && s.Khatian == l.Khatian }

// Buyer is who takes.
type Buyer struct {
	Name     string
	Guardian string
	Relation land.Relation
	Address  string
	Mobile   seva.Phone // where the news goes; may be empty
	Share    seva.Share // of what is bought together; all buyers' add up to 1.0000
}

// Line is one share of one plot that changes hands.
type Line struct {
	Mouza   place.IDN
	Plot    land.Number
	Khatian land.Number // of the seller, as the deed says
	Class   land.Class
	Share   seva.Share // of the whole plot
	Area    seva.Area
	Buyer   int // who takes it, from 1; 0: all buyers by their shares
}

// keys are what the case of a deed can be found by.
func (d Deed) keys() []casework.Key {
	keys := []casework.Key{{Kind: casework.KeyDeed, Value: d.ID.String()}}
	for _, l := range d.Schedule {
		keys = append(keys, casework.PlotKey(l.Mouza, l.Plot), casework.KhatianKey(l.Mouza, l.Khatian))
	}
	for _, s := range d.Sellers {
		keys = append(keys, nameKeys(s.Name)...)
	}
	for _, b := range d.Buyers {
		keys = append(keys, nameKeys(b.Name)...)
	}
	return keys
}

func nameKeys(name string) []casework.Key {
	if k, heard := casework.NameKey(name); heard {
		return []casework.Key{k}
	}
	return nil
}

// seller gives who sells a line.
func (d Deed) seller(l Line) Seller {
	for _, s := range d.Sellers {
		if s.sells(l) {
			return s
		}
	}
	return Seller{} // a read deed has one for each line
}

// takers gives who takes what of a line: shares that add up to the line's. What cannot be
// divided evenly goes to the first buyers, one ten-thousandth each; a buyer may get nothing
// of a very small share.
func (d Deed) takers(l Line) []seva.Share {
	parts := make([]seva.Share, len(d.Buyers))
	if l.Buyer > 0 {
		parts[l.Buyer-1] = l.Share
		return parts
	}
	var shares []seva.Share
	for _, b := range d.Buyers {
		shares = append(shares, b.Share)
	}
	return divided(l.Share, shares)
}

// selves tells of everybody who takes some of a line how sure it is that they are who sells
// it: Same where the name sounds the same and so does that of the father or husband, Near
// where one of the two is not given. Nobody else may be told apart by a spelling that is near.
func (d Deed) selves(l Line) []Likeness {
	s := d.seller(l)
	var all []Likeness
	for i, b := range d.Buyers {
		if l.Buyer != i+1 && (l.Buyer != 0 || b.Share == 0) {
			continue
		}
		all = append(all, s.self(b))
	}
	return all
}

// self tells whether a buyer is the seller.
func (s Seller) self(b Buyer) Likeness {
	switch {
	case alike(s.Name, inScript(b.Name)) != Same:
		return Other
	case s.Guardian == "" || b.Guardian == "":
		return Near
	case alike(s.Guardian, inScript(b.Guardian)) != Same:
		return Other
	}
	return Same
}

// divided gives parts of a whole that are in proportion to shares of 1.0000 and add up to
// it: each rounded down, and what is left one by one to those that lost most, the first
// among equals.
func divided(whole seva.Share, shares []seva.Share) []seva.Share {
	parts, lost := make([]seva.Share, len(shares)), make([]seva.Share, len(shares))
	left := whole
	for i, s := range shares {
		parts[i], lost[i] = whole*s/seva.Whole, whole*s%seva.Whole
		left -= parts[i]
	}
	for ; left > 0 && len(parts) > 0; left-- {
		most := 0
		for i := range lost {
			if lost[i] > lost[most] {
				most = i
			}
		}
		parts[most]++
		lost[most] = -1
	}
	return parts
}

// applicant is whose case it is: the first buyer's, who is told at the mobile in the deed.
func (d Deed) applicant() casework.Applicant {
	b := d.Buyers[0]
	return casework.Applicant{Name: b.Name, Phone: b.Mobile, Lang: seva.Bengali, Channel: "registration"}
}

// owner is a buyer as a khatian names him or her, in the scripts that the name is in.
func (b Buyer) owner() land.Owner {
	return land.Owner{Name: inScript(b.Name), Type: land.Individual, Guardian: inScript(b.Guardian),
		Relation: b.Relation, Address: inScript(b.Address)}
}

// inScript puts a text where its script belongs.
func inScript(s string) seva.Names {
	switch {
	case strings.ContainsFunc(s, func(r rune) bool { return r >= 0x980 && r <= 0x9ff }):
		return seva.Names{Bn: s}
	case strings.ContainsFunc(s, func(r rune) bool { return r >= 0x900 && r <= 0x97f }):
		return seva.Names{Hi: s}
	}
	return seva.Names{En: s}
}
