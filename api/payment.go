package api

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/payment"
)

// purse is the desk of payments as the caller sees it.
func (q *call) purse() payment.Counter { return q.s.Payments(q.caller()) }

func (s *Server) paymentRoutes() []*route {
	const one = "/v1/payments/{dpr}"
	paying := []auth{forCitizen, forStaff, forAuditor}
	routes := []*route{
		{method: fiber.MethodGet, path: "/v1/dues", query: []string{"number"}, cache: cachePersonal, handle: s.dues, auth: paying},
		{method: fiber.MethodPost, path: "/v1/dues/check", cache: cachePersonal, handle: s.presentDues, auth: clerks,
			body: jsonBody, members: []string{"number", "fact"}},
		{method: fiber.MethodPost, path: "/v1/payments", cache: cachePersonal, handle: s.pay, auth: entering,
			body: jsonBody, members: []string{"demands", "mode"}},
	}
	if s.Returned != nil {
		routes = append(routes, &route{method: fiber.MethodPost, path: "/v1/payments/return", cache: cacheNever, handle: s.returned,
			auth: anybody, body: formBody})
	}
	return append(routes,
		&route{method: fiber.MethodGet, path: one, cache: cachePersonal, handle: s.payment, auth: paying},
		&route{method: fiber.MethodPost, path: one + "/resume", cache: cachePersonal, handle: s.resume, auth: entering},
		&route{method: fiber.MethodPost, path: one + "/abandon", cache: cachePersonal, handle: s.abandon, auth: entering},
		&route{method: fiber.MethodPost, path: one + "/told", cache: cachePersonal, handle: s.toldPaid, auth: entering},
		&route{method: fiber.MethodGet, path: "/v1/receipts/{grn}", cache: cachePersonal, handle: s.receipt, auth: paying},
	)
}

// dues answers GET /v1/dues: the caller's own open demands, or with a case's number its own.
func (s *Server) dues(q call) error {
	number, err := seva.Clean("number", q.query["number"])
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.purse().Dues(ctx, number)
	if err != nil {
		return err
	}
	return q.owed(all)
}

// presentDues answers POST /v1/dues/check: an operator opens what a case owes with the second
// fact, which is in the body so that it is in no address.
func (s *Server) presentDues(q call) error {
	number, fact, err := q.proof()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := q.purse().Present(ctx, number, fact)
	if err != nil {
		return err
	}
	return q.owed(all)
}

// owed answers with demands.
func (q *call) owed(all []payment.Due) error {
	page, voice := wire.Page[wire.Due]{Items: []wire.Due{}}, q.voice()
	for _, d := range all {
		page.Items = append(page.Items, wire.NewDue(voice, d))
	}
	return q.json(page)
}

// pay answers POST /v1/payments: it begins a payment and says how to go on with it.
func (s *Server) pay(q call) error {
	key, err := q.key()
	if err != nil {
		return err
	}
	var in struct {
		Demands []string `json:"demands"`
		Mode    string   `json:"mode"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	h, err := q.purse().Begin(ctx, in.Demands, payment.Mode(in.Mode), key)
	if err != nil {
		return err
	}
	return q.json(wire.NewHandoff(q.voice(), h))
}

// payment answers GET /v1/payments/{dpr}; as a PDF it is the challan for the counter.
func (s *Server) payment(q call) error {
	dpr, err := q.word("dpr")
	if err != nil {
		return err
	}
	pdf, err := q.wantsPDF(s.Leaves.Challan != nil)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.purse().Payment(ctx, dpr)
	if err != nil {
		return err
	}
	if pdf {
		return q.challan(ctx, v)
	}
	return q.json(wire.NewPayment(q.voice(), v))
}

// resume answers POST /v1/payments/{dpr}/resume: how to go on with a payment, once more.
func (s *Server) resume(q call) error {
	dpr, err := q.word("dpr")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	h, err := q.purse().Resume(ctx, dpr)
	if err != nil {
		return err
	}
	return q.json(wire.NewHandoff(q.voice(), h))
}

// abandon answers POST /v1/payments/{dpr}/abandon: whoever pays gives the payment up.
func (s *Server) abandon(q call) error {
	dpr, err := q.word("dpr")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.purse().Abandon(ctx, dpr)
	if err != nil {
		return err
	}
	return q.json(wire.NewPayment(q.voice(), v))
}

// toldPaid answers POST /v1/payments/{dpr}/told: "I paid at the counter".
func (s *Server) toldPaid(q call) error {
	dpr, err := q.word("dpr")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := q.purse().Told(ctx, dpr)
	if err != nil {
		return err
	}
	return q.json(wire.NewPayment(q.voice(), v))
}

// receipt answers GET /v1/receipts/{grn}, also as a PDF.
func (s *Server) receipt(q call) error {
	grn, err := q.word("grn")
	if err != nil {
		return err
	}
	pdf, err := q.wantsPDF(s.Leaves.Receipt != nil)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	slip, err := q.purse().Receipt(ctx, grn)
	if err != nil {
		return err
	}
	if pdf {
		leaf, err := s.Leaves.Receipt(slip, q.office(ctx, slip.Office), q.leafLangs())
		return q.sendLeaf(leaf, err, "receipt-"+slip.GRN)
	}
	return q.json(wire.NewSlip(q.voice(), slip))
}

// returned answers POST /v1/payments/return, which a browser is sent to from the treasury
// with a form. Nothing in it is believed: it says which payment to ask about, and the answer
// says no more than how that one stands. Who posts it is not asked, because a browser that
// comes from elsewhere brings no token.
func (s *Server) returned(q call) error {
	if mediaType(q.c.Context().Request.Header.ContentType()) != fiber.MIMEApplicationForm {
		return refused(fiber.StatusUnsupportedMediaType, "error.type.form")
	}
	form, err := url.ParseQuery(string(q.c.Context().Request.Body()))
	if err != nil {
		return seva.Fail(seva.Invalid, seva.Say("error.request.malformed"))
	}
	fields := map[string]string{}
	for _, name := range []string{"encData", "cs", "src"} {
		if len(form[name]) == 1 {
			fields[name] = form[name][0]
		}
	}
	ctx, cancel := q.patience()
	defer cancel()
	v, err := s.Returned(ctx, fields)
	if err != nil {
		return err
	}
	if s.Landing == nil {
		return q.json(wire.NewPayment(q.voice(), v))
	}
	to, err := url.Parse(s.Landing(v.DPR))
	if err != nil || to.Host != "" && to.Scheme != "https" && to.Scheme != "http" {
		return seva.Broken(errors.New("api: nowhere to send a payer back to"))
	}
	q.c.Set(fiber.HeaderCacheControl, cacheNever)
	return q.c.Redirect(to.String(), fiber.StatusSeeOther)
}
