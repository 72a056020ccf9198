package walks

import (
	"cmp"
	"io"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"duar/api/client"
	"duar/seva"
	"duar/tui"
)

// typed sits at a kiosk that asks the running server, types the steps of a walk, and
// gives what the screen shows in the end.
func typed(t *testing.T, addr string, l seva.Lang, steps []string) string {
	t.Helper()
	server, err := client.New("http://"+addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := seated(t, tui.Config{Places: server.Places(), Land: server.Land(), World: seva.RealWorld(), Lang: l, Out: io.Discard},
		tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, step := range steps {
		// The keys of a step come without a pause, as from a hand that knows them.
		for _, r := range step {
			h.hurry(cmp.Or(map[rune]string{'⏎': "enter", '⇥': "tab"}[r], string(r)))
		}
		h.rest()
	}
	view, _, _, _ := h.screen.now()
	return view
}

// watched is a model whose view can be read from outside.
type watched struct {
	tea.Model
	mu   sync.Mutex
	view string
}

func (w *watched) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := w.Model.Update(m)
	w.Model = next
	w.mu.Lock()
	w.view = next.View()
	w.mu.Unlock()
	return w, cmd
}

func (w *watched) shown() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.view
}
