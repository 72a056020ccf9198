package screens

import (
	"context"
	"maps"
	"strings"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/place"
)

// villages is a directory that knows a village by its code; one behind a server does not,
// and the code stands for the name there.
type villages interface {
	Village(ctx context.Context, code string) (place.Village, error)
}

// located names the places that answers hold by their codes ("block/village"), as far as
// the directory can: a case whose places cannot be named is shown all the same.
func located(ctx context.Context, places place.Desk, f form.Form, a form.Answers) map[string]seva.Names {
	wanted := map[string]bool{}
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if text := a[field.ID].Text; field.Kind == form.Place && text != "" {
				block, village, _ := strings.Cut(text, "/")
				wanted[block], wanted[village] = true, true
			}
		}
	}
	delete(wanted, "")
	found := map[string]seva.Names{}
	if len(wanted) == 0 {
		return found
	}
	if known, ok := places.(villages); ok {
		for code := range wanted {
			if v, err := known.Village(ctx, code); err == nil {
				found[code] = v.Name
			}
		}
	}
	districts, err := places.Districts(ctx)
	if err != nil {
		return found
	}
	for _, d := range districts {
		blocks, err := places.Blocks(ctx, d.Code)
		if err != nil {
			continue
		}
		for _, b := range blocks {
			if wanted[b.Code] {
				found[b.Code] = b.Name
			}
		}
		if len(found) == len(wanted) {
			break
		}
	}
	return found
}

// know keeps names of places for showing them.
func (g *Ground) know(names map[string]seva.Names) { maps.Copy(g.named, names) }
