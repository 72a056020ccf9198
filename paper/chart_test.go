package paper_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/demo"
	"duar/i18n"
	"duar/paper"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// mouza is a made-up map of so many plots.
func mouza(t testing.TB, plots int) land.Mosaic {
	t.Helper()
	idn := place.MakeIDN(10, 27, 1)
	outline := land.Ring{{Lon: 87_690_000, Lat: 22_750_000}, {Lon: 87_702_000, Lat: 22_750_300}, {Lon: 87_703_000, Lat: 22_760_000}, {Lon: 87_690_500, Lat: 22_762_000}}
	plan := demo.Plan{Mouzas: []place.Mouza{{IDN: idn, Name: ranjapur}}, Outlines: map[place.IDN]land.Ring{idn: outline},
		Plots: plots, Seed: 3, Maps: true, Valid: seva.Date{Year: 2026, Month: 11, Day: 1}}
	for v, err := range demo.Volumes(plan) {
		if err != nil {
			t.Fatal(err)
		}
		return land.Mosaic{Mouza: idn, Parcels: v.Parcels, AsOn: land.AsOn{Valid: v.Valid, Source: land.DemoSource}}
	}
	t.Fatal("no volume")
	return land.Mosaic{}
}

// around is the sheet of one parcel of a mosaic.
func around(m land.Mosaic, i int) land.Sheet {
	s := land.Sheet{Parcel: m.Parcels[i], AsOn: m.AsOn}
	for k, o := range m.Parcels {
		if k != i && slices.ContainsFunc(o.Ring, func(p land.Point) bool { return slices.Contains(s.Parcel.Ring, p) }) {
			s.Neighbours = append(s.Neighbours, o)
		}
	}
	return s
}

// witness is a canvas that remembers.
type witness struct {
	paths []struct {
		points       []paper.Spot
		fill, stroke int
	}
	words []word
}

type word struct {
	at   paper.Spot
	size float64
	text string
}

func (w *witness) Path(points []paper.Spot, _ bool, fill, stroke int, _ float64) {
	w.paths = append(w.paths, struct {
		points       []paper.Spot
		fill, stroke int
	}{slices.Clone(points), fill, stroke})
}

func (w *witness) Write(at paper.Spot, _ int, size float64, _ bool, text string) {
	w.words = append(w.words, word{at, size, text})
}

// Whatever plot of whatever mouza: nothing but the words of the scale is drawn outside the
// map, each number lies inside its parcel as it is drawn, and the plot has its number.
func TestNumbersLieInTheirParcels(t *testing.T) {
	m := mouza(t, 200)
	in := paper.Frame{X: 40, Y: 60, W: 500, H: 320}
	rapid.Check(t, func(t *rapid.T) {
		s := around(m, rapid.IntRange(0, len(m.Parcels)-1).Draw(t, "plot"))
		l := rapid.SampledFrom(seva.Langs()).Draw(t, "lang")
		var w witness
		paper.DrawSheet(&w, in, l, s)
		shapes := map[string][]paper.Spot{}
		for i, n := range s.Neighbours { // drawn first, in their order, where they are seen
			shapes[i18n.Digits(l, n.Number.String())] = nil
			_ = i
		}
		for _, p := range w.paths {
			for _, at := range p.points {
				if at.X < in.X-0.01 || at.X > in.X+in.W+0.01 || at.Y < in.Y-0.01 || at.Y > in.Y+in.H+0.01 {
					t.Fatalf("%v is outside the frame", at)
				}
			}
		}
		own := i18n.Digits(l, s.Parcel.Number.String())
		seen := 0
		for _, x := range w.words {
			if x.text == own && x.size >= 10 {
				seen++
			}
			if _, neighbour := shapes[x.text]; !neighbour {
				continue
			}
			// The middle of the digits is above the baseline; some parcel drawn has it inside.
			at := paper.Spot{X: x.at.X, Y: x.at.Y - x.size*0.36}
			if !slices.ContainsFunc(w.paths, func(p struct {
				points       []paper.Spot
				fill, stroke int
			}) bool {
				return p.fill >= 0 && p.stroke >= 0 && covers(p.points, at)
			}) {
				t.Fatalf("%q at %v is in no parcel", x.text, at)
			}
		}
		if seen != 1 {
			t.Fatalf("the plot's number is there %d times", seen)
		}
	})
}

func covers(ring []paper.Spot, at paper.Spot) bool {
	in := false
	q := ring[len(ring)-1]
	for _, p := range ring {
		if (p.Y <= at.Y) != (q.Y <= at.Y) && at.X < p.X+(q.X-p.X)*(at.Y-p.Y)/(q.Y-p.Y) {
			in = !in
		}
		q = p
	}
	return in
}

