package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/place"
)

// placesKey is the row of meta that says which atlas is kept.
const placesKey = "places"

// placeSinks are the tables of the atlas, in the order of writing.
func placeSinks() []sink {
	return []sink{
		{table: "place_district", columns: []string{"code", "ord", "portal", "name"}},
		{table: "place_subdivision", columns: []string{"id", "ord", "district", "name"}},
		{table: "place_block", columns: []string{"code", "ord", "district", "subdivision", "name", "units"}},
		{table: "place_unit", columns: []string{"code", "ord", "district", "block", "name"}},
		{table: "place_mouza", columns: []string{"idn", "ord", "block", "village", "name"}},
		{table: "place_village", columns: []string{"code", "ord", "district", "block", "name"}},
	}
}

// PutPlaces keeps the atlas in place of the one before, at once or not at all. The same
// atlas again costs one read.
func (s *Store) PutPlaces(ctx context.Context, a place.Atlas) error {
	version, err := atlasVersion(a)
	if err != nil {
		return explain(err)
	}
	if kept, err := s.PlacesVersion(ctx); err != nil || kept == version {
		return err
	}
	return explain(s.engine.change(ctx, durable, func(c change) error {
		values := placeRows(a)
		for i, sink := range placeSinks() {
			if _, err := c.do(ctx, sink.table+".clear"); err != nil {
				return err
			}
			if err := c.put(ctx, sink, values[i], nil); err != nil {
				return err
			}
		}
		_, err := c.do(ctx, "meta.set", placesKey, version)
		return err
	}))
}

// PlacesVersion names the atlas that is kept; empty when none is.
func (s *Store) PlacesVersion(ctx context.Context) (string, error) {
	var version string
	err := one(ctx, s.engine, "meta.get", []any{placesKey}, &version)
	if errors.Is(err, errNone) {
		return "", nil
	}
	return version, explain(err)
}

// atlasVersion is a digest: two atlases that say the same have the same one.
func atlasVersion(a place.Atlas) (string, error) {
	b, err := cbor.Marshal(a)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]), nil
}

// placeRows gives the rows in the order of placeSinks.
func placeRows(a place.Atlas) [6][]any {
	var v [6][]any
	for i, d := range a.Districts {
		v[0] = append(v[0], d.Code, int64(i), d.Portal, packNames(d.Name))
	}
	for i, d := range a.Subdivisions {
		v[1] = append(v[1], d.ID, int64(i), d.District, packNames(d.Name))
	}
	for i, b := range a.Blocks {
		v[2] = append(v[2], b.Code, int64(i), b.District, b.Subdivision, packNames(b.Name), strings.Join(b.Units, ","))
	}
	for i, u := range a.Units {
		v[3] = append(v[3], u.Code, int64(i), u.District, u.Block, packNames(u.Name))
	}
	for i, m := range a.Mouzas {
		v[4] = append(v[4], int64(m.IDN), int64(i), m.Block, m.Village, packNames(m.Name))
	}
	for i, g := range a.Villages {
		v[5] = append(v[5], g.Code, int64(i), g.District, g.Block, packNames(g.Name))
	}
	return v
}

// Places gives the atlas as it was put; an empty one when none was.
func (s *Store) Places(ctx context.Context) (place.Atlas, error) {
	var a place.Atlas
	var name string
	read := func(statement string, keep func(seva.Names), dest ...any) error {
		return each(ctx, s.engine, statement, nil, func(r rows) error {
			if err := r.Scan(dest...); err != nil {
				return err
			}
			keep(unpackNames(name))
			return nil
		})
	}
	var d place.District
	var sub place.Subdivision
	var b place.Block
	var units string
	var u place.Unit
	var m place.Mouza
	var g place.Village
	for _, err := range []error{
		read("place.districts", func(n seva.Names) { d.Name = n; a.Districts = append(a.Districts, d) }, &d.Code, &d.Portal, &name),
		read("place.subdivisions", func(n seva.Names) { sub.Name = n; a.Subdivisions = append(a.Subdivisions, sub) }, &sub.ID, &sub.District, &name),
		read("place.blocks", func(n seva.Names) {
			b.Name, b.Units = n, nil
			if units != "" {
				b.Units = strings.Split(units, ",")
			}
			a.Blocks = append(a.Blocks, b)
		}, &b.Code, &b.District, &b.Subdivision, &name, &units),
		read("place.units", func(n seva.Names) { u.Name = n; a.Units = append(a.Units, u) }, &u.Code, &u.District, &u.Block, &name),
		read("place.mouzas", func(n seva.Names) { m.Name = n; a.Mouzas = append(a.Mouzas, m) }, &m.IDN, &m.Block, &m.Village, &name),
		read("place.villages", func(n seva.Names) { g.Name = n; a.Villages = append(a.Villages, g) }, &g.Code, &g.District, &g.Block, &name),
	} {
		if err != nil {
			return place.Atlas{}, explain(err)
		}
	}
	return a, nil
}
