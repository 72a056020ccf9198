package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"

	"duar/demo"
	"duar/seva"
	"duar/store/sqlstore"
	"duar/ussd/gateway/all"
)

// demoMouza is where the demo's well-known record is.
var demoMouza = demo.Known.Mouza

// demoAtOnce is how many SMS are printed at a time: the one after the other reads better.
const demoAtOnce = 1

type demoCommand struct {
	Listen string `help:"Loopback address to serve on." default:"127.0.0.1:8080"`
	Data   string `help:"Folder for the demo's database." default:"data" type:"path"`
	Plots  int    `help:"How many plots to make on the first start." default:"50000"`
	phoneSettings
	callerSettings
}

// Run makes the demo's records on the first start, serves, and says what to try. Its
// gateways are open to anybody, so it listens to this machine only.
func (c demoCommand) Run(ctx context.Context, s *streams) error {
	if !loopback(c.Listen) {
		return fmt.Errorf("the demo answers anybody without a password, so it listens to this machine only: --listen 127.0.0.1:8080; for a network use `duar serve`")
	}
	s.log = slog.New(slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	serve := serveCommand{
		engines: engines{Data: c.Data}, phoneSettings: c.phoneSettings, callerSettings: c.callerSettings,
		Config: all.Config{Demo: true}, smsSettings: smsSettings{AtOnce: demoAtOnce}, Listen: c.Listen, Metrics: "", Cache: 32,
	}
	f, err := serve.build(ctx, s)
	if err != nil {
		return err
	}
	if err := errors.Join(c.fill(ctx, s, f.house.store), c.enrol(ctx, f.house.door)); err != nil {
		return errors.Join(err, f.close())
	}
	return f.serve(ctx, func(addr net.Addr) { c.tell(s, addr) })
}

// fill makes the records where there are none, or where an earlier start was stopped
// while it made them: a mark stands as long as that takes.
func (c demoCommand) fill(ctx context.Context, s *streams, store *sqlstore.Store) error {
	const filling = "demo"
	begun, err := store.Mark(ctx, filling)
	if err != nil {
		return err
	}
	if _, err := store.Summary(ctx, demoMouza); err == nil && begun == (sqlstore.Mark{}) {
		return nil
	}
	fmt.Fprintln(s.out, "first start: making synthetic land records on real mouzas ...")
	if err := store.SetMark(ctx, filling, sqlstore.Mark{Line: 1}); err != nil {
		return err
	}
	load := loadDemo{Plots: c.Plots, Seed: 1, Maps: true}
	plan, err := load.plan(s.world.Today())
	if err != nil {
		return err
	}
	if err := load.into(ctx, s.out, store, plan); err != nil {
		if ctx.Err() != nil {
			return errors.New("stopped; the next start makes the records anew")
		}
		return err
	}
	debug.FreeOSMemory() // making records takes more than serving them ever will
	return store.SetMark(ctx, filling, sqlstore.Mark{})
}

// tell prints what to try next, in three lines.
func (c demoCommand) tell(s *streams, addr net.Addr) {
	flags := ""
	if usual, err := filepath.Abs("data"); err != nil || c.Data != usual {
		flags = " --data " + c.Data
	}
	duar := "duar"
	if _, err := exec.LookPath(duar); err != nil && filepath.Base(os.Args[0]) == duar {
		duar = os.Args[0] // as it was called: bin/duar for who has just built it
	}
	at := fmt.Sprintf("/v1/land/mouzas/%s/plots/%s", demo.Known.Mouza, demo.Known.Plot.Path())
	fmt.Fprintf(s.out, "app    curl 'http://%s%s?lang=%s'   (all of it: http://%s/docs)\n", addr, at, seva.Bengali, addr)
	fmt.Fprintf(s.out, "phone  %s phone%s --lang bn --dial '%s*%s*%s#'   (or without --dial; SMS: %s phone%s --sms 'LAND %s %s')\n",
		duar, flags, c.Code[:len(c.Code)-1], demo.Known.Mouza, demo.Known.Plot, duar, flags, demo.Known.Mouza, demo.Known.Plot)
	fmt.Fprintf(s.out, "kiosk  %s kiosk --server http://%s   (mouza %s, plot %s; who signs in: %s)\n", duar, addr,
		demo.Known.Mouza, demo.Known.Plot, filepath.Join(c.Data, demoStaffFile))
}
