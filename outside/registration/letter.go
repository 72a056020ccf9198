package registration

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/place"
)

// Fate is what must become of a letter when it is first looked at.
type Fate string

const (
	Recorded Fate = "recorded" // by the end, whatever came first
	Waits    Fate = "waits"    // thirty days
	Heard    Fate = "heard"    // by an officer
	Repeated Fate = "repeated" // the answer of the one before
	Refused  Fate = "refused"  // malformed: nothing is kept
	Clashes  Fate = "clashes"  // another deed has its number
	Barred   Fate = "barred"   // not this office's to send
)

// Letter is one request that an office sends.
type Letter struct {
	Name string // of what it is: "good", "vested"
	Body []byte
	Fate Fate
	ID   string // "1902/2026/7"
	// After is the letter that must have been sent before this one for the fate to be as it
	// says; -1 for none. A letter that clashes or repeats does so after the first.
	After int
	Deed  mutation.Input
}

// Plan says over what deeds are made up.
type Plan struct {
	Seed    uint64
	Volumes []land.Volume
	Office  string
	Far     place.IDN // a mouza out of the office's reach
	Day     seva.Date // of registration of all of them
	Count   int       // of good deeds; the bad ones come beside
	// Fee is what the mutation of a line costs; false for one that nobody knows.
	Fee func(kind string, mouza place.IDN, class land.Class, area seva.Area) (seva.Money, bool)
	// Free tells whether land of a class may pass to others.
	Free func(land.Class) bool
}

// spot is a share of a plot that a deed can be about.
type spot struct {
	mouza place.IDN
	plot  land.Plot
	hold  land.Holding
	owner land.Owner
}

// maker makes letters up.
type maker struct {
	Plan
	r       *rand.Rand
	spots   []spot
	vested  []spot
	number  int64
	letters []Letter
	share   map[string]map[string]seva.Share // plot → holder → share
}

// Make gives letters in an order in which every one meets its fate, and what the record must
// say by the end: for each plot ("1027001/165") who holds which share, by the Bengali name
// of a buyer and by "khatian 12" of everybody else. The same plan gives the same letters.
func Make(p Plan) ([]Letter, map[string]map[string]seva.Share) {
	m := &maker{Plan: p, r: rand.New(rand.NewPCG(p.Seed, 1902)), share: map[string]map[string]seva.Share{}} //nolint:gosec // not a secret
	m.gather()
	for len(m.letters) < p.Count*5/3 && len(m.spots) > 0 {
		switch n := m.r.IntN(100); {
		case n < 50:
			m.good()
		case n < 60:
			m.chain()
		case n < 68:
			m.repeat()
		case n < 80:
			m.fraud()
		default:
			m.garble()
		}
	}
	return m.letters, m.share
}

// gather lists the shares that pass by the rules, shuffled.
func (m *maker) gather() {
	for _, v := range m.Volumes {
		owners := map[land.Number]land.Owner{}
		for _, f := range v.Folios {
			owners[f.Number] = f.Owner
		}
		for _, p := range v.Plots {
			key := v.Mouza.String() + "/" + p.Number.String()
			m.share[key] = map[string]seva.Share{}
			for _, h := range p.Holdings {
				m.share[key]["khatian "+h.Khatian.String()] = h.Share
				s := spot{v.Mouza, p, h, owners[h.Khatian]}
				_, known := m.Fee("sale", v.Mouza, p.Class, max(h.Recorded, 1))
				clear := !slices.Contains(p.Flags, land.Court) && !slices.Contains(p.Flags, land.Mortgage) && h.Possession == ""
				switch {
				case s.owner.Type == land.Government || h.Khatian == (land.Number{Main: 1}):
					m.vested = append(m.vested, s)
				case clear && known && m.Free(p.Class) && h.Share >= 16 && h.Recorded >= 16:
					m.spots = append(m.spots, s)
				}
			}
		}
	}
	m.r.Shuffle(len(m.spots), func(i, j int) { m.spots[i], m.spots[j] = m.spots[j], m.spots[i] })
}

// take gives a share that no other deed is about.
func (m *maker) take() spot {
	s := m.spots[len(m.spots)-1]
	m.spots = m.spots[:len(m.spots)-1]
	return s
}

var (
	given  = []string{"রেহানা", "সুমিতা", "অনিমেষ", "করিম", "মালতী", "দীপক", "শাবানা", "তপন", "ফতেমা", "বিমল"}
	family = []string{"খাতুন", "বেরা", "মাইতি", "শেখ", "দোলুই", "সামন্ত", "বিবি", "জানা", "মল্লিক", "ঘোড়ই"}
)

// person gives a name that nobody else in the letters has: the deed's number is spelled out
// in it by syllables, so that it sounds like no other.
func (m *maker) person() string {
	syllables := []string{"কা", "তি", "মু", "রে", "পা", "নি", "লু", "দে", "সা", "বি"}
	word := ""
	for n := m.number*7 + int64(m.r.IntN(7)) + 1; n > 0; n /= 10 {
		word += syllables[n%10]
	}
	return given[m.r.IntN(len(given))] + " " + word + " " + family[m.r.IntN(len(family))]
}

