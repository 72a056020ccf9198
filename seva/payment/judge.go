package payment

import "slices"

// verdict is what an answer comes to.
type verdict struct {
	fact  Fact   // "" when the treasury does not know the payment
	money []Said // lines whose money is there, each GRN once
	held  Held   // why nothing of it counts
}

// judge holds an answer against the payment it was asked about. Whatever does not agree in
// everything counts for nothing: the number, every line and every amount.
func judge(p Payment, a Answer) verdict {
	if a.DPR != p.DPR {
		return verdict{held: Numbers}
	}
	if a.Status == SaysUnknown {
		if len(a.Lines) > 0 {
			return verdict{held: Standing}
		}
		return verdict{}
	}
	if a.Amount != p.Amount {
		return verdict{held: Amounts}
	}
	v := verdict{}
	told, paid := map[string]bool{}, map[string]bool{}
	for _, s := range a.Lines {
		i, ours := p.line(s.DRN)
		switch {
		case !ours:
			return verdict{held: Numbers}
		case s.Amount != p.Lines[i].Amount:
			return verdict{held: Amounts}
		}
		told[s.DRN] = true
		if s.Status != SaysPaid {
			continue
		}
		if !number(s.GRN) {
			return verdict{held: Numbers}
		}
		if at := slices.IndexFunc(v.money, func(m Said) bool { return m.GRN == s.GRN }); at >= 0 {
			if v.money[at].DRN != s.DRN {
				return verdict{held: Numbers}
			}
			continue // the same money, said twice
		}
		paid[s.DRN] = true
		v.money = append(v.money, s)
	}
	if len(told) != len(p.Lines) {
		return verdict{held: Numbers}
	}
	switch whole := len(paid) == len(p.Lines); a.Status {
	case SaysPaid:
		if !whole {
			return verdict{held: Standing}
		}
		v.fact = Succeeded
	case SaysFailed:
		if len(paid) > 0 {
			return verdict{held: Standing}
		}
		v.fact = Refused
	case SaysPending: // of several challans some may be paid before others
		v.fact = Awaited
		if whole {
			v.fact = Succeeded
		}
	default:
		return verdict{held: Garbled}
	}
	return v
}

// number tells whether a text can be a number of the treasury or of a bank: letters and
// digits, 35 at most, as in the daily file (outside/grips). What a GRN really looks like (18 digits, the year in them) is not
// written down anywhere we found.
func number(s string) bool {
	const most = 35
	return s != "" && len(s) <= most && !slices.ContainsFunc([]byte(s), func(c byte) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
}
