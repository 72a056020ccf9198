package dialogue

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/place"
	"duar/seva/service"
)

// skip is the number that passes over a question which may be left open.
const skip = 97

// draft reads the draft and the field that is asked at present.
func (m *Machine) draft(ctx context.Context, s State) (service.Draft, form.Field, error) {
	if m.desks.Services == nil {
		return service.Draft{}, form.Field{}, seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
	}
	d, err := m.desks.Services.Draft(ctx, s.Draft)
	f, ok := d.Form.Field(form.Pointer(s.Ask))
	if err == nil && !ok {
		err = seva.Fail(seva.NotFound, seva.Say("error.draft.unknown"))
	}
	return d, f, err
}

// showQuestion asks the question that the draft stands at.
func showQuestion(ctx context.Context, m *Machine, s State) (Screen, error) {
	_, f, err := m.draft(ctx, s)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: []seva.Text{seva.Say(askKey(f))}}
	for i, text := range choicesOf(f) {
		screen.Items = append(screen.Items, Item{Number: i + 1, Text: text})
	}
	if f.Kind == form.Place && s.picked() > 0 {
		screen.Body = []seva.Text{seva.Say("phone.ask.pick")}
		for i := range s.picked() {
			b, in, err := m.blockCalled(ctx, strconv.Itoa(int(s.Picks[i])))
			if err != nil {
				return Screen{}, err
			}
			screen.Items = append(screen.Items, Item{Number: i + 1, Text: pick(named(b), in)})
		}
	}
	if f.Optional {
		screen.Items = append(screen.Items, Item{Number: skip, Text: seva.Say("phone.form.skip")})
	}
	return screen, nil
}

// askKey is the key of a question as a phone asks it.
func askKey(f form.Field) string { return "ask." + strings.TrimPrefix(f.Key(), "field.") }

// choicesOf gives the numbered answers of a question; none where it is typed.
func choicesOf(f form.Field) []seva.Text {
	switch f.Kind {
	case form.Choice:
		texts := make([]seva.Text, len(f.Options))
		for i, o := range f.Options {
			texts[i] = seva.Say(f.OptionKey(o))
		}
		return texts
	case form.YesNo, form.Declaration:
		return []seva.Text{seva.Say("phone.yes"), seva.Say("phone.no")}
	}
	return nil
}

// takeQuestion gives an answer to the draft and goes on to the next question.
func takeQuestion(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	d, f, err := m.draft(ctx, *s)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.apply")
		return
	}
	input, ok := m.reading(ctx, s, f, a, out)
	if !ok {
		return
	}
	d, err = m.desks.Services.Answer(ctx, d.ID, d.Version, []form.Entry{{At: form.Pointer(s.Ask), Input: input}})
	if err != nil {
		if _, flawed := errors.AsType[form.Flaws](err); flawed || seva.KindOf(err) == seva.Invalid {
			m.wrong(s, out, wrongAnswer(f.Kind))
			return
		}
		m.fail(s, out, err, "phone.wrong.apply")
		return
	}
	clear(s.Picks[:])
	m.goOn(s, d)
}

// reading turns what was typed into the input of a field. False when it was no answer, or
// one that only leads to candidates.
func (m *Machine) reading(ctx context.Context, s *State, f form.Field, a answer, out *Outcome) (form.Input, bool) {
	if f.Optional && a.number == skip {
		return form.Input{}, true
	}
	choices := len(choicesOf(f))
	switch {
	case f.Kind == form.Place:
		return m.readBlock(ctx, s, a, out)
	case choices == 0:
		return form.Input{Text: a.text}, true
	case a.number < 1 || a.number > choices:
		m.wrong(s, out, seva.Say("phone.wrong.choice"))
		return form.Input{}, false
	case f.Kind == form.Choice:
		return form.Input{Text: f.Options[a.number-1]}, true
	}
	return form.Input{Text: [...]string{"yes", "no"}[a.number-1]}, true
}

// readBlock takes the name of a block, or the number of a candidate. A name never decides
// unless it is the very name of one block alone.
func (m *Machine) readBlock(ctx context.Context, s *State, a answer, out *Outcome) (form.Input, bool) {
	if a.number >= 1 && a.number <= s.picked() {
		return form.Input{Text: strconv.Itoa(int(s.Picks[a.number-1]))}, true
	}
	found, err := m.places.Search(ctx, place.Query{Name: a.key, Kinds: []place.Kind{place.KindBlock}, Limit: maxPicks})
	if err != nil || len(found) == 0 {
		clear(s.Picks[:])
		if err == nil {
			m.wrong(s, out, seva.Say("phone.wrong.name"))
		} else {
			m.fail(s, out, err, "phone.wrong.name")
		}
		return form.Input{}, false
	}
	found = best(found)
	if len(found) == 1 && found[0].Score == veryName {
		return form.Input{Text: found[0].Code}, true
	}
	clear(s.Picks[:])
	for i, match := range found {
		code, err := strconv.Atoi(match.Code)
		if err != nil || i >= maxPicks {
			break
		}
		s.Picks[i] = place.IDN(code)
	}
	s.enter(nodeQuestion)
	return form.Input{}, false
}

// blockCalled names a block and its district.
func (m *Machine) blockCalled(ctx context.Context, code string) (name, district seva.Names, err error) {
	all, err := m.places.Districts(ctx)
	if err != nil {
		return name, district, err
	}
	for _, d := range all {
		blocks, err := m.places.Blocks(ctx, d.Code)
		if err != nil {
			return name, district, err
		}
		if i := slices.IndexFunc(blocks, func(b place.Block) bool { return b.Code == code }); i >= 0 {
			return blocks[i].Name, d.Name, nil
		}
	}
	return name, district, nil
}

// backQuestion goes to the question before, with its answer open again; false at the
// first one, from where the way back leads out of the form.
func backQuestion(ctx context.Context, m *Machine, s *State) bool {
	d, err := m.desks.Services.Draft(ctx, s.Draft)
	if err != nil {
		return false
	}
	before := form.Pointer("")
	for _, section := range d.Form.Asked(d.Answers, nil) {
		for _, f := range section.Fields {
			if f.Kiosk {
				continue
			}
			if form.Pointer(f.ID) == form.Pointer(s.Ask) {
				s.Ask = string(before)
				clear(s.Picks[:])
				s.enter(nodeQuestion)
				return before != ""
			}
			before = form.Pointer(f.ID)
		}
	}
	return false
}

// wrongAnswer says in one line what kind of answer a question wants.
func wrongAnswer(k form.Kind) seva.Text {
	switch k {
	case form.Number, form.Money, form.Area, form.Share:
		return seva.Say("phone.wrong.figure")
	case form.Date:
		return seva.Say("phone.wrong.date")
	case form.Mobile:
		return seva.Say("phone.wrong.mobile")
	case form.PIN:
		return seva.Say("phone.wrong.pin")
	case form.Declaration:
		return seva.Say("phone.wrong.declaration")
	}
	return seva.Say("phone.wrong.answer")
}
