package paper_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/i18n"
	"duar/paper"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// sheet is a bent plot with three neighbours, near Ghatal.
func sheet() land.Sheet {
	at := func(main, bata int32, points ...[2]int32) land.Parcel {
		p := land.Parcel{Mouza: place.MakeIDN(10, 27, 1), Number: land.Number{Main: main, Bata: bata}}
		for _, xy := range points {
			p.Ring = append(p.Ring, land.Point{Lon: 87_690_000 + xy[0], Lat: 22_759_000 + xy[1]})
		}
		return p
	}
	return land.Sheet{
		Parcel: at(165, 1201, [2]int32{0, 0}, [2]int32{600, 0}, [2]int32{600, 200}, [2]int32{200, 200}, [2]int32{200, 700}, [2]int32{0, 700}),
		Neighbours: []land.Parcel{
			at(166, 0, [2]int32{200, 200}, [2]int32{600, 200}, [2]int32{650, 700}, [2]int32{200, 700}),
			at(164, 0, [2]int32{-900, 0}, [2]int32{0, 0}, [2]int32{0, 700}, [2]int32{-900, 700}),
			at(99, 0, [2]int32{-900, -800}, [2]int32{900, -800}, [2]int32{600, 0}, [2]int32{-900, 0}),
		},
	}
}

var ranjapur = seva.Names{Bn: "রঞ্জাপুর", En: "Ranjapur", Hi: "रंजापुर"}

func TestPlanIsSoundXMLInEveryLanguage(t *testing.T) {
	for _, l := range seva.Langs() {
		svg := paper.Plan(l, ranjapur, sheet())
		words := textOf(t, svg)
		for _, want := range []string{
			i18n.Digits(l, "165/1201"), i18n.Digits(l, "166"), i18n.Digits(l, "164"), ranjapur.In(l),
			i18n.Say(l, seva.Say("plan.note")), i18n.Say(l, seva.Say("plan.north")),
		} {
			if !strings.Contains(words, want) {
				t.Errorf("%s: %q is not on the map:\n%s", l, want, words)
			}
		}
		if strings.Contains(words, "⟪") {
			t.Errorf("%s: a word is missing: %s", l, words)
		}
		if again := paper.Plan(l, ranjapur, sheet()); !bytes.Equal(svg, again) {
			t.Errorf("%s: the same sheet gave two pictures", l)
		}
	}
}

func TestPlanWithoutANameSaysTheNumber(t *testing.T) {
	if words := textOf(t, paper.Plan(seva.English, seva.Names{}, sheet())); !strings.Contains(words, "1027001") {
		t.Errorf("no mouza number in %s", words)
	}
}

func TestHostileNamesAreOnlyText(t *testing.T) {
	hostile := seva.Names{En: `</text><script>alert(1)</script>&"'` + "\x1b[2J"}
	svg := paper.Plan(seva.English, hostile, sheet())
	if bytes.Contains(svg, []byte("<script")) || bytes.ContainsRune(svg, '\x1b') {
		t.Errorf("the name got out: %s", svg)
	}
	textOf(t, svg)
}

func TestAnyRingsMakeSoundXML(t *testing.T) {
	point := rapid.Custom(func(t *rapid.T) land.Point {
		return land.Point{Lon: rapid.Int32Range(85_800_000, 89_900_000).Draw(t, "lon"), Lat: rapid.Int32Range(21_500_000, 27_300_000).Draw(t, "lat")}
	})
	near := rapid.Custom(func(t *rapid.T) land.Point {
		return land.Point{Lon: 87_690_000 + rapid.Int32Range(0, 400).Draw(t, "lon"), Lat: 22_759_000 + rapid.Int32Range(0, 400).Draw(t, "lat")}
	})
	ring := rapid.OneOf(rapid.SliceOfN(near, 0, 9), rapid.SliceOfN(point, 0, 9))
	rapid.Check(t, func(t *rapid.T) {
		s := land.Sheet{Parcel: land.Parcel{Number: land.Number{Main: 1}, Ring: ring.Draw(t, "ring")}}
		for range rapid.IntRange(0, 3).Draw(t, "neighbours") {
			s.Neighbours = append(s.Neighbours, land.Parcel{Number: land.Number{Main: 2}, Ring: ring.Draw(t, "ring")})
		}
		textOf(t, paper.Plan(seva.Bengali, ranjapur, s))
	})
}

// textOf reads the whole picture as strict XML and gives the text in it.
func textOf(t interface{ Fatalf(string, ...any) }, svg []byte) string {
	var words strings.Builder
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return words.String()
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, svg)
		}
		if text, ok := token.(xml.CharData); ok {
			words.Write(text)
			words.WriteByte('\n')
		}
	}
}

// A map of made-up land says so across it, in every language; a map of a record says of
// when it is and nothing of the kind.
func TestSpecimenAndDate(t *testing.T) {
	for _, l := range seva.Langs() {
		mark := i18n.Say(l, seva.Say("plan.specimen"))
		on := land.AsOn{Valid: seva.Date{Year: 2026, Month: 9, Day: 30}, Source: "extract-7"}
		s := sheet()
		s.AsOn = on
		real := string(paper.Plan(l, seva.Names{}, s))
		if strings.Contains(real, mark) || !strings.Contains(real, i18n.Say(l, seva.Say("api.ason", seva.Args{"Date": on.Valid}))) {
			t.Errorf("%s: a record's map: %s", l, real)
		}
		s.AsOn.Source = land.DemoSource
		if made := string(paper.Plan(l, seva.Names{}, s)); !strings.Contains(made, mark) {
			t.Errorf("%s: a made-up map does not say so", l)
		}
	}
}
