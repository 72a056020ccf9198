package dialogue

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// farOwner is everything about an account, as long as it gets. What no dialogue asks is
// left to the nil interface inside it.
type farOwner struct {
	papers
	folders
	look    ledger.Look
	consent ledger.Consent
	stopped bool
	view    casework.View
	own     []casework.Glance
}

type (
	papers  = registry.Counter
	folders = casework.Counter
)

// farDay has the longest day and month in every language.
var farDay = time.Date(2026, 9, 28, 6, 0, 0, 0, time.UTC)

func (o *farOwner) Looks(context.Context, int) (registry.Looks, error) {
	return registry.Looks{Count: 999, Since: farDay, Last: []ledger.Look{o.look, o.look, o.look}}, nil
}

func (o *farOwner) Consents(context.Context) ([]ledger.Consent, error) {
	all := make([]ledger.Consent, maxPicks)
	for i := range all {
		all[i] = o.consent
	}
	return all, nil
}

func (o *farOwner) Mine(context.Context) ([]casework.Glance, error) { return o.own, nil }

func (o *farOwner) Case(context.Context, string) (casework.View, error) { return o.view, nil }

func (o *farOwner) Stop(context.Context, seva.Phone, time.Time) error  { return nil }
func (o *farOwner) Start(context.Context, seva.Phone, time.Time) error { return nil }
func (o *farOwner) Stopped(context.Context, seva.Phone) (bool, error)  { return o.stopped, nil }
func (o *farOwner) HasPIN(context.Context, seva.Phone) (bool, error)   { return true, nil }
func (o *farOwner) Barred(seva.Phone) bool                             { return false }
func (o *farOwner) ByPIN(context.Context, seva.Phone, string) (identity.Principal, error) {
	return identity.Principal{}, nil
}

// account is the far owner as a phone meets them.
func (o *farOwner) account() *Account {
	return &Account{
		Phone: "919800000000", Pins: o, Stops: o, Now: farDay,
		Registry: func(identity.Principal) registry.Counter { return o },
		Cases:    func(identity.Principal) casework.Counter { return o },
	}
}

// accounts samples what the owner of a number is shown of their account: every role that
// may have looked, every office, every purpose, and a case in every state with the longest
// note. show shows a room to an account, with a consent in play.
func (far Far) accounts(show func(name string, node Node, line string, a *Account) error) error {
	o := &farOwner{own: far.Cases[:min(len(far.Cases), maxPicks)]}
	for _, n := range []Node{nodeHome, nodeAccount, nodeLooks, nodePIN, nodeNoPIN, nodeShut, nodeDialFor, nodeMyCases} {
		if err := show(n.Name()+", with an account", n, "", o.account()); err != nil {
			return err
		}
	}
	for _, o.stopped = range []bool{false, true} {
		for _, n := range []Node{nodeWish, nodeWished} {
			name := n.Name() + ", on"
			if o.stopped {
				name = n.Name() + ", off"
			}
			if err := show(name, n, "", o.account()); err != nil {
				return err
			}
		}
	}
	for _, role := range append(casework.Roles(), casework.Posts()...) {
		for _, department := range far.departments() {
			o.look = ledger.Look{Role: string(role), Office: department + ".2786", At: farDay}
			if err := show("last looks, "+string(role)+" of "+department, nodeLastLooks, "", o.account()); err != nil {
				return err
			}
		}
	}
	for _, id := range far.purposes() {
		o.consent = ledger.Consent{ID: id, Number: farFile, Purpose: id, Given: farDay}
		for _, n := range []Node{nodeConsents, nodeConsent, nodeWithdrawn} {
			if err := show(n.Name()+", "+id, n, id, o.account()); err != nil {
				return err
			}
		}
	}
	for _, g := range far.Cases {
		step := casework.Step{At: farDay, To: g.State, Role: casework.Verifier, Note: farText}
		o.view = casework.View{Glance: g, Office: far.departments()[len(far.departments())-1] + ".2786", Timeline: []casework.Step{step, step, step, step, step}}
		if err := show("my case, "+g.Service+" in "+g.State, nodeMyCase, "", o.account()); err != nil {
			return err
		}
	}
	for _, why := range far.Reasons {
		o.view = casework.View{Glance: far.Cases[0], Timeline: []casework.Step{{At: farDay, Reason: why}}}
		if err := show("my case, "+why, nodeMyCase, "", o.account()); err != nil {
			return err
		}
	}
	return nil
}

// departments are those of the services there are; "" is a kiosk.
func (far Far) departments() []string {
	all := append([]string{""}, far.Departments...)
	for _, v := range far.Services {
		if len(far.Departments) == 0 {
			all = append(all, v.Department)
		}
	}
	return all
}

// purposes are what can be agreed to: each service there is, and what else the catalogue has.
func (far Far) purposes() []string {
	var all []string
	seen := map[string]bool{}
	for _, g := range far.Cases {
		if id := "apply." + g.Service; !seen[id] {
			all, seen[id] = append(all, id), true
		}
	}
	return append(all, far.Purposes...)
}
