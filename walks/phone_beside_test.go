package walks

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	forms "duar/seva/form"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/office"
	"duar/seva/place"
	"duar/seva/watch"
	"duar/ussd/dialogue"
)

// beside is what a phone may ask about land besides its record: the real desks of papers,
// watches, fees and offices, over the house's own store.
type beside struct {
	papers  *document.Desk
	watches *watch.Desk
	fees    *charge.Desk
	offices *office.Directory
}

// pressless is the press and the seal of a house that only looks papers up.
type pressless struct{}

var errPressless = errors.New("no press")

func (pressless) Print(context.Context, document.Content) ([]byte, error) { return nil, errPressless }
func (pressless) Link(document.Facts) (string, error)                     { return "", errPressless }
func (pressless) Read(string) (document.Facts, error)                     { return document.Facts{}, errPressless }

// keyedInWalks names a phone in the tables of watches and tries.
func keyedInWalks(p seva.Phone) string { return "keyed " + string(p[len(p)-4:]) }

// furnish sets up the desks beside the record, but that of papers, which needs the cases.
func (h *phoneHouse) furnish(atlas place.Atlas, places place.Desk, notice func() string, world seva.World) {
	h.t.Helper()
	table, err := catalogue.Fees()
	h.must(err)
	zones, err := catalogue.Zones()
	h.must(err)
	classes, err := catalogue.Classes()
	h.must(err)
	groups := map[land.Class]string{}
	for _, c := range classes {
		groups[c.Key] = c.Group
	}
	lookup := land.NewDesk(landlord{}).For(land.Public)
	h.fees = &charge.Desk{Table: table, Zones: zones, Groups: groups, Places: places, Land: lookup, World: world}
	h.offices, err = catalogue.Offices(atlas)
	h.must(err)
	h.watches = watch.NewDesk(watch.Parts{Book: h.store.Watches(), World: world, Say: i18n.Say, Keyed: keyedInWalks, Notice: notice,
		There: func(ctx context.Context, k casework.Key) error {
			idn, n, _ := k.Land()
			if k.Kind == casework.KeyKhatian {
				_, err := lookup.Khatian(ctx, idn, n, land.At{})
				return err
			}
			_, err := lookup.Plot(ctx, idn, n, land.At{})
			return err
		}})
}

// shelve opens the desk of papers.
func (h *phoneHouse) shelve(places place.Desk, world seva.World) {
	h.t.Helper()
	var err error
	h.papers, err = document.NewDesk(document.Parts{Book: h.store.Documents(), Cases: h.cases, Register: landlord{}, Places: places,
		Press: pressless{}, Seal: pressless{}, World: world, Base: "https://duar.example"})
	h.must(err)
}

// land is all of it as a phone meets it.
func (h *phoneHouse) land(p seva.Phone, l seva.Lang) dialogue.Land {
	caller := identity.Principal{Kind: identity.Asserted, Phone: p, Lang: l}.Caller(string(forms.OnPhone))
	return dialogue.Land{Papers: h.papers.For(caller), Watches: h.watches.For(caller), Notice: h.watches.Notice, Fees: h.fees, Offices: h.offices}
}

// Numbers of the house's own land cases, and of the paper of one.
const (
	heardCase = "MN2026000031" // from deed 1234 of 2026; a hearing is set
	owingCase = "DC2026000031" // of another phone; its fee is not paid
	wornPaper = "4829103847566"
)

// landCases opens a mutation that a deed led to, about plot 165, with a hearing on a day, and
// a copy whose fee is to be paid; and puts a paper of khatian 12 there, from a record that has
// changed since.
func (h *phoneHouse) landCases(day seva.Date) {
	h.t.Helper()
	ctx := h.t.Context()
	deed, err := casework.DeedKey("1902", "2026", "1234")
	h.must(err)
	khatian := casework.KhatianKey(1027001, land.Number{Main: 12})
	for _, o := range []casework.Opening{
		{Number: heardCase, Service: "mutation_contactless", Office: "lr.2984", FormOf: 1, Keys: []casework.Key{deed, casework.PlotKey(1027001, land.Number{Main: 165})},
			Applicant: casework.Applicant{Name: "Mina Das", Phone: "919831000003"}},
		{Number: owingCase, Service: "ror_copy", Office: "lr.2984", FormOf: 1, Keys: []casework.Key{khatian},
			Applicant: casework.Applicant{Name: "Mina Das", Phone: othersPhone}, Answers: forms.Answers{"khatian": {Text: "1027001/12"}}},
	} {
		h.must(h.store.Cases().Change(ctx, func(tx casework.Tx) error {
			_, err := h.cases.Open(ctx, tx, o)
			return err
		}))
	}
	clerk := h.cases.For(casework.Caller{ID: "a-clerk", Roles: []casework.Role{casework.Verifier}, Offices: []string{"lr.*"}, Channel: "kiosk"})
	v, err := clerk.Case(ctx, heardCase)
	h.must(err)
	_, err = clerk.Act(ctx, casework.Act{Number: heardCase, Version: v.Version, Action: "fix_hearing", Day: day}, "hearing")
	h.must(err)
	file := []byte("a file that nobody reads")
	h.must(h.store.Documents().Change(ctx, func(tx document.Tx) error {
		if _, err := tx.Case(ctx, owingCase); err != nil {
			return err
		}
		return tx.PutPaper(ctx, document.Paper{Number: wornPaper, Case: owingCase, Kind: document.RoR, Office: "lr.2984", Mouza: 1027001,
			Subjects: []land.Number{{Main: 12}}, Langs: []seva.Lang{seva.Bengali}, Digest: sha256.Sum256([]byte("another record")),
			AsOn: land.AsOn{Valid: seva.DateOf(h.now), Recorded: h.now.Truncate(time.Microsecond)}, Issued: h.now.Truncate(time.Microsecond),
			Signer: "SPECIMEN", File: sha256.Sum256(file), Size: int64(len(file))}, file)
	}))
}
