package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// crosswalk shows the numbers that a plot of one settlement has in the other.
type crosswalk struct {
	record
	from  land.Survey
	plot  land.Number
	pairs []land.Pair
}

// toCrosswalk is the way to the corresponding plots.
func toCrosswalk(r *road, g *Ground, spot Spot, from land.Survey, n land.Number) tea.Cmd {
	counter := g.register()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		pairs, err := counter.Crosswalk(ctx, spot.Mouza.IDN, from, n)
		if err != nil {
			return nil, err
		}
		// Pairs have no day and no source of their own; they came with the mouza's register.
		held, err := counter.Mouza(ctx, spot.Mouza.IDN)
		return &crosswalk{record: record{g: g, spot: spot, asOn: held.AsOn}, from: from, plot: n, pairs: pairs}, err
	})
}

func (c *crosswalk) Title() string       { return c.g.say("kiosk.crosswalk.record") }
func (c *crosswalk) Lines() []parts.Line { return c.show(c.page()) }

func (c *crosswalk) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.plot"), parts.Move, parts.Aloud, parts.Print, parts.Back}
}

func (c *crosswalk) Update(msg tea.Msg) (Screen, tea.Cmd) {
	return c.update(msg, c, nil)
}

// open goes to the present plot: a former number has no record of its own any more.
func (c *crosswalk) open(row int) tea.Cmd {
	if len(c.pairs) == 0 {
		return nil
	}
	return toPlot(&c.road, c.g, c.spot, c.pairs[row].LR)
}

func (c *crosswalk) page() parts.Page {
	v := c.g.voice()
	page := parts.Page{Head: c.spot.lines(v)}
	page.Head = append(page.Head, c.g.warned(unreal(v, c.asOn))...)
	page.Head = append(page.Head, parts.Line{})
	page.Head = append(page.Head, c.g.wrapped(parts.Strong, 1, c.found(v))...)
	page.Head = append(page.Head, c.news(v)...)
	page.Head = append(page.Head, parts.Line{})
	for _, pair := range c.pairs {
		page.AddRow(parts.Line{Text: "  " + pairText(v, pair)})
	}
	if len(c.pairs) > 1 {
		page.Add(parts.Line{})
		page.Add(c.g.wrapped(parts.Dim, 1, v.say("kiosk.crosswalk.many"))...)
	}
	page.Add(parts.Line{})
	page.Add(c.g.wrapped(parts.Dim, 1, asOn(v, c.asOn))...)
	return page
}

// pairText writes a pair with both settlements named, so that no direction can be mistaken.
func pairText(v voice, p land.Pair) string {
	return v.say("kiosk.crosswalk.pair", seva.Args{"RS": p.RS, "LR": p.LR})
}

// found is the answer in one line: so many numbers correspond.
func (c *crosswalk) found(v voice) string {
	return v.say("kiosk.crosswalk.found", seva.Args{
		"Count": len(c.pairs), "Plot": c.plot,
		"From": c.from.Text(), "To": other(c.from).Text(),
	})
}

// aloud is what the paper says too: the pairs are short enough to be read out.
func (c *crosswalk) aloud(v voice) []string {
	lines := []string{c.found(v)}
	for _, p := range c.pairs {
		lines = append(lines, pairText(v, p))
	}
	return lines
}

func (c *crosswalk) paper(v voice) (string, []string) {
	lines := []string{c.spot.heading(v), c.spot.within(v), ""}
	lines = append(lines, marked(paperWide, unreal(v, c.asOn))...)
	lines = append(append(lines, c.aloud(v)...), asOn(v, c.asOn))
	return "plots-" + string(c.from) + "-" + c.spot.Mouza.IDN.String() + "-" + c.plot.Path(), lines
}
