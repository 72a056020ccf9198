package dialogue

import (
	"context"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// Taking a consent back takes no more steps than giving it: a number out of a list, then
// one key (DPDP Act 2023, section 6(4)).

//
// A phone that is only asserted hears of what it may take back; with the PIN its owner sees
// all that stands, also what an application needs.

// owner is the owner as far as this conversation knows them.
func (m *Machine) owner(s State) func(*Account) identity.Principal {
	if who, err := m.citizen(s); err == nil {
		return func(*Account) identity.Principal { return who }
	}
	return (*Account).asserted
}

// standing gives the consents of this phone's owner that stand, the newest first, and the
// counter they are kept at.
func (m *Machine) standing(ctx context.Context, s State) (registry.Counter, []ledger.Consent, error) {
	counter, err := m.registry(m.owner(s))
	if err != nil {
		return nil, nil, err
	}
	all, err := counter.Consents(ctx)
	all = slices.DeleteFunc(slices.Clone(all), func(c ledger.Consent) bool { return !c.Withdrawn.IsZero() })
	slices.SortStableFunc(all, func(a, b ledger.Consent) int { return b.Given.Compare(a.Given) })
	return counter, all[:min(len(all), maxPicks)], err
}

func showConsents(ctx context.Context, m *Machine, s State) (Screen, error) {
	_, all, err := m.standing(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: []seva.Text{seva.Say("phone.consents")}}
	if len(all) == 0 {
		screen.Body = []seva.Text{seva.Say("phone.consents.none")}
	}
	for i, c := range all {
		text := purposeCalled(c.Purpose)
		if c.Number != "" {
			text = seva.Say("phone.case.mine", seva.Args{"Number": c.Number, "Service": text})
		}
		screen.Items = append(screen.Items, Item{Number: i + 1, Text: text})
	}
	if _, err := m.citizen(s); err != nil {
		screen.Items = append(screen.Items, m.items[listConsents]...)
	}
	return screen, nil
}

// purposeCalled names what was agreed to: a service that was applied for, or the purpose in
// the few words that fit a phone.
func purposeCalled(id string) seva.Text {
	if service, applied := strings.CutPrefix(id, "apply."); applied {
		return seva.Say("service." + service)
	}
	return seva.Say("phone.purpose." + id)
}

func takeConsent(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	if m.choose(listConsents, a.number) == "all" {
		s.pop() // the way back shall not lead through the shorter list
		m.behindPIN(ctx, s, nodeConsents, out)
		return
	}
	_, all, err := m.standing(ctx, *s)
	switch {
	case err != nil:
		m.fail(s, out, err, "phone.wrong.choice")
	case a.number < 1 || a.number > len(all):
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
	default:
		s.Line = all[a.number-1].ID
		s.push(nodeConsent)
	}
}

func showConsent(ctx context.Context, m *Machine, s State) (Screen, error) {
	_, c, err := m.consent(ctx, s)
	return Screen{
		Body:  []seva.Text{seva.Say("phone.consent", seva.Args{"Purpose": purposeCalled(c.Purpose)})},
		Items: m.items[listConsent],
	}, err
}

// consent finds the one in play among those of this phone's owner: an id that has been in
// a state is no right to see it.
func (m *Machine) consent(ctx context.Context, s State) (registry.Counter, ledger.Consent, error) {
	counter, all, err := m.standing(ctx, s)
	if err != nil {
		return nil, ledger.Consent{}, err
	}
	at := slices.IndexFunc(all, func(c ledger.Consent) bool { return c.ID == s.Line })
	if at < 0 {
		return nil, ledger.Consent{}, seva.Fail(seva.NotFound, seva.Say("error.consent.unknown"))
	}
	return counter, all[at], nil
}

func leaveConsent(ctx context.Context, m *Machine, s *State, _ string, out *Outcome) {
	counter, c, err := m.consent(ctx, *s)
	if err == nil {
		_, err = counter.Withdraw(ctx, c.ID)
	}
	switch {
	case err == nil:
		s.pop() // the way back leads to what still stands
		s.Line = c.Purpose
		s.push(nodeWithdrawn)
	case seva.KindOf(err) == seva.Invalid: // by benefit: only the application can be withdrawn
		out.Reason = seva.Say("phone.wrong.needed")
	default:
		m.fail(s, out, err, "phone.wrong.choice")
	}
}

func showWithdrawn(_ context.Context, _ *Machine, s State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.consent.withdrawn", seva.Args{"Purpose": purposeCalled(s.Line)})}}, nil
}
