package dialogue

import (
	"context"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// Behind the PIN an application is shown as to a citizen who is proved: besides what
// anybody with its number hears, where it lies, since when, what has happened to it, why,
// and what the office wrote.

// maxSteps is how much of what has happened is told, the newest first.
const maxSteps = 4

// ownCases is the counter of cases for the owner who was proved, and their newest cases.
func (m *Machine) ownCases(ctx context.Context, s State) (casework.Counter, []casework.Glance, error) {
	who, err := m.citizen(s)
	if err != nil {
		return nil, nil, err
	}
	if m.desks.Account.Cases == nil {
		return nil, nil, closed()
	}
	counter := m.desks.Account.Cases(who)
	all, err := counter.Mine(ctx)
	return counter, all[:min(len(all), maxPicks)], err
}

func showMyCases(ctx context.Context, m *Machine, s State) (Screen, error) {
	_, all, err := m.ownCases(ctx, s)
	screen := Screen{Body: []seva.Text{seva.Say("phone.cases")}}
	if len(all) == 0 {
		screen.Body = []seva.Text{seva.Say("phone.cases.none")}
	}
	for i, g := range all {
		screen.Items = append(screen.Items, Item{Number: i + 1, Text: seva.Say("phone.case.mine", seva.Args{
			"Number": g.Number, "Service": seva.Say("service." + g.Service),
		})})
	}
	return screen, err
}

func takeMyCase(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	_, all, err := m.ownCases(ctx, *s)
	switch {
	case err != nil && reason(seva.Broken(err)).Key == pinAgain:
		s.pop()
		out.Reason = seva.Say(pinAgain)
	case err != nil:
		m.fail(s, out, err, "phone.wrong.choice")
	case a.number < 1 || a.number > len(all):
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
	default:
		s.File = all[a.number-1].Number
		s.push(nodeMyCase)
	}
}

func showMyCase(ctx context.Context, m *Machine, s State) (Screen, error) {
	counter, _, err := m.ownCases(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	v, err := counter.Case(ctx, s.File)
	if err != nil {
		return Screen{}, err
	}
	office, err := m.officeCalled(ctx, v.Office)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: append(caseLines(v.Glance),
		seva.Say("phone.full.office", seva.Args{"Office": office}),
		seva.Say("phone.full.applied", seva.Args{"Day": seva.DateOf(v.Submitted)}))}
	for _, why := range whys(v) {
		screen.Body = append(screen.Body, seva.Say("phone.full.reason", seva.Args{"Reason": seva.Say(why)}))
	}
	if note := lastNote(v.Timeline); note != "" {
		screen.Body = append(screen.Body, seva.Say("phone.full.note", seva.Args{"Note": note}))
	}
	told := 0
	for i := len(v.Timeline) - 1; i >= 0 && told < maxSteps; i-- {
		step := v.Timeline[i]
		if step.To == "" {
			continue
		}
		told++
		screen.Body = append(screen.Body, seva.Say("phone.full.step", seva.Args{
			"Day": seva.DateOf(step.At), "State": seva.Say("state." + step.To),
		}))
	}
	return screen, nil
}

// whys are the keys of the reasons for which the last step was taken, and for which things
// are asked for now; each once.
func whys(v casework.View) []string {
	var all []string
	add := func(why string) {
		if strings.HasPrefix(why, "reason.") && !slices.Contains(all, why) {
			all = append(all, why)
		}
	}
	if n := len(v.Timeline); n > 0 {
		add(v.Timeline[n-1].Reason)
	}
	for _, item := range v.Asked {
		add(item.Reason)
	}
	return all
}

// lastNote is what an office wrote last, on one line.
func lastNote(steps []casework.Step) string {
	for i := len(steps) - 1; i >= 0; i-- {
		if note := strings.Join(strings.Fields(steps[i].Note), " "); note != "" && steps[i].Role != casework.Citizen {
			return note
		}
	}
	return ""
}
