package screens

import (
	"context"
	"path/filepath"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva/form"
	"duar/seva/service"
	"duar/tui/parts"
)

// filling is the entry of a form: its sections as pages, one question open, the others of
// the section seen around it. Of a roster's row it is the one page of its columns.
//
// It keeps its place by where the open question stands, not by a number: conditions make
// questions appear and vanish around it.
type filling struct {
	saver
	g      *Ground
	row    form.Pointer // "members/2", or "" for the form itself
	at     form.Pointer // the question that is open
	index  int          // where that was among all, for when it has vanished
	edit   editor
	onward func() (Screen, tea.Cmd) // what follows when what is being saved has been
	ahead  []tea.KeyMsg             // typed while saving
}

// newFilling opens a form, or a row of one, at a question; at the first when at is "".
func newFilling(app *application, row, at form.Pointer) *filling {
	f := &filling{saver: saver{app: app}, g: app.g, row: row}
	f.open(at)
	return f
}

func (f *filling) Init() tea.Cmd { return f.start() }

// asks are all questions of all pages, in order.
func (f *filling) asks() []ask {
	var all []ask
	for _, p := range f.app.pages(f.row) {
		all = append(all, p.asks...)
	}
	return all
}

// open opens a question; of one inside a roster, the roster. One that is not asked gives
// way to the one that took its place.
func (f *filling) open(at form.Pointer) tea.Cmd {
	asks := f.asks()
	if len(asks) == 0 {
		f.edit, f.at = nil, ""
		return nil
	}
	f.index = max(0, min(f.index, len(asks)-1))
	for i, q := range asks {
		if within(at, q.at) {
			f.index = i
		}
	}
	return f.openAt(f.index)
}

func (f *filling) openAt(i int) tea.Cmd {
	q := f.asks()[i]
	f.index, f.at = i, q.at
	f.edit = editorFor(setting{
		ask: q, g: f.g,
		give: func(in form.Input) tea.Cmd {
			f.onward = f.next
			return f.send(form.Entry{At: q.at, Input: in})
		},
		attach: func(path string) tea.Cmd {
			f.onward = f.next
			return f.attach(q.at, path)
		},
		roster: func() Screen { return newRoster(f.app, q.field) },
		files:  f.app.draft.Files,
	})
	return f.start()
}

// start lets an editor ask what it has to ask as soon as it is open.
func (f *filling) start() tea.Cmd {
	if s, ok := f.edit.(starter); ok {
		return s.start()
	}
	return nil
}

// attach hands a file to the desk.
func (f *filling) attach(at form.Pointer, path string) tea.Cmd {
	counter, id, version := f.app.counter, f.app.draft.ID, f.app.draft.Version
	f.begin()
	return f.saving.ask(f.g, func(ctx context.Context) (service.Draft, error) {
		file, err := opened(path)
		if err != nil {
			return service.Draft{}, err
		}
		defer func() { _ = file.Close() }()
		return counter.Attach(ctx, id, version, at, filepath.Base(path), file)
	})
}

func (f *filling) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if key, ok := msg.(tea.KeyMsg); ok {
		return f.press(key)
	}
	if l, ok := f.edit.(listener); ok {
		l.hear(msg)
	}
	reading := f.reading.waiting
	became, cmd := f.heard(msg)
	switch {
	case became == taken:
		return f.saved(cmd)
	case became != nothing:
		f.onward, f.ahead = nil, nil // they were meant for what would have followed
	case reading && !f.reading.waiting: // the draft as others left it
		if f.app.draft.Number != "" {
			return newReceipt(f.g, service.Receipt{Number: f.app.draft.Number}), nil
		}
		return f, f.refresh()
	}
	return f, cmd
}

// refresh tells the open editor what the desk has now, and keeps what is being typed.
func (f *filling) refresh() tea.Cmd {
	if f.edit == nil {
		return f.open(f.at)
	}
	if _, changed := f.edit.given(); changed && f.stillAsked() {
		return nil
	}
	return f.open(f.at)
}

func (f *filling) stillAsked() bool {
	for _, q := range f.asks() {
		if q.at == f.at {
			return true
		}
	}
	return false
}

