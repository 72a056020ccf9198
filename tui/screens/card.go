package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/tui/parts"
)

// card tells what is known of a place. Of a mouza that is its number, what its register
// holds, and the questions that can be asked there.
type card struct {
	g       *Ground
	place   choice
	spot    *Spot // of a mouza
	scroll  parts.Scroll
	asking  query[land.Summary]
	summary *land.Summary
}

// newMouzaCard shows a mouza, newPlaceCard a place that has no register of its own.
func newMouzaCard(g *Ground, s Spot) *card {
	return &card{g: g, spot: &s, place: choice{kind: place.KindMouza, code: s.Mouza.IDN.String(), name: s.Mouza.Name, block: s.Block, district: s.District}}
}

func newPlaceCard(g *Ground, c choice) *card { return &card{g: g, place: c} }

func (c *card) Leave() {}

// Init remembers the mouza, so that home's errands go straight to it, and asks what its
// register holds.
func (c *card) Init() tea.Cmd {
	if c.spot == nil {
		return nil
	}
	c.g.mouza = c.spot
	counter, idn := c.g.register(), c.spot.Mouza.IDN
	return c.asking.ask(c.g, func(ctx context.Context) (land.Summary, error) { return counter.Mouza(ctx, idn) })
}

// onward are the questions that can be asked in a mouza, in the order of home's keys.
var onward = []struct {
	word    string
	purpose purpose
}{
	{"kiosk.home.plot", findPlot},
	{"kiosk.home.khatian", findKhatian},
	{"kiosk.home.crosswalk", findCrosswalk},
}

func (c *card) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if s, ok := c.asking.take(msg); ok {
		c.summary = &s
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return c, nil
	}
	name := seva.Digits(key.String())
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case c.scroll.Press(name, c.page(), c.g.Height) || c.spot == nil:
	case parts.Enter.Is(name):
		return newEntry(c.g, *c.spot, onward[c.scroll.Pick].purpose), nil
	case len(name) == 1 && name[0] >= '1' && int(name[0]-'1') < len(onward):
		return newEntry(c.g, *c.spot, onward[name[0]-'1'].purpose), nil
	}
	return c, nil
}

func (c *card) Title() string { return c.g.say("kiosk.card.title") }

func (c *card) page() parts.Page {
	v := c.g.voice()
	kind := v.say("kind." + string(c.place.kind))
	var page parts.Page
	page.Add(parts.Line{})
	if c.spot != nil {
		page.Add(c.spot.lines(v)...)
	} else {
		page.Add(parts.Lines(parts.Strong, "▌ "+kind+" "+v.name(c.place.name))...)
		page.Add(parts.Line{Text: "▌ " + joined(v, c.place.block, c.place.district)})
		page.Add(c.g.wrapped(parts.Plain, 2, v.say("kiosk.card.census", seva.Args{"Code": c.place.code}))...)
	}
	// The same name in the other scripts, for a paper in another one.
	for _, name := range c.place.name.All() {
		if name = v.shape(name); name != v.name(c.place.name) {
			page.Add(parts.Line{Text: "▌ " + name, Tone: parts.Dim})
		}
	}
	page.Add(parts.Line{})
	if c.spot == nil {
		page.Add(c.g.wrapped(parts.Dim, 2, v.say("kiosk.card.village"))...)
		return page
	}
	page.Add(holds(c.g, v, &c.asking, c.summary)...)
	page.Add(parts.Line{})
	for i, o := range onward {
		page.AddRow(parts.Line{Text: "   " + v.figure(number(i+1)) + "  " + v.say(o.word)})
	}
	return page
}

func (c *card) Lines() []parts.Line { return c.scroll.View(c.page(), c.g.Height, c.g.more) }

func (c *card) Keys() []parts.Key {
	if c.spot == nil {
		return []parts.Key{parts.Back}
	}
	return []parts.Key{parts.Enter, parts.Move, parts.Back}
}
