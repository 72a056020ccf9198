package place

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/sound"
)

// Limits of a search. A query is what a person typed; an answer is for a person to
// choose from.
const (
	minQuery     = 2  // letters
	maxQuery     = 64 // letters, signs and spaces
	defaultLimit = 10
	maxLimit     = 50

	worst      = 480  // below this score a place is no candidate
	exact      = 1000 // the very name
	best       = 990  // sounds the very same
	candidates = 200  // keys that are looked at closely
)

// Search ranks the places whose name sounds like the query, or begins so.
func (x *Index) Search(_ context.Context, q Query) ([]Match, error) {
	name, err := seva.Clean("name", q.Name)
	if err != nil {
		return nil, err
	}
	letters := 0
	for _, r := range name {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			letters++
		}
	}
	switch {
	case letters < minQuery:
		return nil, seva.Refuse("name", seva.Say("error.query.short", seva.Args{"Min": minQuery}))
	case utf8.RuneCountInString(name) > maxQuery:
		return nil, seva.Refuse("name", seva.Say("error.query.long", seva.Args{"Max": maxQuery}))
	}
	block := int32(-1)
	if q.Block != "" {
		i, there := x.block[seva.Digits(q.Block)]
		if !there {
			return nil, unknown("block")
		}
		block = int32(i)
	}
	s := newScorer(x.names, name, maskOf(q.Kinds...))
	if block >= 0 {
		s.among(x.names.inBlock[block])
	} else {
		s.anywhere()
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	return x.answer(name, s.found, min(q.Limit, maxLimit)), nil
}

// answer gives the best of what was found, with the very name marked as such.
func (x *Index) answer(name string, found map[int32]int, limit int) []Match {
	type hit struct {
		place int32
		score int
	}
	hits := make([]hit, 0, len(found))
	for place, score := range found {
		if score == best && x.isNamed(x.names.places[place], name) {
			score = exact
		}
		hits = append(hits, hit{place, score})
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(b.score-a.score, int(a.place-b.place)) })
	matches := make([]Match, 0, min(limit, len(hits)))
	for _, h := range hits[:min(limit, len(hits))] {
		p := x.names.places[h.place]
		m := Match{Kind: p.kind, Code: x.codeOf(p), Name: x.nameOf(p), Score: h.score}
		district := ""
		switch p.kind {
		case KindBlock:
			district = x.atlas.Blocks[p.at].District
		case KindVillage:
			district = x.atlas.Villages[p.at].District
		}
		if p.block >= 0 {
			b := x.atlas.Blocks[p.block]
			m.Block, district = b.Name, b.District
		}
		if i, there := x.district[district]; there {
			m.In = x.atlas.Districts[i].Name
		}
		matches = append(matches, m)
	}
	return matches
}

func (x *Index) isNamed(p located, name string) bool {
	names := x.nameOf(p)
	return strings.EqualFold(names.En, name) || names.Bn == name || names.Hi == name
}

// scorer scores places for one query.
type scorer struct {
	names      *names
	kinds      mask
	latin, key string
	found      map[int32]int // place -> best score
}

func newScorer(n *names, query string, kinds mask) *scorer {
	whole, _ := fold(query)
	return &scorer{names: n, kinds: kinds, latin: whole, key: sound.Skeleton(whole), found: map[int32]int{}}
}

// among scores every one of some places.
func (s *scorer) among(places []int32) {
	if s.latin == "" {
		return
	}
	for _, p := range places {
		if s.kinds&maskOf(s.names.places[p].kind) == 0 {
			continue
		}
		for _, f := range s.names.formsOf(p) {
			sp := s.names.spellings[f.spelling]
			s.note(bearer{p, f.part}, s.score(sp.latin, s.listen(s.names.keys[sp.key])))
		}
	}
}

// anywhere scores the places that the query may mean: those whose folded name begins
// with it, and those with a key like its key.
func (s *scorer) anywhere() {
	if s.latin == "" {
		return
	}
	n := s.names
	from := sort.Search(len(n.sorted), func(i int) bool { return n.spellings[n.sorted[i]].latin >= s.latin })
	for _, i := range n.sorted[from:] {
		sp := n.spellings[i]
		if !strings.HasPrefix(sp.latin, s.latin) {
			break
		}
		s.noteAll(sp, begins(1000, len(sp.latin)-len(s.latin)))
	}
	for _, k := range n.likeKeys(s.key, s.kinds) {
		h := s.listen(n.keys[k])
		for _, sp := range n.spellings[n.byKey[k]:n.byKey[k+1]] {
			s.noteAll(sp, s.score(sp.latin, h))
		}
	}
}

func (s *scorer) noteAll(sp spelling, score int) {
	if sp.kinds&s.kinds == 0 || score < worst {
		return
	}
	for _, b := range sp.places {
		if s.kinds&maskOf(s.names.places[b.place].kind) != 0 {
			s.note(b, score)
		}
	}
}

func (s *scorer) note(b bearer, score int) {
	if b.part {
		score = score * 93 / 100
	}
	if score >= worst {
		s.found[b.place] = max(s.found[b.place], score)
	}
}

// heard is how near a key is to the query's: as a whole, and its beginning.
type heard struct{ whole, start int }

func (s *scorer) listen(key string) heard {
	h := heard{whole: near(s.key, key)}
	if h.start = h.whole; len(key) > len(s.key) {
		h.start = near(s.key, key[:len(s.key)])
	}
	return h
}

// score compares the query with a spelling, as a whole and as its beginning: the key
// tells whether it may be the same name, the letters how nearly it is spelt so.
func (s *scorer) score(latin string, h heard) int {
	if latin == s.latin {
		return best
	}
	whole := (50*h.whole + 30*near(s.latin, latin) + 20*sound.Alike(s.latin, latin)) / 100 * best / 1000
	if len(latin) <= len(s.latin) || len(s.latin) < 3 {
		return whole
	}
	return max(whole, begins((h.start+near(s.latin, latin[:len(s.latin)]))/2, len(latin)-len(s.latin)))
}

// begins is the score of a name whose beginning is so near to the query, with so many
// letters more to come.
func begins(near, more int) int {
	if more == 0 {
		return near * best / 1000
	}
	return near * (900 - 4*min(more, 15)) / 1000
}
