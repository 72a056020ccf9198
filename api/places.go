package api

import (
	"slices"
	"strings"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/place"
)

// allOf is the usual page of a list that is short by nature; mouzas of a block are not.
const (
	allOf    = 100
	somePage = 20
	mostPage = 100
	mostHits = 50
)

// districts answers GET /v1/places/districts.
func (s *Server) districts(q call) error {
	ctx, cancel := q.patience()
	defer cancel()
	all, err := s.Places.Districts(ctx)
	if err != nil {
		return err
	}
	return pageOf(q, allOf, all, func(d place.District) string { return d.Code }, wire.NewDistrict)
}

// blocks answers GET /v1/places/districts/{code}/blocks.
func (s *Server) blocks(q call) error {
	code, err := q.path("code")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := s.Places.Blocks(ctx, seva.Digits(code))
	if err != nil {
		return err
	}
	return pageOf(q, allOf, all, func(b place.Block) string { return b.Code }, wire.NewBlock)
}

// mouzas answers GET /v1/places/blocks/{code}/mouzas.
func (s *Server) mouzas(q call) error {
	code, err := q.path("code")
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	all, err := s.Places.Mouzas(ctx, seva.Digits(code))
	if err != nil {
		return err
	}
	return pageOf(q, somePage, all, func(m place.Mouza) string { return m.IDN.String() }, wire.NewMouza)
}

// search answers GET /v1/places/search. It has no pages: candidates are ranked, and
// whoever needs more than fifty should type more letters.
func (s *Server) search(q call) error {
	text, given := q.query["q"]
	if !given {
		return seva.Refuse("name", seva.Say("error.query.missing", seva.Args{"Name": "q"}))
	}
	name, err := seva.Clean("name", text)
	if err != nil {
		return err
	}
	kinds, err := q.kinds()
	if err != nil {
		return err
	}
	limit, err := q.limit(10, mostHits)
	if err != nil {
		return err
	}
	ctx, cancel := q.patience()
	defer cancel()
	found, err := s.Places.Search(ctx, place.Query{Name: name, Kinds: kinds, Block: seva.Digits(q.query["block"]), Limit: limit})
	if err != nil {
		return err
	}
	page := wire.Page[wire.Match]{Items: make([]wire.Match, len(found))}
	voice := q.voice()
	for i, m := range found {
		page.Items[i] = wire.NewMatch(voice, m)
	}
	return q.json(page)
}

// kinds reads "mouza,village"; one parameter with commas, because repeated ones are refused.
func (q *call) kinds() ([]place.Kind, error) {
	text, given := q.query["kind"]
	if !given {
		return nil, nil
	}
	var kinds []place.Kind
	for word := range strings.SplitSeq(text, ",") {
		kind := place.Kind(word)
		if !slices.Contains(searchable, kind) {
			return nil, seva.Refuse("kind", seva.Say("error.kind.unknown"))
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}

var searchable = []place.Kind{place.KindDistrict, place.KindBlock, place.KindMouza, place.KindVillage}
