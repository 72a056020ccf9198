package wire_test

import (
	"crypto/sha256"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// mute says keys, so that these tests do not hang on words.
var mute = wire.NewVoice(seva.Bengali, func(_ seva.Lang, t seva.Text) string { return t.Key })

func number() *rapid.Generator[land.Number] {
	return rapid.Custom(func(t *rapid.T) land.Number {
		return land.Number{Main: rapid.Int32Range(1, 999_999).Draw(t, "main"), Bata: rapid.Int32Range(0, 999_999).Draw(t, "bata")}
	})
}

func names() *rapid.Generator[seva.Names] {
	word := rapid.StringMatching(`[a-zA-Z<&"\x{0985}-\x{09b9}\x{0905}-\x{0939}\x{2028} ]{0,8}`)
	return rapid.Custom(func(t *rapid.T) seva.Names {
		return seva.Names{Bn: word.Draw(t, "bn"), En: word.Draw(t, "en"), Hi: word.Draw(t, "hi")}
	})
}

func area(t *rapid.T, label string) seva.Area {
	return seva.Area(rapid.Int64Range(0, 1<<40).Draw(t, label))
}

func owner() *rapid.Generator[land.Owner] {
	return rapid.Custom(func(t *rapid.T) land.Owner {
		return land.Owner{
			Name: names().Draw(t, "name"), Guardian: names().Draw(t, "guardian"), Address: names().Draw(t, "address"),
			Type:     rapid.SampledFrom([]land.OwnerType{"", land.Individual, land.Government}).Draw(t, "type"),
			Relation: rapid.SampledFrom([]land.Relation{"", land.Father, land.Husband}).Draw(t, "relation"),
		}
	})
}

func holding() *rapid.Generator[land.Holding] {
	return rapid.Custom(func(t *rapid.T) land.Holding {
		return land.Holding{
			Plot: number().Draw(t, "plot"), Khatian: number().Draw(t, "khatian"),
			Class: rapid.SampledFrom([]land.Class{"", "sali", "bastu"}).Draw(t, "class"),
			Share: seva.Share(rapid.Int64Range(0, 10_000).Draw(t, "share")), Recorded: area(t, "recorded"), Computed: area(t, "computed"),
			Owner: owner().Draw(t, "owner"), Possession: rapid.SampledFrom([]land.Possession{"", land.Bargadar}).Draw(t, "possession"),
			Possessor: names().Draw(t, "possessor"),
			Remark:    land.Remark{Text: names().Draw(t, "remark"), Rule: rapid.SampledFrom([]string{"", "WBLR Act"}).Draw(t, "rule")},
		}
	})
}

func asOn(t *rapid.T) land.AsOn {
	return land.AsOn{
		Valid:    rapid.SampledFrom([]seva.Date{{}, {Year: 1985}, {Year: 1985, Month: 4}, {Year: 2026, Month: 2, Day: 28}}).Draw(t, "valid"),
		Recorded: time.UnixMicro(rapid.Int64Range(0, 1<<51).Draw(t, "recorded")).UTC(), Source: "demo",
	}
}

// over sends a value through JSON, as the network would.
func over[W any](t *rapid.T, w W) W {
	b, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var back W
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return back
}

func same(t *rapid.T, want, got any, err error) {
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatal(diff)
	}
}

// Whatever a desk knows comes through the wire unchanged.
func TestFactsComeThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		idn := place.IDN(rapid.Int32Range(0, 9_999_999).Draw(t, "idn"))
		m := place.Mouza{IDN: idn, Block: "2984", Village: "337639", Name: names().Draw(t, "mouza")}
		gotM, err := over(t, wire.NewMouza(mute, m)).Facts()
		same(t, m, gotM, err)

		p := land.Plot{
			Mouza: idn, Number: number().Draw(t, "plot"), Class: "sali", Area: area(t, "area"),
			Flags:    rapid.SliceOfDistinct(rapid.SampledFrom(land.Flags()), rapid.ID[land.Flag]).Draw(t, "flags"),
			Holdings: rapid.SliceOfN(holding(), 0, 3).Draw(t, "holdings"), HasMap: rapid.Bool().Draw(t, "map"), AsOn: asOn(t),
		}
		gotP, err := over(t, wire.NewPlot(mute, m, p)).Facts()
		same(t, p, gotP, err)

		k := land.Khatian{Mouza: idn, Number: number().Draw(t, "khatian"), Owner: owner().Draw(t, "owner"), Area: area(t, "area"), Holdings: p.Holdings, AsOn: p.AsOn}
		gotK, err := over(t, wire.NewKhatian(mute, m, k)).Facts()
		same(t, k, gotK, err)

		s := land.Summary{Mouza: idn, Plots: 3, Khatians: 4, Area: p.Area, Maps: 1, AsOn: p.AsOn}
		gotS, held, err := over(t, wire.NewMouzaRecord(mute, m, &s)).Summary()
		same(t, s, gotS, err)
		if !held {
			t.Fatal("the register was lost")
		}

		pairs := []land.Pair{{RS: p.Number, LR: k.Number}}
		gotC, err := over(t, wire.NewCrosswalk(mute, m, land.RS, p.Number, pairs)).Facts()
		same(t, pairs, gotC, err)
	})
}

