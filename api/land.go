package api

import (
	"context"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// plot answers GET /v1/land/mouzas/{idn}/plots/{plot}: of the present from the shelf.
func (s *Server) plot(q call) error {
	spot, at, err := q.about("plot")
	if err != nil {
		return err
	}
	if at.IsNow() {
		if a, ok := s.shelf.get(spot); ok {
			return q.send(a, "Accept-Language")
		}
	}
	a, err := s.look(q, spot, at)
	if err != nil {
		return err
	}
	return q.send(a, "Accept-Language")
}

// look asks the desk for a plot and puts the answer on the shelf if it is of the
// present. It stands apart from plot so that an answer from the shelf allocates nothing.
func (s *Server) look(q call, at spot, when land.At) (answer, error) {
	ctx, cancel := q.patience()
	defer cancel()
	ask := func(ctx context.Context) (answer, error) {
		p, err := s.Land.Plot(ctx, at.mouza, at.number, when)
		if err != nil {
			return answer{}, err
		}
		m, err := s.named(ctx, at.mouza)
		if err != nil {
			return answer{}, err
		}
		return encode(typeJSON, wire.NewPlot(q.voice(), m, p))
	}
	if !when.IsNow() {
		return ask(ctx)
	}
	return s.shelf.fill(ctx, at, ask)
}

// khatian answers GET /v1/land/mouzas/{idn}/khatians/{khatian}.
func (s *Server) khatian(q call) error {
	spot, at, err := q.about("khatian")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	k, err := s.Land.Khatian(ctx, spot.mouza, spot.number, at)
	if err != nil {
		return err
	}
	m, err := s.named(ctx, spot.mouza)
	if err != nil {
		return err
	}
	return q.json(wire.NewKhatian(q.voice(), m, k))
}

// mouza answers GET /v1/land/mouzas/{idn}: the place and what is held of it. A mouza
// that is known but has no register is an answer, not an error; one that neither the
// atlas nor the register knows is an error.
func (s *Server) mouza(q call) error {
	idn, err := q.idn()
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	m, err := s.named(ctx, idn)
	if err != nil {
		return err
	}
	summary, err := s.Land.Mouza(ctx, idn)
	switch {
	case err == nil:
		return q.json(wire.NewMouzaRecord(q.voice(), m, &summary))
	case seva.KindOf(err) == seva.NotFound && m.Name != (seva.Names{}):
		return q.json(wire.NewMouzaRecord(q.voice(), m, nil))
	}
	return err
}

// named gives a mouza with its names; one the atlas does not know has only its number.
func (s *Server) named(ctx context.Context, idn place.IDN) (place.Mouza, error) {
	m, err := s.Places.Mouza(ctx, idn)
	if err != nil && seva.KindOf(err) == seva.NotFound {
		return place.Mouza{IDN: idn}, nil
	}
	return m, err
}

// crosswalk answers GET /v1/land/mouzas/{idn}/crosswalk, asked from one side.
func (s *Server) crosswalk(q call) error {
	idn, err := q.idn()
	if err != nil {
		return err
	}
	rs, former := q.query["rs"]
	lr, present := q.query["lr"]
	if former == present {
		return seva.Fail(seva.Invalid, seva.Say("error.crosswalk.one"))
	}
	from, text := land.RS, rs
	if present {
		from, text = land.LR, lr
	}
	number, err := land.ParseNumber("plot", text)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	pairs, err := s.Land.Crosswalk(ctx, idn, from, number)
	if err != nil {
		return err
	}
	m, err := s.named(ctx, idn)
	if err != nil {
		return err
	}
	return q.json(wire.NewCrosswalk(q.voice(), m, from, number, pairs))
}
