package screens

import (
	"maps"
	"slices"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/tui/parts"
)

// account says where a case stands, one fact a line: the state and whose move it is, the
// legal clock, and what happens next. A screen draws a bar below the clock.
type account struct {
	heading              string
	state, clock, onward []string
}

func accountOf(v voice, c casework.Glance) account {
	a := account{
		heading: v.say("kiosk.case.heading", seva.Args{"Number": c.Number, "Service": seva.Say("service." + c.Service)}),
		state: []string{
			v.say("kiosk.case.state", seva.Args{"State": seva.Say("state." + c.State), "Since": seva.DateOf(c.Since)}),
			v.say("kiosk.court." + string(c.Court)),
		},
		clock: dayAndClock(v, c),
	}
	if !c.Next.Text.IsZero() {
		a.onward = append(a.onward, v.say("kiosk.case.next", seva.Args{"Next": c.Next.Text}))
	}
	a.onward = append(a.onward, duties(v, c.Next)...)
	for _, series := range slices.Sorted(maps.Keys(c.Marks)) {
		word, number := "kiosk.case.mark", c.Marks[series]
		if series == document.Mark {
			word, number = "kiosk.case.sealed", document.Spaced(number)
		}
		a.onward = append(a.onward, v.say(word, seva.Args{"Number": number}))
	}
	return a
}

// dayAndClock says what must be paid before anything else, the day of a hearing, and how the
// legal limit stands.
func dayAndClock(v voice, c casework.Glance) []string {
	var said []string
	if c.Owed > 0 {
		said = append(said, "!! "+v.say("kiosk.case.owed", seva.Args{"Sum": c.Owed}))
	}
	if !c.Hearing.IsZero() {
		said = append(said, v.say("kiosk.case.hearing", seva.Args{"Day": c.Hearing}))
	}
	return append(said, clockSaid(v, c.Standing)...)
}

// duties say who must act, where, with which papers, by when.
func duties(v voice, n casework.Next) []string {
	var said []string
	if n.Who != "" {
		said = append(said, v.say("kiosk.case.who", seva.Args{"Who": seva.Say("who." + n.Who)}))
	}
	if n.Where != "" {
		said = append(said, v.say("kiosk.case.where", seva.Args{"Where": seva.Say("where." + n.Where)}))
	}
	if len(n.Papers) > 0 {
		papers := make([]seva.Text, len(n.Papers))
		for i, p := range n.Papers {
			papers[i] = seva.Say("paper." + p)
		}
		said = append(said, v.say("kiosk.case.papers", seva.Args{"Papers": papers}))
	}
	if !n.By.IsZero() {
		said = append(said, v.say("kiosk.case.by", seva.Args{"By": n.By}))
	}
	return said
}

// clockSaid says how the legal limit stands.
func clockSaid(v voice, s casework.Standing) []string {
	var said []string
	if s.Limit > 0 {
		word := "kiosk.case.days"
		if s.Working {
			word = "kiosk.case.working_days"
		}
		said = append(said, v.say(word, seva.Args{"Used": s.Used, "Limit": s.Limit, "Left": max(0, s.Left)}))
	}
	switch {
	case s.Passed:
		said = append(said, v.say("kiosk.case.passed", seva.Args{"Due": s.Due}))
	case !s.Running && s.Why != "":
		said = append(said, v.say("clock."+s.Why))
	case !s.Due.IsZero():
		said = append(said, v.say("kiosk.case.due", seva.Args{"Due": s.Due}))
	}
	return said
}

// standingLines is that on the screen.
func standingLines(g *Ground, v voice, c casework.Glance) []parts.Line {
	a := accountOf(v, c)
	var lines []parts.Line
	for _, l := range parts.Wrap(a.heading, g.Width-2) {
		lines = append(lines, parts.Line{Text: "▌ " + l, Tone: parts.Strong})
	}
	for _, fact := range slices.Concat(a.state, a.clock) {
		lines = append(lines, g.wrapped(parts.Plain, 2, fact)...)
	}
	if s := c.Standing; s.Limit > 0 {
		lines = append(lines, parts.Line{Text: "  " + bar(s.Used, s.Limit, min(40, g.Width-4)), Tone: parts.Dim})
	}
	for _, fact := range a.onward {
		lines = append(lines, g.wrapped(parts.Plain, 2, fact)...)
	}
	return lines
}

// standingPaper is that for a printer.
func standingPaper(v voice, c casework.Glance) []string {
	a := accountOf(v, c)
	lines := parts.Wrap(a.heading, paperWide)
	for _, fact := range slices.Concat(a.state, a.clock, a.onward) {
		for _, l := range parts.Wrap(fact, paperWide-2) {
			lines = append(lines, "  "+l)
		}
	}
	return lines
}

// standingSaid is that for the citizen's ear: the same facts as sentences.
func standingSaid(v voice, c casework.Glance) []string {
	said := []string{v.say("kiosk.case.said", seva.Args{"Service": seva.Say("service." + c.Service), "State": seva.Say("state." + c.State)})}
	said = append(said, dayAndClock(v, c)...)
	if !c.Next.Text.IsZero() {
		said = append(said, v.tell(c.Next.Text))
	}
	return append(said, duties(v, c.Next)...)
}
