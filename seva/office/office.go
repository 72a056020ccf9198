// Package office knows the land offices: which one a mouza belongs to, which is above it,
// and how to reach them.
//
// It knows no case (an office's id is the one that cases carry), nobody's account, and no
// sentence. Who serves in an office comes from the state's own file and from nowhere else.
package office

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/place"
)

// Level is how high an office stands. Words: "office.<level>" is its name with {{.Place}},
// "officer.<level>" the designation of who heads it.
type Level string

const (
	Block       Level = "block"       // BL&LRO
	Subdivision Level = "subdivision" // SDL&LRO
	District    Level = "district"    // DL&LRO
)

// Levels lists them, the nearest first.
func Levels() []Level { return []Level{Block, Subdivision, District} }

// Office is one land office.
type Office struct {
	ID    string // "lr.2975", "lr.318-03", "lr.318", as Case.Office
	Level Level
	Place seva.Names // where it is the office of
	Above string     // id of the office that hears appeals against it; "" of the highest
	Contact
}

// Contact is how an office is reached. What nobody told is empty, and never guessed.
type Contact struct {
	Officer seva.Names // who heads it
	Phone   string     // digits, as dialled in India
	Email   string
	Address seva.Names
	Days    Days
	Opens   string // "10:30"
	Closes  string
	Source  string
	Sure    bool // false: usual, or made up for the demo
}

// Days are those on which an office is open; words under "days.<Days>".
type Days string

const (
	Weekdays Days = "mon_fri"
	SixDays  Days = "mon_sat"
)

// Desk tells of offices. Errors are *seva.Error: NotFound under error.office.unknown, and
// those of places for a mouza.
type Desk interface {
	Office(ctx context.Context, id string) (Office, error)
	// Of gives the offices of a mouza, the nearest first: block, subdivision, district.
	Of(ctx context.Context, idn place.IDN) ([]Office, error)
}

// Department is whose offices these are.
const Department = "lr"

// Directory is the Desk in memory. It never changes; any number of goroutines may ask it.
type Directory struct {
	offices map[string]Office
	block   map[place.IDN]string // mouza → code of its block
}

var _ Desk = (*Directory)(nil)

// New makes the directory of an atlas: an office for each block, subdivision and district.
// contacts are by the office's id; that of "lr.*" is of every office, as far as its own does
// not say otherwise.
func New(a place.Atlas, contacts map[string]Contact) *Directory {
	d := &Directory{offices: map[string]Office{}, block: map[place.IDN]string{}}
	usual := contacts[Department+".*"]
	add := func(level Level, code, above string, name seva.Names) {
		o := Office{ID: Department + "." + code, Level: level, Place: name, Contact: contacts[Department+"."+code].or(usual)}
		if above != "" {
			o.Above = Department + "." + above
		}
		d.offices[o.ID] = o
	}
	for _, x := range a.Districts {
		add(District, x.Code, "", x.Name)
	}
	for _, x := range a.Subdivisions {
		add(Subdivision, x.ID, x.District, x.Name)
	}
	for _, x := range a.Blocks {
		above := x.Subdivision
		if above == "" {
			above = x.District
		}
		add(Block, x.Code, above, x.Name)
	}
	for _, m := range a.Mouzas {
		d.block[m.IDN] = m.Block
	}
	return d
}

// or fills what a contact does not say from the usual one. Hours are taken together, and
// whose word it is goes with what was said.
func (c Contact) or(usual Contact) Contact {
	if c.Source == "" {
		return usual
	}
	if c.Opens == "" {
		c.Days, c.Opens, c.Closes = usual.Days, usual.Opens, usual.Closes
		c.Sure = c.Sure && usual.Sure
	}
	return c
}

// Office gives an office by its id.
func (d *Directory) Office(_ context.Context, id string) (Office, error) {
	o, known := d.offices[strings.TrimSpace(id)]
	if !known {
		return Office{}, &seva.Error{Kind: seva.NotFound, Field: "office", Text: seva.Say("error.office.unknown")}
	}
	return o, nil
}

// Of gives the offices of a mouza, the nearest first.
func (d *Directory) Of(_ context.Context, idn place.IDN) ([]Office, error) {
	block, known := d.block[idn]
	if !known {
		return nil, &seva.Error{Kind: seva.NotFound, Field: "mouza", Text: seva.Say("error.mouza.unknown", seva.Args{"Mouza": idn})}
	}
	var all []Office
	for id := Department + "." + block; id != ""; id = d.offices[id].Above {
		all = append(all, d.offices[id])
	}
	return all, nil
}

// Has tells whether there is an office of an id; "lr.*" is every one.
func (d *Directory) Has(id string) bool {
	_, known := d.offices[id]
	return known || id == Department+".*"
}
