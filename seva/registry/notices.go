package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/service"
	"duar/seva/watch"
)

// The purposes that this desk knows by name; what they say is in the catalogue.
const (
	News    = "news"        // SMS about other schemes
	Watches = watch.Purpose // SMS about land that somebody watches
	Prefill = "prefill"     // answers used again in later applications
)

// Plan is what the catalogue says of purposes and of how long data are kept.
type Plan struct {
	Purposes []Purpose // besides applications
	Applying []Applying
	Terms    []Term
}

// Applying is what an application is put on in an area of service. Uses says what a section
// of a form is needed for, "use.<id>"; one that is not in it is needed to decide.
type Applying struct {
	Area  service.Area
	Basis Basis
	Uses  map[string]string
}

// Term is how many days something is kept, and who says so. Kinds are Kinds().
type Term struct {
	Kind   string
	Days   int
	Source string
}

// term gives the days of a kind; 0 of one that has none.
func (p Plan) term(kind string) int {
	i := slices.IndexFunc(p.Terms, func(t Term) bool { return t.Kind == kind })
	if i < 0 {
		return 0
	}
	return p.Terms[i].Days
}

// ofCases is the kind of an area's cases that have ended.
func ofCases(area service.Area) string { return "case." + string(area) }

// Notices are all purposes as they are put before people. They do not change while the
// program runs.
type Notices struct {
	plan Plan
	byID map[string]Notice
	ids  []string
}

// NewNotices makes a notice of each purpose and of an application to each service. words
// says a message in a language; a notice whose words change has another version.
func NewNotices(p Plan, services []service.Service, words func(seva.Lang, string) string) (*Notices, error) {
	if words == nil {
		return nil, errors.New("registry: notices need words")
	}
	n := &Notices{plan: p, byID: map[string]Notice{}}
	put := func(of Purpose, more ...string) error {
		if _, twice := n.byID[of.ID]; twice {
			return fmt.Errorf("registry: the purpose %s is there twice", of.ID)
		}
		notice := Notice{Purpose: of}
		notice.Version = version(notice, words, more)
		n.byID[of.ID], n.ids = notice, append(n.ids, of.ID)
		return nil
	}
	for _, of := range p.Purposes {
		var short []string
		if of.ID == watch.Purpose { // a phone reads it out in a sentence of its own
			short = []string{"phone.watch.notice"}
		}
		if err := put(of, short...); err != nil {
			return nil, err
		}
	}
	for _, s := range services {
		of, err := p.applying(s)
		if err == nil {
			err = put(of, "service."+s.ID)
		}
		if err != nil {
			return nil, err
		}
	}
	return n, nil
}

// applying makes the purpose of an application: the sections of its form are its items.
func (p Plan) applying(s service.Service) (Purpose, error) {
	i := slices.IndexFunc(p.Applying, func(a Applying) bool { return a.Area == s.Area })
	keep := p.term(ofCases(s.Area))
	if i < 0 || keep == 0 {
		return Purpose{}, fmt.Errorf("registry: nothing says on what applications of %s are put, or how long they are kept", s.Area)
	}
	of := Purpose{
		ID: service.Purpose(s.ID), Words: "apply", Basis: p.Applying[i].Basis, Keep: keep, Shared: []string{s.Department},
	}
	for _, section := range s.Form.Sections {
		use := p.Applying[i].Uses[section.ID]
		if use == "" {
			use = "decide"
		}
		of.Items = append(of.Items, Item{ID: section.ID, Words: "section." + section.ID, Use: "use." + use})
	}
	return of, nil
}

// Notice gives the notice of a purpose.
func (n *Notices) Notice(purpose string) (Notice, bool) {
	notice, known := n.byID[purpose]
	return notice, known
}

// Version gives the version of the notice of an application to a service; "" of none. It is
// service.Parts.Notice.
func (n *Notices) Version(of string) string { return n.byID[service.Purpose(of)].Version }

// All gives every notice, those that are no application first.
func (n *Notices) All() []Notice {
	all := make([]Notice, len(n.ids))
	for i, id := range n.ids {
		all[i] = n.byID[id]
	}
	return all
}

// Keys lists the messages that a notice is made of, in the order in which it is read out.
func (n Notice) Keys() []string {
	keys := []string{"purpose." + n.Words, "purpose." + n.Words + ".why"}
	for _, item := range n.Items {
		keys = append(keys, item.Words, item.Use)
	}
	for _, department := range n.Shared {
		keys = append(keys, "department."+department)
	}
	return keys
}

// version hashes all that a notice says, in the three languages in which it is read: 16 hex
// digits of SHA-256.
func version(n Notice, words func(seva.Lang, string) string, more []string) string {
	h := sha256.New()
	say := func(parts ...string) {
		for _, p := range parts {
			h.Write([]byte(strconv.Itoa(len(p)) + ":" + p)) // so that no two notices run into one another
		}
	}
	say(n.ID, string(n.Basis), strconv.Itoa(n.Keep))
	for _, key := range append(n.Keys(), more...) {
		for _, l := range seva.Langs() {
			say(key, string(l), words(l, key))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// PurposeText names a purpose by its id, also one that there is no notice of any more.
func PurposeText(id string) seva.Text {
	if of, applies := strings.CutPrefix(id, service.Purpose("")); applies {
		return seva.Say("purpose.apply.of", seva.Args{"Service": seva.Say("service." + of)})
	}
	return seva.Say("purpose." + id)
}
