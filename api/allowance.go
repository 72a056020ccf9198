package api

import (
	"fmt"
	"time"

	"duar/seva/budget"
)

// Allowance is what one caller of a kind may ask for. Room comes back bit by bit (package
// budget), so that nobody waits long for the next one.
type Allowance struct {
	Calls budget.Rate // of anything that is no look-up
	// A look-up is of a plot, a khatian, a map or a number's other survey. Near and Area bound
	// those in one mouza, which is what going through a register number by number looks like;
	// the three kinds each for themselves, so that a plot with its map and its former number
	// is not three. Day bounds those of all mouzas and kinds together.
	Near, Area, Day budget.Rate
}

// The usual allowances. Whoever changes one thinks of the longest queue at a kiosk and of the
// phones of a whole town behind one address, and of how long a register of some two thousand
// plots takes whoever wants it whole: by these five days, and every day is told of.
var (
	// strangers are everybody behind one address: carriers put thousands behind one (RFC
	// 6888), so the address has much room. One mouza has a few hundred families, of whom few
	// look at their plot on one day, so a mouza from one address has no more than a person.
	strangers = Allowance{
		Calls: budget.Rate{Most: 6000, Span: time.Minute},
		Near:  budget.Rate{Most: 60, Span: 10 * time.Minute},
		Area:  budget.Rate{Most: 400, Span: 24 * time.Hour},
		Day:   budget.Rate{Most: 20_000, Span: 24 * time.Hour},
	}
	// A citizen's app asks for ten things when it is opened.
	citizen = Allowance{
		Calls: budget.Rate{Most: 300, Span: time.Minute},
		Near:  budget.Rate{Most: 60, Span: 10 * time.Minute},
		Area:  budget.Rate{Most: 400, Span: 24 * time.Hour},
		Day:   budget.Rate{Most: 2000, Span: 24 * time.Hour},
	}
	// At a kiosk with a queue of one village an operator looks at a plot every few seconds,
	// and goes on so for a day of eight hours.
	staffed = Allowance{
		Calls: budget.Rate{Most: 600, Span: time.Minute},
		Near:  budget.Rate{Most: 240, Span: 10 * time.Minute},
		Area:  budget.Rate{Most: 1600, Span: 24 * time.Hour},
		Day:   budget.Rate{Most: 6000, Span: 24 * time.Hour},
	}
	// A department's own system asks for many people.
	machine = Allowance{
		Calls: budget.Rate{Most: 3000, Span: time.Minute},
		Near:  budget.Rate{Most: 600, Span: 10 * time.Minute},
		Area:  budget.Rate{Most: 4000, Span: 24 * time.Hour},
		Day:   budget.Rate{Most: 40_000, Span: 24 * time.Hour},
	}
)

// Usual gives limits with n times the usual allowances of all four kinds of callers.
func Usual(n int) Limits {
	times := func(a Allowance) Allowance {
		for _, r := range []*budget.Rate{&a.Calls, &a.Near, &a.Area, &a.Day} {
			r.Most *= n
		}
		return a
	}
	return Limits{Network: times(strangers), Citizen: times(citizen), Staff: times(staffed), Machine: times(machine)}
}

func (a Allowance) filled(usual Allowance) Allowance {
	return Allowance{orElse(a.Calls, usual.Calls), orElse(a.Near, usual.Near), orElse(a.Area, usual.Area), orElse(a.Day, usual.Day)}
}

// class is one kind of budget: its name in RateLimit, RateLimit-Policy and the audit log, a
// letter that keeps its keys apart from the others', and the words of a refusal.
type class struct {
	name   string
	letter byte
	words  string
}

var (
	calls    = &class{"calls", 'c', "error.calls.many"}
	near     = &class{"mouza", 'n', "error.lookups.mouza"}
	areaDay  = &class{"mouza-day", 'a', "error.lookups.mouza"}
	wholeDay = &class{"day", 'd', "error.lookups.day"}
)

// meterage is an allowance with its words for RateLimit-Policy, made once.
type meterage struct {
	Allowance
	calls, lookups string
}

func newMeterage(a Allowance) meterage {
	say := func(c *class, r budget.Rate) string {
		return fmt.Sprintf("%q;q=%d;w=%d", c.name, r.Most, int(r.Span/time.Second))
	}
	return meterage{a, say(calls, a.Calls), say(near, a.Near) + ", " + say(areaDay, a.Area) + ", " + say(wholeDay, a.Day)}
}