// saved goes where the answer was to lead, and then takes the keys that were pressed in
// the meantime, as far as they stay on this screen.
func (f *filling) saved(cmd tea.Cmd) (Screen, tea.Cmd) {
	onward, ahead := f.onward, f.ahead
	f.onward, f.ahead = nil, nil
	cmds := []tea.Cmd{cmd}
	if onward == nil {
		onward = func() (Screen, tea.Cmd) { return f, f.open(f.at) }
	}
	next, cmd := onward()
	cmds = append(cmds, cmd)
	for _, key := range ahead {
		if next != Screen(f) {
			break
		}
		next, cmd = f.press(key)
		cmds = append(cmds, cmd)
	}
	return next, tea.Batch(cmds...)
}

func (f *filling) press(key tea.KeyMsg) (Screen, tea.Cmd) {
	name := key.String()
	if f.saving.waiting || f.reading.waiting {
		if parts.Back.Is(name) {
			f.onward, f.ahead = nil, nil
			return f, f.stop()
		}
		if len(f.ahead) < 200 {
			f.ahead = append(f.ahead, key)
		}
		return f, nil
	}
	if f.edit == nil {
		return nil, nil
	}
	effect := f.edit.press(key)
	switch {
	case effect.open != nil:
		return effect.open, effect.cmd
	case effect.done:
		return f.leave(f.next)
	case !effect.unused:
		return f, effect.cmd
	}
	switch {
	case parts.Back.Is(name):
		return f.leave(func() (Screen, tea.Cmd) { return nil, nil })
	case parts.Next.Is(name) || name == "down":
		return f.leave(f.next)
	case parts.Before.Is(name) || name == "up":
		return f.leave(func() (Screen, tea.Cmd) { return f, f.openAt(max(0, f.index-1)) })
	case name == "pgdown" && f.row == "":
		return f.leave(func() (Screen, tea.Cmd) { return f.turn(+1) })
	case name == "pgup" && f.row == "":
		return f.leave(func() (Screen, tea.Cmd) { return f.turn(-1) })
	case parts.Review.Is(name) && f.row == "":
		return f.leave(func() (Screen, tea.Cmd) { return newReview(f), nil })
	case parts.Clear.Is(name):
		f.onward = func() (Screen, tea.Cmd) { return f, f.open(f.at) }
		return f, f.send(form.Entry{At: f.at, Input: form.Input{Clear: true}})
	}
	return f, nil
}

// leave saves what is new in the open question, and then goes on; at once when nothing is.
func (f *filling) leave(onward func() (Screen, tea.Cmd)) (Screen, tea.Cmd) {
	in, changed := f.edit.given()
	if !changed {
		return onward()
	}
	f.onward = onward
	return f, f.send(form.Entry{At: f.at, Input: in})
}

// next opens the question after this one; after the last it leads to the review, or of a
// row back to the roster.
func (f *filling) next() (Screen, tea.Cmd) {
	asks := f.asks()
	at := f.index
	for i, q := range asks {
		if q.at == f.at {
			at = i
		}
	}
	if at+1 < len(asks) {
		return f, f.openAt(at + 1)
	}
	if f.row != "" {
		return nil, nil
	}
	f.openAt(at)
	return newReview(f), nil
}

// turn opens the first question of the section before or after.
func (f *filling) turn(by int) (Screen, tea.Cmd) {
	pages := f.app.pages(f.row)
	at := min(max(0, f.section(pages)+by), len(pages)-1)
	if at < 0 {
		return f, nil
	}
	return f, f.open(pages[at].asks[0].at)
}

// section is the page of the open question.
func (f *filling) section(pages []page) int {
	for i, p := range pages {
		for _, q := range p.asks {
			if q.at == f.at {
				return i
			}
		}
	}
	return 0
}

// Keep hands over what is typed and would be lost when the screen is closed from outside.
func (f *filling) Keep() []Keep {
	if f.edit == nil || f.saving.waiting {
		return nil
	}
	in, changed := f.edit.given()
	if !changed {
		return nil
	}
	counter, id, version, at := f.app.counter, f.app.draft.ID, f.app.draft.Version, f.at
	return []Keep{func(ctx context.Context) {
		_, _ = counter.Answer(ctx, id, version, []form.Entry{{At: at, Input: in}})
	}}
}
