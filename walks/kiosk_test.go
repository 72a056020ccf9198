package walks

import (
	"io"
	"strings"
	"sync"
	"testing"
	"time"

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
	watched := &watched{Model: tui.New(tui.Config{Places: server.Places(), Land: server.Land(),
		World: seva.RealWorld(), Lang: l, Out: io.Discard})}
	p := tea.NewProgram(watched, tea.WithInput(strings.NewReader("")), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler())
	done := make(chan error, 1)
	go func() { _, err := p.Run(); done <- err }()
	defer func() { p.Kill(); <-done }()
	p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, step := range steps {
		before := watched.shown()
		for _, r := range step {
			switch r {
			case '⏎':
				p.Send(tea.KeyMsg{Type: tea.KeyEnter})
			case '⇥':
				p.Send(tea.KeyMsg{Type: tea.KeyTab})
			default:
				p.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
			time.Sleep(20 * time.Millisecond)
		}
		settle(watched, before)
	}
	return watched.shown()
}

// settle waits until the screen has changed and then stays as it is.
func settle(w *watched, before string) {
	last, since := before, time.Now()
	for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		now := w.shown()
		if now != last {
			last, since = now, time.Now()
		}
		if last != before && time.Since(since) > 300*time.Millisecond {
			return
		}
	}
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
