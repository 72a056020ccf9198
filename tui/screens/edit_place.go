package screens

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
	"duar/tui/parts"
)

// placed is the editor of a place: it is chosen on the picker, down to the village.
type placed struct{ setting }

func newPlaced(s setting) editor { return &placed{s} }

func (p *placed) letters() bool             { return false }
func (p *placed) given() (form.Input, bool) { return form.Input{}, false } // given by the picker

func (p *placed) keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.keep"), parts.Pick}
}

// press: a place that is chosen already is passed by; another is chosen with F3.
func (p *placed) press(key tea.KeyMsg) effect {
	name := key.String()
	switch {
	case parts.Pick.Is(name) || parts.Enter.Is(name) && p.value.IsZero():
		return effect{open: newPlacePicker(p.g, p.field, func(c choice) tea.Cmd {
			return p.give(form.Input{Text: p.g.placedAt(c)})
		})}
	case parts.Enter.Is(name):
		return effect{done: true}
	}
	return effect{unused: true}
}

func (p *placed) lines(v voice, _ int) []parts.Line {
	if p.value.IsZero() {
		return p.g.wrapped(parts.Typed, 4, v.say("kiosk.form.pick_place"))
	}
	lines := p.g.wrapped(parts.Typed, 4, p.g.answerIn(v, p.field, p.value, nil))
	return append(lines, p.g.wrapped(parts.Dim, 4, v.say("kiosk.form.pick_other"))...)
}

// placedAt writes a chosen village or block as a form takes it, and keeps the names for
// the screen: the answer itself has only codes.
func (g *Ground) placedAt(c choice) string {
	if c.kind == place.KindBlock {
		g.named[c.code] = c.name
		return c.code
	}
	g.named[c.code], g.named[c.within] = c.name, c.block
	return c.within + "/" + c.code
}

// parcel is the editor of a plot or a khatian: a mouza from the picker, then the number.
type parcel struct {
	setting
	spot  *Spot
	idn   string // of the mouza of an answer from before, whose spot is not known
	input parts.Input
	kept  string
}

func newParcel(s setting) editor {
	p := &parcel{setting: s, spot: s.g.mouza, input: parts.Input{Limit: 24}}
	if idn, n, ok := strings.Cut(s.value.Text, "/"); ok {
		p.idn, p.kept = idn, n
		if p.spot == nil || p.spot.Mouza.IDN.String() != idn {
			p.spot = nil
		}
		p.input.Set(n)
		p.input.Renew()
	}
	return p
}

func (p *parcel) letters() bool { return false }

func (p *parcel) keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.keep"), parts.Mouza}
}

// mouza is the number of the mouza at hand; "" when none is chosen yet.
func (p *parcel) mouza() string {
	if p.spot != nil {
		return p.spot.Mouza.IDN.String()
	}
	return p.idn
}

func (p *parcel) press(key tea.KeyMsg) effect {
	name := key.String()
	switch {
	case parts.Mouza.Is(name) || parts.Enter.Is(name) && p.mouza() == "":
		return effect{open: newMouzaPicker(p.g, p.field, func(s Spot) tea.Cmd {
			p.spot, p.g.mouza = &s, &s
			return nil
		})}
	case parts.Enter.Is(name):
		return effect{done: true}
	case key.Type == tea.KeyRunes && !key.Alt && !numeric(parts.Inert(string(key.Runes))):
		return effect{}
	case p.mouza() == "":
		return effect{unused: true}
	}
	return effect{unused: !p.input.Press(key) && !edits(key)}
}

func (p *parcel) given() (form.Input, bool) {
	typed := p.input.Value()
	text := p.mouza() + "/" + typed
	// The number as the land desk writes it, so that the stroke of a bata is one of ours.
	if n, err := land.ParseNumber(string(p.field.Kind), typed); err == nil {
		text = p.mouza() + "/" + n.String()
	}
	changed := p.mouza() != "" && text != p.value.Text && (typed != "" || !p.value.IsZero())
	return form.Input{Text: text, Clear: typed == ""}, changed
}

func (p *parcel) lines(v voice, _ int) []parts.Line {
	if p.mouza() == "" {
		return p.g.wrapped(parts.Typed, 4, v.say("kiosk.form.pick_mouza"))
	}
	head := v.say("kiosk.form.mouza", seva.Args{"IDN": code(p.mouza())})
	if p.spot != nil {
		head = p.spot.heading(v)
	}
	lines := p.g.wrapped(parts.Plain, 4, head)
	lines = append(lines, typed(p.g, p.input))
	return append(lines, p.g.wrapped(parts.Dim, 4, v.say("kiosk.hint."+string(p.field.Kind)))...)
}
