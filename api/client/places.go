package client

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/place"
)

// Places is a place.Desk over HTTP.
type Places struct{ server *Server }

// most is how many items are asked for at once.
const most = "100"

// mostHits is the most that a search gives.
const mostHits = 50

// Districts asks for all districts.
func (p Places) Districts(ctx context.Context) ([]place.District, error) {
	return all(ctx, p.server, wire.District.Facts, "places", "districts")
}

// Blocks asks for the blocks of a district.
func (p Places) Blocks(ctx context.Context, district string) ([]place.Block, error) {
	return all(ctx, p.server, wire.Block.Facts, "places", "districts", part(district), "blocks")
}

// Mouzas asks for the mouzas of a block.
func (p Places) Mouzas(ctx context.Context, block string) ([]place.Mouza, error) {
	return all(ctx, p.server, wire.Mouza.Facts, "places", "blocks", part(block), "mouzas")
}

// Mouza asks for one mouza.
func (p Places) Mouza(ctx context.Context, idn place.IDN) (place.Mouza, error) {
	var m wire.MouzaRecord
	err := p.server.get(ctx, &m, nil, "land", "mouzas", idn.String())
	if err != nil && seva.KindOf(err) != seva.NotFound {
		return place.Mouza{}, err
	}
	// Without names there is a register, but the atlas does not know the place.
	if err != nil || m.Names == (wire.Names{}) {
		return place.Mouza{}, &seva.Error{
			Kind: seva.NotFound, Field: "mouza", Text: seva.Say("error.mouza.unknown", seva.Args{"Mouza": idn}), Err: err,
		}
	}
	mouza, err := m.Mouza.Facts()
	if err != nil {
		return place.Mouza{}, seva.Broken(err)
	}
	return mouza, nil
}

// Search asks for candidates.
func (p Places) Search(ctx context.Context, q place.Query) ([]place.Match, error) {
	ask := url.Values{"q": {q.Name}}
	if len(q.Kinds) > 0 {
		words := make([]string, len(q.Kinds))
		for i, k := range q.Kinds {
			words[i] = string(k)
		}
		ask.Set("kind", strings.Join(words, ","))
	}
	if q.Block != "" {
		ask.Set("block", q.Block)
	}
	if q.Limit > 0 { // the desk takes 0 for its usual number and no more than mostHits
		ask.Set("limit", strconv.Itoa(min(q.Limit, mostHits)))
	}
	var page wire.Page[wire.Match]
	if err := p.server.get(ctx, &page, ask, "places", "search"); err != nil {
		return nil, err
	}
	var found []place.Match
	for _, m := range page.Items {
		found = append(found, m.Facts())
	}
	return found, nil
}

// part keeps an empty code from making another address: no code is a space.
func part(code string) string {
	if code == "" {
		return " "
	}
	return code
}

// all reads a whole list, page by page.
func all[W, F any](ctx context.Context, s *Server, facts func(W) (F, error), parts ...string) ([]F, error) {
	var out []F
	for cursor := ""; ; {
		ask := url.Values{"limit": {most}}
		if cursor != "" {
			ask.Set("cursor", cursor)
		}
		var page wire.Page[W]
		if err := s.get(ctx, &page, ask, parts...); err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			f, err := facts(item)
			if err != nil {
				return nil, seva.Broken(err)
			}
			out = append(out, f)
		}
		if page.Next == "" || page.Next == cursor {
			return out, nil
		}
		cursor = page.Next
	}
}
