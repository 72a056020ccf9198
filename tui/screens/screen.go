// Package screens is what the kiosk's operator sees, one file a screen: home, the place
// picker, the entry of a number, the records of a plot and a khatian, corresponding
// plots, the map, reading aloud, help; and the same records as text for a printer.
//
// For staff it has more: signing in, choosing a service, the entry of a form, its review
// and submission, where an application stands, the inbox of an office and a case; the cover
// of a locked kiosk, what a citizen at the desk may know of who looked and what they agreed
// to, requests that a clerk answers, and the accounts that an administrator keeps.
//
// It knows what to ask the desks next and how an answer is laid out. It decides nothing
// about land, forms or cases: the desks do that. It does not know whether the desks are in this process
// or behind a server, nor the sentences (i18n), nor how a terminal is drawn on (parts).
package screens

import (
	"context"

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

// Offerer is a screen some of whose rows are deeds. Offers names them, as they stand now.
type Offerer interface {
	Offers() []string
}

// Typist is a screen on which people's own words may be typed, so that no letter and no
// sign is a key there.
type Typist interface {
	Typing() bool
}

// Anew is a screen from which no way leads back but home: what was behind it is done.
type Anew interface {
	Anew() bool
}

// Passing is a screen that leads on once: when it has, no way leads back to it.
type Passing interface {
	Passed() bool
}

// Returner is a screen that may show what is no longer so when somebody comes back to it.
type Returner interface {
	// Returned is asked when the screen that lay over it has gone.
	Returned() tea.Cmd
}

// Keeper is a screen where something may have been typed that no desk has yet. Keep gives
// what is still to be handed over when the screen is closed from outside.
type Keeper interface {
	Keep() []Keep
}

// Keep hands something over; nobody hears how that went.
type Keep func(context.Context)
