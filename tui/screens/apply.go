package screens

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/i18n"
	"duar/seva"
	"duar/seva/service"
	"duar/tui/parts"
)

// apply chooses what is applied for: from the list by area, or by typing a name, also an
// old one, in any script. Drafts that were begun here come first.
type apply struct {
	fetch
	g      *Ground
	input  parts.Input
	scroll parts.Scroll

	listing   query[[]service.Service]
	listed    []service.Service
	searching query[[]service.Service]
	found     []service.Service // what fits the words typed; nil while none are
	together  []string          // joint services marked, to stand under one number
	key       string            // of beginning what startOf says, until that is answered
	startOf   []string
}

func newApply(g *Ground) Screen {
	return &apply{fetch: fetch{counter: g.counter()}, g: g, input: parts.Input{Limit: 60}}
}

func (a *apply) Init() tea.Cmd { return a.list() }
func (a *apply) Anew() bool    { return true }
func (a *apply) Typing() bool  { return true }
func (a *apply) Title() string { return a.g.say("kiosk.apply.title") }

func (a *apply) list() tea.Cmd {
	counter, l := a.counter, a.g.Lang
	return a.listing.ask(a.g, func(ctx context.Context) ([]service.Service, error) {
		return counter.Services(ctx, service.Query{Lang: l})
	})
}

// offer is one row: a draft to go on with, or a service.
type offer struct {
	draft   *begun
	service service.Service
}

// offers are what can be chosen now, in the order of the page: while nothing is typed the
// drafts, then the services by area; else what was found, best first.
func (a *apply) offers() []offer {
	var all []offer
	if a.input.Value() != "" {
		for _, s := range a.found {
			all = append(all, offer{service: s})
		}
		return all
	}
	for _, b := range a.g.mine() {
		all = append(all, offer{draft: &b})
	}
	for _, area := range service.Areas() {
		for _, s := range a.listed {
			if s.Area == area {
				all = append(all, offer{service: s})
			}
		}
	}
	return all
}

func (a *apply) Update(msg tea.Msg) (Screen, tea.Cmd) {
	waited := a.waiting
	if next, ok := a.arrived(a.g, msg); ok {
		a.key = ""
		return next, nil
	} else if waited && !a.waiting && settled(a.err) {
		a.key = ""
	}
	if listed, ok := a.listing.take(msg); ok {
		a.listed = listed
	}
	if found, ok := a.searching.take(msg); ok {
		a.found = found
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return a, nil
	}
	name := key.String()
	moves := name != "home" && name != "end"
	switch {
	case moves && a.scroll.Press(name, a.page(), a.g.Height):
	case parts.Back.Is(name) && a.waiting:
		a.drop()
	case parts.Back.Is(name) && a.input.Value() != "":
		a.input.Set("")
		return a, a.typed()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name):
		return a, a.choose()
	case parts.Next.Is(name):
		a.mark()
	case parts.Review.Is(name):
		return newByID(a.g, a.counter), nil
	case a.input.Press(key):
		return a, a.typed()
	}
	return a, nil
}

// typed looks for what is typed when typing rests.
func (a *apply) typed() tea.Cmd {
	a.drop()
	a.searching.drop()
	a.scroll, a.found = parts.Scroll{}, nil
	words := a.input.Value()
	if words == "" {
		return nil
	}
	counter, pause, q := a.counter, a.g.Pause, service.Query{Words: words, Lang: a.g.Lang}
	return a.searching.ask(a.g, func(ctx context.Context) ([]service.Service, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
		return counter.Services(ctx, q)
	})
}

// mark puts a joint service with the others that are to stand under one number, or takes
// it away again.
func (a *apply) mark() {
	all := a.offers()
	if len(all) == 0 || !all[a.scroll.Pick].service.Joint {
		return
	}
	id := all[a.scroll.Pick].service.ID
	if at := slices.Index(a.together, id); at >= 0 {
		a.together = slices.Delete(a.together, at, at+1)
	} else {
		a.together = append(a.together, id)
	}
}

