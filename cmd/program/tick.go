package program

import (
	"context"
	"fmt"
)

// tickCommand does once what the server does all the time, for an office that runs its
// clock from a timetable and for whoever wants to see that nothing is overdue.
type tickCommand struct{ engines }

// ticks is how many cases one step looks at.
const ticks = 200

// Run fires everything that the legal clock should have done by now: each act once, with
// the moment that the law names, whoever else may be doing the same.
func (c tickCommand) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.close()
	done := 0
	for {
		n, err := h.cases.Tick(ctx, ticks)
		done += n
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	fmt.Fprintf(s.out, "the clock moved %d cases\n", done)
	return nil
}
