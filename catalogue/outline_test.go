package catalogue

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duar/seva/land"
	"duar/seva/place"
)

func TestOutlinesThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ring := rapid.Custom(func(t *rapid.T) land.Ring {
			lon, lat := rapid.Int32Range(-179e6, 179e6).Draw(t, "lon"), rapid.Int32Range(-89e6, 89e6).Draw(t, "lat")
			d := rapid.Int32Range(1, 1e6).Draw(t, "d")
			return land.Ring{{Lon: lon, Lat: lat}, {Lon: lon + d, Lat: lat}, {Lon: lon, Lat: lat + d}}
		})
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Outline {
			return Outline{
				IDN:    place.IDN(rapid.IntRange(0, 9_999_999).Draw(t, "idn")),
				Census: rapid.StringMatching(`[0-9]{16}`).Draw(t, "census"),
				Name:   rapid.StringMatching(`[A-Z][a-z]{0,20}`).Draw(t, "name"),
				Rings:  rapid.SliceOfN(ring, 1, 4).Draw(t, "rings"),
			}
		})).Draw(t, "outlines")
		b := EncodeOutlines(all)
		got, err := decodeOutlines(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(all, got); len(all) > 0 && d != "" {
			t.Fatal(d)
		}
		for cut := range b {
			if _, err := decodeOutlines(b[:cut]); err == nil {
				t.Fatalf("cut at %d of %d and not refused", cut, len(b))
			}
		}
		if _, err := decodeOutlines(append(b, 0)); err == nil {
			t.Fatal("overlong and not refused")
		}
	})
}

func TestOutlineRingsAreChecked(t *testing.T) {
	clockwise := land.Ring{{Lon: 0, Lat: 0}, {Lon: 0, Lat: 5}, {Lon: 5, Lat: 0}}
	for _, ring := range []land.Ring{clockwise, clockwise[:2], nil} {
		if _, err := decodeOutlines(EncodeOutlines([]Outline{{Rings: []land.Ring{ring}}})); err == nil {
			t.Errorf("%v is not refused", ring)
		}
	}
}

func FuzzOutlines(f *testing.F) {
	f.Add(EncodeOutlines([]Outline{{IDN: 1027001, Census: "1915000802839700", Name: "Ranjapur",
		Rings: []land.Ring{{{Lon: 0, Lat: 0}, {Lon: 5, Lat: 0}, {Lon: 0, Lat: 5}}}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := decodeOutlines(b)
		if err != nil {
			return
		}
		again, err := decodeOutlines(EncodeOutlines(all))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(EncodeOutlines(all), EncodeOutlines(again)) {
			t.Fatal("not stable")
		}
	})
}
