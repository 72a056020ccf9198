package program

import (
	"context"
	"net/http"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/api/client"
	"duar/seva"
	"duar/seva/land"
	"duar/tui"
)

type kioskCommand struct {
	engines
	Server   string        `help:"Use the desks of this server instead of the database here." placeholder:"URL"`
	Lang     string        `help:"Language to begin in." enum:"bn,en,hi" default:"bn"`
	Prints   string        `help:"Folder for printouts; in the data folder when not said." type:"path"`
	Helpline string        `help:"Number an operator calls for help."`
	Idle     time.Duration `help:"After this long without a key the record is put away." default:"3m"`
}

// Run shows the kiosk until the operator leaves. Nobody signs in yet, so the kiosk sees
// what the public sees, whether its desks are here or behind a server.
func (c kioskCommand) Run(ctx context.Context, s *streams) error {
	cfg := tui.Config{World: s.world, Lang: seva.Lang(c.Lang), Helpline: c.Helpline, Idle: c.Idle, Out: s.out}
	if c.Prints == "" {
		c.Prints = filepath.Join(c.Data, "prints")
	}
	cfg.Print = tui.PrintTo(c.Prints)
	if c.Server != "" {
		server, err := client.New(c.Server, &http.Client{Timeout: 10 * time.Second})
		if err != nil {
			return err
		}
		cfg.Places, cfg.Land = server.Places(), server.Land()
	} else {
		h, err := c.open(ctx, s.quiet())
		if err != nil {
			return err
		}
		defer h.close()
		cfg.Places, cfg.Land = h.places, h.land.For(land.Public)
	}
	_, err := tea.NewProgram(tui.New(cfg), tea.WithAltScreen(), tea.WithContext(ctx),
		tea.WithInput(s.in), tea.WithOutput(s.out)).Run()
	if ctx.Err() != nil {
		return nil // asked to stop is no failure
	}
	return err
}
