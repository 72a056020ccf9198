package program

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"duar/catalogue"
	"duar/demo"
	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/land/extract"
	"duar/seva/place"
	"duar/seva/watch"
	"duar/store/sqlstore"
)

type loadCommand struct {
	Places loadPlaces `cmd:"" help:"Load districts, blocks, mouzas and villages of this program's catalogue."`
	Land   loadLand   `cmd:"" help:"Load land extracts (CSV or JSON Lines, see docs/extract.md)."`
	Demo   loadDemo   `cmd:"" help:"Load synthetic records on real mouzas."`
}

type loadPlaces struct{ engines }

// Run puts the catalogue's places in place of those in the database.
func (c loadPlaces) Run(ctx context.Context, s *streams) error {
	store, err := c.openStore(ctx, s)
	if err != nil {
		return err
	}
	defer store.Close()
	atlas, err := catalogue.Atlas()
	if err != nil {
		return err
	}
	if err := store.PutPlaces(ctx, atlas); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "places: %d districts, %d subdivisions, %d blocks, %d land offices, %d mouzas, %d villages\n",
		len(atlas.Districts), len(atlas.Subdivisions), len(atlas.Blocks), len(atlas.Units), len(atlas.Mouzas), len(atlas.Villages))
	return nil
}

type loadLand struct {
	engines
	Again bool     `help:"Read from the beginning, also what an earlier run has already loaded."`
	Valid string   `help:"Day on which extracts that do not say it were true; today when not given." placeholder:"YYYY-MM-DD"`
	Files []string `arg:"" type:"existingfile" help:"Extracts, *.csv or *.jsonl."`
}

// Run loads the files one after the other. A mouza is loaded whole or not at all; one
// with a bad row is left out and said, and the exit code then tells. A load that was
// stopped goes on where it was when it is run again.
func (c loadLand) Run(ctx context.Context, s *streams) error {
	store, err := c.openStore(ctx, s)
	if err != nil {
		return err
	}
	defer store.Close()
	hearLoads(store, s.world)
	valid := s.world.Today()
	if c.Valid != "" {
		if valid, err = seva.ParseDate(c.Valid); err != nil || !valid.Full() {
			return fmt.Errorf("--valid %q is not a day; write it as 2026-11-23", c.Valid)
		}
	}
	faults := 0
	for _, name := range c.Files {
		n, err := c.file(ctx, s, store, name, valid)
		if err != nil {
			return fmt.Errorf("%s: %s", name, broken(ctx, err))
		}
		faults += n
	}
	if faults > 0 {
		fmt.Fprintf(s.err, "duar: %d faults; the mouzas they are in were left out, mend and load those again\n", faults)
		return errSaid
	}
	return nil
}

// broken says why a file was not read to its end, and how to go on.
func broken(ctx context.Context, err error) string {
	const on = "; what is said above is kept, and the same command goes on from there"
	why := explain(err)
	e, said := errors.AsType[*seva.Error](err)
	switch {
	case ctx.Err() != nil:
		return "stopped" + on
	case said && e.Kind == seva.Invalid: // of the file: the same command would come to the same
		return why
	}
	return strings.TrimSuffix(why, ".") + on
}

// hearLoads has whoever watches land told of what a load changes there.
func hearLoads(st *sqlstore.Store, w seva.World) {
	st.OnLoad(watch.NewDesk(watch.Parts{World: w, Say: i18n.Say}).Loaded)
}

func (c loadLand) file(ctx context.Context, s *streams, store *sqlstore.Store, name string, valid seva.Date) (faults int, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	source, err := identity(f)
	if err != nil {
		return 0, err
	}
	loading := sqlstore.Loading{Store: store, Source: source}
	from, err := loading.Mark(ctx)
	if err != nil {
		return 0, err
	}
	if c.Again {
		from = sqlstore.Mark{}
		if err := store.SetMark(ctx, source, from); err != nil {
			return 0, err
		}
	}
	if from.Line > 0 {
		fmt.Fprintf(s.out, "%s: going on behind line %d\n", name, from.Line)
	}
	format := extract.JSONL
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		format = extract.CSV
	}
	reader := extract.NewReader(f, format, extract.Options{
		From: extract.Mark{Offset: from.Pos, Line: from.Line}, Valid: valid, Source: filepath.Base(name),
		Known: catalogue.KnownClass,
		Fault: func(f extract.Fault) {
			fmt.Fprintf(s.err, "%s:%d: mouza %s: %s: %s\n", name, f.Line, f.Mouza, f.What, i18n.Say(seva.English, f.Text))
		},
	})
	start := time.Now()
	tally, err := loading.BindAll(ctx, marked(reader.All()))
	report := reader.Report()
	fmt.Fprintf(s.out, "%s: %d lines read, %d mouzas kept (%s), %d left out\n", name, report.Lines,
		tally.Volumes, rate(tally.Rows, time.Since(start)), report.Left)
	if err == nil && report.Faults > 0 {
		// The same command shall say the same again, and not that all is well.
		err = store.SetMark(ctx, source, sqlstore.Mark{})
	}
	return report.Faults, err
}