func TestSheetsComeThroughToTheLastDigit(t *testing.T) {
	point := rapid.Custom(func(t *rapid.T) land.Point {
		return land.Point{Lon: rapid.Int32Range(-180_000_000, 180_000_000).Draw(t, "lon"), Lat: rapid.Int32Range(-90_000_000, 90_000_000).Draw(t, "lat")}
	})
	parcel := rapid.Custom(func(t *rapid.T) land.Parcel {
		return land.Parcel{Mouza: 1027001, Number: number().Draw(t, "plot"), Ring: rapid.SliceOfN(point, 3, 8).Draw(t, "ring"),
			Class: land.Class(rapid.SampledFrom([]string{"", "sali"}).Draw(t, "class")), Area: seva.Area(rapid.Int64Range(0, 1e9).Draw(t, "area")),
			ULPIN: rapid.SampledFrom([]string{"", "WB00AB12CD34EF"}).Draw(t, "ulpin")}
	})
	rapid.Check(t, func(t *rapid.T) {
		s := land.Sheet{Parcel: parcel.Draw(t, "parcel"), Neighbours: rapid.SliceOfN(parcel, 0, 3).Draw(t, "neighbours"), AsOn: asOn(t)}
		got, err := over(t, wire.NewSheet(mute, s)).Facts()
		same(t, s, got, err)

		// A whole mouza, written piece by piece, is what a sheet of its parcels would be.
		all := append([]land.Parcel{s.Parcel}, s.Neighbours...)
		m, err := wire.NewMosaic(mute, land.Mosaic{Mouza: 1027001, Parcels: all, AsOn: s.AsOn})
		if err != nil {
			t.Fatal(err)
		}
		size, sum := m.Seal()
		text, err := io.ReadAll(iotest.HalfReader(m))
		if err != nil || len(text) != size || sha256.Sum256(text) != sum {
			t.Fatalf("%d bytes of %d, %v", len(text), size, err)
		}
		want := wire.NewSheet(mute, s)
		for i := range want.Features {
			want.Features[i].Properties.Role = wire.RolePlot
		}
		plain, err := json.Marshal(want)
		if err != nil || string(text) != string(plain)+"\n" {
			t.Fatalf("%s\nwant\n%s", text, plain)
		}
	})
}

func TestDegreesAreNeverFloats(t *testing.T) {
	for d, want := range map[wire.Degree]string{0: "0.000000", 87_690_001: "87.690001", -1: "-0.000001", -22_759_000: "-22.759000"} {
		b, err := json.Marshal(d)
		if err != nil || string(b) != want {
			t.Errorf("%d: %s, %v", d, b, err)
		}
		var back wire.Degree
		if err := json.Unmarshal(b, &back); err != nil || back != d {
			t.Errorf("%s became %d, %v", b, back, err)
		}
	}
	for _, bad := range []string{"87.6900011", `"x"`, "9999999", "1e3", "null"} {
		var d wire.Degree
		if err := json.Unmarshal([]byte(bad), &d); err == nil {
			t.Errorf("%s was taken for %d", bad, d)
		}
	}
}

func TestSentences(t *testing.T) {
	m := place.Mouza{IDN: 1027001, Name: seva.Names{En: "Ranjapur"}}
	p := land.Plot{Number: land.Number{Main: 165}, Class: "sali", Area: 7500, Holdings: make([]land.Holding, 2)}
	if got := wire.PlotSentence(m, p); got.Key != "plot.sentence" || got.Args["Count"] != 2 || got.Args["Mouza"] != m.Name {
		t.Errorf("%+v", got)
	}
	p.Flags = []land.Flag{land.Court}
	if got := wire.PlotSentence(place.Mouza{IDN: 1027001}, p); got.Key != "plot.sentence.flags" || got.Args["Mouza"] != place.IDN(1027001) {
		t.Errorf("%+v", got)
	}
	text, err := json.Marshal(wire.NewPlot(mute, m, p))
	if err != nil || !strings.Contains(string(text), `"katha":"45.3750"`) || !strings.Contains(string(text), `"bigha":"2.2688","rounded":["bigha"]`) {
		t.Errorf("%s, %v", text, err)
	}
}
