package place

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"duar/seva"
)

// Index is the Desk in memory: an atlas in the order it is answered, and what is needed
// to find a name in it. It never changes; any number of goroutines may ask it.
type Index struct {
	atlas    Atlas
	district map[string]int    // by directory and by portal code -> position
	block    map[string]int    // by directory code -> position
	within   map[string][2]int // district code -> its blocks, from and to
	mouzas   map[string][2]int // block code -> its mouzas, from and to
	mouza    map[IDN]int
	village  map[string]int32
	names    *names
}

var _ Desk = (*Index)(nil)

// New makes the desk of an atlas, which it copies. A code there twice and a reference
// that leads nowhere are refused: an index that is there is whole.
func New(a Atlas) (*Index, error) {
	x := &Index{
		atlas: Atlas{
			Districts: slices.Clone(a.Districts), Subdivisions: slices.Clone(a.Subdivisions),
			Blocks: slices.Clone(a.Blocks), Units: slices.Clone(a.Units),
			Mouzas: slices.Clone(a.Mouzas), Villages: slices.Clone(a.Villages),
		},
		district: map[string]int{}, block: map[string]int{},
		within: map[string][2]int{}, mouzas: map[string][2]int{}, mouza: map[IDN]int{},
		village: make(map[string]int32, len(a.Villages)),
	}
	for _, read := range []func() error{x.readDistricts, x.readBlocks, x.readMouzas, x.checkRest} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	x.names = newNames(x)
	return x, nil
}

func (x *Index) readDistricts() error {
	all := x.atlas.Districts
	slices.SortFunc(all, func(a, b District) int { return cmp.Compare(a.Portal, b.Portal) })
	for i, d := range all {
		for _, code := range []string{d.Code, d.Portal} {
			if _, twice := x.district[code]; twice || code == "" {
				return fmt.Errorf("place: district %q is there twice or has no code", code)
			}
			x.district[code] = i
		}
	}
	return nil
}

func (x *Index) readBlocks() error {
	all := x.atlas.Blocks
	for _, b := range all {
		if _, there := x.district[b.District]; !there {
			return fmt.Errorf("place: block %s lies in district %q, which is not there", b.Code, b.District)
		}
	}
	// A block's number in a menu is its first portal unit, which never changes. The few
	// without a unit come last, by name.
	slices.SortFunc(all, func(a, b Block) int {
		return cmp.Or(
			x.district[a.District]-x.district[b.District],
			cmp.Compare(firstUnit(a), firstUnit(b)),
			cmp.Compare(a.Name.En, b.Name.En), cmp.Compare(a.Code, b.Code))
	})
	for i, b := range all {
		if _, twice := x.block[b.Code]; twice || b.Code == "" {
			return fmt.Errorf("place: block %q is there twice or has no code", b.Code)
		}
		x.block[b.Code] = i
		extend(x.within, x.atlas.Districts[x.district[b.District]].Code, i)
	}
	return nil
}

func firstUnit(b Block) string {
	if len(b.Units) == 0 {
		return "~" // after every digit
	}
	return slices.Min(b.Units)
}

func (x *Index) readMouzas() error {
	all := x.atlas.Mouzas
	for _, m := range all {
		if _, there := x.block[m.Block]; !there {
			return fmt.Errorf("place: mouza %s lies in block %q, which is not there", m.IDN, m.Block)
		}
	}
	slices.SortFunc(all, func(a, b Mouza) int {
		return cmp.Or(x.block[a.Block]-x.block[b.Block], cmp.Compare(a.IDN, b.IDN))
	})
	for i, m := range all {
		if _, twice := x.mouza[m.IDN]; twice {
			return fmt.Errorf("place: mouza %s is there twice", m.IDN)
		}
		x.mouza[m.IDN] = i
		extend(x.mouzas, m.Block, i)
	}
	return nil
}

// extend adds position i to the run of key; a run is consecutive because of the order.
func extend(runs map[string][2]int, key string, i int) {
	run, there := runs[key]
	if !there {
		run[0] = i
	}
	run[1] = i + 1
	runs[key] = run
}

func (x *Index) checkRest() error {
	subdivision := map[string]string{}
	for _, s := range x.atlas.Subdivisions {
		if _, there := x.district[s.District]; !there || subdivision[s.ID] != "" {
			return fmt.Errorf("place: subdivision %q is there twice or in no district", s.ID)
		}
		subdivision[s.ID] = s.District
	}
	for _, b := range x.atlas.Blocks {
		if b.Subdivision != "" && subdivision[b.Subdivision] != b.District {
			return fmt.Errorf("place: block %s is in subdivision %q of another district", b.Code, b.Subdivision)
		}
	}
	for _, u := range x.atlas.Units {
		if !x.holds(u.District, u.Block) {
			return fmt.Errorf("place: unit %s: district %q or block %q is not there", u.Code, u.District, u.Block)
		}
	}
	for i, v := range x.atlas.Villages {
		if _, twice := x.village[v.Code]; twice || !x.holds(v.District, v.Block) {
			return fmt.Errorf("place: village %s: there twice, or district %q or block %q is not there", v.Code, v.District, v.Block)
		}
		x.village[v.Code] = int32(i)
	}
	for _, m := range x.atlas.Mouzas {
		if _, there := x.village[m.Village]; m.Village != "" && !there {
			return fmt.Errorf("place: mouza %s: village %q is not there", m.IDN, m.Village)
		}
	}
	return nil
}

// holds tells whether the district is there and the block, when one is named, in it.
func (x *Index) holds(district, block string) bool {
	if _, there := x.district[district]; !there {
		return false
	}
	i, there := x.block[block]
	return block == "" || there && x.atlas.Blocks[i].District == district
}

// Districts gives the districts by portal number, which is their number in menus.
func (x *Index) Districts(context.Context) ([]District, error) {
	return slices.Clone(x.atlas.Districts), nil
}

// Blocks gives the blocks of a district by portal unit, those without one last.
func (x *Index) Blocks(_ context.Context, district string) ([]Block, error) {
	i, there := x.district[seva.Digits(district)]
	if !there {
		return nil, unknown("district")
	}
	run := x.within[x.atlas.Districts[i].Code]
	return slices.Clone(x.atlas.Blocks[run[0]:run[1]]), nil
}

// Mouzas gives the mouzas of a block by number; none when the list is not known.
func (x *Index) Mouzas(_ context.Context, block string) ([]Mouza, error) {
	block = seva.Digits(block)
	if _, there := x.block[block]; !there {
		return nil, unknown("block")
	}
	run := x.mouzas[block]
	return slices.Clone(x.atlas.Mouzas[run[0]:run[1]]), nil
}

// Mouza gives one mouza by its number.
func (x *Index) Mouza(_ context.Context, idn IDN) (Mouza, error) {
	i, there := x.mouza[idn]
	if !there {
		return Mouza{}, &seva.Error{Kind: seva.NotFound, Field: "mouza",
			Text: seva.Say("error.mouza.unknown", seva.Args{"Mouza": idn})}
	}
	return x.atlas.Mouzas[i], nil
}

// Village gives one census village by its code. It is no part of Desk: over HTTP a village
// is found by Search, and only who keeps answers must know that it is there.
func (x *Index) Village(_ context.Context, code string) (Village, error) {
	i, there := x.village[seva.Digits(code)]
	if !there {
		return Village{}, unknown("village")
	}
	return x.atlas.Villages[i], nil
}

// unknown says that there is no such place; field is also the name of its kind.
func unknown(field string) error {
	return &seva.Error{Kind: seva.NotFound, Field: field, Text: seva.Say("error." + field + ".unknown")}
}
