package main

import (
	"slices"
	"strconv"
)

// joined reads the match by name between the portal's mouzas and the census and gives
// mouza -> code of the wanted column. Villages of one name exist (two Shyampurs in one
// block), and the match gives them the same code. Both numberings run in the order of
// the jurisdiction list, so a code belongs to the claimant whose distance from it is
// nearest to the median distance of the ten codes claimed once around it; the others
// are left without one rather than with a wrong one. step is what the code grows by
// from one village to the next.
func joined(from source, column string, step int) (map[string]string, error) {
	rows, err := from.rows("sample_ghatal_mouza_join.csv")
	if err != nil {
		return nil, err
	}
	claims := map[string][]string{} // code -> mouzas
	for _, r := range rows {
		if r[column] != "" {
			claims[r[column]] = append(claims[r[column]], r["bb_idn"])
		}
	}
	distance := func(code, idn string) int {
		c, _ := strconv.Atoi(code)
		m, _ := strconv.Atoi(idn)
		return c/step - m
	}
	near := func(idn string) int { // the usual distance around a mouza
		var around []string
		for code, by := range claims {
			if len(by) == 1 {
				around = append(around, code)
			}
		}
		at, _ := strconv.Atoi(idn)
		slices.SortFunc(around, func(a, b string) int {
			x, _ := strconv.Atoi(claims[a][0])
			y, _ := strconv.Atoi(claims[b][0])
			return (abs(x-at)-abs(y-at))*10_000_000 + x - y
		})
		var ds []int
		for _, code := range around[:min(10, len(around))] {
			ds = append(ds, distance(code, claims[code][0]))
		}
		slices.Sort(ds)
		return ds[len(ds)/2]
	}
	given := map[string]string{}
	for code, by := range claims {
		best := slices.MinFunc(by, func(a, b string) int {
			return abs(distance(code, a)-near(a)) - abs(distance(code, b)-near(b))
		})
		given[best] = code
	}
	return given, nil
}

func abs(n int) int { return max(n, -n) }
