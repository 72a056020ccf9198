package parts

import (
	"io"

	"github.com/charmbracelet/lipgloss"
)

// Tone is how a line is meant; the style sheet says how that looks. No meaning hangs on
// colour alone: a screen reads the same without any.
type Tone int

const (
	Plain  Tone = iota
	Bar         // the title at the top
	Strong      // what the eye should find first
	Dim         // there when wanted
	Alert       // a warning or an error
	Chosen      // the row that Enter takes
	Typed       // where typing goes
	tones
)

// Line is one line of a screen.
type Line struct {
	Text string
	Tone Tone
}

// Style is the style sheet for one terminal.
type Style struct {
	tone [tones]lipgloss.Style
}

// NewStyle makes the style sheet for the terminal behind out. Something that is not a
// terminal gets no colours.
func NewStyle(out io.Writer) Style {
	r := lipgloss.NewRenderer(out)
	both := func(light, dark string) lipgloss.AdaptiveColor {
		return lipgloss.AdaptiveColor{Light: light, Dark: dark}
	}
	var s Style
	for t := range s.tone {
		s.tone[t] = r.NewStyle()
	}
	s.tone[Bar] = r.NewStyle().Bold(true).Foreground(both("4", "14"))
	s.tone[Strong] = r.NewStyle().Bold(true)
	s.tone[Dim] = r.NewStyle().Foreground(both("8", "7"))
	s.tone[Alert] = r.NewStyle().Bold(true).Foreground(both("1", "11"))
	s.tone[Chosen] = r.NewStyle().Reverse(true)
	s.tone[Typed] = r.NewStyle().Bold(true).Foreground(both("2", "10"))
	return s
}

// Draw cuts the line to the width, makes sure that nothing in it can steer the terminal,
// and only then styles it.
func (s Style) Draw(l Line, width int) string {
	text := Cut(Compose(l.Text), width)
	if l.Tone == Chosen {
		text = Pad(text, width)
	}
	if text == "" {
		return ""
	}
	return s.tone[l.Tone].Render(text)
}

// Lines gives several lines one tone.
func Lines(tone Tone, texts ...string) []Line {
	lines := make([]Line, len(texts))
	for i, t := range texts {
		lines[i] = Line{Text: t, Tone: tone}
	}
	return lines
}
