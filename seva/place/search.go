package place

import (
	"cmp"
	"context"
	"slices"

	"strings"
	"unicode"
	"unicode/utf8"

	"duar/seva"
)

// Limits of a search. A query is what a person typed; an answer is for a person to
// choose from.
const (
	minQuery     = 2  // letters
	maxQuery     = 64 // letters, signs and spaces
	defaultLimit = 10
	maxLimit     = 50

	worst      = 700  // below this score a place is no candidate
	exact      = 1000 // the very name
	best       = 990  // sounds the very same
	alikeness  = 600  // of 1000 letters that must agree, whatever the sound says
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
	s := &scorer{names: x.names, kinds: maskOf(q.Kinds...), found: map[int32]int{}}
	for i, spelling := range typed(name) {
		s.listenTo(spelling, i > 0)
		if block >= 0 {
			s.among(x.names.inBlock[block])
		} else {
			s.anywhere()
		}
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	return x.answer(name, s.found, min(q.Limit, maxLimit)), nil
}

// hit is a place that was found.
type hit struct {
	place int32
	score int
}

// answer gives the best of what was found, with the very name marked as such.
func (x *Index) answer(name string, found map[int32]int, limit int) []Match {
	hits := make([]hit, 0, len(found))
	for place, score := range found {
		if score == best && x.isNamed(x.names.places[place], name) {
			score = exact
		}
		hits = append(hits, hit{place, score})
	}
	slices.SortFunc(hits, byScore)
	hits = x.names.mixed(hits, limit)
	matches := make([]Match, 0, len(hits))
	for _, h := range hits {
		matches = append(matches, x.match(h))
	}
	return matches
}

func byScore(a, b hit) int { return cmp.Or(b.score-a.score, int(a.place-b.place)) }

func (x *Index) match(h hit) Match {
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
	return m
}

func (x *Index) isNamed(p located, name string) bool {
	names := x.nameOf(p)
	return strings.EqualFold(names.En, name) || names.Bn == name || names.Hi == name
}
