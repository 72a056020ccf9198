package client

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
)

// Cases is a casework.Counter over HTTP.
type Cases struct {
	server *Server
	token  string
}

// caseNumber writes a number as a path has it: the line after a dash.
func caseNumber(number string) string { return part(strings.Replace(number, "/", "-", 1)) }

// Case asks for one case in full.
func (c Cases) Case(ctx context.Context, number string) (casework.View, error) {
	return told[wire.View](ctx, c.server, request{parts: []string{"cases", caseNumber(number)}, token: c.token})
}

// Check asks for the lines of an application.
func (c Cases) Check(ctx context.Context, number, fact string) ([]casework.Glance, error) {
	r := post("status")
	r.token = c.token
	r.json = map[string]string{"number": number, "fact": fact}
	page, err := c.glances(ctx, r)
	return page.Cases, err
}

// Mine asks for the caller's own cases.
func (c Cases) Mine(ctx context.Context) ([]casework.Glance, error) {
	page, err := c.glances(ctx, request{parts: []string{"cases"}, token: c.token})
	return page.Cases, err
}

// Inbox asks for a page of the inbox.
func (c Cases) Inbox(ctx context.Context, q casework.Query) (casework.Page, error) {
	courts := make([]string, len(q.Courts))
	for i, court := range q.Courts {
		courts[i] = string(court)
	}
	ask := url.Values{}
	for name, value := range map[string]string{"court": strings.Join(courts, ","), "service": q.Service, "cursor": q.Cursor} {
		if value != "" {
			ask.Set(name, value)
		}
	}
	if q.Limit != 0 {
		ask.Set("limit", strconv.Itoa(q.Limit))
	}
	return c.glances(ctx, request{parts: []string{"inbox"}, ask: ask, token: c.token})
}

// Track asks for cases about something.
func (c Cases) Track(ctx context.Context, q casework.Trace) ([]casework.Glance, error) {
	r := request{token: c.token}
	idn, number, land := q.Key.Land()
	switch {
	case q.Name != "":
		r = post("cases", "track")
		r.token = c.token
		r.json = map[string]string{"name": q.Name, "office": q.Office, "from": q.From.String(), "until": q.Until.String()}
	case land:
		r.parts = []string{"land", "mouzas", idn.String(), q.Key.Kind + "s", part(number.Path()), "cases"}
	default:
		r.parts, r.ask = []string{"cases", "track"}, url.Values{"deed": {q.Key.Value}}
	}
	page, err := c.glances(ctx, r)
	return page.Cases, err
}

// Hearing asks what a notice of a hearing says.
func (c Cases) Hearing(ctx context.Context, number string) (casework.Hearing, error) {
	return told[wire.Hearing](ctx, c.server, request{parts: []string{"cases", caseNumber(number), "hearing"}, token: c.token})
}

// Act takes an action.
func (c Cases) Act(ctx context.Context, a casework.Act, key string) (casework.View, error) {
	type item struct {
		Field  string `json:"field"`
		Reason string `json:"reason"`
		Note   string `json:"note"`
	}
	items := make([]item, len(a.Items))
	for i, it := range a.Items {
		items[i] = item{string(it.Field), it.Reason, it.Note}
	}
	r := post("cases", caseNumber(a.Number), "actions")
	r.token, r.key = c.token, key
	r.json = map[string]any{
		"version": a.Version, "action": a.Action, "reason": a.Reason, "note": a.Note, "items": items,
		"day": a.Day.String(), "found": a.Found,
	}
	return told[wire.View](ctx, c.server, r)
}

func (c Cases) glances(ctx context.Context, r request) (casework.Page, error) {
	var page wire.Page[wire.Glance]
	if _, err := c.server.do(ctx, r, &page); err != nil {
		return casework.Page{}, err
	}
	out := casework.Page{Next: page.Next}
	for _, w := range page.Items {
		g, err := w.Facts()
		if err != nil {
			return casework.Page{}, seva.Broken(err)
		}
		out.Cases = append(out.Cases, g)
	}
	return out, nil
}
