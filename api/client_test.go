package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"duar/api/client"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// The same questions are put to the desks in this process and to the desks behind a
// real listener; a kiosk must not be able to tell which it has.
func TestClientIsTheDesk(t *testing.T) {
	w := newWorld(t)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	server, err := client.New("http://"+listen(t, w)+"/", &http.Client{Transport: transport, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	type desks struct {
		places place.Desk
		land   land.Counter
	}
	here := desks{places(), land.NewDesk(w.register).For(land.Public)}
	there := desks{server.Places(), server.Land()}

	n := func(main, bata int32) land.Number { return land.Number{Main: main, Bata: bata} }
	past := land.At{Valid: seva.Date{Year: 1999, Month: 1, Day: 1}}
	for name, ask := range map[string]func(context.Context, desks) (any, error){
		"districts":               func(ctx context.Context, d desks) (any, error) { return d.places.Districts(ctx) },
		"blocks":                  func(ctx context.Context, d desks) (any, error) { return d.places.Blocks(ctx, "318") },
		"blocks by portal code":   func(ctx context.Context, d desks) (any, error) { return d.places.Blocks(ctx, "10") },
		"blocks of nowhere":       func(ctx context.Context, d desks) (any, error) { return d.places.Blocks(ctx, "../x?y#z") },
		"blocks of no code":       func(ctx context.Context, d desks) (any, error) { return d.places.Blocks(ctx, "") },
		"120 mouzas in two pages": func(ctx context.Context, d desks) (any, error) { return d.places.Mouzas(ctx, "2984") },
		"no mouzas known":         func(ctx context.Context, d desks) (any, error) { return d.places.Mouzas(ctx, "2978") },
		"mouzas of nowhere":       func(ctx context.Context, d desks) (any, error) { return d.places.Mouzas(ctx, "0") },
		"mouza":                   func(ctx context.Context, d desks) (any, error) { return d.places.Mouza(ctx, ranjapur) },
		"mouza without a record":  func(ctx context.Context, d desks) (any, error) { return d.places.Mouza(ctx, ranjapur+1) },
		"unknown mouza":           func(ctx context.Context, d desks) (any, error) { return d.places.Mouza(ctx, 9999999) },
		"search": func(ctx context.Context, d desks) (any, error) {
			return d.places.Search(ctx, place.Query{Name: "ranja", Kinds: []place.Kind{place.KindMouza, place.KindVillage}, Block: "2984", Limit: 5})
		},
		"search for more than most": func(ctx context.Context, d desks) (any, error) {
			return d.places.Search(ctx, place.Query{Name: "ranja", Limit: 500})
		},
		"search in vain": func(ctx context.Context, d desks) (any, error) {
			return d.places.Search(ctx, place.Query{Name: "zzz & x=1"})
		},
		"search with one letter": func(ctx context.Context, d desks) (any, error) { return d.places.Search(ctx, place.Query{Name: "r"}) },
		"search for a book": func(ctx context.Context, d desks) (any, error) {
			return d.places.Search(ctx, place.Query{Name: strings.Repeat("ranja ", 30)})
		},
		"search in no block": func(ctx context.Context, d desks) (any, error) {
			return d.places.Search(ctx, place.Query{Name: "ranja", Block: "1"})
		},
		"search for an escape": func(ctx context.Context, d desks) (any, error) {
			return d.places.Search(ctx, place.Query{Name: "ra\x1bnja"})
		},
		"search for nothing": func(ctx context.Context, d desks) (any, error) { return d.places.Search(ctx, place.Query{}) },
		"register":           func(ctx context.Context, d desks) (any, error) { return d.land.Mouza(ctx, ranjapur) },
		"no register":        func(ctx context.Context, d desks) (any, error) { return d.land.Mouza(ctx, ranjapur+1) },
		"no such register":   func(ctx context.Context, d desks) (any, error) { return d.land.Mouza(ctx, 9999999) },
		"plot": func(ctx context.Context, d desks) (any, error) {
			return d.land.Plot(ctx, ranjapur, n(165, 1201), land.At{})
		},
		"plot, once": func(ctx context.Context, d desks) (any, error) { return d.land.Plot(ctx, ranjapur, n(165, 1201), past) },
		"plot, as recorded": func(ctx context.Context, d desks) (any, error) {
			return d.land.Plot(ctx, ranjapur, n(165, 1201), land.At{Known: recorded})
		},
		"plot, before it was recorded": func(ctx context.Context, d desks) (any, error) {
			return d.land.Plot(ctx, ranjapur, n(165, 1201), land.At{Known: recorded.Add(-time.Microsecond)})
		},
		"no plot":         func(ctx context.Context, d desks) (any, error) { return d.land.Plot(ctx, ranjapur, n(9, 0), land.At{}) },
		"plot, then none": func(ctx context.Context, d desks) (any, error) { return d.land.Plot(ctx, ranjapur, n(9, 0), past) },
		"plot of nowhere": func(ctx context.Context, d desks) (any, error) { return d.land.Plot(ctx, 9999999, n(9, 0), land.At{}) },
		"khatian": func(ctx context.Context, d desks) (any, error) {
			return d.land.Khatian(ctx, ranjapur, n(12, 0), land.At{})
		},
		"no khatian": func(ctx context.Context, d desks) (any, error) {
			return d.land.Khatian(ctx, ranjapur, n(13, 2), land.At{})
		},
		"crosswalk": func(ctx context.Context, d desks) (any, error) {
			return d.land.Crosswalk(ctx, ranjapur, land.RS, n(98, 0))
		},
		"crosswalk back": func(ctx context.Context, d desks) (any, error) {
			return d.land.Crosswalk(ctx, ranjapur, land.LR, n(165, 1201))
		},
		"no crosswalk": func(ctx context.Context, d desks) (any, error) {
			return d.land.Crosswalk(ctx, ranjapur, land.RS, n(5, 0))
		},
		"map":            func(ctx context.Context, d desks) (any, error) { return d.land.Map(ctx, ranjapur, n(165, 1201)) },
		"no map":         func(ctx context.Context, d desks) (any, error) { return d.land.Map(ctx, ranjapur, n(9, 0)) },
		"map of nowhere": func(ctx context.Context, d desks) (any, error) { return d.land.Map(ctx, 9999999, n(9, 0)) },
	} {
		t.Run(name, func(t *testing.T) {
			want, wantErr := ask(t.Context(), here)
			got, gotErr := ask(t.Context(), there)
			// Err is for the log of the side on which it happened.
			if diff := cmp.Diff(wantErr, gotErr, cmpopts.IgnoreFields(seva.Error{}, "Err")); diff != "" {
				t.Errorf("the error here (-) and there (+):\n%s", diff)
			}
			if wantErr == nil {
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("the answer here (-) and there (+):\n%s", diff)
				}
			}
		})
	}
	for _, kind := range seva.Kinds() {
		w.register.fail = seva.Fail(kind, seva.Say("error.internal"))
		_, err := there.land.Khatian(t.Context(), ranjapur, n(12, 0), land.At{})
		if e, ok := errors.AsType[*seva.Error](err); !ok || e.Kind != kind {
			t.Errorf("%s came back as %v", kind, err)
		}
	}
}
