package documenttest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
)

// Press is a document.Press that prints the canonical record. Fault, when set, is asked
// first.
type Press struct {
	Fault func() error

	mu      sync.Mutex
	printed []document.Content
}

// Print implements document.Press.
func (p *Press) Print(_ context.Context, c document.Content) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Fault != nil {
		if err := p.Fault(); err != nil {
			return nil, err
		}
	}
	p.printed = append(p.printed, c)
	return fmt.Appendf(nil, "%%PDF-1.7 %s %s\n%s", c.Number, c.Link, document.Record(c)), nil
}

// Printed gives what was printed, in order.
func (p *Press) Printed() []document.Content {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]document.Content(nil), p.printed...)
}

// Seal is a document.Seal that signs nothing.
type Seal struct{}

// Link implements document.Seal.
func (Seal) Link(f document.Facts) (string, error) {
	return "HTTPS://DUAR.EXAMPLE/V/" + f.Number + hex.EncodeToString(f.Digest[:]), nil
}

// Read implements document.Seal; nothing was signed.
func (Seal) Read(string) (document.Facts, error) {
	return document.Facts{}, seva.Fail(seva.Invalid, seva.Say("error.document.digit"))
}

// Register is a land.Register of a few khatians, plots and sheets, each to be changed by hand.
type Register struct {
	mu       sync.Mutex
	Khatians map[land.Number]land.Khatian
	Plots    map[land.Number]land.Plot
	Sheets   map[land.Number]land.Sheet
	Fault    error // answers everything, when set
}

// Amend changes what is in it.
func (r *Register) Amend(fn func(*Register)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fn(r)
}

func row[V any](r *Register, all map[land.Number]V, n land.Number) (V, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, there := all[n]
	switch {
	case r.Fault != nil:
		return v, r.Fault
	case !there:
		return v, land.ErrNone
	}
	return v, nil
}

// Summary implements land.Register.
func (r *Register) Summary(_ context.Context, idn place.IDN) (land.Summary, error) {
	return land.Summary{Mouza: idn}, nil
}

// Plot implements land.Register.
func (r *Register) Plot(_ context.Context, _ place.IDN, n land.Number, _ land.At) (land.Plot, error) {
	return row(r, r.Plots, n)
}

// Khatian implements land.Register.
func (r *Register) Khatian(_ context.Context, _ place.IDN, n land.Number, _ land.At) (land.Khatian, error) {
	return row(r, r.Khatians, n)
}

// Crosswalk implements land.Register.
func (r *Register) Crosswalk(context.Context, place.IDN, land.Survey, land.Number) ([]land.Pair, error) {
	return nil, nil
}

// Sheet implements land.Register.
func (r *Register) Sheet(_ context.Context, _ place.IDN, n land.Number) (land.Sheet, error) {
	return row(r, r.Sheets, n)
}

// Mouza is the one that all is about.
const Mouza = place.IDN(1027001)

