package screens

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/tui/parts"
)

// blank is a short form of the kiosk's own: a few slots to fill in, and one question to a
// desk whose answer is the next screen. What is right is for the desk to say; the slot that
// it names is opened again.
type blank struct {
	road
	g     *Ground
	title string // messages, as ask and hint
	ask   string
	asks  func(voice) string // instead of ask, where it has to name something
	hint  string             // below the slots; "" for none
	enter string             // what Enter does in the end
	slots []slot
	at    int
	once  bool // no way leads back to it when it has been answered
	done  bool
	// send asks the desk, or goes on at once.
	send func(*blank) (Screen, tea.Cmd)
}

// slot is one line of it: typed, or with ids one of a list.
type slot struct {
	id    string // as errors name it
	word  string
	input parts.Input
	ids   []string
	words func(v voice, id string) string
	pick  int
	only  func(*blank) bool // whether it is asked now; nil for always
}

func (b *blank) Init() tea.Cmd { return nil }
func (b *blank) Passed() bool  { return b.done }
func (b *blank) Title() string { return b.g.say(b.title) }
func (b *blank) Typing() bool  { return b.slots[b.at].ids == nil }

func (b *blank) Update(msg tea.Msg) (Screen, tea.Cmd) {
	waited := b.waiting
	if next, ok := b.take(msg); ok {
		b.done = b.once
		return next, nil
	} else if waited && !b.waiting && b.err != nil {
		b.turnTo(seva.Broken(b.err).Field)
		if s := &b.slots[b.at]; s.input.Limit <= brief {
			s.input.Renew() // what is typed next takes the place of what was refused
		}
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return b, nil
	}
	switch name := key.String(); {
	case parts.Back.Is(name) && b.waiting:
		b.drop()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name) && !b.step(+1) && !b.waiting:
		b.drop()
		return b.send(b)
	case parts.Enter.Is(name):
	case parts.Next.Is(name) || name == "down":
		if !b.step(+1) {
			b.at = 0
		}
	case parts.Before.Is(name) || name == "up":
		b.step(-1)
	case b.Typing():
		if b.slots[b.at].input.Press(key) {
			b.drop()
		}
	default:
		b.choose(seva.Digits(name))
	}
	return b, nil
}

// step opens the next slot that is asked, or the one before; false where there is none.
func (b *blank) step(by int) bool {
	for i := b.at + by; i >= 0 && i < len(b.slots); i += by {
		if b.asked(i) {
			b.at = i
			return true
		}
	}
	return false
}

// asked tells whether a slot is asked now: a list of one thing never is.
func (b *blank) asked(i int) bool {
	return len(b.slots[i].ids) != 1 && (b.slots[i].only == nil || b.slots[i].only(b))
}

// choose turns a list by an arrow or the space bar, or takes one by its number.
func (b *blank) choose(name string) {
	s := &b.slots[b.at]
	switch i := numbered(name, len(s.ids)); {
	case i >= 0:
		s.pick = i
	case name == "right" || parts.Mark.Is(name):
		s.pick = (s.pick + 1) % len(s.ids)
	case name == "left":
		s.pick = (s.pick + len(s.ids) - 1) % len(s.ids)
	default:
		return
	}
	b.drop()
}

// turnTo opens the slot of an id, where there is one.
func (b *blank) turnTo(id string) {
	i := slices.IndexFunc(b.slots, func(s slot) bool { return s.id == id && id != "" })
	if i >= 0 && b.asked(i) {
		b.at = i
	}
}

// refuse shows what is wrong before a desk was asked.
func (b *blank) refuse(err error) (Screen, tea.Cmd) {
	b.drop()
	b.err = err
	b.turnTo(seva.Broken(err).Field)
	return b, nil
}

// given is what a slot has, without the spaces around it; "" of one that is not asked.
func (b *blank) given(id string) string {
	i := slices.IndexFunc(b.slots, func(s slot) bool { return s.id == id })
	switch {
	case i < 0:
		return ""
	case len(b.slots[i].ids) == 1:
		return b.slots[i].ids[0]
	case !b.asked(i):
		return ""
	case b.slots[i].ids != nil:
		return b.slots[i].ids[b.slots[i].pick]
	}
	return strings.TrimSpace(b.slots[i].input.Value())
}

// of says which of how many: "2/9".
type of struct{ n, all int }

func (o of) String() string { return fmt.Sprintf("%d/%d", o.n, o.all) }

// brief is how long an input may be that is sooner typed again than mended.
const brief = 40

// filled puts something into a slot to begin with.
func filled(s slot, text string) slot {
	s.input.Set(text)
	s.input.Renew()
	return s
}

func (b *blank) page() (p parts.Page, open int) {
	v := b.g.voice()
	asks := b.asks
	if asks == nil {
		asks = func(v voice) string { return v.say(b.ask) }
	}
	p.Head = append([]parts.Line{{}}, b.g.wrapped(parts.Strong, 2, asks(v))...)
	p.Head = append(p.Head, b.sign(b.g)...)
	for i, s := range b.slots {
		if !b.asked(i) {
			continue
		}
		if i == b.at {
			open = len(p.Rows)
		}
		if s.ids == nil {
			p.AddRow(field(b.g, v.say(s.word), s.input, i == b.at)...)
			continue
		}
		text := s.words(v, s.ids[s.pick]) + "  " + v.figure(of{s.pick + 1, len(s.ids)})
		if i == b.at {
			text = "◂ " + text + " ▸"
		}
		p.AddRow(append([]parts.Line{{Text: "  " + v.say(s.word)}}, b.g.wrapped(parts.Plain, 4, text)...)...)
	}
	if b.hint != "" {
		p.Add(b.g.wrapped(parts.Dim, 4, v.say(b.hint))...)
	}
	return p, open
}

func (b *blank) Lines() []parts.Line {
	p, open := b.page()
	return parts.Scroll{Pick: open}.Revealed(p, b.g.Height).View(p, b.g.Height, b.g.more)
}

func (b *blank) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter.As(b.enter)}
	if len(b.slots) > 1 {
		keys = append(keys, parts.Next)
	}
	if !b.Typing() {
		keys = append(keys, parts.Pages.As("kiosk.key.turn_list"))
	}
	return append(keys, parts.Back)
}
