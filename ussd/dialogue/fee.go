package dialogue

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/charge"
	"duar/seva/fee"
	"duar/seva/land"
)

// What a mutation of a plot costs is told to anybody: the sum, the rate it comes from and
// since when, and whether that is certain. It is paid elsewhere: no phone takes money.

// intentUse begins the intents of words that say what land is used for: "use:homestead".
const intentUse = "use:"

// uses are what the fee of a mutation is told apart by, as seva/charge has them. A State counts
// in them from 1, so a new one is added at the end.
func uses() []string {
	return []string{charge.Agricultural, charge.Homestead, charge.Commercial, charge.Inheritance, charge.GiftChild}
}

// showUse asks what the plot is used for, or how it is had, once it is in the record.
func showUse(ctx context.Context, m *Machine, s State) (Screen, error) {
	_, _, err := m.plot(ctx, s)
	return Screen{Body: []seva.Text{seva.Say("phone.ask.use", seva.Args{"Plot": s.Number})}, Items: m.items[listUse]}, err
}

func leaveUse(_ context.Context, _ *Machine, s *State, id string, _ *Outcome) {
	s.Use = uint8(1 + slices.Index(uses(), id)) //nolint:gosec // a handful
	s.push(nodeFee)
}

// feeQuery is what is asked of the desk of fees.
func (s State) feeQuery() charge.Query {
	q := charge.Query{Service: "mutation_sale", Mouza: s.Mouza, Plot: s.Number, Area: seva.Area(s.Area)}
	if s.Use > 0 && int(s.Use) <= len(uses()) {
		q.Use = uses()[s.Use-1]
	}
	if q.Use == charge.Inheritance {
		q.Service = "mutation_warish"
	}
	return q
}

func showFee(ctx context.Context, m *Machine, s State) (Screen, error) {
	if m.desks.Fees == nil {
		return Screen{}, closed()
	}
	e, err := m.desks.Fees.Estimate(ctx, s.feeQuery())
	if err != nil {
		return Screen{}, err
	}
	return Screen{Body: feeLines(e, s.Number), Items: m.items[listFee]}, nil
}

// feeLines says an estimate: the sum first, then why, and how sure that is.
func feeLines(e fee.Estimate, plot land.Number) []seva.Text {
	args := seva.Args{"Plot": plot, "Sum": rupees(e.Total)}
	for _, l := range e.Lines {
		if l.Area > 0 {
			args["Area"] = spoken(l.Area)
		}
	}
	key := "phone.fee.sum"
	if e.Total == 0 {
		key = "phone.fee.free"
	}
	lines := []seva.Text{seva.Say(key, args)}
	sure := true
	for _, l := range e.Lines {
		rate := seva.Args{"Rate": rupees(l.Rate.Amount), "From": l.Rate.From, "Use": seva.Say("phone.use." + l.Rate.Use)}
		switch {
		case !slices.Contains(uses(), l.Rate.Use):
			lines = append(lines, seva.Say("phone.fee.flat", rate))
		case l.Rate.Amount == 0:
			lines = append(lines, seva.Say("phone.fee.waived", rate))
		default:
			lines = append(lines, seva.Say("phone.fee.rate", rate))
		}
		sure = sure && l.Rate.Sure
	}
	if !sure {
		lines = append(lines, seva.Say("phone.fee.unsure"))
	}
	lines = append(lines, seva.Say("phone.measure.date", seva.Args{"Date": e.On}))
	if e.Total > 0 {
		lines = append(lines, seva.Say("phone.fee.pay"))
	}
	return lines
}

// rupees is a sum as a message takes it without the sign of the rupee, which no Latin letters
// of a phone have; with paise only where there are any.
func rupees(m seva.Money) any {
	if m%100 == 0 {
		return int(m / 100) // grouped as each language does
	}
	return dialled(fmt.Sprintf("%d.%02d", int64(m/100), int64(m%100)))
}

func leaveFee(_ context.Context, _ *Machine, s *State, _ string, _ *Outcome) { s.push(nodePart) }

func showPart(context.Context, *Machine, State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.ask.part")}, Again: []seva.Text{seva.Say("phone.again.part")}}, nil
}

// takePart takes how much of the plot is meant, in decimals as people say it.
func takePart(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	area, ok := decimals(a.key)
	if !ok {
		m.wrong(s, out, seva.Say("phone.wrong.part"))
		return
	}
	plot, _, err := m.plot(ctx, *s)
	switch {
	case err != nil:
		m.fail(s, out, err, "phone.wrong.part")
	case area > plot.Area:
		m.wrong(s, out, seva.Say("phone.wrong.part"))
	default:
		s.pop()
		s.Area = uint32(area) //nolint:gosec // decimals keeps it below
	}
}

// decimals reads an area in decimals with at most two places: a hundredth of one is the
// smallest area there is.
func decimals(text string) (seva.Area, bool) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 2 || len(whole) > 6 {
		return 0, false
	}
	// Read as acres, a decimal is a hundred times what it is.
	acres, err := seva.ParseArea(text)
	if err != nil || acres%100 != 0 || acres/100 < 1 || acres/100 > math.MaxUint32 {
		return 0, false
	}
	return acres / 100, true
}

// wantFee is "FEE 1027001 165", with the use behind it or not, and behind the use the part in
// decimals: "FEE 1027001 165 HOUSE 5".
func wantFee(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	if m.desks.Fees == nil {
		s.push(nodeKeywords)
		return
	}
	if len(rest) == 0 {
		s.Goal = goalFee
		s.push(nodeLand)
		s.push(nodeMouza)
		return
	}
	use, part := "", ""
	at := slices.IndexFunc(rest, func(w string) bool { return strings.HasPrefix(m.keywords[folded(w)].Intent, intentUse) })
	if at >= 0 {
		use = strings.TrimPrefix(m.keywords[folded(rest[at])].Intent, intentUse)
		if at+2 == len(rest) {
			part = rest[at+1]
			rest = rest[:at]
		} else {
			rest = slices.Delete(slices.Clone(rest), at, at+1)
		}
	}
	if !m.look(ctx, s, "fee", rest, out) {
		s.push(nodeKeywords)
		return
	}
	if use == "" {
		return
	}
	if s.Node == nodeUse {
		leaveUse(ctx, m, s, use, out)
	} else {
		s.Use = uint8(1 + slices.Index(uses(), use)) //nolint:gosec // a handful
	}
	if part == "" || s.Node != nodeFee {
		return
	}
	s.push(nodePart)
	a, _ := read(part)
	takePart(ctx, m, s, a, out)
}
