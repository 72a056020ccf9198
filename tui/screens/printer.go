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
	printing query[[]string]
	printed  []string // where the last printouts went
	opens    bool     // what was kept is opened in a browser
}

// file is something to be kept for printing, under the name that it is kept by.
type file struct{ name, content string }

// keep keeps a printout under a file name.
func (p *printer) keep(name, text string) tea.Cmd {
	return p.fetch(func(context.Context) ([]file, error) { return []file{{name, text}}, nil })
}

// fetch asks a desk for what is to be kept, and keeps all of it.
func (p *printer) fetch(from func(context.Context) ([]file, error)) tea.Cmd {
	print := p.g.Print
	p.opens = false
	return p.printing.ask(p.g, func(ctx context.Context) ([]string, error) {
		if print == nil {
			return nil, seva.Fail(seva.Unavailable, seva.Say("kiosk.print.none"))
		}
		files, err := from(ctx)
		if err != nil {
			return nil, err
		}
		var paths []string
		for _, f := range files {
			path, err := print(f.name, f.content)
			if err != nil {
				return nil, &seva.Error{Kind: seva.Unavailable, Text: seva.Say("kiosk.print.failed"), Err: err}
			}
			paths = append(paths, path)
		}
		return paths, nil
	})
}

// print writes a paper in the language of the moment: its title, its lines, and a foot
// that says what it is good for.
func (p *printer) print(name, title, foot string, lines func(voice) []string) tea.Cmd {
	v := voice{p.g.Lang, parts.Inert}
	return p.keep(name+"-"+string(p.g.Lang)+".txt", paper(p.g, v, v.say(title), v.say(foot), lines(v)))
}

// hear takes a message that may tell where the printouts went.
func (p *printer) hear(msg tea.Msg) {
	if paths, ok := p.printing.take(msg); ok {
		p.printed = paths
	}
}

// quiet takes away what was only news. A printout that is being fetched goes on.
func (p *printer) quiet() {
	if !p.printing.waiting {
		p.printing.err = nil
	}
	p.printed = nil
}

// stop gives up waiting for a printout; false where none is awaited.
func (p *printer) stop() bool {
	if !p.printing.waiting {
		return false
	}
	p.printing.drop()
	return true
}

// news is what has just happened, for the head of a page.
func (p *printer) news(v voice) []parts.Line {
	lines := sign(p.g, p.printing.waiting, p.printing.err)
	word := "kiosk.print.done"
	if p.opens {
		word = "kiosk.print.opens"
	}
	for _, path := range p.printed {
		lines = append(lines, p.g.wrapped(parts.Strong, 1, v.say(word, seva.Args{"Path": path}))...)
	}
	return lines
}