// deed makes a deed by which the owner of a spot sells a share of it.
func (m *maker) deed(s spot, share seva.Share) mutation.Input {
	m.number++
	area := seva.Area(int64(s.hold.Recorded) * int64(share) / int64(s.hold.Share))
	area = max(area, 1)
	name := s.owner.Name.Bn
	if name == "" {
		name = s.owner.Name.All()[0]
	}
	guardian := ""
	if all := s.owner.Guardian.All(); len(all) > 0 {
		guardian = all[0]
	}
	in := mutation.Input{Office: m.Office, Year: int64(m.Day.Year), Number: m.number, Book: "I", Registered: m.Day.String(), Presented: m.Day.String(),
		Kind: "sale", Consideration: int64(area) * 10_000,
		Sellers: []mutation.InputSeller{{Name: name, Guardian: guardian, Mouza: s.mouza.String(), Khatian: s.hold.Khatian.String()}},
		Buyers:  []mutation.InputBuyer{{Name: m.person(), Guardian: "আব্দুল হক", Relation: "father", Address: "খড়ার", Share: "1.0000"}},
		Schedule: []mutation.InputLine{{Mouza: s.mouza.String(), Plot: s.plot.Number.String(), Khatian: s.hold.Khatian.String(),
			Class: string(s.plot.Class), Share: share.String(), Area: area.String()}},
	}
	fee, _ := m.Fee("sale", s.mouza, s.plot.Class, area)
	if in.Fee = int64(fee); fee > 0 {
		in.GRN = fmt.Sprintf("19202627%010d", m.number)
	}
	return in
}

// post adds a letter and gives its place.
func (m *maker) post(name string, fate Fate, in mutation.Input, after int) int {
	body, err := json.Marshal(in)
	if err != nil {
		panic("registration: not JSON: " + err.Error()) // only texts and numbers are in it
	}
	m.letters = append(m.letters, Letter{Name: name, Body: body, Fate: fate, After: after, Deed: in,
		ID: fmt.Sprintf("%s/%d/%d", in.Office, in.Year, in.Number)})
	return len(m.letters) - 1
}

// pass notes in the record to come that a holder gives a share to others.
func (m *maker) pass(s spot, from string, share seva.Share, to ...string) {
	held := m.share[s.mouza.String()+"/"+s.plot.Number.String()]
	if held[from] -= share; held[from] == 0 {
		delete(held, from)
	}
	for i, name := range to {
		part := share / seva.Share(len(to))
		if i == 0 {
			part = share - part*seva.Share(len(to)-1)
		}
		held[name] += part
	}
}

// good is a deed by the recorded raiyat: of all of the share, of a part, or of a part and
// then of another; to one buyer or to two.
func (m *maker) good() {
	s := m.take()
	holder := "khatian " + s.hold.Khatian.String()
	share := s.hold.Share
	if m.r.IntN(2) == 0 {
		share = seva.Share(2 + m.r.IntN(int(s.hold.Share/2-1)))
	}
	in := m.deed(s, share)
	if m.r.IntN(3) == 0 {
		second := in.Buyers[0]
		second.Name += " দ্বিতীয়"
		in.Buyers[0].Share, second.Share = "0.5000", "0.5000"
		in.Buyers = append(in.Buyers, second)
		m.pass(s, holder, share, in.Buyers[0].Name, second.Name)
	} else {
		m.pass(s, holder, share, in.Buyers[0].Name)
	}
	m.post("good", Recorded, in, -1)
	if rest := s.hold.Share - share; rest >= 2 && m.r.IntN(3) == 0 {
		some := seva.Share(1 + m.r.IntN(int(rest)))
		again := m.deed(s, some)
		m.pass(s, holder, some, again.Buyers[0].Name)
		m.post("good", Recorded, again, -1)
	}
}

// chain is two deeds of which the second sells what the first has bought. Whichever comes
// first, the record is the same by the end.
func (m *maker) chain() {
	s := m.take()
	share := seva.Share(4 + m.r.IntN(int(s.hold.Share-4)))
	first := m.deed(s, share)
	middle := first.Buyers[0]
	some := seva.Share(1 + m.r.IntN(int(share)))
	second := m.deed(s, some)
	second.Sellers[0].Name, second.Sellers[0].Guardian = middle.Name, middle.Guardian
	m.pass(s, "khatian "+s.hold.Khatian.String(), share, middle.Name)
	m.pass(s, middle.Name, some, second.Buyers[0].Name)
	m.post("chain", Recorded, first, -1)
	m.post("chain", Recorded, second, -1)
}

// repeat sends what was sent once more, as after an answer that was lost.
func (m *maker) repeat() {
	if len(m.letters) == 0 {
		return
	}
	at := m.r.IntN(len(m.letters))
	if was := m.letters[at]; was.Fate == Recorded || was.Fate == Heard || was.Fate == Waits {
		m.letters = append(m.letters, Letter{Name: "repeated", Body: was.Body, Fate: Repeated, ID: was.ID, After: at, Deed: was.Deed})
	}
}
