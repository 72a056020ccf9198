package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/tui/parts"
)

// inboxPage is how many cases are asked for at once: what the screen holds twice.
const inboxPage = 20

// inbox is the table of an office's cases, those with the fewest days left first. An auditor
// of the office only reads it, and may open any case of the office by its number.
type inbox struct {
	road
	g       *Ground
	desk    casework.Counter
	audits  bool     // whoever sits here is an auditor, and no officer
	all     bool     // cases that wait for the citizen too, not only the office's own
	cursors []string // of the pages turned to, the one in sight last; the first is ""
	asking  query[casework.Page]
	seen    *casework.Page
	scroll  parts.Scroll
}

// newInbox opens the inbox of whoever works on cases, or audits them.
func newInbox(g *Ground) Screen {
	return &inbox{g: g, desk: g.desk(), audits: !g.is(officers...), cursors: []string{""}}
}

func (b *inbox) Init() tea.Cmd { return b.read() }
func (b *inbox) Anew() bool    { return true }
func (b *inbox) Title() string { return b.g.say("kiosk.inbox.title") }

// read asks for the page in sight.
func (b *inbox) read() tea.Cmd {
	desk := b.desk
	q := casework.Query{Cursor: b.cursors[len(b.cursors)-1], Limit: inboxPage}
	if b.all {
		q.Courts = []casework.Court{casework.OfficeCourt, casework.CitizenCourt, casework.NoCourt}
	}
	return b.asking.ask(b.g, func(ctx context.Context) (casework.Page, error) { return desk.Inbox(ctx, q) })
}

func (b *inbox) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if next, ok := b.take(msg); ok {
		return next, nil
	}
	if page, ok := b.asking.take(msg); ok {
		b.seen = &page
	}
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return b, nil
	}
	name := key.String()
	switch {
	case parts.Back.Is(name) && (b.waiting || b.asking.waiting):
		b.drop()
		b.asking.drop()
	case parts.Back.Is(name):
		return nil, nil
	case b.audits && parts.Number.Is(name):
		b.drop()
		b.asking.drop()
		return newByNumber(b.g), nil
	case b.asking.waiting:
	case b.scroll.Press(name, b.page(), b.g.Height):
	case parts.Reload.Is(name):
		return b, b.read()
	case parts.Turn.Is(name):
		b.all = !b.all
		b.cursors, b.seen, b.scroll = []string{""}, nil, parts.Scroll{}
		return b, b.read()
	case name == "right" && b.seen != nil && b.seen.Next != "":
		b.cursors = append(b.cursors, b.seen.Next)
		b.scroll = parts.Scroll{}
		return b, b.read()
	case name == "left" && len(b.cursors) > 1:
		b.cursors = b.cursors[:len(b.cursors)-1]
		b.scroll = parts.Scroll{}
		return b, b.read()
	case parts.Enter.Is(name) && b.seen == nil:
		return b, b.read()
	case parts.Enter.Is(name) && len(b.seen.Cases) > 0:
		return b, toCase(&b.road, b.g, proof{number: b.seen.Cases[b.scroll.Pick].Number})
	}
	return b, nil
}

// Columns of the table. The number and the days come first, each in a column of its own;
// what is in letters comes last, where its width moves nothing.
const (
	caseWide = 17 // "CAF2026000123/10"
	daysWide = 9
)

func (b *inbox) page() parts.Page {
	v := b.g.voice()
	var p parts.Page
	word := "kiosk.inbox.ours"
	switch {
	case b.all:
		word = "kiosk.inbox.all"
	case b.audits:
		word = "kiosk.audit.ours"
	}
	p.Head = append(p.Head, b.g.wrapped(parts.Strong, 1, v.say(word, seva.Args{"Page": len(b.cursors)}))...)
	if b.audits {
		p.Head = append(p.Head, b.g.wrapped(parts.Dim, 1, v.say("kiosk.audit.hint"))...)
	}
	p.Head = append(p.Head, b.sign(b.g)...)
	p.Head = append(p.Head, sign(b.g, b.asking.waiting, b.asking.err)...)
	p.Head = append(p.Head, parts.Line{Text: "  " + parts.Pad(v.say("kiosk.col.case"), caseWide) + " " +
		parts.PadLeft(v.say("kiosk.col.days"), daysWide) + "  " + v.say("kiosk.col.service"), Tone: parts.Dim})
	if b.seen == nil {
		return p
	}
	if len(b.seen.Cases) == 0 {
		p.Add(b.g.wrapped(parts.Plain, 2, v.say("kiosk.inbox.empty"))...)
	}
	for _, c := range b.seen.Cases {
		p.AddRow(b.row(v, c)...)
	}
	if b.seen.Next != "" {
		p.Add(b.g.wrapped(parts.Dim, 2, v.say("kiosk.inbox.more"))...)
	}
	return p
}

// row is a case: its number, the days left, the service; below, the state and whose move
// it is.
func (b *inbox) row(v voice, c casework.Glance) []parts.Line {
	days := "—"
	if s := c.Standing; s.Limit > 0 && (s.Running || s.Passed) {
		days = v.figure(number(s.Left))
	}
	lead := parts.Pad(c.Number, caseWide) + " " + parts.PadLeft(days, daysWide) + "  "
	first := v.say("service." + c.Service)
	if c.Standing.Passed {
		first = "!! " + first
	}
	second := v.say("state."+c.State) + " · " + v.say("kiosk.with."+string(c.Court))
	return parts.Lines(parts.Plain, "  "+lead+first, "  "+parts.Pad("", caseWide+1+daysWide+2)+second)
}

func (b *inbox) Lines() []parts.Line { return b.scroll.View(b.page(), b.g.Height, b.g.more) }

func (b *inbox) Keys() []parts.Key {
	keys := []parts.Key{parts.Enter, parts.Move}
	if b.seen != nil && (b.seen.Next != "" || len(b.cursors) > 1) {
		keys = append(keys, parts.Pages)
	}
	word := "kiosk.key.all_courts"
	if b.all {
		word = "kiosk.key.our_court"
	}
	keys = append(keys, parts.Turn.As(word))
	if b.audits {
		keys = append(keys, parts.Number)
	}
	return append(keys, parts.Reload, parts.Back)
}
