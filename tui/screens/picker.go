package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/place"
	"duar/tui/parts"
)

// picker finds a mouza: district, block, mouza, one list after the other; or at once,
// by typing any name in any script or the seven digits.
type picker struct {
	road
	g       *Ground
	purpose purpose

	district, block choice // what has been chosen on the way down; zero when not yet
	input           parts.Input
	scroll          parts.Scroll

	listing   query[[]choice] // what lies in the place chosen last
	listed    []choice
	searching query[[]choice] // what the desk finds for what is typed
	found     []choice
	eager     bool // Enter was pressed before anything was found

	// Of a picker for a form: what is asked, and who takes what is chosen.
	asked    form.Field
	spotted  func(Spot) tea.Cmd
	chosen   func(choice) tea.Cmd
	spotting query[Spot]
	housing  query[choice]
}

func newPicker(g *Ground, p purpose) *picker {
	return &picker{g: g, purpose: p, input: parts.Input{Limit: 60}}
}

func (p *picker) Init() tea.Cmd { return p.list() }

// Leave drops an Enter that is still to be answered, too: it would lead elsewhere.
func (p *picker) Leave() {
	p.abandon()
	p.eager = false
}

// abandon drops every question whose answer would lead away from here.
func (p *picker) abandon() {
	p.drop()
	p.spotting.drop()
	p.housing.drop()
}

// list asks for the places inside the one chosen last.
func (p *picker) list() tea.Cmd {
	p.input.Set("")
	p.scroll, p.listed, p.found = parts.Scroll{}, nil, nil
	p.abandon()
	p.searching.drop()
	desk, district, block := p.g.Places, p.district, p.block
	if p.purpose == fillPlace && block.code != "" {
		return p.inBlock()
	}
	return p.listing.ask(p.g, func(ctx context.Context) ([]choice, error) {
		switch {
		case block.code != "":
			mouzas, err := desk.Mouzas(ctx, block.code)
			return choices(mouzas, func(m place.Mouza) choice {
				return choice{kind: place.KindMouza, code: m.IDN.String(), name: m.Name, block: block.name, district: block.district,
					spot: &Spot{Mouza: m, Block: block.name, District: block.district}}
			}), err
		case district.code != "":
			blocks, err := desk.Blocks(ctx, district.code)
			return choices(blocks, func(b place.Block) choice {
				return choice{kind: place.KindBlock, code: b.Code, name: b.Name, district: district.name}
			}), err
		}
		districts, err := desk.Districts(ctx)
		return choices(districts, func(d place.District) choice {
			return choice{kind: place.KindDistrict, code: d.Code, number: d.Portal, name: d.Name}
		}), err
	})
}

// choices turns places of some sort into choices, in the same order.
func choices[T any](places []T, as func(T) choice) []choice {
	all := make([]choice, len(places))
	for i, p := range places {
		all[i] = as(p)
	}
	return all
}

func (p *picker) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := p.take(msg); ok {
		return next, nil
	}
	if spot, ok := p.spotting.take(msg); ok {
		return nil, p.spotted(spot)
	}
	if village, ok := p.housing.take(msg); ok {
		return nil, p.chosen(village)
	}
	if listed, ok := p.listing.take(msg); ok {
		p.listed = listed
	}
	if found, ok := p.searching.take(msg); ok {
		p.found = found
		if c, one := p.meant(); p.eager && one {
			return p.choose(c)
		}
	}
	p.eager = p.eager && p.searching.waiting
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return p, nil
	}
	name := key.String()
	p.eager = false
	// Home and End belong to the line that is typed, so the list gets the other keys only.
	moves := name != "home" && name != "end"
	switch {
	case moves && p.scroll.Press(name, p.page(), p.g.Height):
		return p, nil
	case parts.Back.Is(name):
		return p.back()
	case parts.Enter.Is(name):
		return p.enter()
	case p.input.Press(key):
		return p, p.typed()
	}
	return p, nil
}

// back undoes one thing: a question, what was typed, the last choice, the screen.
func (p *picker) back() (Screen, tea.Cmd) {
	switch {
	case p.waiting || p.spotting.waiting || p.housing.waiting:
		p.abandon()
		return p, nil
	case p.input.Value() != "":
		p.input.Set("")
		return p, p.typed()
	case p.block.code != "":
		p.block = choice{}
	case p.district.code != "":
		p.district = choice{}
	default:
		return nil, nil
	}
	return p, p.list()
}

