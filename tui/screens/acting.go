package screens

import (
	"context"
	"errors"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/tui/parts"
)

// acting takes an action in a case: it asks one after the other what the action needs,
// shows what will be done, and does it when that is confirmed.
type acting struct {
	g      *Ground
	file   *casefile // behind this screen; it is told what came of it
	offer  casework.Offer
	steps  []step
	at     int // of steps; len(steps) is the confirmation
	flaw   seva.Text
	scroll parts.Scroll // of the confirmation
	key    string       // of this act, until it is answered
	keyOf  int64        // the version of the case it was made for
	moved  bool         // somebody else acted meanwhile

	doing     query[casework.View]
	uploading query[form.Upload]
}

// step is one thing that an action needs.
type step struct {
	at    form.Pointer // of an answer that is asked anew
	label func(voice) string
	edit  editor
	said  func(voice) string // what was given, for the confirmation
	empty func() bool        // nothing was given yet
	skip  bool               // it may be left empty
	check func() seva.Text   // what is wrong with it, or nothing
	put   func(*casework.Act)
	took  func(form.Upload) // of a step that a file answers
}

// newActing sets out the steps in the order in which people decide: what is wrong or
// found first, then when, then the remark that goes with it.
func newActing(c *casefile, o casework.Offer) *acting {
	a := &acting{g: c.g, file: c, offer: o, scroll: parts.Scroll{Pick: 1}} // No: nothing is done by a key held too long
	items := slices.Contains(o.Needs, casework.NeedItems)
	if items {
		a.steps = append(a.steps, a.itemsStep())
	} else if len(o.Reasons) > 0 {
		a.steps = append(a.steps, a.reasonStep())
	}
	for _, need := range []struct {
		need casework.Need
		step func() step
	}{{casework.NeedFinding, a.findingStep}, {casework.NeedDay, a.dayStep}, {casework.NeedNote, a.noteStep}} {
		if slices.Contains(o.Needs, need.need) {
			a.steps = append(a.steps, need.step())
		}
	}
	if items && !slices.Contains(o.Needs, casework.NeedNote) {
		note := a.noteStep()
		note.skip = true
		a.steps = append(a.steps, note)
	}
	if slices.Contains(o.Needs, casework.NeedAnswers) {
		a.steps = append(a.steps, a.replySteps()...)
	}
	return a
}

func (a *acting) Init() tea.Cmd { return a.start() }

// Leave drops nothing: what is being done is done, and its answer is awaited.
func (a *acting) Leave() {}

func (a *acting) Title() string { return a.g.say("action." + a.offer.Action) }

func (a *acting) Typing() bool { return a.at < len(a.steps) && a.steps[a.at].edit.letters() }

// start lets the editor of a step ask what it has to ask.
func (a *acting) start() tea.Cmd {
	if a.at < len(a.steps) {
		if s, ok := a.steps[a.at].edit.(starter); ok {
			return s.start()
		}
	}
	return nil
}

func (a *acting) Update(msg tea.Msg) (Screen, tea.Cmd) {
	waited := a.doing.waiting
	if view, ok := a.doing.take(msg); ok {
		a.file.acted(a.offer.Action, view)
		return nil, nil
	} else if waited && !a.doing.waiting {
		a.answered(a.doing.err)
	}
	if u, ok := a.uploading.take(msg); ok {
		return a, a.uploaded(u)
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		if a.at < len(a.steps) {
			if l, ok := a.steps[a.at].edit.(listener); ok {
				l.hear(msg)
			}
		}
		return a, nil
	}
	if a.doing.waiting || a.uploading.waiting {
		return a, nil
	}
	if a.at < len(a.steps) {
		return a.ask(key)
	}
	return a.confirm(key)
}

// answered takes a failure. One that says that nothing was done frees the key; of a
// Conflict the case has to be looked at anew before anything else is decided.
func (a *acting) answered(err error) {
	if settled(err) {
		a.key = ""
	}
	a.moved = seva.KindOf(err) == seva.Conflict
	flaws, _ := errors.AsType[form.Flaws](err)
	for _, f := range flaws {
		for i, s := range a.steps {
			if s.at != "" && within(f.At, s.at) { // the first that is wrong is opened again
				a.at, a.flaw, a.doing.err = i, f.Text, nil
				return
			}
		}
	}
}

// ask takes a key for the step that is open.
func (a *acting) ask(key tea.KeyMsg) (Screen, tea.Cmd) {
	s := a.steps[a.at]
	effect := s.edit.press(key)
	if !effect.unused {
		a.flaw = seva.Text{}
		a.uploading.err = nil
	}
	name := key.String()
	switch {
	case effect.open != nil:
		return effect.open, effect.cmd
	case effect.done || effect.unused && parts.Next.Is(name):
		return a, a.onward()
	case !effect.unused:
		return a, effect.cmd
	case parts.Back.Is(name) && a.at == 0:
		return nil, nil
	case parts.Back.Is(name) || parts.Before.Is(name):
		a.at = max(0, a.at-1)
	}
	return a, nil
}

