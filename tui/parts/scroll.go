package parts

// Page is what a screen shows below its title: Head stays, Body scrolls.
type Page struct {
	Head []Line
	Body []Line
	// Rows are the parts of Body that can be chosen, from top to bottom. The first two
	// cells of their first line are kept free for the mark.
	Rows []Row
}

// Row is a run of lines in a page's Body.
type Row struct {
	At, Len int
}

// AddRow puts lines at the end of the body as one row that can be chosen.
func (p *Page) AddRow(lines ...Line) {
	p.Rows = append(p.Rows, Row{len(p.Body), len(lines)})
	p.Body = append(p.Body, lines...)
}

// Add puts lines at the end of the body.
func (p *Page) Add(lines ...Line) { p.Body = append(p.Body, lines...) }

// Scroll is where the operator is on a page: the first line seen and the row chosen.
// It holds no part of the page, so a page may be made anew (in another language, or
// another size) under it.
type Scroll struct {
	Top, Pick int
}

// Press moves by the name of a key and tells whether the key was one that moves.
func (s *Scroll) Press(key string, p Page, height int) bool {
	*s = s.within(p, height)
	window := s.window(p, height)
	switch key {
	// A chosen row that is out of sight is scrolled to before another is chosen.
	case "up":
		if s.Pick > 0 && p.Rows[s.Pick].At >= s.Top {
			s.choose(s.Pick-1, p, height)
		} else {
			s.Top--
		}
	case "down":
		if s.Pick < len(p.Rows)-1 && p.Rows[s.Pick].At+p.Rows[s.Pick].Len <= s.Top+window {
			s.choose(s.Pick+1, p, height)
		} else {
			s.Top++
		}
	case "pgup":
		s.jump(s.Top-window, p, height)
	case "pgdown":
		s.jump(s.Top+window, p, height)
	case "home":
		*s = Scroll{}
	case "end":
		*s = Scroll{Top: len(p.Body), Pick: len(p.Rows) - 1}
	default:
		return false
	}
	*s = s.within(p, height)
	return true
}

// choose picks a row and moves no further than it takes to see all of it.
func (s *Scroll) choose(pick int, p Page, height int) {
	s.Pick = pick
	row, window := p.Rows[pick], s.window(p, height)
	s.Top = max(s.Top, row.At+row.Len-window)
	s.Top = min(s.Top, row.At)
}

// Revealed gives the position nearest to this one at which the chosen row is in sight, for
// a list that is drawn in whatever room is left.
func (s Scroll) Revealed(p Page, height int) Scroll {
	s = s.within(p, height)
	if len(p.Rows) > 0 {
		s.choose(s.Pick, p, height)
	}
	return s.within(p, height)
}

// jump moves by a window and takes the choice along; at either end of the page it takes
// the choice to the end.
func (s *Scroll) jump(top int, p Page, height int) {
	from := s.Top
	s.Top = top
	*s = s.within(p, height)
	switch {
	case s.Top == from && top < from:
		s.Pick = 0
	case s.Top == from:
		s.Pick = len(p.Rows) - 1
	}
	for i, row := range p.Rows {
		seen := row.At >= s.Top && row.At+row.Len <= s.Top+s.window(p, height)
		if seen && (top > from && i >= s.Pick || top < from && i <= s.Pick) {
			s.Pick = i
			return
		}
	}
}

// within gives the nearest position that the page has.
func (s Scroll) within(p Page, height int) Scroll {
	s.Pick = max(0, min(s.Pick, len(p.Rows)-1))
	s.Top = max(0, min(s.Top, len(p.Body)-s.window(p, height)))
	return s
}

// window is how many body lines are seen at once. When not all are, one line says so.
func (s Scroll) window(p Page, height int) int {
	room := height - len(p.Head)
	if len(p.Body) > room {
		room--
	}
	return max(1, room)
}

// View gives at most height lines. more says in words which lines of how many are seen;
// it is asked only when not all are.
func (s Scroll) View(p Page, height int, more func(from, to, of int) string) []Line {
	s = s.within(p, height)
	window := s.window(p, height)
	end := min(s.Top+window, len(p.Body))
	lines := append([]Line{}, p.Head...)
	for i := s.Top; i < end; i++ {
		lines = append(lines, s.mark(p, i))
	}
	if end-s.Top < len(p.Body) {
		lines = append(lines, Line{Text: more(s.Top+1, end, len(p.Body)), Tone: Dim})
	}
	return lines[:min(len(lines), max(0, height))]
}

// mark shows the chosen row by a pointer as well as by its tone.
func (s Scroll) mark(p Page, i int) Line {
	line := p.Body[i]
	if len(p.Rows) == 0 {
		return line
	}
	row := p.Rows[s.Pick]
	if i == row.At && len(line.Text) >= 2 {
		line.Text = "▸ " + line.Text[2:]
	}
	if i >= row.At && i < row.At+row.Len {
		line.Tone = Chosen
	}
	return line
}