// NewRegister makes one with khatian 12 of plot 165, and plot 166 that has no map.
func NewRegister() *Register {
	asOn := land.AsOn{Valid: seva.Date{Year: 2026, Month: 4, Day: 1}, Source: land.DemoSource}
	owner := land.Owner{Name: seva.Names{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal"}, Type: land.Individual,
		Guardian: seva.Names{Bn: "নিমাই মণ্ডল"}, Relation: land.Father}
	number, other, khatian := land.Number{Main: 165}, land.Number{Main: 166}, land.Number{Main: 12}
	holding := land.Holding{Plot: number, Khatian: khatian, Class: "sali", Share: seva.Whole, Recorded: 10_300, Computed: 10_300, Owner: owner}
	return &Register{
		Khatians: map[land.Number]land.Khatian{khatian: {Mouza: Mouza, Number: khatian, Owner: owner, Area: 10_300,
			Holdings: []land.Holding{holding}, AsOn: asOn}},
		Plots: map[land.Number]land.Plot{
			number: {Mouza: Mouza, Number: number, Class: "sali", Area: 10_300, HasMap: true, Holdings: []land.Holding{holding}, AsOn: asOn},
			other:  {Mouza: Mouza, Number: other, Class: "sali", Area: 5_000, AsOn: asOn},
		},
		Sheets: map[land.Number]land.Sheet{number: {Parcel: land.Parcel{Mouza: Mouza, Number: number,
			Ring: land.Ring{{Lon: 87_700_000, Lat: 22_600_000}, {Lon: 87_700_100, Lat: 22_600_000}, {Lon: 87_700_100, Lat: 22_600_100}}}, AsOn: asOn}},
	}
}

// Places knows the one mouza.
func Places() *place.Index {
	x, err := place.New(place.Atlas{
		Districts: []place.District{{Code: "318", Portal: "10", Name: seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur", Hi: "पश्चिम मेदिनीपुर"}}},
		Blocks:    []place.Block{{Code: "2786", District: "318", Units: []string{"1027"}, Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"}}},
		Units:     []place.Unit{{Code: "1027", District: "318", Block: "2786", Name: seva.Names{Bn: "ঘাটাল", En: "Ghatal"}}},
		Mouzas:    []place.Mouza{{IDN: Mouza, Block: "2786", Name: seva.Names{Bn: "রঞ্জাপুর", En: "Ranjapur"}}},
	})
	if err != nil {
		panic("documenttest: " + err.Error()) // what is written above is sound
	}
	return x
}

// Track is how a copy goes, for a service: fee aside, to be signed, signed, issued.
func Track(service string) casework.Track {
	officer, system := []casework.Role{casework.Sanctioner}, []casework.Role{casework.System}
	return casework.Track{
		Service: service, Department: "lr", Series: "DC", By: "mouza",
		Limit: casework.Limit{Days: 2, Working: true, Policy: casework.Pause, Source: "test"},
		Procedure: casework.Procedure{
			ID: "document_copy", Version: 1, Start: document.ToSign,
			States: []casework.State{
				{ID: document.ToSign, Court: casework.OfficeCourt, Runs: true},
				{ID: document.SignedState, Court: casework.OfficeCourt, Runs: true},
				{ID: "issued", Court: casework.NoCourt, End: true, Good: true},
				{ID: "refused", Court: casework.NoCourt, End: true, Bad: true, Remedy: &casework.Remedy{Who: "citizen", Where: "office"}},
			},
			Actions: []casework.Action{
				{ID: casework.SubmitAction, To: document.ToSign, Roles: []casework.Role{casework.Citizen, casework.Operator}},
				{ID: document.SignAction, From: []string{document.ToSign}, To: document.SignedState, Roles: officer},
				{ID: "refuse", From: []string{document.ToSign}, To: "refused", Roles: officer, Reasons: "copy", Tells: "refused"},
				{ID: "take_back", From: []string{document.SignedState}, To: document.ToSign, Roles: officer},
				{ID: document.IssueAction, From: []string{document.SignedState}, To: "issued", Roles: system, Does: document.IssuedEffect, Tells: "paper"},
				{ID: document.ReturnAction, From: []string{document.SignedState}, To: document.ToSign, Roles: system, Reasons: "copy"},
			},
			Reasons: []casework.ReasonList{{ID: "copy", Reasons: []string{document.RecordGone, document.NoMap}}},
		},
	}
}

// File opens a case for a paper in the state to_sign, and gives its number.
func File(ctx context.Context, book document.Book, cases *casework.Desk, service string, answers form.Answers, a casework.Applicant) (string, error) {
	number := ""
	err := book.Change(ctx, func(tx document.Tx) error {
		var err error
		if number, err = cases.Number(ctx, tx, "DC"); err != nil {
			return err
		}
		_, err = cases.Open(ctx, tx, casework.Opening{Number: number, Service: service, Office: "lr.1027", Applicant: a, Answers: answers,
			FormOf: 1, Caller: casework.Caller{ID: a.Citizen, Roles: []casework.Role{casework.Citizen}}})
		return err
	})
	return number, err
}

// Key is the key under which a link's token is kept.
func Key(token string) [sha256.Size]byte { return sha256.Sum256([]byte(token)) }
