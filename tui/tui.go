// Package tui is the kiosk face: the terminal at which the operator of a Bangla Sahayata
// Kendra looks up land for the citizen at the desk and applies for services, and at which
// an officer works on cases, in Bengali, English or Hindi.
//
// It knows which screen is in front (screens has them) and the keys that work on every
// one. It does not know whether the desks it is given are in this process or behind a
// server, how a record is kept, or any rule about land, forms or cases.
package tui

import (
	"io"
	"os"
	"slices"
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
	"duar/tui/screens"
)

// Config is what a kiosk is made of. Places, Land and World are needed.
type Config struct {
	Places place.Desk
	Land   land.Counter // with the right of whoever signed in already in it
	// LandOf gives the land desk for whoever signed in later, where it makes a difference; it
	// may be nil.
	LandOf func(identity.Session) land.Counter
	World  seva.World
	// Door lets staff in, and the other two give the desks with their right in it; the zero
	// session is nobody's. A nil Door is a kiosk for land records only.
	Door     identity.Door
	Services func(identity.Session) service.Counter
	Cases    func(identity.Session) casework.Counter
	// Own, Bureau and Registry are the operator's own account, the accounts of staff, and
	// what citizens agreed to; each may be nil.
	Own      identity.Own
	Bureau   func(identity.Session) identity.Bureau
	Registry func(identity.Session) registry.Counter
	// Money, signed papers, watched land and objections, each with the right of whoever signed
	// in; and fees and offices, which are told to anybody. What is nil is not offered.
	Payments   func(identity.Session) payment.Counter
	Documents  func(identity.Session) document.Counter
	Watches    func(identity.Session) watch.Counter
	Objections func(identity.Session) Objector
	Fees       charge.Teller
	Offices    office.Desk
	// Leaves draw notices of hearings, challans and receipts as PDF; nil where none are printed.
	Leaves func(identity.Session) Leaves
	// Within says that the desks are in this process, where nothing looks at a token: the
	// kiosk then asks the door before each question whether the session still stands.
	Within  bool
	Uploads string    // the folder that scanned papers are put into; empty when a path is always typed
	Lang    seva.Lang // to begin with; Bengali when it is none of seva.Langs
	// Print keeps a printout under a file name and tells where. PrintTo gives one that
	// writes to a folder; nil means that this kiosk cannot print.
	Print    func(name, text string) (path string, err error)
	Helpline string        // the number an operator calls; may be empty
	Patience time.Duration // how long a desk may take; 8 s when zero
	// Idle is how long without a key until the kiosk forgets all; 2 min when zero, never when
	// negative. Where somebody has signed in and there is Own it locks instead, and after
	// Away more (10 min when zero) signs out and forgets.
	Idle time.Duration
	Away time.Duration
	Out  io.Writer // the terminal, asked only for its colours; os.Stdout when nil
}

// Objector takes objections to mutations; see screens.Objector.
type Objector = screens.Objector

// Leaves draw what is printed and not signed; see screens.Leaves.
type Leaves = screens.Leaves

// New makes the kiosk, to be run by tea.NewProgram with tea.WithAltScreen.
func New(c Config) tea.Model {
	g := screens.NewGround()
	g.LandOf = c.LandOf
	g.Places, g.Land, g.World, g.Print, g.Helpline = c.Places, c.Land, c.World, c.Print, c.Helpline
	g.Door, g.Services, g.Cases, g.Uploads = c.Door, c.Services, c.Cases, c.Uploads
	g.Own, g.Bureau, g.Registry, g.Within = c.Own, c.Bureau, c.Registry, c.Within
	g.Payments, g.Documents, g.Watches, g.Objections = c.Payments, c.Documents, c.Watches, c.Objections
	g.Fees, g.Offices, g.Leaves = c.Fees, c.Offices, c.Leaves
	g.Lang, g.Patience, g.Pause = c.Lang, c.Patience, 150*time.Millisecond
	if !slices.Contains(seva.Langs(), g.Lang) {
		g.Lang = seva.Bengali
	}
	if g.Patience <= 0 {
		g.Patience = 8 * time.Second
	}
	if c.Idle == 0 {
		c.Idle = 2 * time.Minute
	}
	if c.Away <= 0 {
		c.Away = 10 * time.Minute
	}
	g.Idle = c.Idle
	if c.Out == nil {
		c.Out = os.Stdout
	}
	return &kiosk{ground: g, style: parts.NewStyle(c.Out), stack: []screens.Screen{screens.NewHome(g)}, away: c.Away, width: 80, height: 24}
}
