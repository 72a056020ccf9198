package program

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duar/store/sqlstore"
)

type migrateCommand struct {
	engines
	Status bool `help:"Only list the steps and when each was taken."`
	Down   bool `help:"Take the last step back; with --lose-data only." env:"-"`
	Lose   bool `name:"lose-data" help:"The data of the step taken back may be lost." env:"-"`
}

// Run brings the tables up to this program, or lists the steps, or takes one back.
func (c migrateCommand) Run(ctx context.Context, s *streams) error {
	if c.Down && !c.Lose {
		return errors.New("--down throws away the tables of the last step and every record in them; back them up, and say --lose-data too")
	}
	url, err := c.storeURL()
	if err != nil {
		return err
	}
	store, err := sqlstore.Open(ctx, url, sqlstore.WithWorld(s.world))
	if err != nil {
		return fmt.Errorf("the database cannot be opened: %s", cause(err))
	}
	defer store.Close()
	switch {
	case c.Down:
		err = store.Down(ctx)
	case !c.Status:
		err = store.Migrate(ctx)
	}
	if err != nil {
		return err
	}
	steps, err := store.Status(ctx)
	for _, step := range steps {
		when := "not yet"
		if !step.Applied.IsZero() {
			when = step.Applied.Format(time.RFC3339)
		}
		fmt.Fprintf(s.out, "%4d  %-28s %s\n", step.Version, step.Name, when)
	}
	return err
}
