package program

import (
	"context"
	"fmt"
	"slices"
	"time"

	"duar/catalogue"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/place"
	"duar/store/queue"
)

// deedParts are what the record is changed by. They lack the desk of cases, which is made
// with their effects.
func (h *house) deedParts(defined catalogue.Definitions, atlas place.Atlas) (mutation.Parts, error) {
	offices, err := catalogue.Registrations(atlas)
	if err != nil {
		return mutation.Parts{}, err
	}
	track, known := defined.Tracks()[mutation.Service]
	if !known {
		return mutation.Parts{}, fmt.Errorf("there is no service %s", mutation.Service)
	}
	version := 0
	for _, s := range defined.Services {
		if s.ID == mutation.Service {
			version = s.Form.Version
		}
	}
	return mutation.Parts{
		Book: h.store.Deeds(), Record: h.store, World: h.world, Series: track.Series, FormOf: version,
		Office: func(ctx context.Context, idn place.IDN) (string, error) {
			m, err := h.places.Mouza(ctx, idn)
			return track.Department + "." + m.Block, err
		},
		Reaches: func(ctx context.Context, office string, idn place.IDN) (bool, error) {
			m, err := h.places.Mouza(ctx, idn)
			return err == nil && slices.Contains(offices[office].Blocks, m.Block), nil
		},
		Group: func(c land.Class) string { return h.fees.Groups[c] },
		Zone:  h.fees.Zone,
		Fee:   h.fees.Table.Reckon,
	}, nil
}

// deedsEvery is how often deeds that wait for other deeds are looked at again.
const deedsEvery = time.Minute

// deedsAtOnce is how many of them in one go.
const deedsAtOnce = 200

// waiting is the task that looks again at deeds whose land has changed since they came.
func (f *front) waiting() queue.Task {
	return queue.Task{Name: "deeds", Next: queue.Every(deedsEvery), Limit: 10 * time.Minute, Run: func(ctx context.Context) error {
		_, err := f.house.deeds.Again(ctx, deedsAtOnce)
		return err
	}}
}
