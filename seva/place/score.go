package place

import (
	"slices"
	"sort"
	"strings"

	"duar/seva/sound"
)

// scorer scores places for one query. A query that was typed in several ways is put
// to it in each; a place keeps its best score.
type scorer struct {
	names      *names
	kinds      mask
	latin, key string
	guessed    bool          // not as it was typed
	found      map[int32]int // place -> best score
}

// listenTo takes in what is searched for; what proves nothing is taken for nothing.
func (s *scorer) listenTo(query string, guessed bool) {
	s.latin, _ = fold(query)
	s.key, s.guessed = sound.Skeleton(s.latin), guessed
	if babble(query, s.latin) {
		s.latin = ""
	}
}

// telling tells whether the key says anything: one consonant, or one again and again,
// is shared by thousands of names.
func telling(key string) bool { return len(key) > 1 && strings.Trim(key, key[:1]) != "" }

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
		s.noteAll(sp, s.begins(sp.latin, 1000))
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
	if s.guessed {
		score = score * 98 / 100
	}
	if score >= worst {
		s.found[b.place] = max(s.found[b.place], score)
	}
}

// heard is how near a key is to the query's: as a whole, and its beginning.
type heard struct {
	whole, start int
	strange      bool // begins with another consonant
}

func (s *scorer) listen(key string) heard {
	h := heard{whole: near(s.key, key)}
	if h.start = h.whole; len(key) > len(s.key) {
		h.start = near(s.key, key[:len(s.key)])
	}
	h.strange = s.key != "" && key != "" && s.key[0] != key[0]
	return h
}

// score compares the query with a spelling, as a whole and as its beginning. The key
// tells whether it may be the same name, the letters how nearly it is spelt so, and
// neither is enough without the other.
func (s *scorer) score(latin string, h heard) int {
	if latin == s.latin {
		return best
	}
	score := 0
	if letters := near(s.latin, latin); letters >= alikeness {
		if !telling(s.key) {
			h.whole = letters
		}
		score = (50*h.whole + 30*letters + 20*sound.Alike(s.latin, latin)) / 100 * best / 1000
	}
	if len(latin) >= len(s.latin) && telling(s.key) {
		if letters := near(s.latin, latin[:len(s.latin)]); letters >= alikeness {
			score = max(score, s.begins(latin, (h.start+letters)/2))
		}
	}
	// Hardly anybody gets the first consonant wrong, or means another number than typed.
	if h.strange || otherNumber(s.latin, latin) {
		score = score * 93 / 100
	}
	return score
}

// begins is the score of a spelling whose beginning is so near to the query.
func (s *scorer) begins(latin string, near int) int {
	if latin == s.latin {
		return best
	}
	return near * (900 - 4*min(len(latin)-len(s.latin), 15)) / 1000
}

// otherNumber tells whether the query ends in a number that the name does not end in:
// Daspur-I is not Daspur-II.
func otherNumber(query, name string) bool {
	last := query[len(query)-1]
	return last >= '0' && last <= '9' && (name == "" || name[len(name)-1] != last)
}

// mixed cuts hits to the limit, but so that every kind of place that fits nearly as well
// as the best is there: twelve villages called Mayna must not hide the block of Moyna.
// The best of a missing kind takes the place of the last that is not alone of its kind.
func (n *names) mixed(hits []hit, limit int) []hit {
	if len(hits) <= limit {
		return hits
	}
	kept := slices.Clone(hits[:limit])
	count := map[Kind]int{}
	for _, h := range kept {
		count[n.places[h.place].kind]++
	}
	for _, h := range hits[limit:] {
		kind := n.places[h.place].kind
		if count[kind] > 0 || h.score < hits[0].score*9/10 {
			continue
		}
		for i := len(kept) - 1; i > 0; i-- {
			if other := n.places[kept[i].place].kind; count[other] > 1 {
				count[other]--
				count[kind]++
				kept[i] = h
				break
			}
		}
	}
	slices.SortFunc(kept, byScore)
	return kept
}
