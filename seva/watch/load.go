package watch

import (
	"context"
	"fmt"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
	"duar/seva/place"
)

// A load puts another record in the place of a mouza's without any case: nobody acts, and
// nobody else would tell. Who watches hears of it all the same, once a mouza and a day, and
// not at night: a state may be loaded in one go, and no day runs from it.

// Words of a load: the record of one plot or khatian, or of several that one phone watches.
const (
	newLoad  = "load"
	newLoads = "loads"
)

// By day alone is anybody told of a load, from the first hour to before the second, IST.
const (
	wakes  = 8
	sleeps = 21
)

// Load is what a load of the register did to one mouza.
type Load struct {
	Mouza place.IDN
	// Valid is the day on which its source says that it was true.
	Valid seva.Date
	// Changed tells whether a plot or a khatian of the mouza reads otherwise than before.
	Changed func(casework.Key) bool
}

// LoadTx is the transaction in which a mouza is loaded.
type LoadTx interface {
	// Tell puts a message into the outbox, to leave at a moment and behind the news of
	// cases. One whose Ref is there already changes nothing.
	Tell(ctx context.Context, m notice.Message, at time.Time) error
}

// LoadObserver hears of a load in its transaction, with the live watches of the mouza.
type LoadObserver func(ctx context.Context, tx LoadTx, l Load, watchers []Watch) error

// Loaded is a LoadObserver: it tells the watchers of a mouza, given by phone and No, what a load
// has changed of what they watch. Each phone gets one SMS, which names the first and counts
// the others.
func (d *Desk) Loaded(ctx context.Context, tx LoadTx, l Load, watchers []Watch) error {
	now := d.World.Now()
	for len(watchers) > 0 {
		first, more := Watch{}, -1
		phone := watchers[0].Phone
		for len(watchers) > 0 && watchers[0].Phone == phone {
			if w := watchers[0]; w.Live(now) && l.Changed(w.Key) {
				if more++; more == 0 {
					first = w
				}
			}
			watchers = watchers[1:]
		}
		if more < 0 {
			continue
		}
		what, args := newLoad, seva.Args{"Date": l.Valid}
		if more > 0 {
			what, args["Count"] = newLoads, more
		}
		// The day keeps a list that is loaded in pieces, or corrected, from telling it again.
		ref := fmt.Sprintf("watch:%s:load:%d", first.ID, d.World.Today().Number())
		if err := tx.Tell(ctx, d.message(what, ref, first, args), byDay(now)); err != nil {
			return err
		}
	}
	return nil
}

// byDay is the moment itself, or the next morning.
func byDay(now time.Time) time.Time {
	at := now.In(seva.IST)
	morning := time.Date(at.Year(), at.Month(), at.Day(), wakes, 0, 0, 0, seva.IST)
	switch {
	case at.Hour() < wakes:
		return morning
	case at.Hour() >= sleeps:
		return morning.AddDate(0, 0, 1)
	}
	return now
}
