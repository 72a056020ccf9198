package sqlstore

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// A plot as it reads, in one value: CBOR arrays without field names. The order of
// fields is the format; a change of it is a new sheetFormat and a migration that writes
// the sheets anew from the rows.
const sheetFormat = 1

type sheetPlot struct {
	_        struct{} `cbor:",toarray"`
	Format   int
	Class    string
	Area     int64
	Flags    string
	ULPIN    string
	HasMap   bool
	Holdings []sheetHolding
}

// sheetHolding has its owner with it: a reference would cost a second read. The address
// is not part of a plot; it stands in the khatian.
type sheetHolding struct {
	_          struct{} `cbor:",toarray"`
	Khatian    int64
	Share      int64
	Recorded   int64
	Possession string
	Possessor  string // names are packed, as in columns
	Remark     string
	Rule       string
	Name       string
	Type       string
	Guardian   string
	Relation   string
}

// packSheet writes a whole plot. Its holdings carry their owners.
func packSheet(p land.Plot) ([]byte, error) {
	s := sheetPlot{
		Format: sheetFormat, Class: string(p.Class), Area: int64(p.Area), Flags: packFlags(p.Flags),
		ULPIN: p.ULPIN, HasMap: p.HasMap, Holdings: make([]sheetHolding, len(p.Holdings)),
	}
	for i, h := range p.Holdings {
		s.Holdings[i] = sheetHolding{
			Khatian: packNumber(h.Khatian), Share: int64(h.Share), Recorded: int64(h.Recorded),
			Possession: string(h.Possession), Possessor: packNames(h.Possessor),
			Remark: packNames(h.Remark.Text), Rule: h.Remark.Rule,
			Name: packNames(h.Owner.Name), Type: string(h.Owner.Type),
			Guardian: packNames(h.Owner.Guardian), Relation: string(h.Owner.Relation),
		}
	}
	return cbor.Marshal(s)
}

// unpackSheet gives the plot without its AsOn, which its row has.
func unpackSheet(mouza place.IDN, number land.Number, sheet []byte) (land.Plot, error) {
	// An array of seven, and the format in one byte before anything that may have changed.
	if len(sheet) < 2 || sheet[1] != sheetFormat {
		return land.Plot{}, fmt.Errorf("sqlstore: sheet of a plot: not of format %d; load the mouza again", sheetFormat)
	}
	var s sheetPlot
	if err := cbor.Unmarshal(sheet, &s); err != nil {
		return land.Plot{}, fmt.Errorf("sqlstore: sheet of a plot: %w", err)
	}
	p := land.Plot{
		Mouza: mouza, Number: number, Class: land.Class(s.Class), Area: seva.Area(s.Area),
		Flags: unpackFlags(s.Flags), ULPIN: s.ULPIN, HasMap: s.HasMap,
		Holdings: make([]land.Holding, len(s.Holdings)),
	}
	for i, h := range s.Holdings {
		p.Holdings[i] = land.Holding{
			Plot: number, Khatian: unpackNumber(h.Khatian), Class: p.Class,
			Share: seva.Share(h.Share), Recorded: seva.Area(h.Recorded), Computed: seva.Share(h.Share).Of(p.Area),
			Owner: land.Owner{
				Name: unpackNames(h.Name), Type: land.OwnerType(h.Type),
				Guardian: unpackNames(h.Guardian), Relation: land.Relation(h.Relation),
			},
			Possession: land.Possession(h.Possession), Possessor: unpackNames(h.Possessor),
			Remark: land.Remark{Text: unpackNames(h.Remark), Rule: h.Rule},
		}
	}
	return p, nil
}
