package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"duar/catalogue"
	"duar/seva/land"
	"duar/seva/place"
)

// collection is what is needed of the source's GeoJSON: polygons of (lon, lat).
type collection struct {
	Features []struct {
		ID         string
		Properties struct {
			Name string `json:"name_en"`
		}
		Geometry struct {
			Type        string
			Coordinates [][][2]float64
		}
	}
}

// outlines makes outline/outlines.bin. The source repeats a village once for every
// part and every gram panchayat, so its parts are gathered and repeats dropped. Holes
// are not kept.
func outlines(from source, made map[string][]byte) error {
	mouza := map[string]string{} // census 2001 code -> mouza
	links, err := joined(from, "polygon_census2001_id", 100)
	if err != nil {
		return err
	}
	for idn, code := range links {
		mouza[code] = idn
	}
	village := map[string]*catalogue.Outline{}
	for _, name := range []string{"sample_mouza_polygons_ghatal_cc0.geojson", "sample_mouza_polygons_jalpaiguri_cc0.geojson"} {
		data, err := os.ReadFile(filepath.Join(string(from), name))
		if err != nil {
			return err
		}
		var c collection
		if err := json.Unmarshal(data, &c); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, f := range c.Features {
			if f.Geometry.Type != "Polygon" || len(f.Geometry.Coordinates) == 0 {
				return fmt.Errorf("%s: %s: not a polygon", name, f.ID)
			}
			o := village[f.ID]
			if o == nil {
				idn, _ := strconv.Atoi(mouza[f.ID]) // 0 when not matched
				o = &catalogue.Outline{IDN: place.IDN(idn), Census: f.ID, Name: f.Properties.Name}
				village[f.ID] = o
			}
			r := ring(f.Geometry.Coordinates[0])
			if r.Twice() <= 0 {
				return fmt.Errorf("%s: %s: a ring without area", name, f.ID)
			}
			if !slices.ContainsFunc(o.Rings, func(have land.Ring) bool { return slices.Equal(have, r) }) {
				o.Rings = append(o.Rings, r)
			}
		}
	}
	var all []catalogue.Outline
	for _, o := range village {
		slices.SortStableFunc(o.Rings, func(a, b land.Ring) int { return int(b.Twice() - a.Twice()) })
		all = append(all, *o)
	}
	slices.SortFunc(all, func(a, b catalogue.Outline) int { return strings.Compare(a.Census, b.Census) })
	made["outline/outlines.bin"] = catalogue.EncodeOutlines(all)
	return nil
}

// ring rounds to millionths of a degree, drops points that then coincide with the one
// before, and turns the ring counter-clockwise.
func ring(coordinates [][2]float64) land.Ring {
	var r land.Ring
	for _, c := range coordinates {
		p := land.Point{Lon: int32(math.Round(c[0] * 1e6)), Lat: int32(math.Round(c[1] * 1e6))}
		if len(r) == 0 || r[len(r)-1] != p {
			r = append(r, p)
		}
	}
	if len(r) > 1 && r[0] == r[len(r)-1] {
		r = r[:len(r)-1]
	}
	if r.Twice() < 0 {
		slices.Reverse(r)
	}
	return r
}
