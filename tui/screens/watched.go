package screens

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/place"
	"duar/seva/watch"
	"duar/tui/parts"
)

// newWatches asks what a citizen at the desk wants with watches: to watch a plot or a khatian,
// or to see and end what their mobile watches already.
func newWatches(g *Ground) Screen {
	about := func(b *blank) bool { return b.given("what") != "ours" }
	mouza := slot{id: "mouza", word: "kiosk.fee.mouza", input: parts.Input{Limit: 7}, only: about}
	if g.mouza != nil {
		mouza = filled(mouza, g.mouza.Mouza.IDN.String())
	}
	return &blank{g: g, title: "kiosk.watch.title", ask: "kiosk.watch.what", hint: "kiosk.watch.hint", enter: "kiosk.key.send_code",
		slots: []slot{
			{id: "what", word: "kiosk.watch.do", ids: []string{casework.KeyPlot, casework.KeyKhatian, "ours"},
				words: func(v voice, id string) string { return v.say("kiosk.watch.do." + id) }},
			mouza,
			{id: "land", word: "kiosk.watch.number", input: parts.Input{Limit: 24}, only: about},
			mobile,
		},
		send: func(b *blank) (Screen, tea.Cmd) {
			if !about(b) {
				return watchesOf(b)
			}
			idn, err := place.ParseIDN(b.given("mouza"))
			if err != nil {
				return b.refuse(seva.Refuse("mouza", seva.Broken(err).Text))
			}
			n, err := land.ParseNumber("land", b.given("land"))
			if err != nil {
				return b.refuse(err)
			}
			key := casework.PlotKey(idn, n)
			if b.given("what") == casework.KeyKhatian {
				key = casework.KhatianKey(idn, n)
			}
			return watchOf(b, key)
		}}
}

// watchesOf sends the code that opens the list.
func watchesOf(b *blank) (Screen, tea.Cmd) {
	phone, err := seva.ParsePhone(b.given("mobile"))
	if err != nil {
		return b.refuse(seva.Refuse("mobile", seva.Say("kiosk.bar.flaw")))
	}
	g, door, lang := b.g, b.g.Door, b.g.Lang
	return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
		sent, err := door.Ask(ctx, phone, lang)
		return newListing(g, phone, sent.ID), err
	})
}

// newListing takes the code of a mobile and opens the list of what it watches.
func newListing(g *Ground, phone seva.Phone, challenge string) Screen {
	ask := func(v voice) string { return v.say("kiosk.watch.list_code", seva.Args{"Phone": code(phone.E164())}) }
	return &blank{g: g, title: "kiosk.watch.title", asks: ask, hint: "kiosk.watch.list_hint", enter: "kiosk.key.watches", once: true,
		slots: []slot{{id: "code", word: "kiosk.watch.code_word", input: parts.Input{Limit: 6}}},
		send: func(b *blank) (Screen, tea.Cmd) {
			g, door, watches, given := b.g, b.g.Door, b.g.Watches, strings.TrimSpace(seva.Digits(b.given("code")))
			if err := sixDigits(given); err != nil {
				return b.refuse(err)
			}
			return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
				citizen, err := door.Enter(ctx, challenge, given, "")
				if err != nil {
					return nil, err
				}
				w := &watched{g: g, citizen: citizen, desk: watches(citizen)}
				if w.all, err = w.desk.Watches(ctx); err != nil {
					w.close(ctx)
					return nil, theirs(err)
				}
				return w, nil
			})
		}}
}

// watched lists what a mobile watches, and ends one. The session is the citizen's, and ends
// with the screen, however that is closed.
type watched struct {
	g       *Ground
	citizen identity.Session
	desk    watch.Counter
	all     []watch.Watch
	ended   *watch.Watch // the one that has just been ended
	reads   query[[]watch.Watch]
	scroll  parts.Scroll
}

func (w *watched) Init() tea.Cmd { return nil }
func (w *watched) Leave()        {}
func (w *watched) Title() string { return w.g.say("kiosk.watch.title") }

// Keep ends the citizen's session.
func (w *watched) Keep() []Keep { return []Keep{w.close} }

func (w *watched) close(ctx context.Context) {
	_ = w.g.Door.Leave(context.WithoutCancel(ctx), w.citizen.Token) // one that stays open ends by itself
}

// theirs is an error of the citizen's session, which says nothing about whoever sits here.
func theirs(err error) error {
	if seva.KindOf(err) == seva.Unauthenticated {
		return &seva.Error{Kind: seva.Conflict, Text: seva.Say("kiosk.watch.over"), Err: err}
	}
	return err
}

func (w *watched) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if all, ok := w.reads.take(msg); ok {
		w.all, w.scroll = all, parts.Scroll{}
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return w, nil
	}
	name := seva.Digits(key.String())
	if i := numbered(name, len(w.all)); i >= 0 {
		w.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name):
		return nil, w.g.Save(w.close)
	case w.scroll.Press(name, w.page(), w.g.Height):
	case parts.Enter.Is(name) && len(w.all) > 0 && !w.reads.waiting:
		w.ended = nil
		return w.end(w.all[w.scroll.Pick]), nil
	}
	return w, nil
}

// end asks once more and ends one.
func (w *watched) end(one watch.Watch) Screen {
	desk := w.desk
	asks := func(v voice) []string {
		return []string{v.say("kiosk.watch.end", seva.Args{"Land": answered(landSaid(v, one.Key))})}
	}
	return newSure(w.g, "kiosk.watch.title", "kiosk.watch.end.yes", asks, func(ctx context.Context) (done, error) {
		err := desk.Unwatch(ctx, one.ID)
		return back(func() tea.Cmd {
			w.ended = &one
			w.all = slices.DeleteFunc(slices.Clone(w.all), func(o watch.Watch) bool { return o.ID == one.ID })
			w.scroll = parts.Scroll{}
			return w.reads.ask(w.g, func(ctx context.Context) ([]watch.Watch, error) {
				all, err := desk.Watches(ctx)
				return all, theirs(err)
			})
		}), theirs(err)
	})
}

func (w *watched) page() parts.Page {
	v, g := w.g.voice(), w.g
	p := parts.Page{Head: sign(g, w.reads.waiting, w.reads.err)}
	if w.ended != nil {
		p.Head = append(p.Head, g.wrapped(parts.Strong, 1, v.say("kiosk.watch.ended", seva.Args{"Land": answered(landSaid(v, w.ended.Key))}))...)
	}
	p.Add(parts.Line{})
	if len(w.all) == 0 {
		p.Add(g.wrapped(parts.Plain, 2, v.say("kiosk.watch.none"))...)
		return p
	}
	p.Add(g.wrapped(parts.Strong, 2, v.say("kiosk.watch.list"))...)
	for i, one := range w.all {
		lines := g.wrapped(parts.Plain, 7, v.say("kiosk.watch.line", seva.Args{"Land": answered(landSaid(v, one.Key)), "Until": seva.DateOf(one.Until)}))
		lines[0].Text = "    " + rowNumber(v, i) + lines[0].Text[7:]
		p.AddRow(lines...)
	}
	p.Add(parts.Line{})
	p.Add(g.wrapped(parts.Dim, 2, v.say("kiosk.watch.close"))...)
	return p
}

func (w *watched) Lines() []parts.Line { return w.scroll.View(w.page(), w.g.Height, w.g.more) }

func (w *watched) Keys() []parts.Key {
	if len(w.all) == 0 {
		return []parts.Key{parts.Back}
	}
	return []parts.Key{parts.Enter.As("kiosk.key.end_watch"), parts.Move, parts.Back}
}
