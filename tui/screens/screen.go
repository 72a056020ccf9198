// Package screens is what the kiosk's operator sees, one file a screen: home, the place
// picker, the entry of a number, the records of a plot and a khatian, corresponding
// plots, the map, reading aloud, help; and the same records as text for a printer.
//
// It knows what to ask the desks next and how an answer is laid out. It decides nothing
// about land: the desks do that. It does not know whether the desks are in this process
// or behind a server, nor the sentences (i18n), nor how a terminal is drawn on (parts).
package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/tui/parts"
)

// Screen is one thing in front of the operator. It holds facts, never words: title, lines
// and keys are said anew in whatever language is set, so switching loses nothing.
type Screen interface {
	// Init is asked once, when the screen is opened.
	Init() tea.Cmd
	// Update takes a key or a message and gives the screen to be on next: itself to stay,
	// another to go on to it, nil to go back.
	Update(tea.Msg) (Screen, tea.Cmd)
	// Leave drops the question whose answer would lead elsewhere: the operator turned away.
	Leave()
	// Title says where the operator is.
	Title() string
	// Lines gives at most as many lines as the ground is high.
	Lines() []parts.Line
	// Keys are the keys that do something here; those of every screen are left out.
	Keys() []parts.Key
}
