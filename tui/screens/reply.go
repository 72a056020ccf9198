package screens

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// replySteps ask anew what the office asks the citizen, each with the editor of its kind.
// What is typed is checked by the desk, which has the case's own form.
func (a *acting) replySteps() []step {
	var steps []step
	for _, item := range a.file.view.Asked {
		f, ok := a.file.form.Field(item.Field)
		switch {
		case ok && f.Kind == form.Roster:
			steps = append(steps, a.rowsStep(item, f))
		case ok:
			steps = append(steps, a.replyStep(item, f))
		}
	}
	return steps
}

// rowsStep answers a roster anew, row by row.
func (a *acting) rowsStep(item casework.Item, f form.Field) step {
	s := newSlate(a.g, a.file.view.Number, a.g.counter(), f, a.file.view.Answers[f.ID])
	app := &application{g: a.g, counter: s, draft: s.draft, flaws: map[form.Pointer]seva.Text{}, loose: true}
	e := &slateRows{slate: s}
	e.setting = setting{g: a.g, ask: ask{field: f, at: item.Field}, roster: func() Screen { return newRoster(app, f) }}
	return step{
		at:    item.Field,
		label: func(v voice) string { return strings.Join(a.file.items(v, []casework.Item{item}), "") },
		edit:  e,
		said: func(v voice) string {
			return v.say("kiosk.answer.rows", seva.Args{"Rows": len(s.rows(f.ID).Rows)})
		},
		empty: func() bool { return len(s.entries()) == 0 },
		put:   func(act *casework.Act) { act.Answers = append(act.Answers, s.entries()...) },
	}
}

func (a *acting) replyStep(item casework.Item, f form.Field) step {
	reply := &replied{}
	s := setting{
		g: a.g, ask: ask{field: f, at: item.Field},
		give: func(in form.Input) tea.Cmd {
			reply.input, reply.given = in, true
			return a.onward()
		},
		attach: func(path string) tea.Cmd {
			counter, number := a.g.counter(), a.file.view.Number
			return a.uploading.ask(a.g, func(ctx context.Context) (form.Upload, error) {
				file, err := opened(path)
				if err != nil {
					return form.Upload{}, err
				}
				defer func() { _ = file.Close() }()
				return counter.Upload(ctx, number, item.Field, filepath.Base(path), file)
			})
		},
	}
	reply.edit = editorFor(s)
	return step{
		at:    item.Field,
		label: func(v voice) string { return strings.Join(a.file.items(v, []casework.Item{item}), "") },
		edit:  reply.edit,
		said:  func(v voice) string { return reply.said(a.g, v, f) },
		empty: func() bool { _, ok := reply.entry(); return !ok },
		put: func(act *casework.Act) {
			in, _ := reply.entry()
			act.Answers = append(act.Answers, form.Entry{At: item.Field, Input: in})
		},
		took: func(u form.Upload) {
			reply.input, reply.given, reply.files = form.Input{Text: u.ID}, true, []form.Upload{u}
		},
	}
}

// replied is an answer to something that was asked: typed here, or chosen elsewhere.
type replied struct {
	edit  editor
	input form.Input
	given bool
	files []form.Upload
}

func (r *replied) entry() (form.Input, bool) {
	if r.given {
		return r.input, true
	}
	in, changed := r.edit.given()
	return in, changed && !in.Clear
}

// said shows the answer as it was given; a secret one masked.
func (r *replied) said(g *Ground, v voice, f form.Field) string {
	in, _ := r.entry()
	switch {
	case f.Masked():
		return v.figure(code(f.Shown(form.Value{Text: in.Text}).Text))
	case slices.Contains([]form.Kind{form.Choice, form.Choices, form.YesNo, form.Declaration, form.File, form.Place, form.Plot, form.Khatian}, f.Kind):
		return g.answerIn(v, f, form.Value{Text: in.Text, List: in.List}, r.files)
	}
	return v.shape(in.Text)
}

// uploaded answers the open step with the file that the desk has taken.
func (a *acting) uploaded(u form.Upload) tea.Cmd {
	if a.at >= len(a.steps) || a.steps[a.at].took == nil {
		return nil
	}
	a.steps[a.at].took(u)
	return a.onward()
}
