package place

import (
	"cmp"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/sound"
)

// names finds places by what their names sound like. A place has one or more forms (a
// name in each script, and each part of a name of several words), a form has a
// spelling, which many places share, and a spelling has a key.
type names struct {
	places    []located
	forms     []form   // by place
	keys      []string // sorted
	kinds     []mask   // of each key: the kinds of place it leads to
	spellings []spelling
	byKey     []int32 // spellings of key k are [byKey[k], byKey[k+1])
	sorted    []int32 // spellings by their latin
	grams     [gramCount][]int32
	inBlock   map[int32][]int32 // block -> places in it
}

// located is a place as the search sees it: kind and position in the atlas. Places
// are numbered in the order in which equals are answered.
type located struct {
	kind  Kind
	at    int32
	block int32 // position of the block it lies in, -1 when in none
	first int32 // its forms are [first, first of the next)
}

// form is one way to a place. A part of a name counts for less than all of it.
type form struct {
	spelling int32
	part     bool
}

// spelling is a folded name and the places that bear it.
type spelling struct {
	latin  string
	key    int32
	kinds  mask
	places []bearer
}

type bearer struct {
	place int32
	part  bool
}

// mask is a set of kinds.
type mask uint8

// kindRank is the order of places that fit equally well: what has a register first.
var kindRank = [...]Kind{KindMouza, KindBlock, KindDistrict, KindVillage}

func maskOf(kinds ...Kind) mask {
	if len(kinds) == 0 {
		return 1<<len(kindRank) - 1
	}
	var m mask
	for i, k := range kindRank {
		if slices.Contains(kinds, k) {
			m |= 1 << i
		}
	}
	return m
}

func newNames(x *Index) *names {
	n := &names{inBlock: map[int32][]int32{}}
	n.gather(x)
	seen := make(map[string]int32, len(n.places))
	for i := range n.places {
		p := &n.places[i]
		p.first = int32(len(n.forms))
		for _, name := range spelt(x.nameOf(*p)) {
			whole, parts := fold(name)
			n.add(seen, int32(i), whole, false)
			for _, part := range parts {
				n.add(seen, int32(i), part, true)
			}
		}
		if p.block >= 0 {
			n.inBlock[p.block] = append(n.inBlock[p.block], int32(i))
		}
	}
	n.sort()
	return n
}

// spelt gives the forms of a name, and the Bengali one also without its chandrabindu,
// which is often left out when typing.
func spelt(n seva.Names) []string {
	all := n.All()
	if strings.Contains(n.Bn, "ঁ") {
		all = append(all, strings.ReplaceAll(n.Bn, "ঁ", ""))
	}
	return all
}

// gather lists all places, equals in the order they are answered.
func (n *names) gather(x *Index) {
	a := x.atlas
	n.places = make([]located, 0, len(a.Mouzas)+len(a.Blocks)+len(a.Districts)+len(a.Villages))
	group := func(kind Kind, count int, block func(i int) string) {
		from := len(n.places)
		for i := range count {
			p := located{kind: kind, at: int32(i), block: -1}
			if b, there := x.block[block(i)]; there {
				p.block = int32(b)
			}
			n.places = append(n.places, p)
		}
		slices.SortFunc(n.places[from:], func(p, q located) int {
			return cmp.Or(cmp.Compare(x.nameOf(p).En, x.nameOf(q).En), cmp.Compare(x.codeOf(p), x.codeOf(q)))
		})
	}
	nowhere := func(int) string { return "" }
	group(KindMouza, len(a.Mouzas), func(i int) string { return a.Mouzas[i].Block })
	group(KindBlock, len(a.Blocks), nowhere)
	group(KindDistrict, len(a.Districts), nowhere)
	group(KindVillage, len(a.Villages), func(i int) string { return a.Villages[i].Block })
}

// add notes that the place is called by the folded name.
func (n *names) add(seen map[string]int32, place int32, latin string, part bool) {
	if latin == "" {
		return
	}
	s, there := seen[latin]
	if !there {
		s = int32(len(n.spellings))
		seen[latin] = s
		n.spellings = append(n.spellings, spelling{latin: latin})
	}
	sp := &n.spellings[s]
	for _, b := range sp.places[max(0, len(sp.places)-4):] {
		if b.place == place { // already so in another script
			return
		}
	}
	sp.places = append(sp.places, bearer{place, part})
	sp.kinds |= maskOf(n.places[place].kind)
	n.forms = append(n.forms, form{s, part})
}

