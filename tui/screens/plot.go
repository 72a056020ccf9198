package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// plot shows a parcel of the record: what it is, what to beware of, who holds it.
type plot struct {
	record
	plot land.Plot
}

// toPlot is the way to a plot's screen.
func toPlot(r *road, g *Ground, spot Spot, n land.Number) tea.Cmd {
	counter := g.Land
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		p, err := counter.Plot(ctx, spot.Mouza.IDN, n, land.At{})
		return &plot{record: record{g: g, spot: spot}, plot: p}, err
	})
}

func (p *plot) Title() string       { return p.g.say("kiosk.plot.record") }
func (p *plot) Lines() []parts.Line { return p.show(p.page()) }

func (p *plot) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As("kiosk.key.khatian"), parts.Move, parts.Aloud, parts.Print}
	if p.plot.HasMap {
		keys = append(keys, parts.Map)
	}
	return append(keys, parts.Back)
}

func (p *plot) Update(msg tea.Msg) (Screen, tea.Cmd) {
	return p.update(msg, p, func(key string) (tea.Cmd, bool) {
		if !parts.Map.Is(key) {
			return nil, false
		}
		return toMap(&p.road, p.g, p.spot, p.plot.Number), true
	})
}

// open goes from a co-sharer's row to that khatian.
func (p *plot) open(row int) tea.Cmd {
	if len(p.plot.Holdings) == 0 {
		return nil
	}
	return toKhatian(&p.road, p.g, p.spot, p.plot.Holdings[row].Khatian)
}

func (p *plot) page() parts.Page {
	v, g := p.g.voice(), p.g
	var page parts.Page
	page.Head = parts.Lines(parts.Strong, "▌ "+p.heading(v))
	if in := p.spot.within(v); in != "" {
		page.Head = append(page.Head, parts.Line{Text: "▌ " + in})
	}
	for _, warning := range p.warnings(v) {
		page.Head = append(page.Head, parts.Line{Text: "▌ " + warning, Tone: parts.Alert})
	}
	page.Head = append(page.Head, p.news(v)...)
	for _, fact := range p.facts(v) {
		page.Add(g.wrapped(parts.Plain, 1, fact)...)
	}
	page.Add(parts.Line{}, parts.Line{Text: shareHead(v, "kiosk.col.khatian", "kiosk.col.owner"), Tone: parts.Dim})
	for _, h := range p.plot.Holdings {
		page.AddRow(parts.Lines(parts.Plain, p.row(v, g.Width, h)...)...)
	}
	page.Add(parts.Line{})
	page.Add(g.wrapped(parts.Dim, 1, v.say("kiosk.quantum"))...)
	return page
}

// row is a co-sharer as the screen and the paper show him or her.
func (p *plot) row(v voice, width int, h land.Holding) []string {
	return row(v, width, h.Khatian, h, ownerLine(v, h.Owner))
}

// shareHead names the columns; first and last differ between plot and khatian.
func shareHead(v voice, first, last string) string {
	return columns(v.say(first), v.say("kiosk.col.share"), v.say("kiosk.col.recorded"), v.say("kiosk.col.computed"), v.say(last))
}

func (p *plot) heading(v voice) string {
	return v.say("kiosk.plot.heading", seva.Args{"Plot": p.plot.Number}) + " · " + p.spot.heading(v)
}

// warnings come before everything else about a plot: its flags, and shares that do not
// make a whole.
func (p *plot) warnings(v voice) []string {
	var lines []string
	if len(p.plot.Flags) > 0 {
		lines = append(lines, "!! "+v.say("kiosk.plot.flags", seva.Args{"Flags": flagTexts(p.plot.Flags)}))
	}
	if p.plot.Shares() != seva.Whole {
		lines = append(lines, "!! "+v.say("kiosk.plot.unsound", seva.Args{"Sum": p.plot.Shares()}))
	}
	return lines
}

// flagTexts gives the flags as texts, in the order in which the desk has them.
func flagTexts(flags []land.Flag) []seva.Text {
	texts := make([]seva.Text, len(flags))
	for i, f := range flags {
		texts[i] = seva.Say("flag." + string(f))
	}
	return texts
}

// facts say in so many words when there is no flag: silence could also mean not looked.
func (p *plot) facts(v voice) []string {
	facts := []string{
		v.say("kiosk.class", seva.Args{"Class": classText(p.plot.Class)}),
		areaIn(v, p.plot.Area),
		v.say("kiosk.plot.shares", seva.Args{"Count": len(p.plot.Holdings), "Sum": p.plot.Shares()}),
	}
	if len(p.plot.Flags) == 0 {
		facts = append(facts, v.say("kiosk.plot.unflagged"))
	}
	if p.plot.ULPIN != "" {
		facts = append(facts, v.say("kiosk.ulpin", seva.Args{"ULPIN": p.plot.ULPIN}))
	}
	return append(facts, asOn(v, p.plot.AsOn))
}

// aloud begins with the sentence that every face says of a plot.
func (p *plot) aloud(v voice) []string {
	key, args := "plot.sentence", seva.Args{
		"Plot": p.plot.Number, "Mouza": p.spot.called(), "Area": p.plot.Area,
		"Class": classText(p.plot.Class), "Count": len(p.plot.Holdings),
	}
	if len(p.plot.Flags) > 0 {
		key, args["Flags"] = "plot.sentence.flags", flagTexts(p.plot.Flags)
	}
	return []string{v.say(key, args), spokenArea(v, p.plot.Area, p.plot.AsOn)}
}

// spokenArea is the second sentence: the area as people speak of it, and of when it is.
func spokenArea(v voice, a seva.Area, of land.AsOn) string {
	return v.say("kiosk.aloud.area", seva.Args{
		"Decimal": spoken{a.In(seva.InDecimal)}, "Katha": spoken{a.In(seva.InKatha)}, "Date": of.Valid,
	})
}

// spoken is a measure as people say it: 75, not 75.0000.
type spoken struct{ seva.Measure }

func (s spoken) String() string {
	return strings.TrimRight(strings.TrimRight(s.Measure.String(), "0"), ".")
}

// paper is the plot for the printer, under a file name that sorts by mouza.
func (p *plot) paper(v voice) (string, []string) {
	lines := []string{p.heading(v), p.spot.within(v), ""}
	lines = append(lines, p.warnings(v)...)
	lines = append(lines, p.facts(v)...)
	lines = append(lines, "", shareHead(v, "kiosk.col.khatian", "kiosk.col.owner"))
	for _, h := range p.plot.Holdings {
		lines = append(lines, p.row(v, paperWide, h)...)
	}
	return "plot-" + p.spot.Mouza.IDN.String() + "-" + p.plot.Number.Path(), lines
}
