package screens

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/place"
	"duar/tui/parts"
)

// typed follows what is being typed: the seventh digit of a mouza number goes there, a
// name is looked for in the list at once and at the desk when typing rests.
func (p *picker) typed() tea.Cmd {
	p.scroll = parts.Scroll{}
	p.abandon()
	p.searching.drop()
	p.found = nil
	text := p.input.Value()
	if idn, err := place.ParseIDN(text); err == nil && p.purpose != fillPlace {
		return p.goTo(idn)
	}
	if !searchable(text) {
		return nil
	}
	desk, pause, q, within := p.g.Places, p.g.Pause, p.question(text), p.district
	return p.searching.ask(p.g, func(ctx context.Context) ([]choice, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
		matches, err := desk.Search(ctx, q)
		var found []choice
		for _, m := range matches {
			// The desk narrows to a block, not to a district; the names tell that.
			if within.code == "" || m.In == within.name {
				found = append(found, matched(m))
			}
		}
		return found, err
	})
}

// question is the search for what may be chosen here: this level and those below.
func (p *picker) question(text string) place.Query {
	q := place.Query{Name: text, Block: p.block.code, Limit: 50}
	switch {
	case p.block.code != "":
		q.Kinds = []place.Kind{place.KindMouza}
	case p.district.code != "":
		q.Kinds = []place.Kind{place.KindBlock, place.KindMouza}
	default:
		q.Kinds = []place.Kind{place.KindDistrict, place.KindBlock, place.KindMouza}
	}
	if p.purpose == fillPlace {
		q.Kinds[len(q.Kinds)-1] = place.KindVillage // instead of mouzas
	}
	if p.purpose == findPlace {
		q.Kinds = append(q.Kinds, place.KindVillage)
	}
	return q
}

// meant gives the place whose name is just what was typed, when there is exactly one.
func (p *picker) meant() (c choice, one bool) {
	want, n := folded(seva.Digits(p.input.Value())), 0
	for _, s := range p.choices() {
		if s.called(want) {
			c, n = s, n+1
		}
	}
	return c, n == 1
}
