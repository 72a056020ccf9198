package program

import (
	"duar/catalogue"
	"duar/seva"
	"duar/seva/charge"
	"duar/seva/land"
	"duar/seva/office"
	"duar/seva/place"
)

// feeDesk puts the rates of the catalogue, and what land is used for, behind the desk that
// tells fees and whose rules cases go by.
func feeDesk(places place.Desk, lookup land.Counter, world seva.World) (*charge.Desk, error) {
	table, err := catalogue.Fees()
	if err != nil {
		return nil, err
	}
	zones, err := catalogue.Zones()
	if err != nil {
		return nil, err
	}
	classes, err := catalogue.Classes()
	if err != nil {
		return nil, err
	}
	groups := make(map[land.Class]string, len(classes))
	for _, c := range classes {
		groups[c.Key] = c.Group
	}
	return &charge.Desk{Table: table, Zones: zones, Groups: groups, Places: places, Land: lookup, World: world}, nil
}

// officeDesk is the directory of land offices.
func officeDesk(atlas place.Atlas) (*office.Directory, error) {
	return catalogue.Offices(atlas)
}
