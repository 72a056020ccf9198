package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// agreements is the store as the book of seva/registry.
type agreements struct{ s *Store }

// Registry gives the store as the book of seva/registry.
func (s *Store) Registry() registry.Book { return agreements{s} }

// Consents implements registry.Book.
func (b agreements) Consents(ctx context.Context, p registry.Person) ([]ledger.Consent, error) {
	all, err := consents(ctx, b.s.engine, p.Citizen, p.Phone)
	return all, explain(err)
}

// Agreed implements registry.Book.
func (b agreements) Agreed(ctx context.Context, p registry.Person, purpose string) (bool, error) {
	var n int
	err := one(ctx, b.s.engine, "ledger.agreed", []any{p.Citizen, p.Phone, purpose}, &n)
	return n > 0, explain(err)
}

// Looks implements registry.Book.
func (b agreements) Looks(ctx context.Context, p registry.Person, since time.Time, limit int) (int, []ledger.Look, error) {
	n, last, err := looks(ctx, b.s.engine, p.Citizen, p.Phone, since, limit)
	return n, last, explain(err)
}

// Requests implements registry.Book.
func (b agreements) Requests(ctx context.Context, citizen string) ([]registry.Request, error) {
	all, err := requests(ctx, b.s.engine, "requests", citizen)
	return all, explain(err)
}

