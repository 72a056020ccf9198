package api_test

import (
	"context"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/place"
)

// deeds is a desk of deeds that takes every one, and has had 1902/2026/1234 when it was told
// so. It keeps what it was given.
type deeds struct {
	had   bool
	taken *mutation.Deed
	who   *casework.Caller
	fail  error
}

func (d deeds) receipt(again bool) mutation.Receipt {
	return mutation.Receipt{ID: mutation.ID{Office: "1902", Year: 2026, Number: 1234}, Case: "MN2026000017", State: "notice_issued", Course: mutation.Window,
		Reasons:  []seva.Text{seva.Say("rule.deed.seller_spelled", seva.Args{"Plot": land.Number{Main: 165, Bata: 1201}})},
		Received: recorded, Again: again}
}

func (d deeds) Receive(_ context.Context, who casework.Caller, deed mutation.Deed) (mutation.Receipt, error) {
	if d.taken != nil {
		*d.taken, *d.who = deed, who
	}
	return d.receipt(d.had), d.fail
}

func (d deeds) Deed(_ context.Context, _ casework.Caller, id mutation.ID) (mutation.Receipt, error) {
	if id.Number != 1234 {
		return mutation.Receipt{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.deed.unknown", seva.Args{"Deed": id})}
	}
	return d.receipt(true), d.fail
}

func (d deeds) Ask(_ context.Context, _ casework.Caller, idn place.IDN, plot, khatian land.Number) (mutation.Answer, error) {
	h := land.Holding{Plot: plot, Khatian: khatian, Class: "sali", Share: 2500, Recorded: 1000, Computed: 1000,
		Owner: land.Owner{Name: seva.Names{Bn: "নমিতা বাগ", En: "Namita Bag"}, Type: land.Individual, Guardian: seva.Names{Bn: "পরেশ বাগ"}, Relation: land.Husband}}
	p := land.Plot{Mouza: idn, Number: plot, Class: "sali", Area: 4000, Flags: []land.Flag{land.Mortgage}, Holdings: []land.Holding{h},
		AsOn: land.AsOn{Valid: seva.Date{Year: 2026, Month: 11, Day: 1}, Recorded: recorded, Source: land.DemoSource}}
	return mutation.Answer{Plot: p, Holding: h, Course: mutation.Window, FeeKnown: true, Fee: fee.Estimate{Total: 100000},
		Reasons: []seva.Text{seva.Say("rule.deed.no_mortgage", seva.Args{"Plot": plot})}}, d.fail
}

func (d deeds) Conflicts(_ context.Context, who casework.Caller) ([]mutation.Conflict, error) {
	return []mutation.Conflict{{ID: mutation.ID{Office: "1902", Year: 2026, Number: 1234}, Case: "MN2026000017", From: "client:adsr-ghatal",
		Received: recorded, Differs: []string{"buyers", "consideration"}}}, d.fail
}

func (d deeds) Object(_ context.Context, who casework.Caller, number, _ string) (casework.Case, error) {
	if number != "MN2026000017" {
		return casework.Case{}, seva.Refuse("number", seva.Say("error.objection.late", seva.Args{"Day": seva.Date{Year: 2026, Month: 11, Day: 1}}))
	}
	return casework.Case{Number: number, State: "objected"}, d.fail
}
