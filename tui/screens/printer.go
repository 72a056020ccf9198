package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/tui/parts"
)

// printer keeps printouts and tells how that went.
type printer struct {
	g        *Ground
	printing query[string]
	printed  string // where the last printout went
}

// keep keeps a printout under a file name.
func (p *printer) keep(name, text string) tea.Cmd {
	print := p.g.Print
	return p.printing.ask(p.g, func(context.Context) (string, error) {
		if print == nil {
			return "", seva.Fail(seva.Unavailable, seva.Say("kiosk.print.none"))
		}
		path, err := print(name, text)
		if err != nil {
			return "", &seva.Error{Kind: seva.Unavailable, Text: seva.Say("kiosk.print.failed"), Err: err}
		}
		return path, nil
	})
}

// print writes a paper in the language of the moment: its title, its lines, and a foot
// that says what it is good for.
func (p *printer) print(name, title, foot string, lines func(voice) []string) tea.Cmd {
	v := voice{p.g.Lang, parts.Inert}
	return p.keep(name+"-"+string(p.g.Lang)+".txt", paper(p.g, v, v.say(title), v.say(foot), lines(v)))
}

// hear takes a message that may tell where the printout went.
func (p *printer) hear(msg tea.Msg) {
	if path, ok := p.printing.take(msg); ok {
		p.printed = path
	}
}

// quiet takes away what was only news.
func (p *printer) quiet() { p.printing.err, p.printed = nil, "" }

// news is what has just happened, for the head of a page.
func (p *printer) news(v voice) []parts.Line {
	lines := sign(p.g, p.printing.waiting, p.printing.err)
	if p.printed != "" {
		lines = append(lines, p.g.wrapped(parts.Strong, 1, v.say("kiosk.print.done", seva.Args{"Path": p.printed}))...)
	}
	return lines
}
