package screens

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva/casework"
	"duar/seva/identity"
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

// officer tells whether whoever signed in works on cases.
func (g *Ground) officer() bool {
	return slices.ContainsFunc([]casework.Role{casework.Clerk, casework.Verifier, casework.Sanctioner}, g.session.Who.Is)
}

// counter and desk are the desks of services and of cases, with the right of whoever is
// signed in, or of nobody.
func (g *Ground) counter() service.Counter { return g.Services(g.session) }
func (g *Ground) desk() casework.Counter   { return g.Cases(g.session) }

// signedIn gives a screen that only staff may see: it, or the way to it.
func (g *Ground) signedIn(open func(*Ground) Screen) Screen {
	if !g.in() {
		return newSignIn(g, open)
	}
	return open(g)
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
