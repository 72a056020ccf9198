package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// record is a screen that shows one answer of the land desk: it scrolls, its rows lead
// on, it can be read aloud and printed.
type record struct {
	road
	g      *Ground
	spot   Spot
	scroll parts.Scroll

	printing query[string]
	printed  string // where the last printout went
}

// content is what one kind of record adds to that.
type content interface {
	Screen
	page() parts.Page
	open(row int) tea.Cmd // follows a row to the record that it names
	aloud(voice) []string // sentences to be read to the citizen
	// paper gives the record for the printer and a file name without language and ending.
	paper(voice) (name string, lines []string)
}

func (r *record) Init() tea.Cmd { return nil }

// update does what all records do alike; extra is asked about keys of its own first.
func (r *record) update(msg tea.Msg, c content, extra func(key string) (tea.Cmd, bool)) (Screen, tea.Cmd) {
	if next, ok := r.take(msg); ok {
		return next, nil
	}
	if path, ok := r.printing.take(msg); ok {
		r.printed = path
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	name := key.String()
	if parts.Back.Is(name) {
		if r.waiting {
			r.drop()
			return c, nil
		}
		return nil, nil
	}
	// Any key takes away what was only news; what is still being looked for stays.
	r.err, r.printing.err, r.printed = nil, nil, ""
	if cmd, ok := extra(name); ok {
		return c, cmd
	}
	switch {
	case r.scroll.Press(name, c.page(), r.g.Height):
	case parts.Enter.Is(name):
		return c, c.open(r.scroll.Pick)
	case parts.Aloud.Is(name):
		return newAloud(r.g, c), nil
	case parts.Print.Is(name):
		return c, r.print(c)
	}
	return c, nil
}

// print writes the record in the language of the moment to a text file.
func (r *record) print(c content) tea.Cmd {
	name, text := printout(r.g, c)
	print := r.g.Print
	return r.printing.ask(r.g, func(context.Context) (string, error) {
		if print == nil {
			return "", seva.Fail(seva.Unavailable, seva.Say("kiosk.print.none"))
		}
		path, err := print(name, text)
		if err != nil {
			return "", &seva.Error{Kind: seva.Unavailable, Text: seva.Say("kiosk.print.failed"), Err: err}
		}
		return path, nil
	})
}

// news is what has just happened, for the head of the page.
func (r *record) news(v voice) []parts.Line {
	lines := r.sign(r.g)
	lines = append(lines, sign(r.g, r.printing.waiting, r.printing.err)...)
	if r.printed != "" {
		lines = append(lines, r.g.wrapped(parts.Strong, 1, v.say("kiosk.print.done", seva.Args{"Path": r.printed}))...)
	}
	return lines
}

// show gives the page's lines.
func (r *record) show(p parts.Page) []parts.Line { return r.scroll.View(p, r.g.Height, r.g.more) }

// asOn tells of when an answer is and where it comes from.
func asOn(v voice, a land.AsOn) string {
	return v.say("kiosk.ason", seva.Args{"Date": a.Valid, "Source": a.Source})
}

// areaIn says an area in acres and, for people, in the other units.
func areaIn(v voice, a seva.Area) string {
	args := seva.Args{}
	for name, unit := range map[string]seva.Unit{
		"Acre": seva.InAcre, "Decimal": seva.InDecimal, "Katha": seva.InKatha, "Bigha": seva.InBigha,
	} {
		args[name] = a.In(unit)
	}
	return v.say("kiosk.area", args)
}

// Columns of the table of shares. Numbers come first, each in a column of its own; what
// is written in letters comes last, where its width moves nothing.
const (
	numberWide = 13
	shareWide  = 8
	areaWide   = 11
	tableWide  = 2 + numberWide + 1 + shareWide + 1 + areaWide + 1 + areaWide + 2
)

// columns puts one row of the table together. Only last may be of any length.
func columns(number, share, recorded, computed, last string) string {
	return "  " + parts.Pad(number, numberWide) + " " + parts.PadLeft(share, shareWide) + " " +
		parts.PadLeft(recorded, areaWide) + " " + parts.PadLeft(computed, areaWide) + "  " + last
}

// row gives the lines of one holding: number first, the text of it last, then by whom
// else it is held and what is remarked. width is what a line may take.
func row(v voice, width int, n land.Number, h land.Holding, last string) []string {
	wrapped := parts.Wrap(last, max(8, width-tableWide))
	lines := []string{columns(v.figure(n), v.figure(h.Share), v.figure(h.Recorded), v.figure(h.Computed), wrapped[0])}
	for _, rest := range wrapped[1:] {
		lines = append(lines, parts.Pad("", tableWide)+rest)
	}
	for _, note := range holdingNotes(v, h) {
		for _, l := range parts.Wrap(note, width-8) {
			lines = append(lines, "      │ "+l)
		}
	}
	return lines
}

// holdingNotes are what else is recorded of a share. They stand under its row and not in
// it: most shares have none, and their words are too long for a column.
func holdingNotes(v voice, h land.Holding) []string {
	var notes []string
	if h.Possession != "" {
		args := seva.Args{"Possession": seva.Say("possession." + string(h.Possession)), "Name": h.Possessor}
		key := "kiosk.possession"
		if h.Possessor != (seva.Names{}) {
			key = "kiosk.possession.named"
		}
		notes = append(notes, v.say(key, args))
	}
	if h.Remark.Text != (seva.Names{}) || h.Remark.Rule != "" {
		key := "kiosk.remark"
		if h.Remark.Rule != "" {
			key = "kiosk.remark.rule"
		}
		notes = append(notes, v.say(key, seva.Args{"Remark": h.Remark.Text, "Rule": h.Remark.Rule}))
	}
	return notes
}

// ownerLine names the owner and, where the right allows, whose child or wife.
func ownerLine(v voice, o land.Owner) string {
	if o.Guardian == (seva.Names{}) || o.Relation == "" {
		return v.name(o.Name)
	}
	return v.say("kiosk.owner.guardian", seva.Args{
		"Owner": o.Name, "Relation": seva.Say("relation." + string(o.Relation)), "Guardian": o.Guardian,
	})
}

func classText(c land.Class) seva.Text { return seva.Say("class." + string(c)) }
