package catalogue

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestPhoneMenuAgreesWithItsLedger(t *testing.T) {
	m, err := PhoneMenu()
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Lists) < 10 || m.Version < 1 {
		t.Errorf("%d lists, version %d", len(m.Lists), m.Version)
	}
	words, err := PhoneKeywords()
	if err != nil {
		t.Fatal(err)
	}
	if len(words) < 40 {
		t.Errorf("%d keywords", len(words))
	}
}

// A number that moved, was given again or was never published is refused with its name.
func TestPhoneMenuRefusesWhatMoves(t *testing.T) {
	const menu = "version = 1\n[[list]]\nid = \"home\"\nitems = [{ number = 1, id = \"land\" }]\n"
	const ledger = "number,item,since\nhome.1,land,2026-11-23\n"
	for _, c := range []struct {
		name, menu, ledger, want string
	}{
		{"sound", menu, ledger, ""},
		{"retired", strings.Replace(menu, "{ number = 1, id = \"land\" }", "", 1), ledger, ""},
		{"moved", strings.Replace(menu, "number = 1", "number = 2", 1), ledger, "home.2 (land) is not in"},
		{"given to another", strings.Replace(menu, "land", "help", 1), ledger, "home.1 is land for ever, not help"},
		{"unknown key", menu + "colour = 1\n", ledger, "unknown key"},
		{"published twice", menu, ledger + "home.1,help,2026-11-24\n", "home.1 is there twice"},
		{"renumbered", menu, ledger + "home.2,land,2026-11-24\n", "home.land has had a number before"},
		{"history rewritten", menu, ledger + "home.2,help,2020-01-01\n", "not before that of the line above"},
		{"a key as number", menu, ledger + "home.98,more,2026-11-24\n", "from 1 to 97"},
	} {
		_, err := readMenu(fstest.MapFS{
			"phone/menu.toml":   {Data: []byte(c.menu)},
			"phone/numbers.csv": {Data: []byte(c.ledger)},
		})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
