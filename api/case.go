package api

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// caseNumber gives the number in the path. A line of an application is written after a
// dash there: CAF2026000123-2 is CAF2026000123/2.
func (q *call) caseNumber() (string, error) {
	text, err := q.word("number")
	if err != nil {
		return "", err
	}
	// Other dashes are how people write numbers, for the desk to read: CAF-2026-000123.
	if i := strings.LastIndexByte(text, '-'); i >= 0 && len(text)-i <= 3 {
		text = text[:i] + "/" + text[i+1:]
	}
	return text, nil
}

// casePath undoes caseNumber.
func casePath(number string) string { return url.PathEscape(strings.Replace(number, "/", "-", 1)) }

// desk is the desk of cases as the caller sees it.
func (q *call) desk() casework.Counter { return q.s.Cases(q.caller()) }

// glances answers with cases in words.
func (q *call) glances(all []casework.Glance, next string) error {
	page, voice := wire.Page[wire.Glance]{Items: []wire.Glance{}, Next: next}, q.voice()
	for _, g := range all {
		page.Items = append(page.Items, wire.NewGlance(voice, g))
	}
	return q.json(page)
}

// mine answers GET /v1/cases: the caller's own, newest first.
func (s *Server) mine(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.desk().Mine(ctx)
	if err != nil {
		return err
	}
	return q.glances(all, "")
}

// oneCase answers GET /v1/cases/{number}.
func (s *Server) oneCase(q call) error {
	number, err := q.caseNumber()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.desk().Case(ctx, number)
	if err != nil {
		return err
	}
	return q.sendView(ctx, v)
}

// sendView answers with a case, its secret answers masked by its service's form. When the
// form is not to be had, the case is shown without its answers.
func (q *call) sendView(ctx context.Context, v casework.View) error {
	var f form.Form
	one, err := q.counter().Service(ctx, v.Service)
	switch {
	case err == nil:
		f = one.Form
	case seva.KindOf(err) != seva.NotFound:
		return err
	}
	v.Answers = f.Shown(v.Answers)
	return q.json(wire.NewView(q.voice(), v, f))
}

// status answers POST /v1/status: what anybody may hear who knows the number and, where
// the matter is personal, a second fact. It is a POST so that the fact is in no address,
// and so in no log on the way.
func (s *Server) status(q call) error {
	number, fact, err := q.proof()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	lines, err := q.desk().Check(ctx, number, fact)
	if err != nil {
		return err
	}
	return q.glances(lines, "")
}

// act answers POST /v1/cases/{number}/actions: an officer, or the citizen, moves a case.
func (s *Server) act(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	number, err := q.caseNumber()
	if err != nil {
		return err
	}
	var in struct {
		Version int64  `json:"version"`
		Action  string `json:"action"`
		Reason  string `json:"reason"`
		Note    string `json:"note"`
		Items   []struct {
			Field  string `json:"field"`
			Reason string `json:"reason"`
			Note   string `json:"note"`
		} `json:"items"`
		Day   string `json:"day"`
		Found string `json:"found"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	a := casework.Act{Number: number, Version: in.Version, Action: in.Action, Reason: in.Reason, Note: in.Note, Found: in.Found}
	for _, it := range in.Items {
		a.Items = append(a.Items, casework.Item{Field: form.Pointer(it.Field), Reason: it.Reason, Note: it.Note})
	}
	if in.Day != "" {
		if a.Day, err = seva.ParseDate(seva.Digits(in.Day)); err != nil {
			return flawAt("/day", "error.date.form", seva.Args{"Example": "2026-11-23"})
		}
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.desk().Act(ctx, a, key)
	if err != nil {
		return err
	}
	return q.sendView(ctx, v)
}

// reply answers POST /v1/cases/{number}/reply: what the citizen was asked, answered anew.
func (s *Server) reply(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	number, err := q.caseNumber()
	if err != nil {
		return err
	}
	var in struct {
		Version int64   `json:"version"`
		Action  string  `json:"action"`
		Note    string  `json:"note"`
		Answers entries `json:"answers"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	a := casework.Act{Number: number, Version: in.Version, Action: in.Action, Note: in.Note, Answers: in.Answers.list}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.counter().Reply(ctx, a, key)
	if err != nil {
		return located{err, in.Answers.at}
	}
	return q.sendView(ctx, v)
}

// upload answers POST /v1/cases/{number}/files/{pointer}: a file for the reply, which
// then answers the question with the file's id.
func (s *Server) upload(q call) error {
	number, err := q.caseNumber()
	if err != nil {
		return err
	}
	f, err := q.file()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	u, err := q.counter().Upload(ctx, number, f.at, f.name, f.content)
	if err != nil {
		return err
	}
	q.c.Status(fiber.StatusCreated)
	return q.json(wire.Upload(u))
}

// courts that an inbox can be asked for.
var courts = []casework.Court{casework.OfficeCourt, casework.CitizenCourt, casework.NoCourt}

// inbox answers GET /v1/inbox: cases of the caller's offices, the most urgent first. The
// desk's own mark of where a page ended is signed, as every cursor is.
func (s *Server) inbox(q call) error {
	limit, err := q.limit(somePage, mostPage)
	if err != nil {
		return err
	}
	ask := casework.Query{Service: q.query["service"], Limit: limit}
	if ask.Service, err = seva.Clean("service", ask.Service); err != nil {
		return err
	}
	if text, given := q.query["court"]; given {
		for word := range strings.SplitSeq(text, ",") {
			if !slices.Contains(courts, casework.Court(word)) {
				return seva.Refuse("court", seva.Say("error.court.unknown"))
			}
			ask.Courts = append(ask.Courts, casework.Court(word))
		}
	}
	// A cursor is of one question: another court would go on at a place of another list.
	path := "/v1/inbox " + q.query["court"] + " " + ask.Service
	if cursor, given := q.query["cursor"]; given {
		after, ok := s.unsign(path, cursor)
		if !ok {
			return seva.Refuse("cursor", seva.Say("error.cursor.bad"))
		}
		ask.Cursor = after
	}
	ctx, cancel := q.patience()
	defer cancel()
	page, err := q.desk().Inbox(ctx, ask)
	if err != nil {
		return err
	}
	next := ""
	if page.Next != "" {
		next = s.sign(path, page.Next)
		again := url.Values{"cursor": {next}, "limit": {strconv.Itoa(limit)}}
		for _, name := range []string{"court", "service", "lang"} {
			if value, given := q.query[name]; given {
				again.Set(name, value)
			}
		}
		q.c.Set(fiber.HeaderLink, "</v1/inbox?"+again.Encode()+`>; rel="next"`)
	}
	return q.glances(page.Cases, next)
}
