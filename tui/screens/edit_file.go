package screens

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// attach is the editor of a file: it is chosen from the folder that scans are put into, or
// its path is typed. What it really is, the desk finds out from its bytes.
type attach struct {
	setting
	input   parts.Input
	scroll  parts.Scroll
	listing query[[]scan]
	scans   []scan
}

// scan is a file in the folder.
type scan struct {
	name string
	size int64
	at   time.Time
}

func newAttach(s setting) editor { return &attach{setting: s, input: parts.Input{Limit: 1000}} }

// start lists the folder beside the loop: it may lie on a slow stick.
func (a *attach) start() tea.Cmd {
	folder := a.g.Uploads
	if folder == "" {
		return nil
	}
	return a.listing.ask(a.g, func(context.Context) ([]scan, error) {
		scans, err := listed(folder)
		if err != nil {
			err = &seva.Error{Kind: seva.Unavailable, Text: seva.Say("kiosk.form.no_folder"), Err: err}
		}
		return scans, err
	})
}

// listed gives the plain files of a folder, the newest first: that is the one that has
// just been scanned.
func listed(folder string) ([]scan, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var scans []scan
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		scans = append(scans, scan{e.Name(), info.Size(), info.ModTime()})
	}
	slices.SortFunc(scans, func(a, b scan) int {
		if c := b.at.Compare(a.at); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	return scans, nil
}

func (a *attach) hear(msg tea.Msg) {
	if scans, ok := a.listing.take(msg); ok {
		a.scans = scans
	}
}

func (a *attach) letters() bool             { return true }
func (a *attach) given() (form.Input, bool) { return form.Input{}, false } // a path alone is no answer

func (a *attach) keys() []parts.Key {
	return []parts.Key{parts.Enter.As("kiosk.key.attach"), parts.Move.Only("up", "down")}
}

// press: what is typed goes before what is marked. With nothing typed, Enter passes by a
// file that is there already until one is marked anew.
func (a *attach) press(key tea.KeyMsg) effect {
	name := key.String()
	switch {
	case parts.Enter.Is(name):
		path := a.path()
		if path == "" {
			return effect{done: true}
		}
		return effect{cmd: a.attach(path)}
	case name == "up" || name == "down":
		a.scroll.Press(name, a.page(a.g.voice()), len(a.scans)+2)
		return effect{}
	case a.input.Press(key):
		return effect{}
	}
	return effect{unused: !edits(key)}
}

// path is the file that Enter would attach; "" when there is none to attach.
func (a *attach) path() string {
	switch typed := strings.TrimSpace(a.input.Value()); {
	case typed != "" && (filepath.IsAbs(typed) || a.g.Uploads == ""):
		return typed
	case typed != "":
		return filepath.Join(a.g.Uploads, typed)
	}
	if at := a.scroll.Pick; at > 0 && at <= len(a.scans) {
		return filepath.Join(a.g.Uploads, a.scans[at-1].name)
	}
	return ""
}

// page lists the folder. The first row is none of it, so that Enter alone attaches nothing
// by mistake: one paper looks like the next by its name.
func (a *attach) page(v voice) parts.Page {
	var p parts.Page
	p.AddRow(parts.Line{Text: "    " + v.say("kiosk.form.no_file")})
	for _, s := range a.scans {
		p.AddRow(parts.Line{Text: "    " + v.say("kiosk.answer.file", seva.Args{"Name": s.name, "Size": kilobytes(s.size)})})
	}
	return p
}

func (a *attach) lines(v voice, room int) []parts.Line {
	var lines []parts.Line
	if !a.value.IsZero() {
		lines = a.g.wrapped(parts.Plain, 4, v.say("kiosk.form.attached", seva.Args{"Name": a.g.answerIn(v, a.field, a.value, a.files)}))
	}
	lines = append(lines, typed(a.g, a.input))
	lines = append(lines, a.g.wrapped(parts.Dim, 4, v.say("kiosk.hint.file", seva.Args{"Size": kilobytes(a.limit())}))...)
	lines = append(lines, sign(a.g, a.listing.waiting, a.listing.err)...)
	if len(a.scans) > 0 {
		p := a.page(v)
		left := max(2, room-len(lines))
		lines = append(lines, a.scroll.Revealed(p, left).View(p, left, a.g.more)...)
	}
	return lines
}

// limit is the most bytes that this file may have.
func (a *attach) limit() int64 {
	if a.field.Max > 0 {
		return min(a.field.Max, form.MaxUpload)
	}
	return form.MaxUpload
}

// errNoFile is what a path comes to that is no plain file.
var errNoFile = errors.New("no plain file")

// opened opens a plain file to be handed to the desk. One that is too long is refused
// before any of it is sent.
func opened(path string) (io.ReadCloser, error) {
	info, err := os.Stat(path) // before it is opened: opening a pipe would wait for ever
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if err == nil && info.Size() > form.MaxUpload {
		return nil, seva.Refuse("file", seva.Say("kiosk.form.too_long", seva.Args{"Size": kilobytes(form.MaxUpload)}))
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(path) // whichever paper the operator says
	}
	if err != nil {
		return nil, &seva.Error{Kind: seva.Invalid, Field: "file", Text: seva.Say("kiosk.form.unread"), Err: err}
	}
	return f, nil
}
