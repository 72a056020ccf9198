package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"duar/tui/parts"
	"duar/tui/screens"
)

// face is what is seen: the screen in front, unless all are covered.
type face interface {
	Title() string
	Lines() []parts.Line
}

func (k *kiosk) face() face {
	if k.cover != nil {
		return k.cover
	}
	return k.front()
}

// lock covers the screens as they are. Nothing of them is drawn until they are uncovered,
// whatever the size of the terminal; their questions go on, and their answers are kept.
func (k *kiosk) lock() {
	k.cover, k.covered = screens.NewCover(k.ground), k.ground.World.Now()
}

// pressCovered takes a key while the screens are covered: a language, closing the kiosk, and
// what the cover itself is for.
func (k *kiosk) pressCovered(msg tea.KeyMsg) tea.Cmd {
	switch name := msg.String(); {
	case parts.Quit.Is(name):
		return k.close()
	case parts.Language.Is(name):
		k.turn()
		return nil
	}
	return k.uncover(msg)
}

// uncover lets the cover hear a message, and does what comes of it.
func (k *kiosk) uncover(msg tea.Msg) tea.Cmd {
	outcome, cmd := k.cover.Update(msg)
	switch outcome {
	case screens.Opened:
		k.cover, k.touched = nil, k.ground.World.Now()
	case screens.GivenUp:
		return tea.Batch(cmd, k.forget(""))
	case screens.Shut:
		return tea.Batch(cmd, k.forget("kiosk.sign.shut"))
	}
	return cmd
}
