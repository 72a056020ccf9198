package catalogue

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"duar/seva"
)

//go:embed phone/menu.toml phone/numbers.csv phone/keywords.csv
var phone embed.FS

// Menu is the phone's menus as data: which number each choice has in each list.
type Menu struct {
	Version int        `toml:"version"`
	Lists   []MenuList `toml:"list"`
}

// MenuList is one list of choices.
type MenuList struct {
	ID    string     `toml:"id"`
	Items []MenuItem `toml:"items"`
}

// MenuItem gives a choice its permanent number. A Quiet one works but is not printed.
type MenuItem struct {
	Number int    `toml:"number"`
	ID     string `toml:"id"`
	Quiet  bool   `toml:"quiet"`
}

// Keyword is a word an SMS may begin with, what it asks, and whose language it is.
type Keyword struct {
	Word, Intent string
	Lang         seva.Lang
}

// PhoneMenu gives the phone's menus. It is refused when a number differs from what was
// once published, or is given again: see phone/numbers.csv.
func PhoneMenu() (Menu, error) { return readMenu(phone) }

func readMenu(files fs.FS) (Menu, error) {
	const name = "phone/menu.toml"
	var m Menu
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return Menu{}, err
	}
	meta, err := toml.Decode(string(text), &m)
	if err != nil {
		return Menu{}, fmt.Errorf("%s: %w", name, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return Menu{}, fmt.Errorf("%s: unknown key %q", name, extra[0].String())
	}
	ledger, err := readNumbers(files)
	if err != nil {
		return Menu{}, err
	}
	if err := m.agrees(ledger); err != nil {
		return Menu{}, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// readNumbers reads the ledger of every number ever published, as list.number to item.
// Lines are only ever added, so a number has one meaning for good, and an item of a
// list one number.
func readNumbers(files fs.FS) (map[string]string, error) {
	t := open(files, "phone/numbers.csv", "number", "item", "since")
	ledger, places := map[string]string{}, map[string]bool{}
	last := ""
	for f, ok := t.next(); ok; f, ok = t.next() {
		list, number, _ := strings.Cut(f[0], ".")
		if n, err := strconv.Atoi(number); err != nil || n < 1 || n > 97 {
			t.flaw("%q is not list.number with a number from 1 to 97", f[0])
		}
		t.want("item", f[1])
		if place := list + "." + f[1]; places[place] {
			t.flaw("%s has had a number before", place)
		} else {
			places[place] = true
		}
		if d, err := seva.ParseDate(f[2]); err != nil || !d.Full() || f[2] < last {
			t.flaw("since %q: a date, not before that of the line above", f[2])
		}
		last = f[2]
		ledger[f[0]] = f[1]
	}
	return ledger, t.err
}

// agrees tells the first number of the menu that the ledger does not have, or has for
// something else.
func (m Menu) agrees(ledger map[string]string) error {
	seen := map[string]bool{}
	for _, l := range m.Lists {
		for _, i := range l.Items {
			number := l.ID + "." + strconv.Itoa(i.Number)
			switch was, published := ledger[number]; {
			case seen[number]:
				return fmt.Errorf("%s is there twice", number)
			case !published:
				return fmt.Errorf("%s (%s) is not in phone/numbers.csv: add it there", number, i.ID)
			case was != i.ID:
				return fmt.Errorf("%s is %s for ever, not %s", number, was, i.ID)
			}
			seen[number] = true
		}
	}
	return nil
}

// PhoneKeywords gives the words an SMS may begin with.
func PhoneKeywords() ([]Keyword, error) { return readKeywords(phone) }

func readKeywords(files fs.FS) ([]Keyword, error) {
	t := open(files, "phone/keywords.csv", "keyword", "intent", "lang")
	var words []Keyword
	for f, ok := t.next(); ok; f, ok = t.next() {
		t.want("intent", f[1])
		lang, known := seva.ParseLang(f[2])
		if !known || string(lang) != f[2] {
			t.flaw("unknown language %q", f[2])
		}
		words = append(words, Keyword{Word: f[0], Intent: f[1], Lang: lang})
	}
	return words, t.err
}
