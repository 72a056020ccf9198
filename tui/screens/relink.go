package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/document"
	"duar/tui/parts"
)

// links tells whether whoever sits here can have the link of the paper sent anew.
func (s *sealed) links() bool { return s.of.Status == document.Valid && s.keeps() }

// newRelink sends a fresh link to a paper, to the phone of its application and nowhere else:
// the citizen at the desk says what only they know, unless whoever sits here entered it or
// works for its office.
func newRelink(s *sealed) Screen {
	return &blank{g: s.g, title: "kiosk.link.title", ask: "kiosk.link.ask", hint: "kiosk.link.hint", enter: "kiosk.key.link",
		slots: []slot{{id: "fact", word: "kiosk.status.fact", input: parts.Input{Limit: 4}}},
		send: func(b *blank) (Screen, tea.Cmd) {
			desk, number, fact, key := s.desk, s.of.Number, b.given("fact"), s.g.World.ID()
			b.slots[0].input.Renew() // where it was wrong, another takes its place
			asks := func(v voice) []string {
				return []string{v.say("kiosk.link.sure", seva.Args{"Number": document.Spaced(number)})}
			}
			return newSure(s.g, "kiosk.link.title", "kiosk.link.yes", asks, func(ctx context.Context) (done, error) {
				until, err := desk.SendLink(ctx, number, fact, key)
				return back(func() tea.Cmd {
					s.linked, b.done = until, true
					return nil
				}), err
			}), nil
		}}
}
