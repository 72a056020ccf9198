// Package gateway is the doorway of the phone face: what a telephone operator's
// gateway must translate, and the one way a request goes through it.
//
// It knows HTTP requests as plain values, who may call, and how to refuse. It does not
// know any operator's dialect (one folder each), any menu, or any web framework but in
// mount.go.
package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"duar/seva"
	"duar/seva/notice"
	"duar/ussd"
)

// Gateway translates one operator's dialect. It keeps nothing of a conversation.
type Gateway interface {
	// Name is the folder's name; it goes into Turn.Gateway.
	Name() string
	// Route is where the operator calls: "POST", "/gateways/generic/ussd".
	Route() (method, path string)
	// Read first makes sure of the caller, then reads the turn. It answers Ignore for a
	// call that is no turn, and a Refusal otherwise.
	Read(ctx context.Context, r Request) (ussd.Turn, error)
	// Reply puts the page into the dialect. A page with Drop has nothing to say and t may
	// then be zero. The response is good also when there is an error, which is for the log.
	Reply(ctx context.Context, t ussd.Turn, p ussd.Page) (Response, error)
}

// Ignore is what Read answers for a call in good order that asks nothing, such as
// the news that a session has ended.
var Ignore = errors.New("gateway: nothing to answer")

const (
	// MaxBody is the longest request body a gateway reads; the longest SMS in the longest
	// dialect is a tenth of it.
	MaxBody = 64 << 10
	// Patience is how long an answer may take before the operator's own timer is at risk.
	Patience = 3 * time.Second
)

// Serve takes one request through a gateway: read, take, reply. A refused request never
// reaches the taker, and the log says who was refused and why, without any number.
func Serve(ctx context.Context, g Gateway, taker ussd.Taker, log *slog.Logger, r Request) Response {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()

	turn, err := read(ctx, g, r)
	page := ussd.Page{End: true, Drop: true}
	switch {
	case errors.Is(err, Ignore):
	case err != nil:
		return refuse(ctx, log.With("gateway", g.Name()), r, err)
	default:
		if page, err = taker.Take(ctx, turn); err != nil {
			log.ErrorContext(ctx, "ussd.turn.failed", "gateway", g.Name(), "kind", string(seva.KindOf(err)), "error", err)
		}
	}
	response, err := g.Reply(ctx, turn, page)
	if err != nil {
		log.ErrorContext(ctx, "gateway.reply.failed", "gateway", g.Name(), "error", err)
	}
	return response
}

func read(ctx context.Context, g Gateway, r Request) (ussd.Turn, error) {
	if len(r.Body) > MaxBody {
		return ussd.Turn{}, &Refusal{http.StatusRequestEntityTooLarge, "the body is longer than 64 KiB"}
	}
	turn, err := g.Read(ctx, r)
	turn.Gateway = g.Name()
	return turn, err
}

// refuse answers with the reason and without a menu. What is no Refusal is our fault and
// says nothing.
func refuse(ctx context.Context, log *slog.Logger, r Request, err error) Response {
	refusal, ok := errors.AsType[*Refusal](err)
	if !ok {
		log.ErrorContext(ctx, "gateway.read.failed", "error", err)
		return Text(http.StatusServiceUnavailable, "try again")
	}
	log.WarnContext(ctx, "gateway.refused",
		"status", refusal.Status, "reason", refusal.Reason, "from", r.RemoteIP.String())
	return Text(refusal.Status, refusal.Reason)
}

// Line is a gateway that is not called: it keeps a connection open to the operator, takes
// turns from it, and may carry SMS over it too (then it is a notice.Carrier).
type Line interface {
	Name() string
	// Run holds the connection, and opens it again whenever it breaks, until ctx ends; then
	// it takes its leave in good order. Delivery receipts go to reports.
	Run(ctx context.Context, taker ussd.Taker, reports notice.Reports, log *slog.Logger) error
}
