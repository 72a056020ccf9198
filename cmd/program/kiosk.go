package program

import (
	"context"
	"net/http"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/api/client"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	people "duar/seva/identity"
	"duar/seva/land"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/tui"
)

type kioskCommand struct {
	engines
	Server   string        `help:"Use the desks of this server instead of the database here." placeholder:"URL"`
	Lang     string        `help:"Language to begin in." enum:"bn,en,hi" default:"bn"`
	Prints   string        `help:"Folder for printouts; in the data folder when not said." type:"path"`
	Uploads  string        `help:"Folder that the scanner puts papers into; without it a path is typed." type:"path"`
	Helpline string        `help:"Number an operator calls for help."`
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
	if c.Server != "" {
		server, err := client.New(c.Server, &http.Client{Timeout: 10 * time.Second})
		if err != nil {
			return err
		}
		cfg.Places, cfg.Land, cfg.Door = server.Places(), server.Land(), server.Door()
		cfg.LandOf = func(s people.Session) land.Counter { return server.LandOf(s.Token) }
		cfg.Services = func(s people.Session) service.Counter { return server.Services(s.Token) }
		cfg.Cases = func(s people.Session) casework.Counter { return server.Cases(s.Token) }
		cfg.Own = server.Own()
		cfg.Bureau = func(s people.Session) people.Bureau { return server.Bureau(s.Token) }
		cfg.Registry = func(s people.Session) registry.Counter { return server.Registry(s.Token) }
	} else {
		h, err := c.open(ctx, s.quiet())
		if err != nil {
			return err
		}
		defer h.close()
		cfg.Places, cfg.Land, cfg.Door = h.places, h.land.For(land.Public), h.door
		cfg.Services = func(s people.Session) service.Counter { return h.services.For(s.Who.Caller(kioskChannel)) }
		cfg.Cases = func(s people.Session) casework.Counter { return h.cases.For(s.Who.Caller(kioskChannel)) }
		cfg.Own, cfg.Within = h.door, true
		cfg.Bureau = func(s people.Session) people.Bureau { return h.door.For(s.Who) }
		cfg.Registry = func(s people.Session) registry.Counter { return h.registry.For(s.Who.Caller(kioskChannel)) }
	}
	_, err := tea.NewProgram(tui.New(cfg), tea.WithAltScreen(), tea.WithContext(ctx),
		tea.WithInput(s.in), tea.WithOutput(s.out)).Run()
	if ctx.Err() != nil {
		return nil // asked to stop is no failure
	}
	return err
}

// kioskChannel is how desks call this face.
const kioskChannel = string(form.OnKiosk)
