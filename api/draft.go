package api

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/form"
	"duar/seva/service"
)

// counter is the desk of services as the caller sees it.
func (q *call) counter() service.Counter { return q.s.Services(q.caller()) }

// begin answers POST /v1/drafts: an application for one service, or for several under one
// number.
func (s *Server) begin(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	var in struct {
		Services []string `json:"services"`
		Lang     string   `json:"lang"`
		Phone    string   `json:"phone"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	who := q.caller()
	start := service.Start{Services: in.Services, Channel: who.Channel}
	if start.Lang, err = q.spokenLang(in.Lang); err != nil {
		return err
	}
	if in.Phone != "" {
		if start.Phone, err = seva.ParsePhone(in.Phone); err != nil {
			return err
		}
	}
	ctx, cancel := q.patience()
	defer cancel()
	d, err := q.s.Services(who).Begin(ctx, start, key)
	if err != nil {
		return err
	}
	q.c.Status(http.StatusCreated)
	q.c.Set(fiber.HeaderLocation, "/v1/drafts/"+url.PathEscape(d.ID))
	return q.sendDraft(d)
}

// draft answers GET /v1/drafts/{id}.
func (s *Server) draft(q call) error {
	id, err := q.word("id")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	d, err := q.counter().Draft(ctx, id)
	if err != nil {
		return err
	}
	return q.sendDraft(d)
}

// answer answers PATCH /v1/drafts/{id}: each answer that is good is kept. When some are
// not, the problem names every one of them, and its ETag is the draft's new one.
func (s *Server) answer(q call) error {
	id, version, err := q.draftAt()
	if err != nil {
		return err
	}
	var in struct {
		Answers entries `json:"answers"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	if !in.Answers.given {
		return flawAt("/answers", "error.json.missing", seva.Args{"Name": "answers"})
	}
	ctx, cancel := q.patience()
	defer cancel()
	d, err := q.counter().Answer(ctx, id, version, in.Answers.list)
	if err != nil {
		return q.refuseAnswers(d, located{err, in.Answers.at})
	}
	return q.sendDraft(d)
}

// refuseAnswers gives the error back and says in ETag where the draft stands now, if the
// desk kept what was good.
func (q *call) refuseAnswers(d service.Draft, err error) error {
	if _, ok := errors.AsType[form.Flaws](err); !ok || d.Version == 0 {
		return err
	}
	a, broken := q.draftAnswer(d)
	if broken != nil {
		return broken
	}
	q.c.Set(fiber.HeaderETag, a.etag)
	return err
}

// attach answers POST /v1/drafts/{id}/files/{pointer}: the body is a file, and answers
// the question at the pointer.
func (s *Server) attach(q call) error {
	id, version, err := q.draftAt()
	if err != nil {
		return err
	}
	f, err := q.file()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	d, err := q.counter().Attach(ctx, id, version, f.at, f.name, f.content)
	if err != nil {
		return q.refuseAnswers(d, err)
	}
	return q.sendDraft(d)
}

// submit answers POST /v1/drafts/{id}/submit: the acknowledgement, with its number.
func (s *Server) submit(q call) error {
	id, version, err := q.draftAt()
	if err != nil {
		return err
	}
	key, err := q.key()
	if err != nil {
		return err
	}
	var in struct {
		Lang  string `json:"lang"`
		Heard bool   `json:"heard"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	consent := service.Consent{Heard: in.Heard}
	if consent.Lang, err = q.spokenLang(in.Lang); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	receipt, err := q.counter().Submit(ctx, id, version, consent, key)
	if err != nil {
		return err
	}
	q.c.Status(http.StatusCreated)
	if len(receipt.Cases) > 0 {
		q.c.Set(fiber.HeaderLocation, "/v1/cases/"+casePath(receipt.Cases[0].Number))
	}
	return q.json(wire.NewReceipt(q.voice(), receipt))
}

// draftAt gives the draft that the path names and the version that If-Match does.
func (q *call) draftAt() (string, int64, error) {
	id, err := q.word("id")
	if err != nil {
		return "", 0, err
	}
	version, err := q.version()
	return id, version, err
}

func (q *call) draftAnswer(d service.Draft) (answer, error) {
	// The desk has masked what is secret; masking twice is harmless, forgetting it is not.
	d.Answers = d.Form.Shown(d.Answers)
	a, err := encode(typeJSON, wire.NewDraft(q.voice(), d))
	return taggedWith(d.Version, a), err
}

func (q *call) sendDraft(d service.Draft) error {
	a, err := q.draftAnswer(d)
	if err != nil {
		return err
	}
	return q.send(a, "Accept-Language")
}
