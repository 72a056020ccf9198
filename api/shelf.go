package api

import (
	"context"
	"time"

	"github.com/maypok86/otter/v2"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// shelf keeps finished answers about present plots. It is bounded in bytes and in time:
// the server that wrote a change drops it at once with forget, others learn of it
// within the age at the latest. Lookups of the same plot that arrive together are one
// question to the desk.
type shelf struct {
	kept *otter.Cache[spot, answer]
}

type spot struct {
	mouza  place.IDN
	number land.Number
	lang   seva.Lang
}

// overhead is what keeping one answer costs besides its bytes, about.
const overhead = 256

func newShelf(bytes uint64, age time.Duration) (*shelf, error) {
	kept, err := otter.New(&otter.Options[spot, answer]{
		MaximumWeight:    bytes,
		Weigher:          func(_ spot, a answer) uint32 { return uint32(len(a.body) + overhead) },
		ExpiryCalculator: otter.ExpiryWriting[spot, answer](age),
	})
	return &shelf{kept}, err
}

func (s *shelf) get(at spot) (answer, bool) { return s.kept.GetIfPresent(at) }

// fill gives the kept answer, or makes and keeps it. An error is not kept.
func (s *shelf) fill(ctx context.Context, at spot, make func(context.Context) (answer, error)) (answer, error) {
	return s.kept.Get(ctx, at, otter.LoaderFunc[spot, answer](
		func(ctx context.Context, _ spot) (answer, error) { return make(ctx) }))
}

func (s *shelf) forget(idn place.IDN) {
	for at := range s.kept.Keys() {
		if at.mouza == idn {
			s.kept.Invalidate(at)
		}
	}
}

func (s *shelf) close() { s.kept.StopAllGoroutines() }