// enter takes the marked place. After a failure it asks for the list again; while there is
// none yet because the desk still searches, it is kept until that is done.
func (p *picker) enter() (Screen, tea.Cmd) {
	if p.listing.err != nil && p.input.Value() == "" {
		return p, p.list()
	}
	seen := p.choices()
	if len(seen) == 0 {
		p.eager = p.searching.waiting
		return p, nil
	}
	return p.choose(seen[p.scroll.Pick])
}

// choose takes a place: down a level, or to the screen the mouza is wanted for.
func (p *picker) choose(c choice) (Screen, tea.Cmd) {
	p.eager = false
	switch {
	case p.purpose == fillPlace && (c.kind == place.KindVillage || c.code == p.block.code):
		return p.settle(c)
	case c.spot != nil && p.spotted != nil:
		return nil, p.spotted(*c.spot)
	case c.spot != nil:
		return p.arrive(*c.spot), nil
	case c.kind == place.KindMouza:
		idn, err := place.ParseIDN(c.code)
		if err != nil {
			p.err = err
			return p, nil
		}
		return p, p.goTo(idn)
	case c.kind == place.KindVillage:
		return newPlaceCard(p.g, c), nil
	case c.kind == place.KindBlock:
		p.block = c
	default:
		p.district = c
	}
	return p, p.list()
}

// goTo goes straight to a mouza by its number.
func (p *picker) goTo(idn place.IDN) tea.Cmd {
	desk := p.g.Places
	if p.spotted != nil {
		return p.spotting.ask(p.g, func(ctx context.Context) (Spot, error) { return locate(ctx, desk, idn) })
	}
	return p.ask(p.g, func(ctx context.Context) (Screen, error) {
		spot, err := locate(ctx, desk, idn)
		return p.arrive(spot), err
	})
}

// arrive gives the screen that the mouza was wanted for. It runs beside the loop too,
// and only reads what never changes.
func (p *picker) arrive(s Spot) Screen {
	if p.purpose == findPlace {
		return newMouzaCard(p.g, s)
	}
	return newEntry(p.g, s, p.purpose)
}

func (p *picker) choices() []choice { return filter(p.listed, p.found, p.input.Value()) }

func (p *picker) Title() string {
	if p.asked.Kind != "" {
		return p.g.say(p.asked.Key())
	}
	return p.g.say([]string{"kiosk.pick.plot", "kiosk.pick.khatian", "kiosk.pick.place", "kiosk.pick.crosswalk"}[p.purpose])
}

func (p *picker) page() parts.Page {
	v := p.g.voice()
	var page parts.Page
	step, args := "kiosk.pick.district", seva.Args{}
	if p.district.code != "" {
		step, args = "kiosk.pick.block", seva.Args{"District": p.district.name}
	}
	if p.block.code != "" {
		step, args = "kiosk.pick.mouza", seva.Args{"Block": p.block.name}
		if p.purpose == fillPlace {
			step = "kiosk.pick.village"
		}
	}
	page.Head = append(page.Head, p.g.wrapped(parts.Strong, 1, v.say(step, args))...)
	typed := p.input.Line(p.g.Width - 1)
	typed.Text = " " + typed.Text
	page.Head = append(page.Head, typed)
	page.Head = append(page.Head, p.state(v)...)
	for _, c := range p.choices() {
		page.AddRow(parts.Line{Text: c.row(v)})
	}
	return page
}

// state is the line under what is typed: an error, a wait, a hint or how many there are.
func (p *picker) state(v voice) []parts.Line {
	for _, s := range [][]parts.Line{p.sign(p.g), sign(p.g, p.spotting.waiting, p.spotting.err), sign(p.g, p.housing.waiting, p.housing.err)} {
		if s != nil {
			return s
		}
	}
	shown := len(p.choices())
	switch {
	case p.listing.waiting || p.listing.err != nil:
		return sign(p.g, p.listing.waiting, p.listing.err)
	case p.searching.waiting && shown == 0:
		return sign(p.g, true, nil)
	case p.searching.err != nil && shown == 0:
		return sign(p.g, false, p.searching.err)
	case shown > 0:
		return p.g.wrapped(parts.Dim, 1, v.say("kiosk.pick.count", seva.Args{"Count": shown}))
	case p.input.Value() == "":
		return p.g.wrapped(parts.Alert, 1, v.say("kiosk.pick.unlisted"))
	case allDigits(p.input.Value()):
		return p.g.wrapped(parts.Dim, 1, v.say("kiosk.pick.digits"))
	}
	return p.g.wrapped(parts.Alert, 1, v.say("kiosk.pick.none"))
}

func (p *picker) Lines() []parts.Line { return p.scroll.View(p.page(), p.g.Height, p.g.more) }

func (p *picker) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move, parts.Back}
}
