package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
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
	counter := g.register()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		p, err := counter.Plot(ctx, spot.Mouza.IDN, n, land.At{})
		return &plot{record: record{g: g, spot: spot, asOn: p.AsOn}, plot: p}, err
	})
}

func (p *plot) Title() string       { return p.g.say("kiosk.plot.record") }
func (p *plot) Lines() []parts.Line { return p.show(p.page()) }

func (p *plot) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As("kiosk.key.khatian"), parts.Move, parts.Aloud, parts.Print}
	if p.plot.HasMap {
		keys = append(keys, parts.Map)
	}
	return append(p.beside(keys), parts.Back)
}

func (p *plot) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if key, ok := msg.(tea.KeyMsg); ok && parts.Watch.Is(key.String()) && p.g.watches() {
		return newWatching(p.g, p.key()), nil
	}
	return p.update(msg, p, func(key string) (tea.Cmd, bool) {
		if parts.Map.Is(key) {
			return toMap(&p.road, p.g, p.spot, p.plot), true
		}
		return p.aside(key, p.key(), p.called)
	})
}

// key is the plot as cases and watches know it.
func (p *plot) key() casework.Key { return casework.PlotKey(p.spot.Mouza.IDN, p.plot.Number) }

// called names the plot and its mouza.
func (p *plot) called(v voice) string {
	return v.say("kiosk.plot.heading", seva.Args{"Plot": p.plot.Number}) + " · " + p.spot.heading(v)
}

// open goes from a co-sharer's row to that khatian.
func (p *plot) open(row int) tea.Cmd {
	if len(p.plot.Holdings) == 0 {
		return nil
	}
	return toKhatian(&p.road, p.g, p.spot, p.plot.Holdings[row].Khatian)
}

func (p *plot) page() parts.Page {
	v := p.g.voice()
	return p.folio(v).page(v, &p.record)
}

func (p *plot) paper(v voice) (string, []string) {
	return "plot-" + p.spot.Mouza.IDN.String() + "-" + p.plot.Number.Path(), p.folio(v).paper(v, &p.record)
}

// folio has a row for every co-sharer.
func (p *plot) folio(v voice) folio {
	return folio{
		heading:  p.called(v),
		warnings: p.warnings(v), facts: p.facts(v),
		number: "kiosk.col.khatian", other: "kiosk.col.owner", holdings: p.plot.Holdings,
		row: func(h land.Holding) (land.Number, string) { return h.Khatian, ownerLine(v, h.Owner) },
	}
}

// warnings come before everything else about a plot: that it is made up, its flags, and
// shares that do not make a whole.
func (p *plot) warnings(v voice) []string {
	lines := unreal(v, p.asOn)
	if len(p.plot.Flags) > 0 {
		lines = append(lines, v.say("kiosk.plot.flags", seva.Args{"Flags": land.FlagTexts(p.plot.Flags)}))
	}
	if p.plot.Shares() != seva.Whole {
		lines = append(lines, v.say("kiosk.plot.unsound", seva.Args{"Sum": p.plot.Shares()}))
	}
	return lines
}

// facts say in so many words when there is no flag: silence could also mean not looked.
func (p *plot) facts(v voice) []string {
	facts := []string{
		v.say("kiosk.class", seva.Args{"Class": p.plot.Class.Text()}),
		areaIn(v, p.plot.Area),
		v.say("kiosk.plot.shares", seva.Args{"Count": len(p.plot.Holdings), "Sum": p.plot.Shares()}),
	}
	if len(p.plot.Flags) == 0 {
		facts = append(facts, v.say("kiosk.plot.unflagged"))
	}
	if p.plot.ULPIN != "" {
		facts = append(facts, v.say("kiosk.ulpin", seva.Args{"ULPIN": p.plot.ULPIN}))
	}
	return facts
}

// aloud begins with the sentence that every face says of a plot.
func (p *plot) aloud(v voice) []string {
	key, args := "plot.sentence", seva.Args{
		"Plot": p.plot.Number, "Mouza": p.spot.called(), "Area": p.plot.Area,
		"Class": p.plot.Class.Text(), "Count": len(p.plot.Holdings),
	}
	if len(p.plot.Flags) > 0 {
		key, args["Flags"] = "plot.sentence.flags", land.FlagTexts(p.plot.Flags)
	}
	return []string{v.say(key, args), spokenArea(v, p.plot.Area, p.asOn)}
}
