package dialogue

import (
	"fmt"
	"slices"
	"strings"

	"duar/seva"
)

// Menu is the permanent numbers of every list of choices, and the words an SMS may
// begin with. It is data: the catalogue keeps it, with a ledger of every number ever
// given out.
type Menu struct {
	Version  int // 1 to 255; a conversation of another version starts again
	Lists    []List
	Keywords []Keyword
}

// List is one list of choices: home, land, plot.
type List struct {
	ID      string
	Entries []Entry
}

// Entry gives an item its number: 1 to 97, since 0, 00, 98 and 99 are keys. A Quiet
// entry works but is not printed.
type Entry struct {
	Number int
	ID     string
	Quiet  bool
}

// Keyword is a word an SMS may begin with: what it wants, and whose language it is. The
// intents noun (nong, number) and bata want nothing; they stand beside a number. The intent
// please wants nothing either, beside a word that is only heard alone: STOP, "SMS stop".
type Keyword struct {
	Word, Intent string
	Lang         seva.Lang
}

type list uint8

const (
	listHome list = iota
	listFirst
	listLanguage
	listResume
	listLand
	listMouza
	listPlace
	listPlot
	listKhatian
	listSurvey
	listCase
	listConfirm
	listAccount
	listLooks
	listConsents
	listConsent
	listWish
	listPaper
	listWatches
	listAgree
	listWatch
	listUse
	listFee
	listElsewhere
	listCount
)

// ability is a list that the machine knows, and what it can do there.
type ability struct {
	id    string
	items []string
}

// able says what each list can offer. The menu chooses which of it, and the numbers.
func able() [listCount]ability {
	langs := []string{"bn", "en", "hi", "bn-Latn", "hi-Latn"}
	return [listCount]ability{
		listHome:      {"home", []string{"land", "places", "language", "help", "status", "apply", "account", "papers"}},
		listFirst:     {"first", langs},
		listLanguage:  {"language", langs},
		listResume:    {"resume", []string{"continue", "new"}},
		listLand:      {"land", []string{"plot", "khatian", "crosswalk", "deed", "watch", "fee", "office", "elsewhere"}},
		listMouza:     {"mouza", []string{"steps"}},
		listPlace:     {"place", []string{"plot", "khatian", "crosswalk", "sms", "office"}},
		listPlot:      {"plot", []string{"owners", "sms", "crosswalk", "measure", "cases", "watch", "fee"}},
		listKhatian:   {"khatian", []string{"plots", "sms", "measure", "cases", "watch"}},
		listSurvey:    {"survey", []string{"rs", "lr"}},
		listCase:      {"case", []string{"sms"}},
		listConfirm:   {"confirm", []string{"send", "cancel"}},
		listAccount:   {"account", []string{"looks", "consents", "cases", "wish"}},
		listLooks:     {"looks", []string{"last"}},
		listConsents:  {"consents", []string{"all"}},
		listConsent:   {"consent", []string{"withdraw"}},
		listWish:      {"wish", []string{"stop", "start"}},
		listPaper:     {"paper", []string{"sms"}},
		listWatches:   {"watches", []string{"plot", "khatian"}},
		listAgree:     {"agree", []string{"yes", "no"}},
		listWatch:     {"watch", []string{"end", "renew"}},
		listUse:       {"use", uses()},
		listFee:       {"fee", []string{"part"}},
		listElsewhere: {"elsewhere", elsewhere()},
	}
}

// entry is an Entry found by its number.
type entry struct {
	number int
	id     string
}

func (m *Machine) read(menu Menu) error {
	if menu.Version < 1 || menu.Version > 255 {
		return fmt.Errorf("version %d is not between 1 and 255", menu.Version)
	}
	m.version = uint8(menu.Version)
	known := able()
	for _, l := range menu.Lists {
		at := slices.IndexFunc(known[:], func(k ability) bool { return k.id == l.ID })
		if at < 0 || m.lists[at] != nil {
			return fmt.Errorf("list %q is unknown or there twice", l.ID)
		}
		if err := m.readList(list(at), known[at].items, l); err != nil { //nolint:gosec // at is below listCount
			return err
		}
	}
	for i := range known {
		if m.lists[i] == nil {
			return fmt.Errorf("list %q is missing", known[i].id)
		}
	}
	return m.readKeywords(menu.Keywords)
}

func (m *Machine) readList(at list, can []string, l List) error {
	for _, e := range l.Entries {
		if e.Number < 1 || e.Number > 97 {
			return fmt.Errorf("%s.%s: number %d is not between 1 and 97", l.ID, e.ID, e.Number)
		}
		found := false
		for _, id := range can {
			found = found || id == e.ID
		}
		if !found {
			return fmt.Errorf("%s.%s is nothing the phone can do", l.ID, e.ID)
		}
		for _, o := range m.lists[at] {
			if o.number == e.Number || o.id == e.ID {
				return fmt.Errorf("%s.%s or its number %d is there twice", l.ID, e.ID, e.Number)
			}
		}
		m.lists[at] = append(m.lists[at], entry{e.Number, e.ID})
		if !e.Quiet {
			m.items[at] = append(m.items[at], Item{Number: e.Number, Text: itemText(l.ID, e.ID), Sends: sends(e.ID)})
		}
	}
	if len(m.lists[at]) == 0 {
		return fmt.Errorf("list %q is empty", l.ID)
	}
	return nil
}

// sends tells whether an item sends an SMS.
func sends(id string) bool { return id == "sms" }

// itemText names a choice: a language by its own name, which whoever reads it can
// read, anything else by the key of its list and item.
func itemText(list, id string) seva.Text {
	if list == "first" || list == "language" {
		return seva.Say("phone.language.own", seva.Args{"Lang": seva.Lang(id)})
	}
	return seva.Say("phone." + list + "." + id)
}

// choose gives the item of a list that has the number, or "".
func (m *Machine) choose(l list, number int) string {
	for _, e := range m.lists[l] {
		if e.number == number {
			return e.id
		}
	}
	return ""
}

func (m *Machine) readKeywords(words []Keyword) error {
	m.keywords = make(map[string]Keyword, len(words))
	for _, k := range words {
		if id, applies := strings.CutPrefix(k.Intent, "apply:"); applies {
			m.intents[k.Intent] = applyTo(id)
		}
		if _, ok := m.intents[k.Intent]; !ok {
			return fmt.Errorf("keyword %q wants %q, which is nothing an SMS can ask", k.Word, k.Intent)
		}
		folded := fold(k.Word)
		if o, twice := m.keywords[folded]; twice && o.Intent != k.Intent {
			return fmt.Errorf("keyword %q means both %s and %s", k.Word, o.Intent, k.Intent)
		} else if !twice {
			m.keywords[folded] = k
		}
	}
	return nil
}

// fold makes keywords equal that differ in case or only by a nukta, which many phones
// cannot type, ज़मीन and जमीन, খতিয়ান and খতিযান, or by full stops: R.S., আর.এস. NFC, in which Clean leaves a text,
// keeps the nukta of both scripts apart from its letter.
func fold(word string) string {
	word, err := seva.Clean("keyword", strings.ToLower(word))
	if err != nil {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '\u093c' || r == '\u09bc' || r == '\u200c' || r == '\u200d' {
			return -1
		}
		return r
	}, word)
}
