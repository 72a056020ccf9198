package screens

import (
	"strings"

	"duar/i18n"
	"duar/seva"
)

// officeText names an office: its department, and the number of where it is.
func officeText(v voice, office string) string {
	department, place, _ := strings.Cut(office, ".")
	key := "department." + department
	switch {
	case !i18n.Has(v.lang, key):
		return v.shape(office)
	case place == "*":
		return v.say("kiosk.office.all", seva.Args{"Department": seva.Say(key)})
	}
	return v.say("kiosk.office", seva.Args{"Department": seva.Say(key), "Place": code(place)})
}
