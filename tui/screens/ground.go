package screens

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/office"
	"duar/seva/payment"
	"duar/seva/place"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
	"duar/tui/parts"
)

// Ground is what all screens stand on. There is one for a kiosk; it belongs to Bubble
// Tea's loop, and the commands that run beside the loop must not touch it.
type Ground struct {
	Places place.Desk
	Land   land.Counter
	LandOf func(identity.Session) land.Counter // for whoever signed in; nil where that makes no difference
	World  seva.World
	Print  func(name, text string) (path string, err error)
	// Door, Services and Cases are for staff; Door is nil where the kiosk serves the public
	// only. The zero Session is nobody's.
	Door     identity.Door
	Services func(identity.Session) service.Counter
	Cases    func(identity.Session) casework.Counter
	// Own, Bureau and Registry may each be nil: then nobody locks the screen, keeps accounts,
	// or is asked what citizens agreed to.
	Own      identity.Own
	Bureau   func(identity.Session) identity.Bureau
	Registry func(identity.Session) registry.Counter
	// What follows may each be nil: then nothing is paid, no papers are made, no land is
	// watched, nobody objects, and neither fees nor offices are told here.
	Payments   func(identity.Session) payment.Counter
	Documents  func(identity.Session) document.Counter
	Watches    func(identity.Session) watch.Counter
	Objections func(identity.Session) Objector
	Fees       charge.Teller
	Offices    office.Desk
	// Leaves draw notices, challans and receipts; where it is nil none are printed.
	Leaves func(identity.Session) Leaves
	// Within tells that the desks are in this process and look at no token: then the door is
	// asked before each question whether the session still stands.
	Within   bool
	Uploads  string // the folder that scanned papers are put into; may be empty
	Helpline string
	Idle     time.Duration // told in the help; the kiosk sees to it

	// Patience is how long a desk may take; Pause how long typing rests before a search.
	Patience, Pause time.Duration
	// Later delivers a message after a while. It is tea.Tick, except in tests.
	Later func(time.Duration, tea.Msg) tea.Cmd

	Lang          seva.Lang
	Width, Height int // of what Screen.Lines may fill

	session identity.Session      // of whoever signed in
	ended   bool                  // a desk has said that it stands no more
	told    string                // what the first screen has to say once, by its message
	begun   map[string][]begun    // drafts begun here, by who began them; they outlast a session
	named   map[string]seva.Names // places that were chosen, by their codes
	paid    map[string]bool       // cases that money was seen to come for: what was shown of them is old

	mouza     *Spot // where the last question was; a queue often comes from one village
	questions int   // asked so far; open are those that nobody has answered
	open      map[int]bool
	spinning  bool
	beat      int
}

// NewGround gives a ground with what screens keep on it made ready; the fields are for
// the caller to fill.
func NewGround() *Ground {
	return &Ground{Later: later, open: map[int]bool{}, begun: map[string][]begun{}, named: map[string]seva.Names{}, paid: map[string]bool{}}
}

// Asking tells whether a desk has been asked and has not answered yet.
func (g *Ground) Asking() bool { return len(g.open) > 0 }

// Forget forgets what was asked before and signs out, when what is to be kept has been;
// the language stays, it is the operator's.
func (g *Ground) Forget(keep ...Keep) tea.Cmd {
	g.mouza, g.told, g.paid = nil, "", map[string]bool{}
	return g.leave(keep...)
}

// Save hands over what was typed and would be lost.
func (g *Ground) Save(keep ...Keep) tea.Cmd {
	if len(keep) == 0 {
		return nil
	}
	patience := g.Patience
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		for _, k := range keep {
			k(ctx)
		}
		return nil
	}
}

// later is Ground.Later outside tests.
func later(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// voice gives the words for the screen, in the language of the moment.
func (g *Ground) voice() voice { return voice{g.Lang, parts.Compose} }

// say says a message of the kiosk's own on the screen.
func (g *Ground) say(key string, args ...seva.Args) string {
	return g.voice().tell(seva.Say(key, args...))
}

// more says how much of a long page is seen.
func (g *Ground) more(from, to, of int) string {
	return " " + g.say("kiosk.more", seva.Args{"From": from, "To": to, "Of": of})
}

// warned shows warnings at the head of a record.
func (g *Ground) warned(warnings []string) []parts.Line {
	lines := marked(g.Width-2, warnings)
	for i, l := range lines {
		lines[i] = "▌ " + l
	}
	return parts.Lines(parts.Alert, lines...)
}

// headed is a heading, behind its bar on every line.
func headed(g *Ground, text string) []parts.Line {
	lines := parts.Wrap(text, g.Width-2)
	for i, l := range lines {
		lines[i] = "▌ " + l
	}
	return parts.Lines(parts.Strong, lines...)
}

// wrapped breaks a text into lines behind an indent of so many cells.
func (g *Ground) wrapped(tone parts.Tone, indent int, text string) []parts.Line {
	lines := parts.Wrap(text, g.Width-indent)
	for i, l := range lines {
		lines[i] = parts.Pad("", indent) + l
	}
	return parts.Lines(tone, lines...)
}