func marked(all iter.Seq2[extract.Entry, error]) iter.Seq2[sqlstore.Entry, error] {
	return func(yield func(sqlstore.Entry, error) bool) {
		for e, err := range all {
			if !yield(sqlstore.Entry{Volume: e.Volume, Mark: sqlstore.Mark{Pos: e.Mark.Offset, Line: e.Mark.Line}}, err) {
				return
			}
		}
	}
}

// identity names a file by what is in it, so that a load goes on although the file was
// moved, and begins anew once a row was mended.
func identity(f *os.File) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	_, err := f.Seek(0, io.SeekStart)
	return "land:" + hex.EncodeToString(h.Sum(nil)[:16]), err
}

type loadDemo struct {
	engines
	Mouzas int    `help:"How many mouzas; 0 is all there are." default:"0"`
	Plots  int    `help:"How many plots in all." default:"50000"`
	Seed   uint64 `help:"The same seed makes the same records." default:"1"`
	Maps   bool   `help:"Cut parcels out of the mouzas' outlines." default:"true" negatable:""`
	Among  bool   `name:"among-records" help:"Also where records of another source are."`
}

// Run makes the records and loads them as they are made.
func (c loadDemo) Run(ctx context.Context, s *streams) error {
	plan, err := c.plan(s.world.Today())
	if err != nil {
		return err
	}
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.close()
	sources, err := h.store.Sources(ctx)
	if err != nil {
		return err
	}
	if other := slices.IndexFunc(sources, func(s string) bool { return s != demo.Source }); other >= 0 && !c.Among {
		return fmt.Errorf("records of %q are here, and made-up people would stand among them; use another --data or --database, or say --among-records", sources[other])
	}
	return c.into(ctx, s.out, h.store, plan)
}

func (c loadDemo) into(ctx context.Context, out io.Writer, store *sqlstore.Store, plan demo.Plan) error {
	hearLoads(store, seva.RealWorld())
	start := time.Now()
	tally, err := store.BindAll(ctx, demo.Volumes(plan))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "demo records: %d plots in %d mouzas (%s)\n", c.Plots, tally.Volumes, rate(tally.Rows, time.Since(start)))
	return nil
}

// plan takes the mouzas that have an outline first, the well-known one before all, so
// that a small demo has maps.
func (c loadDemo) plan(valid seva.Date) (demo.Plan, error) {
	if c.Plots < 1 {
		return demo.Plan{}, fmt.Errorf("--plots %d: at least one is wanted", c.Plots)
	}
	atlas, err := catalogue.Atlas()
	if err != nil {
		return demo.Plan{}, err
	}
	outlines, err := catalogue.Outlines()
	if err != nil {
		return demo.Plan{}, err
	}
	plan := demo.Plan{Outlines: map[place.IDN]land.Ring{}, Plots: c.Plots, Seed: c.Seed, Maps: c.Maps, Valid: valid}
	for _, o := range outlines {
		if o.IDN != 0 && len(o.Rings) == 1 {
			plan.Outlines[o.IDN] = o.Rings[0]
		}
	}
	for _, mapped := range []bool{true, false} {
		for _, m := range atlas.Mouzas {
			if _, has := plan.Outlines[m.IDN]; has == mapped {
				plan.Mouzas = append(plan.Mouzas, m)
			}
		}
	}
	if c.Mouzas > 0 {
		if c.Mouzas > len(plan.Mouzas) {
			return demo.Plan{}, fmt.Errorf("--mouzas %d: only %d have a jurisdiction list number here", c.Mouzas, len(plan.Mouzas))
		}
		plan.Mouzas = plan.Mouzas[:c.Mouzas]
	}
	return plan, nil
}

func rate(rows int, took time.Duration) string {
	return fmt.Sprintf("%d rows in %.1f s, %.0f rows/s", rows, took.Seconds(), float64(rows)/took.Seconds())
}
