package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/office"
	"duar/tui/parts"
)

// offices shows the land offices of a mouza, the nearest first: who heads each, where it is,
// when it is open. What nobody told is not guessed.
type offices struct {
	printer
	g      *Ground
	spot   Spot
	seen   []office.Office
	scroll parts.Scroll
}

// toOffices is the way to that.
func toOffices(r *road, g *Ground, spot Spot) tea.Cmd {
	desk := g.Offices
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		seen, err := desk.Of(ctx, spot.Mouza.IDN)
		return &offices{printer: printer{g: g}, g: g, spot: spot, seen: seen}, err
	})
}

func (o *offices) Init() tea.Cmd { return nil }
func (o *offices) Leave()        {}
func (o *offices) Title() string { return o.g.say("kiosk.offices.title") }

func (o *offices) Update(msg tea.Msg) (Screen, tea.Cmd) {
	o.hear(msg)
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return o, nil
	}
	name := key.String()
	o.quiet()
	switch {
	case parts.Back.Is(name):
		return nil, nil
	case parts.Print.Is(name):
		return o, o.print("offices-"+o.spot.Mouza.IDN.String(), "kiosk.offices.title", "kiosk.offices.foot", o.paper)
	}
	o.scroll.Press(name, o.page(), o.g.Height)
	return o, nil
}

// officeSaid is what is known of one office; its name is the first line.
func officeSaid(v voice, one office.Office) []string {
	said := []string{v.say("office."+string(one.Level), seva.Args{"Place": one.Place})}
	officer := v.say("officer." + string(one.Level))
	if name := v.name(one.Officer); name != "" {
		officer = name + ", " + officer
	}
	said = append(said, officer)
	if name := v.name(one.Address); name != "" {
		said = append(said, name)
	}
	if one.Phone != "" {
		said = append(said, v.say("kiosk.offices.phone", seva.Args{"Phone": code(one.Phone)}))
	}
	if one.Email != "" {
		said = append(said, v.shape(one.Email))
	}
	if one.Opens != "" && one.Days != "" {
		said = append(said, v.say("kiosk.offices.open", seva.Args{"Days": seva.Say("days." + string(one.Days)), "From": code(one.Opens), "To": code(one.Closes)}))
	}
	if !one.Sure {
		said = append(said, v.say("kiosk.offices.unsure"))
	}
	return said
}

func (o *offices) page() parts.Page {
	v, g := o.g.voice(), o.g
	p := parts.Page{Head: append(o.spot.lines(v), o.news(v)...)}
	for _, one := range o.seen {
		p.Add(parts.Line{})
		for i, text := range officeSaid(v, one) {
			if i == 0 {
				p.Add(g.wrapped(parts.Strong, 2, text)...)
				continue
			}
			p.Add(g.wrapped(parts.Plain, 4, text)...)
		}
	}
	return p
}

func (o *offices) paper(v voice) []string {
	lines := []string{o.spot.heading(v), o.spot.within(v)}
	for _, one := range o.seen {
		lines = append(lines, "")
		for _, text := range officeSaid(v, one) {
			lines = append(lines, parts.Wrap(text, paperWide)...)
		}
	}
	return lines
}

func (o *offices) Lines() []parts.Line { return o.scroll.View(o.page(), o.g.Height, o.g.more) }

func (o *offices) Keys() []parts.Key { return []parts.Key{parts.Print, parts.Move, parts.Back} }
