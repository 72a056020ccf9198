package watch

import (
	"context"
	"fmt"
	"time"

	"duar/seva"
)

// A guard that ends without a word is worse than none: who is watching is told before it does.

// notify is how long before its end a watch is spoken of. Who has not asked again by then is
// told nothing any more.
const notify = 14 * 24 * time.Hour

// newEnd is what is told of it, once for each end: one that was begun anew has another.
const newEnd = "ends"

// endings is how many are told of in one transaction.
const endings = 500

// Remind tells everybody whose watch ends soon, once, and gives how many were found. It is for
// a task that runs every day, and does nothing the second time.
func (d *Desk) Remind(ctx context.Context) (int, error) {
	now := d.World.Now()
	found, after := 0, ""
	for {
		all, err := d.Book.Ending(ctx, now, now.Add(notify), after, endings)
		if err != nil {
			return found, seva.Broken(err)
		}
		if len(all) == 0 {
			return found, nil
		}
		err = d.Book.Change(ctx, func(tx Tx) error {
			for _, w := range all {
				ref := fmt.Sprintf("watch:%s:ends:%d", w.ID, w.Until.Unix())
				if err := tx.Tell(ctx, d.message(newEnd, ref, w, seva.Args{"By": seva.DateOf(w.Until)})); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return found, seva.Broken(err)
		}
		found += len(all)
		after = all[len(all)-1].ID
	}
}