// sort orders spellings by key and builds what leads from a query to keys.
func (n *names) sort() {
	keyOf := make([]string, len(n.spellings))
	order := make([]int32, len(n.spellings))
	for i, s := range n.spellings {
		keyOf[i], order[i] = sound.Skeleton(s.latin), int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(keyOf[a], keyOf[b]), cmp.Compare(n.spellings[a].latin, n.spellings[b].latin))
	})
	moved := make([]int32, len(order))
	sorted := make([]spelling, len(order))
	for to, from := range order {
		moved[from] = int32(to)
		s := n.spellings[from]
		s.places = slices.Clip(s.places)
		if key := keyOf[from]; len(n.keys) == 0 || n.keys[len(n.keys)-1] != key {
			n.keys, n.kinds, n.byKey = append(n.keys, key), append(n.kinds, 0), append(n.byKey, int32(to))
		}
		s.key = int32(len(n.keys) - 1)
		n.kinds[s.key] |= s.kinds
		sorted[to] = s
	}
	n.byKey = append(n.byKey, int32(len(sorted)))
	n.spellings = sorted
	for i := range n.forms {
		n.forms[i].spelling = moved[n.forms[i].spelling]
	}
	n.sorted = make([]int32, len(sorted))
	for i := range n.sorted {
		n.sorted[i] = int32(i)
	}
	slices.SortFunc(n.sorted, func(a, b int32) int { return cmp.Compare(sorted[a].latin, sorted[b].latin) })
	for k, key := range n.keys {
		for g := range grams(key) {
			if list := n.grams[g]; len(list) == 0 || list[len(list)-1] != int32(k) {
				n.grams[g] = append(list, int32(k))
			}
		}
	}
}

// formsOf gives the forms of a place.
func (n *names) formsOf(place int32) []form {
	if int(place)+1 < len(n.places) {
		return n.forms[n.places[place].first:n.places[place+1].first]
	}
	return n.forms[n.places[place].first:]
}

func (x *Index) nameOf(p located) seva.Names {
	switch p.kind {
	case KindMouza:
		return x.atlas.Mouzas[p.at].Name
	case KindBlock:
		return x.atlas.Blocks[p.at].Name
	case KindDistrict:
		return x.atlas.Districts[p.at].Name
	}
	return x.atlas.Villages[p.at].Name
}

func (x *Index) codeOf(p located) string {
	switch p.kind {
	case KindMouza:
		return x.atlas.Mouzas[p.at].IDN.String()
	case KindBlock:
		return x.atlas.Blocks[p.at].Code
	case KindDistrict:
		return x.atlas.Districts[p.at].Code
	}
	return x.atlas.Villages[p.at].Code
}

// fold gives a name as the index keeps it, and its parts: what begins at each further
// word, and what stands in brackets. "Lava (Kalimpong-II)" is "laba", with the part
// "kalimpang 2".
func fold(name string) (whole string, parts []string) {
	outer, inner := unbracket(name)
	words := foldWords(outer)
	whole = strings.Join(words, " ")
	for i := 1; i < len(words); i++ {
		if part := strings.Join(words[i:], " "); len(part) > 3 {
			parts = append(parts, part)
		}
	}
	if part := strings.Join(foldWords(inner), " "); len(part) > 3 {
		parts = append(parts, part)
	}
	if whole == "" && len(parts) > 0 {
		whole, parts = parts[0], parts[1:]
	}
	return whole, parts
}

// unbracket takes what stands in brackets, such as the census's (CT) and (P), out.
func unbracket(name string) (outer, inner string) {
	before, rest, found := strings.Cut(name, "(")
	if !found {
		return name, ""
	}
	inner, after, _ := strings.Cut(rest, ")")
	return before + " " + after, inner
}

// quarters are the words for north, south, east and west, folded, that name one another
// and stand before or after a name: West Midnapore is Paschim Medinipur.
var quarters = map[string]string{
	"narT": "utar", "utar": "utar", "utara": "utar",
	"sauT": "daKin", "daKin": "daKin", "daKina": "daKin",
	"east": "purba", "purba": "purba", "purb": "purba", "pub": "purba", "purab": "purba",
	"uest": "pascim", "pascim": "pascim", "pasim": "pascim", "pascima": "pascim",
}

// foldWords folds each word of a name: quarters in one form and first, and a Roman
// numeral at the end as a digit.
func foldWords(name string) []string {
	name = seva.Digits(name)
	if i := strings.LastIndexAny(name, " -") + 1; i > 0 && i < len(name) {
		switch strings.ToUpper(name[i:]) {
		case "I":
			name = name[:i] + "1"
		case "II":
			name = name[:i] + "2"
		case "III":
			name = name[:i] + "3"
		}
	}
	words := strings.Fields(sound.Latin(name))
	for i, w := range words {
		if w == "caubis" || w == "cabis" { // चौबीस, চব্বিশ
			words[i] = "24"
		}
	}
	if len(words) < 2 {
		return words
	}
	for i, w := range words {
		if q, ok := quarters[w]; ok {
			copy(words[1:i+1], words[:i])
			words[0] = q
			break
		}
	}
	return words
}
