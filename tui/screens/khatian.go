package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
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
	counter := g.register()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		k, err := counter.Khatian(ctx, spot.Mouza.IDN, n, land.At{})
		return &khatian{record: record{g: g, spot: spot, asOn: k.AsOn}, khatian: k}, err
	})
}

func (k *khatian) Title() string       { return k.g.say("kiosk.khatian.record") }
func (k *khatian) Lines() []parts.Line { return k.show(k.page()) }

func (k *khatian) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As("kiosk.key.plot"), parts.Move, parts.Aloud, parts.Print}
	return append(k.beside(keys), parts.Back)
}

func (k *khatian) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if key, ok := msg.(tea.KeyMsg); ok && parts.Watch.Is(key.String()) && k.g.watches() {
		return newWatching(k.g, k.key()), nil
	}
	return k.update(msg, k, func(key string) (tea.Cmd, bool) { return k.aside(key, k.key(), k.called) })
}

// key is the khatian as cases and watches know it; called names it with its mouza.
func (k *khatian) key() casework.Key { return casework.KhatianKey(k.spot.Mouza.IDN, k.khatian.Number) }

func (k *khatian) called(v voice) string {
	return v.say("kiosk.khatian.heading", seva.Args{"Khatian": k.khatian.Number}) + " · " + k.spot.heading(v)
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
	v := k.g.voice()
	return k.folio(v).page(v, &k.record)
}

func (k *khatian) paper(v voice) (string, []string) {
	return "khatian-" + k.spot.Mouza.IDN.String() + "-" + k.khatian.Number.Path(), k.folio(v).paper(v, &k.record)
}

// folio has a row for every plot; the owner stands above, so the class of the plot takes
// the last place.
func (k *khatian) folio(v voice) folio {
	return folio{
		heading:  k.called(v),
		warnings: unreal(v, k.asOn), facts: k.facts(v),
		number: "kiosk.col.plot", other: "kiosk.col.class", holdings: k.khatian.Holdings,
		row: func(h land.Holding) (land.Number, string) { return h.Plot, v.tell(h.Class.Text()) },
	}
}

// facts come in the order of the paper khatian. Guardian and address are there only for a
// caller whose right reaches them.
func (k *khatian) facts(v voice) []string {
	o := k.khatian.Owner
	facts := []string{v.say("kiosk.khatian.owner", seva.Args{"Owner": ownerLine(v, o), "Type": o.Type.Text()})}
	if o.Address != (seva.Names{}) {
		facts = append(facts, v.say("kiosk.khatian.address", seva.Args{"Address": o.Address}))
	}
	return append(facts,
		areaIn(v, k.khatian.Area),
		v.say("kiosk.khatian.plots", seva.Args{"Count": len(k.khatian.Holdings)}))
}

func (k *khatian) aloud(v voice) []string {
	return []string{
		v.say("khatian.sentence", seva.Args{
			"Khatian": k.khatian.Number, "Mouza": k.spot.called(), "Owner": k.khatian.Owner.Name,
			"Area": k.khatian.Area, "Count": len(k.khatian.Holdings),
		}),
		spokenArea(v, k.khatian.Area, k.asOn),
	}
}
