package service

import (
	"context"
	"io"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// Reply answers what a case asks. The form looks at the answers as it does in a draft; the
// case desk then sees that they are what was asked for, all of it and nothing else, and
// that the caller may answer. Of answers that are not good none is taken.
//
// A repetition gets here with the case already moved on: it is looked at again in the same
// way, so that the case desk knows it by its key.
func (c counter) Reply(ctx context.Context, a casework.Act, key string) (casework.View, error) {
	owner, err := c.owner()
	if err != nil {
		return casework.View{}, err
	}
	if err := checkKey(key); err != nil {
		return casework.View{}, err
	}
	view, err := c.cases.Case(ctx, a.Number)
	if err != nil {
		return casework.View{}, err
	}
	service, err := c.desk.service(view.Service)
	if err != nil {
		return casework.View{}, err
	}
	if len(a.Answers) == 0 {
		return c.cases.Act(ctx, a, key)
	}
	// What a caller sees of the answers is masked; the form needs them as they are.
	old, err := c.desk.answersOf(ctx, view.Number)
	if err != nil {
		return casework.View{}, err
	}
	b := bundle{services: []Service{service}, form: service.Form}
	facts, _ := b.facts(old, c.desk.World.Today())
	desks := c.desk.desksFor(owner, view.Number)
	answers, flaws, err := service.Form.Put(ctx, desks, old, facts, a.Answers...)
	if err != nil {
		return casework.View{}, seva.Broken(err)
	}
	facts, _ = b.facts(answers, c.desk.World.Today())
	for _, m := range service.Form.Missing(answers, facts) {
		// What else the new answers may call for nobody asked: that is the office's to ask.
		if slices.ContainsFunc(a.Answers, func(e form.Entry) bool { return within(m.At, fieldOf(e.At)) }) {
			flaws = append(flaws, m)
		}
	}
	if len(flaws) > 0 {
		return casework.View{}, flawed(flaws)
	}
	a.Answers = canonical(old, answers, a.Answers)
	return c.cases.Act(ctx, a, key)
}

// answersOf reads the answers of a case, unmasked.
func (d *Desk) answersOf(ctx context.Context, number string) (form.Answers, error) {
	var answers form.Answers
	err := d.Book.Change(ctx, func(tx Tx) error {
		c, err := tx.Case(ctx, number)
		answers = c.Answers
		return err
	})
	if err != nil {
		return nil, seva.Broken(err)
	}
	return answers, nil
}

// fieldOf gives the field a pointer is in, without row and column.
func fieldOf(at form.Pointer) form.Pointer {
	field, _, _ := strings.Cut(string(at), "/")
	return form.Pointer(field)
}

// within tells whether a pointer is at a field or in its rows.
func within(at, field form.Pointer) bool {
	return at == field || strings.HasPrefix(string(at), string(field)+"/")
}

// Upload keeps a file for the reply to a case that asks for it, of whoever may reply.
func (c counter) Upload(ctx context.Context, number string, at form.Pointer, name string, content io.Reader) (form.Upload, error) {
	owner, err := c.owner()
	if err != nil {
		return form.Upload{}, err
	}
	view, err := c.cases.Case(ctx, number)
	if err != nil {
		return form.Upload{}, err
	}
	service, err := c.desk.service(view.Service)
	if err != nil {
		return form.Upload{}, err
	}
	asked := slices.ContainsFunc(view.Asked, func(i casework.Item) bool { return within(at, i.Field) })
	mayReply := slices.ContainsFunc(view.Actions, func(o casework.Offer) bool { return slices.Contains(o.Needs, casework.NeedAnswers) })
	if !asked || !mayReply {
		return form.Upload{}, seva.Refuse(string(at), seva.Say("error.case.not_asked"))
	}
	file, err := c.look(service.Form, owner, view.Number, at, name, content)
	if err != nil {
		return form.Upload{}, err
	}
	if err := c.desk.Book.Change(ctx, func(tx Tx) error { return tx.PutFile(ctx, file) }); err != nil {
		return form.Upload{}, seva.Broken(err)
	}
	return file.Upload, nil
}
