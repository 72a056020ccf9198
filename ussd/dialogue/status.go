package dialogue

import (
	"context"
	"maps"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// maxMine is how many of a phone's own applications are offered; older ones are found by
// their number.
const maxMine = 5

// showStatus asks for an application's number, and offers those of this phone.
func showStatus(ctx context.Context, m *Machine, s State) (Screen, error) {
	screen := Screen{
		Body:  []seva.Text{seva.Say("phone.ask.case")},
		Again: []seva.Text{seva.Say("phone.again.case")},
	}
	mine, err := m.mine(ctx)
	if err != nil {
		return Screen{}, err
	}
	if len(mine) == 0 { // there is nothing to choose from
		screen.Body = screen.Again
	}
	for i, g := range mine {
		screen.Items = append(screen.Items, Item{Number: i + 1, Text: seva.Say("phone.case.mine", seva.Args{
			"Number": g.Number, "Service": seva.Say("service." + g.Service),
		})})
	}
	return screen, nil
}

// mine gives the newest applications of this phone.
func (m *Machine) mine(ctx context.Context) ([]casework.Glance, error) {
	if m.desks.Cases == nil {
		return nil, nil
	}
	all, err := m.desks.Cases.Mine(ctx)
	return all[:min(len(all), maxMine)], err
}

// takeStatus takes the place of an own application in the list, or a number.
func takeStatus(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	if a.number >= 1 && a.number <= maxMine {
		mine, err := m.mine(ctx)
		if err != nil {
			m.fail(s, out, err, "phone.wrong.choice")
			return
		}
		if a.number <= len(mine) {
			s.File, s.Fact = mine[a.number-1].Number, ""
			s.push(nodeStatusAnswer)
			return
		}
	}
	m.seekCase(ctx, s, a.text, "", out)
}

// seekCase goes to an application's answer, or to the second fact when the number alone
// does not open it: also when there is no such number, so that nobody learns which are.
func (m *Machine) seekCase(ctx context.Context, s *State, typed, fact string, out *Outcome) {
	number, err := casework.ParseNumber(typed)
	if err != nil {
		m.wrong(s, out, seva.Say("phone.wrong.case_form"))
		return
	}
	s.File, s.Fact = number, ""
	switch _, err := m.check(ctx, number, fact); {
	case err == nil:
		s.Fact = fact
		s.push(nodeStatusAnswer)
	case away(err) && seva.KindOf(err) != seva.TooMany:
		m.fail(s, out, err, "phone.wrong.case")
	case seva.KindOf(err) == seva.TooMany:
		m.wrong(s, out, seva.Say("phone.wrong.tries"))
	case fact != "":
		s.push(nodeFact)
		m.wrong(s, out, seva.Say("phone.wrong.case"))
	default:
		s.push(nodeFact)
	}
}

func (m *Machine) check(ctx context.Context, number, fact string) ([]casework.Glance, error) {
	if m.desks.Cases == nil {
		return nil, seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
	}
	return m.desks.Cases.Check(ctx, number, fact)
}

func showFact(context.Context, *Machine, State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.ask.fact")}, Again: []seva.Text{seva.Say("phone.again.fact")}}, nil
}

// takeFact takes the second fact: four digits of a mobile, or a year of birth.
func takeFact(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	if a.number < 0 || len(a.key) != 4 {
		m.wrong(s, out, seva.Say("phone.wrong.fact"))
		return
	}
	switch _, err := m.check(ctx, s.File, a.key); {
	case err == nil:
		s.Fact = a.key
		s.push(nodeStatusAnswer)
	case seva.KindOf(err) == seva.TooMany:
		m.wrong(s, out, seva.Say("phone.wrong.tries"))
	default:
		m.fail(s, out, err, "phone.wrong.case")
	}
}

func showStatusAnswer(ctx context.Context, m *Machine, s State) (Screen, error) {
	lines, err := m.check(ctx, s.File, s.Fact)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Items: m.items[listCase]}
	for _, g := range lines {
		screen.Body = append(screen.Body, caseLines(g)...)
		screen.Posted = append(screen.Posted, StatusSMS(g))
	}
	return screen, nil
}

