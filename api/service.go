package api

import (
	"context"
	"slices"
	"strings"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

// mostServices is how many services may be asked for at once.
const mostServices = 20

// offers is the counter of services as nobody in particular sees it: what is offered is
// public, and so is its cache.
func (q *call) offers() service.Counter {
	return q.s.Services(casework.Caller{Channel: onApp, Lang: q.lang})
}

// services answers GET /v1/services: those open today, or those whose name sounds like q,
// best first. With "with=definition" each comes whole.
func (s *Server) services(q call) error {
	area := service.Area(q.query["area"])
	if area != "" && !slices.Contains(service.Areas(), area) {
		return seva.Refuse("area", seva.Say("error.area.unknown"))
	}
	words, err := seva.Clean("q", q.query["q"])
	if err != nil {
		return err
	}
	spell := wire.NewService
	switch q.query["with"] {
	case "":
	case "definition":
		spell = wire.NewWholeService
	default:
		return seva.Refuse("with", seva.Say("error.with.unknown"))
	}
	ctx, cancel := q.patience()
	defer cancel()
	found, err := q.offers().Services(ctx, service.Query{Area: area, Words: words, Lang: q.lang})
	if err != nil {
		return err
	}
	page := wire.Page[wire.Service]{Items: []wire.Service{}}
	voice := q.voice()
	for _, one := range found {
		page.Items = append(page.Items, spell(voice, one))
	}
	return q.json(page)
}

// service answers GET /v1/services/{id}: one service, whole.
func (s *Server) service(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	one, err := q.offered(ctx)
	if err != nil {
		return err
	}
	return q.json(wire.NewWholeService(q.voice(), one))
}

// serviceForm answers GET /v1/services/{id}/form: what is asked, ready to be drawn.
func (s *Server) serviceForm(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	one, err := q.offered(ctx)
	if err != nil {
		return err
	}
	return q.json(wire.NewForm(q.voice(), one.Form))
}

func (q *call) offered(ctx context.Context) (service.Service, error) {
	id, err := q.word("id")
	if err != nil {
		return service.Service{}, err
	}
	return q.offers().Service(ctx, id)
}

// mergedForm answers GET /v1/forms?services=a,b: the questions of several services, each
// asked once. The desk decides which services may stand under one application; here is
// only what would be asked.
func (s *Server) mergedForm(q call) error {
	text, given := q.query["services"]
	if !given {
		return seva.Refuse("services", seva.Say("error.query.missing", seva.Args{"Name": "services"}))
	}
	ids := strings.Split(text, ",")
	if len(ids) > mostServices {
		return seva.Refuse("services", seva.Say("error.forms.many", seva.Args{"Most": mostServices}))
	}
	ctx, cancel := q.patience()
	defer cancel()
	f, err := q.s.formOf(ctx, q.offers(), ids)
	if err != nil {
		return err
	}
	return q.json(wire.NewForm(q.voice(), f))
}

// applicationForm is the id of a form that several services share, as the desk has it.
const applicationForm = "application"

func (s *Server) formOf(ctx context.Context, from service.Counter, ids []string) (form.Form, error) {
	forms := make([]form.Form, len(ids))
	for i, id := range ids {
		clean, err := seva.Clean("services", id)
		if err != nil {
			return form.Form{}, err
		}
		one, err := from.Service(ctx, clean)
		if err != nil {
			return form.Form{}, err
		}
		forms[i] = one.Form
	}
	if len(forms) == 1 {
		return forms[0], nil
	}
	merged, err := form.Merge(applicationForm, forms...)
	if err != nil {
		return form.Form{}, &seva.Error{Kind: seva.Invalid, Field: "services", Text: seva.Say("error.forms.apart"), Err: err}
	}
	return merged, nil
}
