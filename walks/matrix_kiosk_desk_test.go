package walks

import (
	"context"
	"maps"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/seva/service"
)

// The other half of the kiosk's matrix: what a screen does not offer, the desk refuses.

// forced asks the desk for what an action is, as somebody at a kiosk who was not offered it.
var forced = map[string]func(m *matrix, c casework.Caller, who identity.Principal) error{
	"kiosk.home.apply": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.services.For(c).Begin(context.Background(), service.Start{Services: []string{"grievance"}, Lang: seva.English, Channel: "kiosk"}, m.key())
		return err
	},
	"kiosk.home.status": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.cases.For(c).Check(context.Background(), m.seen.number, "")
		return err
	},
	"kiosk.home.inbox": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.cases.For(c).Inbox(context.Background(), casework.Query{})
		return err
	},
	"kiosk.home.requests": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.registry.For(c).Waiting(context.Background())
		return err
	},
	"kiosk.home.staff": func(m *matrix, _ casework.Caller, who identity.Principal) error {
		_, err := m.people.For(who).Staff(context.Background())
		return err
	},
	"kiosk.key.case": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.cases.For(c).Case(context.Background(), m.seen.number)
		return err
	},
	"kiosk.key.submit": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.services.For(c).Submit(context.Background(), m.draft.ID, m.draft.Version, service.Consent{Lang: seva.English, Heard: true}, m.key())
		return err
	},
	"kiosk.key.looked": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.registry.For(c).(registry.Present).LooksAt(context.Background(), m.seen.number, m.fact(), 3)
		return err
	},
	"kiosk.key.agreed": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.registry.For(c).(registry.Present).ConsentsAt(context.Background(), m.seen.number, m.fact())
		return err
	},
	"kiosk.key.withdraw": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.registry.For(c).(registry.Present).WithdrawAt(context.Background(), m.seen.number, m.fact(), m.consent)
		return err
	},
	"kiosk.key.answer": func(m *matrix, c casework.Caller, _ identity.Principal) error {
		_, err := m.registry.For(c).Answer(context.Background(), m.request, true, "mended", m.key())
		return err
	},
	"kiosk.key.enrol": func(m *matrix, _ casework.Caller, who identity.Principal) error {
		_, err := m.people.For(who).Enrol(context.Background(), identity.NewStaff{Login: "forced", Name: "Forced", Roles: []casework.Role{casework.Administrator}})
		return err
	},
	"kiosk.key.bar": barring(true), "kiosk.bar.bar": barring(true), "kiosk.bar.unbar": barring(false),
	"kiosk.staff.posts": func(m *matrix, _ casework.Caller, who identity.Principal) error {
		return m.people.For(who).SetRoles(context.Background(), m.login, []casework.Role{casework.Administrator}, nil)
	},
	"kiosk.staff.renew": func(m *matrix, _ casework.Caller, who identity.Principal) error {
		_, err := m.people.For(who).Renew(context.Background(), m.login)
		return err
	},
	"kiosk.staff.revoke": func(m *matrix, _ casework.Caller, who identity.Principal) error {
		return m.people.For(who).Revoke(context.Background(), m.login)
	},
	"kiosk.staff.suspend": suspending(true), "kiosk.staff.restore": suspending(false),
}

func barring(on bool) func(*matrix, casework.Caller, identity.Principal) error {
	return func(m *matrix, _ casework.Caller, who identity.Principal) error {
		return m.people.For(who).Bar(context.Background(), m.cast[asOther].phone, on)
	}
}

func suspending(on bool) func(*matrix, casework.Caller, identity.Principal) error {
	return func(m *matrix, _ casework.Caller, who identity.Principal) error {
		return m.people.For(who).Suspend(context.Background(), m.login, on)
	}
}

// acting is forced of an action of a case: the one that is only looked at, and for what
// answers the office, one that waits for the citizen.
func (m *matrix) acting(action string, c casework.Caller) error {
	s := m.seen
	if action == "reply" {
		s = m.waits
	}
	_, err := m.cases.For(c).Act(context.Background(), casework.Act{Number: s.number, Version: s.version, Action: action, Note: "forced"}, m.key())
	return err
}

// anywhere gives actions, and to whom they are offered on any screen.
func anywhere(found map[string]map[string]bool) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for row, roles := range found {
		_, action, _ := strings.Cut(row, " ")
		if all[action] == nil {
			all[action] = map[string]bool{}
		}
		maps.Copy(all[action], roles)
	}
	return all
}

// force asks the desks, as everybody, for what they were offered nowhere.
func (m *matrix) force(found map[string]map[string]bool, crew map[string][]*figure) {
	m.t.Helper()
	m.renew() // what was walked over has changed
	m.waits = m.asked("grievance_text")
	m.reread()
	for action, to := range anywhere(found) {
		of, isCase := strings.CutPrefix(action, "action.")
		deed := forced[action]
		switch {
		case isCase:
			deed = func(m *matrix, c casework.Caller, _ identity.Principal) error { return m.acting(of, c) }
		case slices.Contains(harmless, action) || slices.Contains(landHarmless, action):
			continue
		case deed == nil:
			m.t.Errorf("%s is offered, and nothing says how the desk is asked for it", action)
			continue
		}
		for _, role := range kioskRoles() {
			if to[role] {
				continue
			}
			for _, f := range crew[role] {
				var who identity.Principal
				if f != nil {
					who = f.who
				}
				err := deed(m, who.Caller("kiosk"), who)
				if kind := seva.KindOf(err); err == nil || !slices.Contains([]seva.Kind{seva.Forbidden, seva.Unauthenticated, seva.NotFound}, kind) {
					m.t.Errorf("%s is not offered to %s, and the desk answers %v", action, role, err)
				}
			}
		}
	}
}
