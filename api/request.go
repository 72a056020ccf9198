package api

import (
	"net/http"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/registry"
)

// request answers POST /v1/me/requests: an office is asked to mend or to erase.
func (s *Server) request(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	var in struct {
		Kind   string `json:"kind"`
		Number string `json:"number"`
		Field  string `json:"field"`
		Note   string `json:"note"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ask := registry.Request{Kind: registry.Kind(in.Kind), Number: in.Number, Note: in.Note}
	if ask.Number, err = seva.Clean("number", in.Number); err != nil {
		return err
	}
	if in.Field != "" {
		at, err := cleanPointer(in.Field)
		if err != nil {
			return err
		}
		ask.Field = string(at)
	}
	ctx, cancel := q.patience()
	defer cancel()
	r, err := q.registry().Ask(ctx, ask, key)
	if err != nil {
		return err
	}
	q.c.Status(http.StatusCreated)
	return q.json(wire.NewRequest(q.voice(), r))
}

// requests answers GET /v1/me/requests: the caller's own.
func (s *Server) requests(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.registry().Requests(ctx)
	if err != nil {
		return err
	}
	return q.requestsOf(all)
}

// waiting answers GET /v1/requests: those that the caller's offices are to answer.
func (s *Server) waiting(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.registry().Waiting(ctx)
	if err != nil {
		return err
	}
	return q.requestsOf(all)
}

func (q *call) requestsOf(all []registry.Request) error {
	page, voice := wire.Page[wire.Request]{Items: []wire.Request{}}, q.voice()
	for _, r := range all {
		page.Items = append(page.Items, wire.NewRequest(voice, r))
	}
	return q.json(page)
}

// answerRequest answers POST /v1/requests/{id}/answer.
func (s *Server) answerRequest(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	id, err := q.word("id")
	if err != nil {
		return err
	}
	var in struct {
		Granted *bool  `json:"granted"`
		Reason  string `json:"reason"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	if in.Granted == nil { // what was forgotten must not be a refusal
		return flawAt("/granted", "error.json.missing", seva.Args{"Name": "granted"})
	}
	ctx, cancel := q.patience()
	defer cancel()
	r, err := q.registry().Answer(ctx, id, *in.Granted, in.Reason, key)
	if err != nil {
		return err
	}
	return q.json(wire.NewRequest(q.voice(), r))
}
