package screens

import (
	"context"
	"io"
	"slices"
	"sync"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/service"
	"duar/tui/parts"
)

// slate stands for the counter while the rows of a roster are answered anew for a case. It
// checks them by the form as the desk of the case will, shows them, and keeps them as they
// were typed, to be handed in with the rest of the reply.
type slate struct {
	service.Counter // files go there; nothing else is asked of it
	g               *Ground
	number          string // of the case
	kept            int    // rows that the case has already

	// It is answered beside the loop and looked at inside it.
	mu    sync.Mutex
	draft service.Draft
	given []form.Entry
}

// newSlate begins with the rows that the case shows of a roster.
func newSlate(g *Ground, number string, counter service.Counter, f form.Field, now form.Value) *slate {
	return &slate{
		Counter: counter, g: g, number: number, kept: len(now.Rows),
		draft: service.Draft{
			ID: number, Version: 1, Answers: form.Answers{f.ID: now},
			Form: form.Form{Sections: []form.Section{{ID: f.ID, Fields: []form.Field{f}}}},
		},
	}
}

// Draft gives the rows as they stand.
func (s *slate) Draft(context.Context, string) (service.Draft, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draft, nil
}

// Answer takes answers that are good. A row that the case has can be corrected and not
// taken away: what the office saw stays to be compared.
func (s *slate) Answer(ctx context.Context, id string, version int64, entries []form.Entry) (service.Draft, error) {
	now, _ := s.Draft(ctx, id)
	for _, e := range entries {
		if _, row, column, _ := e.At.Split(); column == "" && row < s.kept {
			return now, &seva.Error{Kind: seva.Forbidden, Text: seva.Say("kiosk.act.row_stays")}
		}
	}
	desks := form.Desks{Land: s.g.register(), Places: s.g.Places, Vault: s, Files: s, World: s.g.World}
	answers, flaws, err := now.Form.Put(ctx, desks, now.Answers, nil, entries...)
	if err != nil {
		return now, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draft.Version != version { // one that was given up came through after all
		return s.draft, seva.Fail(seva.Conflict, seva.Say("kiosk.form.moved"))
	}
	s.draft.Answers = answers
	s.draft.Version++
	for _, e := range entries {
		if !slices.ContainsFunc(flaws, func(f form.Flaw) bool { return f.At == e.At }) {
			s.note(e)
		}
	}
	if len(flaws) > 0 {
		return s.draft, &seva.Error{Kind: seva.Invalid, Text: flaws[0].Text, Err: flaws}
	}
	return s.draft, nil
}

// entries are what the reply hands in of these rows.
func (s *slate) entries() []form.Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.given)
}

// rows are those that stand here now.
func (s *slate) rows(id string) form.Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draft.Answers[id]
}

// note keeps an answer for the reply; a later one at the same place takes its place. With
// a row that is taken away go its answers, and those of the rows behind it move up.
func (s *slate) note(e form.Entry) {
	id, row, column, _ := e.At.Split()
	s.given = slices.DeleteFunc(s.given, func(g form.Entry) bool { return within(g.At, e.At) })
	if column != "" {
		s.given = append(s.given, e)
		return
	}
	for i, g := range s.given {
		if _, n, c, _ := g.At.Split(); n > row {
			s.given[i].At = form.At(id, n-1, c)
		}
	}
}

// Attach hands a file to the desk of the case and answers with what it was given there.
func (s *slate) Attach(ctx context.Context, id string, version int64, at form.Pointer, name string, content io.Reader) (service.Draft, error) {
	u, err := s.Upload(ctx, s.number, at, name, content)
	if err != nil {
		return s.draft, err
	}
	s.mu.Lock()
	s.draft.Files = append(slices.Clone(s.draft.Files), u)
	s.mu.Unlock()
	return s.Answer(ctx, id, version, []form.Entry{{At: at, Input: form.Input{Text: u.ID}}})
}

// File tells of a file that was attached here.
func (s *slate) File(ctx context.Context, id string) (form.Upload, error) {
	now, _ := s.Draft(ctx, id)
	at := slices.IndexFunc(now.Files, func(u form.Upload) bool { return u.ID == id })
	if at < 0 {
		return form.Upload{}, seva.Fail(seva.NotFound, seva.Say("error.file.unknown"))
	}
	return now.Files[at], nil
}

// Keep stands for the vault: the number itself goes to the real one with the reply.
func (s *slate) Keep(context.Context, string) (string, error) { return s.g.World.ID(), nil }

// slateRows is the editor of a roster in a reply: it tells how many rows stand on the slate.
type slateRows struct {
	rows
	slate *slate
}

func (r *slateRows) lines(v voice, room int) []parts.Line {
	r.value = r.slate.rows(r.field.ID)
	return r.rows.lines(v, room)
}
