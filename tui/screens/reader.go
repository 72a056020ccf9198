package screens

import "duar/tui/parts"

// reader moves over a text that ends in rows to choose from. It begins where the chosen row
// is in sight, and all that stands above can be read from there.
type reader struct {
	parts.Scroll
	moved bool // whoever reads has moved it, so it stays where it is
}

// press is parts.Scroll.Press from where it is seen to be.
func (r *reader) press(key string, p parts.Page, height int) bool {
	at := r.seen(p, height)
	if !at.Press(key, p, height) {
		return false
	}
	r.Scroll, r.moved = at, true
	return true
}

// reached tells whether the chosen row is in sight, and brings it there when it is not: what
// nobody sees is not followed.
func (r *reader) reached(p parts.Page, height int) bool {
	was := r.seen(p, height)
	was.Press("", p, height) // no key: only back within the page, which may have another size
	r.Scroll, r.moved = was.Revealed(p, height), true
	return r.Top == was.Top
}

func (r reader) seen(p parts.Page, height int) parts.Scroll {
	if r.moved {
		return r.Scroll
	}
	return r.Revealed(p, height)
}

func (r reader) view(p parts.Page, g *Ground) []parts.Line {
	return r.seen(p, g.Height).View(p, g.Height, g.more)
}
