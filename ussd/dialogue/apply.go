package dialogue

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/service"
)

// What can be applied for on a phone is what has a number on its menu of services; the
// number is the definition's and never changes. A form is asked a question a screen, each
// answer is kept when it is given, and nothing is sent before it is confirmed.

func showServices(ctx context.Context, m *Machine, _ State) (Screen, error) {
	all, err := m.offered(ctx)
	screen := Screen{Body: []seva.Text{seva.Say("phone.apply")}}
	for _, v := range all {
		screen.Items = append(screen.Items, Item{Number: v.Number, Text: seva.Say("service." + v.ID)})
	}
	return sorted(screen), err
}

// offered gives the services that a phone may apply for.
func (m *Machine) offered(ctx context.Context) ([]service.Service, error) {
	if m.desks.Services == nil {
		return nil, seva.Fail(seva.Unavailable, seva.Say("error.unavailable"))
	}
	all, err := m.desks.Services.Services(ctx, service.Query{})
	var short []service.Service
	for _, v := range all {
		if v.Number > 0 && v.Form.Short {
			short = append(short, v)
		}
	}
	return short, err
}

func takeService(ctx context.Context, m *Machine, s *State, a answer, out *Outcome) {
	all, err := m.offered(ctx)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.choice")
		return
	}
	for _, v := range all {
		if v.Number == a.number {
			m.begin(ctx, s, v.ID, out)
			return
		}
	}
	m.wrong(s, out, seva.Say("phone.wrong.choice"))
}

// begin opens a draft and asks its first question. The hop is its key: the same delivery
// again finds the draft that it began.
func (m *Machine) begin(ctx context.Context, s *State, id string, out *Outcome) {
	d, err := m.desks.Services.Begin(ctx, service.Start{Services: []string{id}, Channel: string(form.OnPhone)}, "begin:"+m.desks.Hop)
	if err != nil {
		m.fail(s, out, err, "phone.wrong.apply")
		return
	}
	s.Draft = d.ID
	s.push(nodeQuestion)
	m.goOn(s, d)
}

// goOn stands at the next question, or at the confirmation when there is none.
func (m *Machine) goOn(s *State, d service.Draft) {
	if d.Next == "" { // the way back leads to the last question
		s.push(nodeConfirm)
		return
	}
	s.Ask = string(d.Next)
	s.enter(nodeQuestion)
}

// showConfirm says once more what was answered; not after the conversation was broken
// off, because the phone may be in other hands now.
func showConfirm(ctx context.Context, m *Machine, s State) (Screen, error) {
	d, err := m.desks.Services.Draft(ctx, s.Draft)
	if err != nil {
		return Screen{}, err
	}
	screen := Screen{Body: []seva.Text{seva.Say("phone.form.confirm", seva.Args{"Service": seva.Say("service." + d.Services[0])})},
		Items: m.items[listConfirm]}
	if s.Broken {
		return screen, nil
	}
	for _, section := range d.Form.Asked(d.Answers, nil) {
		for _, f := range section.Fields {
			said, err := m.shown(ctx, f, d.Answers[f.ID])
			if err != nil {
				return Screen{}, err
			}
			if !said.IsZero() {
				screen.Body = append(screen.Body, said)
			}
		}
	}
	return screen, nil
}

// shown puts an answer into words; nothing for one that was not given, and for what every
// application must agree to.
func (m *Machine) shown(ctx context.Context, f form.Field, v form.Value) (seva.Text, error) {
	v = f.Shown(v)
	switch {
	case v.Text == "" || f.Kind == form.Declaration:
		return seva.Text{}, nil
	case f.Kind == form.Choice:
		return seva.Say(f.OptionKey(v.Text)), nil
	case f.Kind == form.YesNo: // alone it would say nothing
		return seva.Say("phone.form.line", seva.Args{"Question": seva.Say(askKey(f)), "Answer": seva.Say("phone." + v.Text)}), nil
	case f.Kind == form.Mobile:
		return seva.Say("phone.number", seva.Args{"Number": seva.Phone(v.Text)}), nil
	case f.Kind == form.Place:
		block, _, _ := strings.Cut(v.Text, "/")
		name, in, err := m.blockCalled(ctx, block)
		if name == (seva.Names{}) {
			name.En = block // one the directory does not know
		}
		return pick(named(name), in), err
	}
	return seva.Say("phone.number", seva.Args{"Number": v.Text}), nil
}

func leaveConfirm(ctx context.Context, m *Machine, s *State, id string, out *Outcome) {
	if id != "send" {
		s.home()
		return
	}
	d, err := m.desks.Services.Draft(ctx, s.Draft)
	if err == nil && d.Number == "" {
		var r service.Receipt
		if r, err = m.desks.Services.Submit(ctx, d.ID, d.Version, service.Consent{}, "submit:"+d.ID); err == nil {
			d.Number = r.Number
		}
	}
	if err != nil {
		m.fail(s, out, err, "phone.wrong.apply")
		return
	}
	s.home()
	s.File = d.Number
	s.push(nodeFiled)
}

// showFiled is the acknowledgement. The SMS about it comes with the case itself.
func showFiled(_ context.Context, _ *Machine, s State) (Screen, error) {
	return Screen{Body: []seva.Text{seva.Say("phone.form.filed", seva.Args{"Number": s.File})}}, nil
}

// applyTo is the intent of a keyword that names a service: "apply:grievance".
func applyTo(id string) intent {
	return func(ctx context.Context, m *Machine, s *State, _ []string, out *Outcome) {
		s.push(nodeServices)
		if m.desks.Services != nil {
			m.begin(ctx, s, id, out)
		}
	}
}
