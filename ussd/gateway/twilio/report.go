package twilio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/twilio/twilio-go/client"

	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
)

// Reports is gateway.Gateway for Twilio's reports of delivery. They are signed like an SMS,
// come more than once and in any order; notice.Reports keeps the furthest.
type Reports struct {
	account string
	url     string
	valid   client.RequestValidator
	to      notice.Reports
	stops   notice.Stops
	seen    *gateway.Seen
}

// NewReports makes the gateway. reports takes what it reads; stops, which may be nil, is told
// of who has opted out at Twilio.
func NewReports(c Config, reports notice.Reports, stops notice.Stops) (*Reports, error) {
	if err := c.account(); err != nil {
		return nil, err
	}
	u, err := url.Parse(c.callback())
	if err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
		return nil, errors.New("twilio: set the status callback to a whole https URL without a query, or the public URL, or neither")
	}
	return &Reports{
		account: c.AccountSID, url: c.callback(), valid: client.NewRequestValidator(c.AuthToken),
		to: reports, stops: stops, seen: gateway.NewSeen(remembered),
	}, nil
}

const remembered = 1 << 14

// Name is gateway.Gateway.
func (g *Reports) Name() string { return "twilio" }

// Route is gateway.Gateway.
func (g *Reports) Route() (method, path string) { return http.MethodPost, statusRoute }

// states are MessageStatus's values of a message that we have sent. Sending is not yet with
// the operator, sent is.
var states = map[string]notice.State{
	"accepted": notice.Accepted, "scheduled": notice.Accepted, "queued": notice.Accepted, "sending": notice.Accepted,
	"sent": notice.Dispatched, "delivered": notice.Delivered, "read": notice.Delivered,
	"undelivered": notice.Undelivered, "failed": notice.Undelivered, "canceled": notice.Undelivered,
}

// Read notes one report and asks nothing. The same message in the same state again has been
// noted, and causes nothing.
func (g *Reports) Read(ctx context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	form, err := authentic(r, g.valid, g.url, g.account)
	if err != nil {
		return none, err
	}
	status := form["MessageStatus"]
	state, known := states[status]
	if !known {
		return none, gateway.Ignore // of a message that came in, or of a kind that tells nothing
	}
	key := form["MessageSid"] + " " + status
	if g.seen.Has(key) {
		return none, gateway.Ignore
	}
	report := notice.Report{Provider: g.Name(), ID: form["MessageSid"], State: state, Code: status, At: r.Received}
	if state == notice.Undelivered {
		report.Why, report.Code = undelivered(status, form["ErrorCode"])
	}
	if report.Why == notice.OptedOut && g.stops != nil {
		phone, err := form.Phone("To")
		if err != nil {
			return none, err
		}
		if err := g.stops.Stop(ctx, phone, r.Received); err != nil {
			return none, err
		}
	}
	if err := g.to.Note(ctx, report); err != nil {
		return none, err
	}
	g.seen.Add(key)
	return none, gateway.Ignore
}

// undelivered is the reason of a failure and its code. A message that was canceled was so by
// us.
func undelivered(status, code string) (notice.Reason, string) {
	n, err := strconv.Atoi(code)
	switch why, known := reasons[n]; {
	case err == nil && known:
		return why, strconv.Itoa(n)
	case err == nil && n > 0:
		return notice.Unknown, strconv.Itoa(n)
	case status == "canceled":
		return notice.Rejected, status
	}
	return notice.Unknown, status
}

// Reply is an empty answer, which Twilio does not read.
func (g *Reports) Reply(context.Context, ussd.Turn, ussd.Page) (gateway.Response, error) {
	return gateway.Text(http.StatusOK, ""), nil
}
