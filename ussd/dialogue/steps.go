package dialogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

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
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
		return
	}
	s.District = uint8(a.number)
	s.push(nodeUnit)
}

func showUnits(ctx context.Context, m *Machine, s State) (Screen, error) {
	blocks, err := m.places.Blocks(ctx, fmt.Sprintf("%02d", s.District))
	screen := Screen{Body: []seva.Text{seva.Say("phone.ask.unit")}}
	for _, b := range blocks {
		for _, unit := range b.Units {
			if n, err := strconv.Atoi(unit); err == nil && n/100 == int(s.District) {
				screen.Items = append(screen.Items, Item{Number: n % 100, Text: named(b.Name)})
			}
		}
	}
	if err == nil && len(screen.Items) == 0 {
		err = unlisted()
	}
	return sorted(screen), err
}

func takeUnit(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	screen, err := showUnits(ctx, m, *s)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.choice")
		return
	}
	if !offers(screen, a.number) {
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
		return
	}
	s.Unit = uint8(a.number)
	s.push(nodeJL)
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
