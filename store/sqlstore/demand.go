package sqlstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/fee"
)

// demandBody is a demand as it was raised; see caseBody for what may change. What becomes
// of it stands in columns, and so does the mobile of whose it is: Phone is only in bodies that
// were written before 00013, and nobody asks for it.
type demandBody struct {
	ID      string    `cbor:"1,keyasint,omitzero"`
	Case    string    `cbor:"2,keyasint,omitzero"`
	Service string    `cbor:"3,keyasint,omitzero"`
	Office  string    `cbor:"4,keyasint,omitzero"`
	Citizen string    `cbor:"5,keyasint,omitzero"`
	Phone   string    `cbor:"6,keyasint,omitzero"`
	Payer   string    `cbor:"7,keyasint,omitzero"`
	Lang    string    `cbor:"8,keyasint,omitzero"`
	Lines   []dueBody `cbor:"9,keyasint,omitzero"`
	Amount  int64     `cbor:"10,keyasint,omitzero"`
	Raised  int64     `cbor:"11,keyasint,omitzero"`
}

type dueBody struct {
	Head   string `cbor:"1,keyasint,omitzero"`
	Amount int64  `cbor:"2,keyasint,omitzero"`
	Source string `cbor:"3,keyasint,omitzero"`
}

// Owe implements fee.Writer. A demand whose lines do not add up to it, or that asks for
// nothing, is refused: what was paid could never be told from what was owed.
func (t *tx) Owe(_ context.Context, d fee.Demand) error {
	var sum seva.Money
	for _, l := range d.Lines {
		if l.Amount < 0 {
			return t.note(fmt.Errorf("sqlstore: demand %s owes less than nothing under a head", d.ID))
		}
		sum += l.Amount
	}
	switch {
	case d.ID == "" || d.Case == "" || !plain(d.ID, d.Case, d.Citizen, string(d.Phone)):
		return t.note(seva.Refuse("demand", seva.Say("error.text.control")))
	case d.Amount <= 0 || sum != d.Amount:
		return t.note(fmt.Errorf("sqlstore: demand %s is of %d and its lines of %d", d.ID, d.Amount, sum))
	}
	b, err := packDemand(d)
	if err == nil {
		t.later("demand.add", d.ID, d.Case, d.Citizen, string(d.Phone), int64(d.Amount), micros(d.Raised), b)
	}
	return t.note(err)
}

// Waive implements fee.Writer.
func (t *tx) Waive(_ context.Context, demand string, at time.Time) error {
	t.later("demand.waive", demand, micros(at))
	return nil
}

func packDemand(d fee.Demand) ([]byte, error) {
	b := demandBody{ID: d.ID, Case: d.Case, Service: d.Service, Office: d.Office, Citizen: d.Citizen,
		Payer: d.Payer, Lang: string(d.Lang), Amount: int64(d.Amount), Raised: packMoment(d.Raised)}
	for _, l := range d.Lines {
		b.Lines = append(b.Lines, dueBody{l.Head, int64(l.Amount), l.Source})
	}
	return cbor.Marshal(b)
}

func unpackDemand(text []byte) (fee.Demand, error) {
	var b demandBody
	if err := body.Unmarshal(text, &b); err != nil {
		return fee.Demand{}, fmt.Errorf("sqlstore: a demand: %w", err)
	}
	d := fee.Demand{ID: b.ID, Case: b.Case, Service: b.Service, Office: b.Office, Citizen: b.Citizen,
		Payer: b.Payer, Lang: seva.Lang(b.Lang), Amount: seva.Money(b.Amount), Raised: unpackMoment(b.Raised)}
	for _, l := range b.Lines {
		d.Lines = append(d.Lines, fee.Due{Head: l.Head, Amount: seva.Money(l.Amount), Source: l.Source})
	}
	return d, nil
}

// repacked reads demands and puts their bodies, without a mobile, into all by their ids: older
// programs wrote it there too.
func repacked(all map[string][]byte) func(rows) error {
	return func(r rows) error {
		var id string
		var b []byte
		if err := r.Scan(&id, &b); err != nil {
			return err
		}
		d, err := unpackDemand(b)
		if err != nil {
			return err
		}
		all[id], err = packDemand(d)
		return err
	}
}

// moveDemands takes what is owed along to the number that its citizen has now, as their cases
// go: who has the old number next sees and pays none of it.
func (t *tx) moveDemands(ctx context.Context, citizen string, from, to seva.Phone, before time.Time) error {
	moved := map[string][]byte{}
	take := repacked(moved)
	err := each(ctx, t.c, "identity.demands.citizen", []any{citizen, string(from)}, take)
	if err == nil {
		err = each(ctx, t.c, "identity.demands.phone", []any{string(from), micros(before)}, take)
	}
	for _, id := range slices.Sorted(maps.Keys(moved)) {
		if err == nil {
			_, err = t.c.do(ctx, "identity.demand.renumber", id, string(to), moved[id])
		}
	}
	return err
}

// forgetMobile takes the mobile out of demands of an account that are paid or no longer owed:
// also out of bodies that still have it.
func (t *tx) forgetMobile(ctx context.Context, citizen string) error {
	bare := map[string][]byte{}
	err := each(ctx, t.c, "registry.payment.mobiles", []any{citizen}, repacked(bare))
	for _, id := range slices.Sorted(maps.Keys(bare)) {
		if err == nil {
			_, err = t.c.do(ctx, "identity.demand.renumber", id, "", bare[id])
		}
	}
	return err
}
