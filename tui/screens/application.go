package screens

import (
	"context"
	"errors"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/service"
	"duar/tui/parts"
)

// application is a draft in work. The screens between choosing a service and the
// acknowledgement share one: whichever gets an answer from the desk puts it here.
type application struct {
	g       *Ground
	counter service.Counter
	draft   service.Draft
	flaws   map[form.Pointer]seva.Text // why the last answers were not taken
	moved   bool                       // it was changed elsewhere and has been read again
	loose   bool                       // it is no draft of the desk's, and none to go on with later
	sending *submission                // until the desk has said what became of it
}

// submission is one attempt to submit. It is repeated as it was until it is answered, so
// that an answer that got lost cannot make two applications of one.
type submission struct {
	key     string
	version int64
	consent service.Consent
}

func newApplication(g *Ground, counter service.Counter, d service.Draft) *application {
	a := &application{g: g, counter: counter, flaws: map[form.Pointer]seva.Text{}}
	a.took(d)
	return a
}

// took takes the draft as the desk has it now.
func (a *application) took(d service.Draft) {
	a.draft = d
	if d.Number == "" && !a.loose {
		a.g.remember(d)
	}
}

// ask is a question that is asked at present: its field, where its answer stands, and
// what the desk has of it.
type ask struct {
	field form.Field
	at    form.Pointer
	value form.Value
}

// page is the questions of one section.
type page struct {
	section string // words under "section."
	asks    []ask
}

// pages are the sections that are asked now; at "members/2" the one page of that row.
func (a *application) pages(row form.Pointer) []page {
	if row != "" {
		return []page{{asks: a.row(row)}}
	}
	var pages []page
	for _, s := range a.draft.Form.Asked(a.draft.Answers, a.draft.Facts) {
		p := page{section: s.ID}
		for _, f := range s.Fields {
			p.asks = append(p.asks, ask{f, form.At(f.ID, form.NoRow, ""), a.draft.Answers[f.ID]})
		}
		pages = append(pages, p)
	}
	return pages
}

// row gives the questions of one row of a roster, none when it is no longer there. The row
// after the last is one that begins with its first answer.
func (a *application) row(at form.Pointer) []ask {
	id, n, _, _ := at.Split()
	roster, _ := a.draft.Form.Field(at)
	rows := a.draft.Answers[id].Rows
	if n < 0 || n > len(rows) {
		return nil
	}
	row := form.Answers{}
	if n < len(rows) {
		row = rows[n]
	}
	var asks []ask
	for _, f := range a.draft.Form.RowAsked(roster, a.draft.Answers, row, a.draft.Facts) {
		asks = append(asks, ask{f, form.At(id, n, f.ID), row[f.ID]})
	}
	return asks
}

// wrong tells what is wrong with the answer at a place: why the last one was not taken,
// or why what stands there is no longer good. That nothing stands there is no flaw yet.
func (a *application) wrong(q ask) (seva.Text, bool) {
	if t, ok := a.flaws[q.at]; ok {
		return t, true
	}
	if q.value.IsZero() {
		return seva.Text{}, false
	}
	at := slices.IndexFunc(a.draft.Missing, func(f form.Flaw) bool { return f.At == q.at })
	if at < 0 {
		return seva.Text{}, false
	}
	return a.draft.Missing[at].Text, true
}

// missing tells whether the desk still wants an answer at a place or inside it.
func (a *application) missing(at form.Pointer) bool {
	return slices.ContainsFunc(a.draft.Missing, func(f form.Flaw) bool { return within(f.At, at) })
}

// within tells whether a place is another or lies inside it.
func within(inner, outer form.Pointer) bool {
	return inner == outer || len(inner) > len(outer) && inner[:len(outer)] == outer && inner[len(outer)] == '/'
}

// verdicts say whom eligibility would turn away, as far as it is known by now.
func (a *application) verdicts(v voice) []parts.Line {
	var lines []parts.Line
	for _, said := range a.draft.Verdicts {
		for _, f := range said.Failed {
			word := "kiosk.form.goes_on"
			if f.Stops {
				word = "kiosk.form.stops"
			}
			text := v.say("kiosk.form.unfit", seva.Args{
				"Service": seva.Say("service." + said.Service), "Reason": f.Text, "Then": seva.Say(word),
			})
			for _, l := range marked(a.g.Width-2, []string{text}) {
				lines = append(lines, parts.Line{Text: "▌ " + l, Tone: parts.Alert})
			}
		}
	}
	return lines
}

// saver is what a screen needs that gives answers to the desk.
type saver struct {
	app     *application
	saving  query[service.Draft]
	reading query[service.Draft] // after somebody else changed the draft
}

// Leave drops nothing: what was given to the desk is kept there, and its answer is news
// for this screen even while another covers it.
func (s *saver) Leave() {}

// send gives answers to the desk.
func (s *saver) send(entries ...form.Entry) tea.Cmd {
	counter, id, version := s.app.counter, s.app.draft.ID, s.app.draft.Version
	s.begin()
	return s.saving.ask(s.app.g, func(ctx context.Context) (service.Draft, error) {
		return counter.Answer(ctx, id, version, entries)
	})
}

// begin makes way for the outcome of what is sent now.
func (s *saver) begin() {
	s.app.moved = false
	clear(s.app.flaws)
}

// stop gives up waiting. What was sent may have arrived, so the draft is read again.
func (s *saver) stop() tea.Cmd {
	s.saving.drop()
	return s.read()
}

// read reads the draft again.
func (s *saver) read() tea.Cmd {
	counter, id := s.app.counter, s.app.draft.ID
	return s.reading.ask(s.app.g, func(ctx context.Context) (service.Draft, error) { return counter.Draft(ctx, id) })
}

// outcome is what became of what was sent.
type outcome int

const (
	nothing outcome = iota
	taken           // all of it
	refused         // something was not good: the flaws say what
	failed          // it is not known, or the draft has moved
)

// heard takes a message that may be the desk's answer.
func (s *saver) heard(msg tea.Msg) (outcome, tea.Cmd) {
	if d, ok := s.reading.take(msg); ok {
		s.app.took(d)
		return nothing, nil
	}
	waited := s.saving.waiting
	d, ok := s.saving.take(msg)
	if ok {
		s.app.took(d)
		return taken, nil
	}
	if !waited || s.saving.waiting {
		return nothing, nil
	}
	if flaws, bad := errors.AsType[form.Flaws](s.saving.err); bad {
		if d.ID != "" { // the good ones among them were kept
			s.app.took(d)
		}
		for _, f := range flaws {
			s.app.flaws[f.At] = f.Text
		}
		s.saving.err = nil
		return refused, nil
	}
	if seva.KindOf(s.saving.err) == seva.Conflict {
		s.saving.err = nil
		s.app.moved = true
		return failed, s.read()
	}
	return failed, nil
}

// news tells how saving goes, for the head of a screen.
func (s *saver) news(v voice) []parts.Line {
	g := s.app.g
	var lines []parts.Line
	if s.app.moved {
		lines = append(lines, g.warned([]string{v.say("kiosk.form.moved")})...)
	}
	if s.saving.waiting || s.reading.waiting {
		return append(lines, sign(g, true, nil)...)
	}
	lines = append(lines, sign(g, false, s.saving.err)...)
	return append(lines, sign(g, false, s.reading.err)...)
}
