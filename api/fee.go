package api

import (
	"cmp"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/charge"
	"duar/seva/land"
	"duar/seva/place"
)

func (s *Server) feeRoutes() []*route {
	return []*route{{
		method: fiber.MethodGet, path: "/v1/fees/estimate", query: []string{"service", "mouza", "plot", "use", "area", "count"},
		cache: cacheRegister, handle: s.estimate, auth: anybody, cost: crossed,
	}}
}

// estimate answers GET /v1/fees/estimate: what something costs, by which rate, and whether
// that is sure. It tells no more of a plot than its class and area.
func (s *Server) estimate(q call) error {
	ask := charge.Query{Service: q.query["service"], Use: q.query["use"]}
	if text, given := q.query["mouza"]; given {
		idn, err := place.ParseIDN(text)
		if err != nil {
			return err
		}
		ask.Mouza = idn
	}
	if text, given := q.query["plot"]; given {
		n, err := land.ParseNumber("plot", text)
		if err != nil {
			return err
		}
		if ask.Plot = n; ask.Mouza == 0 {
			return seva.Refuse("mouza", seva.Say("error.query.missing", seva.Args{"Name": "mouza"}))
		}
	}
	if text, given := q.query["area"]; given {
		area, err := seva.ParseArea(text)
		if err != nil || area == 0 {
			return seva.Refuse("area", seva.Say("error.fee.area"))
		}
		ask.Area = area
	}
	if text, given := q.query["count"]; given {
		n, err := strconv.Atoi(cmp.Or(text, "0"))
		if err != nil || n < 1 {
			return seva.Refuse("count", seva.Say("error.fee.count"))
		}
		ask.Count = n
	}
	ctx, cancel := q.patience()
	defer cancel()
	e, err := s.Fees.Estimate(ctx, ask)
	if err != nil {
		return err
	}
	return q.json(wire.NewFeeEstimate(q.voice(), e))
}
