package api_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// consents is a registry.Counter for each caller, over one consent, one look and the
// requests that are made.
type consents struct {
	mu       sync.Mutex
	given    []ledger.Consent
	requests []registry.Request
}

func newConsents() *consents {
	return &consents{given: []ledger.Consent{{
		ID: "consent-1", Purpose: "apply.grievance", Version: noticeVersion, Lang: seva.BengaliRoman, Channel: "kiosk", By: "staff-1", Number: "GR2026000001", Given: recorded,
	}}}
}

const noticeVersion = "3f9a1c0b77d2e654"

func notices() map[string]registry.Notice {
	return map[string]registry.Notice{
		"apply.grievance": {Version: noticeVersion, Purpose: registry.Purpose{ID: "apply.grievance", Words: "apply", Basis: registry.ByBenefit, Keep: 3650, Shared: []string{"cmo"},
			Items: []registry.Item{{ID: "matter", Words: "section.matter", Use: "use.decide"}, {ID: "complainant", Words: "section.complainant", Use: "use.know"}}}},
		"news": {Version: noticeVersion, Purpose: registry.Purpose{ID: "news", Words: "news", Basis: registry.ByConsent, Keep: 365,
			Items: []registry.Item{{ID: "mobile", Words: "item.mobile", Use: "use.news"}}}},
	}
}

func (c *consents) counter(who casework.Caller) registry.Counter { return counter{c, who} }

type counter struct {
	*consents
	who casework.Caller
}

func none(key string) error { return seva.Fail(seva.NotFound, seva.Say(key)) }

func (c counter) Notice(_ context.Context, purpose string) (registry.Notice, error) {
	n, ok := notices()[purpose]
	if !ok {
		return n, none("error.purpose.unknown")
	}
	return n, nil
}

func (c counter) mine() bool { return c.who.ID == "citizen-1" }

func (c counter) Consents(context.Context) ([]ledger.Consent, error) {
	if !c.mine() {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.given), nil
}

func (c counter) Give(ctx context.Context, purpose, version string) (ledger.Consent, error) {
	n, err := c.Notice(ctx, purpose)
	switch {
	case err != nil:
		return ledger.Consent{}, err
	case n.Version != version:
		return ledger.Consent{}, &seva.Error{Kind: seva.Conflict, Field: "version", Text: seva.Say("error.consent.version")}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	given := ledger.Consent{ID: "consent-2", Purpose: purpose, Version: version, Lang: seva.Hindi, Channel: "app", Given: recorded}
	c.given = append(c.given, given)
	return given, nil
}

func (c counter) Withdraw(_ context.Context, id string) (ledger.Consent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.given, func(g ledger.Consent) bool { return g.ID == id })
	switch {
	case i < 0 || !c.mine():
		return ledger.Consent{}, none("error.consent.unknown")
	case notices()[c.given[i].Purpose].Basis == registry.ByBenefit:
		return ledger.Consent{}, seva.Fail(seva.Invalid, seva.Say("error.consent.needed"))
	}
	c.given[i].Withdrawn, c.given[i].WithdrawnChannel = recorded.Add(time.Hour), "app"
	return c.given[i], nil
}

func (c counter) Looks(_ context.Context, limit int) (registry.Looks, error) {
	all := []ledger.Look{
		{Number: "GR2026000001", Role: "verifying_officer", Office: "cmo.318", Why: "act.ask", Channel: "app", At: recorded.Add(2 * time.Hour)},
		{Number: "GR2026000001", Role: "bsk_operator", Why: "view", Channel: "kiosk", At: recorded.Add(time.Hour)},
	}
	return registry.Looks{Count: 2, Since: recorded.AddDate(-1, 0, 0), Last: all[:min(limit, 2)]}, nil
}

func (c counter) Data(ctx context.Context) (registry.Export, error) {
	given, _ := c.Consents(ctx)
	looks, _ := c.Looks(ctx, 1)
	return registry.Export{
		At: recorded.Add(3 * time.Hour), Account: registry.Account{Phone: c.who.Phone, Lang: c.who.Lang, Made: recorded, PIN: true},
		Consents: given, Looks: looks, Requests: c.requests,
		Cases: []casework.View{{
			Glance:  casework.Glance{Number: "GR2026000001", Service: "grievance", State: "submitted", Court: casework.OfficeCourt, Submitted: recorded, Since: recorded},
			Version: 1, Office: "cmo.318", FormOf: 1, Applicant: casework.Applicant{Phone: c.who.Phone, Citizen: c.who.ID, Channel: "app"},
		}},
		Drafts: []registry.Draft{{ID: "draft-1", Services: []string{"old_age_pension"}, Answers: map[string]any{"applicant_name": "Gita Das"}, Changed: recorded}},
	}, nil
}

func (c counter) Ask(_ context.Context, r registry.Request, key string) (registry.Request, error) {
	if r.Kind != registry.Correction && r.Kind != registry.Erasure {
		return registry.Request{}, seva.Refuse("kind", seva.Say("error.request.kind"))
	}
	if r.Number == "GR2026000009" {
		return registry.Request{}, &seva.Error{Kind: seva.Invalid, Field: "number", Text: seva.Say("error.request.number")}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	r.ID, r.Made, r.Office, r.Due = "request-1", recorded, "cmo.318", seva.Date{Year: 2027, Month: 2, Day: 21}
	if key == "another" {
		return r, &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
	}
	c.requests = append(c.requests, r)
	return r, nil
}

func (c counter) Requests(context.Context) ([]registry.Request, error) {
	if !c.mine() {
		return nil, nil
	}
	return c.requests, nil
}

func (c counter) Waiting(context.Context) ([]registry.Request, error) {
	if !c.who.Serves("cmo.318") {
		return nil, nil
	}
	return c.requests, nil
}

func (c counter) Answer(_ context.Context, id string, granted bool, reason, _ string) (registry.Request, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.requests, func(r registry.Request) bool { return r.ID == id })
	if i < 0 || !c.who.Serves("cmo.318") {
		return registry.Request{}, none("error.request.unknown")
	}
	r := &c.requests[i]
	r.Done, r.Granted, r.Reason = recorded.Add(24*time.Hour), granted, reason
	if granted {
		r.Gone = []string{"draft"}
		r.Keeps = []registry.Kept{{What: "case", Count: 1, Why: "open", Until: seva.Date{Year: 2037, Month: 2, Day: 21}}, {What: "audit", Count: 3, Why: "proof"}}
	}
	return *r, nil
}
