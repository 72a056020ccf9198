package api

import (
	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	papers "duar/seva/document"
)

// cacheStanding is how long where a paper stands may be given without asking: one that was
// taken back must not pass for good much longer.
const cacheStanding = "public, max-age=60"

// documentRoutes are those of signed papers. Where a paper stands is for everybody who has
// its number; numbers are drawn at random, and are looked up under a budget of their own, so
// that nobody finds any by trying.
func (s *Server) documentRoutes() []*route {
	const all, one = "/v1/documents", "/v1/documents/{number}"
	return []*route{
		{method: fiber.MethodGet, path: one, cache: cacheStanding, handle: s.paper, auth: anybody, cost: checked},
		{method: fiber.MethodGet, path: one + "/file", cache: cacheNever, handle: s.paperFile, auth: seeing},
		{method: fiber.MethodGet, path: "/d/{token}", cache: cacheNever, handle: s.linkedFile, auth: anybody, cost: oneCall},
		{method: fiber.MethodGet, path: all, cache: cachePersonal, handle: s.papers, auth: citizens},
		{method: fiber.MethodPost, path: all + "/sign", cache: cachePersonal, handle: s.signPapers, auth: clerks,
			body: jsonBody, members: []string{"cases"}},
		{method: fiber.MethodPost, path: one + "/revoke", cache: cachePersonal, handle: s.revokePaper, auth: clerks,
			body: jsonBody, members: []string{"reason"}},
		{method: fiber.MethodPost, path: one + "/links", cache: cachePersonal, handle: s.sendLink, auth: entering,
			body: jsonBody, members: []string{"fact"}},
		{method: fiber.MethodDelete, path: one + "/links", cache: cachePersonal, handle: s.cutLinks, auth: entering},
	}
}

// documents is the desk of papers as the caller sees it.
func (q *call) documents() papers.Counter { return q.s.Documents(q.caller()) }

// paper answers GET /v1/documents/{number}.
func (s *Server) paper(q call) error {
	number, err := q.word("number")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.documents().Document(ctx, number)
	if err != nil {
		return err
	}
	return q.json(wire.NewDocument(q.voice(), v))
}

// paperFile answers GET /v1/documents/{number}/file, for whoever is signed in and may have
// it.
func (s *Server) paperFile(q call) error {
	number, err := q.word("number")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	f, err := q.documents().File(ctx, number)
	if err != nil {
		return err
	}
	return q.sendPaper(f)
}

// linkedFile answers GET /d/{token}: the same for whoever has the link, at an address short
// enough for an SMS.
func (s *Server) linkedFile(q call) error {
	token, err := q.path("token")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	f, err := q.documents().Linked(ctx, token)
	if err != nil {
		return err
	}
	return q.sendPaper(f)
}

func (q *call) sendPaper(f papers.File) error {
	q.c.Set(fiber.HeaderContentDisposition, attachment(string(f.Kind)+"-"+f.Number+".pdf"))
	q.c.Set(fiber.HeaderContentSecurityPolicy, sandbox)
	q.c.Set(fiber.HeaderReferrerPolicy, "no-referrer") // the address may be a right to the file
	return q.send(seal("application/pdf", f.Content), "")
}

// papers answers GET /v1/documents: the caller's own.
func (s *Server) papers(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.documents().Mine(ctx)
	if err != nil {
		return err
	}
	page, voice := wire.Page[wire.Document]{Items: []wire.Document{}}, q.voice()
	for _, v := range all {
		page.Items = append(page.Items, wire.NewDocument(voice, v))
	}
	return q.json(page)
}

// signPapers answers POST /v1/documents/sign: what became of each case.
func (s *Server) signPapers(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	var in struct {
		Cases []string `json:"cases"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.documents().SignAll(ctx, in.Cases, key)
	if err != nil {
		return err
	}
	page, voice := wire.Page[wire.Signed]{Items: []wire.Signed{}}, q.voice()
	for _, one := range all {
		page.Items = append(page.Items, wire.NewSigned(voice, one))
	}
	return q.json(page)
}

// revokePaper answers POST /v1/documents/{number}/revoke.
func (s *Server) revokePaper(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	number, err := q.word("number")
	if err != nil {
		return err
	}
	var in struct {
		Reason string `json:"reason"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.documents().Revoke(ctx, number, in.Reason, key)
	if err != nil {
		return err
	}
	return q.json(wire.NewDocument(q.voice(), v))
}

// sendLink answers POST /v1/documents/{number}/links: a fresh one goes to the phone of the
// application, and is in no answer. The fact is in the body, and so in no log on the way.
func (s *Server) sendLink(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	number, err := q.word("number")
	if err != nil {
		return err
	}
	var in struct {
		Fact string `json:"fact"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	until, err := q.documents().SendLink(ctx, number, in.Fact, key)
	if err != nil {
		return err
	}
	return q.json(wire.NewLinkSent(until))
}

// cutLinks answers DELETE /v1/documents/{number}/links.
func (s *Server) cutLinks(q call) error {
	number, err := q.word("number")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	if err := q.documents().CutLinks(ctx, number); err != nil {
		return err
	}
	return q.done()
}