// caseLines says how one case goes, the most wanted first: the state, the day of a hearing,
// what is owed (where it is paid comes with what happens next), the days, what happens next and by when.
func caseLines(g casework.Glance) []seva.Text {
	lines := []seva.Text{
		seva.Say("phone.case.state", seva.Args{"Service": seva.Say("service." + g.Service), "State": seva.Say("state." + g.State)}),
	}
	if !g.Hearing.IsZero() {
		lines = append(lines, seva.Say("phone.case.hearing", seva.Args{"Day": g.Hearing}))
	}
	if g.Owed > 0 {
		lines = append(lines, seva.Say("phone.case.owed", seva.Args{"Sum": rupees(g.Owed)}))
	}
	if days := caseDays(g); !days.IsZero() {
		lines = append(lines, days)
	}
	if !g.Next.Text.IsZero() {
		lines = append(lines, g.Next.Text)
	}
	for _, mark := range sortedMarks(g.Marks) {
		lines = append(lines, seva.Say("phone.case.mark", seva.Args{"Number": mark}))
	}
	return lines
}

// caseDays says the legal clock in one line, and why it does not run; nothing where the law
// sets none, and of a case that is over.
func caseDays(g casework.Glance) seva.Text {
	c := g.Standing
	switch {
	case c.Limit == 0 || c.Why == "decided" || g.End:
		return seva.Text{}
	case c.Why == "none":
		return seva.Say("clock.none")
	case c.Passed:
		return seva.Say("phone.case.passed", seva.Args{"Due": c.Due})
	case !c.Running && c.Due.IsZero():
		return seva.Say("phone.case.waits", seva.Args{"Used": c.Used, "Limit": c.Limit})
	}
	return seva.Say("phone.case.days", seva.Args{"Left": max(c.Left, 0), "Limit": c.Limit, "Due": c.Due})
}

// StatusSMS is the same as one SMS, which names nobody: a template of its own where a day is
// fixed. What is owed, and where it is paid, is in what comes next.
func StatusSMS(g casework.Glance) seva.Text {
	args := seva.Args{
		"Number": g.Number, "Service": seva.Say("service." + g.Service), "State": seva.Say("state." + g.State),
		"Next": g.Next.Short(),
	}
	if !g.Hearing.IsZero() {
		return seva.Say("sms.status.hearing", args, seva.Args{"Day": g.Hearing})
	}
	return seva.Say("sms.status", args)
}

// leaveStatus sends the answer by SMS.
func leaveStatus(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	if id != "sms" {
		return
	}
	lines, err := m.check(ctx, s.File, s.Fact)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.case")
		return
	}
	posted := make([]seva.Text, len(lines))
	for i, g := range lines {
		posted[i] = StatusSMS(g)
	}
	m.send(ctx, s, out, posted...)
}

// wantStatus is "STATUS CAF2026000123", with a second fact behind it or not; alone it
// offers the phone's own.
func wantStatus(ctx context.Context, m *Machine, s *State, rest []string, out *Outcome) {
	s.push(nodeStatus)
	if len(rest) == 0 {
		return
	}
	last := rest[len(rest)-1]
	whole := strings.Join(rest, "")
	if _, err := casework.ParseNumber(whole); err != nil && len(rest) > 1 && len(last) == 4 {
		m.seekCase(ctx, s, strings.Join(rest[:len(rest)-1], ""), last, out)
		return
	}
	m.seekCase(ctx, s, whole, "", out)
}

// sortedMarks gives the numbers that a case was given, in order.
func sortedMarks(marks map[string]string) []string {
	return slices.Sorted(maps.Values(marks))
}