// choose goes on with a draft or begins one. After a failed list it asks for that again.
func (a *apply) choose() tea.Cmd {
	all := a.offers()
	switch {
	case a.waiting:
		return nil
	case len(all) == 0 && a.listing.err != nil:
		return a.list()
	case len(all) == 0:
		return nil
	}
	chosen := all[a.scroll.Pick]
	if chosen.draft != nil {
		return a.draft(a.g, chosen.draft.id)
	}
	ids := a.together
	if len(ids) == 0 {
		ids = []string{chosen.service.ID}
	}
	return a.begin(slices.Clone(ids))
}

// begin begins a draft. The key stays until that is answered, so that a second Enter after
// a lost answer finds the same draft.
func (a *apply) begin(ids []string) tea.Cmd {
	if a.key == "" || !slices.Equal(a.startOf, ids) {
		a.key, a.startOf = a.g.World.ID(), ids
	}
	g, counter, key := a.g, a.counter, a.key
	start := service.Start{Services: ids, Lang: g.Lang, Channel: "kiosk"}
	return a.ask(g, func(ctx context.Context) (service.Draft, error) { return counter.Begin(ctx, start, key) })
}

func (a *apply) page() parts.Page {
	v := a.g.voice()
	var p parts.Page
	p.Head = append(p.Head, a.g.wrapped(parts.Strong, 1, v.say("kiosk.apply.ask"))...)
	typed := a.input.Line(a.g.Width - 1)
	typed.Text = " " + typed.Text
	p.Head = append(p.Head, typed)
	all := a.offers()
	p.Head = append(p.Head, a.state(v, all)...)
	area := service.Area("")
	for i, o := range all {
		if o.draft != nil {
			if i == 0 {
				p.Add(parts.Line{Text: " " + v.say("kiosk.apply.drafts"), Tone: parts.Dim})
			}
			p.AddRow(parts.Line{Text: "    " + v.say("kiosk.apply.draft", seva.Args{"When": o.draft.at, "Services": serviceNames(o.draft.services)})})
			continue
		}
		if a.input.Value() == "" && o.service.Area != area {
			area = o.service.Area
			p.Add(parts.Line{Text: " " + v.say("kiosk.area."+string(area)), Tone: parts.Dim})
		}
		p.AddRow(parts.Line{Text: "    " + a.row(v, o.service)})
	}
	return p
}

// row names a service and its department. What can stand under one number with others has
// a box.
func (a *apply) row(v voice, s service.Service) string {
	text := v.say("service."+s.ID) + " · " + v.say("department."+s.Department)
	if s.Joint {
		text = box(slices.Contains(a.together, s.ID)) + text
	}
	return text
}

// state is what the operator should know before pressing Enter: an error, a wait, how many
// fit, and what the marked service is about.
func (a *apply) state(v voice, all []offer) []parts.Line {
	if s := sign(a.g, a.waiting, a.err); s != nil {
		return s
	}
	switch {
	case len(all) == 0 && (a.listing.waiting || a.searching.waiting):
		return sign(a.g, true, nil)
	case len(all) == 0 && a.listing.err != nil:
		return sign(a.g, false, a.listing.err)
	case len(all) == 0 && a.searching.err != nil:
		return sign(a.g, false, a.searching.err)
	case len(all) == 0:
		return a.g.wrapped(parts.Alert, 1, v.say("kiosk.apply.none"))
	}
	var lines []parts.Line
	if len(a.together) > 0 {
		lines = a.g.wrapped(parts.Strong, 1, v.say("kiosk.apply.together", seva.Args{"Services": serviceNames(a.together)}))
	}
	chosen := all[min(a.scroll.Pick, len(all)-1)]
	if key := "about." + chosen.service.ID; chosen.draft == nil && i18n.Has(a.g.Lang, key) {
		about := a.g.wrapped(parts.Dim, 1, v.say(key))
		lines = append(lines, about[:min(len(about), 3)]...)
	}
	return lines
}

func (a *apply) Lines() []parts.Line { return a.scroll.View(a.page(), a.g.Height, a.g.more) }

func (a *apply) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As("kiosk.key.begin"), parts.Move}
	if all := a.offers(); len(all) > 0 && all[min(a.scroll.Pick, len(all)-1)].service.Joint {
		keys = append(keys, parts.Next.As("kiosk.key.together"))
	}
	return append(keys, parts.Review.As("kiosk.key.by_id"), parts.Back)
}
