package api_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/service"
	"duar/seva/service/servicetest"
	"duar/seva/welfare"
)

// The desks of these tests are the real ones over small definitions and books in memory.
// Only the door is a stand-in: who has which token is written here.
type desks struct {
	door     *door
	services *service.Desk
	cases    *casework.Desk
	accounts *accounts
	machines *machines
	consents *consents
}

// The people of the small world. Their tokens are what they are called.
const (
	citizenToken  = "token-of-a-citizen"
	otherToken    = "token-of-another-citizen"
	operatorToken = "token-of-an-operator"
	officerToken  = "token-of-an-officer"
	headToken     = "token-of-a-head"
	auditorToken  = "token-of-an-auditor"
	adminToken    = "token-of-an-administrator"
	accountsToken = "token-of-accounts"
)

func people() map[string]identity.Principal {
	return map[string]identity.Principal{
		citizenToken:  {Kind: identity.Citizen, ID: "citizen-1", Phone: "919831000345", Roles: []casework.Role{casework.Citizen}, Lang: seva.Hindi},
		otherToken:    {Kind: identity.Citizen, ID: "citizen-2", Phone: "919831000999", Roles: []casework.Role{casework.Citizen}, Lang: seva.BengaliRoman},
		operatorToken: {Kind: identity.Staff, ID: "staff-1", Name: "Rina Das", Roles: []casework.Role{casework.Operator}, Offices: []string{"bsk.2984"}, Lang: seva.Bengali},
		officerToken:  {Kind: identity.Staff, ID: "staff-2", Name: "Anil Roy", Roles: []casework.Role{casework.Verifier, casework.Clerk}, Offices: []string{"cmo.318", "udma.*", "wcd.*"}, Lang: seva.English},
		headToken:     {Kind: identity.Staff, ID: "staff-3", Name: "Mita Sen", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"cmo.318", "udma.*", "wcd.*"}, Lang: seva.English},
		auditorToken:  {Kind: identity.Staff, ID: "staff-4", Name: "Jaya Sinha", Roles: []casework.Role{casework.Auditor}, Offices: []string{"cmo.318"}, Lang: seva.English},
		adminToken:    {Kind: identity.Staff, ID: "staff-5", Name: "Bina Pal", Roles: []casework.Role{casework.Administrator}, Lang: seva.English},
		accountsToken: {Kind: identity.Staff, ID: "staff-6", Name: "Tapan Dey", Roles: []casework.Role{casework.Accounts}, Offices: []string{"lr.*"}, Lang: seva.English},
	}
}

// door is an identity.Door whose secrets are known: the code is 123456, the password "open".
type door struct {
	mu    sync.Mutex
	let   map[string]identity.Principal
	asked int // how often Who was
}

func (d *door) Ask(_ context.Context, p seva.Phone, l seva.Lang) (identity.Challenge, error) {
	if p == "919999999999" {
		return identity.Challenge{}, seva.Fail(seva.TooMany, seva.Say("error.code.sends", seva.Args{"Minutes": 7}))
	}
	return identity.Challenge{ID: "challenge-" + string(l), Expires: recorded.Add(5 * time.Minute), Again: recorded.Add(time.Minute)}, nil
}

func (d *door) Enter(_ context.Context, challenge, code string, device identity.Device) (identity.Session, error) {
	if !strings.HasPrefix(challenge, "challenge-") || code != "123456" {
		return identity.Session{}, seva.Refuse("code", seva.Say("error.code.wrong", seva.Args{"Left": 4}))
	}
	switch device {
	case "":
		return identity.Session{Token: citizenToken, Expires: recorded.Add(15 * time.Minute), Who: people()[citizenToken]}, nil
	case deviceKey:
		return renewed("refresh-1"), nil
	}
	return identity.Session{}, seva.Refuse("device", seva.Say("error.device"))
}

// deviceKey is a key of a telephone that there is not.
const deviceKey = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"

func renewed(refresh string) identity.Session {
	return identity.Session{
		Token: citizenToken, Expires: recorded.Add(15 * time.Minute), Who: people()[citizenToken],
		Refresh: refresh, RefreshExpires: recorded.Add(90 * 24 * time.Hour),
	}
}

func (d *door) Refresh(_ context.Context, refresh, proof string) (identity.Session, error) {
	if refresh != "refresh-1" || proof != "proof" {
		return identity.Session{}, seva.Fail(seva.Unauthenticated, seva.Say("error.refresh"))
	}
	return renewed("refresh-2"), nil
}

