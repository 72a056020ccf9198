package program

import (
	"context"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/tui"
)

type kioskCommand struct {
	engines
	treasurySettings
	documentSettings
	Server   string        `help:"Use the desks of this server instead of the database here." placeholder:"URL"`
	Lang     string        `help:"Language to begin in." enum:"bn,en,hi" default:"bn"`
	Prints   string        `help:"Folder for printouts; in the data folder when not said." type:"path"`
	Uploads  string        `help:"Folder that the scanner puts papers into; without it a path is typed." type:"path"`
	Helpline string        `help:"Number an operator calls for help."`
	Demo     bool          `help:"Without --server and --grips-url: a treasury that moves no money."`
	Idle     time.Duration `help:"After this long without a key the record is put away, or the screen locked where somebody has signed in." default:"2m"`
}

// Run shows the kiosk until the operator leaves. Land is shown as the public sees it; who
// signs in applies for citizens or works on cases, at desks here or behind a server.
func (c kioskCommand) Run(ctx context.Context, s *streams) error {
	cfg := tui.Config{World: s.world, Lang: seva.Lang(c.Lang), Helpline: c.Helpline, Idle: c.Idle, Out: s.out}
	if c.Prints == "" {
		c.Prints = filepath.Join(c.Data, "prints")
	}
	cfg.Print, cfg.Uploads = tui.PrintTo(c.Prints), c.Uploads
	desks := c.within
	if c.Server != "" {
		desks = c.behind
	}
	leave, err := desks(ctx, s, &cfg)
	if err != nil {
		return err
	}
	defer leave()
	_, err = tea.NewProgram(tui.New(cfg), tea.WithAltScreen(), tea.WithContext(ctx),
		tea.WithInput(s.in), tea.WithOutput(s.out)).Run()
	if ctx.Err() != nil {
		return nil // asked to stop is no failure
	}
	return err
}

// kioskChannel is how desks call this face.
const kioskChannel = string(form.OnKiosk)
