package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/tui/parts"
)

// notices are read before an application is agreed to: what is asked for and what for, how
// long it is kept, who else is given it, and how to end it. They are the desk's, so that what
// is read aloud is the version that the line in the ledger names.
type notices struct {
	reading query[[]registry.Notice]
	seen    []registry.Notice
}

// ask reads the notice of each service that is applied for.
func (n *notices) ask(g *Ground, services []string) tea.Cmd {
	if g.Registry == nil {
		return nil
	}
	desk := g.registry()
	return n.reading.ask(g, func(ctx context.Context) ([]registry.Notice, error) {
		all := make([]registry.Notice, len(services))
		for i, s := range services {
			var err error
			if all[i], err = desk.Notice(ctx, service.Purpose(s)); err != nil {
				return nil, err
			}
		}
		return all, nil
	})
}

// read tells whether they are there to be read aloud; on a kiosk that has no such desk
// there are none.
func (n *notices) read(g *Ground) bool { return g.Registry == nil || n.seen != nil }

// noticeSaid is a notice in the order in which it is read out. What is needed for one use is
// said together: nobody listens to the same half sentence six times.
func noticeSaid(v voice, n registry.Notice) []string {
	said := []string{v.say("kiosk.notice.of", seva.Args{"Purpose": registry.PurposeText(n.ID)}), v.say("purpose." + n.Words + ".why")}
	var uses []string
	items := map[string][]seva.Text{}
	for _, item := range n.Items {
		if items[item.Use] == nil {
			uses = append(uses, item.Use)
		}
		items[item.Use] = append(items[item.Use], seva.Say(item.Words))
	}
	for _, use := range uses {
		said = append(said, "· "+v.say("kiosk.notice.items", seva.Args{"Items": items[use], "Use": seva.Say(use)}))
	}
	switch {
	case n.Keep == 1:
		said = append(said, v.say("kiosk.notice.keep.day"))
	case n.Keep > 0:
		said = append(said, v.say("kiosk.notice.keep", seva.Args{"Count": n.Keep}))
	default:
		said = append(said, v.say("kiosk.notice.keep.account"))
	}
	if len(n.Shared) > 0 {
		with := make([]seva.Text, len(n.Shared))
		for i, d := range n.Shared {
			with[i] = seva.Say("department." + d)
		}
		said = append(said, v.say("kiosk.notice.shared", seva.Args{"Departments": with}))
	}
	if n.Basis == registry.ByConsent {
		return append(said, v.say("kiosk.notice.back.consent"))
	}
	return append(said, v.say("kiosk.notice.back.benefit"))
}

// lines are all notices as they are read aloud.
func (n *notices) lines(g *Ground, v voice) []parts.Line {
	var lines []parts.Line
	for _, one := range n.seen {
		for _, text := range noticeSaid(v, one) {
			lines = append(lines, quoted(g, text)...)
		}
		// The version is for whoever checks what was read, and not for the ear.
		lines = append(lines, parts.Line{Text: "      " + v.say("kiosk.notice.version", seva.Args{"Version": one.Version}), Tone: parts.Dim}, parts.Line{})
	}
	return lines
}
