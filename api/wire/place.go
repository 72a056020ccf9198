package wire

import (
	"duar/seva"
	"duar/seva/place"
)

// Page is one page of a list. Next is the cursor of the following page, absent on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// District is place.District.
type District struct {
	Code   string `json:"code"`
	Portal string `json:"portal"`
	Name   string `json:"name"`
	Names  Names  `json:"names"`
}

// NewDistrict spells a district for a reader.
func NewDistrict(v Voice, d place.District) District {
	return District{Code: d.Code, Portal: d.Portal, Name: d.Name.In(v.Lang), Names: Names(d.Name)}
}

// Facts gives the district back.
func (d District) Facts() (place.District, error) {
	return place.District{Code: d.Code, Portal: d.Portal, Name: d.Names.Facts()}, nil
}

// Block is place.Block.
type Block struct {
	Code        string   `json:"code"`
	District    string   `json:"district"`
	Subdivision string   `json:"subdivision,omitempty"`
	Name        string   `json:"name"`
	Names       Names    `json:"names"`
	Units       []string `json:"units"`
}

// NewBlock spells a block for a reader.
func NewBlock(v Voice, b place.Block) Block {
	return Block{
		Code: b.Code, District: b.District, Subdivision: b.Subdivision,
		Name: b.Name.In(v.Lang), Names: Names(b.Name), Units: list(b.Units),
	}
}

// Facts gives the block back.
func (b Block) Facts() (place.Block, error) {
	return place.Block{
		Code: b.Code, District: b.District, Subdivision: b.Subdivision,
		Name: b.Names.Facts(), Units: some(b.Units),
	}, nil
}

// Mouza is place.Mouza, with the parts of its number spelled out.
type Mouza struct {
	IDN     string `json:"idn"`
	JL      int    `json:"jl"`
	Unit    string `json:"unit"`
	Block   string `json:"block,omitempty"`
	Village string `json:"village,omitempty"`
	Name    string `json:"name"`
	Names   Names  `json:"names,omitzero"`
}

// NewMouza spells a mouza for a reader. One without a name is called by its number.
func NewMouza(v Voice, m place.Mouza) Mouza {
	name := m.Name.In(v.Lang)
	if name == "" {
		name = m.IDN.String()
	}
	return Mouza{
		IDN: m.IDN.String(), JL: m.IDN.JL(), Unit: m.IDN.Unit(), Block: m.Block, Village: m.Village,
		Name: name, Names: Names(m.Name),
	}
}

// Facts gives the mouza back.
func (m Mouza) Facts() (place.Mouza, error) {
	var r reading
	out := place.Mouza{IDN: r.idn(m.IDN), Block: m.Block, Village: m.Village, Name: m.Names.Facts()}
	return out, r.err
}

// Match is place.Match.
type Match struct {
	Kind       Label  `json:"kind"`
	Code       string `json:"code"`
	Name       string `json:"name"`
	Names      Names  `json:"names"`
	BlockNames Names  `json:"block_names,omitzero"`
	InNames    Names  `json:"in_names,omitzero"`
	Score      int    `json:"score"`
}

// NewMatch spells a candidate for a reader.
func NewMatch(v Voice, m place.Match) Match {
	kind := Label{Key: string(m.Kind), Name: v.Say(seva.Say("kind." + string(m.Kind)))}
	return Match{
		Kind: kind, Code: m.Code, Name: m.Name.In(v.Lang), Names: Names(m.Name),
		BlockNames: Names(m.Block), InNames: Names(m.In), Score: m.Score,
	}
}

// Facts gives the candidate back.
func (m Match) Facts() place.Match {
	return place.Match{
		Kind: place.Kind(m.Kind.Key), Code: m.Code, Name: m.Names.Facts(),
		Block: m.BlockNames.Facts(), In: m.InNames.Facts(), Score: m.Score,
	}
}

// list makes a list that is [] in JSON also when it is empty; some undoes it.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func some[T any](all []T) []T {
	if len(all) == 0 {
		return nil
	}
	return all
}