// The plot asked for stands out where there is no colour: it is hatched, and its line is
// several times as heavy.
func TestThePlotStandsOutInBlackAndWhite(t *testing.T) {
	text, err := paper.Picture(seva.English, ranjapur, sheet(), 1024)
	if err != nil {
		t.Fatal(err)
	}
	img := decoded(t, text)
	dark := func(r image.Rectangle) (n int) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if g, _ := color.GrayModel.Convert(img.At(x, y)).(color.Gray); g.Y < 150 {
					n++
				}
			}
		}
		return n
	}
	// In the upright arm of the bent plot, and as much of its left and right neighbours.
	plot, left, right := image.Rect(290, 330, 390, 430), image.Rect(60, 330, 160, 430), image.Rect(500, 400, 600, 500)
	if p, l, r := dark(plot), dark(left), dark(right); p < 500 || l > p/5 || r > p/5 {
		t.Errorf("dark pixels: plot %d, neighbours %d and %d", p, l, r)
	}
}

func decoded(t testing.TB, text []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestPicturesAreAsLargeAsAsked(t *testing.T) {
	m := mouza(t, 60)
	for _, size := range []int{paper.PictureLeast, 777, paper.PictureMost} {
		for name, draw := range map[string]func() ([]byte, error){
			"plot":  func() ([]byte, error) { return paper.Picture(seva.Bengali, ranjapur, around(m, 7), size) },
			"mouza": func() ([]byte, error) { return paper.MouzaPicture(seva.Hindi, ranjapur, m, size) },
		} {
			one, err := draw()
			if err != nil {
				t.Fatal(err)
			}
			if b := decoded(t, one).Bounds(); b.Dy() != size || b.Dx() >= size || len(one) > 1<<20 {
				t.Errorf("%s of %d is %v in %d bytes", name, size, b, len(one))
			}
			if two, _ := draw(); !bytes.Equal(one, two) {
				t.Errorf("%s of %d: the same map gave two pictures", name, size)
			}
		}
	}
	for _, size := range []int{-1, 0, paper.PictureLeast - 1, paper.PictureMost + 1, 1 << 40} {
		if _, err := paper.Picture(seva.English, ranjapur, sheet(), size); err == nil {
			t.Errorf("a picture of %d was drawn", size)
		}
	}
}

func TestAMouzaInEveryLanguage(t *testing.T) {
	m := mouza(t, 80)
	for _, l := range seva.Langs() {
		svg := paper.MouzaPlan(l, ranjapur, m)
		words := textOf(t, svg)
		for _, want := range []string{ranjapur.In(l), i18n.Digits(l, "80"), i18n.Say(l, seva.Say("plan.note")), i18n.Say(l, seva.Say("plan.specimen"))} {
			if !strings.Contains(words, want) {
				t.Errorf("%s: no %q in %s", l, want, words)
			}
		}
		if n := bytes.Count(svg, []byte("<path")); n < 2*len(m.Parcels) {
			t.Errorf("%s: %d paths for %d parcels", l, n, len(m.Parcels))
		}
	}
}

// Rings of any form, far apart or all in one place, never break a picture.
func TestAnyRingsMakeAPicture(t *testing.T) {
	far := rapid.Custom(func(t *rapid.T) land.Point {
		return land.Point{Lon: rapid.Int32Range(-180_000_000, 180_000_000).Draw(t, "lon"), Lat: rapid.Int32Range(-90_000_000, 90_000_000).Draw(t, "lat")}
	})
	near := rapid.Custom(func(t *rapid.T) land.Point {
		return land.Point{Lon: 87_690_000 + rapid.Int32Range(0, 400).Draw(t, "lon"), Lat: 22_759_000 + rapid.Int32Range(0, 400).Draw(t, "lat")}
	})
	ring := rapid.OneOf(rapid.SliceOfN(near, 0, 9), rapid.SliceOfN(far, 0, 9))
	rapid.Check(t, func(t *rapid.T) {
		s := land.Sheet{Parcel: land.Parcel{Number: land.Number{Main: 1}, Ring: ring.Draw(t, "ring")}}
		m := land.Mosaic{Parcels: []land.Parcel{s.Parcel}}
		for range rapid.IntRange(0, 3).Draw(t, "neighbours") {
			s.Neighbours = append(s.Neighbours, land.Parcel{Number: land.Number{Main: 2}, Ring: ring.Draw(t, "ring")})
		}
		m.Parcels = append(m.Parcels, s.Neighbours...)
		if _, err := paper.Picture(seva.Bengali, ranjapur, s, 256); err != nil {
			t.Fatal(err)
		}
		if _, err := paper.MouzaPicture(seva.Bengali, ranjapur, m, 256); err != nil {
			t.Fatal(err)
		}
		textOf(t, paper.MouzaPlan(seva.Bengali, ranjapur, m))
	})
}

func BenchmarkPlotPNG(b *testing.B) {
	m := mouza(b, 300)
	s := around(m, 150)
	var size int
	for b.Loop() {
		text, err := paper.Picture(seva.Bengali, ranjapur, s, paper.PictureUsual)
		if err != nil {
			b.Fatal(err)
		}
		size = len(text)
	}
	b.ReportMetric(float64(size), "B/picture")
}

func BenchmarkMouzaPNG(b *testing.B) {
	m := mouza(b, 2500)
	for b.Loop() {
		if _, err := paper.MouzaPicture(seva.Bengali, ranjapur, m, paper.PictureMost); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMouzaSVG(b *testing.B) {
	m := mouza(b, 2500)
	for b.Loop() {
		b.SetBytes(int64(len(paper.MouzaPlan(seva.Bengali, ranjapur, m))))
	}
}
