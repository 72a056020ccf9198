package screens

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/place"
)

// newMouzaPicker chooses the mouza of a plot or khatian that a form asks for.
func newMouzaPicker(g *Ground, f form.Field, spotted func(Spot) tea.Cmd) *picker {
	p := newPicker(g, fillMouza)
	p.asked, p.spotted = f, spotted
	return p
}

// newPlacePicker chooses a village, or the block of a town, that a form asks for.
func newPlacePicker(g *Ground, f form.Field, chosen func(choice) tea.Cmd) *picker {
	p := newPicker(g, fillPlace)
	p.asked, p.chosen = f, chosen
	return p
}

// inBlock offers the block itself, for who lives in a town: a village is found by typing
// its name, because no list of a block's hundreds is worth paging through.
func (p *picker) inBlock() tea.Cmd {
	p.listing.drop()
	town := p.block
	town.sought = true
	p.listed = []choice{town}
	return nil
}

// settle takes a village or a block. A village that was found from above does not say the
// code of its block, so that is looked for by its names first.
func (p *picker) settle(c choice) (Screen, tea.Cmd) {
	if c.within == "" {
		c.within = p.block.code
	}
	if c.kind == place.KindBlock || c.within != "" {
		return nil, p.chosen(c)
	}
	desk := p.g.Places
	return p, p.housing.ask(p.g, func(ctx context.Context) (choice, error) { return housed(ctx, desk, c) })
}

// housed finds the code of the block that a village lies in.
func housed(ctx context.Context, desk place.Desk, c choice) (choice, error) {
	districts, err := desk.Districts(ctx)
	if err != nil {
		return c, err
	}
	at := slices.IndexFunc(districts, func(d place.District) bool { return d.Name == c.district })
	if at < 0 {
		return c, unhoused(c)
	}
	blocks, err := desk.Blocks(ctx, districts[at].Code)
	if err != nil {
		return c, err
	}
	at = slices.IndexFunc(blocks, func(b place.Block) bool { return b.Name == c.block })
	if at < 0 {
		return c, unhoused(c)
	}
	c.within = blocks[at].Code
	return c, nil
}

func unhoused(c choice) error {
	return seva.Fail(seva.NotFound, seva.Say("kiosk.pick.unhoused", seva.Args{"Name": c.name}))
}
