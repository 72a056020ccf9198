package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/land/extract"
	"duar/seva/place"
	"duar/store/sqlstore"
)

type mapCommand struct {
	Import mapImport `cmd:"" help:"Check the map of a mouza, a GeoJSON file, and put it in the place of the one that is kept."`
}

type mapImport struct {
	engines
	Mouza  string `required:"" help:"The mouza's number, seven digits." placeholder:"IDN"`
	Plot   string `name:"plot-property" help:"The property that has the plot's number; empty to number features in their order, with --check-only." default:"plot"`
	Valid  string `help:"Day on which the map was so; today when not given." placeholder:"YYYY-MM-DD"`
	Lang   string `help:"Language of what is found." enum:"bn,en,hi" default:"en"`
	Bound  string `help:"Overlaps and gaps of so many decimals or more are grave." default:"0.05"`
	Check  bool   `name:"check-only" help:"Say what is found and keep nothing; needs no database."`
	Accept bool   `name:"accept-findings" help:"Keep the map although something grave is found."`
	File   string `arg:"" type:"existingfile" help:"An RFC 7946 FeatureCollection of Polygons."`
}

// Run reads the file, says what is wrong with it, and keeps it when nothing grave is or the
// person says so. The file is the whole map of the mouza: a plot that is not in it has no
// map any more. Rings without any ground are never kept.
func (c mapImport) Run(ctx context.Context, s *streams) error {
	idn, err := place.ParseIDN(c.Mouza)
	if err != nil {
		return err
	}
	bound, err := seva.ParseArea(c.Bound) // decimals, so a hundredth of acres
	if err != nil || bound < 0 {
		return fmt.Errorf("--bound %q is no number of decimals; write it as 0.05", c.Bound)
	}
	valid := s.world.Today()
	if c.Valid != "" {
		if valid, err = seva.ParseDate(c.Valid); err != nil || !valid.Full() {
			return fmt.Errorf("--valid %q is not a day; write it as 2026-11-23", c.Valid)
		}
	}
	if c.Plot == "" && !c.Check {
		return fmt.Errorf("--plot-property is empty: numbers made up from the order of the file are not kept")
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	read, err := extract.ReadMap(f, extract.MapOptions{Mouza: idn, Plot: c.Plot})
	if err != nil {
		return err
	}
	parcels, grave := c.report(s, read, bound)
	switch {
	case c.Check:
		c.say(s, "mapimport.checked", nil)
		if grave > 0 {
			return errSaid
		}
		return nil
	case grave > 0 && !c.Accept, len(parcels) == 0:
		c.say(s, "mapimport.refused", nil)
		return errSaid
	}
	store, err := c.openStore(ctx, s)
	if err != nil {
		return err
	}
	defer store.Close()
	m := sqlstore.Mapping{Mouza: idn, Valid: valid, Source: source(c.File), Parcels: parcels}
	changed, err := store.PutMap(ctx, m)
	if err != nil {
		return c.unkept(idn, err)
	}
	c.say(s, "mapimport.kept", seva.Args{"Mouza": idn, "Kept": len(parcels), "Changed": changed})
	return nil
}

// source is what a map's rows say they came from: the file's name, without what a name from
// elsewhere may hide in it.
func source(file string) string {
	name, err := seva.Clean("file", filepath.Base(file))
	if err != nil || len(name) > 100 {
		return "map.geojson"
	}
	return name
}

// report says what was read and found, and gives the parcels that can be kept and how many
// findings are grave.
func (c mapImport) report(s *streams, read extract.Map, bound seva.Area) (sound []land.Parcel, grave int) {
	for i, left := range read.Left {
		if i == land.MostFindings {
			c.say(s, "mapimport.more", nil)
			break
		}
		why := i18n.Say(seva.Lang(c.Lang), left.Why)
		c.say(s, "mapimport.left", seva.Args{"Feature": left.Feature, "Why": why})
	}
	grave = len(read.Left)
	mended, found, more := land.Topology(read.Parcels)
	lat := int32(0)
	for _, p := range mended {
		if len(p.Ring) > 0 {
			lat = p.Ring[0].Lat
			break
		}
	}
	lost := map[land.Number]bool{}
	for _, f := range found {
		area := land.Ground(f.Twice, lat)
		switch f.Fault {
		case land.FaultRange, land.FaultFlat:
			lost[f.Plots[0]] = true
			grave++
		case land.FaultCrossing, land.FaultSliver:
			grave++
		case land.FaultOverlap, land.FaultGap:
			if area*100 >= bound {
				grave++
			}
		}
		c.say(s, "map.fault."+string(f.Fault), seva.Args{"Plots": c.plots(f.Plots), "Area": area.In(seva.InDecimal)})
	}
	if more {
		c.say(s, "mapimport.more", nil)
		grave++
	}
	for _, p := range mended {
		if !lost[p.Number] && len(p.Ring) > 2 && p.Ring.Twice() > 0 {
			sound = append(sound, p)
		}
	}
	c.say(s, "mapimport.read", seva.Args{"Features": read.Features, "Kept": len(sound), "Left": read.Features - len(sound), "Rounded": read.Rounded})
	if len(found)+len(read.Left) == 0 {
		c.say(s, "mapimport.sound", nil)
		return sound, 0
	}
	c.say(s, "mapimport.found", seva.Args{"Count": len(found) + len(read.Left), "Grave": grave, "Bound": i18n.Digits(seva.Lang(c.Lang), c.Bound)})
	return sound, grave
}

// plots names a finding's plots; around a large gap there may be hundreds.
func (c mapImport) plots(all []land.Number) string {
	const most = 12
	var names []string
	for _, n := range all[:min(len(all), most)] {
		names = append(names, i18n.Digits(seva.Lang(c.Lang), n.String()))
	}
	if len(all) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

func (c mapImport) say(s *streams, key string, args seva.Args) {
	fmt.Fprintln(s.out, i18n.Say(seva.Lang(c.Lang), seva.Say(key, args)))
}

// unkept puts a refusal of the register into words of the person's language.
func (c mapImport) unkept(idn place.IDN, err error) error {
	e := seva.Broken(err)
	if errors.Is(err, land.ErrNone) {
		e = &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.mouza.unknown", seva.Args{"Mouza": idn})}
	}
	if e.Kind == seva.Internal {
		return err
	}
	return fmt.Errorf("%s", i18n.Say(seva.Lang(c.Lang), e.Text))
}
