package catalogue

import (
	"io/fs"
	"slices"

	"duar/seva"
	"duar/seva/place"
)

// Atlas gives all places of the state: 23 districts, 69 subdivisions, 345 blocks,
// 350 BL&LRO units, the mouzas whose list is known, and the villages of the 2011
// census. Every reference in it leads to something.
func Atlas() (place.Atlas, error) { return readAtlas(reference) }

// gazetteer collects an atlas and remembers what may be referred to.
type gazetteer struct {
	files    fs.FS
	atlas    place.Atlas
	district map[string]string // code -> portal code
	within   map[string]string // subdivision -> district
	block    map[string]int    // code -> position in the atlas
	village  map[string]bool
}

func readAtlas(files fs.FS) (place.Atlas, error) {
	g := &gazetteer{files: files, district: map[string]string{}, within: map[string]string{},
		block: map[string]int{}, village: map[string]bool{}}
	for _, read := range []func() error{
		g.districts, g.subdivisions, g.blocks, g.units, g.villages, g.mouzas,
	} {
		if err := read(); err != nil {
			return place.Atlas{}, err
		}
	}
	return g.atlas, nil
}

func (g *gazetteer) districts() error {
	t := open(g.files, "place/districts.csv", "code", "portal", "name_en", "name_bn", "name_hi")
	portals := map[string]bool{}
	for f, ok := t.next(); ok; f, ok = t.next() {
		d := place.District{Code: f[0], Portal: f[1], Name: t.names(f[2], f[3], f[4])}
		t.digits("code", d.Code, 3)
		t.digits("portal", d.Portal, 2)
		if portals[d.Portal] {
			t.flaw("portal code %s is there twice", d.Portal)
		}
		portals[d.Portal] = true
		g.district[d.Code] = d.Portal
		g.atlas.Districts = append(g.atlas.Districts, d)
	}
	return t.err
}

func (g *gazetteer) subdivisions() error {
	t := open(g.files, "place/subdivisions.csv", "id", "district", "name_en", "name_bn", "name_hi")
	for f, ok := t.next(); ok; f, ok = t.next() {
		g.needDistrict(t, f[1])
		g.within[f[0]] = f[1]
		g.atlas.Subdivisions = append(g.atlas.Subdivisions,
			place.Subdivision{ID: f[0], District: f[1], Name: t.names(f[2], f[3], f[4])})
	}
	return t.err
}

func (g *gazetteer) blocks() error {
	t := open(g.files, "place/blocks.csv", "code", "district", "subdivision", "name_en", "name_bn", "name_hi", "hindi")
	for f, ok := t.next(); ok; f, ok = t.next() {
		t.digits("code", f[0], 4)
		g.needDistrict(t, f[1])
		switch of, there := g.within[f[2]]; {
		case !there:
			t.flaw("subdivision %s is not in place/subdivisions.csv", f[2])
		case of != f[1]:
			t.flaw("subdivision %s lies in district %s, not %s", f[2], of, f[1])
		}
		// How sure the Hindi name is: checked by hand, or spelt by rule and unread.
		if f[6] != "hand" && f[6] != "translit" {
			t.flaw("hindi is %q; hand or translit wanted", f[6])
		}
		g.block[f[0]] = len(g.atlas.Blocks)
		g.atlas.Blocks = append(g.atlas.Blocks,
			place.Block{Code: f[0], District: f[1], Subdivision: f[2], Name: t.names(f[3], f[4], f[5])})
	}
	return t.err
}

func (g *gazetteer) units() error {
	t := open(g.files, "place/units.csv", "code", "district", "block", "name_en")
	for f, ok := t.next(); ok; f, ok = t.next() {
		u := place.Unit{Code: f[0], District: f[1], Block: f[2], Name: seva.Names{En: f[3]}}
		t.want("name_en", u.Name.En)
		t.digits("code", u.Code, 4)
		g.needDistrict(t, u.District)
		if t.err == nil && g.district[u.District] != u.Code[:2] {
			t.flaw("unit %s does not begin with the portal code of district %s", u.Code, u.District)
		}
		// The portal has no Bengali or Hindi for its units; a unit that is a block is
		// called as the block is.
		if b := g.findBlock(t, u.Block, u.Block == ""); b != nil {
			if b.District != u.District {
				t.flaw("block %s lies in district %s, not %s", b.Code, b.District, u.District)
			}
			u.Name.Bn, u.Name.Hi = b.Name.Bn, b.Name.Hi
			b.Units = append(b.Units, u.Code)
		}
		g.atlas.Units = append(g.atlas.Units, u)
	}
	return t.err
}

func (g *gazetteer) villages() error {
	t := open(g.files, "place/villages.csv", "code", "block", "name_en")
	g.atlas.Villages = make([]place.Village, 0, 41_000)
	for f, ok := t.next(); ok; f, ok = t.next() {
		t.want("name_en", f[2])
		t.digits("code", f[0], 6)
		if b := g.findBlock(t, f[1], false); b != nil {
			g.village[f[0]] = true
			g.atlas.Villages = append(g.atlas.Villages,
				place.Village{Code: f[0], District: b.District, Block: b.Code, Name: seva.Names{En: f[2]}})
		}
	}
	return t.err
}

func (g *gazetteer) mouzas() error {
	t := open(g.files, "place/mouzas.csv", "idn", "block", "village", "name_en", "name_bn", "name_hi", "names")
	for f, ok := t.next(); ok; f, ok = t.next() {
		idn, err := place.ParseIDN(f[0])
		if err != nil {
			t.flaw("idn %q: seven digits wanted", f[0])
		}
		if b := g.findBlock(t, f[1], false); b != nil && !slices.Contains(b.Units, idn.Unit()) {
			t.flaw("unit %s does not serve block %s", idn.Unit(), b.Code)
		}
		if f[2] != "" && !g.village[f[2]] {
			t.flaw("village %s is not in place/villages.csv", f[2])
		}
		// Whether a native reader has confirmed the Bengali and Hindi forms.
		if f[6] != "unchecked" && f[6] != "checked" {
			t.flaw("names is %q; checked or unchecked wanted", f[6])
		}
		g.atlas.Mouzas = append(g.atlas.Mouzas,
			place.Mouza{IDN: idn, Block: f[1], Village: f[2], Name: t.names(f[3], f[4], f[5])})
	}
	return t.err
}

func (g *gazetteer) needDistrict(t *table, code string) {
	if _, there := g.district[code]; !there {
		t.flaw("district %s is not in place/districts.csv", code)
	}
}

// findBlock gives the block by its code; nil with a flaw when it is not there, and nil
// without one when none is needed.
func (g *gazetteer) findBlock(t *table, code string, none bool) *place.Block {
	if i, there := g.block[code]; there {
		return &g.atlas.Blocks[i]
	}
	if !none {
		t.flaw("block %s is not in place/blocks.csv", code)
	}
	return nil
}

// names makes a name of its three forms, all of which are wanted.
func (t *table) names(en, bn, hi string) seva.Names {
	t.want("name_en", en)
	t.want("name_bn", bn)
	t.want("name_hi", hi)
	return seva.Names{Bn: bn, En: en, Hi: hi}
}

// digits notes a flaw unless value is exactly n ASCII digits.
func (t *table) digits(column, value string, n int) {
	ok := len(value) == n
	for _, r := range value {
		ok = ok && r >= '0' && r <= '9'
	}
	if !ok {
		t.flaw("%s is %q; %d digits wanted", column, value, n)
	}
}
