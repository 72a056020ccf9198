package sqlstore_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/seva"
	"duar/seva/land"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// A map put over a register changes the parcels and whether plots have one, and nothing else;
// what was before can still be asked for.
func TestAMapIsPutOverARegister(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			v := storetest.Volume(1027001, 45)
			v.Source = "extract-7"
			if err := s.Bind(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			before, err := s.Mosaic(t.Context(), v.Mouza)
			if err != nil || len(before.Parcels) != 45 || before.AsOn.Source != "extract-7" {
				t.Fatalf("%d parcels as on %+v, %v", len(before.Parcels), before.AsOn, err)
			}
			for i, p := range before.Parcels {
				if p.Area != v.Plots[i].Area || p.Class != v.Plots[i].Class || p.Area == 0 {
					t.Fatalf("parcel %v has %v of class %q", p.Number, p.Area, p.Class)
				}
			}
			same, err := s.PutMap(t.Context(), sqlstore.Mapping{Mouza: v.Mouza, Valid: v.Valid, Source: "map.geojson", Parcels: v.Parcels})
			if err != nil || same != 0 {
				t.Fatalf("the same map: %d, %v", same, err)
			}

			parcels := append([]land.Parcel{}, v.Parcels[:40]...)
			parcels[3].Ring = append(land.Ring{{Lon: parcels[3].Ring[0].Lon - 5, Lat: parcels[3].Ring[0].Lat - 5}}, parcels[3].Ring[1:]...)
			changed, err := s.PutMap(t.Context(), sqlstore.Mapping{Mouza: v.Mouza, Valid: v.Valid, Source: "map.geojson", Parcels: parcels})
			if err != nil || changed < 6 {
				t.Fatalf("%d changed, %v", changed, err)
			}
			after, err := s.Mosaic(t.Context(), v.Mouza)
			if err != nil || len(after.Parcels) != 40 || after.AsOn.Source != "map.geojson" {
				t.Fatalf("%d parcels as on %+v, %v", len(after.Parcels), after.AsOn, err)
			}
			if diff := cmp.Diff(parcels[3].Ring, after.Parcels[3].Ring); diff != "" {
				t.Error(diff)
			}
			sum, err := s.Summary(t.Context(), v.Mouza)
			if err != nil || sum.Maps != 40 || sum.Plots != 45 || sum.AsOn.Source != "extract-7" {
				t.Errorf("%+v, %v", sum, err)
			}
			for i, p := range v.Plots {
				got, err := s.Plot(t.Context(), v.Mouza, p.Number, land.At{})
				if err != nil || got.HasMap != (i < 40) || got.AsOn.Source != "extract-7" || got.AsOn.Valid != v.Valid {
					t.Errorf("plot %v: map %v, as on %+v, %v", p.Number, got.HasMap, got.AsOn, err)
				}
			}
			// As it was known before.
			old, err := s.Plot(t.Context(), v.Mouza, v.Plots[44].Number, land.At{Known: before.AsOn.Recorded})
			if err != nil || !old.HasMap {
				t.Errorf("the plot as known then: %v, %v", old.HasMap, err)
			}
		})
	}
}

func TestAMapThatDoesNotFitIsRefusedWhole(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			v := storetest.Volume(1027001, 9)
			if err := s.Bind(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			m := sqlstore.Mapping{Mouza: v.Mouza, Valid: v.Valid, Source: "map.geojson"}
			put := func(parcels ...land.Parcel) error {
				m.Parcels = parcels
				_, err := s.PutMap(t.Context(), m)
				return err
			}
			stray, twice, flat, other := v.Parcels[2], v.Parcels[1], v.Parcels[0], v.Parcels[4]
			stray.Number = land.Number{Main: 777}
			flat.Ring = flat.Ring[:2]
			other.ULPIN = "ZZ00ZZ00ZZ00ZZ"
			for what, c := range map[string]struct {
				err error
				key string
			}{
				"unknown plot": {put(v.Parcels[0], stray), "error.map.plot.unknown"},
				"twice":        {put(v.Parcels[1], twice), "flaw.parcel.twice"},
				"flat":         {put(flat), "flaw.parcel.ring"},
			} {
				var e *seva.Error
				if !errors.As(c.err, &e) || e.Kind != seva.Invalid || e.Text.Key != c.key {
					t.Errorf("%s: %v", what, c.err)
				}
			}
			if v.Plots[4].ULPIN != "" {
				if err := put(other); seva.KindOf(err) != seva.Invalid {
					t.Errorf("another ULPIN: %v", err)
				}
			}
			m.Mouza++
			if err := put(v.Parcels[0]); !errors.Is(err, land.ErrNone) {
				t.Errorf("a mouza that is not there: %v", err)
			}
			m.Mouza--
			m.Valid.Year--
			if err := put(v.Parcels[0]); seva.KindOf(err) != seva.Conflict {
				t.Errorf("a map older than the record: %v", err)
			}
			if _, err := s.Mosaic(t.Context(), v.Mouza+5); !errors.Is(err, land.ErrNone) {
				t.Errorf("no map: %v", err)
			}
			now, err := s.Mosaic(t.Context(), v.Mouza)
			if err != nil || len(now.Parcels) != 9 {
				t.Errorf("%d parcels are left, %v", len(now.Parcels), err)
			}
		})
	}
}

// What is put over made-up records is made up as well.
func TestAMapOfASpecimenIsOne(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			v := storetest.Volume(1027001, 9)
			v.Source = land.DemoSource
			if err := s.Bind(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			if _, err := s.PutMap(t.Context(), sqlstore.Mapping{Mouza: v.Mouza, Valid: v.Valid, Source: "map.geojson", Parcels: v.Parcels[:3]}); err != nil {
				t.Fatal(err)
			}
			v.Parcels[0].Ring = append(land.Ring{}, v.Parcels[0].Ring...)
			v.Parcels[0].Ring[0].Lon -= 7
			if _, err := s.PutMap(t.Context(), sqlstore.Mapping{Mouza: v.Mouza, Valid: v.Valid, Source: "map.geojson", Parcels: v.Parcels[:3]}); err != nil {
				t.Fatal(err)
			}
			if m, err := s.Mosaic(t.Context(), v.Mouza); err != nil || !m.AsOn.Specimen() {
				t.Errorf("as on %+v, %v", m.AsOn, err)
			}
		})
	}
}
