package main

import (
	"fmt"
	"math/big"
)

// squareFoot is one square foot in square metres, exact by definition.
const squareFoot = "0.09290304"

// landWords makes the files of land/: classes without their words (those are
// messages), and units as exact fractions of a square foot, because the source's
// decimals are rounded.
func landWords(from source, made map[string][]byte) error {
	classes, err := from.rows("wb_land_classes.csv")
	if err != nil {
		return err
	}
	var records [][]string
	for _, c := range classes {
		records = append(records, []string{c["key"], c["group"], c["confidence"]})
	}
	made["land/classes.csv"] = write([]string{"key", "group", "confidence"}, records)

	units, err := from.rows("wb_area_units.csv")
	if err != nil {
		return err
	}
	foot, _ := new(big.Rat).SetString(squareFoot)
	records = nil
	for _, u := range units {
		metres, ok := new(big.Rat).SetString(u["sq_m"]) // exact for every unit, unlike the other columns
		if !ok {
			return fmt.Errorf("wb_area_units.csv: unit %s: bad number", u["unit"])
		}
		feet := metres.Quo(metres, foot)
		records = append(records, []string{u["unit"], feet.Num().String(), feet.Denom().String()})
	}
	made["land/units.csv"] = write([]string{"key", "feet_num", "feet_den"}, records)
	return nil
}
