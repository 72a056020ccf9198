package api

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/place"
)

// Deeds is the desk of deeds and objections; *mutation.Desk is one.
type Deeds interface {
	Receive(ctx context.Context, caller casework.Caller, d mutation.Deed) (mutation.Receipt, error)
	Deed(ctx context.Context, caller casework.Caller, id mutation.ID) (mutation.Receipt, error)
	Ask(ctx context.Context, caller casework.Caller, idn place.IDN, plot, khatian land.Number) (mutation.Answer, error)
	Object(ctx context.Context, who casework.Caller, number, words string) (casework.Case, error)
	Conflicts(ctx context.Context, caller casework.Caller) ([]mutation.Conflict, error)
}

func (s *Server) deedRoutes() []*route {
	return []*route{
		{method: fiber.MethodPost, path: "/v1/registration/deeds", cache: cachePersonal, handle: s.deed, auth: machines, body: jsonBody,
			members: []string{"office", "year", "number", "book", "registered", "presented", "kind", "consideration", "sellers", "buyers", "schedule", "fee", "grn"}},
		{method: fiber.MethodGet, path: "/v1/registration/deeds/{office}/{year}/{number}", query: []string{"book"}, cache: cachePersonal, handle: s.oneDeed, auth: machines},
		{method: fiber.MethodGet, path: "/v1/registration/ask", query: []string{"mouza", "plot", "khatian"}, cache: cachePersonal,
			handle: s.askLand, auth: machines, cost: record},
		{method: fiber.MethodGet, path: "/v1/registration/conflicts", cache: cachePersonal, handle: s.deedConflicts, auth: readers},
		{method: fiber.MethodPost, path: "/v1/cases/{number}/objections", cache: cachePersonal, handle: s.object, auth: entering,
			body: jsonBody, members: []string{"words"}},
	}
}

// deed answers POST /v1/registration/deeds. The deed's own number makes a repetition
// harmless: a key is taken and says nothing more. 201 when it is new, 200 when it was here.
func (s *Server) deed(q call) error {
	if len(q.c.Context().Request.Header.Peek(headerKey)) > 0 {
		if _, err := q.key(); err != nil {
			return err
		}
	}
	var in mutation.Input
	if err := q.body(&in); err != nil {
		return err
	}
	d, err := in.Deed(s.World.Today())
	if err != nil {
		return q.inDeed(err)
	}
	ctx, cancel := q.patience()
	defer cancel()
	r, err := s.Deeds.Receive(ctx, q.caller(), d)
	if err != nil {
		return q.inDeed(err)
	}
	if !r.Again {
		q.c.Status(fiber.StatusCreated)
	}
	return q.json(wire.NewDeedReceipt(q.voice(), r))
}

// inDeed points an error of the desk's at the place in the deed that it names
// ("buyers/0/share").
func (q *call) inDeed(err error) error {
	e := seva.Broken(err)
	if head, _, _ := strings.Cut(e.Field, "/"); slices.Contains(q.route.members, head) {
		return pointed{"/" + e.Field, e}
	}
	return err
}

// oneDeed answers GET /v1/registration/deeds/{office}/{year}/{number}. Without a book it is
// Book I, as it was before there was one.
func (s *Server) oneDeed(q call) error {
	office, err := q.word("office")
	if err != nil {
		return err
	}
	whole := func(name string, most int64) (int64, error) {
		text, err := q.word(name)
		if err != nil {
			return 0, err
		}
		n, err := strconv.ParseInt(seva.Digits(text), 10, 64)
		if err != nil || n < 1 || n > most {
			return 0, seva.Refuse(name, seva.Say("error.deed."+name))
		}
		return n, nil
	}
	year, err := whole("year", 9999)
	if err != nil {
		return err
	}
	number, err := whole("number", 9_999_999)
	if err != nil {
		return err
	}
	book, err := mutation.ParseBook(q.query["book"])
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	r, err := s.Deeds.Deed(ctx, q.caller(), mutation.ID{Office: office, Year: int(year), Number: number, Book: book})
	if err != nil {
		return err
	}
	return q.json(wire.NewDeedReceipt(q.voice(), r))
}

// deedConflicts answers GET /v1/registration/conflicts: deeds that came under the number of
// another, in the offices of whoever asks.
func (s *Server) deedConflicts(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := s.Deeds.Conflicts(ctx, q.caller())
	if err != nil {
		return err
	}
	page := wire.Page[wire.DeedConflict]{Items: []wire.DeedConflict{}}
	for _, c := range all {
		page.Items = append(page.Items, wire.NewDeedConflict(c))
	}
	return q.json(page)
}

// askLand answers GET /v1/registration/ask: whose a khatian's share of a plot is, before a
// deed about it is registered.
func (s *Server) askLand(q call) error {
	idn, err := place.ParseIDN(q.query["mouza"])
	if err != nil {
		return err
	}
	plot, err := land.ParseNumber("plot", q.query["plot"])
	if err != nil {
		return err
	}
	khatian, err := land.ParseNumber("khatian", q.query["khatian"])
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	a, err := s.Deeds.Ask(ctx, q.caller(), idn, plot, khatian)
	if err != nil {
		return err
	}
	return q.json(wire.NewLandAsk(q.voice(), a))
}

// object answers POST /v1/cases/{number}/objections. It asks for no key: one person objects
// to a case once, however often it is sent.
func (s *Server) object(q call) error {
	number, err := q.caseNumber()
	if err != nil {
		return err
	}
	var in struct {
		Words string `json:"words"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	c, err := s.Deeds.Object(ctx, q.caller(), number, in.Words)
	if err != nil {
		return err
	}
	return q.json(wire.NewObjection(q.voice(), c))
}
