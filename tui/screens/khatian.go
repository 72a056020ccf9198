package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// khatian shows an owner's folio: who, and every share of a plot held.
type khatian struct {
	record
	khatian land.Khatian
}

// toKhatian is the way to a khatian's screen.
func toKhatian(r *road, g *Ground, spot Spot, n land.Number) tea.Cmd {
	counter := g.Land
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		k, err := counter.Khatian(ctx, spot.Mouza.IDN, n, land.At{})
		return &khatian{record: record{g: g, spot: spot}, khatian: k}, err
	})
}

func (k *khatian) Title() string       { return k.g.say("kiosk.khatian.record") }
func (k *khatian) Lines() []parts.Line { return k.show(k.page()) }

func (k *khatian) Keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.plot"), parts.Move, parts.Aloud, parts.Print, parts.Back}
}

func (k *khatian) Update(msg tea.Msg) (Screen, tea.Cmd) {
	return k.update(msg, k, func(string) (tea.Cmd, bool) { return nil, false })
}

// open goes from a row to its plot, as plot.open goes from a row to its khatian: what a
// person holds and who else holds it are asked after one another all day.
func (k *khatian) open(row int) tea.Cmd {
	if len(k.khatian.Holdings) == 0 {
		return nil
	}
	return toPlot(&k.road, k.g, k.spot, k.khatian.Holdings[row].Plot)
}

func (k *khatian) page() parts.Page {
	v, g := k.g.voice(), k.g
	var page parts.Page
	page.Head = parts.Lines(parts.Strong, "▌ "+k.heading(v))
	if in := k.spot.within(v); in != "" {
		page.Head = append(page.Head, parts.Line{Text: "▌ " + in})
	}
	page.Head = append(page.Head, k.news(v)...)
	for _, fact := range k.facts(v) {
		page.Add(g.wrapped(parts.Plain, 1, fact)...)
	}
	page.Add(parts.Line{}, parts.Line{Text: shareHead(v, "kiosk.col.plot", "kiosk.col.class"), Tone: parts.Dim})
	for _, h := range k.khatian.Holdings {
		page.AddRow(parts.Lines(parts.Plain, k.row(v, g.Width, h)...)...)
	}
	page.Add(parts.Line{})
	page.Add(g.wrapped(parts.Dim, 1, v.say("kiosk.quantum"))...)
	return page
}

// row is a holding as the screen and the paper show it; the owner stands above, so the
// class of the plot takes the last place.
func (k *khatian) row(v voice, width int, h land.Holding) []string {
	return row(v, width, h.Plot, h, v.tell(classText(h.Class)))
}

func (k *khatian) heading(v voice) string {
	return v.say("kiosk.khatian.heading", seva.Args{"Khatian": k.khatian.Number}) + " · " + k.spot.heading(v)
}

// facts come in the order of the paper khatian. Guardian and address are there only for a
// caller whose right reaches them.
func (k *khatian) facts(v voice) []string {
	o := k.khatian.Owner
	facts := []string{v.say("kiosk.khatian.owner", seva.Args{"Owner": ownerLine(v, o), "Type": seva.Say("owner." + string(o.Type))})}
	if o.Address != (seva.Names{}) {
		facts = append(facts, v.say("kiosk.khatian.address", seva.Args{"Address": o.Address}))
	}
	return append(facts,
		areaIn(v, k.khatian.Area),
		v.say("kiosk.khatian.plots", seva.Args{"Count": len(k.khatian.Holdings)}),
		asOn(v, k.khatian.AsOn))
}

func (k *khatian) aloud(v voice) []string {
	return []string{
		v.say("khatian.sentence", seva.Args{
			"Khatian": k.khatian.Number, "Mouza": k.spot.called(), "Owner": k.khatian.Owner.Name,
			"Area": k.khatian.Area, "Count": len(k.khatian.Holdings),
		}),
		spokenArea(v, k.khatian.Area, k.khatian.AsOn),
	}
}

// paper is the folio for the printer, under a file name that sorts by mouza.
func (k *khatian) paper(v voice) (string, []string) {
	lines := []string{k.heading(v), k.spot.within(v), ""}
	lines = append(lines, k.facts(v)...)
	lines = append(lines, "", shareHead(v, "kiosk.col.plot", "kiosk.col.class"))
	for _, h := range k.khatian.Holdings {
		lines = append(lines, k.row(v, paperWide, h)...)
	}
	return "khatian-" + k.spot.Mouza.IDN.String() + "-" + k.khatian.Number.Path(), lines
}
