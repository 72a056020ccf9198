package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/land"
)

// Pictures draws the maps that Config.Draw does not; a form whose field is nil is not
// offered. Sizes are the longer side in pixels, within Least and Most.
type Pictures struct {
	PlotPNG  func(l seva.Lang, title seva.Names, sheet land.Sheet, size int) ([]byte, error)
	Mouza    func(l seva.Lang, title seva.Names, m land.Mosaic) []byte // SVG
	MouzaPNG func(l seva.Lang, title seva.Names, m land.Mosaic, size int) ([]byte, error)

	Least, Usual, Most int
}

const (
	kindGeoJSON = "application/geo+json"
	kindSVG     = "image/svg+xml"
	kindPNG     = "image/png"
)

// mapForm reads which form of a map is wanted, and how large a picture.
func (q *call) mapForm(svg, png bool) (kind string, size int, err error) {
	offers := []string{kindGeoJSON}
	if svg {
		offers = append(offers, kindSVG)
	}
	if png {
		offers = append(offers, kindPNG)
	}
	accept := string(q.c.Request().Header.Peek(fiber.HeaderAccept))
	if strings.Contains(accept, "application/json") { // GeoJSON is JSON to whoever names it so
		offers = append(offers, "application/json")
	}
	p := q.s.Pictures
	size = p.Usual
	if text, given := q.query["size"]; given {
		if size, err = strconv.Atoi(text); err != nil || size < p.Least || size > p.Most {
			return "", 0, seva.Refuse("size", seva.Say("error.map.size", seva.Args{"Least": p.Least, "Most": p.Most}))
		}
	}
	if kind = accepted(accept, offers); kind == "" {
		return "", 0, refused(http.StatusNotAcceptable, "error.accept.none")
	}
	return kind, size, nil
}

// plotMap answers GET /v1/land/mouzas/{idn}/plots/{plot}/map as GeoJSON or as a picture.
func (s *Server) plotMap(q call) error {
	spot, _, err := q.about("plot")
	if err != nil {
		return err
	}
	kind, size, err := q.mapForm(s.Draw != nil, s.Pictures.PlotPNG != nil)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	sheet, err := s.Land.Map(ctx, spot.mouza, spot.number)
	if err != nil {
		return err
	}
	if kind != kindSVG && kind != kindPNG {
		a, err := encode(typeGeoJSON, wire.NewSheet(q.voice(), counterClockwise(sheet)))
		if err != nil {
			return err
		}
		return q.send(a, "Accept, Accept-Language")
	}
	m, err := s.named(ctx, spot.mouza)
	if err != nil {
		return err
	}
	return q.draw(ctx, kind, func() ([]byte, error) {
		if kind == kindPNG {
			return s.Pictures.PlotPNG(q.lang, m.Name, sheet, size)
		}
		return s.Draw(q.lang, m.Name, sheet), nil
	})
}

// mouzaMap answers GET /v1/land/mouzas/{idn}/map: every parcel of the mouza. GeoJSON is
// written as it is sent; that it is hashed first costs a second pass and no memory.
func (s *Server) mouzaMap(q call) error {
	idn, err := q.idn()
	if err != nil {
		return err
	}
	kind, size, err := q.mapForm(s.Pictures.Mouza != nil, s.Pictures.MouzaPNG != nil)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	whole, err := s.Maps.Mosaic(ctx, idn)
	if err != nil {
		return err
	}
	if kind != kindSVG && kind != kindPNG {
		whole.Parcels = slices.Clone(whole.Parcels)
		for i, p := range whole.Parcels {
			whole.Parcels[i] = turned(p)
		}
		text, err := wire.NewMosaic(q.voice(), whole)
		if err != nil {
			return seva.Broken(err)
		}
		length, sum := text.Seal()
		a := answer{kind: typeGeoJSON, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`}
		if err := q.send(a, "Accept, Accept-Language"); err != nil || q.c.Response().StatusCode() == fiber.StatusNotModified {
			return err
		}
		q.c.Context().Response.SetBodyStream(text, length)
		return nil
	}
	m, err := s.named(ctx, idn)
	if err != nil {
		return err
	}
	return q.draw(ctx, kind, func() ([]byte, error) {
		if kind == kindPNG {
			return s.Pictures.MouzaPNG(q.lang, m.Name, whole, size)
		}
		return s.Pictures.Mouza(q.lang, m.Name, whole), nil
	})
}

// draw answers with a picture. Drawing takes a processor for up to half a second, so only a
// few are drawn at once and the others wait, as long as they would for a desk.
func (q *call) draw(ctx context.Context, kind string, picture func() ([]byte, error)) error {
	select {
	case q.s.easels <- struct{}{}:
		defer func() { <-q.s.easels }()
	case <-ctx.Done():
		return seva.Broken(ctx.Err())
	}
	body, err := picture()
	if err != nil {
		return seva.Broken(err)
	}
	if kind == kindPNG {
		return q.send(seal(kindPNG, body), "Accept, Accept-Language")
	}
	q.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	return q.send(seal(typeSVG, body), "Accept, Accept-Language")
}

// turned gives a parcel whose ring runs counter-clockwise. A register is checked for it when
// it is loaded; RFC 7946 wants it of every answer, whoever kept the ring.
func turned(p land.Parcel) land.Parcel {
	if p.Ring.Twice() < 0 {
		p.Ring = slices.Clone(p.Ring)
		slices.Reverse(p.Ring)
	}
	return p
}

// counterClockwise turns the rings of a sheet.
func counterClockwise(s land.Sheet) land.Sheet {
	s.Parcel = turned(s.Parcel)
	s.Neighbours = slices.Clone(s.Neighbours)
	for i, n := range s.Neighbours {
		s.Neighbours[i] = turned(n)
	}
	return s
}
