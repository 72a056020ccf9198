package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/seva/form"
	"duar/tui/parts"
)

// editor is where the answer to the open question is given. It lives while the question
// is open and holds what the desk does not have yet.
type editor interface {
	// press takes a key.
	press(tea.KeyMsg) effect
	// lines draws it in at most so many lines below each other.
	lines(v voice, room int) []parts.Line
	keys() []parts.Key
	// given is what is to be sent when the question is left; false when there is nothing new.
	given() (form.Input, bool)
	// letters tells that any sign can be typed.
	letters() bool
}

// effect is what a key did in an editor.
type effect struct {
	unused bool    // the key means nothing here; it may mean something to the screen
	done   bool    // the answer is given: send what is new, and go on
	open   Screen  // this is asked on a screen of its own
	cmd    tea.Cmd // to be run beside the loop
}

// listener is an editor that asks something itself.
type listener interface{ hear(tea.Msg) }

// starter is an editor that has something to ask as soon as it is open.
type starter interface{ start() tea.Cmd }

// setting is what an editor is made for.
type setting struct {
	ask
	g *Ground
	// give sends an answer that was chosen on another screen.
	give func(form.Input) tea.Cmd
	// attach sends a file, from the path it lies at.
	attach func(path string) tea.Cmd
	// roster opens the rows of a roster.
	roster func() Screen
	files  []form.Upload // of the draft
}

// editorFor opens a question.
func editorFor(s setting) editor { return editors()[s.field.Kind](s) }

// editors has an editor for every kind of field; a test holds it complete. It is a
// function because some editors lead to screens that open editors again.
func editors() map[form.Kind]func(setting) editor {
	return map[form.Kind]func(setting) editor{
		form.Text:        newLine,
		form.Number:      newLine,
		form.Money:       newLine,
		form.Area:        newLine,
		form.Share:       newLine,
		form.Date:        newLine,
		form.Mobile:      newLine,
		form.Email:       newLine,
		form.PIN:         newLine,
		form.IFSC:        newLine,
		form.Person:      newLine,
		form.Aadhaar:     newLine,
		form.Account:     newTwice,
		form.Choice:      newOptions,
		form.YesNo:       newOptions,
		form.Declaration: newOptions,
		form.Choices:     newSeveral,
		form.Place:       newPlaced,
		form.Plot:        newParcel,
		form.Khatian:     newParcel,
		form.File:        newAttach,
		form.Roster:      newRows,
	}
}
