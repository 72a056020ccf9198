package screens

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// sheet shows a plot's map as a sketch in dots.
type sheet struct {
	road
	g     *Ground
	spot  Spot
	asOn  land.AsOn // of the plot
	sheet land.Sheet
}

// toMap is the way to a plot's map.
func toMap(r *road, g *Ground, spot Spot, p land.Plot) tea.Cmd {
	counter := g.register()
	return r.ask(g, func(ctx context.Context) (Screen, error) {
		s, err := counter.Map(ctx, spot.Mouza.IDN, p.Number)
		return &sheet{g: g, spot: spot, asOn: p.AsOn, sheet: s}, err
	})
}

func (s *sheet) Init() tea.Cmd     { return nil }
func (s *sheet) Title() string     { return s.g.say("kiosk.map.title") }
func (s *sheet) Keys() []parts.Key { return []parts.Key{parts.Back} }

func (s *sheet) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if key, ok := msg.(tea.KeyMsg); ok && (parts.Back.Is(key.String()) || parts.Map.Is(key.String())) {
		return nil, nil
	}
	return s, nil
}

// Lines gives the drawing all the room that heading, scale and note leave; on a terminal
// too low for one there is only the note.
func (s *sheet) Lines() []parts.Line {
	v, g := s.g.voice(), s.g
	heading := v.say("kiosk.plot.heading", seva.Args{"Plot": s.sheet.Parcel.Number}) + " · " + s.spot.heading(v)
	lines := parts.Lines(parts.Strong, "▌ "+heading)
	lines = append(lines, g.warned(unreal(v, s.asOn))...)
	note := g.wrapped(parts.Dim, 1, v.say("kiosk.map.note"))
	room := g.Height - len(lines) - len(note) - 1
	if room < 3 {
		lines = append(lines, note...)
		return lines[:min(g.Height, len(lines))]
	}
	drawn := parts.Draw(s.sheet, g.Width-2, room, func(n land.Number) string { return i18n.Digits(g.Lang, n.String()) })
	for _, l := range drawn.Lines {
		lines = append(lines, parts.Line{Text: " " + l})
	}
	return append(append(lines, parts.Line{Text: s.scale(v, drawn), Tone: parts.Dim}), note...)
}

// scale is the bar that tells how long the drawing is on the ground, and where north is.
func (s *sheet) scale(v voice, drawn parts.Sketch) string {
	north := v.say("kiosk.map.north")
	if drawn.Metres == 0 {
		return " ▲ " + north
	}
	bar := "├" + strings.Repeat("─", max(0, drawn.Cells-2)) + "┤"
	return " ▲ " + north + "   " + bar + " " + v.say("kiosk.map.metres", seva.Args{"Metres": drawn.Metres})
}
