package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/service"
)

// Kinds lists what a Keeper takes out when its time is over; each has a Term. Codes,
// sessions and tallies are swept by seva/identity, phone sessions by their store.
func Kinds() []string {
	kinds := []string{
		"draft",    // drafts that nobody went on with, and their files
		"message",  // the words and number of messages that were given up
		"receipt",  // that a message was sent, and what became of it
		"key",      // what an idempotency key led to
		"watch",    // a watch whose year is over
		"try",      // how often something was tried on a day
		paperTerm,  // the bytes of signed papers; that there was one stays
		"link",     // to a paper, after it ran out
		"conflict", // a deed that came under the number of another
		moneyTerm,  // who owed or paid something; the money itself stays in the books
		lookTerm,
		requestTerm, // after it was answered
	}
	for _, area := range service.Areas() {
		kinds = append(kinds, ofCases(area)) // answers and files of cases that have ended
	}
	return kinds
}

// Least is the fewest days of a kind: an answer must be found under its key for a day and
// more, and who looked and what was sent stays in the log for a year (DPDP Rules 2025, rule
// 6(1)(e); the CERT-In directions of 28 April 2022 ask for 180 days).
func Least(kind string) int {
	switch kind {
	case "key", "try":
		return 2
	case lookTerm, "receipt", paperTerm, moneyTerm, "conflict":
		return 365
	}
	return 1
}

// Keeper takes out what its time is over for. It keeps nothing between calls: one that was
// stopped, or killed, is made good by the next, and several at once do each thing once.
type Keeper struct {
	Attic    Attic
	Cases    *casework.Desk
	Services []service.Service
	Terms    []Term
	World    seva.World
}

// Count is how much of a kind is over, or was taken out.
type Count struct {
	Term
	Before time.Time // what is older is over
	N      int
}

// Retain takes out at most limit of each kind, in small transactions, and says how much it
// was. To be called again at once while it finds something, and else every hour or so. What
// fails is told in err, which joins all failures; the others go on.
func (k Keeper) Retain(ctx context.Context, limit int) (int, error) {
	all, err := k.Round(ctx, limit)
	n := 0
	for _, c := range all {
		n += c.N
	}
	return n, err
}

// Round is Retain, and tells of each kind.
func (k Keeper) Round(ctx context.Context, limit int) ([]Count, error) {
	return k.each(ctx, func(c Count) (int, error) {
		if area, is := areaOf(c.Kind); is {
			return k.empty(ctx, area, c, limit, true)
		}
		n := 0
		for n < limit {
			some, err := k.Attic.Drop(ctx, c.Kind, c.Before, min(together, limit-n))
			n += some
			if err != nil || some == 0 {
				return n, err
			}
		}
		return n, nil
	})
}

// Old tells what is over, and takes nothing out.
func (k Keeper) Old(ctx context.Context) ([]Count, error) {
	return k.each(ctx, func(c Count) (int, error) {
		if area, is := areaOf(c.Kind); is {
			return k.empty(ctx, area, c, 0, false)
		}
		return k.Attic.Old(ctx, c.Kind, c.Before)
	})
}

// together is how many things go in one transaction: few enough that nobody waits for it.
const together = 100

func (k Keeper) each(ctx context.Context, one func(Count) (int, error)) ([]Count, error) {
	now := k.World.Now()
	var all []Count
	var failed []error
	for _, t := range k.Terms {
		if err := ctx.Err(); err != nil {
			return all, seva.Broken(err)
		}
		c := Count{Term: t, Before: now.AddDate(0, 0, -t.Days)}
		var err error
		if c.N, err = one(c); err != nil {
			failed = append(failed, fmt.Errorf("registry: %s: %w", t.Kind, err))
		}
		all = append(all, c)
	}
	return all, errors.Join(failed...)
}

func areaOf(kind string) (service.Area, bool) {
	area, is := strings.CutPrefix(kind, ofCases(""))
	return service.Area(area), is
}

// empty counts an area's cases that ended before a moment, and empties them, each in a
// transaction with its leaf. A limit of 0 is none.
func (k Keeper) empty(ctx context.Context, area service.Area, c Count, limit int, really bool) (n int, err error) {
	for _, s := range k.Services {
		if s.Area != area {
			continue
		}
		var behind Place
		for {
			some, err := k.Attic.Rest(ctx, s.ID, behind, c.Before, together)
			if err != nil {
				return n, err
			}
			for _, one := range some {
				behind = Place{one.Submitted, one.Number}
				if one.Since.After(c.Before) || !k.Cases.Ended(one) {
					continue
				}
				gone := !really
				if really {
					if gone, err = k.emptyOne(ctx, one); err != nil {
						return n, err
					}
				}
				if gone {
					n++
				}
				if limit > 0 && n == limit {
					return n, nil
				}
			}
			if len(some) < together {
				break
			}
		}
	}
	return n, nil
}

func (k Keeper) emptyOne(ctx context.Context, c casework.Case) (gone bool, err error) {
	now := k.World.Now()
	err = k.Attic.Change(ctx, func(tx Tx) error {
		if gone, err = tx.Empty(ctx, c.Number, c.Version, now); err != nil || !gone {
			return err
		}
		return tx.Audit(ctx, audit.Leaf{At: now, Actor: casework.SystemActor, Role: string(casework.System), Act: "case.empty",
			Subject: c.Number, Digest: digest([]any{c.Number, c.Version})})
	})
	return gone, err
}

// ProveTerms finds what is wrong with the terms: a kind that has none, or too few days.
func ProveTerms(terms []Term) []string {
	var found []string
	for _, kind := range Kinds() {
		if !slices.ContainsFunc(terms, func(t Term) bool { return t.Kind == kind }) {
			found = append(found, kind+": nothing says how long it is kept")
		}
	}
	for i, t := range terms {
		switch {
		case !slices.Contains(Kinds(), t.Kind):
			found = append(found, t.Kind+": no such kind; there are "+strings.Join(Kinds(), ", "))
		case slices.ContainsFunc(terms[:i], func(other Term) bool { return other.Kind == t.Kind }):
			found = append(found, t.Kind+": twice")
		case t.Days < Least(t.Kind):
			found = append(found, fmt.Sprintf("%s: %d days; at least %d", t.Kind, t.Days, Least(t.Kind)))
		case t.Source == "":
			found = append(found, t.Kind+": no source: who says so?")
		}
	}
	return found
}
