package client

import (
	"context"
	"net/url"
	"strconv"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/charge"
	"duar/seva/fee"
	"duar/seva/land"
	"duar/seva/office"
	"duar/seva/place"
)

var (
	_ office.Desk   = Offices{}
	_ charge.Teller = Fees{}
)

// Offices is an office.Desk over HTTP.
type Offices struct{ server *Server }

// Offices gives the desk of offices.
func (s *Server) Offices() Offices { return Offices{s} }

// Office asks for one office.
func (o Offices) Office(ctx context.Context, id string) (office.Office, error) {
	var one wire.Office
	if err := o.server.get(ctx, &one, nil, "offices", part(id)); err != nil {
		return office.Office{}, err
	}
	return one.Facts()
}

// Of asks for the offices of a mouza.
func (o Offices) Of(ctx context.Context, idn place.IDN) ([]office.Office, error) {
	var page wire.Page[wire.Office]
	if err := o.server.get(ctx, &page, url.Values{"mouza": {idn.String()}}, "offices"); err != nil {
		return nil, err
	}
	all := make([]office.Office, len(page.Items))
	for i, one := range page.Items {
		var err error
		if all[i], err = one.Facts(); err != nil {
			return nil, seva.Broken(err)
		}
	}
	return all, nil
}

// Fees is a charge.Teller over HTTP. Of a rate it gives what the answer shows, which is all
// but the name of the service in the table.
type Fees struct{ server *Server }

// Fees gives the desk of fees.
func (s *Server) Fees() Fees { return Fees{s} }

// Estimate asks what something costs.
func (f Fees) Estimate(ctx context.Context, q charge.Query) (fee.Estimate, error) {
	ask := url.Values{"service": {q.Service}}
	put := func(name, value string, given bool) {
		if given {
			ask.Set(name, value)
		}
	}
	put("mouza", q.Mouza.String(), q.Mouza != 0)
	put("plot", q.Plot.Path(), q.Plot != (land.Number{}))
	put("use", q.Use, q.Use != "")
	put("area", q.Area.String(), q.Area != 0)
	put("count", strconv.Itoa(q.Count), q.Count != 0)
	var e wire.FeeEstimate
	if err := f.server.get(ctx, &e, ask, "fees", "estimate"); err != nil {
		return fee.Estimate{}, err
	}
	facts, err := e.Facts()
	if err != nil {
		return fee.Estimate{}, seva.Broken(err)
	}
	return facts, nil
}
