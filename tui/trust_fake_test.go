package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
)

// bureauDesk keeps accounts in memory, for administrators.
type bureauDesk struct {
	accounts []identity.Account
	barred   map[seva.Phone]bool
	revoked  []string
	by       identity.Principal
}

func newBureau() *bureauDesk {
	account := func(id, login, name string, offices []string, roles ...casework.Role) identity.Account {
		return identity.Account{ID: id, Kind: identity.Staff, Handle: login, Name: name, Roles: roles, Offices: offices, Made: now}
	}
	all := []identity.Account{
		account("ad1", "admin", "D. Bose", nil, casework.Administrator),
		account("op1", "mina", "Mina Das", nil, casework.Operator),
		account("of1", "verma", "A. Verma", []string{"wcd.2786"}, casework.Verifier, casework.Sanctioner),
	}
	all[2].Suspended = now.AddDate(0, 0, -3)
	return &bureauDesk{accounts: all, barred: map[seva.Phone]bool{}}
}

// of gives the desk to somebody; it refuses whoever is no administrator.
func (b *bureauDesk) of(s identity.Session) identity.Bureau { b.by = s.Who; return b }

func (b *bureauDesk) find(login string) (*identity.Account, error) {
	if !b.by.Is(casework.Administrator) {
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	i := slices.IndexFunc(b.accounts, func(a identity.Account) bool { return a.Handle == login })
	switch {
	case i < 0:
		return nil, &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.staff.unknown", seva.Args{"Login": login})}
	case b.accounts[i].ID == b.by.ID:
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.staff.self"))
	}
	return &b.accounts[i], nil
}

func (b *bureauDesk) Staff(context.Context) ([]identity.Account, error) {
	if !b.by.Is(casework.Administrator) {
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	return slices.Clone(b.accounts), nil
}

var handedOver = identity.Enrolment{Password: "k7dm-q2xw-p9st-4hbn", Secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
	URL: "otpauth://totp/duar:rina?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=duar"}

func (b *bureauDesk) Enrol(_ context.Context, n identity.NewStaff) (identity.Enrolment, error) {
	if len(n.Roles) == 0 {
		return identity.Enrolment{}, seva.Refuse("role", seva.Say("error.staff.role"))
	}
	b.accounts = append(b.accounts, identity.Account{ID: "new", Handle: n.Login, Name: n.Name, Roles: n.Roles, Offices: n.Offices, Made: now})
	return handedOver, nil
}

func (b *bureauDesk) Renew(_ context.Context, login string) (identity.Enrolment, error) {
	_, err := b.find(login)
	return handedOver, err
}

func (b *bureauDesk) SetRoles(_ context.Context, login string, roles []casework.Role, offices []string) error {
	a, err := b.find(login)
	if err == nil {
		a.Roles, a.Offices = roles, offices
	}
	return err
}

func (b *bureauDesk) Suspend(_ context.Context, login string, suspended bool) error {
	a, err := b.find(login)
	if err != nil {
		return err
	}
	a.Suspended = time.Time{}
	if suspended {
		a.Suspended = now
	}
	return nil
}

func (b *bureauDesk) Revoke(_ context.Context, login string) error {
	_, err := b.find(login)
	if err == nil {
		b.revoked = append(b.revoked, login)
	}
	return err
}

func (b *bureauDesk) Bar(_ context.Context, p seva.Phone, barred bool) error {
	b.barred[p] = barred
	return nil
}

// registryDesk knows one citizen, by the case OP2026000106 and the year 1960.
type registryDesk struct {
	registry.Counter // what no kiosk asks
	consents         []ledger.Consent
	waiting          []registry.Request
	answered         map[string]string // reasons, by request
	broken           error
	asked            int
}

func newRegistry() *registryDesk {
	return &registryDesk{answered: map[string]string{},
		consents: []ledger.Consent{{ID: "c1", Purpose: registry.News, Given: now.AddDate(0, -1, 0)}, {ID: "c2", Purpose: registry.Prefill, Given: now.AddDate(0, -2, 0)}},
		waiting: []registry.Request{
			{ID: "r1", Kind: registry.Correction, Number: "OP2026000104", Field: "pin", Note: "পিন ৭২১২২২ হবে", Office: "wcd.2786", Made: now.AddDate(0, 0, -9), Due: seva.Date{Year: 2027, Month: 2, Day: 12}},
			{ID: "r2", Kind: registry.Correction, Number: "OP2026000107", Field: "name", Note: "নাম কমলা মন্ডল", Office: "wcd.2786", Made: now, Due: seva.Date{Year: 2027, Month: 2, Day: 21}},
		}}
}

func (r *registryDesk) Notice(_ context.Context, purpose string) (registry.Notice, error) {
	r.asked++
	if r.broken != nil {
		return registry.Notice{}, r.broken
	}
	n := registry.Notice{Version: "0123456789abcdef", Purpose: registry.Purpose{ID: purpose, Words: "apply", Basis: registry.ByBenefit, Keep: 1095, Shared: []string{"wcd"}}}
	if purpose == watch.Purpose {
		n.Purpose = registry.Purpose{ID: purpose, Words: purpose, Basis: registry.ByConsent, Keep: 1,
			Items: []registry.Item{{ID: "mobile", Words: "item.mobile", Use: "use.watch"}, {ID: "watched", Words: "item.watched", Use: "use.watch"}}}
		return n, nil
	}
	of := pension
	if purpose == service.Purpose(sale.ID) {
		of = sale
	}
	for _, s := range of.Form.Sections {
		n.Items = append(n.Items, registry.Item{ID: s.ID, Words: "section." + s.ID, Use: "use.decide"})
	}
	return n, nil
}

func (r *registryDesk) known(number, fact string) error {
	if r.broken != nil {
		return r.broken
	}
	if number != "OP2026000106" || fact != "1960" {
		return &seva.Error{Kind: seva.NotFound, Text: seva.Say("error.case.unknown_or_fact")}
	}
	return nil
}

func (r *registryDesk) LooksAt(_ context.Context, number, fact string, limit int) (registry.Looks, error) {
	l := registry.Looks{Count: 23, Since: now.AddDate(-1, 0, 0)}
	for i, why := range []string{"view", "act.send_back", "audit"} {
		l.Last = append(l.Last, ledger.Look{Number: number, Role: []string{"department_clerk", "verifying_officer", "auditor"}[i], Office: "wcd.2786", Why: why, At: now.AddDate(0, 0, -i)})
	}
	l.Last = append(l.Last, ledger.Look{Number: number, Role: "bsk_operator", Why: "view", At: now.AddDate(0, 0, -4)})
	return l, r.known(number, fact)
}

func (r *registryDesk) ConsentsAt(_ context.Context, number, fact string) ([]ledger.Consent, error) {
	return slices.DeleteFunc(slices.Clone(r.consents), func(c ledger.Consent) bool { return !c.Withdrawn.IsZero() }), r.known(number, fact)
}

func (r *registryDesk) WithdrawAt(_ context.Context, number, fact, id string) (ledger.Consent, error) {
	i := slices.IndexFunc(r.consents, func(c ledger.Consent) bool { return c.ID == id })
	if err := r.known(number, fact); err != nil || i < 0 {
		return ledger.Consent{}, err
	}
	r.consents[i].Withdrawn = now
	return r.consents[i], nil
}

func (r *registryDesk) Waiting(context.Context) ([]registry.Request, error) {
	return slices.DeleteFunc(slices.Clone(r.waiting), func(q registry.Request) bool { return r.answered[q.ID] != "" }), r.broken
}

func (r *registryDesk) Answer(_ context.Context, id string, _ bool, reason, key string) (registry.Request, error) {
	if key == "" || strings.TrimSpace(reason) == "" {
		return registry.Request{}, errGone
	}
	r.answered[id] = reason
	return registry.Request{ID: id}, r.broken
}
