// Package digilocker answers DigiLocker, which asks an issuer for the papers of a person:
// Pull URI Request of the Digital Locker Issuer API Specification 1.13 (May 2024).
//
// It knows the message, how a request proves who sent it, and how an answer is written. It
// does not know which papers there are or whose they are (seva/document decides), HTTP, or
// any sentence. It contacts nobody: DigiLocker calls.
package digilocker

import (
	"context"
	"errors"
	"net/http"
	"time"

	"duar/seva"
	"duar/seva/budget"
	"duar/seva/document"
)

// Header carries the HMAC of the body.
const Header = "x-digilocker-hmac"

// MaxBody is how long a request may be, in bytes. A photograph is sent in one at most.
const MaxBody = 64 << 10

// Settings are what was agreed with DigiLocker. The zero Settings are off.
type Settings struct {
	OrgID  string // DigiLocker's id of this issuer, as it comes in orgId
	Issuer string // "in.gov.wb.lr": the first part of every URI
	Key    string // the API key
	// Hex: the HMAC's hex digits are put into base64, and not its bytes, as a live
	// integration was found to send it. The specification says bytes.
	Hex bool
	// Skew is by how much ts may be away from now; 0 looks at no clock.
	Skew time.Duration
	// Types gives the kind of paper for a DocType of letters, at most five.
	Types map[string]document.Kind
	// Rate bounds how much is answered, whoever asks; the zero Rate takes the usual one.
	Rate budget.Rate
}

// On tells whether there is anything to answer with.
func (s Settings) On() bool { return s.OrgID != "" && s.Issuer != "" && s.Key != "" }

// Usual types of papers, and how much is answered.
var (
	usualTypes = map[string]document.Kind{"WBROR": document.RoR, "WBPLI": document.PlotIndex, "WBPLM": document.PlotMap}
	usualRate  = budget.Rate{Most: 600, Span: time.Minute}
	// refusedRate bounds what proves nothing: trying keys is not free.
	refusedRate = budget.Rate{Most: 60, Span: time.Minute}
)

// Puller gives papers to whose they are: the desk of documents.
type Puller interface {
	Pull(ctx context.Context, c document.Claim) (document.Grant, error)
}

// Issuer answers requests. It is safe for concurrent use.
type Issuer struct {
	Settings
	desk  Puller
	meter budget.Meter
	world seva.World
	fault func(error)
}

// New makes one. fault is told of failures of ours; meter may be nil.
func New(s Settings, desk Puller, meter budget.Meter, w seva.World, fault func(error)) (*Issuer, error) {
	switch {
	case !s.On():
		return nil, errors.New("digilocker: an organisation, an issuer and a key are needed")
	case len(s.Key) < 16:
		return nil, errors.New("digilocker: the key is too short")
	}
	if s.Types == nil {
		s.Types = usualTypes
	}
	for name := range s.Types {
		if len(name) == 0 || len(name) > 5 || !letters(name) {
			return nil, errors.New("digilocker: a type is one to five capital letters, not " + name)
		}
	}
	if s.Rate == (budget.Rate{}) {
		s.Rate = usualRate
	}
	if fault == nil {
		fault = func(error) {}
	}
	return &Issuer{s, desk, meter, w, fault}, nil
}

func letters(s string) bool {
	for _, r := range s {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// Answer answers one request: an HTTP status, and XML where it is 200. The body is proved
// before anything of it is read. What was not proved is 401 and nothing more: missing or
// wrong HMAC, another organisation, a keyhash of another ts, a ts that is too old, a txn
// that was seen before. What is proved and cannot be read is 400. That there is no such
// paper, or that it is another person's, is 200 with Status 0; that it is on its way, 9.
func (i *Issuer) Answer(ctx context.Context, hmac string, body []byte) (int, []byte) {
	if len(body) > MaxBody {
		return http.StatusRequestEntityTooLarge, nil
	}
	// The proof comes before the budget: else whoever has none could use it up for who has.
	if !i.proved(hmac, body) {
		return i.refuse(ctx), nil
	}
	if !i.room(ctx, "digilocker", i.Rate) {
		return http.StatusTooManyRequests, nil
	}
	r, err := read(body)
	if err != nil {
		return http.StatusBadRequest, nil
	}
	if !i.sent(r) {
		return i.refuse(ctx), nil
	}
	kind, known := i.Types[r.docType]
	if !known || r.name == "" {
		return http.StatusOK, write(i.answer(r, failed))
	}
	grant, err := i.desk.Pull(ctx, document.Claim{
		Locker: i.OrgID, Txn: r.once(), Kind: kind, Name: r.name, Born: r.born, Fields: r.fields,
	})
	switch {
	case errors.Is(err, document.ErrReplayed):
		return i.refuse(ctx), nil
	case errors.Is(err, document.ErrPending):
		return http.StatusOK, write(i.answer(r, pending))
	case err != nil && seva.KindOf(err) == seva.Unavailable:
		i.fault(err)
		return http.StatusServiceUnavailable, nil
	case err != nil && seva.KindOf(err) == seva.Internal:
		i.fault(err)
		return http.StatusInternalServerError, nil
	case err != nil:
		return http.StatusOK, write(i.answer(r, failed))
	}
	return http.StatusOK, write(i.granted(r, grant))
}

// refuse counts what was not proved.
func (i *Issuer) refuse(ctx context.Context) int {
	if !i.room(ctx, "digilocker refused", refusedRate) {
		return http.StatusTooManyRequests
	}
	return http.StatusUnauthorized
}

// room takes one out of a budget. A meter that cannot tell lets through: the HMAC stands
// before everything.
func (i *Issuer) room(ctx context.Context, key string, r budget.Rate) bool {
	if i.meter == nil {
		return true
	}
	v, err := i.meter.Take(ctx, key, 1, r)
	return err != nil || v.OK
}
