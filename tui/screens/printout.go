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
	return name + "-" + string(g.Lang) + ".txt", paper(g, v, v.say("kiosk.print.title"), v.say("kiosk.information"), lines)
}

// paper puts a printout together: lines under a title, and at the foot when it was printed
// and what it is good for.
func paper(g *Ground, v voice, title, foot string, lines []string) string {
	rule := strings.Repeat("─", paperWide)
	all := append([]string{v.say("kiosk.brand") + " · " + title, rule}, lines...)
	all = append(all, rule)
	for _, l := range []string{v.say("kiosk.print.at", seva.Args{"When": g.World.Now()}), foot} {
		all = append(all, parts.Wrap(l, paperWide)...)
	}
	for i, l := range all {
		all[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(all, "\n") + "\n"
}
