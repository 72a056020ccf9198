package screens

import (
	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// folio is what the records of a plot and of a khatian have in common: a heading, what
// to beware of, facts and a table of shares. Screen and paper are both made of it.
type folio struct {
	heading       string
	warnings      []string
	facts         []string
	number, other string // the messages that name the first column and the last
	holdings      []land.Holding
	// row gives what stands in those two columns.
	row func(land.Holding) (land.Number, string)
}

// page is the folio on the screen. Warnings stay in sight, the rest scrolls.
func (f folio) page(v voice, r *record) parts.Page {
	page := parts.Page{Head: parts.Lines(parts.Strong, "▌ "+f.heading)}
	if in := r.spot.within(v); in != "" {
		page.Head = append(page.Head, parts.Line{Text: "▌ " + in})
	}
	page.Head = append(page.Head, r.g.warned(f.warnings)...)
	page.Head = append(page.Head, r.news(v)...)
	for _, fact := range append(f.facts, asOn(v, r.asOn)) {
		page.Add(r.g.wrapped(parts.Plain, 1, fact)...)
	}
	page.Add(parts.Line{}, parts.Line{Text: f.head(v), Tone: parts.Dim})
	for _, h := range f.holdings {
		page.AddRow(parts.Lines(parts.Plain, f.lines(v, r.g.Width, h)...)...)
	}
	page.Add(parts.Line{})
	page.Add(r.g.wrapped(parts.Dim, 1, v.say("kiosk.quantum"))...)
	return page
}

// paper is the folio for the printer.
func (f folio) paper(v voice, r *record) []string {
	lines := []string{f.heading, r.spot.within(v), ""}
	lines = append(lines, marked(paperWide, f.warnings)...)
	lines = append(lines, f.facts...)
	lines = append(lines, asOn(v, r.asOn), "", f.head(v))
	for _, h := range f.holdings {
		lines = append(lines, f.lines(v, paperWide, h)...)
	}
	return append(append(lines, ""), parts.Wrap(v.say("kiosk.quantum"), paperWide)...)
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

// head names the columns.
func (f folio) head(v voice) string {
	return columns(v.say(f.number), v.say("kiosk.col.share"), v.say("kiosk.col.recorded"), v.say("kiosk.col.computed"), v.say(f.other))
}

// lines gives one holding: number first, its text last, then by whom else it is held and
// what is remarked. width is what a line may take.
func (f folio) lines(v voice, width int, h land.Holding) []string {
	n, last := f.row(h)
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
		args := seva.Args{"Possession": h.Possession.Text(), "Name": h.Possessor}
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
