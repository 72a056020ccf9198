package screens

import (
	"strings"

	"duar/seva"
	"duar/tui/parts"
)

// paperWide is the width of a printout: what an A4 page holds in a fixed-width letter.
const paperWide = 80

// printout gives a record as a whole in plain UTF-8 text: what it is, its facts, where
// they come from, when it was printed, and what it is not.
func printout(g *Ground, c content) (name, text string) {
	v := voice{g.Lang, parts.Inert}
	name, lines := c.paper(v)
	rule := strings.Repeat("─", paperWide)
	now := g.World.Now()
	all := append([]string{v.say("kiosk.brand") + " · " + v.say("kiosk.print.title"), rule}, lines...)
	all = append(all, rule)
	for _, foot := range []string{
		v.say("kiosk.print.at", seva.Args{"When": now}),
		v.say("kiosk.information"),
	} {
		all = append(all, parts.Wrap(foot, paperWide)...)
	}
	for i, l := range all {
		all[i] = strings.TrimRight(l, " ")
	}
	return name + "-" + string(g.Lang) + ".txt", strings.Join(all, "\n") + "\n"
}