// onward goes to the next step, when this one has what it needs.
func (a *acting) onward() tea.Cmd {
	s := a.steps[a.at]
	a.flaw = seva.Text{}
	switch {
	case s.empty() && !s.skip:
		a.flaw = seva.Say("kiosk.act.needed")
		return nil
	case s.check != nil && !s.empty():
		if a.flaw = s.check(); !a.flaw.IsZero() {
			return nil
		}
	}
	a.at++
	return a.start()
}

// confirm takes a key on the last page, where the action is seen as a whole.
func (a *acting) confirm(key tea.KeyMsg) (Screen, tea.Cmd) {
	name := seva.Digits(key.String())
	if a.moved {
		switch {
		case parts.Enter.Is(name) || parts.Reload.Is(name):
			return nil, a.file.reload()
		case parts.Back.Is(name):
			return nil, nil
		}
		return a, nil
	}
	if i := numbered(name, len(yesNo)); i >= 0 {
		a.scroll.Pick = i
		name = "enter"
	}
	switch {
	case parts.Back.Is(name) && len(a.steps) > 0:
		a.at--
		a.doing.drop()
	case parts.Back.Is(name):
		return nil, nil
	case parts.Enter.Is(name) && yesNo[a.scroll.Pick] == "yes":
		return a, a.do()
	case parts.Enter.Is(name):
		return nil, nil
	default:
		a.scroll.Press(name, a.page(), a.g.Height)
	}
	return a, nil
}

// act is what will be done.
func (a *acting) act() casework.Act {
	act := casework.Act{Number: a.file.view.Number, Version: a.file.view.Version, Action: a.offer.Action}
	for _, s := range a.steps {
		if !s.empty() {
			s.put(&act)
		}
	}
	return act
}

// do does it. The key stays until that is answered, so that a second Enter after a lost
// answer does nothing twice.
func (a *acting) do() tea.Cmd {
	act := a.act()
	if a.key == "" || a.keyOf != act.Version {
		a.key, a.keyOf = a.g.World.ID(), act.Version
	}
	key, desk, counter := a.key, a.file.desk, a.g.counter()
	if slices.Contains(a.offer.Needs, casework.NeedAnswers) {
		return a.doing.ask(a.g, func(ctx context.Context) (casework.View, error) { return counter.Reply(ctx, act, key) })
	}
	return a.doing.ask(a.g, func(ctx context.Context) (casework.View, error) { return desk.Act(ctx, act, key) })
}

func (a *acting) page() parts.Page {
	v, g := a.g.voice(), a.g
	var p parts.Page
	p.Head = append(p.Head, parts.Line{Text: "▌ " + v.say("kiosk.case.heading", seva.Args{
		"Number": a.file.view.Number, "Service": seva.Say("service." + a.file.view.Service),
	}), Tone: parts.Strong})
	p.Head = append(p.Head, g.wrapped(parts.Plain, 2, offered(v, a.offer))...)
	if a.moved {
		p.Head = append(p.Head, g.warned([]string{v.say("kiosk.act.moved")})...)
	} else {
		p.Head = append(p.Head, sending(g, a.doing.waiting, a.doing.err)...)
	}
	p.Head = append(p.Head, sending(g, a.uploading.waiting, a.uploading.err)...)
	p.Add(parts.Line{})
	for _, s := range a.steps[:min(a.at, len(a.steps))] {
		p.Add(g.wrapped(parts.Plain, 2, beside(s.label(v), s.said(v)))...)
	}
	if a.at < len(a.steps) {
		s := a.steps[a.at]
		for _, l := range parts.Wrap(s.label(v), g.Width-2) {
			p.Add(parts.Line{Text: "▌ " + l, Tone: parts.Strong})
		}
		p.Add(s.edit.lines(v, max(3, g.Height-len(p.Head)-len(p.Body)-2))...)
		if !a.flaw.IsZero() {
			p.Add(g.warned([]string{v.tell(a.flaw)})...)
		}
		return p
	}
	if !a.moved {
		p.Add(parts.Line{})
		p.Add(g.wrapped(parts.Strong, 2, v.say("kiosk.act.sure"))...)
		for i, id := range yesNo {
			p.AddRow(parts.Line{Text: "    " + rowNumber(v, i) + v.say("kiosk.act."+id)})
		}
	}
	return p
}

func (a *acting) Lines() []parts.Line {
	p := a.page()
	s := a.scroll
	if a.at < len(a.steps) { // the step that is open stands at the end
		s = parts.Scroll{Top: len(p.Body)}
		return s.View(p, a.g.Height, a.g.more)
	}
	return s.Revealed(p, a.g.Height).View(p, a.g.Height, a.g.more)
}

func (a *acting) Keys() []parts.Key {
	switch {
	case a.moved:
		return []parts.Key{parts.Enter.As("kiosk.key.reload"), parts.Back}
	case a.at < len(a.steps):
		return append(a.steps[a.at].edit.keys(), parts.Next, parts.Back)
	}
	return []parts.Key{parts.Enter.As("kiosk.key.choose"), parts.Move, parts.Back}
}
