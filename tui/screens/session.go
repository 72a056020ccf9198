package screens

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/registry"
	"duar/seva/service"
)

// begun is a draft that somebody began here: enough to go on with it, and nothing of what
// was answered.
type begun struct {
	id       string
	services []string
	at       time.Time
}

// mostBegun is how many drafts of one person the kiosk remembers.
const mostBegun = 20

// in tells whether somebody has signed in.
func (g *Ground) in() bool { return g.session.Token != "" }

// register gives the land desk for whoever is at the kiosk: who has signed in may look up more.
func (g *Ground) register() land.Counter {
	if g.LandOf != nil && g.in() {
		return g.LandOf(g.session)
	}
	return g.Land
}

// is tells whether whoever signed in has one of some roles.
func (g *Ground) is(roles ...casework.Role) bool {
	return slices.ContainsFunc(roles, g.session.Who.Is)
}

// Those who enter applications, and those who work on cases.
var (
	enterers = []casework.Role{casework.Operator, casework.Institution, casework.Entry}
	officers = []casework.Role{casework.Clerk, casework.Verifier, casework.Sanctioner}
)

// Locks tells whether the screen can be covered: somebody has signed in, and can prove it
// again.
func (g *Ground) Locks() bool { return g.Own != nil && g.in() }

// Ended tells, once, whether a desk has said that the session stands no more.
func (g *Ground) Ended() bool {
	was := g.ended
	g.ended = false
	return was
}

// stands gives what asks the door whether the session still stands, where the desks do not.
func (g *Ground) stands() func(context.Context) error {
	if !g.Within || !g.in() {
		return nil
	}
	door, token := g.Door, g.session.Token
	return func(ctx context.Context) error {
		_, err := door.Who(ctx, token)
		return err
	}
}

// counter and desk are the desks of services and of cases, with the right of whoever is
// signed in, or of nobody.
func (g *Ground) counter() service.Counter { return g.Services(g.session) }
func (g *Ground) desk() casework.Counter   { return g.Cases(g.session) }

// registry and bureau are the desks of what citizens agreed to and of the accounts of staff.
func (g *Ground) registry() registry.Counter { return g.Registry(g.session) }
func (g *Ground) bureau() identity.Bureau    { return g.Bureau(g.session) }

// present gives what the registry lets an operator do for a citizen at the desk, where it
// does.
func (g *Ground) present() (registry.Present, bool) {
	if g.Registry == nil || !g.in() {
		return nil, false
	}
	p, can := g.registry().(registry.Present)
	return p, can
}

// signedIn gives a screen that only staff in some roles see: it, or the way to it. Whoever
// turns out to have none of them is told so on the first screen.
func (g *Ground) signedIn(open func(*Ground) Screen, roles ...casework.Role) Screen {
	theirs := func(g *Ground) Screen {
		if !g.is(roles...) {
			g.told = "kiosk.home.other_role"
			return nil
		}
		return open(g)
	}
	if !g.in() {
		return newSignIn(g, theirs)
	}
	return theirs(g)
}

// enter takes the session of whoever has signed in. A screen made before belongs to
// nobody's session and keeps to that.
func (g *Ground) enter(s identity.Session) { g.session = s }

// leave signs out, after what is to be kept has been handed over with the right that
// ends here. The kiosk is signed out at once, whether the door hears of it or not.
func (g *Ground) leave(keep ...Keep) tea.Cmd {
	door, token, save := g.Door, g.session.Token, g.Save(keep...)
	g.session = identity.Session{}
	if token == "" {
		return nil
	}
	patience := g.Patience
	return func() tea.Msg {
		if save != nil {
			save()
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = door.Leave(ctx, token) // a session that stays open ends by itself
		return nil
	}
}

// remember keeps the id of a draft, the latest first, for whoever is signed in.
func (g *Ground) remember(d service.Draft) {
	who := g.session.Who.ID
	g.forgetDraft(d.ID)
	all := append([]begun{{d.ID, d.Services, d.Changed}}, g.begun[who]...)
	g.begun[who] = all[:min(len(all), mostBegun)]
}

// forgetDraft drops a draft that has become an application.
func (g *Ground) forgetDraft(id string) {
	who := g.session.Who.ID
	g.begun[who] = slices.DeleteFunc(slices.Clone(g.begun[who]), func(b begun) bool { return b.id == id })
}

// mine are the drafts that whoever is signed in began here.
func (g *Ground) mine() []begun { return g.begun[g.session.Who.ID] }
