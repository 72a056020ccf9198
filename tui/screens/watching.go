package screens

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/seva/watch"
	"duar/tui/parts"
)

// watches tells whether land can be watched here for a citizen at the desk.
func (g *Ground) watches() bool {
	return g.Watches != nil && g.Registry != nil && g.is(casework.Operator)
}

// mobile is the slot of the citizen's own mobile.
var mobile = slot{id: "mobile", word: "kiosk.bar.mobile", input: parts.Input{Limit: 20}}

// newWatching asks for the mobile that is to be told of a plot or a khatian. Nobody's phone is
// told of anything because somebody else wished it: a code goes there, and with the code the
// citizen agrees to what has been read aloud.
func newWatching(g *Ground, key casework.Key) Screen {
	return &blank{g: g, title: "kiosk.watch.title", ask: "kiosk.watch.ask", hint: "kiosk.watch.hint", enter: "kiosk.key.send_code",
		slots: []slot{mobile}, send: func(b *blank) (Screen, tea.Cmd) { return watchOf(b, key) }}
}

// watchOf sends the code with which land is watched from then on.
func watchOf(b *blank, key casework.Key) (Screen, tea.Cmd) {
	phone, err := seva.ParsePhone(b.given("mobile"))
	if err != nil {
		return b.refuse(seva.Refuse("mobile", seva.Say("kiosk.bar.flaw")))
	}
	g, door, desk, lang := b.g, b.g.Door, b.g.registry(), b.g.Lang
	return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
		notice, err := desk.Notice(ctx, watch.Purpose)
		if err != nil {
			return nil, err
		}
		sent, err := door.Ask(ctx, phone, lang)
		return &watching{g: g, from: b, key: key, phone: phone, notice: notice, challenge: sent.ID, input: parts.Input{Limit: 6}}, err
	})
}

// watching reads the notice aloud and takes the code.
type watching struct {
	g         *Ground
	from      *blank // where the mobile was typed; come back to while it may have been wrong
	key       casework.Key
	phone     seva.Phone
	notice    registry.Notice
	challenge string
	input     parts.Input
	begun     *watch.Watch
	doing     query[watch.Watch]
	sending   query[identity.Challenge]
	scroll    parts.Scroll
}

func (w *watching) Init() tea.Cmd { return nil }
func (w *watching) Leave()        {}
func (w *watching) Typing() bool  { return w.begun == nil }
func (w *watching) Title() string { return w.g.say("kiosk.watch.title") }

func (w *watching) Update(msg tea.Msg) (Screen, tea.Cmd) {
	waited := w.doing.waiting
	if made, ok := w.doing.take(msg); ok {
		w.begun, w.from.done = &made, true
	} else if waited && !w.doing.waiting {
		w.input.Renew() // the next code takes the place of this one
	}
	if sent, ok := w.sending.take(msg); ok {
		w.challenge = sent.ID
		w.input.Set("")
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok || w.doing.waiting || w.sending.waiting {
		return w, nil
	}
	switch name := key.String(); {
	case parts.Back.Is(name), parts.Enter.Is(name) && w.begun != nil:
		return nil, nil
	case parts.Enter.Is(name) && w.input.Value() != "":
		if w.doing.err = sixDigits(w.input.Value()); w.doing.err != nil {
			w.input.Renew()
			return w, nil
		}
		return w, w.begin()
	case parts.Reload.Is(name) && w.begun == nil:
		door, phone, lang := w.g.Door, w.phone, w.g.Lang
		return w, w.sending.ask(w.g, func(ctx context.Context) (identity.Challenge, error) { return door.Ask(ctx, phone, lang) })
	case slices.Contains([]string{"up", "down", "pgup", "pgdown"}, name):
		w.scroll.Press(name, w.page(), w.g.Height)
	case w.begun == nil && w.input.Press(key):
		w.doing.err = nil
	}
	return w, nil
}

// sixDigits refuses what is no code: a slip of the finger is not one of the few tries.
func sixDigits(given string) error {
	given = seva.Digits(strings.TrimSpace(given))
	if len(given) != 6 || strings.Trim(given, "0123456789") != "" {
		return seva.Refuse("code", seva.Say("kiosk.watch.six"))
	}
	return nil
}

// begin lets the citizen in by the code, watches in their name, and ends that session: the
// kiosk stays the operator's.
func (w *watching) begin() tea.Cmd {
	door, watches, challenge, code := w.g.Door, w.g.Watches, w.challenge, seva.Digits(strings.TrimSpace(w.input.Value()))
	ask := watch.Ask{Kind: w.key.Kind, Land: w.key.Value, Version: w.notice.Version}
	patience := w.g.Patience
	return w.doing.ask(w.g, func(ctx context.Context) (watch.Watch, error) {
		citizen, err := door.Enter(ctx, challenge, code, "")
		if err != nil {
			return watch.Watch{}, err
		}
		defer func() { // also when there is no time left for it
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
			defer cancel()
			_ = door.Leave(ctx, citizen.Token) // one that stays open ends by itself
		}()
		return watches(citizen).Watch(ctx, ask)
	})
}

// landSaid names a plot or a khatian with its mouza.
func landSaid(v voice, k casework.Key) string {
	idn, n, _ := k.Land()
	return v.say("kiosk.watch."+k.Kind, seva.Args{"Number": n, "IDN": idn})
}

func (w *watching) page() parts.Page {
	v, g := w.g.voice(), w.g
	p := parts.Page{Head: sending(g, w.doing.waiting || w.sending.waiting, w.doing.err)}
	p.Head = append(p.Head, sign(g, false, w.sending.err)...)
	if w.begun != nil {
		p.Add(parts.Line{})
		p.Add(g.wrapped(parts.Strong, 2, v.say("kiosk.watch.done", seva.Args{"Land": answered(landSaid(v, w.key)), "Until": seva.DateOf(w.begun.Until)}))...)
		p.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.watch.stop", seva.Args{"No": w.begun.No}))...)
		return p
	}
	p.Head = append(p.Head, g.wrapped(parts.Strong, 2, v.say("kiosk.watch.code", seva.Args{"Phone": code(w.phone.E164())}))...)
	p.Head = append(p.Head, typed(g, w.input))
	p.Add(g.wrapped(parts.Dim, 2, v.say("kiosk.watch.read"))...)
	for _, text := range noticeSaid(v, w.notice) {
		p.Add(quoted(g, text)...)
	}
	p.Add(parts.Line{Text: "      " + v.say("kiosk.notice.version", seva.Args{"Version": w.notice.Version}), Tone: parts.Dim})
	return p
}

func (w *watching) Lines() []parts.Line { return w.scroll.View(w.page(), w.g.Height, w.g.more) }

func (w *watching) Keys() []parts.Key {
	if w.begun != nil {
		return []parts.Key{parts.Enter.As("kiosk.key.done"), parts.Back}
	}
	return []parts.Key{parts.Enter.As("kiosk.key.agree"), parts.Reload.As("kiosk.key.send_again"), parts.Move.Only("up", "down"), parts.Back}
}
