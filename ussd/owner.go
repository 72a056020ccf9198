package ussd

import (
	"context"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/ussd/dialogue"
)

// machine is the machine as one phone has it.
func (x *Exchange) machine(t Turn, l seva.Lang, hop string) *dialogue.Machine {
	if x.Counters == nil {
		return x.Machine
	}
	services, cases := x.Counters(t.Phone, l)
	d := dialogue.Desks{Services: services, Cases: cases, Hop: hop, Account: x.account(t, l)}
	if x.Land != nil {
		d.Land = x.Land(t.Phone, l)
		if d.Papers != nil {
			d.Papers = counted{d.Papers, x, t}
		}
	}
	return x.Machine.At(d)
}

// counted lets a phone look up papers by their number within a budget: nobody tries numbers
// one after another.
type counted struct {
	dialogue.Papers
	x *Exchange
	t Turn
}

// Document is dialogue.Papers.
func (c counted) Document(ctx context.Context, number string) (document.View, error) {
	if !c.x.within(ctx, c.t, Checks, c.x.hash("s:", string(c.t.Phone)), c.x.checks).OK {
		return document.View{}, seva.Fail(seva.TooMany, seva.Say("error.case.tries"))
	}
	return c.Papers.Document(ctx, number)
}

// account is what may be asked about the owner of the number; nil where nothing is kept.
func (x *Exchange) account(t Turn, l seva.Lang) *dialogue.Account {
	if x.Pins == nil && x.Registry == nil && x.Stops == nil {
		return nil
	}
	a := &dialogue.Account{Phone: t.Phone, Pins: x.Pins, Stops: x.Stops, Now: x.World.Now(), Written: t.Channel == SMS}
	if x.Registry != nil {
		a.Registry = func(p identity.Principal) registry.Counter { p.Lang = l; return x.Registry(p, l) }
	}
	if x.Cases != nil {
		a.Cases = func(p identity.Principal) casework.Counter { p.Lang = l; return x.Cases(p, l) }
	}
	return a
}

// language reads what the number once chose; when that cannot be had, the language of
// its last conversation must do, and "" when there was none.
func (x *Exchange) language(ctx context.Context, t Turn, last seva.Lang) seva.Lang {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	l, known, err := x.Preferences.Lang(ctx, x.hash("l:", string(t.Phone)))
	if err != nil {
		x.Log.Warn("language not read", "gateway", t.Gateway, "err", err)
		return last
	}
	if !known {
		return ""
	}
	return l
}

// Remember keeps the language for a number, as if its owner had chosen it on the phone.
func (x *Exchange) Remember(ctx context.Context, p seva.Phone, l seva.Lang) error {
	return x.Preferences.SetLang(ctx, x.hash("l:", string(p)), l)
}
