package program

import (
	"context"
	"errors"
	"fmt"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/registry"
	"duar/ussd"
)

// notices puts every purpose into the words in which it is put before people.
func notices(defined catalogue.Definitions) (*registry.Notices, registry.Plan, error) {
	plan, err := catalogue.Privacy()
	if err != nil {
		return nil, plan, err
	}
	n, err := registry.NewNotices(plan, defined.Services, func(l seva.Lang, key string) string { return i18n.Say(l, seva.Say(key)) })
	return n, plan, err
}

// persons puts somebody behind the desk where people see what becomes of their data, and
// makes the keeper who takes out what its time is over for.
func (h *house) persons(defined catalogue.Definitions, n *registry.Notices, plan registry.Plan) (err error) {
	h.keeper = registry.Keeper{Attic: h.store.Attic(), Cases: h.cases, Services: defined.Services, Terms: plan.Terms, World: h.world}
	h.registry, err = registry.NewDesk(registry.Parts{
		Book: h.store.Registry(), Notices: n, Cases: h.cases, Services: h.services, World: h.world,
		Preference: ussd.PreferenceKeys(h.secret), Ended: h.door.Forget, Papers: h.ownPapers,
	})
	return err
}

// retainCommand does once what the server does by itself, and says what of each kind went;
// or only looks.
type retainCommand struct {
	engines
	Dry bool `name:"dry-run" help:"Only say what would go." env:"-"`
}

// retains is how much of a kind goes in one round.
const retains = 1000

// Run takes out what its time is over for, until there is nothing left.
func (c retainCommand) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.close()
	counts, failed := h.keeper.Old(ctx)
	word := "would go"
	if !c.Dry {
		word = "went"
		counts, failed = retained(ctx, h.keeper)
	}
	for _, one := range counts {
		fmt.Fprintf(s.out, "%-16s %8d %s  (kept %d days, before %s)\n", one.Kind, one.N, word, one.Days, seva.DateOf(one.Before))
	}
	return failed
}

// retained adds up rounds until one finds nothing, or something fails.
func retained(ctx context.Context, k registry.Keeper) (all []registry.Count, err error) {
	for {
		round, err := k.Round(ctx, retains)
		found := 0
		for i, one := range round {
			found += one.N
			if i == len(all) {
				all = append(all, one)
			} else {
				all[i].N += one.N
			}
		}
		if err != nil || found == 0 {
			return all, errors.Join(err, ctx.Err())
		}
	}
}