// Waiting implements registry.Book.
func (b agreements) Waiting(ctx context.Context, offices []string, limit int) ([]registry.Request, error) {
	var all []registry.Request
	for _, office := range offices {
		from, to, ok := officeRange(office)
		if !ok {
			continue
		}
		found, err := requests(ctx, b.s.engine, "requests.waiting", from, to, int64(limit))
		if err != nil {
			return nil, explain(err)
		}
		for _, r := range found {
			if !slices.ContainsFunc(all, func(have registry.Request) bool { return have.ID == r.ID }) {
				all = append(all, r)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y registry.Request) int {
		return cmp.Or(cmp.Compare(x.Due.Number(), y.Due.Number()), strings.Compare(x.ID, y.ID))
	})
	return all[:min(limit, len(all))], nil
}

// officeRange gives between which two names an office lies, or with "lr.*" all of a
// department; false of a name that nothing has.
func officeRange(office string) (from, to string, ok bool) {
	from, to = office, office+"\x01" // nothing else lies between
	if department, whole := strings.CutSuffix(office, ".*"); whole {
		from, to = department+".", department+"/"
	}
	return from, to, from != "" && plain(from)
}

// Askers implements registry.Book.
func (b agreements) Askers(ctx context.Context, ids []string) (map[string]string, error) {
	of := map[string]string{}
	err := each(ctx, b.s.engine, "requests.askers", []any{words(ids)}, func(r rows) error {
		var id, citizen string
		err := r.Scan(&id, &citizen)
		of[id] = citizen
		return err
	})
	return of, explain(err)
}

// Holder implements registry.Book.
func (b agreements) Holder(ctx context.Context, id string, p seva.Phone) (registry.Holder, error) {
	var h registry.Holder
	var handle, lang string
	var made int64
	name, key := "registry.account", id
	if id == "" {
		name, key = "registry.holder", string(p)
	}
	err := one(ctx, b.s.engine, name, []any{key}, &h.ID, &handle, &lang, &made)
	if errors.Is(err, errNone) {
		return registry.Holder{}, registry.ErrNone
	}
	if err != nil {
		return registry.Holder{}, explain(err)
	}
	h.Phone, h.Lang, h.Made = seva.Phone(handle), seva.Lang(lang), fromMicros(made)
	whole, err := b.s.Accounts().Account(ctx, identity.Citizen, handle)
	if errors.Is(err, identity.ErrNone) { // gone since
		return registry.Holder{}, registry.ErrNone
	}
	h.PIN = whole.PIN != ""
	return h, err
}

// Change implements registry.Book.
func (b agreements) Change(ctx context.Context, fn func(registry.Tx) error) error {
	return b.s.transact(ctx, func(t *tx) error { return fn(registryTx{t}) })
}

// registryTx is one transaction on the book, with all that an act leaves behind.
type registryTx struct{ *tx }

// Consents implements registry.Tx.
func (t registryTx) Consents(ctx context.Context, p registry.Person) ([]ledger.Consent, error) {
	if err := t.flush(ctx); err != nil {
		return nil, t.note(err)
	}
	all, err := consents(ctx, t.c, p.Citizen, p.Phone)
	return all, t.note(err)
}

// Withdraw implements registry.Tx.
func (t registryTx) Withdraw(ctx context.Context, id string, at time.Time, channel string) (bool, error) {
	n, err := t.c.do(ctx, "ledger.consent.withdraw", id, micros(at), channel)
	if err == nil && n == 1 { // a watch is kept while its consent stands
		t.later("watch.drop.consent", id)
	}
	return n == 1, t.note(err)
}

// Request implements registry.Tx.
func (t registryTx) Request(ctx context.Context, id string) (registry.Request, string, error) {
	if !plain(id) { // as somebody sent it
		return registry.Request{}, "", registry.ErrNone
	}
	var citizen string
	var b []byte
	err := one(ctx, t.c, "request", []any{id}, &citizen, &b)
	if errors.Is(err, errNone) {
		return registry.Request{}, "", registry.ErrNone
	}
	if err != nil {
		return registry.Request{}, "", t.note(err)
	}
	r, err := unpackRequest(id, b)
	return r, citizen, t.note(err)
}

// PutRequest implements registry.Tx.
func (t registryTx) PutRequest(ctx context.Context, r registry.Request, citizen string) error {
	if !plain(r.ID, citizen, r.Office) {
		return t.note(seva.Refuse("request", seva.Say("error.text.control")))
	}
	b, err := packRequest(r)
	if err == nil {
		_, err = t.c.do(ctx, "request.put", r.ID, citizen, r.Office, r.Due.Number(), micros(r.Made), packMoment(r.Done), b)
	}
	return t.note(err)
}

// requestBody is a request as it is kept; see caseBody for what may change.
type requestBody struct {
	Kind    string     `cbor:"1,keyasint,omitzero"`
	Number  string     `cbor:"2,keyasint,omitzero"`
	Field   string     `cbor:"3,keyasint,omitzero"`
	Note    string     `cbor:"4,keyasint,omitzero"`
	Office  string     `cbor:"5,keyasint,omitzero"`
	Made    int64      `cbor:"6,keyasint,omitzero"`
	Due     int64      `cbor:"7,keyasint,omitzero"`
	Done    int64      `cbor:"8,keyasint,omitzero"`
	Granted bool       `cbor:"9,keyasint,omitzero"`
	Reason  string     `cbor:"10,keyasint,omitzero"`
	Gone    []string   `cbor:"11,keyasint,omitzero"`
	Keeps   []keptBody `cbor:"12,keyasint,omitzero"`
}

type keptBody struct {
	What  string `cbor:"1,keyasint,omitzero"`
	Count int    `cbor:"2,keyasint,omitzero"`
	Why   string `cbor:"3,keyasint,omitzero"`
	Until int64  `cbor:"4,keyasint,omitzero"`
}

func packRequest(r registry.Request) ([]byte, error) {
	b := requestBody{
		Kind: string(r.Kind), Number: r.Number, Field: r.Field, Note: r.Note, Office: r.Office, Made: packMoment(r.Made),
		Due: packDate(r.Due), Done: packMoment(r.Done), Granted: r.Granted, Reason: r.Reason, Gone: r.Gone,
	}
	for _, k := range r.Keeps {
		b.Keeps = append(b.Keeps, keptBody{k.What, k.Count, k.Why, packDate(k.Until)})
	}
	return cbor.Marshal(b)
}

func unpackRequest(id string, packed []byte) (registry.Request, error) {
	var b requestBody
	if err := body.Unmarshal(packed, &b); err != nil {
		return registry.Request{}, fmt.Errorf("sqlstore: a request: %w", err)
	}
	r := registry.Request{
		ID: id, Kind: registry.Kind(b.Kind), Number: b.Number, Field: b.Field, Note: b.Note, Office: b.Office,
		Made: unpackMoment(b.Made), Due: seva.DateFromNumber(b.Due), Done: unpackMoment(b.Done), Granted: b.Granted,
		Reason: b.Reason, Gone: b.Gone,
	}
	for _, k := range b.Keeps {
		r.Keeps = append(r.Keeps, registry.Kept{What: k.What, Count: k.Count, Why: k.Why, Until: seva.DateFromNumber(k.Until)})
	}
	return r, nil
}

func requests(ctx context.Context, a asker, name string, args ...any) ([]registry.Request, error) {
	var all []registry.Request
	err := each(ctx, a, name, args, func(row rows) error {
		var id string
		var b []byte
		if err := row.Scan(&id, &b); err != nil {
			return err
		}
		r, err := unpackRequest(id, b)
		all = append(all, r)
		return err
	})
	return all, err
}