func (d *door) SignIn(_ context.Context, login, password, code string) (identity.Session, error) {
	if login != "rina" || password != "open" || code != "123456" {
		return identity.Session{}, seva.Fail(seva.Unauthenticated, seva.Say("error.sign_in"))
	}
	return identity.Session{Token: operatorToken, Expires: recorded.Add(8 * time.Hour), Who: people()[operatorToken]}, nil
}

func (d *door) Who(_ context.Context, token string) (identity.Principal, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	who, ok := d.let[token]
	if !ok {
		return identity.Principal{}, seva.Fail(seva.Unauthenticated, seva.Say("error.token"))
	}
	return who, nil
}

func (d *door) Leave(_ context.Context, token string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.let[token]; !ok {
		return seva.Fail(seva.Unauthenticated, seva.Say("error.token"))
	}
	delete(d.let, token)
	return nil
}

// vault keeps no number, only how many there were.
type vault struct{}

func (vault) Keep(_ context.Context, aadhaar string) (string, error) {
	return "vault-" + aadhaar[8:], nil
}

func newDesks(t testing.TB) *desks {
	t.Helper()
	d := &desks{door: &door{let: people()}, machines: newMachines(), consents: newConsents()}
	d.accounts = &accounts{door: d.door, staff: enrolled()}
	book := servicetest.NewBook()
	world := seva.FrozenWorld(recorded, 11)
	offered := offered()
	tracks := map[string]casework.Track{}
	for _, s := range offered {
		tracks[s.ID] = s.Track
	}
	var err error
	d.cases, err = casework.NewDesk(casework.Parts{
		Book: book.Cases, Tracks: tracks, World: world, Say: i18n.Say,
		Series: map[string]casework.Series{"GR": {Prefix: "GR", Yearly: true}, "CAF": {Prefix: "CAF", Yearly: true}, "OP": {Prefix: "OP", Yearly: true}},
		Form: func(id string, _ int) (form.Form, bool) {
			i := slices.IndexFunc(offered, func(s service.Service) bool { return s.ID == id })
			return offered[max(i, 0)].Form, i >= 0
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.services, err = service.NewDesk(service.Parts{
		Book: book, Cases: d.cases,
		Services: offered, Desks: form.Desks{Places: places(), Vault: vault{}}, World: world,
		Secret: []byte("a secret of these tests"), Hash: func(key string) string { return key },
		Names: func(id string) []string { return []string{i18n.Say(seva.English, seva.Say("service."+id))} },
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// offered are four services unlike each other: short and with a place, two under one
// number, and one with rules, a roster and secrets.
func offered() []service.Service {
	from := seva.Date{Year: 2024, Month: 1, Day: 1}
	return []service.Service{{
		ID: "grievance", Area: service.Grievance, Department: "cmo", Number: 1, Aliases: []string{"Abhijog", "অভিযোগ"}, From: from,
		Track: track("grievance", "cmo", "GR", "district", true, 7),
		Form: form.Form{ID: "grievance", Version: 1, Short: true, Sections: []form.Section{
			{ID: "matter", Fields: []form.Field{
				{ID: "topic", Kind: form.Choice, Options: []string{"land", "welfare", "other"}},
				{ID: "place", Kind: form.Place},
				{ID: "grievance_text", Kind: form.Text, Min: 10, Max: 1000},
				{ID: "evidence", Kind: form.File, Accept: []string{"application/pdf", "image/png"}, Optional: true, Kiosk: true},
			}},
			{ID: "complainant", Fields: []form.Field{
				{ID: "anonymous", Kind: form.YesNo},
				{ID: "name", Kind: form.Person, When: &form.Condition{Field: "anonymous", Is: "no"}},
				{ID: "mobile", Kind: form.Mobile, Optional: true},
			}},
		}},
	}, joint("trade_licence_renewal", form.Field{ID: "trade_licence_number", Kind: form.Text, Min: 4, Max: 40}),
		joint("fire_safety_certificate", form.Field{ID: "floors", Kind: form.Number, Min: 1, Max: 200}),
		pension()}
}

func joint(id string, own form.Field) service.Service {
	return service.Service{
		ID: id, Area: service.Window, Department: "udma", From: seva.Date{Year: 2024, Month: 1, Day: 1}, Joint: true,
		Track: track(id, "udma", "CAF", "block", false, 30),
		Form: form.Form{ID: id, Version: 2, Sections: []form.Section{{ID: "unit", Fields: []form.Field{
			{ID: "place", Kind: form.Place}, own, {ID: "undertaking", Kind: form.Declaration},
		}}}},
	}
}

func pension() service.Service {
	least := int64(60)
	return service.Service{
		ID: "old_age_pension", Area: service.Welfare, Department: "wcd", From: seva.Date{Year: 2024, Month: 1, Day: 1},
		Track: track("old_age_pension", "wcd", "OP", "block", true, 0),
		Facts: []welfare.Fact{{ID: "age", Rule: "age_on_application", Field: "birth_date"}},
		Rules: welfare.Rulebook{Editions: []welfare.Edition{{
			Version: "2026-06", From: seva.Date{Year: 2026, Month: 6, Day: 1}, Source: "made up for tests",
			Rules: []welfare.Rule{{ID: "age", Must: form.Condition{Fact: "age", Min: &least}, Stops: true}},
		}}},
		Form: form.Form{ID: "old_age_pension", Version: 1, Sections: []form.Section{
			{ID: "applicant", Fields: []form.Field{
				{ID: "applicant_name", Kind: form.Person}, {ID: "mobile", Kind: form.Mobile},
				{ID: "birth_date", Kind: form.Date, Partial: true, Until: "today"}, {ID: "place", Kind: form.Place},
			}},
			{ID: "bank", Fields: []form.Field{{ID: "account", Kind: form.Account}, {ID: "ifsc", Kind: form.IFSC}}},
			{ID: "family", Fields: []form.Field{{ID: "members", Kind: form.Roster, Optional: true, Max: 5, Fields: []form.Field{
				{ID: "name", Kind: form.Person}, {ID: "aadhaar", Kind: form.Aadhaar, Optional: true},
			}}}},
		}},
	}
}

// track is one way through an office for all: looked into, asked about, decided.
func track(id, department, series, by string, personal bool, days int) casework.Track {
	office, citizen := casework.OfficeCourt, casework.CitizenCourt
	t := casework.Track{
		Service: id, Department: department, Series: series, Personal: personal, By: by,
		Limit: casework.Limit{Days: days, Working: days > 0, Policy: casework.Pause, Source: "made up for tests"},
		Procedure: casework.Procedure{
			ID: "grievance", Version: 1, Start: "submitted",
			States: []casework.State{
				{ID: "submitted", Court: office, Runs: true}, {ID: "enquiry", Court: office, Runs: true},
				{ID: "query", Court: citizen, Remedy: &casework.Remedy{Who: "applicant", Where: "app_or_bsk", Days: 15}},
				{ID: "answered", Court: casework.NoCourt, End: true, Good: true},
				{ID: "not_upheld", Court: casework.NoCourt, End: true, Bad: true, Remedy: &casework.Remedy{Who: "applicant", Where: "dm_office", Papers: []string{"receipt", "order"}, Days: 30}},
				{ID: "lapsed", Court: casework.NoCourt, End: true, Bad: true, Remedy: &casework.Remedy{Who: "applicant", Where: "app_or_bsk", Papers: []string{"receipt"}}},
			},
			Actions: []casework.Action{
				{ID: "take_up", From: []string{"submitted"}, To: "enquiry", Roles: []casework.Role{casework.Clerk, casework.Verifier}},
				{ID: "ask", From: []string{"submitted", "enquiry"}, To: "query", Roles: []casework.Role{casework.Verifier}, Needs: []casework.Need{casework.NeedItems}, Reasons: "query", Tells: "query"},
				{ID: "reply", From: []string{"query"}, To: "enquiry", Roles: []casework.Role{casework.Citizen, casework.Operator}, Needs: []casework.Need{casework.NeedAnswers}, Tells: "moved"},
				{ID: "lapse", From: []string{"query"}, To: "lapsed", Roles: []casework.Role{casework.System}, Tells: "lapsed"},
				{ID: "answer", From: []string{"enquiry"}, To: "answered", Roles: []casework.Role{casework.Verifier, casework.Sanctioner}, Needs: []casework.Need{casework.NeedNote}, Tells: "decided"},
				{ID: "refuse", From: []string{"enquiry"}, To: "not_upheld", Roles: []casework.Role{casework.Sanctioner}, Needs: []casework.Need{casework.NeedNote}, Reasons: "not_upheld", Tells: "refused"},
			},
			Timers:  []casework.Timer{{ID: "no_reply", In: []string{"query"}, Days: 15, Action: "lapse"}},
			Reasons: []casework.ReasonList{{ID: "query", Reasons: []string{"missing", "unclear"}}, {ID: "not_upheld", Reasons: []string{"not_found", "other"}}},
		},
	}
	return t
}
