package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/office"
	"duar/tui/parts"
)

// summons is the notice of a hearing: who is asked to come where, on which day, about which
// land. The office is as the directory has it, where there is one.
type summons struct {
	of casework.Hearing
	at *office.Office
}

// summon asks what the notice of a case says.
func summon(q *query[summons], g *Ground, desk casework.Counter, number string) tea.Cmd {
	offices := g.Offices
	return q.ask(g, func(ctx context.Context) (summons, error) {
		h, err := desk.Hearing(ctx, number)
		if err != nil || offices == nil {
			return summons{of: h}, err
		}
		if found, err := offices.Office(ctx, h.Office); err == nil {
			return summons{of: h, at: &found}, nil
		}
		return summons{of: h}, nil // without the address it is a notice all the same
	})
}

// paper is the notice for the printer.
func (s summons) paper(v voice) []string {
	said := []string{
		v.say("kiosk.case.heading", seva.Args{"Number": s.of.Number, "Service": seva.Say("service." + s.of.Service)}), "",
		v.say("kiosk.summons.day", seva.Args{"Day": s.of.Day}),
		v.say("kiosk.summons.come", seva.Args{"Name": s.of.Applicant}),
	}
	if s.at == nil {
		said = append(said, officeText(v, s.of.Office))
	} else {
		said = append(said, officeSaid(v, *s.at)...)
	}
	said = append(said, "")
	for _, k := range s.of.Land {
		idn, n, _ := k.Land()
		said = append(said, v.say("kiosk.summons."+k.Kind, seva.Args{"Number": n, "IDN": idn}))
	}
	said = append(said, "", v.say("kiosk.summons.filed", seva.Args{"Day": seva.DateOf(s.of.Submitted)}))
	if !s.of.Set.IsZero() {
		said = append(said, v.say("kiosk.summons.set", seva.Args{"Day": seva.DateOf(s.of.Set)}))
	}
	var lines []string
	for _, text := range said {
		lines = append(lines, parts.Wrap(text, paperWide)...)
	}
	return lines
}
