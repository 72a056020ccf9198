package dialogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/place"
)

// Districts and land offices go by the portal's own numbers, which are permanent.

func showDistricts(ctx context.Context, m *Machine, _ State) (Screen, error) {
	all, err := m.places.Districts(ctx)
	screen := Screen{Body: []seva.Text{seva.Say("phone.ask.district")}}
	for _, d := range all {
		if n, err := strconv.Atoi(d.Portal); err == nil {
			screen.Items = append(screen.Items, Item{Number: n, Text: named(d.Name)})
		}
	}
	return sorted(screen), err
}

func takeDistrict(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	screen, err := showDistricts(ctx, m, *s)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.choice")
		return
	}
	if !offers(screen, a.number) {
		m.named(ctx, s, a, out)
		return
	}
	s.District = uint8(a.number)
	s.push(nodeUnit)
}

// showUnits lists first the land offices whose mouzas are listed, so that nobody walks
// to a list that is not there. A district without any leads back at once.
func showUnits(ctx context.Context, m *Machine, s State) (Screen, error) {
	district := fmt.Sprintf("%02d", s.District)
	blocks, err := m.places.Blocks(ctx, district)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: []seva.Text{seva.Say("phone.ask.unit")}}
	var bare Screen
	for _, b := range blocks {
		for _, unit := range b.Units {
			n, err := strconv.Atoi(unit)
			if err != nil || !strings.HasPrefix(unit, district) {
				continue
			}
			there, err := m.listed(ctx, b.Code, unit)
			if err != nil {
				return Screen{}, err
			}
			to := &bare
			if there {
				to = &screen
			}
			to.Items = append(to.Items, Item{Number: n % 100, Text: named(b.Name)})
		}
	}
	if len(screen.Items) == 0 {
		return Screen{}, unlisted()
	}
	screen = sorted(screen)
	screen.Items = append(screen.Items, sorted(bare).Items...)
	return screen, nil
}

// listed tells whether there is a list of the mouzas of a land office.
func (m *Machine) listed(ctx context.Context, block, unit string) (bool, error) {
	all, err := m.places.Mouzas(ctx, block)
	if err != nil && away(err) {
		return false, err
	}
	return slices.ContainsFunc(all, func(z place.Mouza) bool { return z.IDN.Unit() == unit }), nil
}

func takeUnit(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	screen, err := showUnits(ctx, m, *s)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.choice")
		return
	}
	if !offers(screen, a.number) {
		m.named(ctx, s, a, out)
		return
	}
	s.Unit = uint8(a.number)
	s.push(nodeJL)
}

// named takes a name, or a whole mouza number, where the number of a list was asked. The
// very name of a district or of a block that has a list goes on there; any other is
// searched among the mouzas.
func (m *Machine) named(ctx context.Context, s *State, a answer, out *Outcome) {
	if a.number >= 0 && !isIDN(a.key) {
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
		return
	}
	if a.number < 0 {
		found, _ := m.places.Search(ctx, place.Query{ // that failed, the next search tells
			Name: a.key, Kinds: []place.Kind{place.KindDistrict, place.KindBlock}, Limit: maxPicks,
		})
		for _, match := range found {
			if match.Score == veryName && m.enterNamed(ctx, s, match) {
				return
			}
		}
	}
	m.find(ctx, s, a, "", out)
}

// enterNamed goes to the list of a district or a block; false when it has none.
func (m *Machine) enterNamed(ctx context.Context, s *State, match place.Match) bool {
	districts, err := m.places.Districts(ctx)
	if err != nil {
		return false
	}
	for _, d := range districts {
		n, err := strconv.Atoi(d.Portal)
		if err != nil || s.Node == nodeUnit && n != int(s.District) {
			continue
		}
		if match.Kind == place.KindDistrict {
			if d.Code == match.Code && s.Node == nodeDistrict {
				s.District = uint8(n)
				s.push(nodeUnit)
				return true
			}
			continue
		}
		if unit := m.unitOf(ctx, d.Portal, match.Code); unit > 0 {
			if s.District = uint8(n); s.Node == nodeDistrict {
				s.push(nodeUnit)
			}
			s.Unit = uint8(unit)
			s.push(nodeJL)
			return true
		}
	}
	return false
}

// unitOf gives the number of a land office of a block that has a list; 0 for none.
func (m *Machine) unitOf(ctx context.Context, district, block string) int {
	blocks, err := m.places.Blocks(ctx, district)
	if err != nil {
		return 0
	}
	for _, b := range blocks {
		for _, unit := range b.Units {
			n, err := strconv.Atoi(unit)
			if err != nil || b.Code != block || !strings.HasPrefix(unit, district) {
				continue
			}
			if there, _ := m.listed(ctx, block, unit); there {
				return n % 100
			}
		}
	}
	return 0
}

// unlisted is the error of a place whose mouzas are not listed; it leads back to where
// the mouza's own number can be typed.
func unlisted() error {
	return &seva.Error{Kind: seva.NotFound, Field: "mouza", Text: seva.Say(noList)}
}

// unitBlock gives the directory code of the block that a land office serves.
func (m *Machine) unitBlock(ctx context.Context, s State) (string, error) {
	blocks, err := m.places.Blocks(ctx, fmt.Sprintf("%02d", s.District))
	code := fmt.Sprintf("%02d%02d", s.District, s.Unit)
	for _, b := range blocks {
		for _, unit := range b.Units {
			if unit == code {
				return b.Code, nil
			}
		}
	}
	return "", err
}

// showJL lists mouzas by their number in the jurisdiction list, in the three digits it
// has within the mouza number: so 098 is a mouza where 98 is the key.
func showJL(ctx context.Context, m *Machine, s State) (Screen, error) {
	block, err := m.unitBlock(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: []seva.Text{seva.Say("phone.ask.jl")}}
	if block != "" {
		all, err := m.places.Mouzas(ctx, block)
		if err != nil {
			return Screen{}, err
		}
		for _, mouza := range all {
			if int(mouza.IDN)/1000 == int(s.District)*100+int(s.Unit) {
				screen.Items = append(screen.Items, Item{Number: mouza.IDN.JL(), Width: 3, Text: named(mouza.Name)})
			}
		}
	}
	if len(screen.Items) == 0 {
		return Screen{}, unlisted()
	}
	return screen, nil
}

// takeJL takes the JL number, the whole mouza number, or a name within the block.
func takeJL(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	if a.number >= 1 && a.number <= 999 {
		m.arrive(ctx, s, place.MakeIDN(int(s.District), int(s.Unit), a.number), out)
		return
	}
	block, err := m.unitBlock(ctx, *s)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.mouza")
		return
	}
	m.find(ctx, s, a, block, out)
}

// sorted puts numbered choices in the order of their numbers.
func sorted(s Screen) Screen {
	slices.SortStableFunc(s.Items, func(a, b Item) int { return cmp.Compare(a.Number, b.Number) })
	return s
}

func offers(s Screen, n int) bool {
	return slices.ContainsFunc(s.Items, func(i Item) bool { return i.Number == n })
}
