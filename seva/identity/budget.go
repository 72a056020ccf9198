package identity

import (
	"context"
	"fmt"
	"time"

	"duar/seva"
)

// prefixDigits is how many digits make a prefix: the country's two and five of the
// number, which name an operator's series in a circle (National Numbering Plan 2003) and a
// hundred thousand numbers. It names nobody.
const prefixDigits = 2 + 5

// budgetKeys is what all keys of budgets begin with, so that a sweep finds them.
const budgetKeys = "code."

// spend takes one code out of the budgets of its prefix in this hour and of all on this
// day (IST). A refusal is kept and audited where it is the first of its hour or day; those
// after it take back what they counted, with err.
func (d *Desk) spend(ctx context.Context, tx Tx, p seva.Phone, now time.Time) (refusal, err error) {
	day := seva.DateOf(now).Number()
	prefix := string(p[:prefixDigits])
	// One order for everybody, so that no two transactions wait for each other.
	for _, b := range []struct {
		subject string
		span    int64 // the day and the hour in it; a whole day is its hour 0
		most    int
	}{
		{"prefix." + prefix, day*100 + int64(now.In(seva.IST).Hour()), d.PrefixMost},
		{"all", day * 100, d.DailyMost},
	} {
		n, err := tx.Try(ctx, budgetKeys+b.subject, b.span)
		switch {
		case err != nil:
			return nil, err
		case n > b.most+1:
			return nil, paused()
		case n == b.most+1:
			what := map[string]any{"most": b.most, "span": fmt.Sprint(b.span)}
			return paused(), tx.Audit(ctx, leaf(now, house.id, house.role, "code.paused", b.subject, what))
		}
	}
	return nil, nil
}

// paused is the answer for every number alike, whatever we know of it.
func paused() error { return seva.Fail(seva.Unavailable, seva.Say("error.code.paused")) }
