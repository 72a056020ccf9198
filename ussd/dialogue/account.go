package dialogue

import (
	"context"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/notice"
	"duar/seva/registry"
)

// Account is what a phone may ask about whoever owns its number. That the number is true
// is only the gateway's word, so without a PIN there are counts, what was agreed to, and
// the wish for SMS; with the PIN the owner is a citizen who is proved. Each part may be nil
// and is then said not to be had.
type Account struct {
	Phone    seva.Phone
	Pins     identity.Pins
	Registry func(identity.Principal) registry.Counter
	Cases    func(identity.Principal) casework.Counter
	Stops    notice.Stops
	Now      time.Time
	// Written says that what is typed stays readable on the phone, as SMS do: no PIN is
	// asked then.
	Written bool
}

// asserted is the owner of the number as the gateway has it.
func (a *Account) asserted() identity.Principal {
	return identity.Principal{Kind: identity.Asserted, Phone: a.Phone}
}

// closed is the error of a part that this house does not have.
func closed() error { return seva.Fail(seva.Unavailable, seva.Say("error.unavailable")) }

// registry gives the counter of consents and looks for a principal.
func (m *Machine) registry(p func(*Account) identity.Principal) (registry.Counter, error) {
	a := m.desks.Account
	if a == nil || a.Registry == nil {
		return nil, closed()
	}
	return a.Registry(p(a)), nil
}

func leaveAccount(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	switch id {
	case "looks":
		s.push(nodeLooks)
	case "consents":
		s.push(nodeConsents)
	case "cases":
		m.behindPIN(ctx, s, nodeMyCases, out)
	case "wish":
		s.push(nodeWish)
	}
}

// showLooks says how often others have looked at the owner's applications, as long as looks
// are kept: on one screen with the way to the last of them.
func showLooks(ctx context.Context, m *Machine, _ State) (Screen, error) {
	counter, err := m.registry((*Account).asserted)
	if err != nil {
		return Screen{}, err
	}
	looks, err := counter.Looks(ctx, 0)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: []seva.Text{seva.Say("phone.looks", seva.Args{"Times": looks.Count})}}
	if looks.Count == 0 {
		screen.Body = []seva.Text{seva.Say("phone.looks.none")}
		return screen, nil
	}
	screen.Items = m.items[listLooks]
	return screen, nil
}

func leaveLooks(ctx context.Context, m *Machine, s *State, _ string, out *Outcome) {
	m.behindPIN(ctx, s, nodeLastLooks, out)
}

// maxLooks is how many of the last looks are told.
const maxLooks = 3

// showLastLooks says who looked last: in which role, of which office, and when. Never whom.
func showLastLooks(ctx context.Context, m *Machine, s State) (Screen, error) {
	who, err := m.citizen(s)
	if err != nil {
		return Screen{}, err
	}
	counter, err := m.registry(func(*Account) identity.Principal { return who })
	if err != nil {
		return Screen{}, err
	}
	looks, err := counter.Looks(ctx, maxLooks)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{}
	for _, l := range looks.Last[:min(len(looks.Last), maxLooks)] {
		line, err := m.lookLine(ctx, l)
		if err != nil {
			return Screen{}, err
		}
		screen.Body = append(screen.Body, line)
	}
	if len(screen.Body) == 0 {
		screen.Body = []seva.Text{seva.Say("phone.looks.none")}
	}
	return screen, nil
}

func (m *Machine) lookLine(ctx context.Context, l ledger.Look) (seva.Text, error) {
	office, err := m.officeCalled(ctx, l.Office)
	return seva.Say("phone.looks.line", seva.Args{"Day": seva.DateOf(l.At), "Role": roleCalled(casework.Role(l.Role)), "Office": office}), err
}

// roleCalled names a role in words that fit a phone.
func roleCalled(r casework.Role) seva.Text {
	if r == casework.System {
		return seva.Say("phone.role.system")
	}
	for _, known := range casework.Posts() {
		if r == known {
			return seva.Say("phone.role." + string(r))
		}
	}
	return seva.Say("phone.role.other")
}

// officeCalled names an office, "lr.2786" or "cmo.318": its department, and the block or
// district where the directory knows it. An office of no department is a kiosk.
func (m *Machine) officeCalled(ctx context.Context, office string) (seva.Text, error) {
	department, place, _ := strings.Cut(office, ".")
	if department == "" {
		return seva.Say("phone.office.bsk"), nil
	}
	name := seva.Say("department." + department)
	if place == "" || place == "*" {
		return name, nil
	}
	all, err := m.places.Districts(ctx)
	if err != nil {
		return seva.Text{}, err
	}
	for _, d := range all {
		if d.Code == place {
			return pick(name, d.Name), nil
		}
	}
	called, _, err := m.blockCalled(ctx, place)
	return pick(name, called), err
}
