package charge

import (
	"errors"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// uses in the order of what they cost.
var uses = []string{Agricultural, Homestead, Commercial}

// use gives what land of a class is used for, as rates of mutation and khajna know it; ""
// of a class that nobody knows.
func (d *Desk) use(c land.Class) string {
	switch d.Groups[c] {
	case "agricultural":
		return Agricultural
	case "commercial", "industrial":
		return Commercial
	case "":
		return ""
	}
	return Homestead
}

// dearer gives the use of two that costs more.
func dearer(a, b string) string {
	if slices.Index(uses, b) > slices.Index(uses, a) {
		return b
	}
	return a
}

// change names a conversion as its rates do: "agricultural_to_homestead". The circular of
// 2005 knows four kinds of land that is given up and four that is wanted; what is neither,
// such as a forest or a road, has no rate, and is not converted for a fee.
func (d *Desk) change(from land.Class, to string) string {
	kind := map[string]string{
		"agricultural": "agricultural", "water": "water", "homestead": "idle", "non_agri": "idle",
		"commercial": "industrial", "industrial": "industrial",
	}[d.Groups[from]]
	if kind == "" || to == "" {
		return ""
	}
	return kind + "_to_" + to
}

// goal gives what a class is wanted for, as the rates of conversion know it.
func (d *Desk) goal(c land.Class, group bool) string {
	switch d.Groups[c] {
	case "agricultural", "water":
		return "allied" // to agriculture
	case "homestead":
		if group {
			return "group_housing"
		}
		return Homestead
	case "commercial", "industrial":
		return Commercial
	}
	return ""
}

// gone says that a plot is not in the record.
func gone(err error, idn place.IDN, n land.Number) error {
	if errors.Is(err, land.ErrNone) {
		return &seva.Error{Kind: seva.NotFound, Field: "plot", Err: err,
			Text: seva.Say("error.plot.unknown", seva.Args{"Number": n, "Mouza": idn})}
	}
	return err
}
